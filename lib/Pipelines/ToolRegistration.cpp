//===- ToolRegistration.cpp - Dialects that the tools read ----------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A file of its own, so that the C library does not link what only tools need.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/Pipelines/Registration.h"

#include "mlir/Dialect/Linalg/TransformOps/DialectExtension.h"
#include "mlir/Dialect/Linalg/Transforms/TilingInterfaceImpl.h"
#include "mlir/Dialect/Transform/IR/TransformDialect.h"
#include "mlir/IR/DialectRegistry.h"

using namespace mlir;

void lookupffn::registerToolDialects(DialectRegistry &registry) {
  registerPipelineDialects(registry);
  registry.insert<transform::TransformDialect>();
  linalg::registerTilingInterfaceExternalModels(registry);
  linalg::registerTransformDialectExtension(registry);
}
