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

/* A frame for part `part` of `call`, which releaseFrame takes back. */
static LookupFFNError *takeFrame(LookupFFNRunner *runner,
                                 const LookupFFNCall *call, int64_t part,
                                 struct LookupFFNFrame **frame) {
  if (!call->scratch)
    return acquireFrame(runner, frame);
  *frame = placeFrame(runner->layer, call, part);
  return NULL;
}

static void *getScratch(const LookupFFNLayer *layer,
                        struct LookupFFNFrame *frame) {
  return (char *)frame + getScratchOffset(layer);
}

/* Lets the code find the arguments of the tokens from `first` on. */
static void setPointers(const LookupFFNRunner *runner,
                        const LookupFFNCall *call, int64_t first,
                        struct LookupFFNFrame *frame) {
  const LookupFFNLayer *layer = runner->layer;
  void **next = frame->pointers;
  for (int32_t i = 0; i < layer->num_inputs; ++i)
    *next++ =
        (char *)(uintptr_t)call->inputs[i] + first * layer->inputs[i].bytes;
  for (int32_t i = 0; i < layer->num_packed; ++i)
    *next++ = runner->packed[i];
  for (int32_t i = 0; i < layer->num_outputs; ++i)
    *next++ = (char *)call->outputs[i] + first * layer->outputs[i].bytes;
}

/* Where part `part` of `parts` begins, whose sizes differ by 1 at most. */
static int64_t getFirst(int64_t size, int64_t parts, int64_t part) {
  int64_t rest = size % parts;
  return part * (size / parts) + (part < rest ? part : rest);
}

/* A call that is cut into parts. */
struct PartedCall {
  LookupFFNRunner *runner;
  const LookupFFNCall *call;
  /* Parts of the tokens; and of the slices, for each of those. */
  int64_t token_parts, slice_parts;
  /* Of a phase: its number, its tokens, and the frame of the call. */
  int64_t phase, tokens;
  struct LookupFFNFrame *frame;
  /* The last error that any part met, guarded by the runner's mutex. */
  LookupFFNError *error;
};

static void keepError(struct PartedCall *parted, LookupFFNError *error) {
  if (!error)
    return;
  pthread_mutex_lock(&parted->runner->mutex);
  LookupFFNError *other = parted->error;
  parted->error = error;
  pthread_mutex_unlock(&parted->runner->mutex);
  lookupffnErrorDestroy(other);
}

/* Runs the tokens `first` .. `first + tokens - 1`. */
static LookupFFNError *runTokens(LookupFFNRunner *runner,
                                 const LookupFFNCall *call, int64_t part,
                                 int64_t first, int64_t tokens,
                                 int64_t *status) {
  struct LookupFFNFrame *frame = NULL;
  LookupFFNError *error = takeFrame(runner, call, part, &frame);
  if (error)
    return error;
  setPointers(runner, call, first, frame);
  *status = runner->layer->run(frame->pointers, tokens,
                               getScratch(runner->layer, frame));
  if (!call->scratch)
    releaseFrame(runner, frame);
  return NULL;
}

/* Tokens do not depend on each other, so parts are neighbouring tokens. */
static void runTokenPart(void *context, int64_t part) {
  struct PartedCall *parted = context;
  const LookupFFNCall *call = parted->call;
  int64_t first = getFirst(call->tokens, parted->token_parts, part);
  int64_t end = getFirst(call->tokens, parted->token_parts, part + 1);
  int64_t status = 0;
  LookupFFNError *error =
      runTokens(parted->runner, call, part, first, end - first, &status);
  /* Only calls that always succeed are cut, see `thread_tokens`. */
  if (!error && status)
    error = lookupffnDecodeStatus(parted->runner->layer, status, NULL, NULL,
                                  call->tokens);
  keepError(parted, error);
}

/* Runs a part of the phase. The first works in the frame of the call, where the
   code keeps apart what phases share from what they need for themselves. */
static void runPhasePart(void *context, int64_t part) {
  struct PartedCall *parted = context;
  LookupFFNRunner *runner = parted->runner;
  const LookupFFNLayer *layer = runner->layer;
  struct LookupFFNFrame *own = parted->frame;
  LookupFFNError *error =
      part > 0 ? takeFrame(runner, parted->call, part, &own) : NULL;
  if (error) {
    keepError(parted, error);
    return;
  }
  int64_t token_part = part / parted->slice_parts;
  int64_t slice_part = part % parted->slice_parts;
  layer->run_part(
      parted->frame->pointers, parted->tokens, getScratch(layer, parted->frame),
      getScratch(layer, own), parted->phase,
      getFirst(parted->tokens, parted->token_parts, token_part),
      getFirst(parted->tokens, parted->token_parts, token_part + 1),
      getFirst(layer->num_slices, parted->slice_parts, slice_part),
      getFirst(layer->num_slices, parted->slice_parts, slice_part + 1));
  if (part > 0 && !parted->call->scratch)
    releaseFrame(runner, own);
}

/* Most parts of `work`, none smaller than `least`, and 1 at least. */
static int64_t getParts(int64_t work, int64_t least, int64_t threads) {
  int64_t parts = work / least;
  return parts < 1 ? 1 : parts < threads ? parts : threads;
}

/* Runs `body` for each part, on threads if there are several. */
static void runParts(struct PartedCall *parted, void (*body)(void *, int64_t)) {
  const LookupFFNCall *call = parted->call;
  int64_t parts = parted->token_parts * parted->slice_parts;
  if (parts > 1)
    call->parallel_for(call->parallel_for_context, parts, body, parted);
  else
    body(parted, 0);
}

/* Parts that are worth a thread in the lookup of `tokens` of a block. */
static int64_t countLookupParts(const LookupFFNLayer *layer, int64_t tokens,
                                int64_t threads) {
  return getParts(tokens * layer->num_slices, layer->part_slices, threads);
}

/* Cuts the lookup into at most `threads` parts, all of the slices if that is as
   good: a slice that one thread reads alone is in one cache. */
static void chooseLookupParts(struct PartedCall *parted, int64_t threads) {
  const LookupFFNLayer *layer = parted->runner->layer;
  int64_t slices = layer->num_slices, best = 0;
  for (int64_t parts = threads < slices ? threads : slices; parts > 0;
       --parts) {
    int64_t others = threads / parts;
    if (others > parted->tokens)
      others = parted->tokens;
    int64_t work = ((slices + parts - 1) / parts + layer->token_slices) *
                   ((parted->tokens + others - 1) / others);
    if (best > 0 && work >= best)
      continue;
    best = work;
    parted->slice_parts = parts;
    parted->token_parts = others;
  }
}

/* Block by block, phase by phase: what comes before the lookup by tokens, the
   lookup by slices. */
static void runPhases(struct PartedCall *parted, int64_t threads) {
  LookupFFNRunner *runner = parted->runner;
  const LookupFFNLayer *layer = runner->layer;
  const LookupFFNCall *call = parted->call;
  keepError(parted, takeFrame(runner, call, /*part=*/0, &parted->frame));
  int64_t blocks =
      (call->tokens + layer->block_tokens - 1) / layer->block_tokens;
  for (int64_t block = 0; block < blocks && !parted->error; ++block) {
    int64_t first = getFirst(call->tokens, blocks, block);
    parted->tokens = getFirst(call->tokens, blocks, block + 1) - first;
    setPointers(runner, call, first, parted->frame);
    parted->phase = 0;
    parted->slice_parts = 1;
    parted->token_parts = getParts(parted->tokens, layer->part_tokens, threads);
    runParts(parted, runPhasePart);
    if (parted->error)
      break;
    parted->phase = 1;
    chooseLookupParts(parted, countLookupParts(layer, parted->tokens, threads));
    runParts(parted, runPhasePart);
  }
  if (parted->frame && !call->scratch)
    releaseFrame(runner, parted->frame);
}

/* Most parts that a call, or a phase of it, is cut into: one a thread, none too
   small to be worth it. */
static int64_t countParts(const LookupFFNLayer *layer,
                          const LookupFFNCall *call) {
  if (call->threads <= 1 || layer->thread_tokens < 1 ||
      layer->static_tokens >= 0)
    return 1;
  if (!layer->run_part)
    return getParts(call->tokens, layer->thread_tokens, call->threads);
  int64_t tokens =
      call->tokens < layer->block_tokens ? call->tokens : layer->block_tokens;
  int64_t front = getParts(tokens, layer->part_tokens, call->threads);
  int64_t lookup = countLookupParts(layer, tokens, call->threads);
  return front > lookup ? front : lookup;
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
    struct PartedCall parted = {
        .runner = runner, .call = call, .token_parts = parts, .slice_parts = 1};
    if (layer->run_part)
      runPhases(&parted, parts);
    else
      runParts(&parted, runTokenPart);
    return parted.error;
  }
  int64_t status = 0;
  error =
      runTokens(runner, call, /*part=*/0, /*first=*/0, call->tokens, &status);
  if (!error && status)
    error =
        lookupffnDecodeStatus(layer, status, call->inputs, NULL, call->tokens);
  return error;
}
