//===- LookupSlab.cpp - lookup to vectors, slab by slab -------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A slab is one slice of the columns of `tile_tables` tables. It stays in the
// second-level cache while all tokens of the block read their rows of it:
//
//   for each slice:  for each group of tables:  for n:
//     sums = bias or scratch[n];  for t in group: sums += weight * row(t)
//     outs[n] or scratch[n] = sums
//
// Scratch is [tokens, W], so that the sums between two groups lie side by side.
// Each token asks for its share of the next slab, which slices make contiguous
// with this one.
//
//===----------------------------------------------------------------------===//

#include "Lookup.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::lookupffn;

namespace {
class SlabEmitter : public RowEmitter {
public:
  using RowEmitter::RowEmitter;

  void emit(OpBuilder &b);

private:
  void emitSlab(OpBuilder &b, Value slice, Value begin);
  SmallVector<Value> buildSums(OpBuilder &b, const Chunk &chunk);
  void emitEnd(OpBuilder &b, const Chunk &chunk, ValueRange sums);
  void emitShareOfNextSlab(OpBuilder &b, Value token);

  Value numTokens, numCodes, isFirst, isLast;
  /// Partial sums, [tokens, W]; null when one slab has all tables.
  Value partial;
  /// All tables as one row of elements, the first of the next slab and the one
  /// behind its last, and the elements that a token asks for; null without
  /// prefetch.
  Value flat, nextBegin, nextEnd, share;
};
} // namespace

SmallVector<Value> SlabEmitter::buildSums(OpBuilder &b, const Chunk &chunk) {
  if (!partial)
    return buildFirstSums(b, chunk);
  auto ifOp = scf::IfOp::create(
      b, loc, isFirst,
      [&](OpBuilder &nested, Location) {
        scf::YieldOp::create(nested, loc, buildFirstSums(nested, chunk));
      },
      [&](OpBuilder &nested, Location) {
        scf::YieldOp::create(
            nested, loc,
            loadSums(nested, chunk, partial,
                     {chunk.token, buildIndex(nested, loc, 0)}));
      });
  return SmallVector<Value>(ifOp.getResults());
}

void SlabEmitter::emitEnd(OpBuilder &b, const Chunk &chunk, ValueRange sums) {
  auto storeOutput = [&](OpBuilder &nested, Location) {
    storeSums(nested, chunk, sums, op.getInit(), {chunk.token, chunk.column});
    if (partial)
      scf::YieldOp::create(nested, loc);
  };
  if (!partial)
    return storeOutput(b, loc);
  scf::IfOp::create(b, loc, isLast, storeOutput,
                    [&](OpBuilder &nested, Location) {
                      storeSums(nested, chunk, sums, partial,
                                {chunk.token, buildIndex(nested, loc, 0)});
                      scf::YieldOp::create(nested, loc);
                    });
}

void SlabEmitter::emitShareOfNextSlab(OpBuilder &b, Value token) {
  Value begin = arith::MulIOp::create(b, loc, token, share);
  begin = arith::AddIOp::create(b, loc, begin, nextBegin);
  Value end = arith::AddIOp::create(b, loc, begin, share);
  end = arith::MinUIOp::create(b, loc, end, nextEnd);
  scf::ForOp::create(
      b, loc, begin, end, buildIndex(b, loc, lineElements), ValueRange(),
      [&](OpBuilder &nested, Location, Value element, ValueRange) {
        memref::PrefetchOp::create(nested, loc, flat, element,
                                   /*isWrite=*/false, locality,
                                   /*isDataCache=*/true);
        scf::YieldOp::create(nested, loc);
      });
}

void SlabEmitter::emitSlab(OpBuilder &b, Value slice, Value begin) {
  Value end = buildOffset(b, loc, begin, groupSize);
  end = arith::MinSIOp::create(b, loc, end, numCodes);
  if (partial) {
    auto equal = arith::CmpIPredicate::eq;
    isFirst =
        arith::CmpIOp::create(b, loc, equal, begin, buildIndex(b, loc, 0));
    isLast = arith::CmpIOp::create(b, loc, equal, end, numCodes);
  }
  if (flat) {
    int64_t tableElements = op.getNumRows() * sliceWidth;
    Value table = arith::MulIOp::create(b, loc, slice,
                                        buildIndex(b, loc, op.getNumTables()));
    table = arith::AddIOp::create(b, loc, table, end);
    nextBegin =
        arith::MulIOp::create(b, loc, table, buildIndex(b, loc, tableElements));
    int64_t all = cast<MemRefType>(flat.getType()).getNumElements();
    nextEnd = buildOffset(b, loc, nextBegin, groupSize * tableElements);
    nextEnd = arith::MinUIOp::create(b, loc, nextEnd, buildIndex(b, loc, all));
  }
  Value column =
      arith::MulIOp::create(b, loc, slice, buildIndex(b, loc, sliceWidth));
  forEachToken(b, loc, numTokens, [&](OpBuilder &nested, Value token) {
    if (flat)
      emitShareOfNextSlab(nested, token);
    Chunk chunk{token, column, sliceWidth, slice};
    SmallVector<Value> sums = buildSums(nested, chunk);
    sums = emitRows(nested, chunk, begin, end, sums, /*prefetch=*/nullptr);
    emitEnd(nested, chunk, sums);
  });
}

void SlabEmitter::emit(OpBuilder &b) {
  Value zero = buildIndex(b, loc, 0), one = buildIndex(b, loc, 1);
  numTokens = memref::DimOp::create(b, loc, op.getInit(), 0);
  numCodes = buildNumCodes(b);
  if (op.getScratch()) {
    auto type =
        MemRefType::get({ShapedType::kDynamic, sliceWidth}, b.getF32Type());
    partial = memref::ReinterpretCastOp::create(
        b, loc, type, op.getScratch(), OpFoldResult(b.getIndexAttr(0)),
        ArrayRef<OpFoldResult>{numTokens, b.getIndexAttr(sliceWidth)},
        ArrayRef<OpFoldResult>{b.getIndexAttr(sliceWidth), b.getIndexAttr(1)});
  }
  auto type = cast<MemRefType>(op.getTables().getType());
  if (distance > 0 && type.hasStaticShape() && type.getLayout().isIdentity()) {
    flat = memref::CollapseShapeOp::create(
        b, loc, op.getTables(),
        SmallVector<ReassociationIndices>{{0, 1, 2, 3}});
    // Shares are whole lines; no tokens ask for nothing.
    int64_t slabLines = llvm::divideCeil(
        groupSize * op.getNumRows() * sliceWidth, lineElements);
    Value atLeastOne = arith::MaxSIOp::create(b, loc, numTokens, one);
    share = arith::CeilDivUIOp::create(b, loc, buildIndex(b, loc, slabLines),
                                       atLeastOne);
    share =
        arith::MulIOp::create(b, loc, share, buildIndex(b, loc, lineElements));
  }
  // No codes at all still make the bias.
  Value atLeastOne = arith::MaxSIOp::create(b, loc, numCodes, one);
  auto emitGroups = [&](OpBuilder &outer, Location, Value slice, ValueRange) {
    scf::ForOp::create(
        outer, loc, zero, atLeastOne, buildIndex(outer, loc, groupSize),
        ValueRange(),
        [&](OpBuilder &nested, Location, Value begin, ValueRange) {
          emitSlab(nested, slice, begin);
          scf::YieldOp::create(nested, loc);
        });
    scf::YieldOp::create(outer, loc);
  };
  scf::ForOp::create(b, loc, zero, buildIndex(b, loc, width / sliceWidth), one,
                     ValueRange(), emitGroups);
}

void lookupffn::emitLookupSlabs(OpBuilder &b, LookupOp op, TargetAttr target,
                                ScheduleAttr schedule, RegisterShape shape) {
  SlabEmitter(op, target, schedule, shape).emit(b);
}
