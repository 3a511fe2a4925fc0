/*===- Bundle.h - The constant data of a bundle ---------------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
|*===----------------------------------------------------------------------===*|
|*                                                                            *|
|* lookupffn-compile writes a table of these structures into the library of a *|
|* bundle.                                                                    *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#ifndef LOOKUPFFN_RUNTIME_BUNDLE_H
#define LOOKUPFFN_RUNTIME_BUNDLE_H

#include "Layer.h"

#include "lookupffn-c/Runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Changes with every change of the structures here and in Layer.h. */
#define LOOKUPFFN_BUNDLE_ABI 2

/* Metadata of packed files: the number of their format, and the hash of all
   data, 16 hexadecimal digits. */
#define LOOKUPFFN_PACKED_FORMAT_KEY "lookupffn.packed"
#define LOOKUPFFN_PACKED_FORMAT "1"
#define LOOKUPFFN_PACKED_HASH_KEY "lookupffn.xxh64"

/* The tensor of the packed file that is one packed buffer. Its name ends in a
   hash of how it is packed, so code never meets another layout. */
typedef struct LookupFFNPackedTensor {
  const char *name;
  int64_t bytes;
} LookupFFNPackedTensor;

typedef struct LookupFFNBundleLayer {
  LookupFFNLayer layer;
  const LookupFFNPackedTensor *packed;
} LookupFFNBundleLayer;

/* The code of all layers for one target. */
typedef struct LookupFFNBundleTarget {
  const char *name;
  /* LLVM's names of the features that the code needs, then NULL. */
  const char *const *features;
  const LookupFFNBundleLayer *layers;
} LookupFFNBundleTarget;

typedef struct LookupFFNBundleTable {
  int32_t abi;
  int32_t num_layers;
  int32_t num_targets;
  const char *name, *version;
  /* The best first. */
  const LookupFFNBundleTarget *targets;
} LookupFFNBundleTable;

/* Opens a bundle whose table is at hand; see lookupffnBundleLoad. */
LookupFFNError *lookupffnBundleOpen(const LookupFFNBundleTable *table,
                                    const char *weights,
                                    const LookupFFNLoadOptions *options,
                                    LookupFFNBundle **bundle);

/* The first target that this processor can run, or the one called `name` if it
   can; an error when there is none. */
LookupFFNError *
lookupffnBundleChooseTarget(const LookupFFNBundleTable *table, const char *name,
                            const LookupFFNBundleTarget **target);

/* XXH64 with seed 0, a hash against damage, not against attacks. */
uint64_t lookupffnHash(const void *data, size_t bytes);

#ifdef __cplusplus
}
#endif

#endif /* LOOKUPFFN_RUNTIME_BUNDLE_H */
