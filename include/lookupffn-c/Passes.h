/*===- lookupffn-c/Passes.h - The passes for MLIR's C API ---------*- C -*-===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
|*===----------------------------------------------------------------------===*|
|*                                                                            *|
|* Passes and the pipeline are built from text, by mlirParsePassPipeline:     *|
|* "builtin.module(lookupffn-pipeline{target=x86-64-v3 stop-after=llvm})".    *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#ifndef LOOKUPFFN_C_PASSES_H
#define LOOKUPFFN_C_PASSES_H

#include "mlir-c/Support.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Registers our passes, the upstream passes that the pipeline uses, and
   lookupffn-pipeline. May be called more than once. */
MLIR_CAPI_EXPORTED void mlirLookupFFNRegisterPasses(void);

#ifdef __cplusplus
}
#endif

#endif /* LOOKUPFFN_C_PASSES_H */
