//===- CheckpointKeys.h - Layers of a checkpoint by their keys --*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_LIB_JIT_CHECKPOINTKEYS_H
#define LOOKUPFFN_LIB_JIT_CHECKPOINTKEYS_H

#include "lookupffn/JIT/Checkpoint.h"

#include "llvm/ADT/SmallVector.h"

namespace mlir::lookupffn {

/// One layer: the name of its function, and all that stands before its keys.
struct CheckpointLayer {
  std::string function, prefix;
};

/// The layers of `file` that `prefix` and `layers` of the options choose, by
/// their numbers.
Error findLayers(const SafeTensorsFile &file, const CheckpointOptions &options,
                 std::vector<CheckpointLayer> &layers);

/// Reads the shapes of `layer`, and checks all that can be checked without
/// looking at values, save those of pairs.
Error readLayer(const SafeTensorsFile &file, const CheckpointLayer &layer,
                const CheckpointOptions &options, LayerSpec &spec);

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_LIB_JIT_CHECKPOINTKEYS_H
