//===- ProjectBlocks.cpp - What both forms of bh4 share -------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The input in block order, the Hadamard transform across the blocks, and the
// loop over repeats, the last of which may need some of its blocks only.
//
//===----------------------------------------------------------------------===//

#include "Project.h"

using namespace mlir;
using namespace mlir::lookupffn;

BlockEmitter::BlockEmitter(OpBuilder &b, ProjectOp op, TargetAttr target,
                           ScheduleAttr schedule)
    : ProjectEmitter(b, op, target, schedule) {
  auto shape = cast<MemRefType>(op.getWeights().getType()).getShape();
  blocks = shape[2];
  block = shape[4];
  group = block / bits;
}

/// Most bits whose vectors a block is permuted with, all in registers.
static constexpr int64_t kMaxVectorBits = 16;

/// The first `count` blocks of one token, all of them input.
void BlockEmitter::permuteBlocks(Value token, Value permuted, int64_t count) {
  forRange(index(0), index(count), 1, [&](Value m) {
    Value first = multiply(m, block);
    Value from = tile(op.getInput(), {token, first}, block);
    Value to = tile(permuted, {token, first}, block);
    for (auto [table, size] : cutIntoPieces(group, lanes)) {
      SmallVector<Value> vectors;
      for (int64_t l = 0; l < bits; ++l)
        vectors.push_back(load(size, from, index(table * bits + l * size)));
      for (auto [bit, vector] : llvm::enumerate(deinterleave(vectors)))
        store(vector, to, index(bit * group + table));
    }
  });
}

/// The blocks from `begin` on, one element at a time, zeros behind the input.
void BlockEmitter::permuteElements(Value token, Value permuted, int64_t begin) {
  Value zero = arith::ConstantOp::create(b, loc, b.getF32FloatAttr(0.0f));
  Value end = index(width), last = index(width - 1);
  forRange(index(begin), index(blocks), 1, [&](Value m) {
    Value first = multiply(m, block);
    forRange(index(0), index(group), 1, [&](Value table) {
      forRange(index(0), index(bits), 1, [&](Value bit) {
        Value i = add(add(first, multiply(table, bits)), bit);
        Value inside =
            arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, i, end);
        i = arith::MinUIOp::create(b, loc, i, last);
        Value value =
            memref::LoadOp::create(b, loc, op.getInput(), ValueRange{token, i});
        value = arith::SelectOp::create(b, loc, inside, value, zero);
        Value position = add(add(first, multiply(bit, group)), table);
        memref::StoreOp::create(b, loc, value, permuted,
                                ValueRange{token, position});
      });
    });
  });
}

/// Copies the input in block order [L, b/L], zeros up to P.
void BlockEmitter::permuteInput(Value permuted) {
  int64_t whole = bits <= kMaxVectorBits ? width / block : 0;
  forRange(index(0), tokens, 1, [&](Value token) {
    permuteBlocks(token, permuted, whole);
    permuteElements(token, permuted, whole);
  });
}

/// H_{P/b} on one vector a block.
void BlockEmitter::combineBlocks(SmallVectorImpl<Value> &vectors) {
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

/// Position [bit, table] of block m of `repeat` is bit `bit` of table
/// (repeat * P + m * b) / L + table.
void BlockEmitter::emitOutput(Value repeat, int64_t neededBlocks, Value token,
                              Value from, Value permuted, LoadSums loadSums,
                              Value unit) {
  int64_t size = std::min(lanes, group);
  Value firstTable = multiply(repeat, blocks * group);
  if (unit)
    unit = vector::BroadcastOp::create(
        b, loc, VectorType::get({size}, b.getF32Type()), unit);
  forRange(index(0), index(bits), 1, [&](Value bit) {
    forRange(index(0), index(group), size, [&](Value inGroup) {
      // Neighbouring blocks are `block` apart before and `group` apart behind
      // the permutation.
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
        vectors.push_back(loadSums(size, sums, index(m * block)));
      combineBlocks(vectors);
      for (int64_t m = 0; m < neededBlocks; ++m) {
        Value value = vectors[m];
        if (unit)
          value = arith::MulFOp::create(b, loc, value, unit);
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
}

void BlockEmitter::forEachRepeat(
    function_ref<void(Value repeat, int64_t neededBlocks)> emit) {
  int64_t neededBlocks = tables * bits / block;
  int64_t wholeRepeats = neededBlocks / blocks;
  int64_t restBlocks = neededBlocks % blocks;
  if (wholeRepeats > 0)
    forRange(index(0), index(wholeRepeats), 1,
             [&](Value repeat) { emit(repeat, blocks); });
  if (restBlocks > 0)
    emit(index(wholeRepeats), restBlocks);
}
