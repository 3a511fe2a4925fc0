//===- TargetSizes.h - Sizes that a caller knows better ---------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_TARGET_TARGETSIZES_H
#define LOOKUPFFN_TARGET_TARGETSIZES_H

#include <cstdint>

namespace mlir::lookupffn {

/// What a caller knows better than the tables of the target; 0 where it does
/// not.
struct TargetSizes {
  int64_t l1Bytes = 0;
  int64_t l2Bytes = 0;
  int64_t l3Bytes = 0;
  /// Width of the vectors to use, at most that of the target's registers.
  /// Registers whose length is known at run time only are then used to this
  /// width.
  int64_t vectorBits = 0;
};

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_TARGET_TARGETSIZES_H
