//===- CheckLowered.cpp - Name what cannot be lowered ---------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lookupffn/Transforms/Passes.h"

#include "mlir/IR/BuiltinOps.h"

namespace mlir::lookupffn {
#define GEN_PASS_DEF_CHECKLOWERED
#include "lookupffn/Transforms/Passes.h.inc"
} // namespace mlir::lookupffn

using namespace mlir;
using namespace mlir::lookupffn;

/// Dialects that the conversion to LLVM takes.
static constexpr StringLiteral kLowerable[] = {
    "arith", "builtin", "cf",     "func", "index", "llvm",
    "math",  "memref",  "vector", "ub",   "scf",   "affine"};

/// Ops of these dialects that become calls to a run-time library, which
/// compiled kernels do not have, or that nothing converts.
static constexpr StringLiteral kCalling[] = {
    "cf.assert",   "math.erf",    "math.erfc",   "math.cbrt",    "math.acosh",
    "math.asinh",  "math.atanh",  "memref.copy",
    "vector.print"};

namespace {
struct CheckLowered final
    : public lookupffn::impl::CheckLoweredBase<CheckLowered> {
  using Base::Base;

  void runOnOperation() override {
    bool found = false;
    getOperation().walk([&](Operation *op) {
      StringRef dialect = op->getName().getDialectNamespace();
      if (llvm::is_contained(kLowerable, dialect)) {
        if (llvm::is_contained(kCalling, op->getName().getStringRef())) {
          op->emitOpError("has no lowering to instructions alone, and kernels "
                          "call no run-time library");
          found = true;
        }
        return;
      }
      op->emitOpError("cannot be lowered to LLVM; nothing in the pipeline "
                      "converts the dialect '")
          << dialect << "'";
      found = true;
    });
    if (found)
      signalPassFailure();
  }
};
} // namespace
