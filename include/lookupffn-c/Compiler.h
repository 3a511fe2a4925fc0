/*===- lookupffn-c/Compiler.h - Compile and run layers ------------*- C -*-===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
|*===----------------------------------------------------------------------===*|
|*                                                                            *|
|* MLIR text or bytecode in, a callable kernel out. No MLIR type appears      *|
|* here, and the header compiles as C11.                                      *|
|*                                                                            *|
|* Every function that can fail returns NULL on success and an error object   *|
|* otherwise, which the caller destroys. A kernel may be run from several     *|
|* threads at once; binding and packing must not overlap with a run.          *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#ifndef LOOKUPFFN_C_COMPILER_H
#define LOOKUPFFN_C_COMPILER_H

#include "lookupffn-c/Types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* -- Compilation ---------------------------------------------------------- */

typedef struct LookupFFNOptions {
  /* sizeof(LookupFFNOptions), set by lookupffnOptionsInit. */
  size_t size;
  /* "host", a CPU name that LLVM knows, or a level such as "x86-64-v3". */
  const char *target;
  /* Features on top of the CPU's, "+avx2,-fma"; may be NULL. */
  const char *features;
  /* "auto", "linalg" (portable path for every op) or "fast". */
  const char *path;
  /* Entry point to bind and run; NULL when the module has only one. */
  const char *entry;
  /* Text of a schedule file, which overrides what would be chosen; NULL for
     none. lookupffnKernelGetSchedule returns such a text. */
  const char *schedule;
  /* Directory that keeps compiled code, so that another process need not compile
     the same again; NULL for lookupffn in $XDG_CACHE_HOME or in ~/.cache, "" to
     keep none. Made when it is not there, with mode 0700; must not be writable
     by others. The longest unused files go when they exceed 256 MiB. */
  const char *cache_dir;
  /* Most threads that a run uses; 1 is the caller's alone. Outputs are the same
     with any number. Calls too small to gain, of a fixed number of tokens, or
     that check codes stay on one. */
  int32_t threads;
  /* Where threads come from; NULL for the OpenMP runtime that the process has
     loaded, else GNU's. Called from within lookupffnKernelRun. */
  LookupFFNParallelFor parallel_for;
  void *parallel_for_context;
  /* "exact": projections in f32. "codes": z may be rounded to 16 bits, but
     every code is as in f32, and scores are off by 4e-4 in rms. "auto": codes
     where no rows of tables are f32, else exact. */
  const char *precision;
  /* Who sees the code by name: "gdb" (its JIT interface), "perf" (a line a
     function in /tmp/perf-<pid>.map) or "gdb,perf"; NULL for nobody. */
  const char *symbols;
} LookupFFNOptions;

/* The directory that `cache_dir` = NULL means, "" when there is none, to be freed
   with lookupffnStringDestroy. */
LOOKUPFFN_EXPORT char *lookupffnGetDefaultCacheDir(void);

LOOKUPFFN_EXPORT void lookupffnOptionsInit(LookupFFNOptions *options);

typedef struct LookupFFNKernel LookupFFNKernel;

/* Compiles MLIR text or bytecode of `length` bytes for this process. */
LOOKUPFFN_EXPORT LookupFFNError *
lookupffnCompile(const char *source, size_t length,
                 const LookupFFNOptions *options, LookupFFNKernel **kernel);

/* The same from a file; "-" is not special. */
LOOKUPFFN_EXPORT LookupFFNError *
lookupffnCompileFile(const char *path, const LookupFFNOptions *options,
                     LookupFFNKernel **kernel);

/* Runs the pipeline up to `stage` (target, schedule, prepare, linalg, buffer,
   vector, llvm, asm) and returns the module as text, to be freed with
   lookupffnStringDestroy. */
LOOKUPFFN_EXPORT LookupFFNError *
lookupffnEmit(const char *source, size_t length,
              const LookupFFNOptions *options, const char *stage, char **text);
LOOKUPFFN_EXPORT void lookupffnStringDestroy(char *text);

/* Compiles every entry point of a module for `num_targets` machines of one
   architecture, such as "x86-64-v3" or "znver4+avxvnni", and writes a bundle:
   <folder>/lib<name>.so, <name>.h, <name>.safetensors and <name>_example.c.
   Runtime.h loads it, and so does a program with its header, where there is no
   compiler. The weights are those of the safetensors file `weights`, whose
   names have `prefix` before their keys; `compiler` is a C compiler for the
   machines, NULL for the usual one. Of `options` path, precision and schedule
   count. */
LOOKUPFFN_EXPORT LookupFFNError *lookupffnWriteBundle(
    const char *source, size_t length, const LookupFFNOptions *options,
    const char *const *targets, int32_t num_targets, const char *weights,
    const char *prefix, const char *compiler, const char *folder,
    const char *name);

LOOKUPFFN_EXPORT void lookupffnKernelDestroy(LookupFFNKernel *kernel);

/* -- Sources -------------------------------------------------------------- */

typedef struct LookupFFNLayerSpec {
  /* sizeof(LookupFFNLayerSpec), set by lookupffnLayerSpecInit. */
  size_t size;
  /* Name of the function, and what stands before the keys of its weights. */
  const char *function;
  const char *prefix;
  /* "bh4", "dense", "identity", "pairwise" or "external": codes are inputs. */
  const char *projection;
  /* Widths of input and output. */
  int64_t d;
  int64_t o;
  /* Codes a token, and rows of a table. */
  int64_t num_tables;
  int64_t rows;
  /* Of bh4: padded width, block size and repeats. */
  int64_t padded;
  int64_t block;
  int64_t repeats;
  /* 1 where all codes share one table, and where the layer has a norm or a
     bias. */
  int32_t shared;
  int32_t has_norm;
  int32_t has_projection_bias;
  int32_t has_bias;
  /* Type of the rows: "f32", "f16", "bf16" or "i8". */
  const char *table_type;
  /* "margin", "softmax", "one" or "constant"; "margin" with external codes for
     scores that are inputs. */
  const char *score;
  /* "ogt" or "oge"; "msb" or "lsb". */
  const char *compare;
  const char *bit_order;
  double decay;
  double eps;
  double temperature;
  double constant;
  /* Tokens of a call, -1 for any number. */
  int64_t batch;
  /* "y", or any of y, z, code and score with commas between. */
  const char *outputs;
  /* Of external codes: "check", "clamp" or "assume"; "i32" or "i64". */
  const char *bounds;
  const char *code_type;
} LookupFFNLayerSpec;

/* A layer bh4 with the defaults of a checkpoint, and with sizes 0. */
LOOKUPFFN_EXPORT void lookupffnLayerSpecInit(LookupFFNLayerSpec *spec);

/* Writes the MLIR source of a layer, to be freed with lookupffnStringDestroy.
 */
LOOKUPFFN_EXPORT LookupFFNError *
lookupffnWriteLayer(const LookupFFNLayerSpec *spec, char **text);

/* -- Arguments ------------------------------------------------------------ */

LOOKUPFFN_EXPORT int32_t
lookupffnKernelGetNumArguments(const LookupFFNKernel *kernel,
                               LookupFFNRole role);
LOOKUPFFN_EXPORT LookupFFNError *
lookupffnKernelGetArgument(const LookupFFNKernel *kernel, LookupFFNRole role,
                           int32_t index, LookupFFNArgument *argument);

/* -- Weights -------------------------------------------------------------- */

/* Binds the weight `key` to `data`, row-major, aligned to its element, which
   must stay valid and unchanged until the kernel is packed, and as long as it
   runs if lookupffnKernelReadsWeight says so. */
LOOKUPFFN_EXPORT LookupFFNError *
lookupffnKernelBind(LookupFFNKernel *kernel, const char *key, const void *data,
                    LookupFFNDType dtype, int32_t rank, const int64_t *shape);

/* Packs the weights for the kernel, once all are bound. Bind again and pack
   again to change weights: packing reads all of them, those as well that were
   bound before. */
LOOKUPFFN_EXPORT LookupFFNError *lookupffnKernelPack(LookupFFNKernel *kernel);

/* 1 if runs of the kernel read the weight number `index` where it is bound, 0
   if packing copies it, so that its memory may be freed afterwards. */
LOOKUPFFN_EXPORT int32_t
lookupffnKernelReadsWeight(const LookupFFNKernel *kernel, int32_t index);

/* -- Running -------------------------------------------------------------- */

/* Runs `tokens` tokens. `inputs` and `outputs` hold one pointer each per
   argument of that role, row-major, aligned to the element; outputs overlap
   nothing. With 0 tokens no pointer is read. */
LOOKUPFFN_EXPORT LookupFFNError *
lookupffnKernelRun(LookupFFNKernel *kernel, const void *const *inputs,
                   void *const *outputs, int64_t tokens);

/* -- What was chosen ------------------------------------------------------ */

/* The schedule file of what was chosen: an MLIR attribute with comments, for
   each entry point its batch regimes and the schedules of its ops. Empty for a
   source at stage llvm. Owned by the kernel. */
LOOKUPFFN_EXPORT const char *
lookupffnKernelGetSchedule(const LookupFFNKernel *kernel);
/* Resolved target, "cpu, +feature, ...". Owned by the kernel. */
LOOKUPFFN_EXPORT const char *
lookupffnKernelGetTarget(const LookupFFNKernel *kernel);
/* What became of the compiled code: "loaded from '<file>'", "stored in '<file>'",
   or "not cached: <reason>", which is no error; "" when none is kept. Owned by
   the kernel. */
LOOKUPFFN_EXPORT const char *
lookupffnKernelGetCacheNote(const LookupFFNKernel *kernel);
LOOKUPFFN_EXPORT int64_t
lookupffnKernelGetScratchBytes(const LookupFFNKernel *kernel);
/* Bytes that packing adds to the bound weights. */
LOOKUPFFN_EXPORT int64_t
lookupffnKernelGetPackedBytes(const LookupFFNKernel *kernel);

/* "lookupffn 0.1.0 (LLVM 22.1.8)" */
LOOKUPFFN_EXPORT const char *lookupffnVersion(void);

#ifdef __cplusplus
}
#endif

#endif /* LOOKUPFFN_C_COMPILER_H */
