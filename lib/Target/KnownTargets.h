//===- KnownTargets.h - Names of targets, and their caches ------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_LIB_TARGET_KNOWNTARGETS_H
#define LOOKUPFFN_LIB_TARGET_KNOWNTARGETS_H

#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <vector>

namespace mlir::lookupffn::known_targets {

/// Caches of a CPU: L1 data and L2 of one core, the L3 that one core reaches,
/// and the line of them.
struct KnownCPU {
  const char *cpu;
  int64_t l1Bytes, l2Bytes, l3Bytes;
  unsigned lineBytes = 64;
};

/// A name that is none of LLVM's: of a level of an architecture, or of a CPU.
struct Alias {
  const char *name;
  const char *triple;
  const char *cpu;
  const char *features;
};

/// The sizes of `cpu`, or those that nearly every CPU has at least.
const KnownCPU &getCaches(llvm::StringRef cpu);

/// Null when `name` is no alias.
const Alias *findAlias(llvm::StringRef name);

/// Names of all aliases.
std::vector<llvm::StringRef> getAliasNames();

} // namespace mlir::lookupffn::known_targets

#endif // LOOKUPFFN_LIB_TARGET_KNOWNTARGETS_H
