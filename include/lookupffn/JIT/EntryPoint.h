//===- EntryPoint.h - Arguments of a compiled function ----------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_JIT_ENTRYPOINT_H
#define LOOKUPFFN_JIT_ENTRYPOINT_H

#include "lookupffn/JIT/Error.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace mlir {
class ModuleOp;
} // namespace mlir

namespace mlir::lookupffn {

/// Element types of arguments, with the numbers of LookupFFNDType.
enum class DType { F32, F16, BF16, I8, I16, I32, I64 };

/// Bytes of one element.
size_t getByteWidth(DType dtype);
/// "f32", "bf16", "i64".
const char *getName(DType dtype);
/// "(?, 512)", with a question mark for each size of -1.
std::string formatShape(const int64_t *shape, size_t rank);

enum class Role { Input, Weight, Output };

/// One input, weight or output.
struct Argument {
  /// Name of an input or output, key of a weight.
  std::string name;
  DType dtype = DType::F32;
  /// Sizes; -1 where the number of tokens goes.
  std::vector<int64_t> shape;
  /// Values must be in `[0, bound)`; -1 when it is not known. Only for external
  /// codes and pairs.
  int64_t bound = -1;
  /// Bytes per token of an input or output, all bytes of a weight.
  size_t bytes = 0;
};

/// Where the entry point finds one of its packed buffers.
struct PackedBuffer {
  DType dtype = DType::F32;
  std::vector<int64_t> shape;
  size_t bytes = 0;
  /// What makes it, `form` of lookupffn/Transforms/EntryPoint.h; empty for a
  /// weight as it is.
  std::string form;
  /// Number of the bound weight that is this buffer, -1 when it is filled by
  /// the pack function.
  int64_t weight = -1;
};

/// What the `lookupffn.entry` attribute of a function says.
struct EntryPoint {
  std::string name;
  /// Name of the function that fills the packed buffers; empty for none.
  std::string pack;
  std::vector<Argument> inputs, weights, outputs;
  std::vector<PackedBuffer> packed;
  size_t scratchBytes = 0;
  /// The number of tokens when it is fixed, else -1.
  int64_t staticTokens = -1;
  /// Leading dimensions that count tokens.
  size_t numTokenDims = 1;
  /// Tokens that make a thread worth its start; -1 when a call stays in one
  /// piece.
  int64_t threadTokens = -1;
  /// Name of the function that runs a part of one phase of a block; empty for
  /// none.
  std::string part;
  /// With `part`: most tokens of a block, and slices of the tables; tokens of
  /// the first phase, and slices of a token of the lookup, that make a thread
  /// worth its start; slices of a token that take as long as what each part of
  /// them does beside.
  int64_t blockTokens = 0, numSlices = 0, partTokens = 0, partSlices = 0;
  int64_t tokenSlices = 0;
  /// More tokens than this overflow the address of some argument.
  int64_t maxTokens = INT64_MAX;
};

/// Reads the entry point called `name` of a module in the LLVM dialect; an
/// empty name means the only one. Checks everything that running it relies on.
Error readEntryPoint(ModuleOp module, const std::string &name,
                     EntryPoint &entry);

/// Reads all entry points, of which there has to be one at least.
Error readEntryPoints(ModuleOp module, std::vector<EntryPoint> &entries);

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_JIT_ENTRYPOINT_H
