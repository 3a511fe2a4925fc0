//===- TableExp.h - exp by a table in one register --------------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_CONVERSION_LOOKUPFFNTOVECTOR_TABLEEXP_H
#define LOOKUPFFN_CONVERSION_LOOKUPFFNTOVECTOR_TABLEEXP_H

#include "lookupffn/IR/LookupFFN.h"

namespace mlir::lookupffn {

/// Builds exp(factor * size) for factor < 0 and vectors of f32 sizes >= 0,
/// where a register is a table of as many powers of two as it has lanes: half
/// of the multiply-adds of buildExpNonPositive.
///
/// NaN gives NaN. The error is 1.3e-7 relative where the result is near 1, and
/// grows with the exponent, by 6e-8 for each unit: that of 1 + exp stays below
/// 6e-8. Results end at 2^-126, which 1 + exp does not see.
class TableExp {
public:
  /// For vectors of `lanes`; `isKnown` is false where `target` has no such
  /// register, or a score of `bits` factors would be further off than 1e-6.
  TableExp(TargetAttr target, int64_t lanes, int64_t bits);

  bool isKnown() const { return !permute.empty(); }

  Value build(OpBuilder &b, Location loc, Value size, float factor) const;

private:
  /// LLVM intrinsic (register, lanes of it) -> register; empty if none.
  StringRef permute;
  int64_t lanes;
};

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_CONVERSION_LOOKUPFFNTOVECTOR_TABLEEXP_H
