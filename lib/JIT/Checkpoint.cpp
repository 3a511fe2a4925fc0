//===- Checkpoint.cpp - Layers of a safetensors file ----------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In: a file and what it does not store. Out: a module, and what its values
// have to be.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/JIT/Checkpoint.h"

#include "CheckpointKeys.h"

#include "llvm/ADT/StringRef.h"

#include <cmath>
#include <cstring>

using namespace mlir::lookupffn;

template <typename T> static T readAt(const SafeTensor &tensor, int64_t index) {
  T value;
  std::memcpy(&value,
              static_cast<const char *>(tensor.data) + index * sizeof(T),
              sizeof(T));
  return value;
}

/// The pairs of a pairwise projection are inputs: in [0, D).
static Error checkPairs(const SafeTensorsFile &file, const LayerSpec &layer) {
  const SafeTensor *pairs = file.find(layer.prefix + "hash.projection.pairs");
  if (!pairs)
    return Error::success();
  for (int64_t i = 0; i < 2 * pairs->shape[0]; ++i) {
    int64_t input = pairs->dtype == "I64" ? readAt<int64_t>(*pairs, i)
                                          : readAt<int32_t>(*pairs, i);
    if (input < 0 || input >= layer.d)
      return {ErrorCode::Range, pairs->name + "[" + std::to_string(i / 2) +
                                    ", " + std::to_string(i % 2) + "] is " +
                                    std::to_string(input) +
                                    ", expected an input in [0, " +
                                    std::to_string(layer.d) + ")"};
  }
  return Error::success();
}

Error Checkpoint::open(const std::string &path,
                       const CheckpointOptions &options,
                       std::unique_ptr<Checkpoint> &checkpoint) {
  std::unique_ptr<Checkpoint> result(new Checkpoint);
  if (Error error = SafeTensorsFile::open(path, result->file))
    return error;
  std::vector<CheckpointLayer> found;
  if (Error error = findLayers(*result->file, options, found))
    return error;
  for (const CheckpointLayer &layer : found) {
    LayerSpec &spec = result->layers.emplace_back();
    if (Error error = readLayer(*result->file, layer, options, spec))
      return error;
    std::string text;
    if (Error error = writeLayer(spec, text))
      return error;
    if (Error error = checkPairs(*result->file, spec))
      return error;
    result->module += text;
  }
  checkpoint = std::move(result);
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------===//

/// Element `index` of rows as f32; `scale` is that of its row. Of f16 all that
/// matters here: finite values, none of which is too large for anything, are 0.
static float readRow(const SafeTensor &tables, int64_t index, float scale) {
  if (tables.dtype == "F32")
    return readAt<float>(tables, index);
  if (tables.dtype == "I8")
    return scale * static_cast<float>(readAt<int8_t>(tables, index));
  uint16_t half = readAt<uint16_t>(tables, index);
  if (tables.dtype == "F16")
    return (half & 0x7c00) == 0x7c00 ? INFINITY : 0.0f;
  uint32_t bits = static_cast<uint32_t>(half) << 16;
  float value;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

/// The least magnitude that becomes infinite in `element`.
static float getLimit(const std::string &element) {
  if (element == "f16")
    return 65520.0f;
  if (element == "bf16")
    return 0x1.ffp+127f;
  return INFINITY;
}

Error Checkpoint::checkRows() const {
  for (const LayerSpec &layer : layers) {
    const SafeTensor &tables = *file->find(layer.prefix + "tables");
    const SafeTensor *scales = file->find(layer.prefix + "tables_scale");
    std::string element = layer.rowType;
    if (llvm::StringRef(tables.dtype).lower() == element || element == "f32")
      continue;
    float limit = getLimit(element);
    int64_t width = layer.o;
    int64_t rows = layer.rows * (layer.shared ? 1 : layer.tables);
    for (int64_t row = 0; row < rows; ++row) {
      float scale = scales ? readAt<float>(*scales, row) : 1.0f;
      for (int64_t i = row * width; i < (row + 1) * width; ++i) {
        float value = readRow(tables, i, scale);
        bool fits = element == "i8"
                        ? std::isfinite(value)
                        : !(std::fabs(value) >= limit && std::isfinite(value));
        if (fits)
          continue;
        std::string where = tables.name + " has in row " +
                            std::to_string(row % layer.rows) + " of table " +
                            std::to_string(row / layer.rows);
        return {ErrorCode::Value,
                element == "i8"
                    ? where + " a NaN or infinity, which i8 cannot hold; keep "
                              "f32"
                    : where + " a value too large for " + element +
                          "; keep f32, or scale the tables down"};
      }
    }
  }
  return Error::success();
}
