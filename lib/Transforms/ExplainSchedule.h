//===- ExplainSchedule.h - Remarks about what was chosen --------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_TRANSFORMS_EXPLAINSCHEDULE_H
#define LOOKUPFFN_TRANSFORMS_EXPLAINSCHEDULE_H

#include "lookupffn/Transforms/Schedule.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace mlir::lookupffn {

/// What choices depended on that the schedules do not tell.
struct ScheduleReasons {
  TargetAttr target;
  Precision contract;
  /// The option `precision` that the contract comes from.
  StringRef precision;
  /// Whether the schedules came from outside.
  bool given = false;

  /// The reason for a choice that `reason`, if there is one, did not prevent.
  std::string orGiven(const std::string &reason) const {
    return reason.empty() && given ? "the schedule that was given says so"
                                   : reason;
  }
};

/// Says which contract and which batch regimes `function` has.
void explainFunction(func::FuncOp function, const ScheduleReasons &reasons);

/// Says what the schedules of the token op `op` are and, where they are not the
/// fastest that there is, why.
void explainSchedules(Operation *op, const ScheduleReasons &reasons);

/// Says from which call of `function` on threads are used, by what its
/// `lookupffn.entry` says that one of them is worth.
void explainThreads(func::FuncOp function);

/// Says why threads share calls of `function` by tokens alone.
void explainWholeParts(func::FuncOp function, const std::string &reason);

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_TRANSFORMS_EXPLAINSCHEDULE_H
