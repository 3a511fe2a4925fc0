/*===- Fuzz.c - What the fuzzers share ------------------------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
|*===----------------------------------------------------------------------===*|
|*                                                                            *|
|* Inputs are safetensors files. A mutation that changes the length of the    *|
|* header without the number that tells it is refused at once and finds       *|
|* nothing, so most mutations keep the two together.                          *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#include "Fuzz.h"

#include <string.h>

void checkMessage(const LookupFFNError *error) {
  const char *message = lookupffnErrorGetMessage(error);
  size_t length = strlen(message);
  CHECK(length > 0 && length < 1000);
  CHECK(message[length - 1] != '.');
  for (size_t i = 0; i < length; ++i)
    CHECK((unsigned char)message[i] >= 0x20 && message[i] != 0x7f);
}

/* libFuzzer's own mutation, and the function that it calls instead. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
                               unsigned seed);

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
                               unsigned seed) {
  uint64_t length = 0;
  if (size >= 8)
    memcpy(&length, data, 8);
  if (seed % 4 == 0 || size < 8 || length > size - 8)
    return LLVMFuzzerMutate(data, size, max_size);

  /* The header grows and shrinks in a copy of its own; the data moves. */
  size_t rest = size - 8 - length, room = max_size - 8 - rest;
  uint8_t *header = room ? malloc(room) : NULL;
  if (!header)
    return LLVMFuzzerMutate(data, size, max_size);
  memcpy(header, data + 8, length);
  uint64_t mutated = LLVMFuzzerMutate(header, length, room);
  memmove(data + 8 + mutated, data + 8 + length, rest);
  memcpy(data + 8, header, mutated);
  memcpy(data, &mutated, 8);
  free(header);
  return 8 + mutated + rest;
}
