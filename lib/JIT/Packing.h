//===- Packing.h - Run pack functions of any target here --------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_LIB_JIT_PACKING_H
#define LOOKUPFFN_LIB_JIT_PACKING_H

#include "lookupffn/JIT/EntryPoint.h"

#include "mlir/IR/BuiltinOps.h"

#include <memory>

namespace mlir::lookupffn {

/// Erases all functions and globals of a module in the LLVM dialect that those
/// called `roots` do not reach.
void keepReachable(ModuleOp module, ArrayRef<std::string> roots);

/// The pack functions of a module at stage `llvm`, compiled for this machine
/// whatever the module is for: packed bytes are the same everywhere.
class PackFunctions {
public:
  static Error load(ModuleOp module, const std::vector<EntryPoint> &entries,
                    std::unique_ptr<PackFunctions> &functions);
  ~PackFunctions();

  /// Runs the pack function of `entry` on pointers to all its weights and to
  /// all its packed buffers.
  Error pack(const EntryPoint &entry, const std::vector<const void *> &weights,
             const std::vector<void *> &packed) const;

private:
  struct Code;
  PackFunctions();
  std::unique_ptr<Code> code;
};

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_LIB_JIT_PACKING_H
