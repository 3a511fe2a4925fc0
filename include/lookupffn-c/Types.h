/*===- lookupffn-c/Types.h - What both C interfaces share ---------*- C -*-===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
|*===----------------------------------------------------------------------===*|
|*                                                                            *|
|* Errors, arguments and threads, for compiling (Compiler.h) and for running  *|
|* what was compiled before (Runtime.h). The header compiles as C99.          *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#ifndef LOOKUPFFN_C_TYPES_H
#define LOOKUPFFN_C_TYPES_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define LOOKUPFFN_EXPORT __attribute__((visibility("default")))
#else
#define LOOKUPFFN_EXPORT
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* -- Errors --------------------------------------------------------------- */

typedef struct LookupFFNError LookupFFNError;

typedef enum LookupFFNErrorCode {
  /* The MLIR source cannot be parsed, verified or lowered. */
  LOOKUPFFN_ERROR_COMPILE = 1,
  /* The target is unknown, or this machine lacks one of its features. */
  LOOKUPFFN_ERROR_TARGET = 2,
  /* An argument has another shape than the kernel expects. */
  LOOKUPFFN_ERROR_SHAPE = 3,
  /* An argument has another element type than the kernel expects. */
  LOOKUPFFN_ERROR_DTYPE = 4,
  /* A key, an option or a stage that does not exist, or a weight not bound. */
  LOOKUPFFN_ERROR_VALUE = 5,
  /* An external code or pair outside its table; nothing was written. */
  LOOKUPFFN_ERROR_RANGE = 6,
  /* A file cannot be read or memory cannot be had. */
  LOOKUPFFN_ERROR_SYSTEM = 7,
  /* A file is damaged, of another version, or belongs to something else. */
  LOOKUPFFN_ERROR_FORMAT = 8
} LookupFFNErrorCode;

LOOKUPFFN_EXPORT LookupFFNErrorCode
lookupffnErrorGetCode(const LookupFFNError *error);
/* The whole message, MLIR diagnostics included, one per line, no final full
   stop. Owned by the error. */
LOOKUPFFN_EXPORT const char *
lookupffnErrorGetMessage(const LookupFFNError *error);
LOOKUPFFN_EXPORT void lookupffnErrorDestroy(LookupFFNError *error);

/* -- Arguments ------------------------------------------------------------ */

typedef enum LookupFFNDType {
  LOOKUPFFN_DTYPE_F32 = 0,
  LOOKUPFFN_DTYPE_F16 = 1,
  LOOKUPFFN_DTYPE_BF16 = 2,
  LOOKUPFFN_DTYPE_I8 = 3,
  LOOKUPFFN_DTYPE_I16 = 4,
  LOOKUPFFN_DTYPE_I32 = 5,
  LOOKUPFFN_DTYPE_I64 = 6
} LookupFFNDType;

typedef enum LookupFFNRole {
  LOOKUPFFN_ROLE_INPUT = 0,
  LOOKUPFFN_ROLE_WEIGHT = 1,
  LOOKUPFFN_ROLE_OUTPUT = 2
} LookupFFNRole;

#define LOOKUPFFN_MAX_RANK 8

typedef struct LookupFFNArgument {
  /* Input or output name, or weight key; owned by the kernel or bundle. */
  const char *name;
  LookupFFNDType dtype;
  int32_t rank;
  /* Sizes; -1 where the number of tokens goes. */
  int64_t shape[LOOKUPFFN_MAX_RANK];
} LookupFFNArgument;

/* -- Threads -------------------------------------------------------------- */

/* Calls body(body_context, part) once for each part in [0, parts), on any
   threads, and returns when all calls have returned. A run may call it several
   times, one after the other. */
typedef void (*LookupFFNParallelFor)(void *context, int64_t parts,
                                     void (*body)(void *body_context,
                                                  int64_t part),
                                     void *body_context);

#ifdef __cplusplus
}
#endif

#endif /* LOOKUPFFN_C_TYPES_H */
