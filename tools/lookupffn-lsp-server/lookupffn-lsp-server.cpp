//===- lookupffn-lsp-server.cpp - Language server for .mlir files ---------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What an editor asks about a file: what is wrong in it, where a value is
// defined and used, what an op is. It knows what lookupffn-opt reads.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/Pipelines/Registration.h"

#include "mlir/IR/DialectRegistry.h"
#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"
#include "llvm/Support/LogicalResult.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  mlir::lookupffn::registerToolDialects(registry);
  return failed(mlir::MlirLspServerMain(argc, argv, registry));
}
