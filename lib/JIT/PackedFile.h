//===- PackedFile.h - Write packed weights ----------------------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A packed file is a safetensors file whose data starts on a page and whose
// tensors start on a cache line each; tensors `pad.N` fill the space between.
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_LIB_JIT_PACKEDFILE_H
#define LOOKUPFFN_LIB_JIT_PACKEDFILE_H

#include "lookupffn/JIT/EntryPoint.h"
#include "lookupffn/JIT/SafeTensors.h"

#include <memory>

namespace mlir::lookupffn {

/// A file that is written in place, so that no second copy is in memory. It
/// appears under its name when it is complete.
class PackedFile {
public:
  /// Makes room for `tensors`, whose names differ; `data` is not looked at.
  static Error create(const std::string &path,
                      const std::vector<SafeTensor> &tensors,
                      std::unique_ptr<PackedFile> &file);
  ~PackedFile();

  /// Where the tensor called `name` is to be written.
  void *getData(const std::string &name) const;

  /// Writes the hash of all data and gives the file its name.
  Error commit();

private:
  struct Output;
  PackedFile();
  std::unique_ptr<Output> output;
};

/// The word that safetensors files have for `dtype`: "F32", "BF16".
std::string getSafeTensorsName(DType dtype);

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_LIB_JIT_PACKEDFILE_H
