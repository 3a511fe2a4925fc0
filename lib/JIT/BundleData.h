//===- BundleData.h - What a bundle is made of ------------------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_LIB_JIT_BUNDLEDATA_H
#define LOOKUPFFN_LIB_JIT_BUNDLEDATA_H

#include "Session.h"

#include "lookupffn/JIT/Bundle.h"
#include "lookupffn/Target/CPUTarget.h"

namespace mlir::lookupffn {

/// The code of all layers for one target.
struct BundleCode {
  /// "znver4", "x86-64-v4+avx512vnni".
  std::string name;
  std::unique_ptr<CPUTarget> target;
  /// What a processor has to have, by LLVM's names.
  std::vector<std::string> features;
  std::vector<EntryPoint> entries;
  /// What was chosen and why, when it was asked for.
  std::string remarks;
  /// An ELF object with the entry points, under the names of getSymbol.
  std::string object;
  /// The module at stage `llvm`, for its pack functions.
  std::unique_ptr<Session> session;
};

struct Bundle::Data {
  std::string name;
  /// Threads of calls that do not say how many.
  int64_t threads = 1;
  /// The best first.
  std::vector<BundleCode> codes;
};

/// The symbol of layer `layer` for target `target` in the bundle `name`.
std::string getSymbol(const std::string &name, size_t target, size_t layer);

/// The tensor of the packed file that holds `buffer` of `entry`.
std::string getPackedName(const EntryPoint &entry, const PackedBuffer &buffer);

/// `text` with `name` for each @.
std::string fillName(StringRef text, const std::string &name);

/// `text` as part of a C identifier.
std::string makeIdentifier(StringRef text);

/// The texts of a bundle, each in a file of its own.
std::string buildBundleSource(const std::string &name,
                              const std::vector<BundleCode> &codes);
std::string buildBundleHeader(const std::string &name, int64_t threads,
                              const std::vector<BundleCode> &codes);
std::string buildBundleExample(const std::string &name,
                               const std::vector<BundleCode> &codes);

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_LIB_JIT_BUNDLEDATA_H
