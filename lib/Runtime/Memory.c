/*===- Memory.c - Memory of the runtime -----------------------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#include "Memory.h"

#include <stdlib.h>
#include <sys/mman.h>

/* The large page of x86-64, and of AArch64 with small ones of 4 KiB. */
#define LARGE_PAGE ((size_t)2 << 20)

LookupFFNError *lookupffnAllocate(size_t bytes, void **memory) {
  /* Large buffers ask for large pages: a row of a slice is alone on its page,
     so with small ones each read of it would search the page tables. */
  size_t alignment = bytes >= 2 * LARGE_PAGE ? LARGE_PAGE : LOOKUPFFN_ALIGNMENT;
  /* aligned_alloc wants a multiple of the alignment, and not 0. */
  size_t rounded = ((bytes ? bytes : 1) + alignment - 1) & ~(alignment - 1);
  *memory = rounded < bytes ? NULL : aligned_alloc(alignment, rounded);
  if (!*memory)
    return lookupffnMakeError(LOOKUPFFN_ERROR_SYSTEM,
                              "cannot allocate %zu bytes", bytes);
#ifdef MADV_HUGEPAGE
  /* Only a wish: without large pages everything works the same. */
  if (alignment == LARGE_PAGE)
    (void)madvise(*memory, rounded, MADV_HUGEPAGE);
#endif
  return NULL;
}
