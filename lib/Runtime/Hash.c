/*===- Hash.c - A hash of many bytes --------------------------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
|*===----------------------------------------------------------------------===*|
|*                                                                            *|
|* XXH64 as its specification describes it, for little endian machines, which *|
|* are all that the compiler knows.                                           *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#include "Bundle.h"

#include <string.h>

#define PRIME1 0x9E3779B185EBCA87u
#define PRIME2 0xC2B2AE3D27D4EB4Fu
#define PRIME3 0x165667B19E3779F9u
#define PRIME4 0x85EBCA77C2B2AE63u
#define PRIME5 0x27D4EB2F165667C5u

static uint64_t rotate(uint64_t value, int bits) {
  return value << bits | value >> (64 - bits);
}

static uint64_t read64(const unsigned char *data) {
  uint64_t value;
  memcpy(&value, data, sizeof(value));
  return value;
}

static uint64_t mix(uint64_t sum, uint64_t value) {
  return rotate(sum + value * PRIME2, 31) * PRIME1;
}

uint64_t lookupffnHash(const void *data, size_t bytes) {
  const unsigned char *at = data, *end = at + bytes;
  uint64_t hash = PRIME5;
  if (bytes >= 32) {
    uint64_t sums[4] = {PRIME1 + PRIME2, PRIME2, 0, 0 - PRIME1};
    for (; end - at >= 32; at += 32)
      for (int i = 0; i < 4; ++i)
        sums[i] = mix(sums[i], read64(at + 8 * i));
    hash = rotate(sums[0], 1) + rotate(sums[1], 7) + rotate(sums[2], 12) +
           rotate(sums[3], 18);
    for (int i = 0; i < 4; ++i)
      hash = (hash ^ mix(0, sums[i])) * PRIME1 + PRIME4;
  }
  hash += bytes;
  for (; end - at >= 8; at += 8)
    hash = rotate(hash ^ mix(0, read64(at)), 27) * PRIME1 + PRIME4;
  if (end - at >= 4) {
    uint32_t value;
    memcpy(&value, at, sizeof(value));
    hash = rotate(hash ^ value * PRIME1, 23) * PRIME2 + PRIME3;
    at += 4;
  }
  for (; at < end; ++at)
    hash = rotate(hash ^ *at * PRIME5, 11) * PRIME1;
  hash = (hash ^ hash >> 33) * PRIME2;
  hash = (hash ^ hash >> 29) * PRIME3;
  return hash ^ hash >> 32;
}
