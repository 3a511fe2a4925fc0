//===- ProjectBH4.cpp - absorbed_bh4 to vectors ---------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Four stages of blocks, each a register tile, with Hadamard transforms across
// the blocks between them; the last transform is fused with the way to z.
//
//===----------------------------------------------------------------------===//

#include "Project.h"

using namespace mlir;
using namespace mlir::lookupffn;

namespace {
class BH4Emitter : public ProjectEmitter {
public:
  using ProjectEmitter::ProjectEmitter;

  void emit();

private:
  void permuteInput();
  void emitStage(Value repeat, int64_t stage, Value from, Value to);
  void combineBlocks(SmallVectorImpl<Value> &blocks);
  void emitHadamard(Value buffer);
  void emitOutput(Value repeat, int64_t neededBlocks, Value from);

  /// M blocks of size `block`, `group` tables a block.
  int64_t blocks = 0, block = 0, group = 0;
  /// Input in block order, and what stages read and write.
  Value permuted, buffers[2];
};
} // namespace

/// Copies the input in block order [L, b/L], zeros up to P.
void BH4Emitter::permuteInput() {
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
void BH4Emitter::emitStage(Value repeat, int64_t stage, Value from, Value to) {
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
void BH4Emitter::combineBlocks(SmallVectorImpl<Value> &vectors) {
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

void BH4Emitter::emitHadamard(Value buffer) {
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
void BH4Emitter::emitOutput(Value repeat, int64_t neededBlocks, Value from) {
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

void BH4Emitter::emit() {
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

void lookupffn::emitAbsorbedBH4(OpBuilder &b, ProjectOp op, TargetAttr target,
                                ScheduleAttr schedule) {
  BH4Emitter(b, op, target, schedule).emit();
}
