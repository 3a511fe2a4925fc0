//===- SafeTensors.cpp - Read and write safetensors files -----------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The runtime reads; the compiler alone writes.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/JIT/SafeTensors.h"

#include "../Runtime/SafeTensors.h"

#include "llvm/Support/Endian.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MathExtras.h"

#include <sys/mman.h>

using namespace mlir::lookupffn;

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

struct SafeTensorsFile::Mapping {
  ~Mapping() {
    lookupffnTensorsDestroy(tensors);
    if (content)
      munmap(const_cast<void *>(content), bytes);
  }

  const void *content = nullptr;
  size_t bytes = 0;
  LookupFFNTensors *tensors = nullptr;
};

SafeTensorsFile::SafeTensorsFile() : mapping(new Mapping) {}
SafeTensorsFile::~SafeTensorsFile() = default;

Error SafeTensorsFile::open(const std::string &path,
                            std::unique_ptr<SafeTensorsFile> &file) {
  std::unique_ptr<SafeTensorsFile> result(new SafeTensorsFile);
  result->path = path;
  Mapping &mapping = *result->mapping;
  if (Error error = Error(
          lookupffnMapFile(path.c_str(), &mapping.content, &mapping.bytes)))
    return error;
  if (Error error = Error(lookupffnReadTensors(
          path.c_str(), mapping.content, mapping.bytes, &mapping.tensors)))
    return error;
  for (size_t i = 0; i < mapping.tensors->num_tensors; ++i) {
    const LookupFFNTensor &from = mapping.tensors->tensors[i];
    result->tensors.push_back({from.name,
                               from.dtype,
                               {from.shape, from.shape + from.rank},
                               from.data,
                               from.bytes});
  }
  for (size_t i = 0; i < mapping.tensors->num_metadata; ++i)
    result->metadata.emplace_back(mapping.tensors->metadata[i].key,
                                  mapping.tensors->metadata[i].value);
  file = std::move(result);
  return Error::success();
}

const SafeTensor *SafeTensorsFile::find(const std::string &name) const {
  for (const SafeTensor &tensor : tensors)
    if (tensor.name == name)
      return &tensor;
  return nullptr;
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

std::string
mlir::lookupffn::buildSafeTensorsHeader(const std::vector<SafeTensor> &tensors,
                                        const SafeTensorsMetadata &metadata,
                                        size_t alignment) {
  std::string header(8, '\0');
  llvm::raw_string_ostream headerStream(header);
  llvm::json::OStream json(headerStream);
  size_t offset = 0;
  json.object([&] {
    if (!metadata.empty())
      json.attributeObject("__metadata__", [&] {
        for (const auto &[key, value] : metadata)
          json.attribute(key, value);
      });
    for (const SafeTensor &tensor : tensors) {
      json.attributeObject(tensor.name, [&] {
        json.attribute("dtype", tensor.dtype);
        json.attributeArray("shape", [&] {
          for (int64_t size : tensor.shape)
            json.value(size);
        });
        json.attributeArray("data_offsets", [&] {
          json.value(static_cast<int64_t>(offset));
          json.value(static_cast<int64_t>(offset += tensor.bytes));
        });
      });
    }
  });
  header.resize(llvm::alignTo(header.size(), alignment), ' ');
  llvm::support::endian::write64le(header.data(), header.size() - 8);
  return header;
}

Error mlir::lookupffn::writeSafeTensors(
    const std::string &path, const std::vector<SafeTensor> &tensors) {
  std::error_code code;
  llvm::raw_fd_ostream os(path, code, llvm::sys::fs::OF_None);
  if (!code) {
    // Data starts on a multiple of 8, the largest element.
    os << buildSafeTensorsHeader(tensors, {}, 8);
    for (const SafeTensor &tensor : tensors)
      os.write(static_cast<const char *>(tensor.data), tensor.bytes);
    os.close();
    code = os.error();
    os.clear_error();
  }
  if (code)
    return {ErrorCode::System,
            "cannot write '" + path + "': " + code.message()};
  return Error::success();
}
