//===- lookupffn-plugin.cpp - Dialect and passes for mlir-opt -------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One library for both flags of mlir-opt: `--load-dialect-plugin` registers the
// dialect and what its lowering needs, `--load-pass-plugin` the passes and the
// pipeline. It must be built with the MLIR that loads it.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/Pipelines/Pipelines.h"
#include "lookupffn/Pipelines/Registration.h"

#include "mlir/Tools/Plugins/DialectPlugin.h"
#include "mlir/Tools/Plugins/PassPlugin.h"

using namespace mlir;

extern "C" LLVM_ATTRIBUTE_WEAK
    LLVM_ATTRIBUTE_VISIBILITY_DEFAULT DialectPluginLibraryInfo
    mlirGetDialectPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "lookupffn", LOOKUPFFN_VERSION,
          [](DialectRegistry *registry) {
            lookupffn::registerPipelineDialects(*registry);
          }};
}

extern "C" LLVM_ATTRIBUTE_WEAK
    LLVM_ATTRIBUTE_VISIBILITY_DEFAULT PassPluginLibraryInfo
    mlirGetPassPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "lookupffn", LOOKUPFFN_VERSION,
          lookupffn::registerPipelinePasses};
}
