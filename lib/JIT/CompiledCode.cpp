//===- CompiledCode.cpp - What is left of a module as code ----------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In: a module at stage `llvm`, or bytes. Out: code, or bytes. Every number is
// 8 bytes, little endian; strings and lists have their length before them.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/JIT/CompiledCode.h"

#include "lookupffn/JIT/CodeGen.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Endian.h"

using namespace mlir;
using namespace mlir::lookupffn;

/// "znver3, +avx2, +fma".
static std::string describe(const CPUTarget &target) {
  std::string text = target.getCPU().str();
  for (const std::string &feature : target.getFeatures())
    text += ", +" + feature;
  return text;
}

Error mlir::lookupffn::compileModule(ModuleOp module, const std::string &entry,
                                     CompiledCode &code) {
  if (Error error = readEntryPoint(module, entry, code.entry))
    return error;
  std::optional<CPUTarget> target;
  if (Error error = readTarget(module, target))
    return error;
  if (llvm::Error error = target->checkRunsOnHost())
    return {ErrorCode::Target, llvm::toString(std::move(error))};
  code.target = describe(*target);

  llvm::SmallVector<char, 0> object;
  if (Error error = generateCode(module, *target,
                                 llvm::CodeGenFileType::ObjectFile, object))
    return error;
  code.object.assign(object.begin(), object.end());
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Bytes
//===----------------------------------------------------------------------===//

namespace {
/// Writes values one after the other; `list` calls a function on each element.
class Writer {
public:
  explicit Writer(std::string &bytes) : bytes(bytes) {}

  template <typename T> void number(const T &value) {
    char buffer[8];
    llvm::support::endian::write64le(buffer, static_cast<uint64_t>(value));
    bytes.append(buffer, 8);
  }
  void string(const std::string &value) {
    number(value.size());
    bytes += value;
  }
  template <typename T, typename Function>
  void list(const std::vector<T> &values, Function function) {
    number(values.size());
    for (const T &value : values)
      function(value);
  }

private:
  std::string &bytes;
};

/// Reads what a Writer wrote. Once something does not fit, all that follows is
/// empty and `isGood` is false.
class Reader {
public:
  explicit Reader(const std::string &bytes) : rest(bytes) {}

  template <typename T> void number(T &value) {
    uint64_t read = 0;
    if (take(8))
      read = llvm::support::endian::read64le(taken.data());
    value = static_cast<T>(read);
  }
  void string(std::string &value) {
    uint64_t size;
    number(size);
    value = take(size) ? taken.str() : std::string();
  }
  template <typename T, typename Function>
  void list(std::vector<T> &values, Function function) {
    uint64_t size;
    number(size);
    // Every element has a byte at least.
    if (size > rest.size())
      isGood = false;
    values.resize(isGood ? size : 0);
    for (T &value : values)
      function(value);
  }
  bool isComplete() const { return isGood && rest.empty(); }

private:
  bool take(uint64_t size) {
    isGood &= size <= rest.size();
    if (!isGood)
      return false;
    taken = rest.take_front(size);
    rest = rest.drop_front(size);
    return true;
  }

  llvm::StringRef rest, taken;
  bool isGood = true;
};
} // namespace

/// Names every field once, for both directions.
template <typename Archive, typename Code>
static void transfer(Archive &archive, Code &code) {
  auto transferArgument = [&](auto &argument) {
    archive.string(argument.name);
    archive.number(argument.dtype);
    archive.list(argument.shape, [&](auto &size) { archive.number(size); });
    archive.number(argument.bound);
    archive.number(argument.bytes);
  };
  auto &entry = code.entry;
  archive.string(entry.name);
  archive.string(entry.pack);
  for (auto *arguments : {&entry.inputs, &entry.weights, &entry.outputs})
    archive.list(*arguments, transferArgument);
  archive.list(entry.packed, [&](auto &buffer) {
    archive.number(buffer.dtype);
    archive.list(buffer.shape, [&](auto &size) { archive.number(size); });
    archive.string(buffer.form);
    archive.number(buffer.bytes);
    archive.number(buffer.weight);
  });
  archive.number(entry.scratchBytes);
  archive.number(entry.staticTokens);
  archive.number(entry.numTokenDims);
  archive.number(entry.threadTokens);
  archive.string(entry.part);
  archive.number(entry.blockTokens);
  archive.number(entry.numSlices);
  archive.number(entry.partTokens);
  archive.number(entry.partSlices);
  archive.number(entry.tokenSlices);
  archive.number(entry.maxTokens);
  archive.string(code.target);
  archive.string(code.schedule);
  archive.string(code.object);
}

std::string mlir::lookupffn::serialize(const CompiledCode &code) {
  std::string bytes;
  Writer writer(bytes);
  transfer(writer, code);
  return bytes;
}

bool mlir::lookupffn::deserialize(const std::string &bytes,
                                  CompiledCode &code) {
  Reader reader(bytes);
  transfer(reader, code);
  return reader.isComplete();
}
