/*===- Layer.h - A compiled layer as the runtime sees it ------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
|*===----------------------------------------------------------------------===*|
|*                                                                            *|
|* Constant data: the JIT fills it from a module, a bundle holds it in its    *|
|* library.                                                                   *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#ifndef LOOKUPFFN_RUNTIME_LAYER_H
#define LOOKUPFFN_RUNTIME_LAYER_H

#include "lookupffn-c/Types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One input, weight or output. */
typedef struct LookupFFNLayerArgument {
  LookupFFNArgument type;
  /* Values must be in [0, bound); -1 when it is not known. Only for external
     codes and pairs. */
  int64_t bound;
  /* Bytes per token of an input or output, all bytes of a weight. */
  int64_t bytes;
} LookupFFNLayerArgument;

/* The code of one layer for one target. */
typedef struct LookupFFNLayer {
  const char *name;
  const LookupFFNLayerArgument *inputs, *weights, *outputs;
  int32_t num_inputs, num_weights, num_outputs, num_packed;
  int64_t scratch_bytes;
  /* The number of tokens when it is fixed, else -1. */
  int64_t static_tokens;
  /* Tokens that make a thread worth its start; -1 when a call stays in one
     piece. */
  int64_t thread_tokens;
  /* For `run_part`: most tokens of a block, and slices of the tables; tokens of
     phase 0, and slices of a token of phase 1, that make a thread worth its
     start; slices of a token that take as long as what each part of them does
     beside. */
  int64_t block_tokens, num_slices, part_tokens, part_slices, token_slices;
  /* More tokens than this overflow the address of some argument. */
  int64_t max_tokens;
  /* `arguments` points to inputs, packed buffers and outputs, in this order. */
  int64_t (*run)(void *const *arguments, int64_t tokens, void *scratch);
  /* Runs a part of a phase of a call of one block: some tokens of phase 0, all
     before the lookup, or of phase 1, the lookup, some tokens and slices. Parts
     share `scratch`, and each has `own` beside, of the same size. NULL when
     there is none. */
  int64_t (*run_part)(void *const *arguments, int64_t tokens, void *scratch,
                      void *own, int64_t phase, int64_t first_token,
                      int64_t last_token, int64_t first_slice,
                      int64_t last_slice);
} LookupFFNLayer;

#ifdef __cplusplus
}
#endif

#endif /* LOOKUPFFN_RUNTIME_LAYER_H */
