//===- ProjectBytes.cpp - The integers of quantized_bh4 in bytes ----------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// NEON has an instruction for 2 x 8 by 8 x 2 bytes, smmla, and none that does
// as much with 16 bits. An integer is 256 * high + low in signed bytes, so a
// group of eight inputs of a token, as the two rows (high, low), by the same of
// an output gives the four sums of products that the product is made of:
//
//   (high of x) (high of w, low of w)  ->  hh  hl
//   (low of x)                             lh  ll
//
//   u = 65536 * hh + 256 * (hl + lh) + ll
//
// Each sum of bytes is exact, and u is so modulo 2^32, which it is less than.
//
//===----------------------------------------------------------------------===//

#include "ProjectQuantized.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace mlir::lookupffn;

static constexpr int64_t kGroupInputs = QuantizedBH4Attr::kGroupInputs;

/// Bytes of a group, and numbers of scratch that hold them.
static constexpr int64_t kGroupBytes = 2 * kGroupInputs;
static constexpr int64_t kGroupNumbers = kGroupBytes / sizeof(float);

/// Inputs that one step rounds: fewer leave the loop more to count than to do.
static constexpr int64_t kRoundedInputs = 4 * kGroupInputs;

/// The sums of four outputs, from hh, hl, lh and ll of each.
Value QuantizedEmitter::addBytes(ArrayRef<Value> sums) {
  auto type = cast<VectorType>(sums[0].getType());
  Value places = arith::ConstantOp::create(
      b, loc, DenseElementsAttr::get(type, ArrayRef<int32_t>{16, 8, 8, 0}));
  SmallVector<Value> terms;
  for (Value sum : sums)
    terms.push_back(arith::ShLIOp::create(b, loc, sum, places));
  // Each round adds neighbours, which is one instruction for two vectors.
  while (terms.size() > 1) {
    SmallVector<Value> halves;
    for (size_t i = 0; i < terms.size(); i += 2) {
      Value even = vector::ShuffleOp::create(b, loc, terms[i], terms[i + 1],
                                             ArrayRef<int64_t>{0, 2, 4, 6});
      Value odd = vector::ShuffleOp::create(b, loc, terms[i], terms[i + 1],
                                            ArrayRef<int64_t>{1, 3, 5, 7});
      halves.push_back(arith::AddIOp::create(b, loc, even, odd));
    }
    terms = std::move(halves);
  }
  return terms.front();
}

/// The products of one tile. Tiles of one token have so many columns that no
/// sum waits for itself.
void QuantizedEmitter::emitByteTile(Value weights, Value input, Value output,
                                    int64_t rows, int64_t columns) {
  auto type = VectorType::get({lanes}, b.getI32Type());
  auto byteType = VectorType::get({kGroupBytes}, b.getI8Type());
  Value zero = arith::ConstantOp::create(b, loc, type, b.getZeroAttr(type));
  auto loop =
      scf::ForOp::create(b, loc, index(0), index(block / kGroupInputs),
                         index(1), SmallVector<Value>(rows * columns, zero));
  {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    Value group = loop.getInductionVar();
    SmallVector<Value> sums(loop.getRegionIterArgs());
    SmallVector<Value> factors;
    for (int64_t k = 0; k < columns; ++k)
      factors.push_back(
          vector::LoadOp::create(b, loc, byteType, weights,
                                 ValueRange{group, index(k * kGroupBytes)}));
    for (int64_t row = 0; row < rows; ++row) {
      Value x = load(kGroupNumbers, input,
                     {index(row), multiply(group, kGroupNumbers)});
      x = bitcast(x, kGroupBytes, b.getI8Type());
      for (int64_t k = 0; k < columns; ++k) {
        Value &sum = sums[row * columns + k];
        sum = LLVM::CallIntrinsicOp::create(
                  b, loc, type, b.getStringAttr("llvm.aarch64.neon.smmla"),
                  ValueRange{sum, x, factors[k]})
                  .getResult(0);
      }
    }
    scf::YieldOp::create(b, loc, sums);
  }
  SmallVector<Value> sums(loop.getResults());
  for (int64_t row = 0; row < rows; ++row)
    for (int64_t k = 0; k < columns; k += lanes) {
      Value sum = addBytes(ArrayRef(sums).slice(row * columns + k, lanes));
      store(bitcast(sum, lanes, b.getF32Type()), output,
            {index(row), index(k)});
    }
}

/// to[token] = the integers round(row * scale) in groups of eight high and
/// eight low bytes.
void QuantizedEmitter::roundRowToBytes(Value token, Value row, Value scale,
                                       Value to) {
  Value scales = splat(scale, lanes);
  auto integerType = VectorType::get({kGroupInputs}, b.getI16Type());
  auto byteType = VectorType::get({kGroupInputs}, b.getI8Type());
  auto splatInteger = [&](int16_t value) -> Value {
    return arith::ConstantOp::create(
        b, loc, DenseElementsAttr::get(integerType, APInt(16, value)));
  };
  auto concatenate = [&](Value x, Value y, int64_t size) -> Value {
    return vector::ShuffleOp::create(
        b, loc, x, y, llvm::to_vector(llvm::seq<int64_t>(0, size)));
  };
  Value half = splatInteger(128), eight = splatInteger(8);
  auto narrow = [&](Value vector) -> Value {
    return arith::TruncIOp::create(b, loc, byteType, vector);
  };
  // Groups lie one after the other across all blocks.
  int64_t padded = blocks * block, step = std::min(padded, kRoundedInputs);
  forRange(index(0), index(padded), step, [&](Value first) {
    Value source = tile(row, {token, first}, step);
    Value start = arith::DivUIOp::create(b, loc, first, index(2));
    Value target = tile(to, {token, start}, step / 2);
    for (int64_t i = 0; i < step; i += kGroupInputs) {
      auto round = [&](int64_t position) {
        Value bits = roundToBits(load(lanes, source, index(position)), scales);
        return bitcast(bits, 2 * lanes, b.getI16Type());
      };
      SmallVector<int64_t> even;
      for (int64_t k = 0; k < kGroupInputs; ++k)
        even.push_back(2 * k);
      Value front = round(i), back = round(i + lanes);
      Value group = vector::ShuffleOp::create(b, loc, front, back, even);
      Value high = arith::AddIOp::create(b, loc, group, half);
      high = narrow(arith::ShRSIOp::create(b, loc, high, eight));
      Value bytes = concatenate(high, narrow(group), kGroupBytes);
      store(bitcast(bytes, kGroupNumbers, b.getF32Type()), target,
            index(i / 2));
    }
  });
}
