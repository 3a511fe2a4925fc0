//===- ProjectTileTokens.cpp - Tokens as tiles of bytes -------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each token is rounded to integers by its largest magnitude, and their high
// and low bytes become rows of the tiles of its 16 tokens: one row of 64 bytes
// for each step, zeros behind D.
//
//===----------------------------------------------------------------------===//

#include "ProjectTiles.h"

#include "mlir/Dialect/Math/IR/Math.h"

#include <limits>

using namespace mlir;
using namespace mlir::lookupffn;

/// A vector of the input at `i`, of which the first `present` inputs exist.
Value TileEmitter::loadInput(Value token, Value i, int64_t present) {
  if (present >= lanes)
    return load(lanes, op.getInput(), {token, i});
  auto type = VectorType::get({lanes}, b.getF32Type());
  SmallVector<bool> bits(lanes);
  std::fill_n(bits.begin(), std::max<int64_t>(present, 0), true);
  Value mask = arith::ConstantOp::create(
      b, loc,
      DenseElementsAttr::get(VectorType::get({lanes}, b.getI1Type()), bits));
  Value zero = arith::ConstantOp::create(b, loc, type, b.getZeroAttr(type));
  if (present <= 0)
    return zero;
  return vector::MaskedLoadOp::create(b, loc, type, op.getInput(),
                                      ValueRange{token, i}, mask, zero);
}

/// The two rows of 64 bytes of step `step`, of which `present` inputs exist.
void TileEmitter::roundStep(Value token, Value step, int64_t present,
                            Value scales) {
  auto type = VectorType::get({lanes}, b.getI32Type());
  auto integers = [&](int32_t value) -> Value {
    return arith::ConstantOp::create(
        b, loc, DenseElementsAttr::get(type, b.getI32IntegerAttr(value)));
  };
  Value tokenTile = arith::DivUIOp::create(b, loc, token, index(kTokens));
  Value inTile = arith::RemUIOp::create(b, loc, token, index(kTokens));
  Value row = add(multiply(tokenTile, steps), step);
  row = add(multiply(row, 2 * kTokens), inTile);
  auto storeBytes = [&](Value bits, int64_t part, int64_t i) {
    auto byteType = VectorType::get({lanes}, b.getI8Type());
    Value bytes = arith::TruncIOp::create(b, loc, byteType, bits);
    store(bitcast(bytes, lanes / 4, b.getF32Type()), rows,
          {add(row, part * kTokens), index(i / 4)});
  };
  Value first = multiply(step, kInputs);
  for (int64_t i = 0; i < kInputs; i += lanes) {
    Value bits =
        roundToBits(loadInput(token, add(first, i), present - i), scales);
    // A low byte of 128 and above is negative, and one more is in the high one.
    Value high = arith::AddIOp::create(b, loc, bits, integers(128));
    high = arith::ShRUIOp::create(b, loc, high, integers(8));
    storeBytes(high, 0, i);
    storeBytes(bits, 1, i);
  }
}

/// The integers of one token, and what is kept of it.
void TileEmitter::roundToken(Value token) {
  int64_t whole = width / lanes * lanes;
  Extent rest;
  if (whole < width) {
    Value tail = loadInput(token, index(whole), width - whole);
    rest = extend(startExtent(), tail);
  }
  Extent extent = scanRow(
      whole,
      [&](Value i, Extent part) {
        return extend(part, load(lanes, op.getInput(), {token, i}));
      },
      rest);
  Scale scale = chooseScale(extent.magnitude, QuantizedDenseAttr::kMaxInteger);
  auto select = [&](Value condition, Value x, Value y) -> Value {
    return arith::SelectOp::create(b, loc, condition, x, y);
  };
  auto keep = [&](Value value, int64_t which) {
    memref::StoreOp::create(b, loc, value, state,
                            ValueRange{token, index(which)});
  };
  constexpr float infinity = std::numeric_limits<float>::infinity();
  constexpr float notANumber = std::numeric_limits<float>::quiet_NaN();
  Value boundUnit = select(scale.zero, constant(0.0f), scale.unit);
  boundUnit = select(scale.known, boundUnit, constant(infinity));
  if (cast<QuantizedDenseAttr>(op.getKind()).getSpreadsNan()) {
    Value finite = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::ORD,
                                         scale.unit, scale.unit);
    boundUnit = select(finite, boundUnit, constant(notANumber));
  }
  keep(select(scale.known, multiplyFloats(scale.unit, constant(256.0f)),
              constant(notANumber)),
       Unit);
  keep(boundUnit, BoundUnit);
  keep(math::SqrtOp::create(b, loc, extent.squares), Norm);
  Value scales = splat(scale.factor, lanes);
  int64_t wholeSteps = width / kInputs;
  forRange(index(0), index(wholeSteps), 1,
           [&](Value step) { roundStep(token, step, kInputs, scales); });
  if (wholeSteps < steps)
    roundStep(token, index(wholeSteps), width % kInputs, scales);
}
