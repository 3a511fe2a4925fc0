//===- CodeCache.h - Compiled code on disk ----------------------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One file a kernel, named by the hash of all that its code depends on. What is
// in a file is used only when the whole file is as it was written; anything
// else is compiled again and replaced. No failure of the cache is an error.
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_JIT_CODECACHE_H
#define LOOKUPFFN_JIT_CODECACHE_H

#include "lookupffn/JIT/CompiledCode.h"

#include <string>

namespace mlir::lookupffn {

/// `lookupffn` in $XDG_CACHE_HOME, or in .cache of the home directory; empty
/// when there is neither. With Host.cpp the only place of the library that
/// looks around, and called at its boundary alone.
std::string getDefaultCacheDirectory();

/// The build ids of the library, LLVM and MLIR, which tell them from all others;
/// empty when one has none.
std::string getBuildIdentity();

class CodeCache {
public:
  /// No file is touched before `load`. An empty `directory` is no cache.
  explicit CodeCache(std::string directory) : directory(std::move(directory)) {}

  bool isOn() const { return !directory.empty(); }

  /// Names the file of this compilation. `parts` are all that the code depends
  /// on, in a fixed order.
  void setKey(const std::vector<std::string> &parts);

  /// Reads the code that was stored under the key; false when there is none.
  bool load(CompiledCode &code);

  /// Stores code under the key, and removes what was used longest ago when the
  /// directory grows beyond its bound.
  void store(const CompiledCode &code);

  /// Turns the cache off, and says why in the note.
  void turnOff(const std::string &why);

  /// What became of it, for people: "loaded from '<file>'", "stored in
  /// '<file>'", "not cached: <reason>"; empty when there is no cache.
  const std::string &getNote() const { return note; }

private:
  bool openDirectory();

  std::string directory, key, file, note;
};

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_JIT_CODECACHE_H
