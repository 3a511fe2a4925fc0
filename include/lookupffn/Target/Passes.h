//===- Passes.h - Passes that resolve and apply the target ------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_TARGET_PASSES_H
#define LOOKUPFFN_TARGET_PASSES_H

#include "mlir/Pass/Pass.h"

#include <memory>
#include <string>

namespace mlir {
class ModuleOp;
} // namespace mlir

namespace mlir::lookupffn {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "lookupffn/Target/Passes.h.inc"

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_TARGET_PASSES_H
