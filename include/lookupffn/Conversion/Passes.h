//===- Passes.h - Conversions out of the dialect ----------------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_CONVERSION_PASSES_H
#define LOOKUPFFN_CONVERSION_PASSES_H

#include "mlir/Pass/Pass.h"

#include <string>

namespace mlir {
class RewritePatternSet;
namespace func {
class FuncOp;
} // namespace func

namespace lookupffn {
class LookupOp;
class TargetAttr;

#define GEN_PASS_DECL
#include "lookupffn/Conversion/Passes.h.inc"

/// What the portable path may assume of the CPU. The default is any CPU.
struct PortableFeatures {
  /// Fused multiply-add is an instruction, not a call of `fmaf`.
  bool fma = false;
  /// Conversion from f16 is an instruction, not a call.
  bool f16 = false;

  PortableFeatures() = default;
  /// The features of `target`, which may be null.
  explicit PortableFeatures(TargetAttr target);
};

/// How the fast path of lookup multiplies four bytes a lane, weights without
/// sign and rows with one, and sums them in 32 bits.
struct DotFeatures {
  /// LLVM intrinsic (sums, weights, rows) -> sums: vpdpbusd, or usdot of NEON,
  /// which nobody has timed. Empty if none, and for vectors of 256 bits, where
  /// unpacking rows took what it saved: 2.5 us a token against 2.3 in f32 on
  /// Zen 5 (T = 128, O = 512); with vpmaddubsw in its place 5.
  llvm::StringRef dot;

  explicit DotFeatures(TargetAttr target);
  /// Why `lookup` cannot run with weights of 8 bits on `target`; empty when it
  /// can.
  static std::string getReasonAgainst(TargetAttr target, LookupOp lookup);
};

/// How the fast path multiplies 16-bit integers and sums them in 32 bits: in
/// pairs, on vectors of the width of the target, or in bytes.
struct IntegerFeatures {
  /// LLVM intrinsic (sums, pairs, pairs) -> sums: vpdpwssd. Empty if none.
  llvm::StringRef dot;
  /// LLVM intrinsic (pairs, pairs) -> sums: vpmaddwd. Empty if none.
  llvm::StringRef multiply;
  /// High and low bytes are multiplied apart, by smmla of NEON. Vectors of 16
  /// bits take twice as many instructions, smlal and smlal2 of four products.
  bool bytes = false;

  explicit IntegerFeatures(TargetAttr target);
  bool supported() const { return !dot.empty() || !multiply.empty() || bytes; }
};

/// Whether the fast path has tiles of registers on `target` that multiply bytes
/// of both signs: AMX-INT8.
bool hasByteTiles(TargetAttr target);

/// Patterns that lower the tensor form of every op, whatever its schedule. They
/// do not match what `convert-lookupffn-to-linalg` diagnoses.
void populateLookupFFNToLinalgPatterns(RewritePatternSet &patterns,
                                       const PortableFeatures &features);

#define GEN_PASS_REGISTRATION
#include "lookupffn/Conversion/Passes.h.inc"

} // namespace lookupffn
} // namespace mlir

#endif // LOOKUPFFN_CONVERSION_PASSES_H
