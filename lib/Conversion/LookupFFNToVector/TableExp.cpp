//===- TableExp.cpp - exp by a table in one register ----------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// With N lanes, x = factor * size and n the integer nearest to N * x / ln 2,
//
//   exp(x) = 2^(n / N) * 2^(f / N),   f = N * x / ln 2 - n in [-1/2, 1/2]
//
// The second factor is a polynomial of degree 3. The first is made of integers:
// n mod N picks a lane of the table, and n shifted to the exponent is added to
// the bits of that. The shift also leaves n mod N in the upper bits of the
// mantissa, which the table has subtracted.
//
//===----------------------------------------------------------------------===//

#include "TableExp.h"

#include "Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/MathExtras.h"

#include <cmath>

using namespace mlir;
using namespace mlir::lookupffn;

/// Adding this number leaves the integer nearest to a small summand in the low
/// bits of the mantissa. Its own bits leave by the shift.
static constexpr float kRound = 0x1.8p23f;

/// 2^(f/N) = 1 + f * (c[2] + f * (c[1] + f * c[0])), minimax in relative error
/// by reweighted least squares in f64; off by 1.6e-9 for 16, 2.7e-8 for 8.
static constexpr float kCoefficients16[] = {1.3550326e-05f, 0.0009384152f,
                                            0.0433217f};
static constexpr float kCoefficients8[] = {0.00010839106f, 0.0037540256f,
                                           0.086643405f};

TableExp::TableExp(TargetAttr target, int64_t lanes, int64_t bits)
    : lanes(lanes) {
  // Arithmetic of f32 in the same order, in NumPy, largest error of 6e5 scores:
  // 8.7e-7 for L = 30 with 16 lanes, 7.3e-7 for L = 16 with 8, but 9.9e-7 for
  // L = 30.
  if (lanes == 16 && target.hasFeature("avx512f"))
    permute = "llvm.x86.avx512.permvar.sf.512";
  if (lanes == 8 && target.hasFeature("avx2") && target.hasFeature("fma") &&
      bits <= 16)
    permute = "llvm.x86.avx2.permps";
}

Value TableExp::build(OpBuilder &b, Location loc, Value size,
                      float factor) const {
  auto type = cast<VectorType>(size.getType());
  auto bitsType = type.clone(b.getI32Type());
  auto constant = [&](float value) -> Value {
    return arith::ConstantOp::create(
        b, loc, DenseElementsAttr::get(type, b.getF32FloatAttr(value)));
  };
  // Finite, so that its product with 0 is 0.
  double scale = double(factor) * lanes / llvm::numbers::ln2;
  scale = std::max<double>(scale, -std::numeric_limits<float>::max());
  Value x = arith::MulFOp::create(b, loc, size, constant(scale));
  // An ordered comparison keeps NaN.
  Value lowest = constant(-126.0 * lanes);
  Value below =
      arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OLT, x, lowest);
  x = arith::SelectOp::create(b, loc, below, lowest, x);

  Value round = constant(kRound);
  Value shifted = arith::AddFOp::create(b, loc, x, round);
  Value n = arith::SubFOp::create(b, loc, shifted, round);
  Value rest = arith::SubFOp::create(b, loc, x, n);
  ArrayRef<float> coefficients = kCoefficients16;
  if (lanes == 8)
    coefficients = kCoefficients8;
  Value sum = constant(coefficients[0]);
  for (float coefficient : coefficients.drop_front())
    sum = math::FmaOp::create(b, loc, sum, rest, constant(coefficient));
  sum = arith::MulFOp::create(b, loc, sum, rest);

  int32_t shift = 23 - llvm::Log2_64(lanes);
  SmallVector<float> powers;
  for (int32_t lane = 0; lane < lanes; ++lane) {
    float power = std::exp2(double(lane) / lanes);
    powers.push_back(llvm::bit_cast<float>(llvm::bit_cast<int32_t>(power) -
                                           (lane << shift)));
  }
  Value table = arith::ConstantOp::create(
      b, loc, DenseElementsAttr::get(type, ArrayRef<float>(powers)));
  Value bits = arith::BitcastOp::create(b, loc, bitsType, shifted);
  Value power =
      LLVM::CallIntrinsicOp::create(b, loc, type, b.getStringAttr(permute),
                                    ValueRange{table, bits})
          .getResult(0);
  power = arith::BitcastOp::create(b, loc, bitsType, power);
  Value exponent =
      arith::ShLIOp::create(b, loc, bits, buildSplat(b, loc, bitsType, shift));
  power = arith::AddIOp::create(b, loc, power, exponent);
  power = arith::BitcastOp::create(b, loc, type, power);
  return math::FmaOp::create(b, loc, power, sum, power);
}
