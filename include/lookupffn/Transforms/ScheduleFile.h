//===- ScheduleFile.h - Schedules as text -----------------------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A schedule file is the text of one MLIR attribute, with comments:
//
//   {
//     layer = {
//       regimes = [#lookupffn.regime<min_tokens = 0, block_tokens = 128>],
//       ops = [
//         {name = "lookupffn.project", schedules = [
//           #lookupffn.schedule<path = "fast", ...>]},
//         {name = "lookupffn.lookup", schedules = [...]}
//       ]
//     }
//   }
//
// For each entry point its regimes and its token ops in order, and for each op
// one schedule a regime.
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_TRANSFORMS_SCHEDULEFILE_H
#define LOOKUPFFN_TRANSFORMS_SCHEDULEFILE_H

#include "mlir/IR/BuiltinOps.h"

#include <string>

namespace mlir::lookupffn {

/// The schedule file of a module at stage `schedule`, with the target and the
/// shapes that it was made for as comments.
std::string printScheduleFile(ModuleOp module);

/// Reads the text of the schedule file `name`; reports what is wrong and
/// returns null when it is none.
DictionaryAttr parseScheduleFile(StringRef text, StringRef name,
                                 MLIRContext *context);

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_TRANSFORMS_SCHEDULEFILE_H
