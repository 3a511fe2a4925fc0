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
#include "TableExp.h"

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
      : op(op), loc(op.getLoc()), target(target), features(target),
        lanes(target.getF32Lanes()) {}

  void emit(OpBuilder &b);

private:
  /// What the values read so far add up to, one lane for each table.
  struct Partial {
    Value code, sum, product;
  };

  void emitTables(OpBuilder &b, Value token, Value table, int64_t tables);
  void addValue(OpBuilder &b, int64_t position, Value z, Partial &partial);
  Value buildCode(OpBuilder &b, const Partial &partial);
  Value buildScore(OpBuilder &b, const Partial &partial);
  bool hasExp() {
    return op.getScoreRule() == ScoreRule::Margin ||
           op.getScoreRule() == ScoreRule::Softmax;
  }

  HashOp op;
  Location loc;
  TargetAttr target;
  PortableFeatures features;
  int64_t lanes;
};
} // namespace

/// Adds value number `position` of each table. Sign and size of a value are
/// used at once, so that only three vectors live on.
void HashEmitter::addValue(OpBuilder &b, int64_t position, Value z,
                           Partial &partial) {
  Type type = z.getType();
  Type i32 = partial.code.getType();
  int64_t shift = op.getBitOrder() == BitOrder::MSB
                      ? op.getNumBits() - 1 - position
                      : position;
  auto predicate = op.getCompare() == Compare::OGT ? arith::CmpFPredicate::OGT
                                                   : arith::CmpFPredicate::OGE;
  Value zero = buildSplat(b, loc, type, 0.0);
  Value set = arith::CmpFOp::create(b, loc, predicate, z, zero);
  Value bit = buildSplat(b, loc, i32, double(int64_t(1) << shift));
  bit = arith::SelectOp::create(b, loc, set, bit, buildSplat(b, loc, i32, 0));
  partial.code = arith::OrIOp::create(b, loc, partial.code, bit);
  if (!hasExp())
    return;
  Value size = math::AbsFOp::create(b, loc, z);
  partial.sum = arith::AddFOp::create(b, loc, partial.sum, size);
  float factor = getExponentFactor(op.getTemperature().convertToDouble());
  Value exp;
  int64_t pieceLanes = cast<VectorType>(type).getNumElements();
  TableExp tableExp(target, pieceLanes, op.getNumBits());
  if (tableExp.isKnown()) {
    exp = tableExp.build(b, loc, size, factor);
  } else {
    exp = arith::MulFOp::create(b, loc, size, buildSplat(b, loc, type, factor));
    exp = buildExpNonPositive(b, loc, exp, features.fma);
  }
  // product * (1 + exp), rounded once where there is FMA.
  partial.product = buildMultiplyAdd(b, loc, partial.product, exp,
                                     partial.product, features.fma);
}

/// The codes in the type in which they are stored.
Value HashEmitter::buildCode(OpBuilder &b, const Partial &partial) {
  auto codes = cast<MemRefType>(op.getCodeInit().getType());
  Type type =
      cast<VectorType>(partial.code.getType()).clone(codes.getElementType());
  if (codes.getElementTypeBitWidth() < 32)
    return arith::TruncIOp::create(b, loc, type, partial.code);
  if (codes.getElementTypeBitWidth() > 32)
    return arith::ExtUIOp::create(b, loc, type, partial.code);
  return partial.code;
}

/// The scores. All arithmetic is f32, so the error grows with L. The largest
/// seen in 7e5 scores, against f64, with registers of 4, 8 and 16 lanes: 4.9e-7
/// for L = 8, 7.2e-7 for L = 16 and 9.2e-7 for L = 30.
Value HashEmitter::buildScore(OpBuilder &b, const Partial &partial) {
  Type type = partial.sum.getType();
  switch (op.getScoreRule()) {
  case ScoreRule::One:
    return buildSplat(b, loc, type, 1.0);
  case ScoreRule::Constant:
    return buildSplat(b, loc, type, op.getConstant()->convertToDouble());
  case ScoreRule::Softmax:
    return arith::DivFOp::create(b, loc, buildSplat(b, loc, type, 1.0),
                                 partial.product);
  case ScoreRule::Margin:
    return arith::DivFOp::create(b, loc, partial.sum, partial.product);
  }
  llvm_unreachable("all score rules are handled");
}

void HashEmitter::emitTables(OpBuilder &b, Value token, Value table,
                             int64_t tables) {
  for (auto [offset, pieceLanes] : cutIntoPieces(tables, lanes)) {
    Value first = buildOffset(b, loc, table, offset);
    auto type = VectorType::get(pieceLanes, b.getF32Type());
    Partial partial{buildSplat(b, loc, type.clone(b.getI32Type()), 0),
                    buildSplat(b, loc, type, 0.0),
                    buildSplat(b, loc, type, 1.0)};
    Value values =
        buildTile(b, loc, op.getInput(), {token, buildIndex(b, loc, 0), first},
                  {int64_t(op.getNumBits()), pieceLanes});
    for (int64_t position = 0; position < op.getNumBits(); ++position) {
      SmallVector<Value> indices = {buildIndex(b, loc, position),
                                    buildIndex(b, loc, 0)};
      addValue(b, position, buildLoad(b, loc, values, indices, pieceLanes),
               partial);
    }
    SmallVector<Value> indices = {token, first};
    vector::StoreOp::create(b, loc, buildCode(b, partial), op.getCodeInit(),
                            indices);
    vector::StoreOp::create(b, loc, buildScore(b, partial), op.getScoreInit(),
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
