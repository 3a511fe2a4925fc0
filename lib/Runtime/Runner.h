/*===- Runner.h - Runs a compiled layer -----------------------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#ifndef LOOKUPFFN_RUNTIME_RUNNER_H
#define LOOKUPFFN_RUNTIME_RUNNER_H

#include "Error.h"
#include "Layer.h"

#include <pthread.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What one call needs for itself; kept for the next call. */
struct LookupFFNFrame;

/* A layer with its packed buffers. Both must live as long as it does. */
typedef struct LookupFFNRunner {
  const LookupFFNLayer *layer;
  void *const *packed;
  pthread_mutex_t mutex;
  struct LookupFFNFrame *free_frames;
} LookupFFNRunner;

/* One call. */
typedef struct LookupFFNCall {
  /* One pointer an argument, and their sizes in bytes, which may be NULL when
     the caller vouches for them. */
  const void *const *inputs;
  void *const *outputs;
  const size_t *input_bytes, *output_bytes;
  int64_t tokens;
  /* Most threads, and where they come from when there are several. */
  int64_t threads;
  LookupFFNParallelFor parallel_for;
  void *parallel_for_context;
  /* Memory to work in, of any alignment; NULL for the runner's own. */
  void *scratch;
  size_t scratch_bytes;
} LookupFFNCall;

void lookupffnRunnerInit(LookupFFNRunner *runner, const LookupFFNLayer *layer,
                         void *const *packed);
void lookupffnRunnerDestroy(LookupFFNRunner *runner);

/* Scratch memory for a call on `threads` threads. */
size_t lookupffnRunnerGetScratchBytes(const LookupFFNLayer *layer,
                                      int64_t threads);

/* May be called from several threads at once, unless they share scratch. */
LookupFFNError *lookupffnRunnerRun(LookupFFNRunner *runner,
                                   const LookupFFNCall *call);

/* Everything that can be checked of a call without reading the arrays. */
LookupFFNError *lookupffnCheckCall(const LookupFFNLayer *layer,
                                   const LookupFFNCall *call);

/* "weight 'k': the address is not a multiple of ...", or NULL. */
LookupFFNError *lookupffnCheckAlignment(const char *role, const char *name,
                                        const void *data, LookupFFNDType dtype);

/* The error that a status of the code means, which is not 0. `inputs` is NULL
   when they cannot be looked at; `weights` is NULL unless the status is that of
   packing. */
LookupFFNError *lookupffnDecodeStatus(const LookupFFNLayer *layer,
                                      int64_t status, const void *const *inputs,
                                      const void *const *weights,
                                      int64_t tokens);

/* Bytes of one element, and "f32", "bf16", "i64". */
size_t lookupffnGetByteWidth(LookupFFNDType dtype);
const char *lookupffnGetDTypeName(LookupFFNDType dtype);

/* Room for a shape of LOOKUPFFN_MAX_RANK sizes as text. */
#define LOOKUPFFN_SHAPE_CHARS 192

/* Writes "(?, 512)", with a question mark for each size of -1, to `text`, which
   is returned. */
const char *lookupffnFormatShape(const int64_t *shape, int32_t rank,
                                 char text[LOOKUPFFN_SHAPE_CHARS]);

#ifdef __cplusplus
}
#endif

#endif /* LOOKUPFFN_RUNTIME_RUNNER_H */
