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
class BH4Emitter : public BlockEmitter {
public:
  using BlockEmitter::BlockEmitter;

  void emit();

private:
  void emitStage(Value repeat, int64_t stage, Value from, Value to);
  void emitHadamard(Value buffer);

  /// Input in block order, and what stages read and write.
  Value permuted, buffers[2];
};
} // namespace

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

void BH4Emitter::emit() {
  for (Value *view : {&permuted, &buffers[0], &buffers[1]})
    *view = takeScratch(blocks * block);
  permuteInput(permuted);
  forEachRepeat([&](Value repeat, int64_t neededBlocks) {
    emitStage(repeat, 0, permuted, buffers[0]);
    emitHadamard(buffers[0]);
    emitStage(repeat, 1, buffers[0], buffers[1]);
    emitHadamard(buffers[1]);
    emitStage(repeat, 2, buffers[1], buffers[0]);
    emitHadamard(buffers[0]);
    emitStage(repeat, 3, buffers[0], buffers[1]);
    forRange(index(0), tokens, 1, [&](Value token) {
      emitOutput(repeat, neededBlocks, token, buffers[1], permuted,
                 [&](int64_t size, Value sums, Value position) {
                   return load(size, sums, position);
                 });
    });
  });
}

void lookupffn::emitAbsorbedBH4(OpBuilder &b, ProjectOp op, TargetAttr target,
                                ScheduleAttr schedule) {
  BH4Emitter(b, op, target, schedule).emit();
}
