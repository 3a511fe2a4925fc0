/*===- BundleRun.c - Tells what is in bundles, and runs them --------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#include "BundleState.h"

#include "Threads.h"

#include <stdlib.h>
#include <string.h>

/* -- What is in it -------------------------------------------------------- */

const char *lookupffnBundleGetName(const LookupFFNBundle *bundle) {
  return bundle ? bundle->table->name : "";
}

const char *lookupffnBundleGetVersion(const LookupFFNBundle *bundle) {
  return bundle ? bundle->table->version : "";
}

const char *lookupffnBundleGetTarget(const LookupFFNBundle *bundle) {
  return bundle ? bundle->target->name : "";
}

int32_t lookupffnBundleGetNumLayers(const LookupFFNBundle *bundle) {
  return bundle ? bundle->table->num_layers : 0;
}

/* The layer number `layer`, or NULL. */
static const LookupFFNLayer *getLayer(const LookupFFNBundle *bundle,
                                      int32_t layer) {
  if (!bundle || layer < 0 || layer >= bundle->table->num_layers)
    return NULL;
  return &bundle->target->layers[layer].layer;
}

static LookupFFNError *failLayer(const LookupFFNBundle *bundle, int32_t layer) {
  if (!bundle)
    return lookupffnMakeNullError("a bundle");
  return lookupffnMakeError(LOOKUPFFN_ERROR_VALUE,
                            "no layer %d; bundle '%s' has %d", layer,
                            bundle->table->name, bundle->table->num_layers);
}

const char *lookupffnBundleGetLayerName(const LookupFFNBundle *bundle,
                                        int32_t layer) {
  const LookupFFNLayer *found = getLayer(bundle, layer);
  return found ? found->name : NULL;
}

int32_t lookupffnBundleGetNumArguments(const LookupFFNBundle *bundle,
                                       int32_t layer, LookupFFNRole role) {
  const LookupFFNLayer *found = getLayer(bundle, layer);
  if (!found)
    return 0;
  return role == LOOKUPFFN_ROLE_INPUT    ? found->num_inputs
         : role == LOOKUPFFN_ROLE_OUTPUT ? found->num_outputs
                                         : 0;
}

LookupFFNError *lookupffnBundleGetArgument(const LookupFFNBundle *bundle,
                                           int32_t layer, LookupFFNRole role,
                                           int32_t index,
                                           LookupFFNArgument *argument) {
  const LookupFFNLayer *found = getLayer(bundle, layer);
  if (!found)
    return failLayer(bundle, layer);
  if (!argument)
    return lookupffnMakeNullError("a place for the argument");
  int32_t count = lookupffnBundleGetNumArguments(bundle, layer, role);
  if (index < 0 || index >= count)
    return lookupffnMakeError(LOOKUPFFN_ERROR_VALUE,
                              "no %s %d; layer '%s' has %d",
                              role == LOOKUPFFN_ROLE_INPUT    ? "input"
                              : role == LOOKUPFFN_ROLE_OUTPUT ? "output"
                                                              : "weight",
                              index, found->name, count);
  *argument = role == LOOKUPFFN_ROLE_INPUT ? found->inputs[index].type
                                           : found->outputs[index].type;
  return NULL;
}

size_t lookupffnBundleGetScratchBytes(const LookupFFNBundle *bundle,
                                      int32_t layer, int32_t threads) {
  const LookupFFNLayer *found = getLayer(bundle, layer);
  return found ? lookupffnRunnerGetScratchBytes(found, threads) : 0;
}

/* -- Running -------------------------------------------------------------- */

void lookupffnRunOptionsInit(LookupFFNRunOptions *options) {
  if (!options)
    return;
  memset(options, 0, sizeof(*options));
  options->size = sizeof(*options);
  options->threads = 1;
}

static LookupFFNError *findThreads(LookupFFNBundle *bundle,
                                   LookupFFNCall *call) {
  LookupFFNError *error = NULL;
  pthread_mutex_lock(&bundle->mutex);
  if (!bundle->openmp_context)
    error = lookupffnFindOpenMP(&bundle->openmp, &bundle->openmp_context);
  call->parallel_for = bundle->openmp;
  call->parallel_for_context = bundle->openmp_context;
  pthread_mutex_unlock(&bundle->mutex);
  return error;
}

/* Adds up every output over the shards. */
static LookupFFNError *reduceOutputs(const LookupFFNLayer *layer,
                                     const LookupFFNCall *call,
                                     const LookupFFNRunOptions *options) {
  for (int32_t i = 0; i < layer->num_outputs; ++i) {
    const LookupFFNLayerArgument *output = &layer->outputs[i];
    int64_t width = (int64_t)lookupffnGetByteWidth(output->type.dtype);
    int status = options->reduce(options->reduce_context, i, call->outputs[i],
                                 output->type.dtype,
                                 output->bytes / width * call->tokens);
    if (status)
      return lookupffnMakeError(LOOKUPFFN_ERROR_VALUE,
                                "output '%s': the reduce function returned %d, "
                                "but expected 0",
                                output->type.name, status);
  }
  return NULL;
}

/* Arguments of a layer that need no memory from the heap; few have more. */
#define MAX_LOCAL_ARGUMENTS 16

LookupFFNError *lookupffnBundleRun(LookupFFNBundle *bundle, int32_t layer,
                                   const LookupFFNBuffer *inputs,
                                   const LookupFFNBuffer *outputs,
                                   int64_t tokens,
                                   const LookupFFNRunOptions *options) {
  const LookupFFNLayer *found = getLayer(bundle, layer);
  if (!found)
    return failLayer(bundle, layer);
  LookupFFNRunOptions defaults;
  lookupffnRunOptionsInit(&defaults);
  if (!options)
    options = &defaults;
  LookupFFNError *error =
      lookupffnCheckOptionsSize(options->size, sizeof(*options));
  if (error)
    return error;
  if (options->threads < 1)
    return lookupffnMakeError(LOOKUPFFN_ERROR_VALUE,
                              "expected 1 thread or more, but got %d",
                              options->threads);
  if (!inputs && found->num_inputs)
    return lookupffnMakeNullError("a list of inputs");
  if (!outputs && found->num_outputs)
    return lookupffnMakeNullError("a list of outputs");

  size_t num_inputs = (size_t)found->num_inputs;
  size_t count = num_inputs + (size_t)found->num_outputs;
  void *local_pointers[MAX_LOCAL_ARGUMENTS];
  size_t local_bytes[MAX_LOCAL_ARGUMENTS];
  void **pointers = local_pointers;
  size_t *bytes = local_bytes;
  if (count > MAX_LOCAL_ARGUMENTS) {
    pointers = calloc(count, sizeof(void *));
    bytes = calloc(count, sizeof(size_t));
  }
  if (!pointers || !bytes)
    error = lookupffnMakeError(LOOKUPFFN_ERROR_SYSTEM,
                               "cannot allocate memory for a call");
  for (size_t i = 0; i < count && !error; ++i) {
    const LookupFFNBuffer *buffer =
        i < num_inputs ? &inputs[i] : &outputs[i - num_inputs];
    pointers[i] = buffer->data;
    bytes[i] = buffer->bytes;
  }
  LookupFFNCall call = {(const void *const *)pointers,
                        pointers + num_inputs,
                        bytes,
                        bytes + num_inputs,
                        tokens,
                        options->threads,
                        options->parallel_for,
                        options->parallel_for_context,
                        options->scratch,
                        options->scratch_bytes};
  if (!error && call.threads > 1 && !call.parallel_for)
    error = findThreads(bundle, &call);
  if (!error)
    error = lookupffnRunnerRun(&bundle->layers[layer].runner, &call);
  if (!error && options->reduce)
    error = reduceOutputs(found, &call, options);
  if (pointers != local_pointers) {
    free(pointers);
    free(bytes);
  }
  return error;
}
