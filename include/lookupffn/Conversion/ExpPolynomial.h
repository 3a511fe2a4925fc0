//===- ExpPolynomial.h - exp without a library call -------------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_CONVERSION_EXPPOLYNOMIAL_H
#define LOOKUPFFN_CONVERSION_EXPPOLYNOMIAL_H

#include "mlir/IR/Value.h"

namespace mlir {
class Location;
class OpBuilder;

namespace lookupffn {

/// Builds exp(x) for x <= 0, where `x` is an f32 or a vector of f32.
///
/// NaN gives NaN; x below -126.5 * ln 2, -inf included, gives 0. `hasFMA` picks
/// fused multiply-add over mul and add; without FMA hardware the fused form
/// would become a library call.
///
/// Largest error over all f32 in [-87.33, -2^-30], against f64: 0.89 ulp with
/// FMA (7.8e-8 relative), 1.18 ulp without (9.9e-8). Results below 2^-126 are
/// denormal down to 2^-126.5 and 0 from there on.
Value buildExpNonPositive(OpBuilder &b, Location loc, Value x, bool hasFMA);

/// -2 / temperature in f32, never infinite and never 0, so that its product
/// with 0 is 0 and with infinity is infinite at every temperature.
float getExponentFactor(double temperature);

} // namespace lookupffn
} // namespace mlir

#endif // LOOKUPFFN_CONVERSION_EXPPOLYNOMIAL_H
