//===- LayerNorm.cpp - layer_norm to linalg -------------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

//
// Two passes over each token: the mean, then the variance of what is left. Both
// sums are f64, so a token whose mean is large beside its deviation, or whose
// squares leave the range of f32, keeps its accuracy; the time goes into the
// projection anyway.
//
//===----------------------------------------------------------------------===//

#include "TokenLoops.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace mlir::lookupffn;

namespace {
struct LowerLayerNorm final : OpRewritePattern<LayerNormOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(LayerNormOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.getResult())
      return rewriter.notifyMatchFailure(op, "expects tensors");
    Location loc = op.getLoc();
    Type f32 = rewriter.getF32Type(), f64 = rewriter.getF64Type();
    int64_t width = cast<ShapedType>(op.getInput().getType()).getShape().back();
    Value end = indexConstant(rewriter, loc, width);
    Value count = floatConstant(rewriter, loc, f64, width);
    Value eps = floatConstant(rewriter, loc, f64,
                              op.getEps().convertToDouble());
    Value one = floatConstant(rewriter, loc, f64, 1.0);

    auto lowerToken = [&](OpBuilder &b, ValueRange token, Value slice) {
      Value row = extractTrailing(b, loc, op.getInput(), token,
                                  OpFoldResult(b.getIndexAttr(width)));
      auto deviation = [&](OpBuilder &nested, Value element, Value mean) {
        Value wide = arith::ExtFOp::create(nested, loc, f64, element);
        return mean ? arith::SubFOp::create(nested, loc, wide, mean).getResult()
                    : wide;
      };
      Value sum = buildSum(b, loc, end, f64, [&](OpBuilder &nested, Value i) {
        return deviation(nested, extract(nested, loc, row, i), Value());
      });
      Value mean = arith::DivFOp::create(b, loc, sum, count);
      sum = buildSum(b, loc, end, f64, [&](OpBuilder &nested, Value i) {
        Value d = deviation(nested, extract(nested, loc, row, i), mean);
        return arith::MulFOp::create(nested, loc, d, d).getResult();
      });
      Value variance = arith::DivFOp::create(b, loc, sum, count);
      Value scale = math::SqrtOp::create(
          b, loc, arith::AddFOp::create(b, loc, variance, eps));
      scale = arith::DivFOp::create(b, loc, one, scale);

      SmallVector<Value> inputs = {row};
      if (op.getGamma())
        inputs.push_back(op.getGamma());
      if (op.getBeta())
        inputs.push_back(op.getBeta());
      return buildElementwise(
                 b, loc, inputs, slice,
                 [&](OpBuilder &nested, ValueRange elements) {
                   Value d = deviation(nested, elements[0], mean);
                   Value value = arith::TruncFOp::create(
                       nested, loc, f32,
                       arith::MulFOp::create(nested, loc, d, scale));
                   unsigned next = 1;
                   if (op.getGamma())
                     value = arith::MulFOp::create(nested, loc, value,
                                                   elements[next++]);
                   if (op.getBeta())
                     value = arith::AddFOp::create(nested, loc, value,
                                                   elements[next++]);
                   return SmallVector<Value>{value};
                 })
          .front();
    };
    rewriter.replaceOp(op, forEachToken(rewriter, loc, op.getInit(),
                                        op.getNumTokenDims(), width,
                                        lowerToken));
    return success();
  }
};
} // namespace

void lookupffn::populateLayerNormToLinalg(RewritePatternSet &patterns) {
  patterns.add<LowerLayerNorm>(patterns.getContext());
}
