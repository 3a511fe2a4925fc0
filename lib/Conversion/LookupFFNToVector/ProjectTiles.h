//===- ProjectTiles.h - quantized_dense in tiles of bytes -------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_CONVERSION_LOOKUPFFNTOVECTOR_PROJECTTILES_H
#define LOOKUPFFN_CONVERSION_LOOKUPFFNTOVECTOR_PROJECTTILES_H

#include "Project.h"

namespace mlir::lookupffn {

/// Emits quantized_dense: tiles and columns in ProjectTiles.cpp, tokens in
/// ProjectTileTokens.cpp.
class TileEmitter : public ProjectEmitter {
public:
  TileEmitter(OpBuilder &b, ProjectOp op, TargetAttr target,
              ScheduleAttr schedule);

  void emit();

private:
  static constexpr int64_t kTokens = QuantizedDenseAttr::kTileTokens;
  static constexpr int64_t kColumns = QuantizedDenseAttr::kTileColumns;
  static constexpr int64_t kInputs = QuantizedDenseAttr::kTileInputs;
  /// Inputs of a column that lie side by side in a tile of weights.
  static constexpr int64_t kInputsTogether = kInputs / kColumns;
  /// Floats that have the bits of a row of a tile, and bytes of a tile.
  static constexpr int64_t kRowFloats = kInputs / sizeof(float);
  static constexpr int64_t kTileBytes = kTokens * kInputs;
  /// What is kept of a token: 256 times its unit, NaN where everything is in
  /// doubt; the unit that its bound is made of, NaN where z is NaN for good;
  /// and its norm.
  enum State : int64_t { Unit, BoundUnit, Norm };
  static_assert(Norm < QuantizedDenseAttr::kStateSize);

  Value call(StringRef name, ValueRange operands, bool hasResult = true);
  Value size16(int64_t value) {
    return arith::ConstantOp::create(b, loc, b.getI16IntegerAttr(value));
  }
  Value loadTile(Value address, Value numRows);
  Value multiplyTiles(Value sums, Value x, Value y);
  void storeTile(Value address, Value tile);

  Value loadInput(Value token, Value i, int64_t present);
  void roundToken(Value token);
  void roundStep(Value token, Value step, int64_t present, Value scales);
  void emitProducts(Value tokenTile, Value columnTile, int64_t count);
  void emitColumns(Value token, Value row, Value column, int64_t part);
  Value loadSums(int64_t which, Value row, int64_t offset);
  Value loadState(Value token, int64_t which) {
    return memref::LoadOp::create(b, loc, state,
                                  ValueRange{token, index(which)});
  }

  /// Steps of 64 inputs.
  int64_t steps;
  /// Tiles of 16 tokens.
  Value tokenTiles;
  /// Rows of tiles of the input, [tiles of tokens, steps, high and low, 16];
  /// those of sums, and of as many zeros; state.
  Value rows, sums, state;
  /// The number of steps, which LLVM does not know.
  Value endOfSteps;
  /// The rows of tiles of tokens, as i16: a product has no more of them to do
  /// than there are tokens, in the one tile of a small batch.
  Value tileRows;
  /// z as [tokens, columns].
  Value z;
};

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_CONVERSION_LOOKUPFFNTOVECTOR_PROJECTTILES_H
