/*===- Runner.c - Runs a compiled layer -----------------------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#include "Runner.h"

#include "Memory.h"

#include <stdlib.h>
#include <string.h>

void lookupffnRunnerInit(LookupFFNRunner *runner, const LookupFFNLayer *layer,
                         void *const *packed) {
  runner->layer = layer;
  runner->packed = packed;
  runner->free_frames = NULL;
  pthread_mutex_init(&runner->mutex, NULL);
}

/* -- Frames --------------------------------------------------------------- */

/* A frame is one piece of memory: this, then the list of pointers that the code
   reads its arguments from, then scratch memory on a line of its own. */
struct LookupFFNFrame {
  struct LookupFFNFrame *next;
  void *pointers[];
};

static size_t getScratchOffset(const LookupFFNLayer *layer) {
  size_t pointers = (size_t)layer->num_inputs + (size_t)layer->num_packed +
                    (size_t)layer->num_outputs;
  size_t bytes = sizeof(struct LookupFFNFrame) + pointers * sizeof(void *);
  return (bytes + LOOKUPFFN_ALIGNMENT - 1) / LOOKUPFFN_ALIGNMENT *
         LOOKUPFFN_ALIGNMENT;
}

static size_t getFrameBytes(const LookupFFNLayer *layer) {
  size_t scratch = ((size_t)layer->scratch_bytes + LOOKUPFFN_ALIGNMENT - 1) /
                   LOOKUPFFN_ALIGNMENT * LOOKUPFFN_ALIGNMENT;
  return getScratchOffset(layer) + scratch;
}

size_t lookupffnRunnerGetScratchBytes(const LookupFFNLayer *layer,
                                      int64_t threads) {
  /* The caller's memory may begin anywhere. */
  return getFrameBytes(layer) * (size_t)(threads > 1 ? threads : 1) +
         LOOKUPFFN_ALIGNMENT - 1;
}

/* The frame of part `part` in the caller's memory. */
static struct LookupFFNFrame *placeFrame(const LookupFFNLayer *layer,
                                         const LookupFFNCall *call,
                                         int64_t part) {
  uintptr_t start = ((uintptr_t)call->scratch + LOOKUPFFN_ALIGNMENT - 1) /
                    LOOKUPFFN_ALIGNMENT * LOOKUPFFN_ALIGNMENT;
  return (struct LookupFFNFrame *)(start + getFrameBytes(layer) * (size_t)part);
}

static LookupFFNError *acquireFrame(LookupFFNRunner *runner,
                                    struct LookupFFNFrame **frame) {
  pthread_mutex_lock(&runner->mutex);
  *frame = runner->free_frames;
  if (*frame)
    runner->free_frames = (*frame)->next;
  pthread_mutex_unlock(&runner->mutex);
  if (*frame)
    return NULL;
  void *memory = NULL;
  size_t bytes = getFrameBytes(runner->layer);
  LookupFFNError *error = lookupffnAllocate(bytes, &memory);
  if (error)
    return error;
  /* The first call should not wait for pages in the middle of a loop. */
  memset(memory, 0, bytes);
  *frame = memory;
  return NULL;
}

static void releaseFrame(LookupFFNRunner *runner,
                         struct LookupFFNFrame *frame) {
  pthread_mutex_lock(&runner->mutex);
  frame->next = runner->free_frames;
  runner->free_frames = frame;
  pthread_mutex_unlock(&runner->mutex);
}

void lookupffnRunnerDestroy(LookupFFNRunner *runner) {
  struct LookupFFNFrame *frame = runner->free_frames;
  while (frame) {
    struct LookupFFNFrame *next = frame->next;
    free(frame);
    frame = next;
  }
  pthread_mutex_destroy(&runner->mutex);
}

/* -- Calls ---------------------------------------------------------------- */

/* Runs the tokens `first` .. `first + tokens - 1`. */
static LookupFFNError *runPart(LookupFFNRunner *runner,
                               const LookupFFNCall *call, int64_t part,
                               int64_t first, int64_t tokens, int64_t *status) {
  const LookupFFNLayer *layer = runner->layer;
  struct LookupFFNFrame *frame = NULL;
  if (call->scratch) {
    frame = placeFrame(layer, call, part);
  } else {
    LookupFFNError *error = acquireFrame(runner, &frame);
    if (error)
      return error;
  }
  void **next = frame->pointers;
  for (int32_t i = 0; i < layer->num_inputs; ++i)
    *next++ =
        (char *)(uintptr_t)call->inputs[i] + first * layer->inputs[i].bytes;
  for (int32_t i = 0; i < layer->num_packed; ++i)
    *next++ = runner->packed[i];
  for (int32_t i = 0; i < layer->num_outputs; ++i)
    *next++ = (char *)call->outputs[i] + first * layer->outputs[i].bytes;
  *status = layer->run(frame->pointers, tokens,
                       (char *)frame + getScratchOffset(layer));
  if (!call->scratch)
    releaseFrame(runner, frame);
  return NULL;
}

/* Parts that a call is cut into: one a thread, none too small to be worth it.
 */
static int64_t countParts(const LookupFFNLayer *layer,
                          const LookupFFNCall *call) {
  if (call->threads <= 1 || layer->thread_tokens < 1 ||
      layer->static_tokens >= 0)
    return 1;
  int64_t parts = call->tokens / layer->thread_tokens;
  if (parts > call->threads)
    parts = call->threads;
  return parts > 1 ? parts : 1;
}

struct PartedCall {
  LookupFFNRunner *runner;
  const LookupFFNCall *call;
  int64_t parts;
  /* The first error that any part met, guarded by the runner's mutex. */
  LookupFFNError *error;
};

/* Tokens do not depend on each other, so parts are neighbouring tokens, and
   their sizes differ by 1 at most. */
static void runParted(void *context, int64_t part) {
  struct PartedCall *parted = context;
  const LookupFFNCall *call = parted->call;
  int64_t size = call->tokens / parted->parts;
  int64_t rest = call->tokens % parted->parts;
  int64_t first = part * size + (part < rest ? part : rest);
  int64_t status = 0;
  LookupFFNError *error =
      runPart(parted->runner, call, part, first, size + (part < rest), &status);
  /* Only calls that always succeed are cut, see `thread_tokens`. */
  if (!error && status)
    error = lookupffnDecodeStatus(parted->runner->layer, status, NULL, NULL,
                                  call->tokens);
  if (!error)
    return;
  pthread_mutex_lock(&parted->runner->mutex);
  LookupFFNError *other = parted->error;
  parted->error = error;
  pthread_mutex_unlock(&parted->runner->mutex);
  lookupffnErrorDestroy(other);
}

LookupFFNError *lookupffnRunnerRun(LookupFFNRunner *runner,
                                   const LookupFFNCall *call) {
  const LookupFFNLayer *layer = runner->layer;
  if (call->tokens < 0)
    return lookupffnMakeError(LOOKUPFFN_ERROR_VALUE,
                              "expected 0 tokens or more, but got %lld",
                              (long long)call->tokens);
  if (call->tokens == 0)
    return NULL;
  LookupFFNError *error = lookupffnCheckCall(layer, call);
  if (error)
    return error;

  int64_t parts = countParts(layer, call);
  if (call->scratch &&
      call->scratch_bytes < lookupffnRunnerGetScratchBytes(layer, parts))
    return lookupffnMakeError(
        LOOKUPFFN_ERROR_VALUE,
        "expected scratch memory of %zu bytes for %lld threads, but got %zu",
        lookupffnRunnerGetScratchBytes(layer, parts), (long long)parts,
        call->scratch_bytes);
  if (parts > 1) {
    struct PartedCall parted = {runner, call, parts, NULL};
    call->parallel_for(call->parallel_for_context, parts, runParted, &parted);
    return parted.error;
  }
  int64_t status = 0;
  error = runPart(runner, call, /*part=*/0, /*first=*/0, call->tokens, &status);
  if (!error && status)
    error =
        lookupffnDecodeStatus(layer, status, call->inputs, NULL, call->tokens);
  return error;
}
