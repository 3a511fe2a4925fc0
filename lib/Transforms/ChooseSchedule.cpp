//===- ChooseSchedule.cpp - Write the chosen schedules --------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExplainSchedule.h"

#include "lookupffn/IR/LookupFFN.h"
#include "lookupffn/Transforms/EntryPoint.h"
#include "lookupffn/Transforms/Passes.h"
#include "lookupffn/Transforms/Schedule.h"

namespace mlir::lookupffn {
#define GEN_PASS_DEF_CHOOSESCHEDULE
#include "lookupffn/Transforms/Passes.h.inc"
} // namespace mlir::lookupffn

using namespace mlir;
using namespace mlir::lookupffn;

namespace {
struct ChooseSchedule final
    : public lookupffn::impl::ChooseScheduleBase<ChooseSchedule> {
  using Base::Base;

  /// Writes the schedules of one op.
  LogicalResult schedule(TargetAttr target, ArrayRef<RegimeAttr> regimes,
                         Precision contract, Operation *op) {
    std::string reason = getReasonAgainstFastPath(target, op);
    if (Attribute given = op->getAttr(LookupFFNDialect::kScheduleAttrName)) {
      auto list = dyn_cast<ArrayAttr>(given);
      if (!list || list.size() != regimes.size())
        return op->emitOpError("expects a list of ")
               << regimes.size() << " schedules, one for each regime of its "
               << "entry point, but got " << (list ? list.size() : 1);
      for (auto schedule : list.getAsRange<ScheduleAttr>()) {
        // Weights are prepared once, for the path of all regimes.
        auto first = cast<ScheduleAttr>(list[0]);
        if (isa<ProjectOp>(op) && schedule.getPath() != first.getPath())
          return op->emitOpError("expects one path in all regimes, but got '")
                 << first.getPath() << "' and '" << schedule.getPath() << "'";
        if (schedule.getPath() == "fast" && !reason.empty())
          return op->emitOpError("has no fast path: ")
                 << reason << "; schedule it with path 'linalg'";
      }
      return success();
    }
    if (path == "linalg")
      reason = "path=linalg was asked for";
    if (path == "fast" && !reason.empty())
      return op->emitOpError("has no fast path: ")
             << reason << "; use path=auto to take the portable path";
    SmallVector<Attribute> schedules;
    for (RegimeAttr regime : regimes)
      schedules.push_back(
          chooseSchedule(target, regime, op, reason.empty(), contract));
    op->setAttr(LookupFFNDialect::kScheduleAttrName,
                ArrayAttr::get(op->getContext(), schedules));
    return success();
  }

  void runOnOperation() override {
    if (path != "auto" && path != "linalg" && path != "fast") {
      getOperation().emitError("unknown path '")
          << path << "'; expected auto, linalg or fast";
      return signalPassFailure();
    }
    auto target = getOperation()->getAttrOfType<TargetAttr>(
        LookupFFNDialect::kTargetAttrName);
    if (!target) {
      getOperation().emitError("expects the module attribute "
                               "'lookupffn.target'; run "
                               "lookupffn-resolve-target first");
      return signalPassFailure();
    }
    for (func::FuncOp function : getEntryPoints(getOperation())) {
      std::optional<Precision> contract = choosePrecision(precision, function);
      if (!contract) {
        getOperation().emitError("unknown precision '")
            << precision << "'; expected auto, exact or codes";
        return signalPassFailure();
      }
      SmallVector<RegimeAttr> regimes =
          chooseRegimes(target, function, *contract);
      if (auto given = function->getAttrOfType<ArrayAttr>(
              LookupFFNDialect::kRegimesAttrName))
        regimes = llvm::to_vector(given.getAsRange<RegimeAttr>());
      else
        function->setAttr(LookupFFNDialect::kRegimesAttrName,
                          Builder(function).getArrayAttr(SmallVector<Attribute>(
                              regimes.begin(), regimes.end())));
      ScheduleReasons reasons = {target, *contract, precision};
      explainFunction(function, reasons);
      WalkResult result = function.walk([&](Operation *op) {
        if (!isTokenOp(op))
          return WalkResult::advance();
        reasons.given = op->hasAttr(LookupFFNDialect::kScheduleAttrName);
        if (failed(schedule(target, regimes, *contract, op)))
          return WalkResult::interrupt();
        explainSchedules(op, reasons);
        return WalkResult::advance();
      });
      if (result.wasInterrupted())
        return signalPassFailure();
    }
  }
};
} // namespace
