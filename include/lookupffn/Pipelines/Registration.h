//===- Registration.h - Dialects that the pipeline reads and makes -*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_PIPELINES_REGISTRATION_H
#define LOOKUPFFN_PIPELINES_REGISTRATION_H

namespace mlir {
class DialectRegistry;

namespace lookupffn {

/// Registers our dialect, the dialects it lowers to, their bufferization, and
/// their conversion and translation to LLVM IR.
void registerPipelineDialects(DialectRegistry &registry);

/// Registers what the tools read on top of that: schedules written by hand, in
/// which transform scripts tile and fuse the token ops.
void registerToolDialects(DialectRegistry &registry);

} // namespace lookupffn
} // namespace mlir

#endif // LOOKUPFFN_PIPELINES_REGISTRATION_H
