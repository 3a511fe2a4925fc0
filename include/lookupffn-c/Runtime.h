/*===- Runtime.h - Run bundles --------------------------------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
|*===----------------------------------------------------------------------===*|
|*                                                                            *|
|* What lookupffn-compile --emit=bundle has made is loaded and run here,      *|
|* without MLIR or LLVM. The header compiles as C99.                          *|
|*                                                                            *|
|* Every function that can fail returns NULL on success and an error object   *|
|* otherwise, which the caller destroys. There is no global state.            *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#ifndef LOOKUPFFN_C_RUNTIME_H
#define LOOKUPFFN_C_RUNTIME_H

#include "lookupffn-c/Types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct LookupFFNBundle LookupFFNBundle;

/* -- Loading -------------------------------------------------------------- */

/* Where the packed weights are while a bundle is open. The file must not change
   meanwhile; truncating it ends the process. */
typedef enum LookupFFNResidency {
  /* Mapped read-only and read when used; processes share the pages. */
  LOOKUPFFN_RESIDENCY_MAPPED = 0,
  /* Mapped and read at once. */
  LOOKUPFFN_RESIDENCY_POPULATED = 1,
  /* Copied into memory of this process, on large pages where the system has
     them. */
  LOOKUPFFN_RESIDENCY_HUGE = 2,
  /* Mapped and kept in memory, within the limit of RLIMIT_MEMLOCK. */
  LOOKUPFFN_RESIDENCY_LOCKED = 3
} LookupFFNResidency;

typedef struct LookupFFNLoadOptions {
  /* sizeof(LookupFFNLoadOptions), set by lookupffnLoadOptionsInit. */
  size_t size;
  LookupFFNResidency residency;
  /* 1 to compare the weights with the hash in their file, which reads all of
     them; 0 to check sizes and layout alone. */
  int32_t verify;
  /* Target whose code to run, as lookupffnBundleGetTarget names it; NULL for
     the first that this processor can run. */
  const char *target;
} LookupFFNLoadOptions;

LOOKUPFFN_EXPORT void lookupffnLoadOptionsInit(LookupFFNLoadOptions *options);

/* Loads the library lib<name>.so of a bundle and maps its packed weights,
   <name>.safetensors. The library is code and has to be trusted; weights are
   data, and nothing outside of their file is read, whatever is in it. `options`
   may be NULL. Fails with LOOKUPFFN_ERROR_TARGET when the processor lacks a
   feature that the code needs, with LOOKUPFFN_ERROR_FORMAT when the files are
   damaged or do not belong together, and with LOOKUPFFN_ERROR_SYSTEM when they
   cannot be read. */
LOOKUPFFN_EXPORT LookupFFNError *
lookupffnBundleLoad(const char *library, const char *weights,
                    const LookupFFNLoadOptions *options,
                    LookupFFNBundle **bundle);
LOOKUPFFN_EXPORT void lookupffnBundleDestroy(LookupFFNBundle *bundle);

/* -- What is in it -------------------------------------------------------- */

LOOKUPFFN_EXPORT const char *
lookupffnBundleGetName(const LookupFFNBundle *bundle);
/* "lookupffn 0.1.0 (LLVM 22.1.8)", of the compiler. */
LOOKUPFFN_EXPORT const char *
lookupffnBundleGetVersion(const LookupFFNBundle *bundle);
/* The target whose code runs: "znver4", "x86-64-v3". */
LOOKUPFFN_EXPORT const char *
lookupffnBundleGetTarget(const LookupFFNBundle *bundle);
LOOKUPFFN_EXPORT int32_t
lookupffnBundleGetNumLayers(const LookupFFNBundle *bundle);
/* NULL when there is no such layer. */
LOOKUPFFN_EXPORT const char *
lookupffnBundleGetLayerName(const LookupFFNBundle *bundle, int32_t layer);
/* Inputs and outputs; weights are packed and have none. */
LOOKUPFFN_EXPORT int32_t lookupffnBundleGetNumArguments(
    const LookupFFNBundle *bundle, int32_t layer, LookupFFNRole role);
LOOKUPFFN_EXPORT LookupFFNError *
lookupffnBundleGetArgument(const LookupFFNBundle *bundle, int32_t layer,
                           LookupFFNRole role, int32_t index,
                           LookupFFNArgument *argument);
/* Bytes of scratch memory for calls of a layer on up to `threads` threads. */
LOOKUPFFN_EXPORT size_t lookupffnBundleGetScratchBytes(
    const LookupFFNBundle *bundle, int32_t layer, int32_t threads);

/* -- Running -------------------------------------------------------------- */

/* An array of the caller, row-major, aligned to its element. */
typedef struct LookupFFNBuffer {
  void *data;
  size_t bytes;
} LookupFFNBuffer;

/* Adds up the output number `output`, `elements` values at `data`, over the
   shards of a layer, in place. Returns 0 on success. */
typedef int (*LookupFFNReduce)(void *context, int32_t output, void *data,
                               LookupFFNDType dtype, int64_t elements);

typedef struct LookupFFNRunOptions {
  /* sizeof(LookupFFNRunOptions), set by lookupffnRunOptionsInit. */
  size_t size;
  /* Most threads of this call; outputs are the same with any number. Calls too
     small to gain stay on one. */
  int32_t threads;
  /* Where threads come from; NULL for the OpenMP runtime that the process has
     loaded, else GNU's. */
  LookupFFNParallelFor parallel_for;
  void *parallel_for_context;
  /* Memory to work in, of this call alone; NULL for memory that the bundle
     keeps from call to call. */
  void *scratch;
  size_t scratch_bytes;
  /* For layers whose tables are spread over processes; NULL for none. */
  LookupFFNReduce reduce;
  void *reduce_context;
} LookupFFNRunOptions;

LOOKUPFFN_EXPORT void lookupffnRunOptionsInit(LookupFFNRunOptions *options);

/* Runs `tokens` tokens through the layer number `layer`, with one buffer for
   each input and output; outputs overlap nothing. `options` may be NULL.
   Several threads may run layers of a bundle at once. When codes from outside
   are out of range nothing is written. */
LOOKUPFFN_EXPORT LookupFFNError *
lookupffnBundleRun(LookupFFNBundle *bundle, int32_t layer,
                   const LookupFFNBuffer *inputs,
                   const LookupFFNBuffer *outputs, int64_t tokens,
                   const LookupFFNRunOptions *options);

#ifdef __cplusplus
}
#endif

#endif /* LOOKUPFFN_C_RUNTIME_H */
