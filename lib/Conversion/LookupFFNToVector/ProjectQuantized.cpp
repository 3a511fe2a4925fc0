//===- ProjectQuantized.cpp - quantized_bh4 to vectors --------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In: lookupffn.project of kind quantized_bh4 on memrefs. Out, for each stage,
//
//   products:    u = sum over pairs of inputs of i16 x i16, in i32, or over
//                groups of inputs in bytes
//   transition:  H_{P/b} u in f32, its largest magnitude m, and the integers
//                round(v * 10000 / m) of the next stage
//
// and behind the last one z in f32, with every z in doubt recomputed. Integers
// are summed exactly and the rest is done token by token, so a token gets the
// same z at every batch size.
//
// Scratch is f32: a number holds an i32, a pair of i16 or four bytes, as its
// bits.
//
//===----------------------------------------------------------------------===//

#include "ProjectQuantized.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace mlir::lookupffn;

IntegerFeatures::IntegerFeatures(TargetAttr target) {
  bytes = target.getVectorBits() == 128 && target.hasFeature("i8mm");
  if (!target.getTriple().starts_with("x86_64"))
    return;
  bool wide = target.getVectorBits() == 512;
  if (target.getVectorBits() < 256)
    return;
  if (wide ? target.hasFeature("avx512vnni")
           : target.hasFeature("avxvnni") || (target.hasFeature("avx512vnni") &&
                                              target.hasFeature("avx512vl")))
    dot =
        wide ? "llvm.x86.avx512.vpdpwssd.512" : "llvm.x86.avx512.vpdpwssd.256";
  if (target.hasFeature(wide ? "avx512bw" : "avx2"))
    multiply = wide ? "llvm.x86.avx512.pmaddw.d.512" : "llvm.x86.avx2.pmadd.wd";
}

QuantizedEmitter::QuantizedEmitter(OpBuilder &b, ProjectOp op,
                                   TargetAttr target, ScheduleAttr schedule)
    : BlockEmitter(b, op, target, schedule), integers(target) {
  weights = memref::CollapseShapeOp::create(
      b, loc, op.getWeights(),
      ArrayRef<ReassociationIndices>{{0}, {1}, {2}, {3}, {4, 5}});
  int64_t padded = blocks * block;
  permuted = takeScratch(padded);
  inputPairs = takeScratch(padded / 2);
  sums = takeScratch(padded);
  pairs = takeScratch(padded / 2);
  state = takeScratch(kStateSize);
}

/// sums + x[2i] * y[2i] + x[2i+1] * y[2i+1], lane by lane.
Value QuantizedEmitter::multiplyPairs(Value sums, Value x, Value y) {
  auto call = [&](StringRef name, ValueRange operands) {
    return LLVM::CallIntrinsicOp::create(b, loc, sums.getType(),
                                         b.getStringAttr(name), operands)
        .getResult(0);
  };
  if (!integers.dot.empty())
    return call(integers.dot, {sums, x, y});
  Value products = call(integers.multiply, {x, y});
  return arith::AddIOp::create(b, loc, sums, products);
}

/// The products of one tile. `split` sums go side by side into one output,
/// where a tile of one token would wait for the single one.
void QuantizedEmitter::emitProductTile(Value weights, Value input, Value output,
                                       int64_t rows, int64_t vectors,
                                       int64_t split) {
  Type i16 = b.getI16Type(), i32 = b.getI32Type();
  auto type = VectorType::get({lanes}, i32);
  auto pairType = VectorType::get({2 * lanes}, i16);
  Value zero = arith::ConstantOp::create(b, loc, type, b.getZeroAttr(type));
  auto loop =
      scf::ForOp::create(b, loc, index(0), index(block / 2), index(split),
                         SmallVector<Value>(split * rows * vectors, zero));
  {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    SmallVector<Value> sums(loop.getRegionIterArgs());
    for (int64_t part = 0; part < split; ++part) {
      Value pair = add(loop.getInductionVar(), part);
      SmallVector<Value> factors;
      for (int64_t k = 0; k < vectors; ++k)
        factors.push_back(vector::LoadOp::create(
            b, loc, pairType, weights, ValueRange{pair, index(2 * k * lanes)}));
      for (int64_t row = 0; row < rows; ++row) {
        Value scalar =
            memref::LoadOp::create(b, loc, input, ValueRange{index(row), pair});
        Value x = bitcast(splat(scalar, lanes), 2 * lanes, i16);
        for (int64_t k = 0; k < vectors; ++k) {
          Value &sum = sums[(part * rows + row) * vectors + k];
          sum = multiplyPairs(sum, factors[k], x);
        }
      }
    }
    scf::YieldOp::create(b, loc, sums);
  }
  for (int64_t row = 0; row < rows; ++row)
    for (int64_t k = 0; k < vectors; ++k) {
      Value sum = loop.getResult(row * vectors + k);
      for (int64_t part = 1; part < split; ++part)
        sum = arith::AddIOp::create(
            b, loc, sum, loop.getResult((part * rows + row) * vectors + k));
      store(bitcast(sum, lanes, b.getF32Type()), output,
            {index(row), index(k * lanes)});
    }
}

/// The blocks of one stage: sums[:, m] = W[repeat, stage, m] from[:, m].
void QuantizedEmitter::emitProducts(Value repeat, int64_t stage, Value from) {
  // Inputs of a step, what an output has of their weights, and the outputs of a
  // vector of sums.
  bool bytes = integers.bytes;
  int64_t inputs = bytes ? QuantizedBH4Attr::kGroupInputs : 2;
  int64_t elements = bytes ? 2 * inputs : inputs;
  int64_t outputs = bytes ? 1 : lanes;
  int64_t narrow = std::min(schedule.getTileColumns(), block);
  while (block % narrow != 0)
    narrow -= lanes;
  int64_t wide = std::min(block, outputs * (registers / 2));
  while (block % wide != 0)
    wide -= lanes;
  int64_t split = 1;
  while (split * wide * 2 <= outputs * (registers / 2) &&
         block / inputs % (split * 2) == 0)
    split *= 2;
  forRange(index(0), index(blocks), 1, [&](Value m) {
    Value first = multiply(m, block), firstPair = multiply(m, block / 2);
    auto emitColumns = [&](Value token, int64_t rows, Value column,
                           int64_t columns, int64_t split) {
      Value tiled =
          tile(weights,
               {repeat, index(stage), m, index(0), multiply(column, elements)},
               {block / inputs, elements * columns});
      Value input = tile(from, {token, firstPair}, {rows, block / 2});
      Value output = tile(sums, {token, add(first, column)}, {rows, columns});
      if (bytes)
        return emitByteTile(tiled, input, output, rows, columns);
      emitProductTile(tiled, input, output, rows, columns / lanes, split);
    };
    Value whole = getWholeTokens();
    forRange(index(0), index(block), narrow, [&](Value column) {
      forRange(index(0), whole, schedule.getTileTokens(), [&](Value token) {
        emitColumns(token, schedule.getTileTokens(), column, narrow, 1);
      });
    });
    forRange(whole, tokens, 1, [&](Value token) {
      forRange(index(0), index(block), wide, [&](Value column) {
        emitColumns(token, 1, column, wide, split);
      });
    });
  });
}

/// `size` sums of a stage as floats.
Value QuantizedEmitter::loadSums(int64_t size, Value tile, Value position) {
  Value bits = bitcast(load(size, tile, position), size, b.getI32Type());
  return arith::SIToFPOp::create(b, loc,
                                 VectorType::get({size}, b.getF32Type()), bits);
}

/// Recomputes what is in doubt of the z that `repeat` has written.
void QuantizedEmitter::emitRepairs(Value repeat, int64_t neededBlocks,
                                   Value token) {
  Value firstTable = multiply(repeat, blocks * group);
  // A token that is not finite has z NaN for good.
  Value unit = loadState(token, InputUnit);
  Value finite =
      arith::CmpFOp::create(b, loc, arith::CmpFPredicate::ORD, unit, unit);
  auto guard = scf::IfOp::create(b, loc, finite, /*withElseRegion=*/false);
  OpBuilder::InsertionGuard insertion(b);
  b.setInsertionPointToStart(guard.thenBlock());
  Value bound = loadState(token, Bound);
  forRange(index(0), index(bits), 1, [&](Value bit) {
    auto emitChunk = [&](Value offset, int64_t size) {
      Value table = add(firstTable, offset);
      emitRepair(token, tile(op.getInit(), {token, bit, table}, size),
                 add(multiply(bit, tables), table), splat(bound, size));
    };
    int64_t offset = 0;
    for (const Piece &piece : cutIntoPieces(neededBlocks * group, lanes)) {
      if (piece.lanes < lanes)
        emitChunk(index(piece.offset), piece.lanes);
      else
        offset = piece.offset + lanes;
    }
    if (offset > 0)
      forRange(index(0), index(offset), lanes,
               [&](Value start) { emitChunk(start, lanes); });
  });
}

void QuantizedEmitter::emit() {
  permuteInput(permuted);
  roundInput();
  forEachRepeat([&](Value repeat, int64_t neededBlocks) {
    for (int64_t stage = 0; stage < 4; ++stage) {
      emitProducts(repeat, stage, stage == 0 ? inputPairs : pairs);
      if (stage < 3)
        emitTransition(repeat, stage);
    }
    forRange(index(0), tokens, 1, [&](Value token) {
      Value unit =
          multiplyFloats(loadState(token, Unit), loadStep(repeat, 3, 0));
      emitOutput(
          repeat, neededBlocks, token, sums, permuted,
          [&](int64_t size, Value tiled, Value position) {
            return loadSums(size, tiled, position);
          },
          unit);
      emitRepairs(repeat, neededBlocks, token);
    });
  });
}

void lookupffn::emitQuantizedBH4(OpBuilder &b, ProjectOp op, TargetAttr target,
                                 ScheduleAttr schedule) {
  QuantizedEmitter(b, op, target, schedule).emit();
}
