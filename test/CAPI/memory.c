/*===- memory.c - Load and run a bundle without memory --------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
|*===----------------------------------------------------------------------===*|
|*                                                                            *|
|* Each allocation of the runtime fails in turn, alone and with all that      *|
|* follow. Every time there is an error and nothing is left. The linker puts  *|
|* the functions here in the place of the library's (--wrap).                 *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#include "lookupffn-c/Runtime.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* -- Memory that ends ------------------------------------------------------ */

/* Allocations until one fails, and blocks that were not freed. */
static long left, live;
static int fails_once;

void *__real_malloc(size_t bytes);
void *__real_calloc(size_t count, size_t bytes);
void *__real_realloc(void *memory, size_t bytes);
void *__real_aligned_alloc(size_t alignment, size_t bytes);
void __real_free(void *memory);
void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes);
void *__wrap_realloc(void *memory, size_t bytes);
void *__wrap_aligned_alloc(size_t alignment, size_t bytes);
void __wrap_free(void *memory);

static int isLeft(void) {
  --left;
  return fails_once ? left != -1 : left >= 0;
}

static void *count(void *memory) {
  live += memory != NULL;
  return memory;
}

void *__wrap_malloc(size_t bytes) {
  return isLeft() ? count(__real_malloc(bytes)) : NULL;
}

void *__wrap_calloc(size_t number, size_t bytes) {
  return isLeft() ? count(__real_calloc(number, bytes)) : NULL;
}

void *__wrap_realloc(void *memory, size_t bytes) {
  if (!isLeft())
    return NULL;
  void *result = __real_realloc(memory, bytes);
  live += result && !memory;
  return result;
}

void *__wrap_aligned_alloc(size_t alignment, size_t bytes) {
  return isLeft() ? count(__real_aligned_alloc(alignment, bytes)) : NULL;
}

void __wrap_free(void *memory) {
  live -= memory != NULL;
  __real_free(memory);
}

/* -- Calls ----------------------------------------------------------------- */

enum { kWidth = 40, kOutputWidth = 24 };
static float x[kWidth], y[kOutputWidth];

static LookupFFNError *loadAndRun(char **files) {
  LookupFFNLoadOptions options;
  lookupffnLoadOptionsInit(&options);
  options.residency = LOOKUPFFN_RESIDENCY_HUGE;
  LookupFFNBundle *bundle = NULL;
  LookupFFNError *error =
      lookupffnBundleLoad(files[0], files[1], &options, &bundle);
  if (error)
    return error;
  LookupFFNBuffer in = {x, sizeof(x)}, out = {y, sizeof(y)};
  error = lookupffnBundleRun(bundle, 0, &in, &out, 1, NULL);
  lookupffnBundleDestroy(bundle);
  return error;
}

/* Whether the allocation number `number` was needed; ends on a wrong error. */
static int runWith(char **files, long number) {
  left = number;
  LookupFFNError *error = loadAndRun(files);
  const char *message = lookupffnErrorGetMessage(error);
  if (!error && left >= 0)
    return 0;
  if ((int)lookupffnErrorGetCode(error) != LOOKUPFFN_ERROR_SYSTEM ||
      strncmp(message, "cannot allocate ", 16) != 0) {
    fprintf(stderr, "allocation %ld failed: '%s'\n", number, message);
    exit(1);
  }
  lookupffnErrorDestroy(error);
  if (live) {
    fprintf(stderr, "allocation %ld failed: %ld blocks left\n", number, live);
    exit(1);
  }
  return 1;
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: %s library weights\n", argv[0]);
    return 2;
  }
  long number = 0;
  for (fails_once = 0; fails_once < 2; ++fails_once)
    for (number = 0; runWith(argv + 1, number);)
      ++number;
  printf("%ld allocations\n", number);
  return number < 8 || live;
}
