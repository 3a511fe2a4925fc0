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
#include "lookupffn/Target/CPUTarget.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/CodeGen.h"

#include <optional>

namespace mlir {
class ModuleOp;
} // namespace mlir

namespace mlir::lookupffn {

/// Reads the machine that a module in the LLVM dialect is for: from the
/// attributes of its functions, else from `lookupffn.target` of the module.
/// Never asks the host: a module that names no target is an error.
Error readTarget(ModuleOp module, std::optional<CPUTarget> &target);

/// Translates `module`, optimises it and writes an object file or assembly.
/// Nothing is printed: what LLVM reports becomes part of the error.
Error generateCode(ModuleOp module, const CPUTarget &target,
                   llvm::CodeGenFileType type,
                   llvm::SmallVectorImpl<char> &output);

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_JIT_CODEGEN_H
