//===- Threads.cpp - Work on several threads ------------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The OpenMP runtime is looked up and not linked: which one a process has is
// known only when it runs. PyTorch brings its own copy, under a name of its own
// and with its symbols hidden from the rest, so it is found by its file.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/JIT/Threads.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

#include <atomic>
#include <dlfcn.h>
#include <link.h>

using namespace mlir::lookupffn;

/// Runs a function on the threads of a team, the caller among them.
using GompParallel = void (*)(void (*function)(void *), void *data,
                              unsigned threads, unsigned flags);

/// Remembers the path of an OpenMP runtime among the loaded libraries.
static int findRuntime(dl_phdr_info *library, size_t, void *path) {
  llvm::StringRef name(library->dlpi_name ? library->dlpi_name : "");
  llvm::StringRef file = name.rsplit('/').second;
  if (!llvm::any_of(llvm::ArrayRef({"libgomp", "libomp", "libiomp5"}),
                    [&](const char *stem) {
                      return file.starts_with(stem) && file.contains(".so");
                    }))
    return 0;
  *static_cast<std::string *>(path) = name.str();
  return 1;
}

static void runOpenMP(void *context, int64_t parts, ParallelFor::Body body,
                      void *bodyContext) {
  struct Team {
    ParallelFor::Body body;
    void *bodyContext;
    int64_t parts;
    std::atomic<int64_t> next{0};
  } team{body, bodyContext, parts};
  // The team may be smaller than asked for, so each thread takes parts until
  // none is left.
  auto work = [](void *data) {
    Team &team = *static_cast<Team *>(data);
    for (int64_t part; (part = team.next.fetch_add(1)) < team.parts;)
      team.body(team.bodyContext, part);
  };
  reinterpret_cast<GompParallel>(context)(work, &team, parts, /*flags=*/0);
}

Error mlir::lookupffn::findOpenMP(ParallelFor &parallelFor) {
  std::string path;
  dl_iterate_phdr(findRuntime, &path);
  // Never closed: its threads live as long as the process.
  void *library =
      dlopen(path.empty() ? "libgomp.so.1" : path.c_str(), RTLD_LAZY);
  void *parallel = library ? dlsym(library, "GOMP_parallel") : nullptr;
  if (!parallel)
    return {ErrorCode::System,
            "threads need an OpenMP runtime, and " +
                (path.empty() ? "libgomp.so.1 cannot be loaded; install "
                                "libgomp1, give a parallel_for, or use 1 thread"
                              : path + " has no GOMP_parallel; give a "
                                       "parallel_for, or use 1 thread")};
  parallelFor = {runOpenMP, parallel};
  return Error::success();
}
