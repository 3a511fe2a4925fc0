/*===- Bundle.c - Loads bundles -------------------------------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#define _GNU_SOURCE

#include "BundleState.h"

#include "Features.h"
#include "Memory.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* -- Options -------------------------------------------------------------- */

void lookupffnLoadOptionsInit(LookupFFNLoadOptions *options) {
  if (!options)
    return;
  memset(options, 0, sizeof(*options));
  options->size = sizeof(*options);
}

LookupFFNError *lookupffnCheckOptionsSize(size_t size, size_t expected) {
  if (size == expected)
    return NULL;
  return lookupffnMakeError(LOOKUPFFN_ERROR_VALUE,
                            "options of %zu bytes, but expected %zu; call the "
                            "Init function of this library first",
                            size, expected);
}

/* -- Targets -------------------------------------------------------------- */

LookupFFNError *
lookupffnBundleChooseTarget(const LookupFFNBundleTable *table, const char *name,
                            const LookupFFNBundleTarget **target) {
  char reasons[512] = "";
  size_t length = 0;
  for (int32_t i = 0; i < table->num_targets; ++i) {
    const LookupFFNBundleTarget *candidate = &table->targets[i];
    if (name && strcmp(name, candidate->name) != 0)
      continue;
    const char *missing = lookupffnFindMissingFeature(candidate->features);
    LookupFFNError *error = NULL;
    if (!missing)
      error = lookupffnRequestFeatures(candidate->features);
    if (!missing && !error) {
      *target = candidate;
      return NULL;
    }
    int more = snprintf(reasons + length, sizeof(reasons) - length,
                        "%s'%s' needs %s", length ? ", " : "", candidate->name,
                        missing ? missing : "AMX");
    lookupffnErrorDestroy(error);
    if (more > 0 && length + (size_t)more < sizeof(reasons))
      length += (size_t)more;
  }
  if (length == 0)
    return lookupffnMakeError(LOOKUPFFN_ERROR_VALUE,
                              "bundle '%s' has no target '%s'; its best is "
                              "'%s'",
                              table->name, name ? name : "",
                              table->targets[0].name);
  return lookupffnMakeError(LOOKUPFFN_ERROR_TARGET,
                            "this processor cannot run bundle '%s': %s; "
                            "compile it for this processor as well",
                            table->name, reasons);
}

/* -- Weights -------------------------------------------------------------- */

/* Brings the bytes of the file into memory as the caller wants them. */
static LookupFFNError *mapWeights(LookupFFNBundle *bundle, const char *path,
                                  LookupFFNResidency residency) {
  LookupFFNError *error =
      lookupffnMapFile(path, &bundle->content, &bundle->bytes);
  if (error || bundle->bytes == 0)
    return error;
  void *mapped = (void *)(uintptr_t)bundle->content;
  switch (residency) {
  case LOOKUPFFN_RESIDENCY_MAPPED:
    return NULL;
  case LOOKUPFFN_RESIDENCY_POPULATED:
#ifdef MADV_POPULATE_READ
    if (madvise(mapped, bundle->bytes, MADV_POPULATE_READ) == 0)
      return NULL;
#endif
    /* Only a wish: a kernel that cannot read at once reads when used. */
    (void)madvise(mapped, bundle->bytes, MADV_WILLNEED);
    return NULL;
  case LOOKUPFFN_RESIDENCY_HUGE: {
    void *copy = NULL;
    error = lookupffnAllocate(bundle->bytes, &copy);
    if (error)
      return error;
    memcpy(copy, mapped, bundle->bytes);
    munmap(mapped, bundle->bytes);
    bundle->content = copy;
    bundle->is_copy = 1;
    return NULL;
  }
  case LOOKUPFFN_RESIDENCY_LOCKED:
    if (mlock(mapped, bundle->bytes) == 0)
      return NULL;
    return lookupffnMakeError(
        LOOKUPFFN_ERROR_SYSTEM,
        "cannot lock the %zu bytes of '%s' in memory: %s; raise the limit "
        "(ulimit -l) or choose another residency",
        bundle->bytes, path, strerror(errno));
  }
  return lookupffnMakeError(LOOKUPFFN_ERROR_VALUE,
                            "unknown residency %d; expected a value of "
                            "LookupFFNResidency, 0 to 3",
                            (int)residency);
}

/* Whether the file is one that we packed, and undamaged if `verify` asks. */
static LookupFFNError *checkWeights(const LookupFFNBundle *bundle,
                                    const char *path, int verify) {
  const LookupFFNTensors *tensors = bundle->tensors;
  char quoted[LOOKUPFFN_QUOTED_CHARS];
  const char *format =
      lookupffnFindMetadata(tensors, LOOKUPFFN_PACKED_FORMAT_KEY);
  if (!format || strcmp(format, LOOKUPFFN_PACKED_FORMAT) != 0)
    return lookupffnMakeError(
        LOOKUPFFN_ERROR_FORMAT,
        "'%s' is %s%s, but expected packed weights of format "
        "" LOOKUPFFN_PACKED_FORMAT "; lookupffn-compile --emit=bundle writes "
        "them",
        path, format ? "of packed format " : "no file of packed weights",
        format ? lookupffnQuote(format, quoted) : "");
  if (!verify)
    return NULL;
  /* The data is what follows the header: all tensors, without holes. */
  const char *end = (const char *)bundle->content + bundle->bytes;
  const char *data = tensors->num_tensors ? tensors->tensors[0].data : end;
  char found[17];
  snprintf(found, sizeof(found), "%016llx",
           (unsigned long long)lookupffnHash(data, (size_t)(end - data)));
  const char *expected =
      lookupffnFindMetadata(tensors, LOOKUPFFN_PACKED_HASH_KEY);
  if (expected && strcmp(expected, found) == 0)
    return NULL;
  return lookupffnMakeError(
      LOOKUPFFN_ERROR_FORMAT,
      "'%s' is damaged: its data has the hash %s, but "
      "expected %s; copy or pack it again",
      path, found, expected ? lookupffnQuote(expected, quoted) : "one");
}

/* Finds the packed buffers of a layer in the file. */
static LookupFFNError *bindLayer(LookupFFNBundle *bundle,
                                 const LookupFFNBundleLayer *from,
                                 const char *path,
                                 struct LookupFFNOpenLayer *to) {
  size_t count = (size_t)from->layer.num_packed;
  to->packed = calloc(count ? count : 1, sizeof(void *));
  lookupffnRunnerInit(&to->runner, &from->layer, to->packed);
  if (!to->packed)
    return lookupffnMakeError(LOOKUPFFN_ERROR_SYSTEM,
                              "cannot allocate memory for a bundle");
  for (size_t i = 0; i < count; ++i) {
    const LookupFFNPackedTensor *packed = &from->packed[i];
    const LookupFFNTensor *tensor =
        lookupffnFindTensor(bundle->tensors, packed->name);
    if (!tensor)
      return lookupffnMakeError(
          LOOKUPFFN_ERROR_FORMAT,
          "'%s' has no tensor '%s', which layer '%s' of bundle '%s' needs; it "
          "was packed for other code, pack it again",
          path, packed->name, from->layer.name, bundle->table->name);
    if (tensor->bytes != (size_t)packed->bytes ||
        (uintptr_t)tensor->data % LOOKUPFFN_ALIGNMENT != 0)
      return lookupffnMakeError(
          LOOKUPFFN_ERROR_FORMAT,
          "'%s': tensor '%s' has %zu bytes, but expected %lld that start on a "
          "multiple of 64; pack it again",
          path, packed->name, tensor->bytes, (long long)packed->bytes);
    to->packed[i] = (void *)(uintptr_t)tensor->data;
  }
  return NULL;
}

/* -- Bundles -------------------------------------------------------------- */

void lookupffnBundleDestroy(LookupFFNBundle *bundle) {
  if (!bundle)
    return;
  if (bundle->layers)
    for (int32_t i = 0; i < bundle->table->num_layers; ++i)
      if (bundle->layers[i].runner.layer) {
        lookupffnRunnerDestroy(&bundle->layers[i].runner);
        free(bundle->layers[i].packed);
      }
  free(bundle->layers);
  lookupffnTensorsDestroy(bundle->tensors);
  void *content = (void *)(uintptr_t)bundle->content;
  if (bundle->is_copy)
    free(content);
  else if (content)
    munmap(content, bundle->bytes);
  pthread_mutex_destroy(&bundle->mutex);
  if (bundle->library)
    dlclose(bundle->library);
  free(bundle);
}

static LookupFFNError *open(LookupFFNBundle *bundle, const char *weights,
                            const LookupFFNLoadOptions *options) {
  const LookupFFNBundleTable *table = bundle->table;
  LookupFFNError *error =
      lookupffnBundleChooseTarget(table, options->target, &bundle->target);
  if (!error)
    error = mapWeights(bundle, weights, options->residency);
  if (!error)
    error = lookupffnReadTensors(weights, bundle->content, bundle->bytes,
                                 &bundle->tensors);
  if (!error)
    error = checkWeights(bundle, weights, options->verify);
  if (error)
    return error;
  bundle->layers =
      calloc((size_t)table->num_layers, sizeof(struct LookupFFNOpenLayer));
  if (!bundle->layers)
    return lookupffnMakeError(LOOKUPFFN_ERROR_SYSTEM,
                              "cannot allocate memory for a bundle");
  for (int32_t i = 0; i < table->num_layers && !error; ++i)
    error = bindLayer(bundle, &bundle->target->layers[i], weights,
                      &bundle->layers[i]);
  return error;
}

LookupFFNError *lookupffnBundleOpen(const LookupFFNBundleTable *table,
                                    const char *weights,
                                    const LookupFFNLoadOptions *options,
                                    LookupFFNBundle **bundle) {
  if (!weights)
    return lookupffnMakeNullError("the path of packed weights");
  if (!bundle)
    return lookupffnMakeNullError("a place for the bundle");
  LookupFFNLoadOptions defaults;
  lookupffnLoadOptionsInit(&defaults);
  if (!options)
    options = &defaults;
  LookupFFNError *error =
      lookupffnCheckOptionsSize(options->size, sizeof(*options));
  if (error)
    return error;
  LookupFFNBundle *result = calloc(1, sizeof(LookupFFNBundle));
  if (!result)
    return lookupffnMakeError(LOOKUPFFN_ERROR_SYSTEM,
                              "cannot allocate memory for a bundle");
  result->table = table;
  pthread_mutex_init(&result->mutex, NULL);
  error = open(result, weights, options);
  if (error)
    lookupffnBundleDestroy(result);
  else
    *bundle = result;
  return error;
}

LookupFFNError *lookupffnBundleLoad(const char *library, const char *weights,
                                    const LookupFFNLoadOptions *options,
                                    LookupFFNBundle **bundle) {
  if (!library)
    return lookupffnMakeNullError("the path of a library");
  void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    const char *reason = dlerror();
    return lookupffnMakeError(LOOKUPFFN_ERROR_SYSTEM, "cannot load '%s': %s",
                              library, reason ? reason : "unknown reason");
  }
  const LookupFFNBundleTable *table = dlsym(handle, "lookupffn_bundle");
  LookupFFNError *error = NULL;
  if (!table)
    error = lookupffnMakeError(LOOKUPFFN_ERROR_FORMAT,
                               "'%s' is no library of a bundle; "
                               "lookupffn-compile --emit=bundle makes one",
                               library);
  else if (table->abi != LOOKUPFFN_BUNDLE_ABI)
    error = lookupffnMakeError(
        LOOKUPFFN_ERROR_FORMAT,
        "'%s' is a bundle of version %d, but expected %d; compile it again, or "
        "use the run-time library of its compiler",
        library, table->abi, LOOKUPFFN_BUNDLE_ABI);
  if (!error)
    error = lookupffnBundleOpen(table, weights, options, bundle);
  if (error)
    dlclose(handle);
  else
    (*bundle)->library = handle;
  return error;
}
