/*===- SafeTensors.h - Reads safetensors files ----------------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
|*===----------------------------------------------------------------------===*|
|*                                                                            *|
|* A file is 8 bytes with the length of the header, little endian, a header   *|
|* in JSON, and the data of all tensors, one after another without holes.     *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#ifndef LOOKUPFFN_RUNTIME_SAFETENSORS_H
#define LOOKUPFFN_RUNTIME_SAFETENSORS_H

#include "Error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One tensor; everything belongs to the file. */
typedef struct LookupFFNTensor {
  const char *name;
  /* As in the file: "F32", "BF16", "I64". */
  const char *dtype;
  const int64_t *shape;
  size_t rank;
  const void *data;
  size_t bytes;
} LookupFFNTensor;

typedef struct LookupFFNMetadata {
  const char *key, *value;
} LookupFFNMetadata;

typedef struct LookupFFNTensors {
  const LookupFFNTensor *tensors;
  size_t num_tensors;
  const LookupFFNMetadata *metadata;
  size_t num_metadata;
} LookupFFNTensors;

/* Reads `bytes` bytes of a file, `tensors` of which point into `content` and
   have to be destroyed before it goes. What is not exactly the format is
   refused: nothing outside of `content` is ever read. `path` is for messages.
   Tensors come in the order of their data, metadata in that of its keys. */
LookupFFNError *lookupffnReadTensors(const char *path, const void *content,
                                     size_t bytes, LookupFFNTensors **tensors);

void lookupffnTensorsDestroy(LookupFFNTensors *tensors);

/* The tensor called `name`, or NULL. */
const LookupFFNTensor *lookupffnFindTensor(const LookupFFNTensors *tensors,
                                           const char *name);

/* The metadata under `key`, or NULL. */
const char *lookupffnFindMetadata(const LookupFFNTensors *tensors,
                                  const char *key);

/* Maps a file read-only; other processes that map it share its pages. */
LookupFFNError *lookupffnMapFile(const char *path, const void **content,
                                 size_t *bytes);

#ifdef __cplusplus
}
#endif

#endif /* LOOKUPFFN_RUNTIME_SAFETENSORS_H */
