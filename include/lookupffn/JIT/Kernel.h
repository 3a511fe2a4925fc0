//===- Kernel.h - A compiled layer in this process --------------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_JIT_KERNEL_H
#define LOOKUPFFN_JIT_KERNEL_H

#include "lookupffn-c/Types.h"
#include "lookupffn/JIT/CompiledCode.h"

#include <memory>

namespace mlir::lookupffn {

/// How a kernel gets threads: whose they are is the caller's choice.
struct ParallelFor {
  LookupFFNParallelFor call = nullptr;
  void *context = nullptr;
};

/// Owns compiled code, the weights bound to it and the memory it works in.
///
/// `run` may be called from several threads at once. `bind` and `pack` must not
/// overlap with a run.
class Kernel {
public:
  /// Loads code into this process, which must be able to run it. `symbols` says
  /// who sees it by name, see CompileOptions.
  static Error load(const CompiledCode &code, const std::string &symbols,
                    std::unique_ptr<Kernel> &kernel);
  ~Kernel();

  const EntryPoint &getEntryPoint() const { return entry; }
  const std::vector<Argument> &getArguments(Role role) const;
  /// "znver3, +avx2, +fma".
  const std::string &getTarget() const { return target; }
  /// The schedule file of what was chosen.
  const std::string &getSchedule() const { return schedule; }
  /// Bytes that packing adds to the bound weights.
  int64_t getPackedBytes() const;

  /// Binds a weight, which the caller keeps alive and unchanged.
  Error bind(const char *key, const void *data, DType dtype, size_t rank,
             const int64_t *shape);
  /// Fills the packed buffers; every weight must be bound.
  Error pack();
  /// Lets `run` use up to `threads` threads, those of `parallelFor` or, when it
  /// has no function, of OpenMP. A token's outputs do not depend on it.
  Error setThreads(int64_t threads, ParallelFor parallelFor);
  /// Runs `tokens` tokens on one pointer for each input and output.
  Error run(const void *const *inputs, void *const *outputs, int64_t tokens);

private:
  struct Code;
  struct FreeDeleter {
    void operator()(void *memory) const;
  };
  using Memory = std::unique_ptr<void, FreeDeleter>;

  explicit Kernel(const CompiledCode &compiled);

  EntryPoint entry;
  std::string target, schedule;
  std::unique_ptr<Code> code;
  std::vector<const void *> weights;
  std::vector<Memory> packedMemory;
  /// Every packed buffer, be it our memory or a bound weight; empty until
  /// `pack` has succeeded.
  std::vector<void *> packed;
  bool isPacked = false;

  int64_t threads = 1;
  ParallelFor parallelFor;
};

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_JIT_KERNEL_H
