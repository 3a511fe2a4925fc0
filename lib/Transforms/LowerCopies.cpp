//===- LowerCopies.cpp - memref.copy as linalg.copy -----------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lookupffn/Transforms/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace mlir::lookupffn {
#define GEN_PASS_DEF_LOWERCOPIES
#include "lookupffn/Transforms/Passes.h.inc"
} // namespace mlir::lookupffn

using namespace mlir;

namespace {
struct LowerCopies final
    : public lookupffn::impl::LowerCopiesBase<LowerCopies> {
  using Base::Base;

  void runOnOperation() override {
    getOperation().walk([](memref::CopyOp copy) {
      OpBuilder b(copy);
      linalg::CopyOp::create(b, copy.getLoc(), copy.getSource(),
                             copy.getTarget());
      copy.erase();
    });
  }
};
} // namespace
