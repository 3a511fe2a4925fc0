/*===- lookupffn-c/Dialect.h - The dialect for MLIR's C API -------*- C -*-===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
|*===----------------------------------------------------------------------===*|
|*                                                                            *|
|* For hosts that speak the MLIR C API already; others find in Compiler.h     *|
|* what compiles and runs. Link LookupFFNMLIRCAPI.                            *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#ifndef LOOKUPFFN_C_DIALECT_H
#define LOOKUPFFN_C_DIALECT_H

#include "mlir-c/IR.h"

#ifdef __cplusplus
extern "C" {
#endif

/* mlirGetDialectHandle__lookupffn__, for a host that only reads and writes the
   dialect. */
MLIR_DECLARE_CAPI_DIALECT_REGISTRATION(LookupFFN, lookupffn);

/* Registers the dialect with all that the passes of Passes.h need: the dialects
   that it lowers to, their bufferization, and their conversion and translation
   to LLVM IR. */
MLIR_CAPI_EXPORTED void
mlirLookupFFNRegisterDialects(MlirDialectRegistry registry);

#ifdef __cplusplus
}
#endif

#endif /* LOOKUPFFN_C_DIALECT_H */
