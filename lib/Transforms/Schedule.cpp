//===- Schedule.cpp - The one place that chooses schedules ----------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lookupffn/Transforms/Schedule.h"

using namespace mlir;
using namespace mlir::lookupffn;

/// Tokens of a block in which temporaries of the portable path stay in L2.
static constexpr int64_t kBlockTokens = 64;

SmallVector<RegimeAttr> lookupffn::chooseRegimes(TargetAttr target) {
  MLIRContext *context = target.getContext();
  return {RegimeAttr::get(context, /*min_tokens=*/0, kBlockTokens)};
}

std::string lookupffn::getReasonAgainstFastPath(TargetAttr target,
                                                Operation *op) {
  return "no fast path yet";
}

int64_t lookupffn::choosePanelColumns(TargetAttr target, int64_t columns) {
  return 0;
}

ScheduleAttr lookupffn::chooseSchedule(TargetAttr target, RegimeAttr regime,
                                       Operation *op, bool fast) {
  MLIRContext *context = target.getContext();
  return ScheduleAttr::get(context, "linalg", 1, 1, regime.getBlockTokens(), 0,
                           3);
}
