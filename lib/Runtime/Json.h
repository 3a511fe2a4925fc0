/*===- Json.h - Reads JSON piece by piece ---------------------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
|*===----------------------------------------------------------------------===*|
|*                                                                            *|
|* As much of JSON as the header of a safetensors file needs. Nothing         *|
|* recurses, so no text can exhaust the stack.                                *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#ifndef LOOKUPFFN_RUNTIME_JSON_H
#define LOOKUPFFN_RUNTIME_JSON_H

#include <stddef.h>
#include <stdint.h>

/* Text between `at` and `end`. Every function skips white space first and moves
   `at` behind what it took; it returns 1, or 0 and takes nothing that counts.
 */
typedef struct LookupFFNJson {
  const char *at, *end;
} LookupFFNJson;

/* The next character that is not white space, 0 at the end. Takes nothing
   else. */
char lookupffnJsonPeek(LookupFFNJson *json);

/* Takes the punctuation mark `mark`. */
int lookupffnJsonTake(LookupFFNJson *json, char mark);

/* Takes a string and writes it in UTF-8, with a 0 behind it, to `*text`, which
   then points behind that 0. The literal is longer than what is written.
   Strings that hold the character 0 or are not valid UTF-8 are refused. */
int lookupffnJsonTakeString(LookupFFNJson *json, char **text);

/* Takes an integer from 0 to 2^63 - 1. */
int lookupffnJsonTakeInteger(LookupFFNJson *json, int64_t *value);

#endif /* LOOKUPFFN_RUNTIME_JSON_H */
