//===- FlattenTokens.cpp - One token dimension ----------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In: entry points with any number of token dimensions. Out: the same ops with
// one, and a signature to match. No reshape is needed: memory is row-major, so
// the caller passes the same buffers.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/IR/LookupFFN.h"
#include "lookupffn/Transforms/EntryPoint.h"
#include "lookupffn/Transforms/Passes.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/Support/MathExtras.h"

namespace mlir::lookupffn {
#define GEN_PASS_DEF_FLATTENTOKENS
#include "lookupffn/Transforms/Passes.h.inc"
} // namespace mlir::lookupffn

using namespace mlir;
using namespace mlir::lookupffn;

/// Type of a token tensor whose `tokenDims` leading dimensions became one.
static RankedTensorType flattenType(RankedTensorType type, unsigned tokenDims) {
  SmallVector<int64_t> shape = {1};
  for (int64_t size : type.getShape().take_front(tokenDims))
    // A product that no memory can hold is left to the caller to state.
    if (ShapedType::isDynamic(size) || ShapedType::isDynamic(shape[0]) ||
        llvm::MulOverflow(shape[0], size, shape[0]))
      shape[0] = ShapedType::kDynamic;
  llvm::append_range(shape, type.getShape().drop_front(tokenDims));
  return RankedTensorType::get(shape, type.getElementType());
}

/// Rewrites the signature and the token ops of `function`.
static LogicalResult flatten(func::FuncOp function) {
  // Leading dimensions of every value that a token op reads or writes.
  llvm::MapVector<Value, unsigned> tokenDims;
  SmallVector<Operation *> tokenOps;
  bool needed = false;
  for (Operation &op : function.front())
    if (isTokenOp(&op)) {
      tokenOps.push_back(&op);
      needed |= getNumTokenDims(&op) != 1;
      for (OpOperand *operand : getTokenOperands(&op))
        tokenDims[operand->get()] = getNumTokenDims(&op);
      for (Value result : op.getResults())
        tokenDims[result] = getNumTokenDims(&op);
    }
  if (!needed)
    return success();

  for (unsigned index : getWeightArguments(function))
    if (tokenDims.contains(function.getArgument(index)))
      return function.emitOpError("uses weight ")
             << function.getArgAttr(index, LookupFFNDialect::kWeightAttrName)
             << " as tokens beside ops with several leading dimensions; "
             << "reshape the inputs to one leading dimension";

  // All uses must be token ops, shapes of destinations, or the return.
  for (auto [value, dims] : tokenDims) {
    if (dims != tokenDims.front().second)
      return function.emitOpError("mixes ops with ")
             << dims << " and " << tokenDims.front().second
             << " leading dimensions; reshape them to one";
    for (Operation *user : value.getUsers())
      if (!isTokenOp(user) && !isa<tensor::DimOp, func::ReturnOp>(user))
        return user->emitOpError("uses a tensor with ")
               << dims << " leading dimensions; only lookupffn token ops may, "
               << "collapse them to one first";
    if (!isa<BlockArgument>(value) && !isTokenOp(value.getDefiningOp()) &&
        !value.getDefiningOp<tensor::EmptyOp>())
      return value.getDefiningOp()->emitOpError("makes a tensor with ")
             << dims << " leading dimensions; only lookupffn token ops may, "
             << "collapse them to one first";
  }

  OpBuilder b(function.getContext());
  for (auto [value, dims] : tokenDims)
    if (isa<BlockArgument>(value))
      value.setType(flattenType(cast<RankedTensorType>(value.getType()), dims));
  // The single number of tokens, as the first argument with tokens has it.
  Value source;
  for (Value argument : function.getArguments())
    if (!source && tokenDims.contains(argument))
      source = argument;
  if (!source)
    return function.emitOpError("has no input with tokens");
  b.setInsertionPointToStart(&function.front());
  Value tokens = tensor::DimOp::create(b, function.getLoc(), source, 0);
  for (Operation *op : tokenOps) {
    b.setInsertionPoint(op);
    for (OpOperand &init :
         cast<DestinationStyleOpInterface>(op).getDpsInitsMutable()) {
      auto type = cast<RankedTensorType>(init.get().getType());
      if (!init.get().getDefiningOp<tensor::EmptyOp>())
        continue;
      RankedTensorType flat = flattenType(type, tokenDims[init.get()]);
      init.set(tensor::EmptyOp::create(b, op->getLoc(), flat,
                                       flat.isDynamicDim(0) ? ValueRange(tokens)
                                                            : ValueRange()));
    }
    for (auto [result, init] :
         llvm::zip(op->getResults(),
                   cast<DestinationStyleOpInterface>(op).getDpsInits()))
      result.setType(cast<RankedTensorType>(init.getType()));
  }
  // Sizes of single leading dimensions have no use any more.
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(function.front())))
    if (isa<tensor::EmptyOp, tensor::DimOp>(op) && op.use_empty())
      op.erase();
  for (Operation &op : function.front())
    if (auto dim = dyn_cast<tensor::DimOp>(op))
      if (tokenDims.contains(dim.getSource()) &&
          dim.getOperation() != tokens.getDefiningOp())
        return dim.emitOpError("reads a single leading dimension of an entry "
                               "point; only destinations may");
  function.setType(FunctionType::get(
      function.getContext(), function.front().getArgumentTypes(),
      function.front().getTerminator()->getOperandTypes()));
  return success();
}

/// Checks that the number of tokens is the only dynamic size of the signature.
static LogicalResult verifySizes(func::FuncOp function) {
  SmallVector<Type> types(function.getResultTypes());
  for (unsigned index : getInputArguments(function))
    types.push_back(function.getArgument(index).getType());
  for (Type type : types) {
    ArrayRef<int64_t> shape = cast<RankedTensorType>(type).getShape();
    if (!shape.empty() && ShapedType::isDynamicShape(shape.drop_front()))
      return function.emitOpError("expects only the first dimension of ")
             << type << " to be dynamic; the number of tokens is the one size "
             << "known at run time";
  }
  return success();
}

namespace {
struct FlattenTokens final
    : public lookupffn::impl::FlattenTokensBase<FlattenTokens> {
  using Base::Base;

  void runOnOperation() override {
    for (func::FuncOp function : getEntryPoints(getOperation()))
      if (failed(verifyEntryPoint(function)) || failed(flatten(function)) ||
          failed(verifySizes(function)))
        return signalPassFailure();
  }
};
} // namespace
