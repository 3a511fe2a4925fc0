//===- Schedule.h - The one place that chooses schedules --------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Schedules are a function of the target and of the op, and of nothing else:
// no host query, no environment.
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_TRANSFORMS_SCHEDULE_H
#define LOOKUPFFN_TRANSFORMS_SCHEDULE_H

#include "lookupffn/IR/LookupFFN.h"

#include <optional>
#include <string>

namespace mlir::lookupffn {

/// What of the layer has to be as in f32.
enum class Precision {
  /// Every z, so projections run in f32, and so do sums of rows.
  Exact,
  /// Every code; scores are within 1e-3 in rms. Projections may run in
  /// integers of 16 bits or of two bytes, and lookups of i8 rows with weights of
  /// 8 bits.
  Codes,
};

/// The batch regimes of the entry point `function` on `target`, rising in
/// min_tokens; the first begins at 0.
SmallVector<RegimeAttr> chooseRegimes(TargetAttr target, Operation *function,
                                      Precision precision);

/// The contract that `precision` (auto, exact or codes) is for the entry point
/// `function`; none when the word is unknown. auto is codes where rows are
/// rounded anyway: when all lookups have rows of 16 or 8 bits.
std::optional<Precision> choosePrecision(llvm::StringRef precision,
                                         Operation *function);

/// The schedule of the token op `op` on its portable path or its fast path, in
/// `regime`.
ScheduleAttr chooseSchedule(TargetAttr target, RegimeAttr regime, Operation *op,
                            bool fast, Precision precision);

/// Why `op` has no fast path on `target`; empty when it has one.
std::string getReasonAgainstFastPath(TargetAttr target, Operation *op);

/// Why the projection `project` cannot run in i16 on the fast path of `target`;
/// empty when it can.
std::string getReasonAgainstInteger(TargetAttr target, ProjectOp project);

/// Why the projection `project` cannot run in tiles of integers of two bytes on
/// the fast path of `target`; empty when it can.
std::string getReasonAgainstTiles(TargetAttr target, ProjectOp project);

/// Whether the tables of `lookup`, one a code, fit the caches of `target`.
bool fitsCaches(TargetAttr target, LookupOp lookup);

/// Why `lookup` never runs slab by slab on `target`; empty when large batches
/// do.
std::string getReasonAgainstSlabs(TargetAttr target, LookupOp lookup,
                                  Precision precision);

/// Why the tables of `lookup` are not packed in slices of columns for `target`;
/// empty when they are.
std::string getReasonAgainstSlices(TargetAttr target, LookupOp lookup,
                                   Precision precision);

/// The panel width that `packed_dense` weights of `columns` columns get on
/// `target`: the widest register tile that divides them, 0 when none does.
int64_t choosePanelColumns(TargetAttr target, int64_t columns);

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_TRANSFORMS_SCHEDULE_H
