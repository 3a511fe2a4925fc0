//===- Arrays.cpp - Arrays of the runner ----------------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Arrays.h"

#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>
#include <cstring>

using namespace runner;
using mlir::lookupffn::SafeTensor;
using mlir::lookupffn::SafeTensorsFile;

namespace {
struct DTypeInfo {
  llvm::StringRef name, fileName;
  unsigned bytes;
  bool isFloat;
};
} // namespace

/// Indexed by LookupFFNDType.
static const DTypeInfo kDTypes[] = {
    {"f32", "F32", 4, true},   {"f16", "F16", 2, true},
    {"bf16", "BF16", 2, true}, {"i8", "I8", 1, false},
    {"i16", "I16", 2, false},  {"i32", "I32", 4, false},
    {"i64", "I64", 8, false}};

llvm::StringRef runner::getName(LookupFFNDType dtype) {
  return kDTypes[dtype].name;
}

std::string runner::formatShape(llvm::ArrayRef<int64_t> shape) {
  std::string sizes = llvm::join(
      llvm::map_range(shape, [](int64_t size) { return std::to_string(size); }),
      ", ");
  return "(" + sizes + (shape.size() == 1 ? ",)" : ")");
}

int64_t Array::getNumElements() const {
  int64_t count = 1;
  for (int64_t size : shape)
    count *= size;
  return count;
}

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

static const llvm::fltSemantics &getSemantics(llvm::StringRef name) {
  return *llvm::StringSwitch<const llvm::fltSemantics *>(name.lower())
              .Case("f64", &llvm::APFloat::IEEEdouble())
              .Case("f16", &llvm::APFloat::IEEEhalf())
              .Case("bf16", &llvm::APFloat::BFloat())
              .Default(&llvm::APFloat::IEEEsingle());
}

static uint64_t readBits(const void *data, int64_t index, unsigned bytes) {
  uint64_t bits = 0;
  std::memcpy(&bits, static_cast<const char *>(data) + index * bytes, bytes);
  return bits;
}

static double readFloat(const void *data, int64_t index, unsigned bytes,
                        llvm::StringRef name) {
  llvm::APFloat value(getSemantics(name),
                      llvm::APInt(8 * bytes, readBits(data, index, bytes)));
  bool inexact;
  value.convert(llvm::APFloat::IEEEdouble(), llvm::APFloat::rmNearestTiesToEven,
                &inexact);
  return value.convertToDouble();
}

/// Codes of 8 and 16 bits have no sign.
static int64_t readCode(const void *data, int64_t index, unsigned bytes) {
  uint64_t bits = readBits(data, index, bytes);
  return bytes == 4 ? static_cast<int32_t>(bits) : bits;
}

std::string runner::formatElement(const Array &array, int64_t index) {
  const DTypeInfo &info = kDTypes[array.dtype];
  if (!info.isFloat)
    return std::to_string(readCode(array.data, index, info.bytes));
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format(
      "%.6g", readFloat(array.data, index, info.bytes, info.name));
  return text;
}

//===----------------------------------------------------------------------===//
// Making arrays
//===----------------------------------------------------------------------===//

llvm::Expected<Array> runner::makeArray(LookupFFNDType dtype,
                                        llvm::ArrayRef<int64_t> shape) {
  Array array;
  array.dtype = dtype;
  array.shape = shape.vec();
  // A limit far above any real array; it keeps a mistyped size from ending the
  // process instead of giving a message.
  uint64_t bytes = kDTypes[dtype].bytes;
  for (int64_t size : shape)
    bytes = llvm::SaturatingMultiply<uint64_t>(bytes, size);
  if (bytes > (uint64_t(1) << 40))
    return llvm::createStringError("an array of shape " + formatShape(shape) +
                                   " does not fit in memory");
  array.memory.resize(llvm::divideCeil(bytes, 8));
  array.data = array.memory.data();
  return array;
}

llvm::Expected<Array> runner::makeSplat(LookupFFNDType dtype,
                                        llvm::ArrayRef<int64_t> shape,
                                        double value) {
  const DTypeInfo &info = kDTypes[dtype];
  uint64_t bits;
  if (info.isFloat) {
    llvm::APFloat rounded(value);
    bool inexact;
    rounded.convert(getSemantics(info.name), llvm::APFloat::rmNearestTiesToEven,
                    &inexact);
    bits = rounded.bitcastToAPInt().getZExtValue();
  } else {
    if (value != std::trunc(value) ||
        std::abs(value) > std::ldexp(1.0, 8 * info.bytes - 1) - 1)
      return llvm::createStringError(
          llvm::formatv("{0} is not a value of {1}", value, info.name).str());
    bits = static_cast<int64_t>(value);
  }
  llvm::Expected<Array> array = makeArray(dtype, shape);
  if (!array)
    return array;
  char *bytes = reinterpret_cast<char *>(array->memory.data());
  for (int64_t i = 0, count = array->getNumElements(); i < count; ++i)
    std::memcpy(bytes + i * info.bytes, &bits, info.bytes);
  return array;
}

llvm::Expected<const SafeTensor *> FileCache::find(llvm::StringRef path,
                                                   llvm::StringRef key) {
  std::unique_ptr<SafeTensorsFile> &file = files[path.str()];
  if (!file)
    if (auto error = SafeTensorsFile::open(path.str(), file))
      return llvm::createStringError(error.message);
  if (const SafeTensor *tensor = file->find(key.str()))
    return tensor;
  std::string names = llvm::join(
      llvm::map_range(file->getTensors(),
                      [](const SafeTensor &tensor) { return tensor.name; }),
      ", ");
  return llvm::createStringError("no tensor '" + key + "' in '" + path +
                                 "'; it has " +
                                 (names.empty() ? "none" : names));
}

llvm::Expected<Array> FileCache::load(llvm::StringRef path, llvm::StringRef key,
                                      LookupFFNDType dtype) {
  llvm::Expected<const SafeTensor *> tensor = find(path, key);
  if (!tensor)
    return tensor.takeError();
  const DTypeInfo &info = kDTypes[dtype];
  if ((*tensor)->dtype != info.fileName)
    return llvm::createStringError("tensor '" + key + "' in '" + path +
                                   "': expected " + info.fileName +
                                   ", but got " + (*tensor)->dtype);
  Array array;
  array.dtype = dtype;
  array.shape = (*tensor)->shape;
  array.data = (*tensor)->data;
  // Files need not align their tensors; kernels need it.
  if (reinterpret_cast<uintptr_t>(array.data) % info.bytes) {
    array.memory.resize(llvm::divideCeil((*tensor)->bytes, 8));
    std::memcpy(array.memory.data(), array.data, (*tensor)->bytes);
    array.data = array.memory.data();
  }
  return array;
}

SafeTensor runner::toSafeTensor(llvm::StringRef name, const Array &array) {
  SafeTensor tensor;
  tensor.name = name.str();
  tensor.dtype = kDTypes[array.dtype].fileName.str();
  // Only codes are that narrow.
  if (array.dtype == LOOKUPFFN_DTYPE_I8 || array.dtype == LOOKUPFFN_DTYPE_I16)
    tensor.dtype[0] = 'U';
  tensor.shape = array.shape;
  tensor.data = array.data;
  tensor.bytes = array.getNumElements() * kDTypes[array.dtype].bytes;
  return tensor;
}

//===----------------------------------------------------------------------===//
// Comparing
//===----------------------------------------------------------------------===//

llvm::Expected<bool> runner::compare(const Array &array, size_t tokenDims,
                                     const SafeTensor &expected,
                                     double tolerance, std::string &report) {
  if (expected.shape != array.shape)
    return llvm::createStringError("expected values of shape " +
                                   formatShape(array.shape) + ", but got " +
                                   formatShape(expected.shape));
  const DTypeInfo &info = kDTypes[array.dtype];
  bool expectedFloat =
      llvm::StringRef("F64 F32 F16 BF16").contains(expected.dtype);
  if (info.isFloat != expectedFloat || expected.dtype == "BOOL")
    return llvm::createStringError("cannot compare " + info.name + " with " +
                                   expected.dtype);
  int64_t count = array.getNumElements();
  if (count == 0) {
    report = "nothing to compare";
    return true;
  }
  unsigned expectedBytes = expected.bytes / count;
  if (!info.isFloat) {
    int64_t different = 0;
    for (int64_t i = 0; i < count; ++i)
      different += readCode(array.data, i, info.bytes) !=
                   readCode(expected.data, i, expectedBytes);
    report = llvm::formatv("{0} of {1} differ", different, count);
    return different == 0;
  }

  int64_t perToken = 1, odd = 0, worstToken = 0;
  for (int64_t size : llvm::ArrayRef(array.shape).drop_front(tokenDims))
    perToken *= size;
  double worst = 0;
  for (int64_t token = 0; token < count / perToken; ++token) {
    double norm = 0, distance = 0;
    for (int64_t i = token * perToken, e = i + perToken; i < e; ++i) {
      double got = readFloat(array.data, i, info.bytes, info.name);
      double want = readFloat(expected.data, i, expectedBytes, expected.dtype);
      if (std::isfinite(want) && std::isfinite(got)) {
        norm += want * want;
        distance += (got - want) * (got - want);
      } else if (!(std::isnan(want) && std::isnan(got)) && got != want) {
        ++odd;
      }
    }
    // A token that should be 0 has no relative error; take the absolute one.
    double error = std::sqrt(distance) / (norm > 0 ? std::sqrt(norm) : 1);
    if (error > worst) {
      worst = error;
      worstToken = token;
    }
  }
  report = llvm::formatv("relative error {0:e2} at token {1}, tolerance {2:e2}",
                         worst, worstToken, tolerance);
  if (odd)
    report += llvm::formatv(
        "; {0} NaNs or infinities are not where they should be", odd);
  return worst <= tolerance && !odd;
}
