//===- TokenLoops.cpp - Loops that the lowerings share --------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TokenLoops.h"

using namespace mlir;
using namespace mlir::lookupffn;

Value lookupffn::indexConstant(OpBuilder &b, Location loc, int64_t value) {
  return arith::ConstantIndexOp::create(b, loc, value);
}

Value lookupffn::floatConstant(OpBuilder &b, Location loc, Type type,
                               double value) {
  return arith::ConstantOp::create(b, loc, b.getFloatAttr(type, value));
}

Value lookupffn::extract(OpBuilder &b, Location loc, Value tensor,
                         ValueRange indices, ValueRange last) {
  SmallVector<Value> all(indices);
  all.append(last.begin(), last.end());
  return tensor::ExtractOp::create(b, loc, tensor, all);
}

/// Offsets and sizes of the slice `[token..., 0, ...]`.
static void getTrailingSlice(OpBuilder &b, ValueRange token,
                             ArrayRef<OpFoldResult> trailingSizes,
                             SmallVector<OpFoldResult> &offsets,
                             SmallVector<OpFoldResult> &sizes) {
  offsets.assign(token.begin(), token.end());
  offsets.append(trailingSizes.size(), b.getIndexAttr(0));
  sizes.assign(token.size(), b.getIndexAttr(1));
  sizes.append(trailingSizes.begin(), trailingSizes.end());
}

Value lookupffn::extractTrailing(OpBuilder &b, Location loc, Value tensor,
                                 ValueRange token,
                                 ArrayRef<OpFoldResult> trailingSizes) {
  SmallVector<OpFoldResult> offsets, sizes;
  getTrailingSlice(b, token, trailingSizes, offsets, sizes);
  SmallVector<int64_t> shape;
  SmallVector<Value> dynamicSizes;
  dispatchIndexOpFoldResults(trailingSizes, dynamicSizes, shape);
  auto type = RankedTensorType::get(
      shape, cast<RankedTensorType>(tensor.getType()).getElementType());
  SmallVector<OpFoldResult> strides(offsets.size(), b.getIndexAttr(1));
  return tensor::ExtractSliceOp::create(b, loc, type, tensor, offsets, sizes,
                                        strides);
}

SmallVector<Value> lookupffn::buildLoop(
    OpBuilder &b, Location loc, Value end, ValueRange inits,
    function_ref<SmallVector<Value>(OpBuilder &, Value, ValueRange)> body) {
  Value zero = indexConstant(b, loc, 0);
  Value one = indexConstant(b, loc, 1);
  auto loop = scf::ForOp::create(
      b, loc, zero, end, one, inits,
      [&](OpBuilder &nested, Location, Value index, ValueRange carried) {
        scf::YieldOp::create(nested, loc, body(nested, index, carried));
      });
  return SmallVector<Value>(loop.getResults());
}

Value lookupffn::buildSum(OpBuilder &b, Location loc, Value end, Type type,
                          function_ref<Value(OpBuilder &, Value)> term) {
  Value zero = floatConstant(b, loc, type, 0.0);
  return buildLoop(b, loc, end, zero,
                   [&](OpBuilder &nested, Value index, ValueRange carried) {
                     Value sum = arith::AddFOp::create(
                         nested, loc, carried[0], term(nested, index));
                     return SmallVector<Value>{sum};
                   })
      .front();
}

/// The loops of forEachToken over the dimensions after those of `token`.
static Value buildTokenLoops(
    OpBuilder &b, Location loc, Value outs, unsigned numTokenDims,
    ArrayRef<int64_t> sliceShape, SmallVector<Value> &token,
    function_ref<Value(OpBuilder &, ValueRange, Value)> body) {
  if (token.size() == numTokenDims) {
    SmallVector<OpFoldResult> shape, offsets, sizes;
    for (int64_t size : sliceShape)
      shape.push_back(b.getIndexAttr(size));
    Value slice = extractTrailing(b, loc, outs, token, shape);
    slice = body(b, token, slice);
    getTrailingSlice(b, token, shape, offsets, sizes);
    SmallVector<OpFoldResult> strides(offsets.size(), b.getIndexAttr(1));
    return tensor::InsertSliceOp::create(b, loc, slice, outs, offsets, sizes,
                                         strides);
  }
  Value end = tensor::DimOp::create(b, loc, outs, token.size());
  return buildLoop(b, loc, end, outs,
                   [&](OpBuilder &nested, Value index, ValueRange carried) {
                     token.push_back(index);
                     Value result =
                         buildTokenLoops(nested, loc, carried[0], numTokenDims,
                                         sliceShape, token, body);
                     token.pop_back();
                     return SmallVector<Value>{result};
                   })
      .front();
}

Value lookupffn::forEachToken(
    OpBuilder &b, Location loc, Value outs, unsigned numTokenDims,
    ArrayRef<int64_t> sliceShape,
    function_ref<Value(OpBuilder &, ValueRange, Value)> body) {
  SmallVector<Value> token;
  return buildTokenLoops(b, loc, outs, numTokenDims, sliceShape, token, body);
}

SmallVector<Value> lookupffn::buildElementwise(
    OpBuilder &b, Location loc, ValueRange inputs, ValueRange outs,
    function_ref<SmallVector<Value>(OpBuilder &, ValueRange)> body) {
  int64_t rank = cast<RankedTensorType>(outs.front().getType()).getRank();
  SmallVector<AffineMap> maps(inputs.size() + outs.size(),
                              b.getMultiDimIdentityMap(rank));
  SmallVector<utils::IteratorType> iterators(rank,
                                             utils::IteratorType::parallel);
  auto generic = linalg::GenericOp::create(
      b, loc, TypeRange(outs), inputs, outs, maps, iterators,
      [&](OpBuilder &nested, Location, ValueRange elements) {
        linalg::YieldOp::create(nested, loc, body(nested, elements));
      });
  return SmallVector<Value>(generic.getResults());
}

SmallVector<Value> lookupffn::getIndices(OpBuilder &b, Location loc,
                                         unsigned rank) {
  SmallVector<Value> indices;
  for (unsigned dim = 0; dim < rank; ++dim)
    indices.push_back(linalg::IndexOp::create(b, loc, dim));
  return indices;
}
