//===- compile.cpp - The pipeline in another compiler ---------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Builds a layer with the dialect's C++ classes, and takes it to LLVM.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/IR/LookupFFN.h"
#include "lookupffn/Pipelines/Pipelines.h"
#include "lookupffn/Pipelines/Registration.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/Verifier.h"

using namespace mlir;

/// A function `embed` that sums the rows that 4 codes a token select.
static OwningOpRef<ModuleOp> buildModule(MLIRContext &context) {
  OpBuilder builder(&context);
  Location loc = builder.getUnknownLoc();
  OwningOpRef<ModuleOp> module = ModuleOp::create(loc);
  builder.setInsertionPointToEnd(module->getBody());

  auto codes = RankedTensorType::get({16, 4}, builder.getI32Type());
  auto tables = RankedTensorType::get({100, 24}, builder.getF32Type());
  auto output = RankedTensorType::get({16, 24}, builder.getF32Type());
  auto function =
      func::FuncOp::create(builder, loc, "embed",
                           builder.getFunctionType({codes, tables}, {output}));
  using lookupffn::LookupFFNDialect;
  function.setArgAttr(0, LookupFFNDialect::kInputAttrName,
                      builder.getStringAttr("code"));
  function.setArgAttr(1, LookupFFNDialect::kWeightAttrName,
                      builder.getStringAttr("FFN.tables"));
  function.setResultAttr(0, LookupFFNDialect::kOutputAttrName,
                         builder.getStringAttr("y"));

  Block *body = function.addEntryBlock();
  builder.setInsertionPointToEnd(body);
  Value empty = tensor::EmptyOp::create(builder, loc, output, ValueRange());
  auto lookup = lookupffn::LookupOp::create(
      builder, loc, output, body->getArgument(1), body->getArgument(0),
      /*score=*/Value(), /*row_scale=*/Value(), /*bias=*/Value(), empty,
      /*scratch=*/Value(), lookupffn::Bounds::Check);
  func::ReturnOp::create(builder, loc, lookup.getResult());
  return module;
}

int main() {
  DialectRegistry registry;
  lookupffn::registerPipelineDialects(registry);
  MLIRContext context(registry);
  context.loadAllAvailableDialects();
  OwningOpRef<ModuleOp> module = buildModule(context);
  if (failed(verify(*module)))
    return 1;

  PassManager passes(&context, ModuleOp::getOperationName());
  lookupffn::PipelineOptions options;
  options.target = "x86-64-v3";
  if (failed(lookupffn::buildPipeline(
          passes, options,
          [](const Twine &message) { llvm::errs() << message << '\n'; })) ||
      failed(passes.run(*module)))
    return 1;
  module->print(llvm::outs());
  llvm::outs() << '\n';
}
