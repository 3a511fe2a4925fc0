//===- Kernel.cpp - A compiled layer in this process ----------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Loads compiled code, and owns what it works with. What callers get wrong is
// found in KernelChecks.cpp.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/JIT/Kernel.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/Support/MemoryBuffer.h"

#include <cstdlib>
#include <cstring>
#include <sys/mman.h>

using namespace mlir;
using namespace mlir::lookupffn;

/// Start of scratch memory and packed buffers: a cache line, and the widest
/// vector register.
static constexpr size_t kAlignment = 64;

/// The large page of x86-64, and of AArch64 with small ones of 4 KiB.
static constexpr size_t kLargePage = 2 << 20;

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
// Loading
//===----------------------------------------------------------------------===//

Error Kernel::load(const CompiledCode &compiled,
                   std::unique_ptr<Kernel> &kernel) {
  std::unique_ptr<Kernel> result(new Kernel);
  result->entry = compiled.entry;
  result->target = compiled.target;
  result->schedule = compiled.schedule;

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
  if (llvm::Error error = code.jit->addObjectFile(
          llvm::MemoryBuffer::getMemBufferCopy(compiled.object, "lookupffn")))
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

Error Kernel::allocate(size_t bytes, Memory &memory) {
  // Large buffers ask for large pages: a row of a slice is alone on its page, so
  // with small ones each read of it would search the page tables.
  size_t alignment = bytes >= 2 * kLargePage ? kLargePage : kAlignment;
  // aligned_alloc wants a multiple of the alignment, and not 0.
  size_t rounded =
      (std::max<size_t>(bytes, 1) + alignment - 1) & ~(alignment - 1);
  memory.reset(std::aligned_alloc(alignment, rounded));
  if (!memory)
    return {ErrorCode::System,
            "cannot allocate " + std::to_string(bytes) + " bytes"};
#ifdef MADV_HUGEPAGE
  // Only a wish: without large pages everything works the same.
  if (alignment == kLargePage)
    (void)madvise(memory.get(), rounded, MADV_HUGEPAGE);
#endif
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

/// Runs the tokens `first` .. `first + tokens - 1`.
Error Kernel::runPart(const void *const *inputs, void *const *outputs,
                      int64_t first, int64_t tokens, int64_t &status) {
  Frame *frame = nullptr;
  if (Error error = acquireFrame(frame))
    return error;
  auto skip = [&](const void *data, const Argument &argument) {
    return static_cast<char *>(const_cast<void *>(data)) +
           first * argument.bytes;
  };
  // Inputs, then packed buffers, then outputs.
  void **next = frame->pointers.data();
  for (size_t i = 0; i < entry.inputs.size(); ++i)
    *next++ = skip(inputs[i], entry.inputs[i]);
  next = std::copy(packed.begin(), packed.end(), next);
  for (size_t i = 0; i < entry.outputs.size(); ++i)
    *next++ = skip(outputs[i], entry.outputs[i]);
  status = code->run(frame->pointers.data(), tokens, frame->scratch.get());
  releaseFrame(frame);
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Threads
//===----------------------------------------------------------------------===//

Error Kernel::setThreads(int64_t count, ParallelFor chosen) {
  if (count < 1)
    return {ErrorCode::Value,
            "expected 1 thread or more, but got " + std::to_string(count)};
  if (count > 1 && !chosen.call)
    if (Error error = findOpenMP(chosen))
      return error;
  threads = count;
  parallelFor = chosen;
  return Error::success();
}

/// Parts that a call is cut into: one a thread, none too small to be worth it.
int64_t Kernel::countParts(int64_t tokens) const {
  if (threads == 1 || entry.threadTokens < 1 || entry.staticTokens >= 0)
    return 1;
  return std::max<int64_t>(1, std::min(threads, tokens / entry.threadTokens));
}

/// Tokens do not depend on each other, so parts are neighbouring tokens, and
/// their sizes differ by 1 at most.
Error Kernel::runParts(const void *const *inputs, void *const *outputs,
                       int64_t tokens, int64_t parts) {
  struct Call {
    Kernel *kernel;
    const void *const *inputs;
    void *const *outputs;
    int64_t tokens, parts;
    std::mutex mutex;
    Error error;
  } call{this, inputs, outputs, tokens, parts, {}, Error::success()};
  auto body = [](void *context, int64_t part) {
    Call &call = *static_cast<Call *>(context);
    int64_t size = call.tokens / call.parts, rest = call.tokens % call.parts;
    int64_t first = part * size + std::min(part, rest);
    int64_t status = 0;
    Error error = call.kernel->runPart(call.inputs, call.outputs, first,
                                       size + (part < rest), status);
    // Only calls that always succeed are cut, see `thread_tokens`.
    if (!error && status)
      error = call.kernel->decodeStatus(status, nullptr, call.tokens);
    if (!error)
      return;
    std::lock_guard<std::mutex> lock(call.mutex);
    call.error = std::move(error);
  };
  parallelFor.call(parallelFor.context, parts, body, &call);
  return std::move(call.error);
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

  int64_t parts = countParts(tokens);
  if (parts > 1)
    return runParts(inputs, outputs, tokens, parts);
  int64_t status = 0;
  if (Error error = runPart(inputs, outputs, 0, tokens, status))
    return error;
  return status ? decodeStatus(status, inputs, tokens) : Error::success();
}
