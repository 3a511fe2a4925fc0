/*===- BundleState.h - An open bundle -------------------------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#ifndef LOOKUPFFN_RUNTIME_BUNDLESTATE_H
#define LOOKUPFFN_RUNTIME_BUNDLESTATE_H

#include "Bundle.h"
#include "Runner.h"
#include "SafeTensors.h"

/* One layer with its packed buffers, which are pointers into the file. */
struct LookupFFNOpenLayer {
  LookupFFNRunner runner;
  void **packed;
};

struct LookupFFNBundle {
  const LookupFFNBundleTable *table;
  const LookupFFNBundleTarget *target;
  /* The library, when it was loaded here. */
  void *library;
  const void *content;
  size_t bytes;
  /* Whether `content` is a copy. */
  int is_copy;
  LookupFFNTensors *tensors;
  struct LookupFFNOpenLayer *layers;
  /* Threads of OpenMP once they are found, guarded by the mutex. */
  pthread_mutex_t mutex;
  LookupFFNParallelFor openmp;
  void *openmp_context;
};

/* A caller built against a later header has options that are unknown here. */
LookupFFNError *lookupffnCheckOptionsSize(size_t size, size_t expected);

#endif /* LOOKUPFFN_RUNTIME_BUNDLESTATE_H */
