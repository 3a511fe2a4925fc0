//===- Pipelines.h - Stages, their options and their order -------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_PIPELINES_PIPELINES_H
#define LOOKUPFFN_PIPELINES_PIPELINES_H

#include "lookupffn/Target/TargetSizes.h"
#include "mlir/Pass/PassManager.h"

#include <string>

namespace mlir::lookupffn {

/// What a caller of the pipeline can choose.
struct PipelineOptions {
  /// host, a CPU name that LLVM knows, or a level such as x86-64-v3. Empty
  /// keeps the `lookupffn.target` that the module has.
  std::string target = "host";
  /// Features on top of the CPU's: "+avx2,-fma".
  std::string features;
  /// Triple, empty for the architecture that the target name implies.
  std::string triple;
  /// Sizes that replace those of the target.
  TargetSizes sizes;
  /// auto, linalg or fast; see lookupffn-choose-schedule.
  std::string path = "auto";
  /// Schedule file that overrides what would be chosen; empty for that of the
  /// module, if it has one.
  std::string schedule;
  /// Schedule file to write, - for standard output; empty for none.
  std::string dumpSchedule;
  /// auto, exact or codes; see lookupffn-choose-schedule.
  std::string precision = "auto";
  /// Last stage to run, one of getStageNames().
  std::string stopAfter = "llvm";
};

/// Names of the stages in order: target, schedule, prepare, linalg, buffer,
/// vector, llvm.
ArrayRef<StringRef> getStageNames();

/// Appends the stages up to `options.stopAfter` to a pass manager on modules.
/// Fails, and says why through `emitError`, when there is no such stage.
LogicalResult buildPipeline(OpPassManager &manager,
                            const PipelineOptions &options,
                            function_ref<void(const Twine &)> emitError);

/// Registers our passes, the upstream passes that the pipeline uses, and
/// `--lookupffn-pipeline`.
void registerPipelinePasses();

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_PIPELINES_PIPELINES_H
