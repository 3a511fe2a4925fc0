//===- LookupRows.cpp - The innermost loop of lookup ----------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   for t:  sums += weight(t) * row(t)
//
// with the sums of a chunk of columns in registers. Rows are read by plain
// vector loads in ascending order, which the hardware prefetcher follows.
//
//===----------------------------------------------------------------------===//

#include "Lookup.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace mlir::lookupffn;

RowEmitter::RowEmitter(LookupOp op, TargetAttr target, ScheduleAttr schedule,
                       RegisterShape shape)
    : op(op), loc(op.getLoc()),
      operands{op.getTables(), op.getCode(), op.getScore(), op.getRowScale()},
      features(target), shape(shape), lanes(shape.lanes),
      width(op.getOutputWidth()), sliceWidth(op.getSliceWidth()),
      distance(schedule.getPrefetchRows()),
      locality(schedule.getPrefetchLocality()),
      groupSize(schedule.getTileTables()) {
  auto tables = cast<MemRefType>(op.getTables().getType());
  int64_t bytes = tables.getElementTypeBitWidth() / 8;
  lineElements = std::max<int64_t>(1, target.getCacheLineBytes() / bytes);
  lineElements = std::min(lineElements, sliceWidth);
}

Value RowEmitter::buildNumCodes(OpBuilder &b) {
  int64_t codes = op.getNumCodes();
  if (ShapedType::isStatic(codes))
    return buildIndex(b, loc, codes);
  return memref::DimOp::create(b, loc, op.getCode(), 1);
}

Value RowEmitter::buildNumSlices(OpBuilder &b) {
  int64_t slices = op.getNumSlices();
  if (ShapedType::isStatic(slices))
    return buildIndex(b, loc, slices);
  return memref::DimOp::create(b, loc, op.getTables(), 0);
}

Value RowEmitter::buildNumColumns(OpBuilder &b) {
  if (ShapedType::isStatic(width))
    return buildIndex(b, loc, width);
  return arith::MulIOp::create(b, loc, buildNumSlices(b),
                               buildIndex(b, loc, sliceWidth));
}

Chunk RowEmitter::buildNextChunk(OpBuilder &b, const Chunk &chunk,
                                 Value numTokens) {
  auto isLess = [&](Value lhs, Value rhs) -> Value {
    return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, lhs, rhs);
  };
  auto select = [&](Value condition, Value then, Value otherwise) -> Value {
    return arith::SelectOp::create(b, loc, condition, then, otherwise);
  };
  Value token = buildOffset(b, loc, chunk.token, 1);
  Value slice = buildOffset(b, loc, chunk.slice, 1);
  Value hasToken = isLess(token, numTokens);
  Value hasSlice = isLess(slice, buildNumSlices(b));
  slice = select(hasSlice, slice, chunk.slice);
  return {select(hasToken, token, buildIndex(b, loc, 0)), chunk.column,
          chunk.width, select(hasToken, chunk.slice, slice)};
}

/// [table, row] of the tables, or [row] of shared ones.
SmallVector<Value> RowEmitter::buildPosition(OpBuilder &b, const Sources &from,
                                             Value token, Value table) {
  Value code =
      memref::LoadOp::create(b, loc, from.code, ValueRange{token, table});
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
Value RowEmitter::buildWeight(OpBuilder &b, const Sources &from,
                              ValueRange position, Value token, Value table) {
  Value score, scale;
  if (from.score)
    score =
        memref::LoadOp::create(b, loc, from.score, ValueRange{token, table});
  if (!from.rowScale)
    return score;
  scale = memref::LoadOp::create(b, loc, from.rowScale, position);
  return score ? arith::MulFOp::create(b, loc, score, scale).getResult()
               : scale;
}

/// The columns of `chunk` of a row, as one memref so that all vectors share an
/// address: [columns], or [slices, columns] of sliced tables.
Value RowEmitter::buildRowTile(OpBuilder &b, Value tables, ValueRange position,
                               const Chunk &chunk) {
  SmallVector<Value> indices(position);
  if (!op.isSliced()) {
    indices.push_back(chunk.column);
    return buildTile(b, loc, tables, indices, chunk.width);
  }
  Value slice = chunk.slice, column = buildIndex(b, loc, 0);
  if (!slice) {
    Value size = buildIndex(b, loc, sliceWidth);
    slice = arith::DivUIOp::create(b, loc, chunk.column, size);
    column = arith::RemUIOp::create(b, loc, chunk.column, size);
  }
  indices.insert(indices.begin(), slice);
  indices.push_back(column);
  int64_t slices = std::max<int64_t>(1, chunk.width / sliceWidth);
  auto type = cast<MemRefType>(tables.getType());
  SmallVector<OpFoldResult> offsets = getAsOpFoldResult(indices);
  SmallVector<OpFoldResult> sizes(4, b.getIndexAttr(1));
  SmallVector<OpFoldResult> strides(4, b.getIndexAttr(1));
  SmallVector<int64_t> shape = {slices, std::min(chunk.width, sliceWidth)};
  sizes.front() = b.getIndexAttr(shape[0]);
  sizes.back() = b.getIndexAttr(shape[1]);
  MemRefType tile = memref::SubViewOp::inferRankReducedResultType(
      shape, type, offsets, sizes, strides);
  return memref::SubViewOp::create(b, loc, tile, tables, offsets, sizes,
                                   strides);
}

/// The vector of a piece, of floats unless another element is named.
VectorType RowEmitter::getType(OpBuilder &b, const Piece &piece, Type element) {
  if (!element)
    element = b.getF32Type();
  if (!shape.isScalable(piece.lanes))
    return VectorType::get(piece.lanes, element);
  return VectorType::get(piece.lanes / shape.vscale, element,
                         /*scalableDims=*/true);
}

/// The constant `column`. That of a scalable vector is written as a multiple of
/// vscale, because instructions count such offsets in registers.
Value RowEmitter::buildColumn(OpBuilder &b, int64_t column, bool scalable) {
  if (!scalable || column == 0)
    return buildIndex(b, loc, column);
  Value vscale = vector::VectorScaleOp::create(b, loc, b.getIndexType());
  return arith::MulIOp::create(b, loc, vscale,
                               buildIndex(b, loc, column / shape.vscale));
}

/// Where the column `offset` of a tile is in it.
SmallVector<Value> RowEmitter::buildTileIndices(OpBuilder &b, int64_t offset,
                                                bool scalable) {
  if (!op.isSliced())
    return {buildColumn(b, offset, scalable)};
  return {buildIndex(b, loc, offset / sliceWidth),
          buildColumn(b, offset % sliceWidth, scalable)};
}

/// A piece of the tile of a row, as f32.
Value RowEmitter::buildRow(OpBuilder &b, Value tile, const Piece &piece) {
  Type element = cast<MemRefType>(tile.getType()).getElementType();
  VectorType stored = getType(b, piece, element);
  Value row = vector::LoadOp::create(
      b, loc, stored, tile,
      buildTileIndices(b, piece.offset, shape.isScalable(piece.lanes)));
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

/// The even and the odd columns of two vectors of bf16 from `column` on, as
/// f32. A mask and a shift replace two conversions, each of which x86 also
/// shifts.
SmallVector<Value> RowEmitter::buildPair(OpBuilder &b, Value tile,
                                         int64_t column) {
  auto wordType = VectorType::get(lanes, b.getI32Type());
  auto type = VectorType::get(lanes, b.getF32Type());
  Value row = vector::LoadOp::create(
      b, loc, VectorType::get(2 * lanes, b.getBF16Type()), tile,
      buildTileIndices(b, column));
  Value words = vector::BitCastOp::create(b, loc, wordType, row);
  Value even =
      arith::ShLIOp::create(b, loc, words, buildSplat(b, loc, wordType, 16));
  Value odd = arith::AndIOp::create(
      b, loc, words, buildSplat(b, loc, wordType, int32_t(0xffff0000)));
  return {arith::BitcastOp::create(b, loc, type, even),
          arith::BitcastOp::create(b, loc, type, odd)};
}

/// Replaces each two neighbours of `vectors` by their shuffles with the masks
/// `first` and `second`.
SmallVector<Value> RowEmitter::shufflePairs(OpBuilder &b, ValueRange vectors,
                                            ArrayRef<int64_t> first,
                                            ArrayRef<int64_t> second) {
  SmallVector<Value> results;
  for (unsigned i = 0; i < vectors.size(); i += 2)
    for (ArrayRef<int64_t> mask : {first, second})
      results.push_back(
          vector::ShuffleOp::create(b, loc, vectors[i], vectors[i + 1], mask));
  return results;
}

void RowEmitter::emitPrefetch(OpBuilder &b, const Chunk &chunk, Value table,
                              bool mayPassRow) {
  SmallVector<Value> position = buildPosition(b, operands, chunk.token, table);
  Chunk row{chunk.token, buildIndex(b, loc, 0), width};
  Value tile =
      buildRowTile(b, operands.tables, position, mayPassRow ? row : chunk);
  auto emitLine = [&](int64_t offset) {
    SmallVector<Value> indices = buildTileIndices(b, offset);
    if (mayPassRow) {
      Value column = buildOffset(b, loc, chunk.column, offset);
      Value last = buildIndex(b, loc, width - 1);
      indices = {arith::MinUIOp::create(b, loc, column, last)};
    }
    memref::PrefetchOp::create(b, loc, tile, indices, /*isWrite=*/false,
                               locality, /*isDataCache=*/true);
  };
  for (int64_t offset = 0; offset < chunk.width; offset += lineElements)
    emitLine(offset);
  // A chunk ends one line later where rows are not made of whole lines, and
  // where tables are those of the caller, which may begin anywhere in a line.
  if (!op.isSliced() || sliceWidth % lineElements != 0 ||
      chunk.width % lineElements != 0)
    emitLine(chunk.width - 1);
}

SmallVector<Value> RowEmitter::loadSums(OpBuilder &b, const Chunk &chunk,
                                        Value memref, ValueRange indices) {
  Value tile = buildTile(b, loc, memref, indices, chunk.width);
  SmallVector<Value> sums;
  for (const Piece &piece : cutIntoPieces(chunk.width, lanes)) {
    Value column = buildColumn(b, piece.offset, shape.isScalable(piece.lanes));
    sums.push_back(
        vector::LoadOp::create(b, loc, getType(b, piece), tile, column));
  }
  return sums;
}

void RowEmitter::storeSums(OpBuilder &b, const Chunk &chunk, ValueRange sums,
                           Value memref, ValueRange indices) {
  Value tile = buildTile(b, loc, memref, indices, chunk.width);
  for (auto [piece, sum] :
       llvm::zip_equal(cutIntoPieces(chunk.width, lanes), sums))
    vector::StoreOp::create(
        b, loc, sum, tile,
        buildColumn(b, piece.offset, shape.isScalable(piece.lanes)));
}

SmallVector<Value> RowEmitter::loadColumns(OpBuilder &b, const Chunk &chunk,
                                           Value memref, ValueRange indices) {
  SmallVector<Value> columns = loadSums(b, chunk, memref, indices);
  if (!isPairs)
    return columns;
  SmallVector<int64_t> even, odd;
  for (int64_t lane = 0; lane < lanes; ++lane) {
    even.push_back(2 * lane);
    odd.push_back(2 * lane + 1);
  }
  return shufflePairs(b, columns, even, odd);
}

void RowEmitter::storeColumns(OpBuilder &b, const Chunk &chunk, ValueRange sums,
                              Value memref, ValueRange indices) {
  if (!isPairs)
    return storeSums(b, chunk, sums, memref, indices);
  SmallVector<int64_t> low, high;
  for (int64_t lane = 0; lane < lanes; ++lane)
    llvm::append_values(lane < lanes / 2 ? low : high, lane, lanes + lane);
  storeSums(b, chunk, shufflePairs(b, sums, low, high), memref, indices);
}

SmallVector<Value> RowEmitter::buildFirstSums(OpBuilder &b,
                                              const Chunk &chunk) {
  if (op.getBias())
    return loadColumns(b, chunk, op.getBias(), chunk.column);
  SmallVector<Value> sums;
  for (const Piece &piece : cutIntoPieces(chunk.width, lanes))
    sums.push_back(buildSplat(b, loc, getType(b, piece), 0.0));
  return sums;
}

SmallVector<Value> RowEmitter::emitRow(OpBuilder &b, const Sources &from,
                                       const Chunk &chunk, Value table,
                                       ValueRange sums) {
  SmallVector<Value> position = buildPosition(b, from, chunk.token, table);
  Value weight = buildWeight(b, from, position, chunk.token, table);
  Value tile = buildRowTile(b, from.tables, position, chunk);
  SmallVector<Value> results;
  auto addRow = [&](Value row) {
    Value sum = sums[results.size()];
    if (!weight) {
      results.push_back(arith::AddFOp::create(b, loc, sum, row));
      return;
    }
    Value factor = vector::BroadcastOp::create(b, loc, sum.getType(), weight);
    results.push_back(buildMultiplyAdd(b, loc, factor, row, sum, features.fma));
  };
  if (isPairs) {
    for (int64_t column = 0; column < chunk.width; column += 2 * lanes)
      for (Value row : buildPair(b, tile, column))
        addRow(row);
    return results;
  }
  for (const Piece &piece : cutIntoPieces(chunk.width, lanes))
    addRow(buildRow(b, tile, piece));
  return results;
}

SmallVector<Value> RowEmitter::emitRows(OpBuilder &b, const Chunk &chunk,
                                        Value begin, Value end, ValueRange sums,
                                        Prefetch prefetch) {
  auto loop = scf::ForOp::create(
      b, loc, begin, end, buildIndex(b, loc, 1), sums,
      [&](OpBuilder &nested, Location, Value table, ValueRange carried) {
        SmallVector<Value> results =
            emitRow(nested, operands, chunk, table, carried);
        // After the sums: the loads of this step are on their way already.
        if (prefetch)
          prefetch(nested, table);
        scf::YieldOp::create(nested, loc, results);
      });
  return SmallVector<Value>(loop.getResults());
}
