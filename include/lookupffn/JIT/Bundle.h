//===- Bundle.h - Layers for machines without a compiler --------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A bundle called `name` is
//
//   lib<name>.so          code for all targets, and the runtime
//   <name>.h              its functions, C99
//   <name>.safetensors    packed weights, one file for all targets
//   <name>_example.c      a program that runs it
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_JIT_BUNDLE_H
#define LOOKUPFFN_JIT_BUNDLE_H

#include "lookupffn/JIT/Compiler.h"
#include "lookupffn/JIT/SafeTensors.h"

namespace mlir::lookupffn {

/// A machine to compile for, in the words of CompileOptions.
struct BundleTarget {
  std::string target, features, triple;

  /// "znver4+avxvnni" as a CPU and features on top.
  static BundleTarget parse(const std::string &text);
};

class Bundle {
public:
  /// Compiles every entry point of `source` for every one of `targets`, which
  /// are of one architecture. `name` is a C identifier; of `options` the path,
  /// the precision and the schedule count, and the threads for calls that do
  /// not say how many.
  static Error compile(const Source &source, const CompileOptions &options,
                       const std::vector<BundleTarget> &targets,
                       const std::string &name,
                       std::unique_ptr<Bundle> &bundle);
  ~Bundle();

  /// The text of the header and of the example.
  std::string getHeader() const;
  std::string getExample() const;

  /// For each target what was chosen, for people, with the remarks if `options`
  /// asked for them.
  std::string describe() const;

  /// Builds the shared library or the static one with the C compiler
  /// `compiler`; empty for cc, or, for another architecture than this
  /// machine's, the name that distributions give to the cross compiler.
  Error linkShared(const std::string &compiler, const std::string &path) const;
  Error linkStatic(const std::string &compiler, const std::string &path) const;

  /// Writes all files of the bundle into `folder`, which is made when it is not
  /// there.
  Error write(const SafeTensorsFile &weights, const std::string &prefix,
              const std::string &compiler, const std::string &folder) const;

  /// Packs the weights of `file`, whose names have `prefix` before their keys.
  Error writeWeights(const SafeTensorsFile &file, const std::string &prefix,
                     const std::string &path) const;

private:
  struct Data;
  Bundle();
  std::unique_ptr<Data> data;
};

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_JIT_BUNDLE_H
