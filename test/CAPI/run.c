/*===- run.c - Load and run a bundle from C -------------------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
|*===----------------------------------------------------------------------===*|
|*                                                                            *|
|* Runs the bundle of run.test, given by its files, and provokes every error  *|
|* of the runtime. Prints failed checks only.                                 *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#include "lookupffn-c/Runtime.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures = 0;

#define CHECK(condition)                                                       \
  do {                                                                         \
    if (!(condition)) {                                                        \
      fprintf(stderr, "line %d: not true: %s\n", __LINE__, #condition);        \
      ++failures;                                                              \
    }                                                                          \
  } while (0)

/* Checks the code and a part of the message, and destroys the error. */
static void checkError(int line, LookupFFNError *error, int code,
                       const char *part) {
  const char *message = lookupffnErrorGetMessage(error);
  if ((int)lookupffnErrorGetCode(error) != code || !strstr(message, part)) {
    fprintf(stderr,
            "line %d: expected code %d and '%s', got code %d and '%s'\n", line,
            code, part, (int)lookupffnErrorGetCode(error), message);
    ++failures;
  }
  lookupffnErrorDestroy(error);
}
#define EXPECT(error, code, part) checkError(__LINE__, error, code, part)
#define EXPECT_OK(error) checkError(__LINE__, error, 0, "")

enum { kTokens = 1000, kWidth = 40, kOutputWidth = 24 };
static float x[kTokens * kWidth], y[kTokens * kOutputWidth];
static float expected[kTokens * kOutputWidth];

static const char *library, *weights, *damaged;

/* -- Files that are not what they should be -------------------------------- */

static void testLoading(void) {
  LookupFFNBundle *bundle = NULL;
  EXPECT(lookupffnBundleLoad(NULL, weights, NULL, &bundle), 5,
         "expected the path of a library, but got a null pointer");
  EXPECT(lookupffnBundleLoad(library, NULL, NULL, &bundle), 5,
         "expected the path of packed weights, but got a null pointer");
  EXPECT(lookupffnBundleLoad(library, weights, NULL, NULL), 5,
         "expected a place for the bundle, but got a null pointer");
  EXPECT(lookupffnBundleLoad("/nowhere/libx.so", weights, NULL, &bundle), 7,
         "cannot load '/nowhere/libx.so': ");
  EXPECT(lookupffnBundleLoad("libm.so.6", weights, NULL, &bundle), 8,
         "'libm.so.6' is no library of a bundle");
  EXPECT(lookupffnBundleLoad(library, "/nowhere", NULL, &bundle), 7,
         "cannot read '/nowhere': No such file or directory");
  EXPECT(lookupffnBundleLoad(library, library, NULL, &bundle), 8,
         "cannot read '");
  LookupFFNLoadOptions options;
  memset(&options, 0, sizeof(options));
  EXPECT(lookupffnBundleLoad(library, weights, &options, &bundle), 5,
         "options of 0 bytes, but expected");
  lookupffnLoadOptionsInit(&options);
  options.residency = (LookupFFNResidency)9;
  EXPECT(lookupffnBundleLoad(library, weights, &options, &bundle), 5,
         "unknown residency 9; expected a value of LookupFFNResidency, 0 to 3");
  lookupffnLoadOptionsInit(&options);
  options.target = "z80";
  EXPECT(lookupffnBundleLoad(library, weights, &options, &bundle), 5,
         "bundle 'ffn' has no target 'z80'; its best is '");
  /* The test compiles for a processor that no machine has. */
  options.target = "x86-64+avx512vp2intersect+sse4a+xop+amx-fp16";
  EXPECT(lookupffnBundleLoad(library, weights, &options, &bundle), 2,
         "this processor cannot run bundle 'ffn': 'x86-64+avx512vp2intersect");
  CHECK(!bundle);
  lookupffnBundleDestroy(NULL);
}

/* Writes `bytes` bytes to the file `damaged`. */
static void writeDamaged(const char *content, size_t bytes) {
  FILE *file = fopen(damaged, "wb");
  CHECK(file && fwrite(content, 1, bytes, file) == bytes);
  if (file)
    fclose(file);
}

/* Replaces the first `from` by `to`, which is as long. */
static void replace(char *content, size_t bytes, const char *from,
                    const char *to) {
  size_t length = strlen(from);
  for (size_t i = 0; i + length <= bytes; ++i)
    if (memcmp(content + i, from, length) == 0) {
      memcpy(content + i, to, length);
      return;
    }
  fprintf(stderr, "there is no '%s' to replace\n", from);
  exit(1);
}

static void testDamage(void) {
  FILE *file = fopen(weights, "rb");
  fseek(file, 0, SEEK_END);
  size_t bytes = (size_t)ftell(file);
  rewind(file);
  char *content = malloc(bytes), *copy = malloc(bytes);
  CHECK(fread(content, 1, bytes, file) == bytes);
  fclose(file);
  LookupFFNBundle *bundle = NULL;

  /* Whatever is missing is noticed before the first call. */
  for (size_t length = 0; length < bytes; length += length < 6000 ? 97 : 4099) {
    writeDamaged(content, length);
    EXPECT(lookupffnBundleLoad(library, damaged, NULL, &bundle), 8,
           "cannot read '");
  }

  /* A flipped bit is found when asked for. */
  LookupFFNLoadOptions options;
  lookupffnLoadOptionsInit(&options);
  options.verify = 1;
  memcpy(copy, content, bytes);
  copy[bytes - 1] ^= 4;
  writeDamaged(copy, bytes);
  EXPECT(lookupffnBundleLoad(library, damaged, &options, &bundle), 8,
         "is damaged: its data has the hash ");
  EXPECT_OK(lookupffnBundleLoad(library, damaged, NULL, &bundle));
  lookupffnBundleDestroy(bundle);

  memcpy(copy, content, bytes);
  replace(copy, bytes, "\"lookupffn.packed\":\"1\"",
          "\"lookupffn.packed\":\"2\"");
  writeDamaged(copy, bytes);
  EXPECT(lookupffnBundleLoad(library, damaged, NULL, &bundle), 8,
         "is of packed format 2, but expected packed weights of format 1");
  memcpy(copy, content, bytes);
  replace(copy, bytes, "lookupffn.packed", "lookupffn.unpack");
  writeDamaged(copy, bytes);
  EXPECT(
      lookupffnBundleLoad(library, damaged, NULL, &bundle), 8,
      "is no file of packed weights, but expected packed weights of format 1");
  memcpy(copy, content, bytes);
  replace(copy, bytes, "\"FFN.bias", "\"FFN.bios");
  writeDamaged(copy, bytes);
  EXPECT(lookupffnBundleLoad(library, damaged, NULL, &bundle), 8,
         "has no tensor 'FFN.bias', which layer 'layer' of bundle 'ffn' needs");
  remove(damaged);
  free(content);
  free(copy);
}

/* -- Calls ------------------------------------------------------------------
 */

static int isExpected(int64_t tokens) {
  return memcmp(y, expected, (size_t)tokens * kOutputWidth * sizeof(float)) ==
         0;
}

static void testCalls(LookupFFNBundle *bundle) {
  LookupFFNBuffer in = {x, sizeof(x)}, out = {y, sizeof(y)};
  EXPECT_OK(lookupffnBundleRun(bundle, 0, &in, &out, 0, NULL));
  EXPECT(lookupffnBundleRun(NULL, 0, &in, &out, 1, NULL), 5,
         "expected a bundle, but got a null pointer");
  EXPECT(lookupffnBundleRun(bundle, 1, &in, &out, 1, NULL), 5,
         "no layer 1; bundle 'ffn' has 1");
  EXPECT(lookupffnBundleRun(bundle, 0, NULL, &out, 1, NULL), 5,
         "expected a list of inputs, but got a null pointer");
  EXPECT(lookupffnBundleRun(bundle, 0, &in, NULL, 1, NULL), 5,
         "expected a list of outputs, but got a null pointer");
  EXPECT(lookupffnBundleRun(bundle, 0, &in, &out, -1, NULL), 5,
         "expected 0 tokens or more, but got -1");
  EXPECT(
      lookupffnBundleRun(bundle, 0, &in, &out, kTokens + 1, NULL), 3,
      "input 'x': expected 160 bytes for each of 1001 tokens, but got 160000 "
      "bytes in all");
  LookupFFNBuffer few = {y, 95};
  EXPECT(
      lookupffnBundleRun(bundle, 0, &in, &few, 1, NULL), 3,
      "output 'y': expected 96 bytes for each of 1 tokens, but got 95 bytes");
  LookupFFNBuffer odd = {(char *)x + 1, sizeof(x) - 1};
  EXPECT(lookupffnBundleRun(bundle, 0, &odd, &out, 1, NULL), 5,
         "input 'x': the address is not a multiple of 4");
  EXPECT(lookupffnBundleRun(bundle, 0, &in, &in, 1, NULL), 5,
         "output 'y' overlaps input 'x'; give it memory of its own");

  LookupFFNRunOptions options;
  memset(&options, 0, sizeof(options));
  EXPECT(lookupffnBundleRun(bundle, 0, &in, &out, 1, &options), 5,
         "options of 0 bytes, but expected");
  lookupffnRunOptionsInit(&options);
  options.threads = 0;
  EXPECT(lookupffnBundleRun(bundle, 0, &in, &out, 1, &options), 5,
         "expected 1 thread or more, but got 0");
}

static int parts_seen;

/* A pool of one thread, which counts what it is given. */
static void runParts(void *context, int64_t parts,
                     void (*body)(void *, int64_t), void *body_context) {
  (void)context;
  parts_seen = (int)parts;
  for (int64_t part = 0; part < parts; ++part)
    body(body_context, part);
}

static void testThreadsAndScratch(LookupFFNBundle *bundle) {
  LookupFFNBuffer in = {x, sizeof(x)}, out = {y, sizeof(y)};
  LookupFFNRunOptions options;
  lookupffnRunOptionsInit(&options);
  options.threads = 3;
  options.parallel_for = runParts;
  memset(y, 0, sizeof(y));
  EXPECT_OK(lookupffnBundleRun(bundle, 0, &in, &out, kTokens, &options));
  CHECK(parts_seen > 1 && parts_seen <= 3);
  CHECK(isExpected(kTokens));

  options.scratch_bytes = lookupffnBundleGetScratchBytes(bundle, 0, 3);
  char *memory = malloc(options.scratch_bytes + 1);
  options.scratch = memory + 1;
  memset(y, 0, sizeof(y));
  EXPECT_OK(lookupffnBundleRun(bundle, 0, &in, &out, kTokens, &options));
  CHECK(isExpected(kTokens));
  options.scratch_bytes = 16;
  EXPECT(lookupffnBundleRun(bundle, 0, &in, &out, kTokens, &options), 5,
         "expected scratch memory of ");
  free(memory);

  /* The OpenMP runtime of the machine. */
  lookupffnRunOptionsInit(&options);
  options.threads = 2;
  memset(y, 0, sizeof(y));
  EXPECT_OK(lookupffnBundleRun(bundle, 0, &in, &out, kTokens, &options));
  CHECK(isExpected(kTokens));
}

/* Adds what a second shard would have, which is the same. */
static int addTwice(void *context, int32_t output, void *data,
                    LookupFFNDType dtype, int64_t elements) {
  float *values = data;
  CHECK(output == 0 && dtype == LOOKUPFFN_DTYPE_F32);
  CHECK(elements == 7 * kOutputWidth);
  for (int64_t i = 0; i < elements; ++i)
    values[i] *= 2;
  return *(int *)context;
}

static void testReduce(LookupFFNBundle *bundle) {
  LookupFFNBuffer in = {x, sizeof(x)}, out = {y, sizeof(y)};
  int status = 0;
  LookupFFNRunOptions options;
  lookupffnRunOptionsInit(&options);
  options.reduce = addTwice;
  options.reduce_context = &status;
  EXPECT_OK(lookupffnBundleRun(bundle, 0, &in, &out, 7, &options));
  int same = 1;
  for (int i = 0; i < 7 * kOutputWidth; ++i)
    same &= y[i] == 2 * expected[i];
  CHECK(same);
  status = 5;
  EXPECT(lookupffnBundleRun(bundle, 0, &in, &out, 7, &options), 5,
         "output 'y': the reduce function returned 5, but expected 0");
}

static void testQueries(LookupFFNBundle *bundle) {
  LookupFFNArgument argument;
  CHECK(strcmp(lookupffnBundleGetName(bundle), "ffn") == 0);
  CHECK(strstr(lookupffnBundleGetVersion(bundle), "lookupffn "));
  CHECK(strncmp(lookupffnBundleGetTarget(bundle), "x86-64", 6) == 0);
  CHECK(lookupffnBundleGetNumLayers(bundle) == 1);
  CHECK(strcmp(lookupffnBundleGetLayerName(bundle, 0), "layer") == 0);
  CHECK(!lookupffnBundleGetLayerName(bundle, 1));
  CHECK(!lookupffnBundleGetLayerName(bundle, -1));
  CHECK(lookupffnBundleGetNumArguments(bundle, 0, LOOKUPFFN_ROLE_INPUT) == 1);
  CHECK(lookupffnBundleGetNumArguments(bundle, 0, LOOKUPFFN_ROLE_WEIGHT) == 0);
  EXPECT_OK(lookupffnBundleGetArgument(bundle, 0, LOOKUPFFN_ROLE_OUTPUT, 0,
                                       &argument));
  CHECK(strcmp(argument.name, "y") == 0 && argument.rank == 2);
  CHECK(argument.shape[0] == -1 && argument.shape[1] == kOutputWidth);
  EXPECT(
      lookupffnBundleGetArgument(bundle, 0, LOOKUPFFN_ROLE_INPUT, 1, &argument),
      5, "no input 1; layer 'layer' has 1");
  EXPECT(
      lookupffnBundleGetArgument(bundle, 2, LOOKUPFFN_ROLE_INPUT, 0, &argument),
      5, "no layer 2; bundle 'ffn' has 1");
  CHECK(lookupffnBundleGetScratchBytes(bundle, 0, 2) >
        lookupffnBundleGetScratchBytes(bundle, 0, 1));
}

/* Wherever the weights are, outputs are the same. */
static void testResidency(void) {
  LookupFFNBuffer in = {x, sizeof(x)}, out = {y, sizeof(y)};
  for (int residency = 0; residency <= 3; ++residency) {
    LookupFFNBundle *bundle = NULL;
    LookupFFNLoadOptions options;
    lookupffnLoadOptionsInit(&options);
    options.residency = (LookupFFNResidency)residency;
    options.verify = 1;
    EXPECT_OK(lookupffnBundleLoad(library, weights, &options, &bundle));
    memset(y, 0, sizeof(y));
    EXPECT_OK(lookupffnBundleRun(bundle, 0, &in, &out, 33, NULL));
    CHECK(isExpected(33));
    lookupffnBundleDestroy(bundle);
  }
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: %s library weights scratch-file\n", argv[0]);
    return 2;
  }
  library = argv[1];
  weights = argv[2];
  damaged = argv[3];
  for (int i = 0; i < kTokens * kWidth; ++i)
    x[i] = sinf((float)i);
  testLoading();
  testDamage();
  LookupFFNBundle *bundle = NULL;
  EXPECT_OK(lookupffnBundleLoad(library, weights, NULL, &bundle));
  LookupFFNBuffer in = {x, sizeof(x)}, out = {expected, sizeof(expected)};
  EXPECT_OK(lookupffnBundleRun(bundle, 0, &in, &out, kTokens, NULL));
  testQueries(bundle);
  testCalls(bundle);
  testThreadsAndScratch(bundle);
  testReduce(bundle);
  lookupffnBundleDestroy(bundle);
  testResidency();
  return failures != 0;
}
