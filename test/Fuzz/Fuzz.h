/*===- Fuzz.h - What the fuzzers share ------------------------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#ifndef LOOKUPFFN_TEST_FUZZ_H
#define LOOKUPFFN_TEST_FUZZ_H

#include "Error.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* What has to hold for every input; libFuzzer keeps the input that aborts. */
#define CHECK(condition)                                                       \
  do {                                                                         \
    if (!(condition)) {                                                        \
      fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__,             \
              #condition);                                                     \
      abort();                                                                 \
    }                                                                          \
  } while (0)

/* A message is one line of readable size that no file can fill with commands
   for a terminal. */
void checkMessage(const LookupFFNError *error);

/* Called by libFuzzer with each input. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif /* LOOKUPFFN_TEST_FUZZ_H */
