//===- Kernel.cpp - A compiled layer in this process ----------------------===//
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

#include "lookupffn/JIT/CodeGen.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/Support/MemoryBuffer.h"

#include <cstdlib>
#include <cstring>

using namespace mlir;
using namespace mlir::lookupffn;

/// Start of scratch memory and packed buffers: a cache line, and the widest
/// vector register.
static constexpr size_t kAlignment = 64;

struct Kernel::Code {
  std::unique_ptr<llvm::orc::LLJIT> jit;
  int64_t (*run)(void *const *arguments, int64_t tokens, void *scratch);
  int64_t (*pack)(void *const *arguments);
};

void Kernel::FreeDeleter::operator()(void *memory) const { std::free(memory); }

Kernel::~Kernel() {
  while (Frame *frame = freeFrames) {
    freeFrames = frame->next;
    delete frame;
  }
}

//===----------------------------------------------------------------------===//
// Compilation
//===----------------------------------------------------------------------===//

/// "znver3, +avx2, +fma".
static std::string describe(const CPUTarget &target) {
  std::string text = target.getCPU().str();
  for (const std::string &feature : target.getFeatures())
    text += ", +" + feature;
  return text;
}

Error Kernel::compile(ModuleOp module, const std::string &entry,
                      std::unique_ptr<Kernel> &kernel) {
  std::unique_ptr<Kernel> result(new Kernel);
  if (Error error = readEntryPoint(module, entry, result->entry))
    return error;
  std::optional<CPUTarget> target;
  if (Error error = readTarget(module, target))
    return error;
  if (llvm::Error error = target->checkRunsOnHost())
    return {ErrorCode::Target, llvm::toString(std::move(error))};
  result->target = describe(*target);

  llvm::SmallVector<char, 0> object;
  if (Error error = generateCode(module, *target,
                                 llvm::CodeGenFileType::ObjectFile, object))
    return error;

  // The session reports what it cannot find through a callback, and prints it
  // when there is none.
  std::string problems;
  auto describeProblem = [&](llvm::Error error) {
    std::string text = llvm::toString(std::move(error));
    return Error(ErrorCode::Compile, "cannot load the compiled code: " +
                                         (problems.empty() ? text : problems));
  };
  auto jit = llvm::orc::LLJITBuilder().create();
  if (!jit)
    return describeProblem(jit.takeError());
  result->code = std::make_unique<Code>();
  Code &code = *result->code;
  code.jit = std::move(*jit);
  code.jit->getExecutionSession().setErrorReporter([&](llvm::Error error) {
    problems +=
        (problems.empty() ? "" : "; ") + llvm::toString(std::move(error));
  });
  if (llvm::Error error =
          code.jit->addObjectFile(llvm::MemoryBuffer::getMemBufferCopy(
              llvm::StringRef(object.data(), object.size()), "lookupffn")))
    return describeProblem(std::move(error));
  auto run = code.jit->lookup(result->entry.name);
  if (!run)
    return describeProblem(run.takeError());
  code.run = run->toPtr<decltype(code.run)>();
  code.pack = nullptr;
  if (!result->entry.pack.empty()) {
    auto pack = code.jit->lookup(result->entry.pack);
    if (!pack)
      return describeProblem(pack.takeError());
    code.pack = pack->toPtr<decltype(code.pack)>();
  }
  code.jit->getExecutionSession().setErrorReporter(
      [](llvm::Error error) { llvm::consumeError(std::move(error)); });

  result->weights.assign(result->entry.weights.size(), nullptr);
  // Without weights there is nothing to wait for.
  if (result->weights.empty())
    if (Error error = result->pack())
      return error;
  kernel = std::move(result);
  return Error::success();
}

const std::vector<Argument> &Kernel::getArguments(Role role) const {
  return role == Role::Input    ? entry.inputs
         : role == Role::Weight ? entry.weights
                                : entry.outputs;
}

//===----------------------------------------------------------------------===//
// Weights
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

Error Kernel::allocate(size_t bytes, Memory &memory) {
  // aligned_alloc wants a multiple of the alignment, and not 0.
  size_t rounded =
      (std::max<size_t>(bytes, 1) + kAlignment - 1) & ~(kAlignment - 1);
  memory.reset(std::aligned_alloc(kAlignment, rounded));
  if (!memory)
    return {ErrorCode::System,
            "cannot allocate " + std::to_string(bytes) + " bytes"};
  std::memset(memory.get(), 0, rounded);
  return Error::success();
}

int64_t Kernel::getPackedBytes() const {
  int64_t bytes = 0;
  for (const PackedBuffer &buffer : entry.packed)
    if (buffer.weight < 0)
      bytes += buffer.bytes;
  return bytes;
}

Error Kernel::pack() {
  std::string unbound;
  for (auto [weight, data] : llvm::zip(entry.weights, weights))
    if (!data)
      unbound += (unbound.empty() ? "" : ", ") + weight.name;
  if (!unbound.empty())
    return {ErrorCode::Value, "weights are not bound: " + unbound +
                                  "; bind all of them, then pack"};

  isPacked = false;
  packedMemory.resize(entry.packed.size());
  packed.assign(entry.packed.size(), nullptr);
  for (auto [number, buffer] : llvm::enumerate(entry.packed)) {
    if (buffer.weight >= 0) {
      packed[number] = const_cast<void *>(weights[buffer.weight]);
      continue;
    }
    if (!packedMemory[number])
      if (Error error = allocate(buffer.bytes, packedMemory[number]))
        return error;
    packed[number] = packedMemory[number].get();
  }
  if (code->pack) {
    std::vector<void *> arguments;
    for (const void *weight : weights)
      arguments.push_back(const_cast<void *>(weight));
    arguments.insert(arguments.end(), packed.begin(), packed.end());
    if (int64_t status = code->pack(arguments.data()))
      return decodeStatus(status, nullptr, 0);
  }
  isPacked = true;
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

Error Kernel::acquireFrame(Frame *&frame) {
  {
    std::lock_guard<std::mutex> lock(frameMutex);
    frame = freeFrames;
    if (frame) {
      freeFrames = frame->next;
      return Error::success();
    }
  }
  auto created = std::make_unique<Frame>();
  if (Error error = allocate(entry.scratchBytes, created->scratch))
    return error;
  created->pointers.resize(entry.inputs.size() + entry.packed.size() +
                           entry.outputs.size());
  frame = created.release();
  return Error::success();
}

void Kernel::releaseFrame(Frame *frame) {
  std::lock_guard<std::mutex> lock(frameMutex);
  frame->next = freeFrames;
  freeFrames = frame;
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

Error Kernel::run(const void *const *inputs, void *const *outputs,
                  int64_t tokens) {
  if (tokens < 0)
    return {ErrorCode::Value,
            "expected 0 tokens or more, but got " + std::to_string(tokens)};
  if (!isPacked)
    return {ErrorCode::Value,
            "the weights are not packed; bind all of them, then pack"};
  if (tokens == 0)
    return Error::success();
  if (Error error = checkCall(inputs, outputs, tokens))
    return error;

  Frame *frame = nullptr;
  if (Error error = acquireFrame(frame))
    return error;
  // Inputs, then packed buffers, then outputs.
  void **next = frame->pointers.data();
  for (size_t i = 0; i < entry.inputs.size(); ++i)
    *next++ = const_cast<void *>(inputs[i]);
  next = std::copy(packed.begin(), packed.end(), next);
  std::copy(outputs, outputs + entry.outputs.size(), next);
  int64_t status =
      code->run(frame->pointers.data(), tokens, frame->scratch.get());
  releaseFrame(frame);
  return status ? decodeStatus(status, inputs, tokens) : Error::success();
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
