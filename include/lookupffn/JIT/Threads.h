//===- Threads.h - Work on several threads ----------------------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_JIT_THREADS_H
#define LOOKUPFFN_JIT_THREADS_H

#include "lookupffn/JIT/Error.h"

#include <cstdint>

namespace mlir::lookupffn {

/// How a kernel gets threads: whose they are is the caller's choice.
struct ParallelFor {
  using Body = void (*)(void *bodyContext, int64_t part);
  /// Calls `body(bodyContext, part)` once for each part in [0, parts), on any
  /// threads, and returns when all calls have. The same type as
  /// LookupFFNParallelFor of the C header.
  void (*call)(void *context, int64_t parts, Body body,
               void *bodyContext) = nullptr;
  void *context = nullptr;
};

/// The threads of the OpenMP runtime that this process has loaded, by its GNU
/// entry point, or of GNU's when it has loaded none: a second pool beside one
/// that spins would take its cores. Fails when there is no runtime to load.
Error findOpenMP(ParallelFor &parallelFor);

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_JIT_THREADS_H
