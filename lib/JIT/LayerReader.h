//===- LayerReader.h - A layer by the shapes of its tensors -----*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_LIB_JIT_LAYERREADER_H
#define LOOKUPFFN_LIB_JIT_LAYERREADER_H

#include "CheckpointKeys.h"

#include "lookupffn/JIT/EntryPoint.h"

namespace mlir::lookupffn {

using TensorShape = std::vector<int64_t>;

inline constexpr const char *kGamma = "LayerNorm.weight";
inline constexpr const char *kBeta = "LayerNorm.bias";
inline constexpr const char *kWeight = "hash.projection.weight";
inline constexpr const char *kBias = "hash.projection.bias";
inline constexpr const char *kPairs = "hash.projection.pairs";
inline constexpr const char *kTables = "tables";
inline constexpr const char *kScale = "tables_scale";

inline std::string format(const TensorShape &shape) {
  return formatShape(shape.data(), shape.size());
}

/// Reads one layer; the rules are those of the Python class Layer.
class LayerReader {
public:
  LayerReader(const SafeTensorsFile &file, const std::string &prefix,
              const CheckpointOptions &options, LayerSpec &spec)
      : file(file), prefix(prefix), options(options), spec(spec) {}

  Error read();

private:
  const SafeTensor *find(const char *key) const {
    return file.find(prefix + key);
  }
  /// "layer.0.FFN.tables has shape [3, 4]".
  std::string tell(const char *key) const {
    return prefix + key + " has shape " + format(find(key)->shape);
  }
  void copyOptions();
  Error checkKeys();
  Error checkNumbers();
  Error readTypes();
  Error readTables();
  Error readScale();
  Error chooseProjection();
  Error checkExternal();
  Error readHash();
  Error checkProjectionWeight();
  Error readWidth();
  Error readBlocks();
  Error checkShape(const char *key, const TensorShape &expected) const;
  Error checkShapes();

  const SafeTensorsFile &file;
  const std::string &prefix;
  const CheckpointOptions &options;
  LayerSpec &spec;
  int64_t bits = 0;
};

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_LIB_JIT_LAYERREADER_H
