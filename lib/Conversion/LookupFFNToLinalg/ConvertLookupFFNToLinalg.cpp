//===- ConvertLookupFFNToLinalg.cpp - The portable path -------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

//
// In: ops of the dialect on tensors. Out: linalg.generic in scf.for on tensors,
// plus the ops that are scheduled for the fast path, unchanged.
//
//===----------------------------------------------------------------------===//

#include "TokenLoops.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace mlir::lookupffn {
#define GEN_PASS_DEF_CONVERTLOOKUPFFNTOLINALG
#include "lookupffn/Conversion/Passes.h.inc"
} // namespace mlir::lookupffn

using namespace mlir;
using namespace mlir::lookupffn;

PortableFeatures::PortableFeatures(TargetAttr target) {
  if (!target)
    return;
  bool arm64 = target.getTriple().starts_with("aarch64") ||
               target.getTriple().starts_with("arm64");
  // Code for RISC-V needs D, which has fused multiply-adds as V does.
  bool riscv64 = target.getTriple().starts_with("riscv64");
  fma = arm64 || riscv64 || target.hasFeature("fma");
  f16 = arm64 || target.hasFeature("f16c") ||
        (target.hasFeature("zfhmin") &&
         (!target.hasFeature("v") || target.hasFeature("zvfhmin")));
}

/// True for the ops that this pass is responsible for.
static bool isPortable(Operation *op) {
  if (isa<CheckCodesOp>(op))
    return true;
  if (!isTokenOp(op))
    return false;
  auto schedule =
      op->getAttrOfType<ScheduleAttr>(LookupFFNDialect::kScheduleAttrName);
  return !schedule || schedule.getPath() == "linalg";
}

/// Diagnoses an op that has no portable form.
static LogicalResult verifyConvertible(Operation *op) {
  for (Value operand : op->getOperands())
    if (isa<MemRefType>(operand.getType()))
      return op->emitOpError("expects tensors, but got ")
             << operand.getType()
             << "; run convert-lookupffn-to-linalg before bufferization";
  if (auto lookup = dyn_cast<LookupOp>(op)) {
    if (lookup.getBounds() == Bounds::Check)
      return op->emitOpError("expects bounds = check to be lowered by "
                             "lookupffn-lower-bounds-check first");
    if (lookup.isSliced())
      return op->emitOpError(
          "expects a schedule with path 'fast' for tables in "
          "slices, which have no portable form; slice the "
          "tables of ops scheduled fast only");
  }
  if (auto project = dyn_cast<ProjectOp>(op))
    if (isa<AbsorbedBH4Attr, PackedDenseAttr, QuantizedBH4Attr,
            QuantizedDenseAttr>(project.getKind()))
      return op->emitOpError("expects a schedule with path 'fast' for kind ")
             << project.getKind()
             << ", which has no portable form; prepare the weights of ops "
                "scheduled fast only";
  return success();
}

void lookupffn::populateLookupFFNToLinalgPatterns(
    RewritePatternSet &patterns, const PortableFeatures &features) {
  populateCheckCodesToLinalg(patterns);
  populateHashToLinalg(patterns, features);
  populateLayerNormToLinalg(patterns);
  populateLookupToLinalg(patterns, features);
  populateProjectionToLinalg(patterns);
}

namespace {
struct ConvertLookupFFNToLinalg final
    : lookupffn::impl::ConvertLookupFFNToLinalgBase<ConvertLookupFFNToLinalg> {
  using Base::Base;

  void runOnOperation() override {
    SmallVector<Operation *> ops;
    WalkResult walk = getOperation().walk([&](Operation *op) {
      if (!isPortable(op))
        return WalkResult::advance();
      ops.push_back(op);
      return WalkResult(verifyConvertible(op));
    });
    if (walk.wasInterrupted())
      return signalPassFailure();

    TargetAttr target;
    if (auto module = getOperation()->getParentOfType<ModuleOp>())
      target = module->getAttrOfType<TargetAttr>(
          LookupFFNDialect::kTargetAttrName);
    RewritePatternSet patterns(&getContext());
    populateLookupFFNToLinalgPatterns(patterns, PortableFeatures(target));
    GreedyRewriteConfig config;
    config.setStrictness(GreedyRewriteStrictness::ExistingOps);
    config.enableFolding(false);
    (void)applyOpPatternsGreedily(ops, std::move(patterns), config);
  }
};
} // namespace
