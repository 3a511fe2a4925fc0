//===- ExpPolynomial.cpp - exp without a library call ---------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

//
// exp(x) = 2^n * e^r with n = round(x / ln 2) and r = x - n * ln 2, so that
// |r| <= ln 2 / 2, and e^r by a polynomial of degree 6.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/Conversion/ExpPolynomial.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

#include <algorithm>
#include <limits>

using namespace mlir;

namespace {
/// Builds arithmetic on values of one type, a scalar or a vector.
struct Arithmetic {
  OpBuilder &b;
  Location loc;
  Type type;
  bool hasFMA;

  Value constant(float value) {
    return constant(type, b.getF32FloatAttr(value));
  }
  Value constant(int32_t value) {
    return constant(getIntegerType(), b.getI32IntegerAttr(value));
  }
  /// `a * x + c`.
  Value multiplyAdd(Value a, Value x, Value c) {
    if (hasFMA)
      return math::FmaOp::create(b, loc, a, x, c);
    Value product = arith::MulFOp::create(b, loc, a, x);
    return arith::AddFOp::create(b, loc, product, c);
  }
  Type getIntegerType() {
    if (auto vector = dyn_cast<VectorType>(type))
      return vector.clone(b.getI32Type());
    return b.getI32Type();
  }

private:
  Value constant(Type constantType, TypedAttr value) {
    if (auto vector = dyn_cast<VectorType>(constantType))
      value = DenseElementsAttr::get(vector, Attribute(value));
    return arith::ConstantOp::create(b, loc, value);
  }
};
} // namespace

/// Adding this number leaves the integer nearest to a small summand in the low
/// bits of the mantissa. `roundeven` would be a call without SSE4.1.
static constexpr float kRound = 0x1.8p23f;

/// The n of this number is -127, and the bits of 2^-127 as made below are 0.
static constexpr float kLowest = -88.0296919f;

/// ln 2 in two parts; the first has 9 significant bits, so n times it is exact.
static constexpr float kLn2High = 0.693359375f;
static constexpr float kLn2Low = -2.12194440e-4f;

/// Minimax in relative error of e^r = 1 + r + r^2 * (c[4] + c[3] r + ...), by
/// reweighted least squares in f64 on |r| <= ln 2 / 2; its error is 3.1e-9.
static constexpr float kCoefficients[] = {0.0013814599f, 0.008368717f,
                                          0.04166839f, 0.16666521f,
                                          0.49999994f};

Value lookupffn::buildExpNonPositive(OpBuilder &b, Location loc, Value x,
                                     bool hasFMA) {
  Arithmetic f{b, loc, x.getType(), hasFMA};

  // An ordered comparison keeps NaN, which maximumf would need a second one
  // for on x86.
  Value lowest = f.constant(kLowest);
  Value below = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OLT, x,
                                      lowest);
  x = arith::SelectOp::create(b, loc, below, lowest, x);

  Value round = f.constant(kRound);
  Value shifted = f.multiplyAdd(x, f.constant(0x1.715476p0f), round);
  Value n = arith::SubFOp::create(b, loc, shifted, round);
  Value r = f.multiplyAdd(n, f.constant(-kLn2High), x);
  r = f.multiplyAdd(n, f.constant(-kLn2Low), r);

  Value sum = f.constant(kCoefficients[0]);
  for (float coefficient : ArrayRef(kCoefficients).drop_front())
    sum = f.multiplyAdd(sum, r, f.constant(coefficient));
  Value one = f.constant(1.0f);
  sum = f.multiplyAdd(sum, r, one);
  sum = f.multiplyAdd(sum, r, one);

  // The low bits of `shifted` are n; all other bits leave by the shift. With
  // the bias of the exponent, n = -127 makes the bits of +0.
  Value bits = arith::BitcastOp::create(b, loc, f.getIntegerType(), shifted);
  bits = arith::ShLIOp::create(b, loc, bits, f.constant(int32_t(23)));
  bits = arith::AddIOp::create(b, loc, bits, f.constant(int32_t(127) << 23));
  Value power = arith::BitcastOp::create(b, loc, x.getType(), bits);
  return arith::MulFOp::create(b, loc, sum, power);
}

float lookupffn::getExponentFactor(double temperature) {
  double factor = 2.0 / temperature;
  factor = std::min<double>(factor, std::numeric_limits<float>::max());
  factor = std::max<double>(factor, std::numeric_limits<float>::min());
  return -static_cast<float>(factor);
}
