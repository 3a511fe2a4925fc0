//===- ProjectScan.cpp - What the integers of a token are made of ---------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Kinds in integers read a row twice: for its largest magnitude, which gives it
// a scale of its own, and to round it by that scale.
//
//===----------------------------------------------------------------------===//

#include "Project.h"

#include <limits>

using namespace mlir;
using namespace mlir::lookupffn;

/// Largest and smallest magnitude of an input for which no scale, and no square
/// of one, leaves the range of f32.
static constexpr float kLargest = 0x1p40f, kSmallest = 0x1p-40f;

ProjectEmitter::Extent ProjectEmitter::extend(Extent extent, Value vector) {
  Value bits = bitcast(vector, lanes, b.getI32Type());
  Value mask = arith::ConstantOp::create(
      b, loc,
      DenseElementsAttr::get(cast<VectorType>(bits.getType()),
                             b.getI32IntegerAttr(0x7fffffff)));
  bits = arith::AndIOp::create(b, loc, bits, mask);
  return {arith::MaxUIOp::create(b, loc, extent.magnitude, bits),
          multiplyAdd(vector, vector, extent.squares)};
}

ProjectEmitter::Extent ProjectEmitter::startExtent() {
  auto bitsType = VectorType::get({lanes}, b.getI32Type());
  auto floatType = VectorType::get({lanes}, b.getF32Type());
  return {
      arith::ConstantOp::create(b, loc, bitsType, b.getZeroAttr(bitsType)),
      arith::ConstantOp::create(b, loc, floatType, b.getZeroAttr(floatType))};
}

ProjectEmitter::Extent
ProjectEmitter::scanRow(int64_t end,
                        function_ref<Extent(Value position, Extent)> body,
                        Extent start) {
  if (!start.magnitude)
    start = startExtent();
  auto loop = scf::ForOp::create(b, loc, index(0), index(end), index(lanes),
                                 ValueRange{start.magnitude, start.squares});
  {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    Extent extent = body(loop.getInductionVar(), {loop.getRegionIterArgs()[0],
                                                  loop.getRegionIterArgs()[1]});
    scf::YieldOp::create(b, loc, ValueRange{extent.magnitude, extent.squares});
  }
  Value bits = vector::ReductionOp::create(b, loc, vector::CombiningKind::MAXUI,
                                           loop.getResult(0));
  Value magnitude = arith::BitcastOp::create(b, loc, b.getF32Type(), bits);
  Value squares = vector::ReductionOp::create(
      b, loc, vector::CombiningKind::ADD, loop.getResult(1),
      arith::FastMathFlags::reassoc);
  return {magnitude, squares};
}

ProjectEmitter::Scale ProjectEmitter::chooseScale(Value magnitude,
                                                  float largest) {
  auto compare = [&](arith::CmpFPredicate predicate, float y) -> Value {
    return arith::CmpFOp::create(b, loc, predicate, magnitude, constant(y));
  };
  auto select = [&](Value condition, Value x, Value y) -> Value {
    return arith::SelectOp::create(b, loc, condition, x, y);
  };
  Value finite = compare(arith::CmpFPredicate::OLT,
                         std::numeric_limits<float>::infinity());
  Value zero = compare(arith::CmpFPredicate::OEQ, 0.0f);
  Value inRange = arith::AndIOp::create(
      b, loc, compare(arith::CmpFPredicate::OGE, kSmallest),
      compare(arith::CmpFPredicate::OLE, kLargest));
  // Outside the range everything is in doubt; what is not finite has the unit
  // NaN, which makes every z NaN.
  Value known = arith::OrIOp::create(b, loc, inRange, zero);
  Value divisor = select(inRange, magnitude, constant(1.0f));
  Value unit = multiplyFloats(divisor, constant(1.0f / largest));
  Value notANumber = constant(std::numeric_limits<float>::quiet_NaN());
  Value factor = arith::DivFOp::create(b, loc, constant(largest), divisor);
  return {select(finite, unit, notANumber), factor, known, zero};
}

/// The integers nearest to vector * factors, all below 2^22, in the low bits of
/// i32.
Value ProjectEmitter::roundToBits(Value vector, Value factors) {
  // Added to such a number, it leaves the nearest integer there.
  Value magic = splat(constant(0x1.8p23f), lanes);
  return bitcast(multiplyAdd(vector, factors, magic), lanes, b.getI32Type());
}
