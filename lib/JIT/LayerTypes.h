//===- LayerTypes.h - An entry point as the runtime sees it -----*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_LIB_JIT_LAYERTYPES_H
#define LOOKUPFFN_LIB_JIT_LAYERTYPES_H

#include "../Runtime/Layer.h"

#include "lookupffn/JIT/EntryPoint.h"

namespace mlir::lookupffn {

/// A layer without code. Names and lists belong to it or to `entry`, both of
/// which stay where they are.
struct LayerTypes {
  explicit LayerTypes(const EntryPoint &entry);
  LayerTypes(const LayerTypes &) = delete;

  std::vector<LookupFFNLayerArgument> inputs, weights, outputs;
  LookupFFNLayer layer;
};

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_LIB_JIT_LAYERTYPES_H
