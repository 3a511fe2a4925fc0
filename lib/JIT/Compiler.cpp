//===- Compiler.cpp - From MLIR source to a kernel ------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In: MLIR text or bytecode. Out: a kernel, the text of a stage, or an object.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/JIT/Compiler.h"

#include "Session.h"

#include "lookupffn/JIT/CodeCache.h"
#include "lookupffn/JIT/CodeGen.h"
#include "lookupffn/Pipelines/Pipelines.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace mlir::lookupffn;

const char *mlir::lookupffn::getVersion() {
  return "lookupffn 0.1.0 (LLVM " LLVM_VERSION_STRING ")";
}

static Error compileCode(const Source &source, const CompileOptions &options,
                         CompiledCode &code) {
  std::unique_ptr<Session> session = Session::create();
  if (Error error = session->parse(source))
    return error;
  if (Error error = session->runPipeline(options, "llvm"))
    return error;
  code.schedule = session->schedule;
  return session->withDiagnostics(
      compileModule(*session->module, options.entry, code));
}

/// All that a target says.
static std::string describe(const CPUTarget &target) {
  std::string text = (target.getTriple() + " " + target.getCPU()).str();
  for (const std::string &feature : target.getFeatures())
    text += " +" + feature;
  for (int64_t number :
       {int64_t(target.getVectorBits()), int64_t(target.getVectorRegisters()),
        target.getL1Bytes(), target.getL2Bytes(), target.getL3Bytes(),
        int64_t(target.getCacheLineBytes()), int64_t(target.getCores()),
        int64_t(target.isScalable())})
    text += " " + std::to_string(number);
  return text;
}

/// Names all that the code depends on; every option but threads and symbols
/// does.
static void setKey(CodeCache &cache, const Source &source,
                   const CompileOptions &options) {
  if (!cache.isOn())
    return;
  std::string build = getBuildIdentity();
  if (build.empty())
    return cache.turnOff("this library, or its LLVM, has no build id");
  // A module may name a target of its own, and files may be shared by machines:
  // whether code runs here was found out on a machine like this one. Errors are
  // the pipeline's to report.
  auto host = CPUTarget::forHost();
  if (!host)
    return cache.turnOff(llvm::toString(host.takeError()));
  // An empty target is that of the source.
  std::string target;
  bool isHost = options.target == "host" && options.features.empty();
  if (!isHost && !options.target.empty()) {
    auto resolved =
        CPUTarget::forName(options.target, options.features, options.triple);
    if (!resolved)
      return cache.turnOff(llvm::toString(resolved.takeError()));
    target = describe(*resolved);
  }
  std::string sizes;
  for (int64_t size : {options.sizes.l1Bytes, options.sizes.l2Bytes,
                       options.sizes.l3Bytes, options.sizes.vectorBits})
    sizes += std::to_string(size) + " ";
  cache.setKey({getVersion(), build, describe(*host), isHost ? "host" : target,
                sizes, options.path, options.precision, options.entry,
                options.schedule, std::string(source.data, source.length)});
}

Error mlir::lookupffn::compileSource(const Source &source,
                                     const CompileOptions &options,
                                     std::unique_ptr<Kernel> &kernel,
                                     std::string &cacheNote) {
  CodeCache cache(options.cacheDirectory);
  setKey(cache, source, options);
  CompiledCode code;
  if (!cache.load(code) || Kernel::load(code, options.symbols, kernel)) {
    code = CompiledCode();
    if (Error error = compileCode(source, options, code))
      return error;
    if (Error error = Kernel::load(code, options.symbols, kernel))
      return error;
    cache.store(code);
  }
  cacheNote = cache.getNote();
  return kernel->setThreads(options.threads, options.parallelFor);
}

/// Assembly text or the bytes of an object.
static Error emitCode(const Source &source, const CompileOptions &options,
                      llvm::CodeGenFileType type, std::string &bytes) {
  std::unique_ptr<Session> session = Session::create();
  if (Error error = session->parse(source))
    return error;
  if (Error error = session->runPipeline(options, "llvm"))
    return error;
  std::optional<CPUTarget> target;
  if (Error error = readTarget(*session->module, target))
    return error;
  llvm::SmallVector<char, 0> code;
  if (Error error = generateCode(*session->module, *target, type, code))
    return session->withDiagnostics(std::move(error));
  bytes.assign(code.begin(), code.end());
  return Error::success();
}

Error mlir::lookupffn::emitStage(const Source &source,
                                 const CompileOptions &options,
                                 const std::string &stage, std::string &text) {
  if (stage == "asm")
    return emitCode(source, options, llvm::CodeGenFileType::AssemblyFile, text);
  if (!llvm::is_contained(getStageNames(), stage))
    return {ErrorCode::Value, "unknown stage '" + stage + "'; expected " +
                                  llvm::join(getStageNames(), ", ") + ", asm"};
  std::unique_ptr<Session> session = Session::create();
  if (Error error = session->parse(source))
    return error;
  if (Error error = session->runPipeline(options, stage))
    return error;
  llvm::raw_string_ostream os(text);
  session->module->print(os);
  return Error::success();
}

Error mlir::lookupffn::emitObject(const Source &source,
                                  const CompileOptions &options,
                                  std::string &object) {
  return emitCode(source, options, llvm::CodeGenFileType::ObjectFile, object);
}

Error mlir::lookupffn::writeFile(const std::string &file,
                                 const std::string &bytes) {
  std::error_code code;
  llvm::raw_fd_ostream os(file, code);
  if (!code) {
    os << bytes;
    os.flush();
    code = os.error();
    os.clear_error();
  }
  if (code)
    return {ErrorCode::System,
            "cannot write '" + file + "': " + code.message()};
  return Error::success();
}
