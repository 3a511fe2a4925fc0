//===- Symbols.h - Names of compiled functions for others -------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_LIB_JIT_SYMBOLS_H
#define LOOKUPFFN_LIB_JIT_SYMBOLS_H

#include "lookupffn/JIT/Error.h"

#include <string>

namespace llvm::orc {
class LLJIT;
} // namespace llvm::orc

namespace mlir::lookupffn {

/// Lets code that `jit` loads from now on be seen by name: `readers` lists gdb
/// (its JIT interface) and perf (a line a function in /tmp/perf-<pid>.map),
/// separated by commas. Empty for none, which costs nothing.
Error showSymbols(llvm::orc::LLJIT &jit, const std::string &readers);

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_LIB_JIT_SYMBOLS_H
