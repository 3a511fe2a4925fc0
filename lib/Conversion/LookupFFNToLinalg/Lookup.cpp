//===- Lookup.cpp - lookup to linalg --------------------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

//
// For each token, y starts as the bias and gets one row after the other:
//
//   y[n] = bias;  for t:  y[n] += weight * tables[t, code[n, t]]
//
// A row is a slice of the tables, so the linalg.generic over its columns reads
// contiguous memory whose address is known before the loop; the code and the
// weight are scalars outside it. y[n] stays in the L1 cache.
//
//===----------------------------------------------------------------------===//

#include "TokenLoops.h"

using namespace mlir;
using namespace mlir::lookupffn;

/// bf16 is the upper half of an f32. A shift is exact on every CPU, where the
/// conversion op may become a call.
static Value extendBF16(OpBuilder &b, Location loc, Value element) {
  Type i16 = b.getI16Type(), i32 = b.getI32Type();
  Value bits = arith::BitcastOp::create(b, loc, i16, element);
  bits = arith::ExtUIOp::create(b, loc, i32, bits);
  Value half = arith::ConstantIntOp::create(b, loc, i32, 16);
  bits = arith::ShLIOp::create(b, loc, bits, half);
  return arith::BitcastOp::create(b, loc, b.getF32Type(), bits);
}

/// f16 to f32 without a conversion instruction: exponent and mantissa move to
/// their place in an f32, and a product with 2^112 = 2^(127-15) corrects the
/// bias, denormals included. Infinity and NaN get the highest exponent.
static Value extendF16(OpBuilder &b, Location loc, Value element) {
  Type i16 = b.getI16Type(), i32 = b.getI32Type(), f32 = b.getF32Type();
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIntOp::create(b, loc, i32, value);
  };
  Value bits = arith::BitcastOp::create(b, loc, i16, element);
  bits = arith::ExtUIOp::create(b, loc, i32, bits);
  Value sign = arith::AndIOp::create(b, loc, bits, constant(0x8000));
  sign = arith::ShLIOp::create(b, loc, sign, constant(16));
  Value size = arith::AndIOp::create(b, loc, bits, constant(0x7fff));
  size = arith::ShLIOp::create(b, loc, size, constant(13));
  Value special = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::uge,
                                        size, constant(0x7c00 << 13));
  Value exponent = arith::SelectOp::create(b, loc, special,
                                           constant(0x7f800000), constant(0));
  Value value = arith::BitcastOp::create(b, loc, f32, size);
  value = arith::MulFOp::create(b, loc, value,
                                floatConstant(b, loc, f32, 0x1p112));
  Value result = arith::BitcastOp::create(b, loc, i32, value);
  result = arith::OrIOp::create(b, loc, result, exponent);
  result = arith::OrIOp::create(b, loc, result, sign);
  return arith::BitcastOp::create(b, loc, f32, result);
}

namespace {
struct LowerLookup final : OpRewritePattern<LookupOp> {
  LowerLookup(MLIRContext *context, const PortableFeatures &features)
      : OpRewritePattern(context), features(features) {}

  LogicalResult matchAndRewrite(LookupOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.getResult())
      return rewriter.notifyMatchFailure(op, "expects tensors");
    if (op.getBounds() == Bounds::Check)
      return rewriter.notifyMatchFailure(op, "expects bounds to be lowered");
    Location loc = op.getLoc();
    unsigned tokenDims = op.getNumTokenDims();
    Value numCodes =
        tensor::DimOp::create(rewriter, loc, op.getCode(), tokenDims);

    auto lowerToken = [&](OpBuilder &b, ValueRange token, Value y) {
      y = buildInit(b, op, y);
      auto addRow = [&](OpBuilder &nested, Value table, ValueRange carried) {
        Value code = extract(nested, loc, op.getCode(), token, table);
        SmallVector<Value> position = {buildRowNumber(nested, op, code)};
        if (!op.isShared())
          position.insert(position.begin(), table);
        Value score;
        if (op.getScore())
          score = extract(nested, loc, op.getScore(), token, table);
        Value weight = buildWeight(nested, op, position, score);
        OpFoldResult width = nested.getIndexAttr(op.getOutputWidth());
        Value row =
            extractTrailing(nested, loc, op.getTables(), position, width);
        return buildElementwise(nested, loc, row, carried,
                                [&](OpBuilder &inner, ValueRange elements) {
                                  Value sum = buildSumWithElement(
                                      inner, loc, elements, weight);
                                  return SmallVector<Value>{sum};
                                });
      };
      return buildLoop(b, loc, numCodes, y, addRow).front();
    };
    rewriter.replaceOp(op, forEachToken(rewriter, loc, op.getInit(), tokenDims,
                                        op.getOutputWidth(), lowerToken));
    return success();
  }

private:
  /// The bias, or zeros, in the place of `y`.
  static Value buildInit(OpBuilder &b, LookupOp op, Value y) {
    Location loc = op.getLoc();
    if (op.getBias())
      return linalg::CopyOp::create(b, loc, op.getBias(), y).getResult(0);
    Value zero = floatConstant(b, loc, b.getF32Type(), 0.0);
    return linalg::FillOp::create(b, loc, zero, y).getResult(0);
  }

  /// The index of the row that `code` names.
  static Value buildRowNumber(OpBuilder &b, LookupOp op, Value code) {
    Location loc = op.getLoc();
    Type index = b.getIndexType();
    bool isSigned = code.getType().getIntOrFloatBitWidth() >= 32;
    Value row =
        isSigned ? arith::IndexCastOp::create(b, loc, index, code).getResult()
                 : arith::IndexCastUIOp::create(b, loc, index, code);
    if (op.getBounds() != Bounds::Clamp)
      return row;
    Value last = indexConstant(b, loc, op.getNumRows() - 1);
    row = arith::MaxSIOp::create(b, loc, row, indexConstant(b, loc, 0));
    return arith::MinSIOp::create(b, loc, row, last);
  }

  /// What the row is multiplied with: score and scale, or null when it is 1.
  static Value buildWeight(OpBuilder &b, LookupOp op, ValueRange position,
                           Value score) {
    if (!op.getRowScale())
      return score;
    Location loc = op.getLoc();
    Value scale = extract(b, loc, op.getRowScale(), position);
    return score ? arith::MulFOp::create(b, loc, score, scale).getResult()
                 : scale;
  }

  /// `elements[1] + weight * elements[0]`. Contraction to a fused multiply-add
  /// changes the rounding of the sum only, whose order is free as well.
  Value buildSumWithElement(OpBuilder &b, Location loc, ValueRange elements,
                            Value weight) const {
    auto contract = arith::FastMathFlags::contract;
    Value value = buildElement(b, loc, elements[0]);
    if (weight)
      value = arith::MulFOp::create(b, loc, weight, value, contract);
    return arith::AddFOp::create(b, loc, elements[1], value, contract);
  }

  /// An element of a row as f32.
  Value buildElement(OpBuilder &b, Location loc, Value element) const {
    Type f32 = b.getF32Type();
    if (element.getType().isInteger())
      return arith::SIToFPOp::create(b, loc, f32, element);
    if (element.getType().isBF16())
      return extendBF16(b, loc, element);
    if (element.getType().isF16())
      return features.f16
                 ? arith::ExtFOp::create(b, loc, f32, element).getResult()
                 : extendF16(b, loc, element);
    return element;
  }

  PortableFeatures features;
};
} // namespace

void lookupffn::populateLookupToLinalg(RewritePatternSet &patterns,
                                       const PortableFeatures &features) {
  patterns.add<LowerLookup>(patterns.getContext(), features);
}
