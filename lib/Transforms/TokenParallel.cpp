//===- TokenParallel.cpp - Ops that run block by block --------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What lookupffn-tile-tokens needs to know of a body before it rewrites it.
// Everything here is a check: a body that passes can be tiled.
//
//===----------------------------------------------------------------------===//

#include "TokenParallel.h"

#include "lookupffn/IR/LookupFFN.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::lookupffn;

bool lookupffn::hasTokens(Operation *op, OpOperand &operand) {
  if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op)) {
    AffineMap map = linalgOp.getMatchingIndexingMap(&operand);
    if (map.getNumResults() == 0)
      return false;
    auto dim = dyn_cast<AffineDimExpr>(map.getResult(0));
    return dim && dim.getPosition() == 0;
  }
  return llvm::is_contained(getTokenOperands(op), &operand);
}

/// Checks that tokens do not depend on one another in `op`: its first loop is
/// parallel, is the first dimension of every result, and indexes nothing else.
static LogicalResult verifyTokenParallel(Operation *op) {
  if (isTokenOp(op))
    return success();
  auto linalgOp = dyn_cast<linalg::LinalgOp>(op);
  if (!linalgOp || !linalgOp.hasPureTensorSemantics() ||
      linalgOp.getNumLoops() == 0 ||
      linalgOp.getIteratorTypesArray().front() != utils::IteratorType::parallel)
    return failure();
  for (OpOperand &operand : op->getOpOperands()) {
    AffineMap map = linalgOp.getMatchingIndexingMap(&operand);
    bool tokens = hasTokens(op, operand);
    if (linalgOp.isDpsInit(&operand) && !tokens)
      return failure();
    for (AffineExpr expr :
         map.getResults().drop_front(tokens && map.getNumResults() ? 1 : 0))
      if (expr.isFunctionOfDim(0))
        return failure();
  }
  WalkResult usesIndex = op->walk([](linalg::IndexOp index) {
    return index.getDim() == 0 ? WalkResult::interrupt()
                               : WalkResult::advance();
  });
  return failure(usesIndex.wasInterrupted());
}

/// A size for messages: a number, or '?'.
static std::string printSize(int64_t size) {
  return ShapedType::isDynamic(size) ? "?" : std::to_string(size);
}

/// The first size of the outputs: the number of tokens of the entry point.
static FailureOr<int64_t> getNumTokens(func::FuncOp function,
                                       ValueRange outputs) {
  std::optional<int64_t> tokens;
  for (Value output : outputs) {
    auto type = dyn_cast<RankedTensorType>(output.getType());
    if (!type || type.getRank() == 0)
      return function.emitOpError("expects every output to be a tensor whose "
                                  "first dimension is the token, but got ")
             << output.getType();
    int64_t size = type.getDimSize(0);
    if (tokens && *tokens != size)
      return function.emitOpError("returns outputs of ")
             << printSize(*tokens) << " and of " << printSize(size)
             << " tokens; all outputs of an entry point have the same tokens";
    tokens = size;
  }
  return tokens.value_or(ShapedType::kDynamic);
}

/// Checks that a tensor of dynamic size has the tokens of an argument, since
/// tiling makes it anew, block by block.
static LogicalResult verifyEmpty(tensor::EmptyOp empty) {
  if (empty.getDynamicSizes().empty())
    return success();
  auto dim = empty.getDynamicSizes().front().getDefiningOp<tensor::DimOp>();
  if (empty.getDynamicSizes().size() == 1 && empty.getType().isDynamicDim(0) &&
      dim && dim.getConstantIndex() == 0 &&
      isa<BlockArgument>(dim.getSource()))
    return success();
  return empty.emitOpError("expects one dynamic size, the first, and to be the "
                           "first size of an argument; the number of tokens is "
                           "the one size known at run time");
}

/// Checks that `op` reads and makes tensors of `tokens` tokens.
static LogicalResult verifyNumTokens(Operation *op, int64_t tokens) {
  for (OpOperand &operand : op->getOpOperands()) {
    if (!hasTokens(op, operand))
      continue;
    auto type = cast<RankedTensorType>(operand.get().getType());
    if (type.getDimSize(0) != tokens)
      return op->emitOpError("has operand #")
             << operand.getOperandNumber() << " of "
             << printSize(type.getDimSize(0)) << " tokens, but the outputs of "
             << "the entry point have " << printSize(tokens)
             << "; only ops on weights may differ";
  }
  return success();
}

FailureOr<SmallVector<Operation *>>
lookupffn::collectParallelOps(func::FuncOp function,
                              func::ReturnOp terminator) {
  FailureOr<int64_t> tokens =
      getNumTokens(function, terminator.getOperands().drop_back());
  if (failed(tokens))
    return failure();
  SetVector<Operation *> parallelOps;
  for (Operation &op : function.front().without_terminator()) {
    if (isa<CallOpInterface>(op))
      return op.emitOpError("cannot be inlined, and an entry point of a kernel "
                            "calls no function; give it a body of one block "
                            "that does not call itself");
    if (auto empty = dyn_cast<tensor::EmptyOp>(op)) {
      if (failed(verifyEmpty(empty)))
        return failure();
      continue;
    }
    if (!llvm::any_of(op.getResultTypes(), llvm::IsaPred<TensorType>))
      continue;
    if (op.hasTrait<OpTrait::ConstantLike>())
      return op.emitOpError("is a constant tensor; make it an argument with "
                            "'lookupffn.weight'");
    if (failed(verifyTokenParallel(&op)))
      return op.emitOpError("is not parallel over tokens, its first "
                            "dimension, and cannot be part of an entry point; "
                            "move it out of '")
             << function.getName() << "'";
    // Without outputs nothing is read, so nothing is tiled.
    if (terminator.getNumOperands() > 1 &&
        failed(verifyNumTokens(&op, *tokens)))
      return failure();
    parallelOps.insert(&op);
  }
  for (Operation *op : parallelOps)
    for (OpOperand &use : op->getUses()) {
      Operation *user = use.getOwner();
      if (user != terminator &&
          !(parallelOps.contains(user) && hasTokens(user, use)))
        return user->emitOpError("reads more than its own token of a tensor "
                                 "that is made block by block; only arguments "
                                 "can be read so");
    }
  return SmallVector<Operation *>(parallelOps.begin(), parallelOps.end());
}
