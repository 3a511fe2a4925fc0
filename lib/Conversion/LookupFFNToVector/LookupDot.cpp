//===- LookupDot.cpp - lookup of i8 rows with integer dot products --------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Changes y: the weights of a token, score * row_scale, are rounded to 8 bits
// with one unit for all of them,
//
//   unit = max_t weight(t) / 255,   u(t) = round(weight(t) / unit)
//   y = bias + unit * sum_t u(t) * row(t)
//
// and the sum is one of integers: four rows at a time become vectors of four
// bytes a column, which one instruction multiplies with the four weights and
// adds up. A token with a weight that is negative, NaN or infinite, and one
// whose weights are rounded too far, is summed in f32 instead.
//
//===----------------------------------------------------------------------===//

#include "LookupDot.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::lookupffn;

/// Most codes of which the sum of 255 * 127 each fits in 31 bits.
static constexpr int64_t kMaxCodes = 65536;

DotFeatures::DotFeatures(TargetAttr target) {
  if (target.getVectorBits() == 512 && target.hasFeature("avx512vnni"))
    dot = "llvm.x86.avx512.vpdpbusd.512";
  if (target.getVectorBits() == 128 && target.hasFeature("i8mm"))
    dot = "llvm.aarch64.neon.usdot";
}

std::string DotFeatures::getReasonAgainst(TargetAttr target, LookupOp lookup) {
  auto tables = cast<ShapedType>(lookup.getTables().getType());
  if (!tables.getElementType().isInteger(8))
    return "its rows are not i8";
  if (DotFeatures(target).dot.empty())
    return "the target has no dot product of bytes: vpdpbusd of 512 bits "
           "(avx512vnni) or usdot (i8mm)";
  int64_t codes = lookup.getNumCodes(), bytes = target.getVectorBits() / 8;
  if (ShapedType::isDynamic(codes) || codes < 1 || codes > kMaxCodes)
    return "its codes are not a static number from 1 to " +
           std::to_string(kMaxCodes);
  if (lookup.getSliceWidth() % bytes != 0)
    return "rows of " + std::to_string(lookup.getSliceWidth()) +
           " columns are not a multiple of the " + std::to_string(bytes) +
           " bytes of a vector";
  return "";
}

/// sum + weights * bytes, four bytes a lane.
Value DotEmitter::buildDot(OpBuilder &b, Value sum, Value weights,
                           Value bytes) {
  return LLVM::CallIntrinsicOp::create(b, loc, sumType, dot,
                                       ValueRange{sum, weights, bytes})
      .getResult(0);
}

/// Four rows of 4 * lanes bytes as four vectors of lanes columns of four bytes.
/// Instructions interleave within 128 bits only, so that vector v holds columns
/// 4v .. 4v+3 of each 16.
SmallVector<Value> DotEmitter::buildColumns(OpBuilder &b,
                                            ArrayRef<Value> rows) {
  int64_t width = 4 * lanes;
  auto interleave = [&](Value x, Value y, int64_t unit, bool high) {
    SmallVector<int64_t> mask;
    int64_t laneUnits = 16 / unit, half = laneUnits / 2;
    for (int64_t lane = 0; lane < width / 16; ++lane)
      for (int64_t k = 0; k < half; ++k)
        for (int64_t side : {int64_t(0), width / unit})
          for (int64_t byte = 0; byte < unit; ++byte)
            mask.push_back((side + lane * laneUnits + (high ? half : 0) + k) *
                               unit +
                           byte);
    return vector::ShuffleOp::create(b, loc, x, y, mask).getResult();
  };
  SmallVector<Value> columns;
  for (bool high : {false, true}) {
    Value first = interleave(rows[0], rows[1], 1, high);
    Value second = interleave(rows[2], rows[3], 1, high);
    columns.push_back(interleave(first, second, 2, false));
    columns.push_back(interleave(first, second, 2, true));
  }
  return columns;
}

/// Scratch has the weights of one token only.
Value DotEmitter::loadWeights(OpBuilder &b, Value token, Value table) {
  Value place =
      arith::DivUIOp::create(b, loc, table, buildIndex(b, loc, kRows));
  place = buildOffset(b, loc, place, paddedCodes);
  return memref::LoadOp::create(b, loc, op.getScratch(), place);
}

SmallVector<Value> DotEmitter::buildStep(OpBuilder &b, const Sources &from,
                                         const Chunk &chunk, Value table,
                                         int64_t rows, Value weights,
                                         ValueRange sums) {
  int64_t width = 4 * lanes;
  auto bytes = VectorType::get(width, b.getI8Type());
  SmallVector<Value> tiles;
  for (int64_t row = 0; row < rows; ++row)
    tiles.push_back(buildRowTile(
        b, from.tables,
        buildPosition(b, from, chunk.token, buildOffset(b, loc, table, row)),
        chunk));
  weights = vector::BroadcastOp::create(
      b, loc, VectorType::get(lanes, b.getF32Type()), weights);
  weights = vector::BitCastOp::create(b, loc, bytes, weights);
  SmallVector<Value> results;
  for (int64_t offset = 0; offset < chunk.width; offset += width) {
    SmallVector<Value> loaded;
    for (Value tile : tiles)
      loaded.push_back(
          buildLoad(b, loc, tile, buildTileIndices(b, offset), width));
    loaded.resize(kRows, buildSplat(b, loc, bytes, 0));
    for (Value column : buildColumns(b, loaded))
      results.push_back(buildDot(b, sums[results.size()], weights, column));
  }
  return results;
}

/// Adds the rows of codes `begin` .. `end`-1, whole steps.
SmallVector<Value> DotEmitter::emitSteps(OpBuilder &b, const Chunk &chunk,
                                         int64_t begin, int64_t end,
                                         ValueRange sums, Prefetch prefetch) {
  if (begin == end)
    return SmallVector<Value>(sums);
  auto loop = scf::ForOp::create(
      b, loc, buildIndex(b, loc, begin), buildIndex(b, loc, end),
      buildIndex(b, loc, kRows), sums,
      [&](OpBuilder &nested, Location, Value table, ValueRange carried) {
        SmallVector<Value> results =
            buildStep(nested, operands, chunk, table, kRows,
                      loadWeights(nested, chunk.token, table), carried);
        if (prefetch)
          for (int64_t row = 0; row < kRows; ++row)
            prefetch(nested, buildOffset(nested, loc, table, row));
        scf::YieldOp::create(nested, loc, results);
      });
  return SmallVector<Value>(loop.getResults());
}

/// Puts the columns in their order again.
void DotEmitter::storeDots(OpBuilder &b, const Chunk &chunk, ValueRange sums,
                           Value unit) {
  auto floats = VectorType::get(lanes, b.getF32Type());
  Value units = vector::BroadcastOp::create(b, loc, floats, unit);
  SmallVector<Value> biases = buildFirstSums(b, chunk), results;
  for (unsigned first = 0; first < sums.size(); first += 4) {
    SmallVector<Value> parts(sums.slice(first, 4)), ordered = parts;
    // Group k of four lanes of vector v is group v of 16 columns k: transpose
    // the 4 x 4 groups of 512 bits. 128 bits are one group.
    auto shuffle = [&](Value x, Value y, ArrayRef<int64_t> groups) {
      SmallVector<int64_t> mask;
      for (int64_t group : groups)
        for (int64_t k = 0; k < 4; ++k)
          mask.push_back(4 * group + k);
      return vector::ShuffleOp::create(b, loc, x, y, mask).getResult();
    };
    if (lanes == 16) {
      // Even and odd groups of the pairs (0, 1) and (2, 3) of vectors.
      Value even01 = shuffle(parts[0], parts[1], {0, 4, 2, 6});
      Value odd01 = shuffle(parts[0], parts[1], {1, 5, 3, 7});
      Value even23 = shuffle(parts[2], parts[3], {0, 4, 2, 6});
      Value odd23 = shuffle(parts[2], parts[3], {1, 5, 3, 7});
      SmallVector<int64_t> front = {0, 1, 4, 5}, back = {2, 3, 6, 7};
      ordered = {shuffle(even01, even23, front), shuffle(odd01, odd23, front),
                 shuffle(even01, even23, back), shuffle(odd01, odd23, back)};
    }
    for (Value part : ordered) {
      Value sum = arith::SIToFPOp::create(b, loc, floats, part);
      results.push_back(buildMultiplyAdd(b, loc, units, sum,
                                         biases[results.size()], features.fma));
    }
  }
  storeSums(b, chunk, results, op.getInit(), {chunk.token, chunk.column});
}

void DotEmitter::emitIntegerChunk(OpBuilder &b, const Chunk &chunk,
                                  const Chunk &next, Value unit) {
  SmallVector<Value> sums(chunk.width / lanes, buildSplat(b, loc, sumType, 0));
  int64_t whole = codes / kRows * kRows;
  int64_t ahead = llvm::alignTo(distance, kRows);
  int64_t last = std::max<int64_t>(0, whole - ahead);
  if (distance == 0) {
    sums = emitSteps(b, chunk, 0, whole, sums, nullptr);
  } else {
    sums =
        emitSteps(b, chunk, 0, last, sums, [&](OpBuilder &nested, Value table) {
          table = buildOffset(nested, loc, table, ahead);
          emitPrefetch(nested, chunk, table, /*mayPassRow=*/false);
        });
    sums = emitSteps(b, chunk, last, whole, sums,
                     [&](OpBuilder &nested, Value table) {
                       table = buildOffset(nested, loc, table, -last);
                       emitPrefetch(nested, next, table, mayPassRow());
                     });
  }
  if (whole < codes) {
    Value table = buildIndex(b, loc, whole);
    sums = buildStep(b, operands, chunk, table, codes - whole,
                     loadWeights(b, chunk.token, table), sums);
  }
  storeDots(b, chunk, sums, unit);
}

void DotEmitter::emitToken(OpBuilder &b, Value token, Value following) {
  RoundedWeights weights = emitRoundedWeights(b, token);
  scf::IfOp::create(
      b, loc, weights.near,
      [&](OpBuilder &nested, Location) {
        forEachChunk(
            nested, token, following,
            [&](OpBuilder &inner, const Chunk &chunk, const Chunk &next) {
              emitIntegerChunk(inner, chunk, next, weights.unit);
            });
        scf::YieldOp::create(nested, loc);
      },
      [&](OpBuilder &nested, Location) {
        TokenEmitter::emitToken(nested, token, following);
        scf::YieldOp::create(nested, loc);
      });
}

void lookupffn::emitLookupDots(OpBuilder &b, LookupOp op, TargetAttr target,
                               ScheduleAttr schedule, int64_t chunkWidth) {
  DotEmitter(op, target, schedule, chunkWidth).emit(b);
}
