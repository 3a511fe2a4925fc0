//===- Session.h - One compilation ------------------------------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_LIB_JIT_SESSION_H
#define LOOKUPFFN_LIB_JIT_SESSION_H

#include "lookupffn/JIT/Compiler.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Diagnostics.h"

namespace mlir::lookupffn {

/// Collects errors and their notes as lines "file:line:column: error: text".
class DiagnosticCollector {
public:
  explicit DiagnosticCollector(MLIRContext &context);

  /// The lines, or `otherwise` when nothing was reported.
  std::string take(StringRef otherwise) {
    return text.empty() ? otherwise.str() : std::move(text);
  }

private:
  std::string text;
  ScopedDiagnosticHandler handler;
};

/// A context with everything that the pipeline goes through, of this
/// compilation alone and single-threaded, so that it neither starts threads nor
/// sees another one.
struct Session {
  static std::unique_ptr<Session> create();

  /// Parses `source` into `module`.
  Error parse(const Source &source);

  /// Runs the pipeline on `module`, up to the stage `stopAfter`, unless it is
  /// at stage `llvm` already.
  Error runPipeline(const CompileOptions &options, StringRef stopAfter);

  /// Translation reports what it cannot translate as diagnostics: those come
  /// after the message.
  Error withDiagnostics(Error error);

  MLIRContext context;
  DiagnosticCollector diagnostics;
  OwningOpRef<ModuleOp> module;
  /// The schedule file of what was chosen, once the pipeline has run.
  std::string schedule;

private:
  explicit Session(const DialectRegistry &registry);
};

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_LIB_JIT_SESSION_H
