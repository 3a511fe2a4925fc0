//===- Lookup.cpp - lookup to vectors -------------------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Token by token, a chunk of columns at a time, with all rows of the token
// inside and the sums of the chunk in registers:
//
//   for n:  for each chunk:  sums = bias;  for t: sums += weight * row(t)
//
// Rows are read by plain vector loads in ascending order, which the hardware
// prefetcher follows. Each step asks for the row that is needed
// `prefetch_rows` codes later; the last steps of a chunk ask for the first rows
// of the next chunk, or of the next token.
//
//===----------------------------------------------------------------------===//

#include "Lowering.h"

#include "lookupffn/Conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace mlir::lookupffn;

namespace {
/// A chunk of the columns of one token. Only the column is known at run time.
struct Chunk {
  Value token;
  Value column;
  int64_t width;
};

/// Emits the loops of one op.
class LookupEmitter {
public:
  LookupEmitter(LookupOp op, TargetAttr target, ScheduleAttr schedule)
      : op(op), loc(op.getLoc()), features(target), lanes(target.getF32Lanes()),
        distance(schedule.getPrefetchRows()),
        locality(schedule.getPrefetchLocality()) {
    auto tables = cast<MemRefType>(op.getTables().getType());
    int64_t bytes = tables.getElementTypeBitWidth() / 8;
    lineElements = std::max<int64_t>(1, target.getCacheLineBytes() / bytes);
    width = op.getOutputWidth();
    groupSize = schedule.getTileTables();
    chunkWidth = std::min(schedule.getTileColumns(), width);
  }

  void emit(OpBuilder &b);

private:
  void emitChunk(OpBuilder &b, const Chunk &chunk, const Chunk &next);
  SmallVector<Value> emitRows(OpBuilder &b, const Chunk &chunk, Value begin,
                              Value end, ValueRange sums,
                              function_ref<void(OpBuilder &, Value)> prefetch);
  SmallVector<Value> buildSums(OpBuilder &b, const Chunk &chunk);
  SmallVector<Value> buildFirstSums(OpBuilder &b, const Chunk &chunk);
  void emitTokens(OpBuilder &b);
  SmallVector<Value> buildPosition(OpBuilder &b, Value token, Value table);
  Value buildWeight(OpBuilder &b, ValueRange position, Value token,
                    Value table);
  Value buildRow(OpBuilder &b, Value tile, const Piece &piece);
  void emitPrefetch(OpBuilder &b, const Chunk &chunk, Value table,
                    bool mayPassRow);

  LookupOp op;
  Location loc;
  PortableFeatures features;
  int64_t lanes, distance, locality, lineElements, width, chunkWidth;
  int64_t groupSize;
  /// Codes that one pass over the tokens adds up: all, or those of one group of
  /// `tile_tables`; and the first of them without `distance` others after it.
  Value beginCode, endCode, lastCodes;
  /// Whether an earlier group has written outs already; null when never.
  Value isFirstGroup;
};
} // namespace

/// [table, row] of the tables, or [row] of shared ones.
SmallVector<Value> LookupEmitter::buildPosition(OpBuilder &b, Value token,
                                                Value table) {
  Value code =
      memref::LoadOp::create(b, loc, op.getCode(), ValueRange{token, table});
  Type index = b.getIndexType();
  bool isSigned = code.getType().getIntOrFloatBitWidth() >= 32;
  Value row = isSigned
                  ? arith::IndexCastOp::create(b, loc, index, code).getResult()
                  : arith::IndexCastUIOp::create(b, loc, index, code);
  if (op.getBounds() == Bounds::Clamp) {
    Value last = buildIndex(b, loc, op.getNumRows() - 1);
    row = arith::MaxSIOp::create(b, loc, row, buildIndex(b, loc, 0));
    row = arith::MinSIOp::create(b, loc, row, last);
  }
  if (op.isShared())
    return {row};
  return {table, row};
}

/// What the row is multiplied with: score and scale, or null when it is 1.
Value LookupEmitter::buildWeight(OpBuilder &b, ValueRange position, Value token,
                                 Value table) {
  Value score, scale;
  if (op.getScore())
    score =
        memref::LoadOp::create(b, loc, op.getScore(), ValueRange{token, table});
  if (!op.getRowScale())
    return score;
  scale = memref::LoadOp::create(b, loc, op.getRowScale(), position);
  return score ? arith::MulFOp::create(b, loc, score, scale).getResult()
               : scale;
}

/// A piece of the tile of a row, as f32.
Value LookupEmitter::buildRow(OpBuilder &b, Value tile, const Piece &piece) {
  Value row =
      buildLoad(b, loc, tile, buildIndex(b, loc, piece.offset), piece.lanes);
  auto stored = cast<VectorType>(row.getType());
  Type type = stored.clone(b.getF32Type());
  if (stored.getElementType().isInteger()) {
    row = arith::ExtSIOp::create(b, loc, stored.clone(b.getI32Type()), row);
    return arith::SIToFPOp::create(b, loc, type, row);
  }
  if (stored.getElementType().isF16())
    return arith::ExtFOp::create(b, loc, type, row);
  if (stored.getElementType().isBF16()) {
    // The upper half of an f32; the conversion op may become a call.
    Type bitsType = stored.clone(b.getI32Type());
    row = arith::BitcastOp::create(b, loc, stored.clone(b.getI16Type()), row);
    row = arith::ExtUIOp::create(b, loc, bitsType, row);
    row = arith::ShLIOp::create(b, loc, row, buildSplat(b, loc, bitsType, 16));
    return arith::BitcastOp::create(b, loc, type, row);
  }
  return row;
}

/// Asks for the cache lines of the row that `table` of `chunk.token` names.
/// `mayPassRow` says that the chunk may be wider than what is left of the row.
void LookupEmitter::emitPrefetch(OpBuilder &b, const Chunk &chunk, Value table,
                                 bool mayPassRow) {
  SmallVector<Value> indices = buildPosition(b, chunk.token, table);
  indices.push_back(mayPassRow ? buildIndex(b, loc, 0) : chunk.column);
  Value tile = buildTile(b, loc, op.getTables(), indices,
                         mayPassRow ? width : chunk.width);
  Value last = buildIndex(b, loc, width - 1);
  auto emitLine = [&](int64_t offset) {
    Value column = buildIndex(b, loc, offset);
    if (mayPassRow) {
      column = buildOffset(b, loc, chunk.column, offset);
      column = arith::MinUIOp::create(b, loc, column, last);
    }
    memref::PrefetchOp::create(b, loc, tile, column, /*isWrite=*/false,
                               locality, /*isDataCache=*/true);
  };
  for (int64_t offset = 0; offset < chunk.width; offset += lineElements)
    emitLine(offset);
  // Where rows are not made of whole lines, a chunk ends one line later.
  if (width % lineElements != 0 || chunk.width % lineElements != 0)
    emitLine(chunk.width - 1);
}

/// Where the sums of a chunk begin: at the bias, or at what the groups before
/// have left in outs.
SmallVector<Value> LookupEmitter::buildSums(OpBuilder &b, const Chunk &chunk) {
  if (!isFirstGroup)
    return buildFirstSums(b, chunk);
  auto yieldFirst = [&](OpBuilder &nested, Location) {
    scf::YieldOp::create(nested, loc, buildFirstSums(nested, chunk));
  };
  auto yieldEarlier = [&](OpBuilder &nested, Location) {
    SmallVector<Value> sums;
    Value tile = buildTile(nested, loc, op.getInit(),
                           {chunk.token, chunk.column}, chunk.width);
    for (auto [offset, pieceLanes] : cutIntoPieces(chunk.width, lanes))
      sums.push_back(buildLoad(nested, loc, tile,
                               buildIndex(nested, loc, offset), pieceLanes));
    scf::YieldOp::create(nested, loc, sums);
  };
  auto ifOp = scf::IfOp::create(b, loc, isFirstGroup, yieldFirst, yieldEarlier);
  return SmallVector<Value>(ifOp.getResults());
}

SmallVector<Value> LookupEmitter::buildFirstSums(OpBuilder &b,
                                                 const Chunk &chunk) {
  SmallVector<Value> sums;
  Value tile;
  if (op.getBias())
    tile = buildTile(b, loc, op.getBias(), chunk.column, chunk.width);
  for (auto [offset, pieceLanes] : cutIntoPieces(chunk.width, lanes)) {
    auto type = VectorType::get(pieceLanes, b.getF32Type());
    sums.push_back(
        tile ? buildLoad(b, loc, tile, buildIndex(b, loc, offset), pieceLanes)
             : buildSplat(b, loc, type, 0.0));
  }
  return sums;
}

/// Adds the rows of the codes `begin` .. `end`-1 to `sums`, and calls
/// `prefetch`, when there is one, after each.
SmallVector<Value>
LookupEmitter::emitRows(OpBuilder &b, const Chunk &chunk, Value begin,
                        Value end, ValueRange sums,
                        function_ref<void(OpBuilder &, Value)> prefetch) {
  auto loop = scf::ForOp::create(
      b, loc, begin, end, buildIndex(b, loc, 1), sums,
      [&](OpBuilder &nested, Location, Value table, ValueRange carried) {
        SmallVector<Value> position = buildPosition(nested, chunk.token, table);
        Value weight = buildWeight(nested, position, chunk.token, table);
        position.push_back(chunk.column);
        Value tile =
            buildTile(nested, loc, op.getTables(), position, chunk.width);
        SmallVector<Value> results;
        for (auto [piece, sum] :
             llvm::zip_equal(cutIntoPieces(chunk.width, lanes), carried)) {
          Value row = buildRow(nested, tile, piece);
          if (!weight) {
            results.push_back(arith::AddFOp::create(nested, loc, sum, row));
            continue;
          }
          Value factor =
              vector::BroadcastOp::create(nested, loc, sum.getType(), weight);
          results.push_back(
              buildMultiplyAdd(nested, loc, factor, row, sum, features.fma));
        }
        // After the sums: the loads of this step are on their way already.
        if (prefetch)
          prefetch(nested, table);
        scf::YieldOp::create(nested, loc, results);
      });
  return SmallVector<Value>(loop.getResults());
}

/// Emits one chunk; its last steps prefetch the first rows of `next`.
void LookupEmitter::emitChunk(OpBuilder &b, const Chunk &chunk,
                              const Chunk &next) {
  SmallVector<Value> sums = buildSums(b, chunk);
  if (distance == 0) {
    sums = emitRows(b, chunk, beginCode, endCode, sums, nullptr);
  } else {
    sums = emitRows(b, chunk, beginCode, lastCodes, sums,
                    [&](OpBuilder &nested, Value table) {
                      table = buildOffset(nested, loc, table, distance);
                      emitPrefetch(nested, chunk, table, /*mayPassRow=*/false);
                    });
    sums =
        emitRows(b, chunk, lastCodes, endCode, sums,
                 [&](OpBuilder &nested, Value table) {
                   table = arith::SubIOp::create(nested, loc, table, lastCodes);
                   table = arith::AddIOp::create(nested, loc, table, beginCode);
                   emitPrefetch(nested, next, table, width % chunkWidth != 0);
                 });
  }
  Value tile =
      buildTile(b, loc, op.getInit(), {chunk.token, chunk.column}, chunk.width);
  for (auto [piece, sum] :
       llvm::zip_equal(cutIntoPieces(chunk.width, lanes), sums))
    vector::StoreOp::create(b, loc, sum, tile,
                            buildIndex(b, loc, piece.offset));
}

void LookupEmitter::emit(OpBuilder &b) {
  Value zero = buildIndex(b, loc, 0);
  int64_t codes = op.getNumCodes();
  Value numCodes = ShapedType::isStatic(codes)
                       ? buildIndex(b, loc, codes)
                       : memref::DimOp::create(b, loc, op.getCode(), 1);
  auto setLastCodes = [&](OpBuilder &at) {
    Value far = buildIndex(at, loc, distance);
    lastCodes = arith::SubIOp::create(at, loc, endCode, far);
    lastCodes = arith::MaxSIOp::create(at, loc, lastCodes, beginCode);
  };
  beginCode = zero;
  endCode = numCodes;
  if (groupSize == 0 || (ShapedType::isStatic(codes) && groupSize >= codes)) {
    setLastCodes(b);
    emitTokens(b);
    return;
  }
  // Group by group, so that the rows of one group stay in the caches while all
  // tokens of the block read them. No codes at all still make the bias.
  Value one = buildIndex(b, loc, 1);
  Value atLeastOne = arith::MaxSIOp::create(b, loc, numCodes, one);
  scf::ForOp::create(
      b, loc, zero, atLeastOne, buildIndex(b, loc, groupSize), ValueRange(),
      [&](OpBuilder &nested, Location, Value begin, ValueRange) {
        beginCode = begin;
        endCode = buildOffset(nested, loc, begin, groupSize);
        endCode = arith::MinSIOp::create(nested, loc, endCode, numCodes);
        setLastCodes(nested);
        isFirstGroup = arith::CmpIOp::create(
            nested, loc, arith::CmpIPredicate::eq, begin, zero);
        emitTokens(nested);
        scf::YieldOp::create(nested, loc);
      });
}

void LookupEmitter::emitTokens(OpBuilder &b) {
  Value zero = buildIndex(b, loc, 0), one = buildIndex(b, loc, 1);
  Value numTokens = memref::DimOp::create(b, loc, op.getInit(), 0);
  forEachToken(b, loc, numTokens, [&](OpBuilder &nested, Value token) {
    Value following = arith::AddIOp::create(nested, loc, token, one);
    Value more = arith::CmpIOp::create(nested, loc, arith::CmpIPredicate::ult,
                                       following, numTokens);
    following = arith::SelectOp::create(nested, loc, more, following, token);
    auto emitStep = [&](OpBuilder &inner, Value column, int64_t stepWidth) {
      Value end = buildOffset(inner, loc, column, stepWidth);
      Value atEnd = arith::CmpIOp::create(inner, loc, arith::CmpIPredicate::uge,
                                          end, buildIndex(inner, loc, width));
      Chunk next{arith::SelectOp::create(inner, loc, atEnd, following, token),
                 arith::SelectOp::create(inner, loc, atEnd, zero, end),
                 chunkWidth};
      emitChunk(inner, {token, column, stepWidth}, next);
    };
    forEachStep(nested, loc, width, chunkWidth, emitStep);
  });
}

LogicalResult lookupffn::lowerLookup(RewriterBase &rewriter, LookupOp op,
                                     TargetAttr target, ScheduleAttr schedule) {
  if (op.getBounds() == Bounds::Check)
    return op.emitOpError("expects bounds = check to be lowered by "
                          "lookupffn-lower-bounds-check first");
  int64_t most = int64_t(target.getF32Lanes()) * target.getVectorRegisters();
  if (std::min(schedule.getTileColumns(), op.getOutputWidth()) > most)
    return op.emitOpError("expects tile_columns of at most ")
           << most << ", all vector registers of the target, but got "
           << schedule.getTileColumns();
  if (schedule.getTileTokens() != 1)
    return op.emitOpError("expects tile_tokens = 1, but got ")
           << schedule.getTileTokens();
  auto tables = cast<MemRefType>(op.getTables().getType());
  if (tables.getElementType().isF16() && !PortableFeatures(target).f16)
    return op.emitOpError("expects a target that converts f16 rows in "
                          "hardware, but ")
           << target.getCpu() << " has no f16c; use path=linalg";
  SmallVector<Value> vectors = {op.getTables(), op.getInit()};
  if (op.getBias())
    vectors.push_back(op.getBias());
  if (failed(verifyUnitStride(op, vectors)))
    return failure();
  LookupEmitter(op, target, schedule).emit(rewriter);
  return success();
}
