//===- PrepareWeights.cpp - Weight algebra as IR ---------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lookupffn/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"

namespace mlir::lookupffn {
#define GEN_PASS_DEF_PREPAREWEIGHTS
#include "lookupffn/Transforms/Passes.h.inc"
} // namespace mlir::lookupffn

using namespace mlir;

namespace {
struct PrepareWeights final
    : public lookupffn::impl::PrepareWeightsBase<PrepareWeights> {
  using Base::Base;

  void runOnOperation() override {}
};
} // namespace
