//===- LookupDotSlab.cpp - i8 rows with dot products, slab by slab --------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What LookupDot.cpp computes, slice by slice, so that all tokens read one
// slice of the tables before the next:
//
//   for n:  bytes[n], units[n] = rounded weights, units[n] = 0 if too far off
//   for each slice:  for n:
//     sums = 0;  for four of T:  sums += bytes[n] . rows
//     outs[n] = bias + units[n] * sums
//   for n:  if units[n] == 0:  outs[n] = sums in f32
//
// Scratch is the weights of one token, as floats and as bytes; then bytes
// [tokens, T/4] and units [tokens].
//
//===----------------------------------------------------------------------===//

#include "LookupDot.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace mlir::lookupffn;

namespace {
class DotSlabEmitter : public DotEmitter {
public:
  DotSlabEmitter(LookupOp op, TargetAttr target, ScheduleAttr schedule)
      : DotEmitter(op, target, schedule, op.getSliceWidth()) {}

  void emit(OpBuilder &b);

private:
  Value buildBuffer(OpBuilder &b, Value &offset, int64_t perToken);
  void emitTokenWeights(OpBuilder &b, Value token);
  Value loadWeights(OpBuilder &b, Value token, Value table) override;
  void emitSlice(OpBuilder &b, Value slice);
  void emitFloats(OpBuilder &b, Value token);

  Value numTokens;
  /// [tokens, T/4] with four weights a float, and [tokens, 1].
  Value bytes, units;
};
} // namespace

/// [tokens, perToken] of scratch from `offset` on, which moves behind it.
Value DotSlabEmitter::buildBuffer(OpBuilder &b, Value &offset,
                                  int64_t perToken) {
  auto layout = StridedLayoutAttr::get(b.getContext(), ShapedType::kDynamic,
                                       {perToken, 1});
  auto type =
      MemRefType::get({ShapedType::kDynamic, perToken}, b.getF32Type(), layout);
  Value buffer = memref::ReinterpretCastOp::create(
      b, loc, type, op.getScratch(), OpFoldResult(offset),
      ArrayRef<OpFoldResult>{numTokens, b.getIndexAttr(perToken)},
      ArrayRef<OpFoldResult>{b.getIndexAttr(perToken), b.getIndexAttr(1)});
  Value size =
      arith::MulIOp::create(b, loc, numTokens, buildIndex(b, loc, perToken));
  offset = arith::AddIOp::create(b, loc, offset, size);
  return buffer;
}

void DotSlabEmitter::emitTokenWeights(OpBuilder &b, Value token) {
  RoundedWeights weights = emitRoundedWeights(b, token);
  for (int64_t word = 0; word < paddedCodes / kRows; word += lanes) {
    Value four = buildLoad(b, loc, op.getScratch(),
                           buildIndex(b, loc, paddedCodes + word), lanes);
    vector::StoreOp::create(b, loc, four, bytes,
                            ValueRange{token, buildIndex(b, loc, word)});
  }
  Value far = buildSplat(b, loc, b.getF32Type(), 0.0);
  Value unit = arith::SelectOp::create(b, loc, weights.near, weights.unit, far);
  memref::StoreOp::create(b, loc, unit, units,
                          ValueRange{token, buildIndex(b, loc, 0)});
}

Value DotSlabEmitter::loadWeights(OpBuilder &b, Value token, Value table) {
  Value word = arith::DivUIOp::create(b, loc, table, buildIndex(b, loc, kRows));
  return memref::LoadOp::create(b, loc, bytes, ValueRange{token, word});
}

void DotSlabEmitter::emitSlice(OpBuilder &b, Value slice) {
  Value column =
      arith::MulIOp::create(b, loc, slice, buildIndex(b, loc, sliceWidth));
  forEachToken(b, loc, numTokens, [&](OpBuilder &nested, Value token) {
    Chunk chunk{token, column, sliceWidth, slice};
    Value unit = memref::LoadOp::create(
        nested, loc, units, ValueRange{token, buildIndex(nested, loc, 0)});
    emitIntegerChunk(nested, chunk, buildNextChunk(nested, chunk, numTokens),
                     unit);
  });
}

/// Sums a token in f32 when its weights could not be rounded.
void DotSlabEmitter::emitFloats(OpBuilder &b, Value token) {
  Value unit = memref::LoadOp::create(b, loc, units,
                                      ValueRange{token, buildIndex(b, loc, 0)});
  Value isFar = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OEQ, unit,
                                      buildSplat(b, loc, b.getF32Type(), 0.0));
  scf::IfOp::create(b, loc, isFar, [&](OpBuilder &nested, Location) {
    TokenEmitter::emitToken(nested, token, token);
    scf::YieldOp::create(nested, loc);
  });
}

void DotSlabEmitter::emit(OpBuilder &b) {
  Value zero = buildIndex(b, loc, 0), one = buildIndex(b, loc, 1);
  numTokens = memref::DimOp::create(b, loc, op.getInit(), 0);
  Value offset = buildIndex(b, loc, paddedCodes + paddedCodes / kRows);
  bytes = buildBuffer(b, offset, paddedCodes / kRows);
  units = buildBuffer(b, offset, 1);
  beginCode = zero;
  endCode = buildIndex(b, loc, codes);
  lastCodes = buildIndex(b, loc, std::max<int64_t>(0, codes - distance));
  forEachToken(b, loc, numTokens, [&](OpBuilder &nested, Value token) {
    emitTokenWeights(nested, token);
  });
  scf::ForOp::create(b, loc, zero, buildNumSlices(b), one, ValueRange(),
                     [&](OpBuilder &nested, Location, Value slice, ValueRange) {
                       emitSlice(nested, slice);
                       scf::YieldOp::create(nested, loc);
                     });
  forEachToken(b, loc, numTokens, [&](OpBuilder &nested, Value token) {
    emitFloats(nested, token);
  });
}

void lookupffn::emitLookupDotSlabs(OpBuilder &b, LookupOp op, TargetAttr target,
                                   ScheduleAttr schedule) {
  DotSlabEmitter(op, target, schedule).emit(b);
}
