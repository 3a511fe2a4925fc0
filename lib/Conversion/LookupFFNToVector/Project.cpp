//===- Project.cpp - Projections as register tiles ------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In: lookupffn.project of a packed kind on memrefs. Out: loops around a
// register tile of `tile_tokens` x `tile_columns`,
//
//   scf.for %i = 0 to depth iter_args(accumulators) {
//     weights: tile_columns contiguous floats; input: one broadcast a token
//   }
//
// Every output is summed over i in rising order whatever the tile, so a token
// gets the same z at every batch size.
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

/// Emits the loops of one projection.
class ProjectEmitter {
public:
  ProjectEmitter(OpBuilder &b, ProjectOp op, TargetAttr target,
                 ScheduleAttr schedule)
      : b(b), op(op), loc(op.getLoc()), lanes(target.getF32Lanes()),
        registers(target.getVectorRegisters()),
        hasFMA(PortableFeatures(target).fma), schedule(schedule),
        tables(op.getNumTables()), bits(op.getNumBits()),
        width(op.getInputWidth()) {
    tokens = memref::DimOp::create(b, loc, op.getInput(), 0);
  }

  void emitDense();
  void emitAbsorbed();

private:
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
  void forRange(Value from, Value to, int64_t step,
                function_ref<void(Value)> body);
  Value getWholeTokens();
  void emitTile(Value input, int64_t vectors, LoadVector loadWeights,
                StoreVector storeSum);

  void permuteInput();
  void emitStage(Value repeat, int64_t stage, Value from, Value to);
  void combineBlocks(SmallVectorImpl<Value> &blocks);
  void emitHadamard(Value buffer);
  void emitOutput(Value repeat, int64_t neededBlocks, Value from);

  OpBuilder &b;
  ProjectOp op;
  Location loc;
  int64_t lanes, registers;
  bool hasFMA;
  ScheduleAttr schedule;
  int64_t tables, bits, width;
  Value tokens;
  /// absorbed_bh4: M blocks of size `block`, `group` tables a block.
  int64_t blocks = 0, block = 0, group = 0;
  /// absorbed_bh4: input in block order, and what stages read and write.
  Value permuted, buffers[2];
};

} // namespace

void ProjectEmitter::forRange(Value from, Value to, int64_t step,
                              function_ref<void(Value)> body) {
  auto loop = scf::ForOp::create(b, loc, from, to, index(step));
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  body(loop.getInductionVar());
}

/// Tokens of whole tiles: what is left is done token by token.
Value ProjectEmitter::getWholeTokens() {
  Value rows = index(schedule.getTileTokens());
  Value rest = arith::RemUIOp::create(b, loc, tokens, rows);
  return arith::SubIOp::create(b, loc, tokens, rest);
}

/// sum_i weights[i, :] * input[row, i] for all rows of the tile `input` and
/// `vectors` vectors of columns.
void ProjectEmitter::emitTile(Value input, int64_t vectors,
                              LoadVector loadWeights, StoreVector storeSum) {
  auto shape = cast<MemRefType>(input.getType()).getShape();
  int64_t rows = shape[0], depth = shape[1];
  auto type = VectorType::get({lanes}, b.getF32Type());
  Value zero = arith::ConstantOp::create(b, loc, type, b.getZeroAttr(type));
  auto loop = scf::ForOp::create(b, loc, index(0), index(depth), index(1),
                                 SmallVector<Value>(rows * vectors, zero));
  {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    Value i = loop.getInductionVar();
    SmallVector<Value> sums(loop.getRegionIterArgs());
    SmallVector<Value> weights;
    for (int64_t k = 0; k < vectors; ++k)
      weights.push_back(loadWeights(i, k));
    for (int64_t row = 0; row < rows; ++row) {
      Value scalar =
          memref::LoadOp::create(b, loc, input, ValueRange{index(row), i});
      Value broadcast = vector::BroadcastOp::create(b, loc, type, scalar);
      for (int64_t k = 0; k < vectors; ++k) {
        Value &sum = sums[row * vectors + k];
        sum = multiplyAdd(broadcast, weights[k], sum);
      }
    }
    scf::YieldOp::create(b, loc, sums);
  }
  for (int64_t row = 0; row < rows; ++row)
    for (int64_t k = 0; k < vectors; ++k)
      storeSum(row, k, loop.getResult(row * vectors + k));
}

//===----------------------------------------------------------------------===//
// packed_dense
//===----------------------------------------------------------------------===//

void ProjectEmitter::emitDense() {
  auto shape = cast<MemRefType>(op.getWeights().getType()).getShape();
  int64_t panels = shape[0], panel = shape[2];
  int64_t vectors = panel / lanes;
  Value z = memref::CollapseShapeOp::create(
      b, loc, op.getInit(), ArrayRef<ReassociationIndices>{{0}, {1, 2}});
  // One token alone has too few sums to hide the latency of the multiply-add,
  // so it takes several panels at once.
  int64_t together = 1;
  while (together * 2 * vectors <= registers / 2 &&
         panels % (together * 2) == 0)
    together *= 2;

  auto emitPanels = [&](Value token, int64_t rows, Value first, int64_t count) {
    int64_t columns = count * panel;
    Value column = multiply(first, panel);
    Value weights = tile(op.getWeights(), {first, index(0), index(0)},
                         {count, width, panel});
    Value bias = op.getBias() ? tile(op.getBias(), column, columns) : Value();
    Value output = tile(z, {token, column}, {rows, columns});
    auto loadWeights = [&](Value i, int64_t k) {
      return load(lanes, weights,
                  {index(k / vectors), i, index(k % vectors * lanes)});
    };
    auto storeSum = [&](int64_t row, int64_t k, Value sum) {
      Value position = index(k * lanes);
      if (bias)
        sum = arith::AddFOp::create(b, loc, sum, load(lanes, bias, position));
      store(sum, output, {index(row), position});
    };
    emitTile(tile(op.getInput(), {token, index(0)}, {rows, width}),
             count * vectors, loadWeights, storeSum);
  };
  int64_t rows = schedule.getTileTokens();
  Value whole = getWholeTokens();
  forRange(index(0), index(panels), 1, [&](Value p) {
    forRange(index(0), whole, rows,
             [&](Value token) { emitPanels(token, rows, p, 1); });
  });
  forRange(index(0), index(panels), together, [&](Value p) {
    forRange(whole, tokens, 1,
             [&](Value token) { emitPanels(token, 1, p, together); });
  });
}

//===----------------------------------------------------------------------===//
// absorbed_bh4
//===----------------------------------------------------------------------===//

/// Copies the input in block order [L, b/L], zeros up to P.
void ProjectEmitter::permuteInput() {
  int64_t padded = blocks * block;
  Value zero = arith::ConstantOp::create(b, loc, b.getF32FloatAttr(0.0f));
  forRange(index(0), tokens, 1, [&](Value token) {
    forRange(index(0), index(blocks), 1, [&](Value m) {
      Value first = multiply(m, block);
      forRange(index(0), index(group), 1, [&](Value table) {
        Value source = add(first, multiply(table, bits));
        Value target = add(first, table);
        for (int64_t bit = 0; bit < bits; ++bit) {
          Value i = add(source, bit);
          Value value;
          if (width == padded) {
            value = memref::LoadOp::create(b, loc, op.getInput(),
                                           ValueRange{token, i});
          } else {
            Value inside = arith::CmpIOp::create(
                b, loc, arith::CmpIPredicate::ult, i, index(width));
            Value clamped = arith::MinUIOp::create(b, loc, i, index(width - 1));
            value = memref::LoadOp::create(b, loc, op.getInput(),
                                           ValueRange{token, clamped});
            value = arith::SelectOp::create(b, loc, inside, value, zero);
          }
          memref::StoreOp::create(b, loc, value, permuted,
                                  ValueRange{token, add(target, bit * group)});
        }
      });
    });
  });
}

/// The blocks of one stage: to[:, m] = W[repeat, stage, m] from[:, m].
void ProjectEmitter::emitStage(Value repeat, int64_t stage, Value from,
                               Value to) {
  int64_t narrow = std::min(schedule.getTileColumns(), block);
  while (block % narrow != 0)
    narrow -= lanes;
  int64_t wide = std::min(block, lanes * (registers / 2));
  while (block % wide != 0)
    wide -= lanes;
  forRange(index(0), index(blocks), 1, [&](Value m) {
    Value first = multiply(m, block);
    auto emitColumns = [&](Value token, int64_t rows, Value column,
                           int64_t columns) {
      Value position = add(first, column);
      Value weights =
          tile(op.getWeights(), {repeat, index(stage), m, index(0), column},
               {block, columns});
      Value shift;
      if (stage == 0 && op.getShift())
        shift = tile(op.getShift(), {repeat, position}, columns);
      Value output = tile(to, {token, position}, {rows, columns});
      auto loadWeights = [&](Value i, int64_t k) {
        return load(lanes, weights, {i, index(k * lanes)});
      };
      auto storeSum = [&](int64_t row, int64_t k, Value sum) {
        if (shift)
          sum = arith::AddFOp::create(b, loc, sum,
                                      load(lanes, shift, index(k * lanes)));
        store(sum, output, {index(row), index(k * lanes)});
      };
      emitTile(tile(from, {token, first}, {rows, block}), columns / lanes,
               loadWeights, storeSum);
    };
    int64_t rows = schedule.getTileTokens();
    Value whole = getWholeTokens();
    forRange(index(0), index(block), narrow, [&](Value column) {
      forRange(index(0), whole, rows,
               [&](Value token) { emitColumns(token, rows, column, narrow); });
    });
    forRange(whole, tokens, 1, [&](Value token) {
      forRange(index(0), index(block), wide,
               [&](Value column) { emitColumns(token, 1, column, wide); });
    });
  });
}

/// H_{P/b} on one vector a block.
void ProjectEmitter::combineBlocks(SmallVectorImpl<Value> &vectors) {
  int64_t count = vectors.size();
  for (int64_t step = 1; step < count; step *= 2)
    for (int64_t m = 0; m < count; ++m) {
      if (m & step)
        continue;
      Value x = vectors[m], y = vectors[m + step];
      vectors[m] = arith::AddFOp::create(b, loc, x, y);
      vectors[m + step] = arith::SubFOp::create(b, loc, x, y);
    }
}

void ProjectEmitter::emitHadamard(Value buffer) {
  if (blocks == 1)
    return;
  forRange(index(0), tokens, 1, [&](Value token) {
    forRange(index(0), index(block), lanes, [&](Value column) {
      Value part = tile(buffer, {token, column}, (blocks - 1) * block + lanes);
      SmallVector<Value> vectors;
      for (int64_t m = 0; m < blocks; ++m)
        vectors.push_back(load(lanes, part, index(m * block)));
      combineBlocks(vectors);
      for (int64_t m = 0; m < blocks; ++m)
        store(vectors[m], part, index(m * block));
    });
  });
}

/// The last Hadamard, the residual tap and the bias, written to z: position
/// [bit, table] of block m of `repeat` is bit `bit` of table
/// (repeat * P + m * b) / L + table.
void ProjectEmitter::emitOutput(Value repeat, int64_t neededBlocks,
                                Value from) {
  int64_t size = std::min(lanes, group);
  int64_t tablesPerRepeat = blocks * group;
  Value firstTable = multiply(repeat, tablesPerRepeat);
  forRange(index(0), tokens, 1, [&](Value token) {
    forRange(index(0), index(bits), 1, [&](Value bit) {
      forRange(index(0), index(group), size, [&](Value inGroup) {
        // Neighbouring blocks are `block` apart before and `group` apart
        // behind the permutation.
        int64_t read = (blocks - 1) * block + size;
        int64_t written = (neededBlocks - 1) * group + size;
        Value column = add(multiply(bit, group), inGroup);
        Value table = add(firstTable, inGroup);
        Value sums = tile(from, {token, column}, read);
        Value output = tile(op.getInit(), {token, bit, table}, written);
        Value tap, input, bias;
        if (op.getTap()) {
          tap = tile(op.getTap(), column, read);
          input = tile(permuted, {token, column}, read);
        }
        if (op.getBias())
          bias = tile(op.getBias(), add(multiply(bit, tables), table), written);
        SmallVector<Value> vectors;
        for (int64_t m = 0; m < blocks; ++m)
          vectors.push_back(load(size, sums, index(m * block)));
        combineBlocks(vectors);
        for (int64_t m = 0; m < neededBlocks; ++m) {
          Value value = vectors[m];
          if (tap)
            value = multiplyAdd(load(size, tap, index(m * block)),
                                load(size, input, index(m * block)), value);
          if (bias)
            value = arith::AddFOp::create(b, loc, value,
                                          load(size, bias, index(m * group)));
          store(value, output, index(m * group));
        }
      });
    });
  });
}

void ProjectEmitter::emitAbsorbed() {
  auto shape = cast<MemRefType>(op.getWeights().getType()).getShape();
  blocks = shape[2];
  block = shape[3];
  group = block / bits;
  int64_t padded = blocks * block;

  // Three [tokens, P] views of scratch.
  auto viewType =
      MemRefType::get({ShapedType::kDynamic, padded}, b.getF32Type(),
                      StridedLayoutAttr::get(
                          b.getContext(), ShapedType::kDynamic, {padded, 1}));
  Value offset = index(0);
  for (Value *view : {&permuted, &buffers[0], &buffers[1]}) {
    *view = memref::ReinterpretCastOp::create(
        b, loc, viewType, op.getScratch(), OpFoldResult(offset),
        ArrayRef<OpFoldResult>{tokens, b.getIndexAttr(padded)},
        ArrayRef<OpFoldResult>{b.getIndexAttr(padded), b.getIndexAttr(1)});
    offset = add(offset, multiply(tokens, padded));
  }

  permuteInput();
  auto emitRepeat = [&](Value repeat, int64_t neededBlocks) {
    emitStage(repeat, 0, permuted, buffers[0]);
    emitHadamard(buffers[0]);
    emitStage(repeat, 1, buffers[0], buffers[1]);
    emitHadamard(buffers[1]);
    emitStage(repeat, 2, buffers[1], buffers[0]);
    emitHadamard(buffers[0]);
    emitStage(repeat, 3, buffers[0], buffers[1]);
    emitOutput(repeat, neededBlocks, buffers[1]);
  };
  int64_t neededBlocks = tables * bits / block;
  int64_t wholeRepeats = neededBlocks / blocks;
  int64_t restBlocks = neededBlocks % blocks;
  if (wholeRepeats > 0)
    forRange(index(0), index(wholeRepeats), 1,
             [&](Value repeat) { emitRepeat(repeat, blocks); });
  if (restBlocks > 0)
    emitRepeat(index(wholeRepeats), restBlocks);
}

LogicalResult lookupffn::lowerProject(RewriterBase &rewriter, ProjectOp op,
                                      TargetAttr target,
                                      ScheduleAttr schedule) {
  if (!isa<PackedDenseAttr, AbsorbedBH4Attr>(op.getKind()))
    return op.emitOpError("has no fast path for kind ")
           << op.getKind() << "; expects packed_dense or absorbed_bh4";
  int64_t lanes = target.getF32Lanes();
  auto shape = cast<MemRefType>(op.getWeights().getType()).getShape();
  if (shape.back() % lanes != 0)
    return op.emitOpError("expects weights whose last size is a multiple of ")
           << lanes << " lanes, but got " << shape.back();
  bool dense = isa<PackedDenseAttr>(op.getKind());
  int64_t outputs = op.getNumTables() * op.getNumBits();
  if (dense && outputs % shape.back() != 0)
    return op.emitOpError("expects T * L that is a multiple of the panel size ")
           << shape.back() << ", but got " << outputs;
  // The tile of packed_dense is a panel, that of absorbed_bh4 part of a block.
  int64_t columns =
      dense ? shape.back() : std::min(schedule.getTileColumns(), shape.back());
  if (columns % lanes != 0)
    return op.emitOpError("expects tile_columns that is a multiple of ")
           << lanes << " lanes, but got " << schedule.getTileColumns();
  int64_t registers = target.getVectorRegisters(), vectors = columns / lanes;
  if (schedule.getTileTokens() > registers / vectors)
    return op.emitOpError("expects tile_tokens of at most ")
           << registers / vectors << ", which with " << vectors
           << " vectors of columns fill the vector registers, but got "
           << schedule.getTileTokens();
  OpBuilder::InsertionGuard guard(rewriter);
  rewriter.setInsertionPoint(op);
  if (dense) {
    ProjectEmitter(rewriter, op, target, schedule).emitDense();
    return success();
  }
  if (!op.getScratch() || shape[3] % op.getNumBits() != 0 ||
      outputs % shape[3] != 0)
    return op.emitOpError("expects scratch, a block size that is a multiple of "
                          "L, and T * L a multiple of the block size");
  ProjectEmitter(rewriter, op, target, schedule).emitAbsorbed();
  return success();
}
