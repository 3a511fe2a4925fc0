//===- SafeTensors.h - Read and write safetensors files ---------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A file is 8 bytes with the length of the header, little endian, a header in
// JSON, and the data of all tensors, one after another without holes.
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_JIT_SAFETENSORS_H
#define LOOKUPFFN_JIT_SAFETENSORS_H

#include "lookupffn/JIT/Error.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace mlir::lookupffn {

/// One tensor; the data belongs to someone else.
struct SafeTensor {
  std::string name;
  /// As in the file: "F32", "BF16", "I64".
  std::string dtype;
  std::vector<int64_t> shape;
  const void *data = nullptr;
  size_t bytes = 0;
};

/// A file that is mapped read-only as long as this object lives. What is not
/// exactly the format is refused: nothing outside the file is ever read.
class SafeTensorsFile {
public:
  static Error open(const std::string &path,
                    std::unique_ptr<SafeTensorsFile> &file);
  ~SafeTensorsFile();

  /// Where it was opened.
  const std::string &getPath() const { return path; }
  /// In the order of their data.
  const std::vector<SafeTensor> &getTensors() const { return tensors; }
  /// The tensor called `name`, or null.
  const SafeTensor *find(const std::string &name) const;
  const std::vector<std::pair<std::string, std::string>> &getMetadata() const {
    return metadata;
  }

private:
  struct Mapping;
  SafeTensorsFile();

  std::string path;
  std::unique_ptr<Mapping> mapping;
  std::vector<SafeTensor> tensors;
  std::vector<std::pair<std::string, std::string>> metadata;
};

using SafeTensorsMetadata = std::vector<std::pair<std::string, std::string>>;

/// The bytes before the data of a file with `tensors`, whose `data` is not
/// looked at: length, header and white space up to a multiple of `alignment`.
std::string buildSafeTensorsHeader(const std::vector<SafeTensor> &tensors,
                                   const SafeTensorsMetadata &metadata,
                                   size_t alignment);

/// Writes a file. The data of every tensor starts on a multiple of its element
/// size if the tensors come with falling element sizes.
Error writeSafeTensors(const std::string &path,
                       const std::vector<SafeTensor> &tensors);

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_JIT_SAFETENSORS_H
