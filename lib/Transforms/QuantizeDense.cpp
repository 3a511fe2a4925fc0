//===- QuantizeDense.cpp - One matrix in integers of two bytes, as IR -----===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In: a projection dense or bh4 scheduled with arithmetic i8x2. Out:
// quantized_dense, with ops beside it that make from its matrix A [T*L, D],
// rows in the order of z,
//
//   step:     largest abs(A[j, :]) / 32639, for each column j of z
//   weights:  round(A / step) as high and low bytes, in the order of tiles
//   bound:    what the unit and the norm of a token are multiplied with
//
//===----------------------------------------------------------------------===//

#include "WeightBuilder.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace mlir::lookupffn;

/// What the bound is larger by than the sum of the errors, for the rounding of
/// its own sums and products, of units and of scales in f32.
static constexpr float kSlack = 1.02f;

/// The integer of element [column, i] of `matrix`, as i32.
Value WeightBuilder::roundElement(Value matrix, Value steps, Value column,
                                  Value i) {
  Value value = extract(matrix, {column, i});
  value =
      arith::DivFOp::create(b, loc, value, extract(steps, {index(0), column}));
  value = math::RoundEvenOp::create(b, loc, value);
  return arith::FPToSIOp::create(b, loc, b.getI32Type(), value);
}

/// The step of each column and the two factors of its bound, [3, T*L].
Value WeightBuilder::buildColumnSteps(Value matrix) {
  int64_t columns = tables * bits;
  Type f32 = b.getF32Type(), i32 = b.getI32Type();
  Value steps = generate({1, columns}, [&](ValueRange d) {
    auto largest =
        reduce(width, {constant(0.0f)},
               [&](Value i, ValueRange part) -> SmallVector<Value> {
                 Value size =
                     math::AbsFOp::create(b, loc, extract(matrix, {d[1], i}));
                 return {arith::MaximumFOp::create(b, loc, part[0], size)};
               });
    Value step = product(largest.front(),
                         constant(1.0f / QuantizedDenseAttr::kMaxInteger));
    // Zeros stay zeros whatever the step.
    return arith::MaximumFOp::create(b, loc, step, constant(0x1p-100f))
        .getResult();
  });
  return generate({3, columns}, [&](ValueRange d) {
    Value zero = constant(0.0f), step = extract(steps, {index(0), d[1]});
    auto sums =
        reduce(width, {zero, zero, zero},
               [&](Value i, ValueRange part) -> SmallVector<Value> {
                 Value integer = roundElement(matrix, steps, d[1], i);
                 Value rounded = arith::SIToFPOp::create(b, loc, f32, integer);
                 Value low = arith::ExtSIOp::create(
                     b, loc, i32,
                     arith::TruncIOp::create(b, loc, b.getI8Type(), integer));
                 low = arith::SIToFPOp::create(b, loc, f32, low);
                 Value error =
                     arith::SubFOp::create(b, loc, extract(matrix, {d[1], i}),
                                           product(rounded, step));
                 auto addTo = [&](Value sum, Value value) -> Value {
                   return arith::AddFOp::create(b, loc, sum, value);
                 };
                 return {addTo(part[0], math::AbsFOp::create(b, loc, rounded)),
                         addTo(part[1], math::AbsFOp::create(b, loc, low)),
                         addTo(part[2], product(error, error))};
               });
    // An activation is off by half a unit, and a low byte of one is at most
    // 128.
    Value perUnit =
        arith::AddFOp::create(b, loc, product(sums[0], constant(0.5f)),
                              product(sums[1], constant(128.0f)));
    perUnit = product(product(perUnit, step), constant(kSlack));
    Value perNorm =
        product(math::SqrtOp::create(b, loc, sums[2]), constant(kSlack));
    auto is = [&](int64_t value) -> Value {
      return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, d[0],
                                   index(value));
    };
    Value bound = arith::SelectOp::create(b, loc, is(1), perUnit, perNorm);
    return arith::SelectOp::create(b, loc, is(0), step, bound).getResult();
  });
}

/// The bytes of the integers of `matrix` in the order of tiles, zeros behind D.
Value WeightBuilder::splitColumns(Value matrix, Value steps) {
  constexpr int64_t tileColumns = QuantizedDenseAttr::kTileColumns;
  constexpr int64_t inputs = QuantizedDenseAttr::kTileInputs;
  // Inputs whose bytes lie side by side.
  constexpr int64_t together = inputs / tileColumns;
  return generate(
      {tables * bits / tileColumns, (width + inputs - 1) / inputs, 2,
       tileColumns, inputs},
      [&](ValueRange d) {
        Value column = affine(d[0], tileColumns, quotient(d[4], together));
        Value i = affine(d[1], inputs,
                         affine(d[3], together, remainder(d[4], together)));
        Value inside = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult,
                                             i, index(width));
        i = arith::MinUIOp::create(b, loc, i, index(width - 1));
        Value integer = roundElement(matrix, steps, column, i);
        Value zero = arith::ConstantIntOp::create(b, loc, b.getI32Type(), 0);
        integer = arith::SelectOp::create(b, loc, inside, integer, zero);
        Value isHigh = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq,
                                             d[2], index(0));
        return takeByte(integer, isHigh);
      },
      b.getI8Type());
}

ProjectOp WeightBuilder::quantizeDense() {
  bool dense = isa<DenseAttr>(op.getKind());
  Composed composed = dense ? composeDense() : composeBlocks(absorbBlocks());
  Value steps = buildColumnSteps(composed.matrix);
  Value weights = splitColumns(composed.matrix, steps);
  auto kind = QuantizedDenseAttr::get(op.getContext(), /*spreads_nan=*/!dense);
  return addComposed(replace(kind, weights, composed.bias), steps,
                     composed.matrix, composed.bias);
}
