//===- ThreadWork.h - Work that is worth a thread ---------------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_TRANSFORMS_THREADWORK_H
#define LOOKUPFFN_TRANSFORMS_THREADWORK_H

#include "lookupffn/IR/LookupFFN.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace mlir::lookupffn {

/// Says in `lookupffn.entry` of `function`, whose token ops are `ops`, how much
/// of a call makes a thread worth its start on `target`: tokens, and where
/// tables are sliced, tokens of what comes before the lookup and slices of it.
void setThreadKeys(func::FuncOp function, TargetAttr target,
                   ArrayRef<Operation *> ops, ArrayAttr regimes);

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_TRANSFORMS_THREADWORK_H
