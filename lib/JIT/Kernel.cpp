//===- Kernel.cpp - A compiled layer in this process ----------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Loads compiled code, and owns what it works with. The runtime runs it, and
// finds what callers get wrong.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/JIT/Kernel.h"

#include "../Runtime/Memory.h"
#include "../Runtime/Runner.h"
#include "../Runtime/Threads.h"
#include "LayerTypes.h"
#include "Symbols.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/Support/MemoryBuffer.h"

#include <cstdlib>

using namespace mlir;
using namespace mlir::lookupffn;

/// The code, and the entry point as the runtime sees it.
struct Kernel::Code {
  explicit Code(const EntryPoint &entry) : types(entry) {
    lookupffnRunnerInit(&runner, &types.layer, nullptr);
  }
  ~Code() { lookupffnRunnerDestroy(&runner); }

  std::unique_ptr<llvm::orc::LLJIT> jit;
  int64_t (*pack)(void *const *arguments) = nullptr;
  LayerTypes types;
  LookupFFNRunner runner;
};

void Kernel::FreeDeleter::operator()(void *memory) const { std::free(memory); }

Kernel::Kernel(const CompiledCode &compiled)
    : entry(compiled.entry), target(compiled.target),
      schedule(compiled.schedule), code(std::make_unique<Code>(entry)) {}

Kernel::~Kernel() = default;

//===----------------------------------------------------------------------===//
// Loading
//===----------------------------------------------------------------------===//

Error Kernel::load(const CompiledCode &compiled, const std::string &symbols,
                   std::unique_ptr<Kernel> &kernel) {
  std::unique_ptr<Kernel> result(new Kernel(compiled));

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
  Code &code = *result->code;
  code.jit = std::move(*jit);
  if (Error error = showSymbols(*code.jit, symbols))
    return error;
  code.jit->getExecutionSession().setErrorReporter([&](llvm::Error error) {
    problems +=
        (problems.empty() ? "" : "; ") + llvm::toString(std::move(error));
  });
  if (llvm::Error error = code.jit->addObjectFile(
          llvm::MemoryBuffer::getMemBufferCopy(compiled.object, "lookupffn")))
    return describeProblem(std::move(error));
  auto run = code.jit->lookup(result->entry.name);
  if (!run)
    return describeProblem(run.takeError());
  code.types.layer.run = run->toPtr<decltype(code.types.layer.run)>();
  if (!result->entry.part.empty()) {
    auto part = code.jit->lookup(result->entry.part);
    if (!part)
      return describeProblem(part.takeError());
    code.types.layer.run_part =
        part->toPtr<decltype(code.types.layer.run_part)>();
  }
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

int64_t Kernel::getPackedBytes() const {
  int64_t bytes = 0;
  for (const PackedBuffer &buffer : entry.packed)
    if (buffer.weight < 0)
      bytes += buffer.bytes;
  return bytes;
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
  if (Error error =
          Error(lookupffnCheckAlignment("weight", found->name.c_str(), data,
                                        static_cast<LookupFFNDType>(dtype))))
    return error;
  // A weight without elements may come without an address; any will do.
  static const char none = 0;
  weights[found - entry.weights.begin()] = data ? data : &none;
  isPacked = false;
  return Error::success();
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
    if (!packedMemory[number]) {
      void *memory = nullptr;
      if (Error error = Error(lookupffnAllocate(buffer.bytes, &memory)))
        return error;
      packedMemory[number].reset(memory);
    }
    packed[number] = packedMemory[number].get();
  }
  if (code->pack) {
    std::vector<void *> arguments;
    for (const void *weight : weights)
      arguments.push_back(const_cast<void *>(weight));
    arguments.insert(arguments.end(), packed.begin(), packed.end());
    if (int64_t status = code->pack(arguments.data()))
      return Error(lookupffnDecodeStatus(&code->types.layer, status, nullptr,
                                         weights.data(), 0));
  }
  code->runner.packed = packed.data();
  isPacked = true;
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

Error Kernel::setThreads(int64_t count, ParallelFor chosen) {
  if (count < 1)
    return {ErrorCode::Value,
            "expected 1 thread or more, but got " + std::to_string(count)};
  if (count > 1 && !chosen.call)
    if (Error error = Error(lookupffnFindOpenMP(&chosen.call, &chosen.context)))
      return error;
  threads = count;
  parallelFor = chosen;
  return Error::success();
}

Error Kernel::run(const void *const *inputs, void *const *outputs,
                  int64_t tokens) {
  if (!isPacked)
    return {ErrorCode::Value,
            "the weights are not packed; bind all of them, then pack"};
  LookupFFNCall call = {};
  call.inputs = inputs;
  call.outputs = outputs;
  call.tokens = tokens;
  call.threads = threads;
  call.parallel_for = parallelFor.call;
  call.parallel_for_context = parallelFor.context;
  return Error(lookupffnRunnerRun(&code->runner, &call));
}
