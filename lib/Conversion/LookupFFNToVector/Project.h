//===- Project.h - What projections share -----------------------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_CONVERSION_LOOKUPFFNTOVECTOR_PROJECT_H
#define LOOKUPFFN_CONVERSION_LOOKUPFFNTOVECTOR_PROJECT_H

#include "Lowering.h"

#include "lookupffn/Conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

namespace mlir::lookupffn {

/// Emits the loops of one projection: what all kinds share.
class ProjectEmitter {
public:
  ProjectEmitter(OpBuilder &b, ProjectOp op, TargetAttr target,
                 ScheduleAttr schedule)
      : b(b), op(op), loc(op.getLoc()), lanes(target.getF32Lanes()),
        registers(target.getVectorRegisters()),
        lineElements(target.getCacheLineBytes() / sizeof(float)),
        hasFMA(PortableFeatures(target).fma), schedule(schedule),
        tables(op.getNumTables()), bits(op.getNumBits()),
        width(op.getInputWidth()) {
    tokens = memref::DimOp::create(b, loc, op.getInput(), 0);
    scratchOffset = index(0);
  }

protected:
  using LoadVector = function_ref<Value(Value i, int64_t k)>;
  using StoreVector = function_ref<void(int64_t row, int64_t k, Value vector)>;

  Value index(int64_t value) {
    return arith::ConstantIndexOp::create(b, loc, value);
  }
  Value add(Value x, Value y) { return arith::AddIOp::create(b, loc, x, y); }
  Value add(Value x, int64_t y) { return y ? add(x, index(y)) : x; }
  Value multiply(Value x, int64_t y) {
    return arith::MulIOp::create(b, loc, x, index(y));
  }
  Value tile(Value memref, ValueRange indices, ArrayRef<int64_t> shape) {
    return buildTile(b, loc, memref, indices, shape);
  }
  Value load(int64_t size, Value memref, ValueRange indices) {
    auto type = VectorType::get({size}, b.getF32Type());
    return vector::LoadOp::create(b, loc, type, memref, indices);
  }
  void store(Value vector, Value memref, ValueRange indices) {
    vector::StoreOp::create(b, loc, vector, memref, indices);
  }
  Value multiplyAdd(Value x, Value y, Value z) {
    return buildMultiplyAdd(b, loc, x, y, z, hasFMA);
  }
  Value multiplyFloats(Value x, Value y) {
    return arith::MulFOp::create(b, loc, x, y);
  }
  Value constant(float value) {
    return arith::ConstantOp::create(b, loc, b.getF32FloatAttr(value));
  }
  Value splat(Value scalar, int64_t size) {
    auto type = VectorType::get({size}, scalar.getType());
    return vector::BroadcastOp::create(b, loc, type, scalar);
  }
  Value bitcast(Value vector, int64_t size, Type element) {
    auto type = VectorType::get({size}, element);
    return vector::BitCastOp::create(b, loc, type, vector);
  }
  void forRange(Value from, Value to, int64_t step,
                function_ref<void(Value)> body);
  Value getWholeTokens();
  /// Vector l of the result has the elements l, l + n, l + 2 * n, .. of the n
  /// vectors `vectors`:
  ///
  ///   (a0 b0 a1 b1)(a2 b2 a3 b3) -> even (a0 a1 a2 a3), odd (b0 b1 b2 b3)
  ///
  /// halves n in a round of n shuffles, and the odd factor that is left, if
  /// any, takes one shuffle for each pair of an input and an output.
  SmallVector<Value> deinterleave(ArrayRef<Value> vectors);
  void emitTile(Value input, int64_t vectors, LoadVector loadWeights,
                StoreVector storeSum);

  Value takeEvery(ArrayRef<Value> vectors, int64_t first);
  /// The next `size` numbers for each of `rows`, of the scratch of the op.
  Value takeScratch(Value rows, int64_t size);

  // What kinds in integers share: ProjectScan.cpp and ProjectRepair.cpp.

  /// The largest magnitude of a row and the sum of its squares, lane by lane
  /// until they are reduced; magnitudes as the bits of f32, whose order is
  /// theirs, with NaN above infinity.
  struct Extent {
    Value magnitude, squares;
  };
  Extent startExtent();
  Extent extend(Extent extent, Value vector);
  /// Runs `body` on each vector below `end`, and reduces the extent to scalars,
  /// the magnitude to an f32.
  Extent scanRow(int64_t end,
                 function_ref<Extent(Value position, Extent)> body,
                 Extent start = {});
  /// What the integers of a token are made of: the value of the integer 1, NaN
  /// where the token is not finite, and the factor that makes integers. A token
  /// that is not `known` has no bound on its error; of one of zeros the bound
  /// is 0.
  struct Scale {
    Value unit, factor, known, zero;
  };
  Scale chooseScale(Value magnitude, float largest);
  Value roundToBits(Value vector, Value factors);
  void emitRepair(Value token, Value z, Value row, Value bounds);

  OpBuilder &b;
  ProjectOp op;
  Location loc;
  int64_t lanes, registers, lineElements;
  bool hasFMA;
  ScheduleAttr schedule;
  int64_t tables, bits, width;
  Value tokens;

private:
  Value dot(Value token, Value row);
  Value recompute(Value token, Value row);

  Value scratchOffset;
};

/// What both forms of bh4 share.
class BlockEmitter : public ProjectEmitter {
public:
  BlockEmitter(OpBuilder &b, ProjectOp op, TargetAttr target,
               ScheduleAttr schedule);

protected:
  Value takeScratch(int64_t size) {
    return ProjectEmitter::takeScratch(tokens, size);
  }
  void permuteInput(Value permuted);
  void permuteBlocks(Value token, Value permuted, int64_t count);
  void permuteElements(Value token, Value permuted, int64_t begin);
  void combineBlocks(SmallVectorImpl<Value> &vectors);
  /// Loads `size` sums of the last stage at a position of the tile `sums`.
  using LoadSums =
      function_ref<Value(int64_t size, Value sums, Value position)>;
  /// The last Hadamard of one token, times `unit` if there is one, the residual
  /// tap and the bias, written to z.
  void emitOutput(Value repeat, int64_t neededBlocks, Value token, Value from,
                  Value permuted, LoadSums loadSums, Value unit = {});
  void
  forEachRepeat(function_ref<void(Value repeat, int64_t neededBlocks)> emit);

  /// M blocks of size `block`, `group` tables a block.
  int64_t blocks, block, group;
};

/// Emit the loops of a projection of one kind, which `lowerProject` has
/// checked.
void emitPackedDense(OpBuilder &b, ProjectOp op, TargetAttr target,
                     ScheduleAttr schedule);
void emitIdentity(OpBuilder &b, ProjectOp op, TargetAttr target,
                  ScheduleAttr schedule);
void emitAbsorbedBH4(OpBuilder &b, ProjectOp op, TargetAttr target,
                     ScheduleAttr schedule);
void emitQuantizedBH4(OpBuilder &b, ProjectOp op, TargetAttr target,
                      ScheduleAttr schedule);
void emitQuantizedDense(OpBuilder &b, ProjectOp op, TargetAttr target,
                        ScheduleAttr schedule);

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_CONVERSION_LOOKUPFFNTOVECTOR_PROJECT_H
