/*===- Threads.h - Threads of the OpenMP runtime --------------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#ifndef LOOKUPFFN_RUNTIME_THREADS_H
#define LOOKUPFFN_RUNTIME_THREADS_H

#include "Error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The threads of the OpenMP runtime that this process has loaded, by its GNU
   entry point, or of GNU's when it has loaded none: a second pool beside one
   that spins would take its cores. Fails when there is no runtime to load. */
LookupFFNError *lookupffnFindOpenMP(LookupFFNParallelFor *parallel_for,
                                    void **context);

#ifdef __cplusplus
}
#endif

#endif /* LOOKUPFFN_RUNTIME_THREADS_H */
