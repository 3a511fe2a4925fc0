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
//   for each slice:  for each group of tables:
//     read the slab, a load a line
//     for n:
//     sums = bias or scratch[n];  for t in group: sums += weight * row(t)
//     outs[n] or scratch[n] = sums
//
// Scratch is [tokens, W], so that the sums between two groups lie side by side.
// Where all groups are alike, the rows of a token are straight-line code.
//
// Slices make a slab contiguous, so that the hardware prefetcher runs ahead of
// its loads. Prefetches of the next slab, each token a share, were lost where
// the queue of misses was full: the layer of f32 rows (Zen 5, T = 128, O = 512)
// took 6.4 us a token at 1024 tokens with them, 5.5 with loads.
//
// With `prefetch_rows` a slab is larger than that cache, and few tokens need
// all of it, so that each row is prefetched instead, that many codes ahead,
// through the ends of tokens and of slices. Steps of four rows at constant
// offsets gained nothing on Zen 4, and lost 1.2x in f32. A slab of all tables
// has no groups and no scratch.
//
//===----------------------------------------------------------------------===//

#include "Lookup.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace mlir::lookupffn;

namespace {
/// Most rows of straight-line code; a row takes a tenth of a KiB.
constexpr int64_t kMaxUnrolled = 16;

class SlabEmitter : public RowEmitter {
public:
  SlabEmitter(LookupOp op, TargetAttr target, ScheduleAttr schedule,
              RegisterShape shape)
      : RowEmitter(op, target, schedule, shape),
        lineBytes(target.getCacheLineBytes()) {
    auto tables = cast<MemRefType>(op.getTables().getType());
    int64_t codes = op.getNumCodes();
    bool isX86 = target.getTriple().starts_with("x86_64");
    // NEON code of 8 rows in a line spilled 200 vectors.
    isUnrolled = isX86 && groupSize > 0 && distance == 0 && features.fma &&
                 ShapedType::isStatic(op.getNumTables()) &&
                 ShapedType::isStatic(codes) && codes > 0 &&
                 codes % groupSize == 0 && groupSize <= kMaxUnrolled;
    // Others widen and shift with one instruction.
    isPairs = isX86 && tables.getElementType().isBF16() && shape.vscale == 0 &&
              sliceWidth % (2 * lanes) == 0;
  }

  void emit(OpBuilder &b);

private:
  void emitSlab(OpBuilder &b, Value slice, Value begin);
  SmallVector<Value> buildSums(OpBuilder &b, const Chunk &chunk);
  void emitEnd(OpBuilder &b, const Chunk &chunk, ValueRange sums);
  SmallVector<Value> emitUnrolled(OpBuilder &b, const Chunk &chunk, Value begin,
                                  ValueRange sums);
  SmallVector<Value> emitPrefetched(OpBuilder &b, const Chunk &chunk,
                                    Value begin, Value end, ValueRange sums);
  /// Reads a slab, in two streams: 4 % faster than one on Zen 5.
  void emitRead(OpBuilder &b, Value slice, Value begin, Value end);

  Value numTokens, numCodes, isFirst, isLast;
  /// Partial sums, [tokens, W]; null when one slab has all tables.
  Value partial;
  int64_t lineBytes;
  bool isUnrolled;
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
    storeColumns(nested, chunk, sums, op.getInit(),
                 {chunk.token, chunk.column});
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

void SlabEmitter::emitRead(OpBuilder &b, Value slice, Value begin, Value end) {
  auto add = [](OpBuilder &b, Value lhs, Value rhs) -> Value {
    return arith::AddIOp::create(b, rhs.getLoc(), lhs, rhs);
  };
  auto scale = [&](Value count, int64_t factor) -> Value {
    return arith::MulIOp::create(b, loc, count, buildIndex(b, loc, factor));
  };
  auto type = cast<MemRefType>(op.getTables().getType());
  int64_t tableBytes =
      op.getNumRows() * sliceWidth * type.getElementTypeBitWidth() / 8;
  Value first = scale(slice, op.getNumTables() * tableBytes);
  first = add(b, first, scale(begin, tableBytes));
  first = add(b, first, buildAddress(b, loc, op.getTables()));
  Value tables = arith::SubIOp::create(b, loc, end, begin);
  Value half = scale(tables, tableBytes / 2);
  scf::ForOp::create(
      b, loc, buildIndex(b, loc, 0), half, buildIndex(b, loc, lineBytes),
      ValueRange(), [&](OpBuilder &nested, Location, Value offset, ValueRange) {
        Value near = add(nested, first, offset);
        for (Value line : {near, add(nested, near, half)}) {
          line = buildPointer(nested, loc, line);
          // Volatile keeps a load whose value nobody uses.
          LLVM::LoadOp::create(nested, loc, nested.getI8Type(), line,
                               /*alignment=*/1, /*isVolatile=*/true);
        }
        scf::YieldOp::create(nested, loc);
      });
}

/// The rows of a group at constant offsets from views that begin with it, so
/// that a token computes few addresses.
SmallVector<Value> SlabEmitter::emitUnrolled(OpBuilder &b, const Chunk &chunk,
                                             Value begin, ValueRange sums) {
  int64_t rows = op.getNumRows();
  Value zero = buildIndex(b, loc, 0);
  auto view = [&](Value memref, ArrayRef<Value> begins,
                  ArrayRef<int64_t> shape) -> Value {
    if (!memref)
      return nullptr;
    SmallVector<OpFoldResult> strides(shape.size(), b.getIndexAttr(1));
    return memref::SubViewOp::create(
        b, loc, memref, getAsOpFoldResult(ValueRange(begins)),
        getAsIndexOpFoldResult(b.getContext(), shape), strides);
  };
  Sources group{view(operands.tables, {chunk.slice, begin, zero, zero},
                     {1, groupSize, rows, sliceWidth}),
                view(operands.code, {chunk.token, begin}, {1, groupSize}),
                view(operands.score, {chunk.token, begin}, {1, groupSize}),
                view(operands.rowScale, {begin, zero}, {groupSize, rows})};
  Chunk inGroup{zero, chunk.column, sliceWidth, zero};
  SmallVector<Value> results(sums);
  for (int64_t table = 0; table < groupSize; ++table)
    results = emitRow(b, group, inGroup, buildIndex(b, loc, table), results);
  return results;
}

/// The rows of a token. Each step prefetches one of `distance` codes later, and
/// the last steps those of the next token; behind the last token of a group
/// they ask for a few rows that are not those of the next group.
SmallVector<Value> SlabEmitter::emitPrefetched(OpBuilder &b, const Chunk &chunk,
                                               Value begin, Value end,
                                               ValueRange sums) {
  Chunk next = buildNextChunk(b, chunk, numTokens);
  Value last = arith::SubIOp::create(b, loc, end, buildIndex(b, loc, distance));
  last = arith::MaxSIOp::create(b, loc, last, begin);
  SmallVector<Value> results = emitRows(
      b, chunk, begin, last, sums, [&](OpBuilder &nested, Value table) {
        table = buildOffset(nested, loc, table, distance);
        emitPrefetch(nested, chunk, table, /*mayPassRow=*/false);
      });
  return emitRows(b, chunk, last, end, results,
                  [&](OpBuilder &nested, Value table) {
                    table = arith::SubIOp::create(nested, loc, table, last);
                    table = arith::AddIOp::create(nested, loc, table, begin);
                    emitPrefetch(nested, next, table, /*mayPassRow=*/false);
                  });
}

void SlabEmitter::emitSlab(OpBuilder &b, Value slice, Value begin) {
  Value end = numCodes;
  if (groupSize > 0) {
    end = buildOffset(b, loc, begin, groupSize);
    end = arith::MinSIOp::create(b, loc, end, numCodes);
    auto type = cast<MemRefType>(op.getTables().getType());
    if (distance == 0 && ShapedType::isStatic(op.getNumTables()) &&
        type.areTrailingDimsContiguous(4))
      emitRead(b, slice, begin, end);
  }
  if (partial) {
    auto equal = arith::CmpIPredicate::eq;
    isFirst =
        arith::CmpIOp::create(b, loc, equal, begin, buildIndex(b, loc, 0));
    isLast = arith::CmpIOp::create(b, loc, equal, end, numCodes);
  }
  Value column =
      arith::MulIOp::create(b, loc, slice, buildIndex(b, loc, sliceWidth));
  forEachToken(b, loc, numTokens, [&](OpBuilder &nested, Value token) {
    Chunk chunk{token, column, sliceWidth, slice};
    SmallVector<Value> sums = buildSums(nested, chunk);
    if (isUnrolled)
      sums = emitUnrolled(nested, chunk, begin, sums);
    else if (distance == 0)
      sums = emitRows(nested, chunk, begin, end, sums, nullptr);
    else
      sums = emitPrefetched(nested, chunk, begin, end, sums);
    emitEnd(nested, chunk, sums);
  });
}

void SlabEmitter::emit(OpBuilder &b) {
  Value zero = buildIndex(b, loc, 0), one = buildIndex(b, loc, 1);
  numTokens = memref::DimOp::create(b, loc, op.getInit(), 0);
  numCodes = buildNumCodes(b);
  if (op.getScratch() && groupSize > 0) {
    auto type =
        MemRefType::get({ShapedType::kDynamic, sliceWidth}, b.getF32Type());
    partial = memref::ReinterpretCastOp::create(
        b, loc, type, op.getScratch(), OpFoldResult(b.getIndexAttr(0)),
        ArrayRef<OpFoldResult>{numTokens, b.getIndexAttr(sliceWidth)},
        ArrayRef<OpFoldResult>{b.getIndexAttr(sliceWidth), b.getIndexAttr(1)});
  }
  // No codes at all still make the bias.
  Value atLeastOne = arith::MaxSIOp::create(b, loc, numCodes, one);
  auto emitGroups = [&](OpBuilder &outer, Location, Value slice, ValueRange) {
    if (groupSize == 0) {
      emitSlab(outer, slice, zero);
      scf::YieldOp::create(outer, loc);
      return;
    }
    scf::ForOp::create(
        outer, loc, zero, atLeastOne, buildIndex(outer, loc, groupSize),
        ValueRange(),
        [&](OpBuilder &nested, Location, Value begin, ValueRange) {
          emitSlab(nested, slice, begin);
          scf::YieldOp::create(nested, loc);
        });
    scf::YieldOp::create(outer, loc);
  };
  scf::ForOp::create(b, loc, zero, buildNumSlices(b), one, ValueRange(),
                     emitGroups);
}

void lookupffn::emitLookupSlabs(OpBuilder &b, LookupOp op, TargetAttr target,
                                ScheduleAttr schedule, RegisterShape shape) {
  SlabEmitter(op, target, schedule, shape).emit(b);
}
