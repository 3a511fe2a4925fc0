//===- PackedFile.cpp - Write packed weights ------------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PackedFile.h"

#include "../Runtime/Bundle.h"

#include "lookupffn/JIT/Compiler.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FileOutputBuffer.h"
#include "llvm/Support/MathExtras.h"

#include <cstring>

using namespace mlir::lookupffn;

/// The page that files are mapped by, and the line that tensors start on.
static constexpr size_t kPage = 4096;
static constexpr size_t kLine = 64;

struct PackedFile::Output {
  std::string path;
  std::vector<SafeTensor> tensors;
  std::unique_ptr<llvm::FileOutputBuffer> buffer;
  size_t headerBytes = 0;
  llvm::StringMap<size_t> offsets;
};

PackedFile::PackedFile() : output(new Output) {}
PackedFile::~PackedFile() = default;

std::string mlir::lookupffn::getSafeTensorsName(DType dtype) {
  return llvm::StringRef(getName(dtype)).upper();
}

/// The header, with `hash` for the data.
static std::string buildHeader(const std::vector<SafeTensor> &tensors,
                               uint64_t hash) {
  return buildSafeTensorsHeader(
      tensors,
      {{LOOKUPFFN_PACKED_FORMAT_KEY, LOOKUPFFN_PACKED_FORMAT},
       {"lookupffn.version", getVersion()},
       {LOOKUPFFN_PACKED_HASH_KEY,
        llvm::utohexstr(hash, /*LowerCase=*/true, /*Width=*/16)}},
      kPage);
}

Error PackedFile::create(const std::string &path,
                         const std::vector<SafeTensor> &tensors,
                         std::unique_ptr<PackedFile> &file) {
  std::unique_ptr<PackedFile> result(new PackedFile);
  Output &output = *result->output;
  output.path = path;
  size_t bytes = 0, pads = 0;
  for (const SafeTensor &tensor : tensors) {
    output.offsets[tensor.name] = bytes;
    output.tensors.push_back(tensor);
    bytes += tensor.bytes;
    if (size_t rest = llvm::alignTo(bytes, kLine) - bytes) {
      SafeTensor &pad = output.tensors.emplace_back();
      pad.name = "pad." + std::to_string(pads++);
      pad.dtype = "U8";
      pad.shape = {static_cast<int64_t>(rest)};
      pad.bytes = rest;
      bytes += rest;
    }
  }
  // The hash has as many digits whatever it is.
  output.headerBytes = buildHeader(output.tensors, 0).size();
  auto buffer =
      llvm::FileOutputBuffer::create(path, output.headerBytes + bytes);
  if (!buffer)
    return {ErrorCode::System,
            "cannot write '" + path + "' (" +
                std::to_string(output.headerBytes + bytes) +
                " bytes): " + llvm::toString(buffer.takeError())};
  output.buffer = std::move(*buffer);
  file = std::move(result);
  return Error::success();
}

void *PackedFile::getData(const std::string &name) const {
  return output->buffer->getBufferStart() + output->headerBytes +
         output->offsets.lookup(name);
}

Error PackedFile::commit() {
  uint8_t *start = output->buffer->getBufferStart();
  uint64_t hash =
      lookupffnHash(start + output->headerBytes,
                    output->buffer->getBufferSize() - output->headerBytes);
  std::string header = buildHeader(output->tensors, hash);
  std::memcpy(start, header.data(), header.size());
  if (llvm::Error error = output->buffer->commit())
    return {ErrorCode::System, "cannot write '" + output->path +
                                   "': " + llvm::toString(std::move(error))};
  return Error::success();
}
