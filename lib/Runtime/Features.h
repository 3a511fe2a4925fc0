/*===- Features.h - What this processor can do ----------------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#ifndef LOOKUPFFN_RUNTIME_FEATURES_H
#define LOOKUPFFN_RUNTIME_FEATURES_H

#include "Error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The first of `features`, a list of LLVM's names that ends with NULL, that this
   processor or its operating system lacks or that is not known; NULL when it has
   all of them. */
const char *lookupffnFindMissingFeature(const char *const *features);

/* Asks the operating system for what code with `features` needs beyond the
   processor: the tiles of AMX have to be requested once a process. */
LookupFFNError *lookupffnRequestFeatures(const char *const *features);

#ifdef __cplusplus
}
#endif

#endif /* LOOKUPFFN_RUNTIME_FEATURES_H */
