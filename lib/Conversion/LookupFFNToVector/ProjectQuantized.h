//===- ProjectQuantized.h - bh4 in 16-bit integers --------------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_CONVERSION_LOOKUPFFNTOVECTOR_PROJECTQUANTIZED_H
#define LOOKUPFFN_CONVERSION_LOOKUPFFNTOVECTOR_PROJECTQUANTIZED_H

#include "Project.h"

namespace mlir::lookupffn {

/// Emits quantized_bh4: stages in ProjectQuantized.cpp, the way from one stage
/// to the next in ProjectRound.cpp, and what differs where integers are
/// multiplied in bytes in ProjectBytes.cpp.
class QuantizedEmitter : public BlockEmitter {
public:
  QuantizedEmitter(OpBuilder &b, ProjectOp op, TargetAttr target,
                   ScheduleAttr schedule);

  void emit();

private:
  /// What is kept of a token in scratch. A unit is the value of the integer 1;
  /// those of the input come first, for they serve all repeats.
  enum State : int64_t {
    InputUnit,
    InputMagnitude,
    InputSquares,
    InputBound,
    Unit,
    Bound,
    kStateSize = 8
  };
  Value loadState(Value token, int64_t which) {
    return memref::LoadOp::create(b, loc, state,
                                  ValueRange{token, index(which)});
  }
  void storeState(Value value, Value token, int64_t which) {
    memref::StoreOp::create(b, loc, value, state,
                            ValueRange{token, index(which)});
  }
  Value loadStep(Value repeat, int64_t stage, int64_t which) {
    return memref::LoadOp::create(
        b, loc, op.getSteps(), ValueRange{repeat, index(stage), index(which)});
  }

  void emitProducts(Value repeat, int64_t stage, Value from);
  void emitProductTile(Value weights, Value input, Value output, int64_t rows,
                       int64_t vectors, int64_t split);
  Value multiplyPairs(Value sums, Value x, Value y);
  void emitByteTile(Value weights, Value input, Value output, int64_t rows,
                    int64_t columns);
  Value addBytes(ArrayRef<Value> sums);
  Value loadSums(int64_t size, Value tile, Value position);

  void roundInput();
  void emitTransition(Value repeat, int64_t stage);
  void roundRow(Value token, Value row, Value scale, Value to);
  void roundRowToBytes(Value token, Value row, Value scale, Value to);
  void emitRepairs(Value repeat, int64_t neededBlocks, Value token);
  Value growBound(Value bound, Value repeat, int64_t stage, Value magnitude,
                  Value squares, Value unit);

  IntegerFeatures integers;
  /// Weights with what an output has of a pair, or of a group, in the last
  /// dimension; the input in f32 and as pairs; sums of a stage, and pairs of
  /// the next; state. In bytes, groups take the place of pairs.
  Value weights, permuted, inputPairs, sums, pairs, state;
};

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_CONVERSION_LOOKUPFFNTOVECTOR_PROJECTQUANTIZED_H
