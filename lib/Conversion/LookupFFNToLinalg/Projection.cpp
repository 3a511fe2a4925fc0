//===- Projection.cpp - project and hadamard to linalg --------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

//
// dense, identity and pairwise compute each z on its own, with the sum in a
// register. bh4 goes token by token, so that its stages work in buffers of one
// token, [R, P], that stay in the L1 cache.
//
//===----------------------------------------------------------------------===//

#include "TokenLoops.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::lookupffn;

/// The last axis of `input` transformed, in `outs`. `scratch` has the same
/// shape; the steps write `outs` and `scratch` in turn, the last one `outs`.
static Value buildHadamard(OpBuilder &b, Location loc, Value input, Value outs,
                           Value scratch) {
  auto type = cast<RankedTensorType>(outs.getType());
  int64_t rank = type.getRank();
  int64_t width = cast<RankedTensorType>(input.getType()).getShape().back();
  if (width == 1)
    return linalg::CopyOp::create(b, loc, input, outs).getResult(0);
  unsigned steps = llvm::Log2_64(width);
  if (steps % 2 == 0)
    std::swap(outs, scratch);
  for (int64_t distance = 1; distance < width; distance *= 2) {
    // Each element is the sum with its partner, or the difference to it when
    // its own bit is set.
    auto butterfly = [&](OpBuilder &nested, ValueRange) {
      SmallVector<Value> indices = getIndices(nested, loc, rank);
      Value own = extract(nested, loc, input, indices);
      Value bit = indexConstant(nested, loc, distance);
      Value isSet = arith::CmpIOp::create(
          nested, loc, arith::CmpIPredicate::ne,
          arith::AndIOp::create(nested, loc, indices.back(), bit),
          indexConstant(nested, loc, 0));
      indices.back() =
          arith::XOrIOp::create(nested, loc, indices.back(), bit);
      Value partner = extract(nested, loc, input, indices);
      Value negated = arith::NegFOp::create(nested, loc, own);
      own = arith::SelectOp::create(nested, loc, isSet, negated, own);
      return SmallVector<Value>{
          arith::AddFOp::create(nested, loc, partner, own)};
    };
    input = buildElementwise(b, loc, {}, outs, butterfly).front();
    // The buffer just written is read by the next step, which writes the other.
    outs = std::exchange(scratch, input);
  }
  return input;
}

/// The bias of column `column` added to `value`.
static Value addBias(OpBuilder &b, ProjectOp op, Value value, Value column) {
  if (!op.getBias())
    return value;
  Location loc = op.getLoc();
  return arith::AddFOp::create(b, loc, value,
                               extract(b, loc, op.getBias(), column));
}

/// Column t * L + l.
static Value buildColumn(OpBuilder &b, ProjectOp op, Value table, Value bit) {
  Location loc = op.getLoc();
  Value numBits = indexConstant(b, loc, op.getNumBits());
  Value first = arith::MulIOp::create(b, loc, table, numBits);
  return arith::AddIOp::create(b, loc, first, bit);
}

namespace {
struct LowerHadamard final : OpRewritePattern<HadamardOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(HadamardOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.getResult())
      return rewriter.notifyMatchFailure(op, "expects tensors");
    Location loc = op.getLoc();
    Value scratch = tensor::EmptyOp::create(
        rewriter, loc, tensor::getMixedSizes(rewriter, loc, op.getInit()),
        rewriter.getF32Type());
    rewriter.replaceOp(op, buildHadamard(rewriter, loc, op.getInput(),
                                         op.getInit(), scratch));
    return success();
  }
};

/// dense, identity and pairwise.
struct LowerProjectByColumn final : OpRewritePattern<ProjectOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ProjectOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.getResult())
      return rewriter.notifyMatchFailure(op, "expects tensors");
    if (!isa<DenseAttr, IdentityAttr, PairwiseAttr>(op.getKind()))
      return rewriter.notifyMatchFailure(op, "expects another kind");
    Location loc = op.getLoc();
    unsigned tokenDims = op.getNumTokenDims();
    auto lowerColumn = [&](OpBuilder &b, ValueRange) {
      SmallVector<Value> token = getIndices(b, loc, tokenDims + 2);
      Value bit = token.pop_back_val();
      Value table = token.pop_back_val();
      Value position;
      if (op.getBitMajor()) {
        std::swap(table, bit);
        Value first = arith::MulIOp::create(
            b, op.getLoc(), bit,
            indexConstant(b, op.getLoc(), op.getNumTables()));
        position = arith::AddIOp::create(b, op.getLoc(), first, table);
      }
      Value column = buildColumn(b, op, table, bit);
      Value z = llvm::TypeSwitch<Attribute, Value>(op.getKind())
                    .Case([&](DenseAttr) {
                      return buildDense(b, op, token, column);
                    })
                    .Case([&](PairwiseAttr) {
                      return buildDifference(b, op, token, column);
                    })
                    .Default([&](Attribute) {
                      return extract(b, loc, op.getInput(), token, column);
                    });
      // The bias is in the order of outs.
      return SmallVector<Value>{addBias(b, op, z, position ? position : column)};
    };
    rewriter.replaceOp(op, buildElementwise(rewriter, loc, {}, op.getInit(),
                                            lowerColumn));
    return success();
  }

private:
  static Value buildDense(OpBuilder &b, ProjectOp op, ValueRange token,
                          Value column) {
    Location loc = op.getLoc();
    Value end = indexConstant(b, loc, op.getInputWidth());
    return buildSum(b, loc, end, b.getF32Type(), [&](OpBuilder &nested,
                                                     Value i) -> Value {
      Value weight = extract(nested, loc, op.getWeights(), {column, i});
      Value x = extract(nested, loc, op.getInput(), token, i);
      return arith::MulFOp::create(nested, loc, weight, x);
    });
  }

  static Value buildDifference(OpBuilder &b, ProjectOp op, ValueRange token,
                               Value column) {
    Location loc = op.getLoc();
    auto read = [&](int64_t side) {
      Value index = extract(b, loc, op.getWeights(), column,
                            indexConstant(b, loc, side));
      index = arith::IndexCastOp::create(b, loc, b.getIndexType(), index);
      Value last = indexConstant(b, loc, op.getInputWidth() - 1);
      index = arith::MaxSIOp::create(b, loc, index, indexConstant(b, loc, 0));
      index = arith::MinSIOp::create(b, loc, index, last);
      return extract(b, loc, op.getInput(), token, index);
    };
    Value first = read(0);
    Value second = read(1);
    return arith::SubFOp::create(b, loc, first, second);
  }
};

struct LowerBH4 final : OpRewritePattern<ProjectOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ProjectOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.getResult())
      return rewriter.notifyMatchFailure(op, "expects tensors");
    if (!isa<BH4Attr>(op.getKind()))
      return rewriter.notifyMatchFailure(op, "expects kind bh4");
    Location loc = op.getLoc();
    ArrayRef<int64_t> weights =
        cast<ShapedType>(op.getWeights().getType()).getShape();
    int64_t repeats = weights[0], padded = weights[2] * weights[3];
    // All tokens share these buffers; only bufferization sees that they are
    // written more than once.
    auto empty = [&]() -> Value {
      return tensor::EmptyOp::create(rewriter, loc, {repeats, padded},
                                     rewriter.getF32Type());
    };
    Value products = empty(), transformed = empty(), scratch = empty();

    auto lowerToken = [&](OpBuilder &b, ValueRange token, Value slice) {
      Value u = products, v = transformed, source;
      for (int64_t stage = 0; stage < 4; ++stage) {
        u = buildBlocks(b, op, stage, token, source, u);
        v = buildHadamard(b, loc, u, v, scratch);
        source = v;
      }
      return buildMix(b, op, token, v, slice);
    };
    rewriter.replaceOp(
        op, forEachToken(rewriter, loc, op.getInit(), op.getNumTokenDims(),
                         {op.getNumTables(), op.getNumBits()}, lowerToken));
    return success();
  }

private:
  /// The blocks of one stage for all repeats. `source` is `[R, P]`, or null for
  /// the token itself, whose padding is left out of the sums.
  static Value buildBlocks(OpBuilder &b, ProjectOp op, int64_t stage,
                           ValueRange token, Value source, Value outs) {
    Location loc = op.getLoc();
    int64_t block = cast<ShapedType>(op.getWeights().getType()).getShape()[3];
    auto lowerElement = [&](OpBuilder &nested, ValueRange) {
      Value repeat = linalg::IndexOp::create(nested, loc, 0);
      Value position = linalg::IndexOp::create(nested, loc, 1);
      Value size = indexConstant(nested, loc, block);
      Value number = arith::DivUIOp::create(nested, loc, position, size);
      Value row = arith::RemUIOp::create(nested, loc, position, size);
      Value start = arith::MulIOp::create(nested, loc, number, size);
      Value stageIndex = indexConstant(nested, loc, stage);
      Value end = size;
      if (!source) {
        Value width = indexConstant(nested, loc, op.getInputWidth());
        Value rest = arith::SubIOp::create(nested, loc, width, start);
        end = arith::MinSIOp::create(nested, loc, rest, size);
      }
      auto term = [&](OpBuilder &inner, Value i) -> Value {
        Value weight = extract(inner, loc, op.getWeights(),
                               {repeat, stageIndex, number, row, i});
        Value k = arith::AddIOp::create(inner, loc, start, i);
        Value value = source ? extract(inner, loc, source, {repeat, k})
                             : extract(inner, loc, op.getInput(), token, k);
        return arith::MulFOp::create(inner, loc, weight, value);
      };
      // A block that is all padding has an end below 0: its loop does not run.
      return SmallVector<Value>{
          buildSum(nested, loc, end, nested.getF32Type(), term)};
    };
    return buildElementwise(b, loc, {}, outs, lowerElement).front();
  }

  /// decay * g[k] + (1 - decay) * hp[k mod P] + bias[k], k = 0 .. T*L-1.
  static Value buildMix(OpBuilder &b, ProjectOp op, ValueRange token,
                        Value projected, Value slice) {
    Location loc = op.getLoc();
    Type f32 = b.getF32Type();
    double decay =
        cast<BH4Attr>(op.getKind()).getDecay().getValueAsDouble();
    int64_t padded = cast<ShapedType>(projected.getType()).getShape().back();
    int64_t width = op.getInputWidth();
    auto lowerColumn = [&](OpBuilder &nested, ValueRange) {
      Value table = linalg::IndexOp::create(nested, loc, 0);
      Value bit = linalg::IndexOp::create(nested, loc, 1);
      Value column = buildColumn(nested, op, table, bit);
      Value size = indexConstant(nested, loc, padded);
      Value repeat = arith::DivUIOp::create(nested, loc, column, size);
      Value position = arith::RemUIOp::create(nested, loc, column, size);
      Value value = extract(nested, loc, projected, {repeat, position});
      value = arith::MulFOp::create(nested, loc, value,
                                    floatConstant(nested, loc, f32, decay));
      // Padding is read as the last element and dropped by the select.
      Value last = indexConstant(nested, loc, width - 1);
      Value inside = arith::CmpIOp::create(
          nested, loc, arith::CmpIPredicate::ule, position, last);
      Value safe = arith::MinUIOp::create(nested, loc, position, last);
      Value x = extract(nested, loc, op.getInput(), token, safe);
      x = arith::SelectOp::create(nested, loc, inside, x,
                                  floatConstant(nested, loc, f32, 0.0));
      x = arith::MulFOp::create(nested, loc, x,
                                floatConstant(nested, loc, f32, 1.0 - decay));
      value = arith::AddFOp::create(nested, loc, value, x);
      return SmallVector<Value>{addBias(nested, op, value, column)};
    };
    return buildElementwise(b, loc, {}, slice, lowerColumn).front();
  }
};
} // namespace

void lookupffn::populateProjectionToLinalg(RewritePatternSet &patterns) {
  patterns.add<LowerHadamard, LowerProjectByColumn, LowerBH4>(
      patterns.getContext());
}
