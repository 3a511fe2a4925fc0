//===- ProjectRepair.cpp - Recompute what integers leave in doubt ---------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A few z of a token have a sign that rounding to 16 bits may have changed.
// A comparison of vectors finds it, and it becomes the dot product of the token
// with a row of the composed matrix:
//
//   doubtful = mask of abs(z) < bound, or unordered
//   scf.while (doubtful != 0) { z[first set bit] = dot; clear that bit }
//
//===----------------------------------------------------------------------===//

#include "Project.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace mlir::lookupffn;

/// Vectors of sums that one dot product has side by side.
static constexpr int64_t kDotVectors = 4;

/// The f32 dot product of the input with row `row` of the composed matrix.
Value ProjectEmitter::dot(Value token, Value row) {
  Value input = tile(op.getInput(), {token, index(0)}, width);
  Value factors = tile(op.getComposed(), {row, index(0)}, width);
  auto accumulate = [&](Value sum, Value i, int64_t size) {
    return multiplyAdd(load(size, input, i), load(size, factors, i), sum);
  };
  auto zero = [&](int64_t size) -> Value {
    auto type = VectorType::get({size}, b.getF32Type());
    return arith::ConstantOp::create(b, loc, type, b.getZeroAttr(type));
  };
  int64_t step = kDotVectors * lanes, whole = width / step * step;
  SmallVector<Value> vectors(kDotVectors, zero(lanes));
  if (whole > 0) {
    auto loop = scf::ForOp::create(b, loc, index(0), index(whole), index(step),
                                   vectors);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    SmallVector<Value> next(loop.getRegionIterArgs());
    for (int64_t k = 0; k < kDotVectors; ++k)
      next[k] =
          accumulate(next[k], add(loop.getInductionVar(), k * lanes), lanes);
    scf::YieldOp::create(b, loc, next);
    vectors.assign(loop.result_begin(), loop.result_end());
  }
  Value sum;
  auto addPart = [&](Value vector) {
    Value part =
        vector::ReductionOp::create(b, loc, vector::CombiningKind::ADD, vector,
                                    arith::FastMathFlags::reassoc);
    sum = sum ? arith::AddFOp::create(b, loc, sum, part).getResult() : part;
  };
  SmallVector<Value> tails;
  for (auto [k, piece] : llvm::enumerate(cutIntoPieces(width - whole, lanes))) {
    Value i = index(whole + piece.offset);
    if (piece.lanes == lanes)
      vectors[k] = accumulate(vectors[k], i, lanes);
    else
      tails.push_back(accumulate(zero(piece.lanes), i, piece.lanes));
  }
  for (int64_t k = 1; k < kDotVectors; ++k)
    vectors[0] = arith::AddFOp::create(b, loc, vectors[0], vectors[k]);
  addPart(vectors[0]);
  for (Value tail : tails)
    addPart(tail);
  return sum;
}

Value ProjectEmitter::recompute(Value token, Value row) {
  Value z = dot(token, row);
  if (!op.getComposedBias())
    return z;
  Value bias = memref::LoadOp::create(b, loc, op.getComposedBias(), row);
  return arith::AddFOp::create(b, loc, z, bias);
}

/// Recomputes what is in doubt of the row `z`, a value for each of `bounds`,
/// whose first one belongs to row `row` of the composed matrix.
void ProjectEmitter::emitRepair(Value token, Value z, Value row, Value bounds) {
  int64_t size = cast<VectorType>(bounds.getType()).getNumElements();
  Type i32 = b.getI32Type();
  Value values = math::AbsFOp::create(b, loc, load(size, z, index(0)));
  Value doubt =
      arith::CmpFOp::create(b, loc, arith::CmpFPredicate::ULT, values, bounds);
  Value mask = vector::ExtractOp::create(
      b, loc, bitcast(doubt, 1, b.getIntegerType(size)), ArrayRef<int64_t>{0});
  mask = arith::ExtUIOp::create(b, loc, i32, mask);
  Value none = arith::ConstantIntOp::create(b, loc, i32, 0);
  Value one = arith::ConstantIntOp::create(b, loc, i32, 1);
  scf::WhileOp::create(
      b, loc, TypeRange{i32}, ValueRange{mask},
      [&](OpBuilder &nested, Location, ValueRange left) {
        Value any = arith::CmpIOp::create(nested, loc, arith::CmpIPredicate::ne,
                                          left[0], none);
        scf::ConditionOp::create(nested, loc, any, left);
      },
      [&](OpBuilder &nested, Location, ValueRange left) {
        OpBuilder::InsertionGuard inner(b);
        b.setInsertionPoint(nested.getInsertionBlock(),
                            nested.getInsertionPoint());
        Value lane = math::CountTrailingZerosOp::create(b, loc, left[0]);
        lane = arith::IndexCastUIOp::create(b, loc, b.getIndexType(), lane);
        Value value = recompute(token, add(row, lane));
        memref::StoreOp::create(b, loc, value, z, lane);
        Value less = arith::SubIOp::create(b, loc, left[0], one);
        Value rest = arith::AndIOp::create(b, loc, left[0], less);
        scf::YieldOp::create(b, loc, rest);
        nested.setInsertionPointToEnd(b.getInsertionBlock());
      });
}
