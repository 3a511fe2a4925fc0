//===- SourceInfo.h - What lowering forgets ---------------------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_LIB_JIT_SOURCEINFO_H
#define LOOKUPFFN_LIB_JIT_SOURCEINFO_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/SmallVector.h"

#include <string>

namespace mlir::lookupffn {

/// Values of an argument must be in `[0, bound)`.
struct Bound {
  std::string function, argument;
  int64_t bound;
};

/// The status of compiled code tells which element is out of range. The range,
/// for the message, is known only as long as the ops exist.
SmallVector<Bound> findBounds(ModuleOp module);

/// Writes `bounds` into the `lookupffn.entry` of a module at stage `llvm`.
void setBounds(ModuleOp module, ArrayRef<Bound> bounds);

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_LIB_JIT_SOURCEINFO_H
