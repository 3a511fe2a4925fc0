//===- CPUTarget.h - The CPU that a module is compiled for ------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One immutable value that holds all the compiler knows of the machine. It is
// made once, at the boundary of the compiler, and travels on the module as
// `#lookupffn.target`; passes read only that attribute, so a module compiles
// to the same code everywhere.
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_TARGET_CPUTARGET_H
#define LOOKUPFFN_TARGET_CPUTARGET_H

#include "lookupffn/Target/TargetSizes.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <string>
#include <vector>

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace mlir {
class MLIRContext;
class ModuleOp;
} // namespace mlir

namespace mlir::lookupffn {

class TargetAttr;

class CPUTarget {
public:
  /// Describes this machine, with `features` ("+avx2,-fma") applied on top of
  /// what it has.
  static llvm::Expected<CPUTarget> forHost(llvm::StringRef features = {});

  /// Resolves `host`, a CPU name that LLVM knows, or a level such as
  /// `x86-64-v3`, `armv9-a` or `rva22u64`. Without `triple`, the first of
  /// x86-64, AArch64 and RISC-V (64 bits) that knows the name decides the
  /// architecture.
  static llvm::Expected<CPUTarget> forName(llvm::StringRef name,
                                           llvm::StringRef features = {},
                                           llvm::StringRef triple = {});

  /// Reads and checks the `lookupffn.target` attribute of `module`.
  static llvm::Expected<CPUTarget> fromModule(ModuleOp module);

  /// The same target with the sizes that `sizes` has, which are checked.
  llvm::Expected<CPUTarget> withSizes(const TargetSizes &sizes) const;

  TargetAttr toAttr(MLIRContext *context) const;

  llvm::StringRef getTriple() const { return triple; }
  llvm::StringRef getCPU() const { return cpu; }
  /// All enabled features, sorted, without "+".
  llvm::ArrayRef<std::string> getFeatures() const { return features; }
  unsigned getVectorBits() const { return vectorBits; }
  /// Whether registers may be longer than `getVectorBits()`, which is then what
  /// every machine has.
  bool isScalable() const { return scalable; }
  unsigned getVectorRegisters() const { return vectorRegisters; }
  int64_t getL1Bytes() const { return l1Bytes; }
  int64_t getL2Bytes() const { return l2Bytes; }
  int64_t getL3Bytes() const { return l3Bytes; }
  unsigned getCacheLineBytes() const { return cacheLineBytes; }
  unsigned getCores() const { return cores; }

  bool hasFeature(llvm::StringRef name) const;

  /// The features as LLVM's code generators want them: "+name" for each enabled
  /// one, then "-name" for each that the CPU has by default but this target has
  /// not. Without the second part LLVM would enable those again.
  std::vector<std::string> getTargetFeatures() const;

  /// LLVM's data layout string.
  std::string getDataLayout() const;

  /// Fails when this machine cannot run code for the target, and names the
  /// features that it lacks. The JIT asks before the first call.
  llvm::Error checkRunsOnHost() const;

private:
  CPUTarget() = default;

  /// Fills everything from the tables of LLVM and of this library, without a
  /// look at the machine. `preset` is a list of features that precedes
  /// `features` and is trusted; `cachesOf` is the name that has the caches.
  static llvm::Expected<CPUTarget> fromTables(llvm::StringRef triple,
                                              llvm::StringRef cpu,
                                              llvm::StringRef features,
                                              llvm::StringRef preset,
                                              llvm::StringRef cachesOf);

  std::string triple;
  std::string cpu;
  std::vector<std::string> features;
  unsigned vectorBits = 0;
  unsigned vectorRegisters = 0;
  int64_t l1Bytes = 0;
  int64_t l2Bytes = 0;
  int64_t l3Bytes = 0;
  unsigned cacheLineBytes = 0;
  unsigned cores = 0;
  bool scalable = false;
};

/// Prints the levels, and the CPUs whose caches are known, one a line.
void printTargets(llvm::raw_ostream &os);

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_TARGET_CPUTARGET_H
