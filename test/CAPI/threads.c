/*===- threads.c - Run one bundle from several threads --------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
|*===----------------------------------------------------------------------===*|
|*                                                                            *|
|* Threads that know nothing of each other share a bundle: some let it find   *|
|* its scratch memory, some bring their own, and some cut their calls into    *|
|* parts for threads of their own. All get what one thread alone gets. Made   *|
|* to be run under ThreadSanitizer as well, so OpenMP, which that does not    *|
|* understand, is left to run.c.                                              *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#include "lookupffn-c/Runtime.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kTokens = 600, kWidth = 40, kOutputWidth = 24 };
enum { kThreads = 8, kCalls = 40, kParts = 3 };
static float x[kTokens * kWidth], expected[kTokens * kOutputWidth];
static LookupFFNBundle *bundle;

static void check(LookupFFNError *error) {
  if (!error)
    return;
  fprintf(stderr, "%s\n", lookupffnErrorGetMessage(error));
  exit(1);
}

/* -- A pool that starts a thread for each part ---------------------------- */

struct Part {
  pthread_t thread;
  void (*body)(void *, int64_t);
  void *context;
  int64_t number;
};

static void *runPart(void *data) {
  struct Part *part = data;
  part->body(part->context, part->number);
  return NULL;
}

static void runParts(void *context, int64_t count,
                     void (*body)(void *, int64_t), void *body_context) {
  struct Part parts[kParts];
  (void)context;
  for (int64_t i = 0; i < count; ++i) {
    struct Part part = {0};
    parts[i] = part;
    parts[i].body = body;
    parts[i].context = body_context;
    parts[i].number = i;
    if (pthread_create(&parts[i].thread, NULL, runPart, &parts[i]))
      exit(1);
  }
  for (int64_t i = 0; i < count; ++i)
    pthread_join(parts[i].thread, NULL);
}

/* -- Callers -------------------------------------------------------------- */

static void *call(void *data) {
  int number = *(int *)data;
  float *y = malloc(kTokens * kOutputWidth * sizeof(float));
  LookupFFNBuffer in = {x, sizeof(x)};
  LookupFFNBuffer out = {y, kTokens * kOutputWidth * sizeof(float)};
  LookupFFNRunOptions options;
  lookupffnRunOptionsInit(&options);
  if (number % 2) {
    options.threads = kParts;
    options.parallel_for = runParts;
  }
  if (number % 4 >= 2) {
    options.scratch_bytes =
        lookupffnBundleGetScratchBytes(bundle, 0, options.threads);
    options.scratch = malloc(options.scratch_bytes);
  }
  for (int i = 0; i < kCalls; ++i) {
    /* Few tokens and many take other ways through the code. */
    int64_t tokens = i % 2 ? kTokens : 1 + i + number;
    memset(y, 0, out.bytes);
    check(lookupffnBundleRun(bundle, 0, &in, &out, tokens, &options));
    if (memcmp(y, expected, (size_t)tokens * kOutputWidth * sizeof(float))) {
      fprintf(stderr, "thread %d: other outputs in call %d\n", number, i);
      exit(1);
    }
  }
  free(options.scratch);
  free(y);
  return NULL;
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: %s library weights\n", argv[0]);
    return 2;
  }
  for (int i = 0; i < kTokens * kWidth; ++i)
    x[i] = sinf((float)i);
  check(lookupffnBundleLoad(argv[1], argv[2], NULL, &bundle));
  LookupFFNBuffer in = {x, sizeof(x)}, out = {expected, sizeof(expected)};
  check(lookupffnBundleRun(bundle, 0, &in, &out, kTokens, NULL));

  pthread_t threads[kThreads];
  int numbers[kThreads];
  for (int i = 0; i < kThreads; ++i) {
    numbers[i] = i;
    if (pthread_create(&threads[i], NULL, call, &numbers[i]))
      return 1;
  }
  for (int i = 0; i < kThreads; ++i)
    pthread_join(threads[i], NULL);
  lookupffnBundleDestroy(bundle);
  return 0;
}
