//===- KernelChecks.cpp - What callers get wrong --------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Everything that can be checked about a call without reading the arrays is
// checked here, because compiled code trusts its pointers. What only the code
// can see comes back in its status, which is turned into words here.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/JIT/Kernel.h"

#include "llvm/ADT/STLExtras.h"

#include <cstring>

using namespace mlir;
using namespace mlir::lookupffn;

//===----------------------------------------------------------------------===//
// Arguments
//===----------------------------------------------------------------------===//

static bool isAligned(const void *data, DType dtype) {
  return reinterpret_cast<uintptr_t>(data) % getByteWidth(dtype) == 0;
}

static Error misaligned(const std::string &what, DType dtype) {
  return {ErrorCode::Value, what + ": the address is not a multiple of " +
                                std::to_string(getByteWidth(dtype)) +
                                ", the size of its " + getName(dtype) +
                                " elements; copy the array"};
}

Error Kernel::bind(const char *key, const void *data, DType dtype, size_t rank,
                   const int64_t *shape) {
  auto found = llvm::find_if(entry.weights, [&](const Argument &weight) {
    return weight.name == key;
  });
  if (found == entry.weights.end()) {
    std::string keys;
    for (const Argument &weight : entry.weights)
      keys += (keys.empty() ? "" : ", ") + weight.name;
    return {ErrorCode::Value, "no weight '" + std::string(key) +
                                  "'; the kernel has " +
                                  (keys.empty() ? "none" : keys)};
  }
  std::string what = "weight '" + found->name + "'";
  if (dtype != found->dtype)
    return {ErrorCode::DType, what + ": expected " + getName(found->dtype) +
                                  ", but got " + getName(dtype)};
  if (rank != found->shape.size() ||
      !std::equal(shape, shape + rank, found->shape.begin()))
    return {ErrorCode::Shape,
            what + ": expected shape " +
                formatShape(found->shape.data(), found->shape.size()) +
                ", but got " + formatShape(shape, rank)};
  if (!data && found->bytes)
    return {ErrorCode::Value, what + ": expected an array, but got a null "
                                     "pointer"};
  if (!isAligned(data, dtype))
    return misaligned(what, dtype);
  // A weight without elements may come without an address; any will do.
  static const char none = 0;
  weights[found - entry.weights.begin()] = data ? data : &none;
  isPacked = false;
  return Error::success();
}

Error Kernel::checkCall(const void *const *inputs, void *const *outputs,
                        int64_t tokens) const {
  auto text = [](int64_t value) { return std::to_string(value); };
  if (entry.staticTokens >= 0 && tokens != entry.staticTokens)
    return {ErrorCode::Shape, "the kernel is compiled for " +
                                  text(entry.staticTokens) +
                                  " tokens, but got " + text(tokens)};
  if (tokens > entry.maxTokens)
    return {ErrorCode::Value, "expected at most " + text(entry.maxTokens) +
                                  " tokens, but got " + text(tokens)};
  if ((!inputs && !entry.inputs.empty()) ||
      (!outputs && !entry.outputs.empty()))
    return {ErrorCode::Value, std::string("expected a list of pointers to ") +
                                  (inputs ? "outputs" : "inputs") +
                                  ", but got a null pointer"};
  auto checkAll = [&](const std::vector<Argument> &arguments, const char *word,
                      auto get) -> Error {
    for (size_t i = 0; i < arguments.size(); ++i) {
      const void *data = get(i);
      if (!data && arguments[i].bytes)
        return {ErrorCode::Value,
                std::string(word) + " '" + arguments[i].name +
                    "': expected an array, but got a null pointer"};
      if (!isAligned(data, arguments[i].dtype))
        return misaligned(std::string(word) + " '" + arguments[i].name + "'",
                          arguments[i].dtype);
    }
    return Error::success();
  };
  if (Error error =
          checkAll(entry.inputs, "input", [&](size_t i) { return inputs[i]; }))
    return error;
  if (Error error = checkAll(entry.outputs, "output", [&](size_t i) {
        return const_cast<const void *>(outputs[i]);
      }))
    return error;

  // Outputs are written while inputs are still being read.
  auto overlaps = [&](const void *a, size_t aBytes, const void *b,
                      size_t bBytes) {
    auto x = reinterpret_cast<uintptr_t>(a), y = reinterpret_cast<uintptr_t>(b);
    return x < y + bBytes * tokens && y < x + aBytes * tokens;
  };
  for (size_t o = 0; o < entry.outputs.size(); ++o) {
    const Argument &output = entry.outputs[o];
    auto clash = [&](const char *word, const Argument &other) -> Error {
      return {ErrorCode::Value, "output '" + output.name + "' overlaps " +
                                    word + " '" + other.name +
                                    "'; give it memory of its own"};
    };
    for (size_t i = 0; i < entry.inputs.size(); ++i)
      if (overlaps(outputs[o], output.bytes, inputs[i], entry.inputs[i].bytes))
        return clash("input", entry.inputs[i]);
    for (size_t p = 0; p < o; ++p)
      if (overlaps(outputs[o], output.bytes, outputs[p],
                   entry.outputs[p].bytes))
        return clash("output", entry.outputs[p]);
  }
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Status
//===----------------------------------------------------------------------===//

/// Reads an element of an array of signed integers.
static int64_t readInteger(const void *data, DType dtype, size_t position) {
  auto read = [&](auto value) -> int64_t {
    std::memcpy(&value,
                static_cast<const char *>(data) + position * sizeof(value),
                sizeof(value));
    return value;
  };
  switch (dtype) {
  case DType::I8:
    return read(int8_t());
  case DType::I16:
    return read(int16_t());
  case DType::I64:
    return read(int64_t());
  default:
    return read(int32_t());
  }
}

Error Kernel::decodeStatus(int64_t status, const void *const *inputs,
                           int64_t tokens) const {
  // Low 8 bits: kind; next 8: argument; the rest: row-major position.
  enum Kind { CodeOutOfRange = 1, OtherBatch = 2, PairOutOfRange = 3 };
  uint64_t bits = status;
  unsigned kind = bits & 0xff;
  size_t number = (bits >> 8) & 0xff;
  size_t position = bits >> 16;
  auto text = [](int64_t value) { return std::to_string(value); };
  auto isOutside = [&](const Argument &argument, int64_t value) {
    std::string range = argument.bound >= 0
                            ? "outside [0, " + text(argument.bound) + ")"
                            : "out of range";
    return text(value) + " is " + range;
  };
  if (kind == CodeOutOfRange && inputs && number < entry.inputs.size()) {
    const Argument &codes = entry.inputs[number];
    size_t perToken = codes.shape.back() > 0 ? codes.shape.back() : 1;
    if (position / perToken < static_cast<size_t>(tokens)) {
      int64_t value = readInteger(inputs[number], codes.dtype, position);
      return {ErrorCode::Range, "token " + text(position / perToken) +
                                    ", code " + text(position % perToken) +
                                    ": code " + isOutside(codes, value)};
    }
  }
  if (kind == OtherBatch && number < entry.inputs.size())
    return {ErrorCode::Shape,
            "input '" + entry.inputs[number].name + "': expected shape " +
                formatShape(entry.inputs[number].shape.data(),
                            entry.inputs[number].shape.size()) +
                ", but got " + text(tokens) + " tokens"};
  if (kind == PairOutOfRange && number < entry.weights.size()) {
    const Argument &pairs = entry.weights[number];
    if (position < pairs.bytes / getByteWidth(pairs.dtype)) {
      int64_t value = readInteger(weights[number], pairs.dtype, position);
      return {ErrorCode::Range, "weight '" + pairs.name + "', pair " +
                                    text(position / 2) + ": index " +
                                    isOutside(pairs, value)};
    }
  }
  return {ErrorCode::Compile, "the compiled code returned status " +
                                  text(status) +
                                  ", which it should not; please report it"};
}
