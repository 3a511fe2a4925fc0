//===- Compiler.h - From MLIR source to a kernel ----------------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_JIT_COMPILER_H
#define LOOKUPFFN_JIT_COMPILER_H

#include "lookupffn/JIT/Kernel.h"
#include "lookupffn/Target/TargetSizes.h"

namespace mlir::lookupffn {

/// What the pipeline is told, in the words of its options.
struct CompileOptions {
  std::string target = "host";
  std::string features;
  /// Triple; empty for the architecture that the target name implies.
  std::string triple;
  /// Sizes that replace those of the target.
  TargetSizes sizes;
  std::string path = "auto";
  std::string precision = "auto";
  /// Entry point; empty means the only one.
  std::string entry;
  /// Text of a schedule file that overrides what would be chosen; empty for
  /// none.
  std::string schedule;
  /// Directory of compiled code that is kept; empty to keep none.
  std::string cacheDirectory;
  /// Who sees the code by name: gdb, perf or both with a comma; empty for
  /// nobody.
  std::string symbols;
  /// Gets a line for each remark of the pipeline, which say what was chosen and
  /// why nothing faster; null for none.
  std::string *remarks = nullptr;
  /// Most threads that a run uses, and where they come from.
  int64_t threads = 1;
  ParallelFor parallelFor;
};

/// MLIR text or bytecode, and the name that its locations have.
struct Source {
  const char *data = nullptr;
  size_t length = 0;
  std::string name = "source";
};

/// Compiles `source` for this process. A module that is at stage `llvm` already
/// is taken as it is. Where the cache has the code already, MLIR and LLVM do
/// nothing; `cacheNote` gets what became of it. Errors hold the diagnostics of
/// MLIR, one a line, and name a reproducer when a pass failed.
Error compileSource(const Source &source, const CompileOptions &options,
                    std::unique_ptr<Kernel> &kernel, std::string &cacheNote);

/// Runs the pipeline up to `stage` and prints the module; "asm" goes on to
/// assembly text.
Error emitStage(const Source &source, const CompileOptions &options,
                const std::string &stage, std::string &text);

/// Compiles for the target of `options`, which need not be this machine, and
/// returns the bytes of an ELF object.
Error emitObject(const Source &source, const CompileOptions &options,
                 std::string &object);

/// Writes `bytes` to `file`; "-" is standard output.
Error writeFile(const std::string &file, const std::string &bytes);

/// "lookupffn 0.1.0 (LLVM 22.1.8)".
const char *getVersion();

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_JIT_COMPILER_H
