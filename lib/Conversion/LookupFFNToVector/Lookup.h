//===- Lookup.h - What the loop orders of lookup share ----------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_CONVERSION_LOOKUPFFNTOVECTOR_LOOKUP_H
#define LOOKUPFFN_CONVERSION_LOOKUPFFNTOVECTOR_LOOKUP_H

#include "Lowering.h"

#include "lookupffn/Conversion/Passes.h"

namespace mlir::lookupffn {

/// A chunk of the columns of one token. Only the column is known at run time.
/// Chunks of sliced tables are whole slices, or parts of one; `slice` is the
/// first one, null where only the column is at hand.
struct Chunk {
  Value token;
  Value column;
  int64_t width;
  Value slice = {};
};

/// The registers that rows are read with.
struct RegisterShape {
  /// Lanes of f32.
  int64_t lanes;
  /// What vscale is where the code runs, 0 for vectors of fixed length. All
  /// sizes are then constants, although the types of whole registers are
  /// scalable.
  int64_t vscale = 0;

  bool isScalable(int64_t pieceLanes) const {
    return vscale > 0 && pieceLanes == lanes;
  }
};

/// Adds up rows of one op: the innermost loop, whatever loops are around it.
///
/// Sums are vectors of neighbouring columns, except that those of 16-bit pairs
/// (see `isPairs`) are in the order in which rows are read. What says "columns"
/// is in the order of the columns.
class RowEmitter {
public:
  RowEmitter(LookupOp op, TargetAttr target, ScheduleAttr schedule,
             RegisterShape shape);

protected:
  using Prefetch = function_ref<void(OpBuilder &, Value)>;

  /// Where rows come from: the operands of the op, or views of them of the same
  /// rank. The last two are null where the op has none.
  struct Sources {
    Value tables, code, score, rowScale;
  };

  /// The slice of the token after that of `chunk`, or the next slice of the
  /// first token after the last one; a last chunk is its own next. The column
  /// is not that of another slice.
  Chunk buildNextChunk(OpBuilder &b, const Chunk &chunk, Value numTokens);
  /// Adds the row that `table` of `chunk.token` names to `sums`.
  SmallVector<Value> emitRow(OpBuilder &b, const Sources &from,
                             const Chunk &chunk, Value table, ValueRange sums);
  /// Adds the rows of the codes `begin` .. `end`-1 to `sums`, and calls
  /// `prefetch`, when there is one, with each code after its row.
  SmallVector<Value> emitRows(OpBuilder &b, const Chunk &chunk, Value begin,
                              Value end, ValueRange sums, Prefetch prefetch);
  /// The bias of a chunk, or zeros.
  SmallVector<Value> buildFirstSums(OpBuilder &b, const Chunk &chunk);
  /// The vectors of `chunk.width` floats at `indices` of `memref`.
  SmallVector<Value> loadSums(OpBuilder &b, const Chunk &chunk, Value memref,
                              ValueRange indices);
  void storeSums(OpBuilder &b, const Chunk &chunk, ValueRange sums,
                 Value memref, ValueRange indices);
  /// The same of a memref whose floats are in the order of the columns.
  SmallVector<Value> loadColumns(OpBuilder &b, const Chunk &chunk, Value memref,
                                 ValueRange indices);
  void storeColumns(OpBuilder &b, const Chunk &chunk, ValueRange sums,
                    Value memref, ValueRange indices);
  /// Asks for the cache lines of the row that `table` of `chunk.token` names.
  /// `mayPassRow` says that the chunk may be wider than what is left of the
  /// row, of tables that are not sliced.
  void emitPrefetch(OpBuilder &b, const Chunk &chunk, Value table,
                    bool mayPassRow);
  /// The number of codes of a token, of slices, and of columns.
  Value buildNumCodes(OpBuilder &b);
  Value buildNumSlices(OpBuilder &b);
  Value buildNumColumns(OpBuilder &b);
  SmallVector<Value> buildPosition(OpBuilder &b, const Sources &from,
                                   Value token, Value table);
  Value buildWeight(OpBuilder &b, const Sources &from, ValueRange position,
                    Value token, Value table);
  Value buildRowTile(OpBuilder &b, Value tables, ValueRange position,
                     const Chunk &chunk);
  SmallVector<Value> buildTileIndices(OpBuilder &b, int64_t offset,
                                      bool scalable = false);

  LookupOp op;
  Location loc;
  Sources operands;
  PortableFeatures features;
  RegisterShape shape;
  /// `width` is dynamic for a range of slices.
  int64_t lanes, width, sliceWidth, lineElements;
  int64_t distance, locality, groupSize;
  /// Whether two neighbouring columns of bf16 are read as one word of 32 bits:
  /// one vector of sums then has the even columns of two, the next the odd.
  bool isPairs = false;

private:
  VectorType getType(OpBuilder &b, const Piece &piece, Type element = {});
  Value buildColumn(OpBuilder &b, int64_t column, bool scalable);
  Value buildRow(OpBuilder &b, Value tile, const Piece &piece);
  SmallVector<Value> buildPair(OpBuilder &b, Value tile, int64_t column);
  SmallVector<Value> shufflePairs(OpBuilder &b, ValueRange vectors,
                                  ArrayRef<int64_t> first,
                                  ArrayRef<int64_t> second);
};

/// Emits the loops of one op token by token, for all tables at once or group by
/// group.
class TokenEmitter : public RowEmitter {
public:
  TokenEmitter(LookupOp op, TargetAttr target, ScheduleAttr schedule,
               RegisterShape shape, int64_t chunkWidth)
      : RowEmitter(op, target, schedule, shape), chunkWidth(chunkWidth) {}
  virtual ~TokenEmitter() = default;

  void emit(OpBuilder &b);

protected:
  using EmitChunk =
      function_ref<void(OpBuilder &, const Chunk &, const Chunk &)>;

  /// Emits all chunks of one token; `following` is the next one, or the last.
  virtual void emitToken(OpBuilder &b, Value token, Value following);
  /// Calls `emit` with each chunk of a token and the one after it.
  void forEachChunk(OpBuilder &b, Value token, Value following, EmitChunk emit);
  /// Whether the chunk after another may be wider than what is left of a row.
  bool mayPassRow() { return !op.isSliced() && width % chunkWidth != 0; }

  int64_t chunkWidth;
  /// Codes that one pass over the tokens adds up: all, or those of one group of
  /// `tile_tables`; and the first of them without `distance` others after it.
  Value beginCode, endCode, lastCodes;

private:
  void emitChunk(OpBuilder &b, const Chunk &chunk, const Chunk &next);
  SmallVector<Value> buildSums(OpBuilder &b, const Chunk &chunk);
  void emitTokens(OpBuilder &b);

  /// Whether an earlier group has written outs already; null when never.
  Value isFirstGroup;
};

/// Lowers `op` token by token with weights of 8 bits and integer sums; `op` has
/// scratch.
void emitLookupDots(OpBuilder &b, LookupOp op, TargetAttr target,
                    ScheduleAttr schedule, int64_t chunkWidth);

/// The same slice by slice; the tables of `op` are sliced.
void emitLookupDotSlabs(OpBuilder &b, LookupOp op, TargetAttr target,
                        ScheduleAttr schedule);

/// Lowers `op` slab by slab; its tables are sliced.
void emitLookupSlabs(OpBuilder &b, LookupOp op, TargetAttr target,
                     ScheduleAttr schedule, RegisterShape shape);

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_CONVERSION_LOOKUPFFNTOVECTOR_LOOKUP_H
