//===- CodeGen.h - From the LLVM dialect to machine code --------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_JIT_CODEGEN_H
#define LOOKUPFFN_JIT_CODEGEN_H

#include "lookupffn/JIT/Error.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/CodeGen.h"

#include <string>

namespace mlir {
class ModuleOp;
} // namespace mlir

namespace mlir::lookupffn {

/// The machine that a module in the LLVM dialect says it is for.
struct CodeTarget {
  std::string triple, cpu, features;
};

/// Reads the target from the attributes of the functions, else from
/// `lookupffn.target` of the module. Never asks the host: a module that names
/// no target is an error.
Error readCodeTarget(ModuleOp module, CodeTarget &target);

/// Checks that this machine has every feature of `target`.
Error checkHost(const CodeTarget &target);

/// Translates `module`, optimises it and writes an object file or assembly.
/// Nothing is printed: what LLVM reports becomes part of the error.
Error generateCode(ModuleOp module, const CodeTarget &target,
                   llvm::CodeGenFileType type,
                   llvm::SmallVectorImpl<char> &output);

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_JIT_CODEGEN_H
