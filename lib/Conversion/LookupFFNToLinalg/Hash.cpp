//===- Hash.cpp - hash to linalg ------------------------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

//
// One element of code and score at a time, by a loop over the L values of its
// table. The factors 1 + exp(..) are multiplied in f64, so that the error of a
// score is that of its L exponentials, at most L/2 ulp, and does not grow by
// the rounding of the product.
//
//===----------------------------------------------------------------------===//

#include "TokenLoops.h"

#include "lookupffn/Conversion/ExpPolynomial.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace mlir::lookupffn;

namespace {
struct LowerHash final : OpRewritePattern<HashOp> {
  LowerHash(MLIRContext *context, const PortableFeatures &features)
      : OpRewritePattern(context), features(features) {}

  LogicalResult matchAndRewrite(HashOp op,
                                PatternRewriter &rewriter) const override {
    if (op.getTensors().empty())
      return rewriter.notifyMatchFailure(op, "expects tensors");
    Location loc = op.getLoc();
    unsigned tokenDims = op.getNumTokenDims();
    Value numBits = indexConstant(rewriter, loc, op.getNumBits());
    bool hasExp = op.getScoreRule() == ScoreRule::Margin ||
                  op.getScoreRule() == ScoreRule::Softmax;
    Type i32 = rewriter.getI32Type(), f64 = rewriter.getF64Type();
    SmallVector<Value> inits = {
        arith::ConstantIntOp::create(rewriter, loc, i32, 0)};
    if (hasExp) {
      inits.push_back(floatConstant(rewriter, loc, f64, 0.0));
      inits.push_back(floatConstant(rewriter, loc, f64, 1.0));
    }

    auto lowerTable = [&](OpBuilder &b, ValueRange) {
      SmallVector<Value> indices = getIndices(b, loc, tokenDims + 1);
      Value table = indices.pop_back_val();
      auto addBit = [&](OpBuilder &nested, Value bit, ValueRange carried) {
        SmallVector<Value> last = {table, bit};
        if (op.getBitMajor())
          std::swap(last[0], last[1]);
        Value z = extract(nested, loc, op.getInput(), indices, last);
        SmallVector<Value> next = {
            buildCode(nested, op, z, bit, carried[0])};
        if (hasExp) {
          auto [sum, product] =
              buildFactor(nested, op, z, carried[1], carried[2]);
          next.push_back(sum);
          next.push_back(product);
        }
        return next;
      };
      SmallVector<Value> carried = buildLoop(b, loc, numBits, inits, addBit);
      Value code = carried[0];
      Type codeType = getElementTypeOrSelf(op.getCodeInit().getType());
      if (codeType.getIntOrFloatBitWidth() < 32)
        code = arith::TruncIOp::create(b, loc, codeType, code);
      else if (codeType.getIntOrFloatBitWidth() > 32)
        code = arith::ExtUIOp::create(b, loc, codeType, code);
      return SmallVector<Value>{code, buildScore(b, op, carried)};
    };
    rewriter.replaceOp(
        op, buildElementwise(rewriter, loc, {},
                             {op.getCodeInit(), op.getScoreInit()},
                             lowerTable));
    return success();
  }

private:
  /// The code with the bit of `z` added.
  static Value buildCode(OpBuilder &b, HashOp op, Value z, Value position,
                         Value code) {
    Location loc = op.getLoc();
    Type i32 = b.getI32Type();
    Value zero = floatConstant(b, loc, b.getF32Type(), 0.0);
    auto predicate = op.getCompare() == Compare::OGT
                         ? arith::CmpFPredicate::OGT
                         : arith::CmpFPredicate::OGE;
    Value bit = arith::CmpFOp::create(b, loc, predicate, z, zero);
    bit = arith::ExtUIOp::create(b, loc, i32, bit);
    if (op.getBitOrder() == BitOrder::MSB) {
      Value one = arith::ConstantIntOp::create(b, loc, i32, 1);
      code = arith::ShLIOp::create(b, loc, code, one);
    } else {
      position = arith::IndexCastOp::create(b, loc, i32, position);
      bit = arith::ShLIOp::create(b, loc, bit, position);
    }
    return arith::OrIOp::create(b, loc, code, bit);
  }

  /// The sum of |z| and the product of 1 + exp(-2 |z| / temperature).
  std::pair<Value, Value> buildFactor(OpBuilder &b, HashOp op, Value z,
                                      Value sum, Value product) const {
    Location loc = op.getLoc();
    Type f64 = b.getF64Type();
    Value factor =
        floatConstant(b, loc, b.getF32Type(),
                      getExponentFactor(op.getTemperature().convertToDouble()));
    Value size = math::AbsFOp::create(b, loc, z);
    Value exponent = arith::MulFOp::create(b, loc, size, factor);
    Value exp = buildExpNonPositive(b, loc, exponent, features.fma);
    exp = arith::ExtFOp::create(b, loc, f64, exp);
    Value one = floatConstant(b, loc, f64, 1.0);
    exp = arith::AddFOp::create(b, loc, exp, one);
    product = arith::MulFOp::create(b, loc, product, exp);
    sum = arith::AddFOp::create(b, loc, sum,
                                arith::ExtFOp::create(b, loc, f64, size));
    return {sum, product};
  }

  static Value buildScore(OpBuilder &b, HashOp op, ArrayRef<Value> carried) {
    Location loc = op.getLoc();
    Type f32 = b.getF32Type();
    switch (op.getScoreRule()) {
    case ScoreRule::One:
      return floatConstant(b, loc, f32, 1.0);
    case ScoreRule::Constant:
      return floatConstant(b, loc, f32, op.getConstant()->convertToDouble());
    case ScoreRule::Margin:
    case ScoreRule::Softmax:
      break;
    }
    Value dividend = op.getScoreRule() == ScoreRule::Margin
                         ? carried[1]
                         : floatConstant(b, loc, b.getF64Type(), 1.0);
    Value score = arith::DivFOp::create(b, loc, dividend, carried[2]);
    return arith::TruncFOp::create(b, loc, f32, score);
  }

  PortableFeatures features;
};
} // namespace

void lookupffn::populateHashToLinalg(RewritePatternSet &patterns,
                                     const PortableFeatures &features) {
  patterns.add<LowerHash>(patterns.getContext(), features);
}
