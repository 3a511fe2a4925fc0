//===- Checkpoint.h - Layers of a safetensors file --------------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_JIT_CHECKPOINT_H
#define LOOKUPFFN_JIT_CHECKPOINT_H

#include "lookupffn/JIT/LayerText.h"
#include "lookupffn/JIT/SafeTensors.h"

namespace mlir::lookupffn {

/// What a checkpoint does not store. Errors name these as options of
/// lookupffn-compile.
struct CheckpointOptions {
  /// What stands before the keys of a layer, "FFN." or not; with "{i}" for its
  /// number that of several layers. Empty to find out.
  std::string prefix;
  /// Numbers and ranges, "0-3,7"; empty for all.
  std::string layers;
  /// Empty where the projection weight tells it.
  std::string projection;
  /// Number of tables that are stored flat, or codes a token of a shared one; 0
  /// where the shapes tell it.
  int64_t tables = 0;
  bool shared = false;
  /// Width of the input; 0 where the shapes tell it.
  int64_t d = 0;
  double decay = 0.7, eps = 1e-5, temperature = 1.0, constant = 1.0;
  std::string score = "margin", compare = "ogt", bitOrder = "msb";
  /// Type that rows are converted to; empty to keep them.
  std::string tableType;
};

class Checkpoint {
public:
  static Error open(const std::string &path, const CheckpointOptions &options,
                    std::unique_ptr<Checkpoint> &checkpoint);

  /// One function a layer, @layer0, or @layer where it has no number. Keys of
  /// weights are the whole names of tensors in the file.
  const std::string &getModule() const { return module; }
  const SafeTensorsFile &getFile() const { return *file; }

  /// Whether all rows fit the type that they are converted to: reads them all.
  Error checkRows() const;

private:
  Checkpoint() = default;

  std::unique_ptr<SafeTensorsFile> file;
  std::vector<LayerSpec> layers;
  std::string module;
};

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_JIT_CHECKPOINT_H
