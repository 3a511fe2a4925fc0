//===- LookupDot.h - Rows of i8 with integer dot products -------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_CONVERSION_LOOKUPFFNTOVECTOR_LOOKUPDOT_H
#define LOOKUPFFN_CONVERSION_LOOKUPFFNTOVECTOR_LOOKUPDOT_H

#include "Lookup.h"

namespace mlir::lookupffn {

/// Emits the loops of one op token by token, with integer sums where the
/// weights of the token allow it.
class DotEmitter : public TokenEmitter {
public:
  DotEmitter(LookupOp op, TargetAttr target, ScheduleAttr schedule,
             int64_t chunkWidth)
      : TokenEmitter(op, target, schedule, {target.getF32Lanes()}, chunkWidth),
        codes(op.getNumCodes()), paddedCodes(op.getPaddedCodes()),
        sumType(VectorType::get(lanes, IntegerType::get(op.getContext(), 32))),
        dot(StringAttr::get(op.getContext(), DotFeatures(target).dot)) {}

protected:
  void emitToken(OpBuilder &b, Value token, Value following) override;

  /// Rows that one step multiplies: the bytes of a sum of 32 bits.
  static constexpr int64_t kRows = 4;

  /// A token's weights in units of 8 bits.
  struct RoundedWeights {
    /// Whether they are near the weights, an i1.
    Value near;
    /// What one unit stands for, in f32.
    Value unit;
  };

  /// Writes the weights of `token` to scratch: as `paddedCodes` floats, and
  /// behind them as bytes, four to a float.
  RoundedWeights emitRoundedWeights(OpBuilder &b, Value token);
  /// Adds `rows` of the four rows from `table` on to sums of integers;
  /// `weights` is their four bytes. What is missing has weight 0.
  SmallVector<Value> buildStep(OpBuilder &b, const Sources &from,
                               const Chunk &chunk, Value table, int64_t rows,
                               Value weights, ValueRange sums);
  /// The four bytes of the weights of `token` for the tables from `table` on.
  virtual Value loadWeights(OpBuilder &b, Value token, Value table);
  void emitIntegerChunk(OpBuilder &b, const Chunk &chunk, const Chunk &next,
                        Value unit);
  /// y = bias + unit * sums.
  void storeDots(OpBuilder &b, const Chunk &chunk, ValueRange sums, Value unit);

  int64_t codes, paddedCodes;
  VectorType sumType;

private:
  void emitWeights(OpBuilder &b, Value token);
  Value emitMaximum(OpBuilder &b);
  Value emitRounding(OpBuilder &b, Value factor);
  SmallVector<Value> emitSteps(OpBuilder &b, const Chunk &chunk, int64_t begin,
                               int64_t end, ValueRange sums, Prefetch prefetch);
  SmallVector<Value> buildColumns(OpBuilder &b, ArrayRef<Value> rows);
  Value buildDot(OpBuilder &b, Value sum, Value weights, Value bytes);

  StringAttr dot;
};

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_CONVERSION_LOOKUPFFNTOVECTOR_LOOKUPDOT_H
