//===- MLIR.cpp - The dialect and the passes for MLIR's C API -------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lookupffn-c/Dialect.h"
#include "lookupffn-c/Passes.h"

#include "lookupffn/IR/LookupFFN.h"
#include "lookupffn/Pipelines/Pipelines.h"
#include "lookupffn/Pipelines/Registration.h"

#include "mlir/CAPI/Registration.h"

MLIR_DEFINE_CAPI_DIALECT_REGISTRATION(LookupFFN, lookupffn,
                                      mlir::lookupffn::LookupFFNDialect)

void mlirLookupFFNRegisterDialects(MlirDialectRegistry registry) {
  mlir::lookupffn::registerPipelineDialects(*unwrap(registry));
}

void mlirLookupFFNRegisterPasses(void) {
  mlir::lookupffn::registerPipelinePasses();
}
