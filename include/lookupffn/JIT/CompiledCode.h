//===- CompiledCode.h - What is left of a module as code --------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_JIT_COMPILEDCODE_H
#define LOOKUPFFN_JIT_COMPILEDCODE_H

#include "lookupffn/JIT/EntryPoint.h"

namespace mlir {
class ModuleOp;
} // namespace mlir

namespace mlir::lookupffn {

/// Machine code with all that a kernel needs to run it: the module that it was
/// made from is not needed any more.
struct CompiledCode {
  EntryPoint entry;
  /// "znver3, +avx2, +fma".
  std::string target;
  /// The schedule file of what was chosen for the entry points.
  std::string schedule;
  /// An ELF object.
  std::string object;
};

/// Makes code of a module at stage `llvm`, with the entry point called `entry`;
/// an empty name means the only one. Fails when this machine cannot run it.
Error compileModule(ModuleOp module, const std::string &entry,
                    CompiledCode &code);

/// The code as bytes, the same for the same code on every machine.
std::string serialize(const CompiledCode &code);

/// Reads what `serialize` wrote; false when it is anything else.
bool deserialize(const std::string &bytes, CompiledCode &code);

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_JIT_COMPILEDCODE_H
