//===- RaiseProject.cpp - Recognise projections ---------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every tensor of the tokens in front of z may be what is projected, and every
// weight in every order its matrix. Each such projection is computed and
// compared with z; what is left over, if it is the same for all tokens, is the
// bias.
//
//===----------------------------------------------------------------------===//

#include "Raiser.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace mlir::lookupffn;

SmallVector<ProjectionCandidate>
lookupffn::getDenseCandidates(ArrayRef<Value> slice, int64_t width,
                              int64_t numTables, int64_t numBits,
                              MLIRContext *context) {
  SmallVector<ProjectionCandidate> candidates;
  SmallVector<int64_t> shape = {numTables, numBits, width};
  for (Value weights : slice) {
    if (!isParameter(weights, numTables * numBits * width))
      continue;
    SmallVector<int64_t> order = {0, 1, 2};
    do
      candidates.push_back(
          {DenseAttr::get(context), weights, shape, order, 0.0});
    while (std::next_permutation(order.begin(), order.end()));
  }
  return candidates;
}

static SmallVector<Element> computeDense(Evaluator &evaluator,
                                         const ProjectionCandidate &candidate,
                                         ArrayRef<Element> x, int64_t count) {
  // Distance in memory of neighbours along each dimension.
  int64_t strides[3], stride = 1;
  for (int64_t dim : llvm::reverse(candidate.order)) {
    strides[dim] = stride;
    stride *= candidate.shape[dim];
  }
  int64_t numBits = candidate.shape[1];
  SmallVector<Element> z;
  for (int64_t column = 0; column < count; ++column) {
    Element sum;
    for (auto [i, number] : llvm::enumerate(x)) {
      std::optional<Element> weight = evaluator.getNumber(
          candidate.weights, column / numBits * strides[0] +
                                 column % numBits * strides[1] +
                                 static_cast<int64_t>(i) * strides[2]);
      if (!weight)
        return {};
      sum += *weight * number;
    }
    z.push_back(sum);
  }
  return z;
}

SmallVector<Element> ProjectionCandidate::compute(Evaluator &evaluator,
                                                  ArrayRef<Element> x,
                                                  int64_t count) const {
  if (isa<DenseAttr>(kind))
    return computeDense(evaluator, *this, x, count);
  if (isa<BH4Attr>(kind))
    return computeBH4(evaluator, *this, x, count);
  return SmallVector<Element>(x.take_front(count));
}

/// What `candidate` leaves over of the first `count` values of z.
static SmallVector<Element> getRest(Evaluator &evaluator, Value z, Value x,
                                    const ProjectionCandidate &candidate,
                                    int64_t token, int64_t width,
                                    int64_t columns, int64_t count) {
  SmallVector<Element> rest = evaluator.getNumbers(z, token * columns, count);
  SmallVector<Element> numbers = evaluator.getNumbers(x, token * width, width);
  if (rest.empty() || numbers.empty())
    return {};
  SmallVector<Element> computed = candidate.compute(evaluator, numbers, count);
  if (computed.empty())
    return {};
  for (auto [number, own] : llvm::zip(rest, computed))
    number = number - own;
  return rest;
}

namespace {
struct ProjectionMatch {
  /// Null without bias.
  Value bias;
};
} // namespace

/// Checks that `candidate` and a bias compute `z`. Most candidates fail with
/// the first column already, for which all share the evaluator `first`.
static std::optional<ProjectionMatch>
matchProjection(Evaluator &first, ArrayRef<Value> slice, Value z, Value x,
                const ProjectionCandidate &candidate, int64_t width,
                int64_t columns) {
  SmallVector<Element> rest =
      getRest(first, z, x, candidate, 0, width, columns, 1);
  if (rest.empty())
    return std::nullopt;
  bool hasBias = !rest.front().isZero();
  if (hasBias && llvm::none_of(slice, [&](Value value) {
        return isParameter(value, columns) &&
               first.getNumber(value, 0) == rest.front();
      }))
    return std::nullopt;
  ProjectionMatch match;
  for (uint64_t seed : {1, 2})
    for (int64_t token : getSampleTokens(getNumElements(x) / width)) {
      Evaluator evaluator(seed);
      rest =
          getRest(evaluator, z, x, candidate, token, width, columns, columns);
      if (rest.empty())
        return std::nullopt;
      if (!hasBias) {
        if (!llvm::all_of(rest, [](Element e) { return e.isZero(); }))
          return std::nullopt;
        continue;
      }
      Value bias = findParameter(evaluator, slice, rest);
      if (!bias || (match.bias && match.bias != bias))
        return std::nullopt;
      match.bias = bias;
    }
  return match;
}

Value Raiser::raiseProject(Value z) {
  if (isLeaf(z) || llvm::any_of(z.getUsers(), llvm::IsaPred<HashOp>))
    return z;
  auto type = cast<RankedTensorType>(z.getType());
  MLIRContext *context = z.getContext();
  int64_t numTables = type.getDimSize(type.getRank() - 2);
  int64_t numBits = type.getShape().back();
  int64_t columns = numTables * numBits;
  SmallVector<Value> slice = getSlice(z);

  // What was raised or comes from outside goes before what is computed here.
  SmallVector<Value> inputs;
  for (bool leaf : {true, false})
    for (Value value : llvm::reverse(slice)) {
      auto valueType = dyn_cast<RankedTensorType>(value.getType());
      if (valueType && valueType.getElementType().isF32() && value != z &&
          valueType.getRank() == type.getRank() - 1 && isLeaf(value) == leaf &&
          hasTokensOf(value, z, 2, {valueType.getShape().back()}) &&
          !valueType.isDynamicDim(valueType.getRank() - 1) &&
          valueType.getShape().back() > 0)
        inputs.push_back(value);
    }
  bool hasMatrix = llvm::any_of(slice, [&](Value value) {
    auto valueType = dyn_cast<RankedTensorType>(value.getType());
    return valueType && valueType.hasStaticShape() &&
           valueType.getRank() >= 2 && isLeaf(value) &&
           isParameter(value, valueType.getNumElements()) &&
           valueType.getNumElements() > columns &&
           !hasTokensOf(value, z, 2, {valueType.getShape().back()});
  });
  Evaluator first(1);
  for (Value x : inputs) {
    int64_t width = cast<RankedTensorType>(x.getType()).getShape().back();
    SmallVector<Value> weightsAndBias = getIndependent(slice, x);
    SmallVector<ProjectionCandidate> candidates =
        getBH4Candidates(weightsAndBias, width, columns, context);
    llvm::append_range(
        candidates,
        getDenseCandidates(weightsAndBias, width, numTables, numBits, context));
    // Anything is the identity of itself, so only where there is no matrix.
    if (width == columns && (isLeaf(x) || !hasMatrix))
      candidates.push_back({IdentityAttr::get(context), Value(), {}, {}, 0.0});
    for (const ProjectionCandidate &candidate : candidates) {
      std::optional<ProjectionMatch> match = matchProjection(
          first, weightsAndBias, z, x, candidate, width, columns);
      if (!match)
        continue;
      OpBuilder b(z.getDefiningOp());
      Location loc = z.getLoc();
      Value weights = candidate.weights;
      if (weights)
        weights = reorder(b, loc, weights, candidate.shape, candidate.order);
      if (isa<DenseAttr>(candidate.kind))
        weights = reshape(b, loc, weights, {columns, width});
      Value bias = match->bias;
      if (bias)
        bias = reshape(b, loc, bias, {columns});
      Value init = createEmpty(b, loc, x, type.getRank() - 2,
                               {numTables, numBits}, b.getF32Type());
      Value result =
          ProjectOp::create(b, loc, type, candidate.kind, x, weights, bias,
                            /*shift=*/Value(), /*tap=*/Value(), init,
                            /*scratch=*/Value(), /*steps=*/Value(),
                            /*composed=*/Value(), /*composed_bias=*/Value(),
                            /*bit_major=*/false)
              .getResult();
      replace(z, result);
      return result;
    }
  }
  note(z.getDefiningOp(), 1,
       "projection: expected a dense matrix [" + Twine(columns) +
           ", D], four stages of blocks and Hadamard transforms, or x itself, "
           "plus a bias, found what " +
           getComputation(z) + " makes of other things");
  return z;
}
