//===- BundleWeights.cpp - The packed weights of a bundle -----------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Packed buffers that several targets make the same way are one tensor of the
// file, packed once.
//
//===----------------------------------------------------------------------===//

#include "BundleData.h"
#include "PackedFile.h"
#include "Packing.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"

#include <cstring>

using namespace mlir;
using namespace mlir::lookupffn;

/// Every tensor of the packed file once.
static std::vector<SafeTensor>
listTensors(const std::vector<BundleCode> &codes) {
  std::vector<SafeTensor> tensors;
  for (const BundleCode &code : codes)
    for (const EntryPoint &entry : code.entries)
      for (const PackedBuffer &buffer : entry.packed) {
        std::string name = getPackedName(entry, buffer);
        if (llvm::any_of(tensors,
                         [&](const SafeTensor &t) { return t.name == name; }))
          continue;
        SafeTensor &tensor = tensors.emplace_back();
        tensor.name = std::move(name);
        tensor.dtype = getSafeTensorsName(buffer.dtype);
        tensor.shape = buffer.shape;
        tensor.bytes = buffer.bytes;
      }
  return tensors;
}

namespace {
/// The weights of an entry point. Code that packs wants them aligned to their
/// elements, which files need not do; then they are copied.
struct Weights {
  void add(const SafeTensor &tensor, size_t alignment) {
    const void *start = tensor.data;
    if (reinterpret_cast<uintptr_t>(start) % alignment != 0) {
      copies.emplace_back(new char[tensor.bytes]);
      std::memcpy(copies.back().get(), start, tensor.bytes);
      start = copies.back().get();
    }
    data.push_back(start);
  }

  std::vector<const void *> data;
  std::vector<std::unique_ptr<char[]>> copies;
};
} // namespace

/// Finds the weights of `entry` in `file`.
static Error findWeights(const EntryPoint &entry, const SafeTensorsFile &file,
                         const std::string &prefix, Weights &weights) {
  for (const Argument &weight : entry.weights) {
    std::string name = prefix + weight.name;
    const SafeTensor *tensor = file.find(name);
    if (!tensor)
      return {ErrorCode::Value,
              "the weights have no tensor '" + name + "', which layer '" +
                  entry.name +
                  "' needs; give the file and the prefix that have it"};
    std::string dtype = getSafeTensorsName(weight.dtype);
    if (tensor->dtype != dtype)
      return {ErrorCode::DType, "weight '" + name + "': expected " + dtype +
                                    ", but the file has " + tensor->dtype};
    if (tensor->shape != weight.shape)
      return {ErrorCode::Shape,
              "weight '" + name + "': expected shape " +
                  formatShape(weight.shape.data(), weight.shape.size()) +
                  ", but the file has " +
                  formatShape(tensor->shape.data(), tensor->shape.size())};
    weights.add(*tensor, getByteWidth(weight.dtype));
  }
  return Error::success();
}

Error Bundle::writeWeights(const SafeTensorsFile &file,
                           const std::string &prefix,
                           const std::string &path) const {
  if (llvm::sys::fs::equivalent(file.getPath(), path))
    return {ErrorCode::System, "the packed weights would replace '" + path +
                                   "', which they are made of; write the "
                                   "bundle to another folder or name"};
  // Whatever is wrong with the weights is found before anything is written.
  for (const EntryPoint &entry : data->codes.front().entries) {
    Weights weights;
    if (Error error = findWeights(entry, file, prefix, weights))
      return error;
  }
  std::unique_ptr<PackedFile> packedFile;
  if (Error error =
          PackedFile::create(path, listTensors(data->codes), packedFile))
    return error;
  llvm::StringSet<> written;
  for (const BundleCode &code : data->codes) {
    std::unique_ptr<PackFunctions> functions;
    if (Error error =
            PackFunctions::load(*code.session->module, code.entries, functions))
      return error;
    for (const EntryPoint &entry : code.entries) {
      Weights weights;
      if (Error error = findWeights(entry, file, prefix, weights))
        return error;
      std::vector<void *> packed;
      bool isNew = false;
      for (const PackedBuffer &buffer : entry.packed) {
        std::string name = getPackedName(entry, buffer);
        void *place = packedFile->getData(name);
        packed.push_back(place);
        if (!written.insert(name).second)
          continue;
        if (buffer.weight >= 0)
          std::memcpy(place, weights.data[buffer.weight], buffer.bytes);
        else
          isNew = true;
      }
      // What another target has packed already would only become the same.
      if (isNew)
        if (Error error = functions->pack(entry, weights.data, packed))
          return error;
    }
  }
  return packedFile->commit();
}
