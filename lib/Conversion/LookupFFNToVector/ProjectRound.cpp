//===- ProjectRound.cpp - From one stage of quantized_bh4 to the next -----===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Activations become integers by a scale that each token has for each stage.
// Between the stages everything stays of the size of the integers, whatever the
// size of the token; the value of the integer 1 is carried beside it.
//
//===----------------------------------------------------------------------===//

#include "ProjectQuantized.h"

#include "mlir/Dialect/Math/IR/Math.h"

#include <limits>

using namespace mlir;
using namespace mlir::lookupffn;

static constexpr float kMaxActivation = QuantizedBH4Attr::kMaxActivation;

/// to[token] = the integers round(row * scale) in pairs: the low half of number
/// p of a block is its element p, the high half its element p + b/2.
void QuantizedEmitter::roundRow(Value token, Value row, Value scale, Value to) {
  if (integers.bytes)
    return roundRowToBytes(token, row, scale, to);
  Value scales = splat(scale, lanes);
  auto type = VectorType::get({lanes}, b.getI32Type());
  auto integers = [&](int32_t value) -> Value {
    return arith::ConstantOp::create(
        b, loc, DenseElementsAttr::get(type, b.getI32IntegerAttr(value)));
  };
  Value low = integers(0xffff), sixteen = integers(16);
  forRange(index(0), index(blocks), 1, [&](Value m) {
    Value source = tile(row, {token, multiply(m, block)}, block);
    Value target = tile(to, {token, multiply(m, block / 2)}, block / 2);
    auto round = [&](Value position) {
      return roundToBits(load(lanes, source, position), scales);
    };
    auto emitPairs = [&](Value p) {
      Value first = arith::AndIOp::create(b, loc, round(p), low);
      Value second =
          arith::ShLIOp::create(b, loc, round(add(p, block / 2)), sixteen);
      Value both = arith::OrIOp::create(b, loc, first, second);
      store(bitcast(both, lanes, b.getF32Type()), target, p);
    };
    if (block / 2 > 4 * lanes)
      return forRange(index(0), index(block / 2), lanes, emitPairs);
    for (int64_t p = 0; p < block / 2; p += lanes)
      emitPairs(index(p));
  });
}

/// The bound, after the errors of what `stage` reads: `magnitude` is its
/// largest, `squares` the sum of its squares in squares of `unit`.
Value QuantizedEmitter::growBound(Value bound, Value repeat, int64_t stage,
                                  Value magnitude, Value squares, Value unit) {
  // In f64 no square leaves the range.
  auto wide = [&](Value x) -> Value {
    return arith::ExtFOp::create(b, loc, b.getF64Type(), x);
  };
  auto square = [&](Value x, Value y) {
    Value product = multiplyFloats(wide(x), wide(y));
    return multiplyFloats(product, product);
  };
  Value one = constant(1.0f);
  Value sum = square(bound, one);
  sum = arith::AddFOp::create(b, loc, sum,
                              square(loadStep(repeat, stage, 1), magnitude));
  Value weightError =
      multiplyFloats(square(loadStep(repeat, stage, 2), unit), wide(squares));
  sum = arith::AddFOp::create(b, loc, sum, weightError);
  sum = math::SqrtOp::create(b, loc, sum);
  return arith::TruncFOp::create(b, loc, b.getF32Type(), sum);
}

/// The integers of the first stage, and what is kept of the input.
void QuantizedEmitter::roundInput() {
  forRange(index(0), tokens, 1, [&](Value token) {
    int64_t padded = blocks * block;
    Extent extent = scanRow(padded, [&](Value i, Extent part) {
      return extend(part, load(lanes, permuted, {token, i}));
    });
    Scale scale = chooseScale(extent.magnitude, kMaxActivation);
    storeState(scale.unit, token, InputUnit);
    storeState(extent.magnitude, token, InputMagnitude);
    storeState(extent.squares, token, InputSquares);
    constexpr float infinity = std::numeric_limits<float>::infinity();
    Value bound = arith::SelectOp::create(b, loc, scale.known, constant(0.0f),
                                          constant(infinity));
    storeState(bound, token, InputBound);
    roundRow(token, permuted, scale.factor, inputPairs);
  });
}

/// From the sums of `stage` to the integers of the next.
void QuantizedEmitter::emitTransition(Value repeat, int64_t stage) {
  forRange(index(0), tokens, 1, [&](Value token) {
    Value unit = loadState(token, stage == 0 ? InputUnit : Unit);
    Value bound = loadState(token, stage == 0 ? InputBound : Bound);
    if (stage == 0)
      bound = growBound(bound, repeat, 0, loadState(token, InputMagnitude),
                        loadState(token, InputSquares), constant(1.0f));
    unit = multiplyFloats(unit, loadStep(repeat, stage, 0));
    Value perUnit;
    if (stage == 0 && op.getShift())
      perUnit =
          splat(arith::DivFOp::create(b, loc, constant(1.0f), unit), lanes);
    Extent extent = scanRow(block, [&](Value column, Extent part) {
      Value row = tile(sums, {token, column}, (blocks - 1) * block + lanes);
      Value shift;
      if (perUnit)
        shift =
            tile(op.getShift(), {repeat, column}, (blocks - 1) * block + lanes);
      SmallVector<Value> vectors;
      for (int64_t m = 0; m < blocks; ++m) {
        Value vector = loadSums(lanes, row, index(m * block));
        if (shift)
          vector = multiplyAdd(load(lanes, shift, index(m * block)), perUnit,
                               vector);
        vectors.push_back(vector);
      }
      combineBlocks(vectors);
      for (int64_t m = 0; m < blocks; ++m) {
        part = extend(part, vectors[m]);
        store(vectors[m], row, index(m * block));
      }
      return part;
    });
    // Zeros stay zeros whatever the scale.
    Value one = constant(1.0f);
    Value above = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OGT,
                                        extent.magnitude, one);
    Value divisor =
        arith::SelectOp::create(b, loc, above, extent.magnitude, one);
    Value zero = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OEQ,
                                       extent.magnitude, constant(0.0f));
    Value magnitude = arith::SelectOp::create(b, loc, zero, constant(0.0f),
                                              multiplyFloats(divisor, unit));
    bound =
        growBound(bound, repeat, stage + 1, magnitude, extent.squares, unit);
    storeState(bound, token, Bound);
    unit = multiplyFloats(
        unit, multiplyFloats(divisor, constant(1.0f / kMaxActivation)));
    storeState(unit, token, Unit);
    Value scale =
        arith::DivFOp::create(b, loc, constant(kMaxActivation), divisor);
    roundRow(token, sums, scale, pairs);
  });
}
