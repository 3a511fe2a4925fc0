//===- Project.cpp - project to vectors -----------------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lowering.h"

using namespace mlir;
using namespace mlir::lookupffn;

LogicalResult lookupffn::lowerProject(RewriterBase &rewriter, ProjectOp op,
                                      TargetAttr target,
                                      ScheduleAttr schedule) {
  return op.emitOpError("has no lowering on the fast path for kind ")
         << op.getKind() << "; use path=linalg";
}
