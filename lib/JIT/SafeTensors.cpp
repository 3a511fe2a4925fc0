//===- SafeTensors.cpp - Read and write safetensors files -----------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Checkpoints come from anywhere, so a file is hostile until it has been
// checked: each size is compared before it is used, products are checked for
// overflow, and the JSON parser, which recurses and keeps the last of two equal
// keys, is only given text whose nesting and keys have been looked at.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/JIT/SafeTensors.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>

using namespace mlir::lookupffn;

/// The limit of the reference reader, which keeps a bad length from turning
/// into a huge allocation.
static constexpr uint64_t kMaxHeaderBytes = 100'000'000;
/// The header is an object of objects with a list each.
static constexpr size_t kMaxDepth = 3;

struct SafeTensorsFile::Mapping {
  std::string path;
  llvm::sys::fs::mapped_file_region region;
  llvm::StringRef content;

  Error error(const llvm::Twine &what) const {
    return {ErrorCode::System, ("cannot read '" + path + "': " + what).str()};
  }
};

SafeTensorsFile::SafeTensorsFile() : mapping(new Mapping) {}
SafeTensorsFile::~SafeTensorsFile() = default;

/// Bytes of an element, 0 for a name that the format does not have.
static uint64_t getElementBytes(llvm::StringRef dtype) {
  return llvm::StringSwitch<uint64_t>(dtype)
      .Cases({"F64", "I64", "U64"}, 8)
      .Cases({"F32", "I32", "U32"}, 4)
      .Cases({"F16", "BF16", "I16", "U16"}, 2)
      .Cases({"I8", "U8", "BOOL", "F8_E4M3", "F8_E5M2"}, 1)
      .Default(0);
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

Error SafeTensorsFile::open(const std::string &path,
                            std::unique_ptr<SafeTensorsFile> &file) {
  namespace fs = llvm::sys::fs;
  std::unique_ptr<SafeTensorsFile> result(new SafeTensorsFile);
  Mapping &mapping = *result->mapping;
  mapping.path = path;
  llvm::Expected<fs::file_t> descriptor = fs::openNativeFileForRead(path);
  if (!descriptor)
    return mapping.error(llvm::toString(descriptor.takeError()));
  fs::file_status status;
  std::error_code code = fs::status(*descriptor, status);
  uint64_t size = status.getSize();
  bool regular = !code && status.type() == fs::file_type::regular_file;
  // An empty file cannot be mapped, and is too short anyway.
  if (regular && size > 0)
    mapping.region = fs::mapped_file_region(
        *descriptor, fs::mapped_file_region::readonly, size, 0, code);
  fs::closeFile(*descriptor);
  if (code)
    return mapping.error(code.message());
  if (!regular)
    return mapping.error("not a regular file");
  if (size > 0)
    mapping.content = llvm::StringRef(mapping.region.const_data(), size);
  if (Error error = result->read())
    return error;
  file = std::move(result);
  return Error::success();
}

const SafeTensor *SafeTensorsFile::find(const std::string &name) const {
  for (const SafeTensor &tensor : tensors)
    if (tensor.name == name)
      return &tensor;
  return nullptr;
}

/// The length of the string literal at the start of `text`, quotes included, or
/// 0 when it does not end.
static size_t getLiteralLength(llvm::StringRef text) {
  for (size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"')
      return i + 1;
    if (text[i] == '\\')
      ++i;
  }
  return 0;
}

/// Looks at nesting and at the keys of every object. Text that is not JSON may
/// pass; the parser comes next.
static std::string findProblem(llvm::StringRef text) {
  std::vector<llvm::StringSet<>> keys;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '{' || c == '[') {
      keys.emplace_back();
      if (keys.size() > kMaxDepth)
        return "the header is nested deeper than an object of tensors";
    } else if ((c == '}' || c == ']') && !keys.empty()) {
      keys.pop_back();
    } else if (c == '"') {
      size_t length = getLiteralLength(text.substr(i));
      if (length == 0)
        return "";
      llvm::StringRef literal = text.substr(i, length);
      i += length - 1;
      if (keys.empty() || !text.substr(i + 1).ltrim().starts_with(":"))
        continue;
      // The same key can be spelled in several ways.
      llvm::Expected<llvm::json::Value> key = llvm::json::parse(literal);
      if (!key) {
        llvm::consumeError(key.takeError());
        return "";
      }
      llvm::StringRef name = *key->getAsString();
      if (!keys.back().insert(name).second)
        return "key '" + name.str() + "' occurs twice in the header";
    }
  }
  return "";
}

/// Reads what the header says of one tensor. Returns what is wrong, or nothing.
static std::string readTensor(const llvm::json::Value &value,
                              llvm::StringRef data, SafeTensor &tensor) {
  const llvm::json::Object *object = value.getAsObject();
  const llvm::json::Array *shape = object ? object->getArray("shape") : nullptr;
  const llvm::json::Array *offsets =
      object ? object->getArray("data_offsets") : nullptr;
  std::optional<llvm::StringRef> dtype =
      object ? object->getString("dtype") : std::nullopt;
  if (!shape || !offsets || !dtype || object->size() != 3)
    return "expected an object with 'dtype', 'shape' and 'data_offsets'";
  tensor.dtype = dtype->str();
  uint64_t bytes = getElementBytes(*dtype);
  if (bytes == 0)
    return "unknown dtype '" + tensor.dtype + "'";
  for (const llvm::json::Value &item : *shape) {
    std::optional<int64_t> size = item.getAsInteger();
    if (!size || *size < 0)
      return "expected sizes that are integers and not negative";
    tensor.shape.push_back(*size);
  }
  // A size of 0 makes the product 0, whatever the others are.
  if (llvm::is_contained(tensor.shape, 0))
    bytes = 0;
  for (int64_t size : tensor.shape) {
    bool overflow = false;
    bytes = llvm::SaturatingMultiply<uint64_t>(bytes, size, &overflow);
    if (overflow)
      return "the number of bytes does not fit in 64 bits";
  }
  std::optional<int64_t> begin, end;
  if (offsets->size() == 2) {
    begin = (*offsets)[0].getAsInteger();
    end = (*offsets)[1].getAsInteger();
  }
  if (!begin || !end || *begin < 0 || *begin > *end)
    return "expected 'data_offsets' to be two integers, 0 <= begin <= end";
  if (static_cast<uint64_t>(*end) > data.size())
    return "the data ends at " + std::to_string(*end) +
           ", but the file has only " + std::to_string(data.size()) +
           " bytes of data";
  tensor.bytes = *end - *begin;
  if (tensor.bytes != bytes)
    return "dtype and shape need " + std::to_string(bytes) +
           " bytes, but 'data_offsets' span " + std::to_string(tensor.bytes);
  tensor.data = data.data() + *begin;
  return "";
}

Error SafeTensorsFile::read() {
  llvm::StringRef content = mapping->content;
  if (content.size() < 8)
    return mapping->error("expected at least 8 bytes, but the file has " +
                          llvm::Twine(content.size()));
  uint64_t length = llvm::support::endian::read64le(content.data());
  if (length > kMaxHeaderBytes || length > content.size() - 8)
    return mapping->error("the header has " + llvm::Twine(length) +
                          " bytes, but the file has " +
                          llvm::Twine(content.size() - 8) +
                          " and the limit is " + llvm::Twine(kMaxHeaderBytes));
  llvm::StringRef header = content.substr(8, length);
  llvm::StringRef data = content.substr(8 + length);
  if (!header.starts_with("{"))
    return mapping->error("the header does not start with '{'");
  if (std::string problem = findProblem(header); !problem.empty())
    return mapping->error(problem);
  llvm::Expected<llvm::json::Value> parsed = llvm::json::parse(header);
  if (!parsed)
    return mapping->error("the header is not JSON: " +
                          llvm::toString(parsed.takeError()));

  // It starts with a brace and is JSON, so it is an object.
  for (const auto &[key, value] : *parsed->getAsObject()) {
    std::string name = key.str();
    if (name == "__metadata__") {
      const llvm::json::Object *object = value.getAsObject();
      for (const auto &item : object ? *object : llvm::json::Object()) {
        std::optional<llvm::StringRef> text = item.second.getAsString();
        if (!text) {
          object = nullptr;
          break;
        }
        metadata.emplace_back(item.first.str(), text->str());
      }
      if (!object)
        return mapping->error("'__metadata__' is not an object of strings");
      continue;
    }
    SafeTensor &tensor = tensors.emplace_back();
    tensor.name = name;
    if (std::string problem = readTensor(value, data, tensor); !problem.empty())
      return mapping->error("tensor '" + name + "': " + problem);
  }
  std::sort(metadata.begin(), metadata.end());

  // In the order of their data, each has to start where the one before ends.
  // Empty tensors come before the one that starts at the same place.
  std::sort(tensors.begin(), tensors.end(),
            [](const SafeTensor &a, const SafeTensor &b) {
              return std::make_tuple(a.data, a.bytes, llvm::StringRef(a.name)) <
                     std::make_tuple(b.data, b.bytes, llvm::StringRef(b.name));
            });
  const char *end = data.data();
  for (const SafeTensor &tensor : tensors) {
    if (tensor.data != end)
      return mapping->error("tensor '" + tensor.name + "' " +
                            (tensor.data < end ? "overlaps the one before it"
                                               : "has a hole before it"));
    end += tensor.bytes;
  }
  if (end != data.end())
    return mapping->error("there are " + llvm::Twine(data.end() - end) +
                          " bytes after the last tensor");
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

Error mlir::lookupffn::writeSafeTensors(
    const std::string &path, const std::vector<SafeTensor> &tensors) {
  std::string header;
  llvm::raw_string_ostream headerStream(header);
  llvm::json::OStream json(headerStream);
  size_t offset = 0;
  json.object([&] {
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
  // Data starts on a multiple of 8, the largest element.
  header.resize(llvm::alignTo(header.size(), 8), ' ');

  std::error_code code;
  llvm::raw_fd_ostream os(path, code, llvm::sys::fs::OF_None);
  if (!code) {
    char length[8];
    llvm::support::endian::write64le(length, header.size());
    os.write(length, sizeof(length));
    os << header;
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
