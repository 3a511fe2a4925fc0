//===- Passes.h - Dialect-to-dialect passes ----------------------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_TRANSFORMS_PASSES_H
#define LOOKUPFFN_TRANSFORMS_PASSES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/Pass.h"

namespace mlir::lookupffn {

#define GEN_PASS_DECL
#include "lookupffn/Transforms/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "lookupffn/Transforms/Passes.h.inc"

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_TRANSFORMS_PASSES_H
