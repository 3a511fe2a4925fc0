/*===- Memory.h - Memory of the runtime -----------------------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#ifndef LOOKUPFFN_RUNTIME_MEMORY_H
#define LOOKUPFFN_RUNTIME_MEMORY_H

#include "Error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Start of scratch memory and packed buffers: a cache line, and the widest
   vector register. */
#define LOOKUPFFN_ALIGNMENT 64

/* Memory of `bytes` bytes, aligned to LOOKUPFFN_ALIGNMENT, to be freed with
   free(). Large buffers lie on large pages where the system has them. */
LookupFFNError *lookupffnAllocate(size_t bytes, void **memory);

#ifdef __cplusplus
}
#endif

#endif /* LOOKUPFFN_RUNTIME_MEMORY_H */
