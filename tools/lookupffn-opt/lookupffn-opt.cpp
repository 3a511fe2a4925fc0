//===- lookupffn-opt.cpp - Run passes on a module -------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lookupffn/Pipelines/Pipelines.h"
#include "lookupffn/Pipelines/Registration.h"
#include "lookupffn/Target/CPUTarget.h"

#include "mlir/Dialect/Transform/Transforms/Passes.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/raw_ostream.h"

static llvm::cl::opt<bool> listTargets(
    "list-targets",
    llvm::cl::desc("List levels and CPUs to compile for, and exit"));

int main(int argc, char **argv) {
  mlir::lookupffn::registerPipelinePasses();
  mlir::transform::registerTransformPasses();
  mlir::DialectRegistry registry;
  mlir::lookupffn::registerToolDialects(registry);
  auto [input, output] = mlir::registerAndParseCLIOptions(
      argc, argv, "compiler for lookup-based feed-forward layers\n", registry);
  if (listTargets) {
    mlir::lookupffn::printTargets(llvm::outs());
    return 0;
  }
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, input, output, registry));
}
