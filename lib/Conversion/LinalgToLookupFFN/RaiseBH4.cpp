//===- RaiseBH4.cpp - Recognise bh4 projections ---------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Shapes of weights give the number of repeats and the block size, constants of
// the program the decay. However butterflies are spelled, as slices, matrices
// or reshapes, the formula then gives the same numbers or it is another one.
//
//===----------------------------------------------------------------------===//

#include "Raiser.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/Support/MathExtras.h"

#include <cmath>

using namespace mlir;
using namespace mlir::lookupffn;

namespace {
/// The two factors of the mix.
struct Decay {
  double decay, tap;
};
} // namespace

/// Possible factors: 1 and 0, and pairs of constants whose sum is 1. Exporters
/// round 1 - decay in several ways, so the last bit of it is free.
static SmallVector<Decay> getDecays(ArrayRef<Value> slice) {
  SmallVector<float> constants;
  auto collect = [&](Value value) {
    FloatAttr attr;
    ElementsAttr elements;
    if (matchPattern(value, m_Constant(&attr)) && attr.getType().isF32())
      constants.push_back(attr.getValue().convertToFloat());
    else if (matchPattern(value, m_Constant(&elements)))
      if (auto splat = dyn_cast<SplatElementsAttr>(elements))
        if (splat.getElementType().isF32())
          constants.push_back(splat.getSplatValue<APFloat>().convertToFloat());
  };
  for (Value value : slice) {
    collect(value);
    if (Operation *op = value.getDefiningOp())
      op->walk([&](arith::ConstantOp inner) { collect(inner); });
  }
  SmallVector<Decay> decays = {{1.0, 0.0}};
  for (float constant : constants) {
    double decay = shortenDecimal(constant);
    auto exact = static_cast<float>(1 - decay);
    if (decay <= 0 || decay >= 1)
      continue;
    for (float tap : constants)
      if (tap == exact || tap == std::nextafter(exact, 0.0f) ||
          tap == std::nextafter(exact, 1.0f))
        decays.push_back({decay, tap});
  }
  return decays;
}

SmallVector<ProjectionCandidate>
lookupffn::getBH4Candidates(ArrayRef<Value> slice, int64_t width, int64_t count,
                            MLIRContext *context) {
  SmallVector<ProjectionCandidate> candidates;
  int64_t padded = llvm::PowerOf2Ceil(width);
  for (Value weights : slice) {
    auto type = dyn_cast<RankedTensorType>(weights.getType());
    if (!type || type.getRank() < 4 || !type.hasStaticShape() ||
        !isLeaf(weights) || !isParameter(weights, type.getNumElements()))
      continue;
    ArrayRef<int64_t> shape = type.getShape();
    int64_t block = shape.back();
    if (block == 0 || shape[type.getRank() - 2] != block || padded % block ||
        shape[type.getRank() - 3] * block != padded)
      continue;
    int64_t repeats = type.getNumElements() / (4 * padded * block);
    if (repeats * 4 * padded * block != type.getNumElements() ||
        repeats * padded < count)
      continue;
    for (auto [decay, tap] : getDecays(slice)) {
      auto kind = BH4Attr::get(
          context, FloatAttr::get(Float64Type::get(context), decay));
      SmallVector<int64_t> full = {repeats, 4, padded / block, block, block};
      candidates.push_back({kind, weights, full, {0, 1, 2, 3, 4}, tap});
      candidates.push_back({kind, weights, full, {0, 1, 2, 4, 3}, tap});
    }
  }
  return candidates;
}

/// The unnormalised Walsh-Hadamard transform.
static void transform(MutableArrayRef<Element> values) {
  for (size_t distance = 1; distance < values.size(); distance *= 2)
    for (size_t i = 0; i < values.size(); ++i)
      if (!(i & distance)) {
        Element first = values[i], second = values[i + distance];
        values[i] = first + second;
        values[i + distance] = first - second;
      }
}

SmallVector<Element> lookupffn::computeBH4(Evaluator &evaluator,
                                           const ProjectionCandidate &candidate,
                                           ArrayRef<Element> x, int64_t count) {
  int64_t numBlocks = candidate.shape[2], block = candidate.shape[3];
  int64_t padded = numBlocks * block;
  bool isTransposed = candidate.order.back() == 3;
  double decay = cast<BH4Attr>(candidate.kind).getDecay().getValueAsDouble();
  Element factor = Element::fromDouble(static_cast<float>(decay));
  Element tap = Element::fromDouble(candidate.tap);
  SmallVector<Element> token(x);
  token.resize(padded);
  SmallVector<Element> z;
  for (int64_t repeat = 0; static_cast<int64_t>(z.size()) < count; ++repeat) {
    SmallVector<Element> values = token;
    for (int64_t stage = 0; stage < 4; ++stage) {
      SmallVector<Element> products(padded);
      int64_t first = (repeat * 4 + stage) * padded * block;
      for (int64_t row = 0; row < padded; ++row)
        for (int64_t i = 0; i < block; ++i) {
          int64_t start = row / block * block, o = row % block;
          int64_t position = first + start * block +
                             (isTransposed ? i * block + o : o * block + i);
          std::optional<Element> weight =
              evaluator.getNumber(candidate.weights, position);
          if (!weight)
            return {};
          products[row] += *weight * values[start + i];
        }
      transform(products);
      values = std::move(products);
    }
    for (int64_t i = 0; i < padded && static_cast<int64_t>(z.size()) < count;
         ++i)
      z.push_back(factor * values[i] + tap * token[i]);
  }
  return z;
}
