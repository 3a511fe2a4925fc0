//===- LayerText.h - The MLIR text of a layer -------------------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The one writer of layers: checkpoints go through it, and Python, by the C
// API.
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_JIT_LAYERTEXT_H
#define LOOKUPFFN_JIT_LAYERTEXT_H

#include "lookupffn/JIT/Error.h"

#include <cstdint>
#include <string>
#include <vector>

namespace mlir::lookupffn {

/// A weight whose argument has another type or shape than the layer reads.
struct StoredWeight {
  /// After the prefix, "tables".
  std::string key;
  /// "f32", "f16", "bf16", "i8", "i32" or "i64".
  std::string element;
  std::vector<int64_t> shape;
};

/// All that the text of a layer depends on, in the words of the operator.
struct LayerSpec {
  /// Name of the function.
  std::string function = "layer";
  /// What stands before the keys of its weights.
  std::string prefix = "FFN.";
  /// "bh4", "dense", "identity", "pairwise" or "external".
  std::string projection = "bh4";
  /// Widths; the first is not read with external codes.
  int64_t d = 0, o = 0;
  /// Codes a token, and rows of a table.
  int64_t tables = 0, rows = 0;
  /// Of bh4 alone: P, b and R.
  int64_t padded = 0, block = 0, repeats = 0;
  bool shared = false, norm = false, projectionBias = false, bias = false;
  /// Type of the rows: "f32", "f16", "bf16" or "i8".
  std::string rowType = "f32";
  /// With external codes "margin" stands for scores that the caller passes.
  std::string score = "margin";
  std::string compare = "ogt", bitOrder = "msb";
  double decay = 0.7, eps = 1e-5, temperature = 1.0, constant = 1.0;
  /// Number of tokens, -1 for any.
  int64_t batch = -1;
  /// Any of "y", "z", "code" and "score"; steps that none of them needs are
  /// left out.
  std::vector<std::string> outputs = {"y"};
  /// Of external codes alone.
  std::string bounds = "check", codeType = "i64";
  /// Converted by ops on the weights, so that packing does it.
  std::vector<StoredWeight> stored;
};

/// Writes the function of `spec`: destination style, weights as arguments.
Error writeLayer(const LayerSpec &spec, std::string &text);

/// Checks the names and the numbers of `spec` that are not sizes.
Error checkOptions(const LayerSpec &spec);

/// "f32, f16, bf16, i8" as `rowType` may be.
const std::vector<std::string> &getRowTypes();

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_JIT_LAYERTEXT_H
