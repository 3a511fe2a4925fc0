//===- LayerNorm.cpp - layer_norm to vectors ------------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Three passes over a token that stays in the L1 cache: mean, centred variance,
// result. Sums and differences are f64, as on the portable path: a token with a
// large mean would lose the digits of its z in f32, and one with large values
// overflow. At D = 512 it took 186 ns a token on Zen 3, beside 7 us for the bh4
// projection and the hash.
//
//===----------------------------------------------------------------------===//

#include "Lowering.h"

#include "lookupffn/Conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace mlir::lookupffn;

/// Sums in flight, which hide the latency of an addition.
static constexpr int64_t kSums = 4;

/// Bytes between a token and the one that is prefetched beside it. Tokens come
/// from memory, and a norm is over before the hardware has noticed: on Zen 5
/// the norm, bh4 and hash of D = 512 took 1.96 us a token without, 1.83 with 4
/// KiB and 8 KiB, 1.90 with 32 KiB.
static constexpr int64_t kAheadBytes = 8 << 10;

namespace {
/// Emits the loops of one op.
class LayerNormEmitter {
public:
  LayerNormEmitter(LayerNormOp op, TargetAttr target)
      : op(op), loc(op.getLoc()), features(target),
        lanes(std::max<int64_t>(1, target.getF32Lanes() / 2)),
        lineElements(target.getCacheLineBytes() / sizeof(float)) {
    width = cast<MemRefType>(op.getInput().getType()).getShape().back();
  }

  void emit(OpBuilder &b);

private:
  /// Adds a vector of the input to a sum.
  using AddTerm = function_ref<Value(OpBuilder &, Value, Value)>;

  Value loadWide(OpBuilder &b, Value x, const Piece &piece);
  Value buildSum(OpBuilder &b, Value token, AddTerm add);
  void emitPrefetch(OpBuilder &b, Value token);
  void emitToken(OpBuilder &b, Value token);
  void emitResult(OpBuilder &b, Value token, Value column, int64_t width,
                  Value mean, Value factor);

  LayerNormOp op;
  Location loc;
  PortableFeatures features;
  /// Lanes of a vector of f64.
  int64_t lanes;
  int64_t lineElements, width;
  Value numTokens;
};
} // namespace

/// A piece of the tile `x` as f64.
Value LayerNormEmitter::loadWide(OpBuilder &b, Value x, const Piece &piece) {
  Value vector =
      buildLoad(b, loc, x, buildIndex(b, loc, piece.offset), piece.lanes);
  auto type = VectorType::get(piece.lanes, b.getF64Type());
  return arith::ExtFOp::create(b, loc, type, vector);
}

/// The sum over the token of the terms that `add` makes of its elements.
Value LayerNormEmitter::buildSum(OpBuilder &b, Value token, AddTerm add) {
  Type f64 = b.getF64Type();
  int64_t step = kSums * lanes, full = width / step * step;
  Value zero = buildIndex(b, loc, 0);
  Value zeros = buildSplat(b, loc, VectorType::get(lanes, f64), 0.0);
  SmallVector<Value> inits(kSums, zeros);
  auto loop = scf::ForOp::create(
      b, loc, zero, buildIndex(b, loc, full), buildIndex(b, loc, step), inits,
      [&](OpBuilder &nested, Location, Value column, ValueRange carried) {
        Value x = buildTile(nested, loc, op.getInput(), {token, column}, step);
        SmallVector<Value> sums;
        for (auto [piece, sum] :
             llvm::zip_equal(cutIntoPieces(step, lanes), carried))
          sums.push_back(add(nested, loadWide(nested, x, piece), sum));
        scf::YieldOp::create(nested, loc, sums);
      });
  SmallVector<Value> sums(loop.getResults());
  Value total;
  auto addToTotal = [&](Value vector) {
    // The order inside a vector is free; in order it would be a chain.
    Value sum =
        vector::ReductionOp::create(b, loc, vector::CombiningKind::ADD, vector,
                                    arith::FastMathFlags::reassoc);
    total = total ? arith::AddFOp::create(b, loc, total, sum).getResult() : sum;
  };
  Value rest;
  if (full < width)
    rest = buildTile(b, loc, op.getInput(), {token, buildIndex(b, loc, full)},
                     width - full);
  for (auto [position, piece] :
       llvm::enumerate(cutIntoPieces(width - full, lanes))) {
    Value x = loadWide(b, rest, piece);
    if (piece.lanes == lanes)
      sums[position] = add(b, x, sums[position]);
    else
      addToTotal(add(b, x, buildSplat(b, loc, x.getType(), 0.0)));
  }
  Value left = arith::AddFOp::create(b, loc, sums[0], sums[1]);
  Value right = arith::AddFOp::create(b, loc, sums[2], sums[3]);
  addToTotal(arith::AddFOp::create(b, loc, left, right));
  return total;
}

/// Writes `(x - mean) * factor * gamma + beta` for `count` columns.
void LayerNormEmitter::emitResult(OpBuilder &b, Value token, Value column,
                                  int64_t count, Value mean, Value factor) {
  auto tileOf = [&](Value vector) {
    return vector ? buildTile(b, loc, vector, column, count) : Value();
  };
  Value input = buildTile(b, loc, op.getInput(), {token, column}, count);
  Value output = buildTile(b, loc, op.getInit(), {token, column}, count);
  Value gammas = tileOf(op.getGamma()), betas = tileOf(op.getBeta());
  for (const Piece &piece : cutIntoPieces(count, lanes)) {
    Value start = buildIndex(b, loc, piece.offset);
    Value x = loadWide(b, input, piece);
    Type wide = x.getType();
    auto type = VectorType::get(piece.lanes, b.getF32Type());
    auto broadcast = [&](Value value) {
      return vector::BroadcastOp::create(b, loc, wide, value);
    };
    x = arith::SubFOp::create(b, loc, x, broadcast(mean));
    x = arith::MulFOp::create(b, loc, x, broadcast(factor));
    x = arith::TruncFOp::create(b, loc, type, x);
    Value gamma, beta;
    if (gammas)
      gamma = buildLoad(b, loc, gammas, start, piece.lanes);
    if (betas)
      beta = buildLoad(b, loc, betas, start, piece.lanes);
    if (gamma && beta)
      x = buildMultiplyAdd(b, loc, x, gamma, beta, features.fma);
    else if (gamma)
      x = arith::MulFOp::create(b, loc, x, gamma);
    else if (beta)
      x = arith::AddFOp::create(b, loc, x, beta);
    vector::StoreOp::create(b, loc, x, output, start);
  }
}

/// Asks for the token kAheadBytes after `token`, or for the last one.
void LayerNormEmitter::emitPrefetch(OpBuilder &b, Value token) {
  int64_t tokenBytes = width * sizeof(float);
  Value ahead = buildOffset(b, loc, token,
                            std::max<int64_t>(1, kAheadBytes / tokenBytes));
  ahead =
      arith::MinSIOp::create(b, loc, ahead, buildOffset(b, loc, numTokens, -1));
  scf::ForOp::create(
      b, loc, buildIndex(b, loc, 0), buildIndex(b, loc, width),
      buildIndex(b, loc, lineElements), ValueRange(),
      [&](OpBuilder &nested, Location, Value column, ValueRange) {
        memref::PrefetchOp::create(nested, loc, op.getInput(),
                                   ValueRange{ahead, column},
                                   /*isWrite=*/false, /*localityHint=*/3,
                                   /*isDataCache=*/true);
        scf::YieldOp::create(nested, loc);
      });
}

void LayerNormEmitter::emitToken(OpBuilder &b, Value token) {
  emitPrefetch(b, token);
  Type f64 = b.getF64Type();
  Value count = buildSplat(b, loc, f64, width);
  Value mean = buildSum(b, token, [&](OpBuilder &nested, Value x, Value sum) {
    return arith::AddFOp::create(nested, loc, sum, x);
  });
  mean = arith::DivFOp::create(b, loc, mean, count);
  Value variance =
      buildSum(b, token, [&](OpBuilder &nested, Value x, Value sum) {
        Value centre =
            vector::BroadcastOp::create(nested, loc, x.getType(), mean);
        x = arith::SubFOp::create(nested, loc, x, centre);
        return buildMultiplyAdd(nested, loc, x, x, sum, features.fma);
      });
  variance = arith::DivFOp::create(b, loc, variance, count);
  Value eps = buildSplat(b, loc, f64, op.getEps().convertToDouble());
  variance = arith::AddFOp::create(b, loc, variance, eps);
  Value deviation = math::SqrtOp::create(b, loc, variance);
  Value one = buildSplat(b, loc, f64, 1.0);
  Value factor = arith::DivFOp::create(b, loc, one, deviation);
  forEachStep(b, loc, width, kSums * lanes,
              [&](OpBuilder &nested, Value column, int64_t step) {
                emitResult(nested, token, column, step, mean, factor);
              });
}

void LayerNormEmitter::emit(OpBuilder &b) {
  numTokens = memref::DimOp::create(b, loc, op.getInput(), 0);
  forEachToken(b, loc, numTokens, [&](OpBuilder &nested, Value token) {
    emitToken(nested, token);
  });
}

LogicalResult lookupffn::lowerLayerNorm(RewriterBase &rewriter, LayerNormOp op,
                                        TargetAttr target,
                                        ScheduleAttr schedule) {
  SmallVector<Value> vectors = {op.getInput(), op.getInit()};
  for (Value optional : {op.getGamma(), op.getBeta()})
    if (optional)
      vectors.push_back(optional);
  if (failed(verifyUnitStride(op, vectors)))
    return failure();
  LayerNormEmitter(op, target).emit(rewriter);
  return success();
}
