//===- Hash.cpp - hash to vectors -----------------------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Lanes are tables, and the L values of a table come one vector after the
// other, so that codes and scores need no reduction inside a vector.
//
//===----------------------------------------------------------------------===//

#include "Lowering.h"

#include "lookupffn/Conversion/ExpPolynomial.h"
#include "lookupffn/Conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace mlir::lookupffn;

namespace {
/// Emits the loops of one op.
class HashEmitter {
public:
  HashEmitter(HashOp op, TargetAttr target)
      : op(op), loc(op.getLoc()), features(target),
        lanes(target.getF32Lanes()) {}

  void emit(OpBuilder &b);

private:
  void emitTables(OpBuilder &b, Value token, Value table, int64_t tables);
  Value buildCode(OpBuilder &b, ArrayRef<Value> z);
  Value buildScore(OpBuilder &b, ArrayRef<Value> z);

  HashOp op;
  Location loc;
  PortableFeatures features;
  int64_t lanes;
};
} // namespace

/// The codes of the tables whose bits are the signs of `z`.
Value HashEmitter::buildCode(OpBuilder &b, ArrayRef<Value> z) {
  Type type = z.front().getType();
  Type i32 = cast<VectorType>(type).clone(b.getI32Type());
  auto predicate = op.getCompare() == Compare::OGT ? arith::CmpFPredicate::OGT
                                                   : arith::CmpFPredicate::OGE;
  Value zero = buildSplat(b, loc, type, 0.0);
  Value none = buildSplat(b, loc, i32, 0);
  Value code = none;
  for (auto [position, value] : llvm::enumerate(z)) {
    int64_t shift = op.getBitOrder() == BitOrder::MSB
                        ? z.size() - 1 - position
                        : position;
    Value bit = buildSplat(b, loc, i32, double(int64_t(1) << shift));
    Value set = arith::CmpFOp::create(b, loc, predicate, value, zero);
    bit = arith::SelectOp::create(b, loc, set, bit, none);
    code = arith::OrIOp::create(b, loc, code, bit);
  }
  auto codes = cast<MemRefType>(op.getCodeInit().getType());
  Type codeType = cast<VectorType>(type).clone(codes.getElementType());
  if (codes.getElementTypeBitWidth() < 32)
    return arith::TruncIOp::create(b, loc, codeType, code);
  if (codes.getElementTypeBitWidth() > 32)
    return arith::ExtUIOp::create(b, loc, codeType, code);
  return code;
}

/// The scores of the tables. Without f64 the error of a score grows with L; it
/// is measured for L up to 12 in the tests of this pass.
Value HashEmitter::buildScore(OpBuilder &b, ArrayRef<Value> z) {
  Type type = z.front().getType();
  switch (op.getScoreRule()) {
  case ScoreRule::One:
    return buildSplat(b, loc, type, 1.0);
  case ScoreRule::Constant:
    return buildSplat(b, loc, type, op.getConstant()->convertToDouble());
  case ScoreRule::Margin:
  case ScoreRule::Softmax:
    break;
  }
  Value one = buildSplat(b, loc, type, 1.0);
  Value factor = buildSplat(
      b, loc, type, getExponentFactor(op.getTemperature().convertToDouble()));
  Value sum, product = one;
  for (Value value : z) {
    Value size = math::AbsFOp::create(b, loc, value);
    sum = sum ? arith::AddFOp::create(b, loc, sum, size).getResult() : size;
    Value exp = arith::MulFOp::create(b, loc, size, factor);
    exp = buildExpNonPositive(b, loc, exp, features.fma);
    // product * (1 + exp), rounded once where there is FMA.
    product = buildMultiplyAdd(b, loc, product, exp, product, features.fma);
  }
  Value dividend = op.getScoreRule() == ScoreRule::Margin ? sum : one;
  return arith::DivFOp::create(b, loc, dividend, product);
}

void HashEmitter::emitTables(OpBuilder &b, Value token, Value table,
                             int64_t tables) {
  for (auto [offset, pieceLanes] : cutIntoPieces(tables, lanes)) {
    Value first = buildOffset(b, loc, table, offset);
    SmallVector<Value> z;
    for (int64_t bit = 0; bit < op.getNumBits(); ++bit) {
      Value position = buildIndex(b, loc, bit);
      z.push_back(buildLoad(b, loc, op.getInput(),
                            ValueRange{token, position, first}, pieceLanes));
    }
    SmallVector<Value> indices = {token, first};
    vector::StoreOp::create(b, loc, buildCode(b, z), op.getCodeInit(),
                            indices);
    vector::StoreOp::create(b, loc, buildScore(b, z), op.getScoreInit(),
                            indices);
  }
}

void HashEmitter::emit(OpBuilder &b) {
  Value numTokens = memref::DimOp::create(b, loc, op.getInput(), 0);
  forEachToken(b, loc, numTokens, [&](OpBuilder &nested, Value token) {
    forEachStep(nested, loc, op.getNumTables(), lanes,
                [&](OpBuilder &inner, Value table, int64_t tables) {
                  emitTables(inner, token, table, tables);
                });
  });
}

LogicalResult lookupffn::lowerHash(RewriterBase &rewriter, HashOp op,
                                   TargetAttr target, ScheduleAttr schedule) {
  if (!op.getBitMajor())
    return op.emitOpError("expects z to be bit_major on the fast path");
  if (ShapedType::isDynamic(op.getNumTables()))
    return op.emitOpError("expects a static number of tables on the fast path");
  if (failed(verifyUnitStride(
          op, {op.getInput(), op.getCodeInit(), op.getScoreInit()})))
    return failure();
  HashEmitter(op, target).emit(rewriter);
  return success();
}
