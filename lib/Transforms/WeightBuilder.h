//===- WeightBuilder.h - Weights of one projection, as IR -------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_TRANSFORMS_WEIGHTBUILDER_H
#define LOOKUPFFN_TRANSFORMS_WEIGHTBUILDER_H

#include "lookupffn/IR/LookupFFN.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace mlir::lookupffn {

/// Builds the weights of one projection.
class WeightBuilder {
public:
  WeightBuilder(ProjectOp op, Value gamma, Value beta)
      : op(op), gamma(gamma), beta(beta), b(op), loc(op.getLoc()),
        tables(op.getNumTables()), bits(op.getNumBits()),
        width(op.getInputWidth()) {}

  ProjectOp packDense(int64_t panel);
  ProjectOp absorb();
  /// identity, with its bias in the order of z.
  ProjectOp permute();
  /// bh4 in 16-bit integers, which lie in pairs or in bytes
  /// (QuantizeWeights.cpp).
  ProjectOp quantize(bool bytes);
  /// bh4 or dense as one matrix of integers of two bytes (QuantizeDense.cpp).
  ProjectOp quantizeDense();

private:
  using Body = function_ref<Value(ValueRange)>;

  /// What all forms of bh4 are made of. `shift` may be null.
  struct Blocks {
    int64_t repeats, blocks, block, padded;
    /// Factor of the residual input.
    float rest;
    Value weights, shift, tap;
  };
  Blocks absorbBlocks();
  /// The whole projection as one matrix [T*L, D], its bias, which may be null,
  /// and for bh4 the sums of squares of what the stages make of errors of
  /// activations and of weights.
  struct Composed {
    Value matrix, bias;
    SmallVector<Value, 4> activationGains = SmallVector<Value, 4>(4);
    SmallVector<Value, 4> weightGains = SmallVector<Value, 4>(4);
  };
  Composed composeBlocks(const Blocks &blocks);
  Composed composeDense();
  Value composeDenseBias();
  /// The index in a block of `block` at position `position` of [L, b/L].
  Value getNatural(Value position, int64_t block) {
    return affine(remainder(position, block / bits), bits,
                  quotient(position, block / bits));
  }
  /// The position in [L, b/L] of the index `index` in a block.
  Value getPosition(Value index, int64_t block) {
    return affine(remainder(index, bits), block / bits, quotient(index, bits));
  }

  /// The high or the low byte, both with sign, of an integer of two bytes.
  Value takeByte(Value integer, Value isHigh);
  Value buildColumnSteps(Value matrix);
  Value splitColumns(Value matrix, Value steps);
  Value roundElement(Value matrix, Value steps, Value column, Value i);

  Value buildSteps(const Blocks &blocks);
  Value roundWeight(const Blocks &blocks, Value steps, ValueRange indices);
  Value roundToPairs(const Blocks &blocks, Value steps);
  Value roundToBytes(const Blocks &blocks, Value steps);
  Value buildSigns(int64_t blocks);
  Value contract(ArrayRef<int64_t> shape, ArrayRef<AffineExpr> left,
                 ArrayRef<AffineExpr> right, ArrayRef<AffineExpr> result,
                 Value x, Value y);
  Value findLargest(Value tensor, Value repeat);
  /// The values that a loop over 0 .. count-1 ends with, `init` to begin with.
  SmallVector<Value>
  reduce(int64_t count, ValueRange init,
         function_ref<SmallVector<Value>(Value, ValueRange)> body);

  /// A tensor of f32, or of `element`, whose element at the indices d0, d1, ..
  /// is `body(d0, d1, ..)`.
  Value generate(ArrayRef<int64_t> shape, Body body, Type element = {});
  /// The same with a sum over the last, extra dimension of size `count` added
  /// to `init`.
  Value accumulate(Value init, int64_t count, Body body);
  Value index(int64_t value) {
    return arith::ConstantIndexOp::create(b, loc, value);
  }
  Value constant(float value) {
    return arith::ConstantOp::create(b, loc, b.getF32FloatAttr(value));
  }
  Value add(Value x, int64_t y) {
    return arith::AddIOp::create(b, loc, x, index(y));
  }
  Value affine(Value x, int64_t factor, Value y) {
    Value product = arith::MulIOp::create(b, loc, x, index(factor));
    return arith::AddIOp::create(b, loc, product, y);
  }
  Value quotient(Value x, int64_t y) {
    return arith::DivUIOp::create(b, loc, x, index(y));
  }
  Value remainder(Value x, int64_t y) {
    return arith::RemUIOp::create(b, loc, x, index(y));
  }
  Value product(Value x, Value y) {
    return arith::MulFOp::create(b, loc, x, y);
  }
  Value extract(Value tensor, ValueRange indices) {
    return tensor::ExtractOp::create(b, loc, tensor, indices);
  }
  /// `vector[i]` where `i < D`, else `otherwise`: gamma and beta end at D.
  Value extractPadded(Value vector, Value i, float otherwise);
  /// The column of z, table-major, at position `q` of bit-major z.
  Value getColumn(Value q) {
    return affine(remainder(q, tables), bits, quotient(q, tables));
  }
  /// Bias in bit-major order plus `factor * beta[k mod P]`; null without
  /// either.
  Value permuteBias(int64_t padded, float factor);
  ProjectOp addComposed(ProjectOp packed, Value steps, Value matrix,
                        Value bias);
  /// Creates the packed projection, and gives z back table-major to those that
  /// are not the hash.
  ProjectOp replace(Attribute kind, Value weights, Value bias, Value shift = {},
                    Value tap = {});

  ProjectOp op;
  Value gamma, beta;
  OpBuilder b;
  Location loc;
  int64_t tables, bits, width;
};

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_TRANSFORMS_WEIGHTBUILDER_H
