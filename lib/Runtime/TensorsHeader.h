/*===- TensorsHeader.h - Reads the header of safetensors files ------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#ifndef LOOKUPFFN_RUNTIME_TENSORSHEADER_H
#define LOOKUPFFN_RUNTIME_TENSORSHEADER_H

#include "Json.h"
#include "SafeTensors.h"

/* What is being read. Tensors and sizes are in growing arrays, so that until
   all are there a tensor knows its sizes by number only. */
struct LookupFFNReader {
  const char *path;
  LookupFFNJson json;
  const char *data;
  uint64_t data_bytes;
  /* Room for all strings: a literal is longer than what it stands for. */
  char *text;
  LookupFFNTensor *tensors;
  size_t num_tensors, max_tensors;
  LookupFFNMetadata *metadata;
  size_t num_metadata, max_metadata;
  int64_t *sizes;
  size_t num_sizes, max_sizes;
  int has_metadata;
};

/* Reads all of the header into `reader`, whose arrays belong to the caller even
   when it fails. */
LookupFFNError *lookupffnReadHeader(struct LookupFFNReader *reader);

/* "cannot read '<path>': <what>", the error for a key that occurs twice, and
   the one for want of memory. */
LookupFFNError *lookupffnFailReading(const struct LookupFFNReader *reader,
                                     const char *what);
LookupFFNError *lookupffnFailTwice(const struct LookupFFNReader *reader,
                                   const char *key);
LookupFFNError *lookupffnFailMemory(void);

#endif /* LOOKUPFFN_RUNTIME_TENSORSHEADER_H */
