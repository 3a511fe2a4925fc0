//===- DumpSchedule.cpp - Schedules into a file ---------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lookupffn/Transforms/Passes.h"
#include "lookupffn/Transforms/ScheduleFile.h"

#include "llvm/Support/raw_ostream.h"

namespace mlir::lookupffn {
#define GEN_PASS_DEF_DUMPSCHEDULE
#include "lookupffn/Transforms/Passes.h.inc"
} // namespace mlir::lookupffn

using namespace mlir;
using namespace mlir::lookupffn;

namespace {
struct DumpSchedule final
    : public lookupffn::impl::DumpScheduleBase<DumpSchedule> {
  using Base::Base;

  void runOnOperation() override {
    std::error_code error;
    llvm::raw_fd_ostream os(file, error);
    if (!error) {
      os << printScheduleFile(getOperation());
      os.flush();
      error = os.error();
      os.clear_error();
    }
    if (!error)
      return;
    getOperation().emitError("cannot write the schedule file '")
        << file << "': " << error.message();
    signalPassFailure();
  }
};
} // namespace
