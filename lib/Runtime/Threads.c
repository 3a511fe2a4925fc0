/*===- Threads.c - Threads of the OpenMP runtime --------------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
|*===----------------------------------------------------------------------===*|
|*                                                                            *|
|* The OpenMP runtime is looked up and not linked: which one a process has is *|
|* known only when it runs. PyTorch brings its own copy, under a name of its  *|
|* own and with its symbols hidden from the rest, so it is found by its file. *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

/* For dl_iterate_phdr. */
#define _GNU_SOURCE

#include "Threads.h"

#include <dlfcn.h>
#include <link.h>
#include <stdatomic.h>
#include <string.h>

/* Runs a function on the threads of a team, the caller among them. */
typedef void (*GompParallel)(void (*function)(void *), void *data,
                             unsigned threads, unsigned flags);

/* Remembers the path of an OpenMP runtime among the loaded libraries, which is
   valid as long as the library stays loaded. */
static int findRuntime(struct dl_phdr_info *library, size_t size,
                       void *context) {
  (void)size;
  static const char *const stems[] = {"libgomp", "libomp", "libiomp5"};
  const char *path = library->dlpi_name ? library->dlpi_name : "";
  const char *slash = strrchr(path, '/');
  const char *file = slash ? slash + 1 : path;
  for (size_t i = 0; i < sizeof(stems) / sizeof(stems[0]); ++i)
    if (strncmp(file, stems[i], strlen(stems[i])) == 0 && strstr(file, ".so")) {
      *(const char **)context = path;
      return 1;
    }
  return 0;
}

struct Team {
  void (*body)(void *, int64_t);
  void *body_context;
  int64_t parts;
  _Atomic int64_t next;
};

/* The team may be smaller than asked for, so each thread takes parts until none
   is left. */
static void work(void *data) {
  struct Team *team = data;
  for (int64_t part; (part = atomic_fetch_add(&team->next, 1)) < team->parts;)
    team->body(team->body_context, part);
}

static void runOpenMP(void *context, int64_t parts,
                      void (*body)(void *, int64_t), void *body_context) {
  struct Team team = {body, body_context, parts, 0};
  GompParallel parallel;
  memcpy(&parallel, &context, sizeof(parallel));
  parallel(work, &team, (unsigned)parts, /*flags=*/0);
}

LookupFFNError *lookupffnFindOpenMP(LookupFFNParallelFor *parallel_for,
                                    void **context) {
  const char *path = NULL;
  dl_iterate_phdr(findRuntime, &path);
  /* Never closed: its threads live as long as the process. */
  void *library = dlopen(path ? path : "libgomp.so.1", RTLD_LAZY);
  *context = library ? dlsym(library, "GOMP_parallel") : NULL;
  *parallel_for = runOpenMP;
  if (*context)
    return NULL;
  return lookupffnMakeError(
      LOOKUPFFN_ERROR_SYSTEM, "threads need an OpenMP runtime, and %s %s",
      path ? path : "libgomp.so.1",
      path ? "has no GOMP_parallel; give a parallel_for, or use 1 thread"
           : "cannot be loaded; install libgomp1, give a parallel_for, or use "
             "1 thread");
}
