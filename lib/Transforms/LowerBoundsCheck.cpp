//===- LowerBoundsCheck.cpp - Search bad codes before the first store -----===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In: entry points that return tensors. Out: the same with one more result,
// the i64 status: 0, or the first code outside its table.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/IR/LookupFFN.h"
#include "lookupffn/Transforms/EntryPoint.h"
#include "lookupffn/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

namespace mlir::lookupffn {
#define GEN_PASS_DEF_LOWERBOUNDSCHECK
#include "lookupffn/Transforms/Passes.h.inc"
} // namespace mlir::lookupffn

using namespace mlir;
using namespace mlir::lookupffn;

/// The status for the result of `check_codes`: 0 for -1, else kind, argument
/// and position packed in one number.
static Value buildStatus(OpBuilder &b, Location loc, Value bad, StatusKind kind,
                         int64_t argument) {
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIntOp::create(b, loc, b.getI64Type(), value);
  };
  Value zero = constant(0);
  Value good = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt, bad,
                                     zero);
  Value shifted = arith::ShLIOp::create(b, loc, bad, constant(16));
  Value status = arith::OrIOp::create(
      b, loc, shifted,
      constant((argument << 8) | static_cast<int64_t>(kind)));
  return arith::SelectOp::create(b, loc, good, zero, status);
}

/// The first of two statuses that is not 0.
static Value combine(OpBuilder &b, Location loc, Value first, Value second) {
  if (!first)
    return second;
  Value zero = arith::ConstantIntOp::create(b, loc, b.getI64Type(), 0);
  Value good = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, first,
                                     zero);
  return arith::SelectOp::create(b, loc, good, second, first);
}

/// Position of `value` among the inputs or the weights of `function`.
static std::optional<int64_t> getPosition(func::FuncOp function,
                                          ArrayRef<unsigned> arguments,
                                          Value value) {
  for (auto [position, index] : llvm::enumerate(arguments))
    if (function.getArgument(index) == value)
      return position;
  return std::nullopt;
}

static LogicalResult lowerChecks(func::FuncOp function) {
  OpBuilder b(function.getContext());
  Operation *terminator = function.front().getTerminator();
  b.setInsertionPoint(terminator);
  Location loc = function.getLoc();
  SmallVector<unsigned> inputs = getInputArguments(function);
  SmallVector<unsigned> weights = getWeightArguments(function);
  Value status, packStatus;
  for (Operation &op : function.front()) {
    if (auto lookup = dyn_cast<LookupOp>(op)) {
      if (lookup.getBounds() != Bounds::Check)
        continue;
      auto position = getPosition(function, inputs, lookup.getCode());
      if (!position)
        return lookup.emitOpError(
            "under bounds = check expects code to be an input of the entry "
            "point, so that it can be checked before the first store; use "
            "bounds = clamp for computed codes");
      Value bad = CheckCodesOp::create(b, loc, b.getI64Type(), lookup.getCode(),
                                       lookup.getNumRows());
      status = combine(b, loc, status,
                       buildStatus(b, loc, bad, StatusKind::CodeOutOfRange,
                                   *position));
      lookup.setBounds(Bounds::Assume);
    }
    if (auto project = dyn_cast<ProjectOp>(op)) {
      if (!isa<PairwiseAttr>(project.getKind()))
        continue;
      // Pairs that are not weights are clamped and need no check.
      auto position = getPosition(function, weights, project.getWeights());
      if (!position)
        continue;
      Value bad = CheckCodesOp::create(b, loc, b.getI64Type(),
                                       project.getWeights(),
                                       project.getInputWidth());
      packStatus = combine(b, loc, packStatus,
                           buildStatus(b, loc, bad, StatusKind::PairOutOfRange,
                                       *position));
    }
  }
  if (packStatus)
    packStatus.getDefiningOp()->setAttr(kPackStatusAttrName, b.getUnitAttr());
  if (!status)
    status = arith::ConstantIntOp::create(b, loc, b.getI64Type(), 0);
  terminator->insertOperands(terminator->getNumOperands(), status);
  return function.insertResult(function.getNumResults(), b.getI64Type(), {});
}

namespace {
struct LowerBoundsCheck final
    : public lookupffn::impl::LowerBoundsCheckBase<LowerBoundsCheck> {
  using Base::Base;

  void runOnOperation() override {
    for (func::FuncOp function : getEntryPoints(getOperation()))
      if (failed(lowerChecks(function)))
        return signalPassFailure();
  }
};
} // namespace
