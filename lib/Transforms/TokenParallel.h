//===- TokenParallel.h - Ops that run block by block -------------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_LIB_TRANSFORMS_TOKENPARALLEL_H
#define LOOKUPFFN_LIB_TRANSFORMS_TOKENPARALLEL_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace mlir::lookupffn {

/// True when the first dimension of `operand` is the token dimension of `op`.
bool hasTokens(Operation *op, OpOperand &operand);

/// The ops of an entry point that make tensors of tokens, in order. Diagnoses
/// what cannot run block by block: an op that is not parallel over tokens, a
/// tensor of another number of tokens, a use of more than a block.
FailureOr<SmallVector<Operation *>>
collectParallelOps(func::FuncOp function, func::ReturnOp terminator);

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_LIB_TRANSFORMS_TOKENPARALLEL_H
