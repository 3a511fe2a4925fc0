//===- Field.cpp - Exact arithmetic modulo a prime ------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Field.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <utility>

using namespace mlir::lookupffn;

Element Element::power(uint64_t exponent) const {
  Element result(1), base = *this;
  for (; exponent; exponent >>= 1, base *= base)
    if (exponent & 1)
      result *= base;
  return result;
}

Element Element::inverse() const { return power(kPrime - 2); }

Element Element::fromHash(uint64_t a, uint64_t b, uint64_t c) {
  // The finaliser of splitmix64, once an argument.
  uint64_t state = 0x9e3779b97f4a7c15;
  for (uint64_t word : {a, b, c}) {
    state += word + 0x9e3779b97f4a7c15;
    state = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9;
    state = (state ^ (state >> 27)) * 0x94d049bb133111eb;
    state ^= state >> 31;
  }
  return raw(state % kPrime);
}

Element Element::fromDouble(double number) {
  double size = std::fabs(number);
  if (size > 0 && size < 1) {
    double divisor = std::round(1 / size);
    // Powers of two are exact anyway.
    if (divisor < (1 << 24) &&
        static_cast<float>(1 / divisor) == static_cast<float>(size)) {
      Element result = Element(static_cast<int64_t>(divisor)).inverse();
      return number < 0 ? -result : result;
    }
  }
  int exponent = 0;
  auto mantissa = static_cast<int64_t>(std::frexp(number, &exponent) *
                                       static_cast<double>(int64_t(1) << 53));
  exponent -= 53;
  Element scale = Element(2).power(std::abs(exponent));
  return Element(mantissa) * (exponent < 0 ? scale.inverse() : scale);
}

std::optional<int64_t> Element::toInteger() const {
  constexpr uint64_t kLimit = uint64_t(1) << 32;
  if (residue <= kLimit)
    return static_cast<int64_t>(residue);
  if (kPrime - residue <= kLimit)
    return -static_cast<int64_t>(kPrime - residue);
  return std::nullopt;
}

std::optional<double> Element::toDouble() const {
  if (std::optional<int64_t> integer = toInteger())
    return static_cast<double>(*integer);
  if (std::optional<int64_t> divisor = inverse().toInteger())
    return 1 / static_cast<double>(*divisor);
  // Euclid's algorithm finds numerator and denominator if both are small.
  constexpr int64_t kSmall = 1 << 17;
  int64_t previous = kPrime, rest = residue, before = 0, divisor = 1;
  while (rest > kSmall) {
    int64_t quotient = previous / rest;
    previous = std::exchange(rest, previous - quotient * rest);
    before = std::exchange(divisor, before - quotient * divisor);
  }
  if (divisor != 0 && std::abs(divisor) <= kSmall)
    return static_cast<double>(rest) / static_cast<double>(divisor);
  Element scaled = *this;
  for (int exponent = 1; exponent < 160; ++exponent) {
    scaled += scaled;
    std::optional<int64_t> mantissa = scaled.toInteger();
    if (mantissa && std::abs(*mantissa) < (1 << 25))
      return std::ldexp(static_cast<double>(*mantissa), -exponent);
  }
  return std::nullopt;
}

double mlir::lookupffn::shortenDecimal(double number) {
  for (int digits = 1; digits < 10; ++digits) {
    char text[40];
    std::snprintf(text, sizeof(text), "%.*g", digits, number);
    double value = std::strtod(text, nullptr);
    if (static_cast<float>(value) == static_cast<float>(number))
      return value;
  }
  return number;
}
