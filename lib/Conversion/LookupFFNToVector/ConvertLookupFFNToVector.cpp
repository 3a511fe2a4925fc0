//===- ConvertLookupFFNToVector.cpp - The fast path -----------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

//
// In: ops of the dialect on memrefs, scheduled `fast`. Out: loops of scf over
// vectors, and memref.prefetch. Relies on a single token dimension
// (lookupffn-flatten-tokens) and on the target of the module.
//
//===----------------------------------------------------------------------===//

#include "Lowering.h"

#include "lookupffn/Conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/TypeSwitch.h"

namespace mlir::lookupffn {
#define GEN_PASS_DEF_CONVERTLOOKUPFFNTOVECTOR
#include "lookupffn/Conversion/Passes.h.inc"
} // namespace mlir::lookupffn

using namespace mlir;
using namespace mlir::lookupffn;

/// Checks what all lowerings rely on; null when `op` does not have it.
static ScheduleAttr verifyConvertible(Operation *op, TargetAttr target) {
  auto schedule =
      op->getAttrOfType<ScheduleAttr>(LookupFFNDialect::kScheduleAttrName);
  if (!schedule || schedule.getPath() != "fast") {
    op->emitOpError("expects a schedule with path 'fast'; run "
                    "convert-lookupffn-to-linalg before bufferization for all "
                    "other ops");
    return nullptr;
  }
  for (Value operand : op->getOperands())
    if (!isa<MemRefType>(operand.getType())) {
      op->emitOpError("expects memrefs, but got ")
          << operand.getType()
          << "; run convert-lookupffn-to-vector after bufferization";
      return nullptr;
    }
  if (unsigned dims = getNumTokenDims(op); dims != 1) {
    op->emitOpError("expects one token dimension, but got ")
        << dims << "; run lookupffn-flatten-tokens first";
    return nullptr;
  }
  if (!target) {
    op->emitOpError("expects the module attribute 'lookupffn.target'; run "
                    "lookupffn-resolve-target first");
    return nullptr;
  }
  if (target.getVectorBits() < 128) {
    op->emitOpError("expects a target with vectors of 128 bits or more, but ")
        << target.getCpu() << " has " << target.getVectorBits()
        << "; use path=linalg";
    return nullptr;
  }
  return schedule;
}

namespace {
struct ConvertLookupFFNToVector final
    : lookupffn::impl::ConvertLookupFFNToVectorBase<ConvertLookupFFNToVector> {
  using Base::Base;

  void runOnOperation() override {
    TargetAttr target;
    if (auto module = getOperation()->getParentOfType<ModuleOp>())
      target = module->getAttrOfType<TargetAttr>(
          LookupFFNDialect::kTargetAttrName);
    SmallVector<Operation *> ops;
    getOperation().walk([&](Operation *op) {
      if (isa_and_present<LookupFFNDialect>(op->getDialect()) ||
          isTransposeOfZ(op, target))
        ops.push_back(op);
    });
    IRRewriter rewriter(&getContext());
    for (Operation *op : ops)
      if (failed(lower(rewriter, op, target)))
        return signalPassFailure();
  }

  LogicalResult lower(RewriterBase &rewriter, Operation *op,
                      TargetAttr target) {
    if (isTransposeOfZ(op, target)) {
      rewriter.setInsertionPoint(op);
      lowerTranspose(rewriter, op, target);
      rewriter.eraseOp(op);
      return success();
    }
    if (!isTokenOp(op))
      return op->emitOpError("has no fast path; run "
                             "convert-lookupffn-to-linalg first");
    ScheduleAttr schedule = verifyConvertible(op, target);
    if (!schedule)
      return failure();
    rewriter.setInsertionPoint(op);
    LogicalResult lowered =
        TypeSwitch<Operation *, LogicalResult>(op)
            .Case([&](HashOp hash) {
              return lowerHash(rewriter, hash, target, schedule);
            })
            .Case([&](LayerNormOp norm) {
              return lowerLayerNorm(rewriter, norm, target, schedule);
            })
            .Case([&](LookupOp lookup) {
              return lowerLookup(rewriter, lookup, target, schedule);
            })
            .Case([&](ProjectOp project) {
              return lowerProject(rewriter, project, target, schedule);
            })
            .Default([](Operation *other) {
              return other->emitOpError(
                  "has no fast path; schedule it with path 'linalg'");
            });
    if (failed(lowered))
      return failure();
    rewriter.eraseOp(op);
    return success();
  }
};
} // namespace
