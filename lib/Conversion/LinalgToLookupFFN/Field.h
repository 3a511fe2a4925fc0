//===- Field.h - Exact arithmetic modulo a prime ----------------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Two formulas compute the same if they agree as rational functions. That is
// tested by putting random numbers into both: in a field of 2^62 elements two
// different ones of degree d agree by chance with a probability of d / 2^62.
// Floating-point numbers would blur the answer, so numbers are residues, into
// which every finite float maps exactly.
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_CONVERSION_LINALGTOLOOKUPFFN_FIELD_H
#define LOOKUPFFN_CONVERSION_LINALGTOLOOKUPFFN_FIELD_H

#include <cstdint>
#include <optional>

namespace mlir::lookupffn {

/// A residue modulo the prime 2^62 - 57.
class Element {
public:
  static constexpr uint64_t kPrime = (uint64_t(1) << 62) - 57;

  constexpr Element() = default;
  /// An integer.
  constexpr explicit Element(int64_t number)
      : residue(number < 0 ? kPrime - (-uint64_t(number)) % kPrime
                           : uint64_t(number) % kPrime) {}
  /// A finite number. One that is 1/k for a small integer k, rounded to f32,
  /// is taken for the quotient that it stands for.
  static Element fromDouble(double number);
  /// A residue that looks random, the same for the same arguments.
  static Element fromHash(uint64_t a, uint64_t b, uint64_t c);

  bool isZero() const { return residue == 0; }
  uint64_t getResidue() const { return residue; }
  /// Not to be called for 0.
  Element inverse() const;
  Element power(uint64_t exponent) const;

  /// The integer of at most 2^32 in size that this is, if it is one.
  std::optional<int64_t> toInteger() const;
  /// The number with few digits that this is, if it is one: an integer, a
  /// quotient of two small ones, or 25 bits and an exponent.
  std::optional<double> toDouble() const;

  Element operator-() const { return raw(residue ? kPrime - residue : 0); }
  Element operator+(Element other) const {
    uint64_t sum = residue + other.residue;
    return raw(sum >= kPrime ? sum - kPrime : sum);
  }
  Element operator-(Element other) const { return *this + -other; }
  Element operator*(Element other) const {
    return raw(static_cast<unsigned __int128>(residue) * other.residue %
               kPrime);
  }
  /// Not to be called with 0.
  Element operator/(Element other) const { return *this * other.inverse(); }
  Element &operator+=(Element other) { return *this = *this + other; }
  Element &operator*=(Element other) { return *this = *this * other; }
  bool operator==(Element other) const { return residue == other.residue; }
  bool operator!=(Element other) const { return residue != other.residue; }

private:
  static Element raw(uint64_t residue) {
    Element result;
    result.residue = residue;
    return result;
  }

  uint64_t residue = 0;
};

/// The number with the fewest decimal digits that is `number` in f32.
double shortenDecimal(double number);

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_CONVERSION_LINALGTOLOOKUPFFN_FIELD_H
