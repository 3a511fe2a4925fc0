//===- Shapes.cpp - Shapes of what is raised ------------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Raiser.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::lookupffn;

bool lookupffn::hasTokensOf(Value value, Value like, int64_t likeTrailing,
                            ArrayRef<int64_t> trailing) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  auto likeType = dyn_cast<RankedTensorType>(like.getType());
  if (!type || !likeType || likeType.getRank() < likeTrailing)
    return false;
  int64_t tokenDims = likeType.getRank() - likeTrailing;
  return type.getRank() == tokenDims + static_cast<int64_t>(trailing.size()) &&
         type.getShape().take_front(tokenDims) ==
             likeType.getShape().take_front(tokenDims) &&
         type.getShape().drop_front(tokenDims) == trailing;
}

bool lookupffn::isParameter(Value value, int64_t count) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && type.hasStaticShape() && type.getElementType().isF32() &&
         type.getNumElements() == count;
}

Value lookupffn::createEmpty(OpBuilder &b, Location loc, Value like,
                             int64_t tokenDims, ArrayRef<int64_t> trailing,
                             Type elementType) {
  SmallVector<OpFoldResult> sizes;
  for (int64_t dim = 0; dim < tokenDims; ++dim)
    sizes.push_back(tensor::getMixedSize(b, loc, like, dim));
  for (int64_t size : trailing)
    sizes.push_back(b.getIndexAttr(size));
  return tensor::EmptyOp::create(b, loc, sizes, elementType);
}

Value lookupffn::reshape(OpBuilder &b, Location loc, Value value,
                         ArrayRef<int64_t> shape) {
  Value source = value;
  while (true) {
    auto type = cast<RankedTensorType>(source.getType());
    if (type.getShape() == shape)
      return source;
    if (!isa_and_nonnull<tensor::CollapseShapeOp, tensor::ExpandShapeOp>(
            source.getDefiningOp()))
      break;
    source = source.getDefiningOp()->getOperand(0);
  }
  auto type = cast<RankedTensorType>(value.getType());
  auto result = RankedTensorType::get(shape, type.getElementType());
  std::optional<SmallVector<ReassociationIndices>> groups =
      getReassociationIndicesForReshape(type, result);
  if (groups && type.getRank() > result.getRank())
    return tensor::CollapseShapeOp::create(b, loc, result, value, *groups);
  if (groups && type.getRank() < result.getRank())
    return tensor::ExpandShapeOp::create(b, loc, result, value, *groups);
  ReassociationIndices all(type.getRank());
  std::iota(all.begin(), all.end(), 0);
  if (type.getRank() != 1)
    value = tensor::CollapseShapeOp::create(
        b, loc, value, SmallVector<ReassociationIndices>{all});
  all.resize(result.getRank());
  std::iota(all.begin(), all.end(), 0);
  return tensor::ExpandShapeOp::create(b, loc, result, value,
                                       SmallVector<ReassociationIndices>{all});
}

Value lookupffn::reorder(OpBuilder &b, Location loc, Value value,
                         ArrayRef<int64_t> shape, ArrayRef<int64_t> order) {
  SmallVector<int64_t> from, permutation(order.size());
  for (auto [position, dim] : llvm::enumerate(order)) {
    from.push_back(shape[dim]);
    permutation[dim] = position;
  }
  value = reshape(b, loc, value, from);
  if (llvm::is_sorted(order))
    return value;
  Value init = tensor::EmptyOp::create(b, loc, shape,
                                       getElementTypeOrSelf(value.getType()));
  return linalg::TransposeOp::create(b, loc, value, init, permutation)
      ->getResult(0);
}

Value lookupffn::findParameter(Evaluator &evaluator, ArrayRef<Value> slice,
                               ArrayRef<Element> numbers) {
  for (Value value : slice)
    if (isParameter(value, numbers.size()) &&
        evaluator.getNumber(value, 0) == numbers.front() &&
        evaluator.getNumbers(value, 0, numbers.size()) == numbers)
      return value;
  return nullptr;
}

StringRef lookupffn::getComputation(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op)
    return "an argument";
  if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op)) {
    Operation *last =
        linalgOp.getBlock()->getTerminator()->getOperand(0).getDefiningOp();
    if (last)
      return last->getName().getStringRef();
  }
  return op->getName().getStringRef();
}
