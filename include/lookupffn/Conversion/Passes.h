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

namespace mlir {
class RewritePatternSet;
namespace func {
class FuncOp;
} // namespace func

namespace lookupffn {
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

/// Patterns that lower the tensor form of every op, whatever its schedule. They
/// do not match what `convert-lookupffn-to-linalg` diagnoses.
void populateLookupFFNToLinalgPatterns(RewritePatternSet &patterns,
                                       const PortableFeatures &features);

#define GEN_PASS_REGISTRATION
#include "lookupffn/Conversion/Passes.h.inc"

} // namespace lookupffn
} // namespace mlir

#endif // LOOKUPFFN_CONVERSION_PASSES_H
