//===- Compiler.cpp - From MLIR source to a kernel ------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In: MLIR text or bytecode. Out: a kernel, or the text of a stage. Nothing is
// printed: diagnostics are collected with their locations and become the
// message of the error. Each call makes a context of its own, single-threaded,
// so that a compilation neither starts threads nor sees another one.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/JIT/Compiler.h"

#include "SourceInfo.h"

#include "lookupffn/IR/LookupFFN.h"
#include "lookupffn/JIT/CodeCache.h"
#include "lookupffn/JIT/CodeGen.h"
#include "lookupffn/Pipelines/Pipelines.h"
#include "lookupffn/Pipelines/Registration.h"
#include "lookupffn/Transforms/ScheduleFile.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassInstrumentation.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace mlir::lookupffn;

const char *mlir::lookupffn::getVersion() {
  return "lookupffn 0.1.0 (LLVM " LLVM_VERSION_STRING ")";
}

//===----------------------------------------------------------------------===//
// Diagnostics
//===----------------------------------------------------------------------===//

namespace {
/// Collects errors and their notes as lines "file:line:column: error: text".
class DiagnosticCollector {
public:
  explicit DiagnosticCollector(MLIRContext &context)
      : handler(&context, [this](Diagnostic &diagnostic) {
          if (diagnostic.getSeverity() == DiagnosticSeverity::Error) {
            add(diagnostic, "error");
            for (Diagnostic &note : diagnostic.getNotes())
              add(note, "note");
          }
          return success();
        }) {}

  /// The lines, or `otherwise` when nothing was reported.
  std::string take(StringRef otherwise) {
    return text.empty() ? otherwise.str() : std::move(text);
  }

private:
  void add(Diagnostic &diagnostic, StringRef severity) {
    llvm::raw_string_ostream os(text);
    os << (text.empty() ? "" : "\n");
    // Fused and call-site locations contain the place in the source somewhere.
    if (auto place = diagnostic.getLocation()->findInstanceOf<FileLineColLoc>())
      os << place.getFilename().getValue() << ':' << place.getLine() << ':'
         << place.getColumn() << ": ";
    os << severity << ": " << diagnostic;
  }

  std::string text;
  ScopedDiagnosticHandler handler;
};

/// Remembers which pass failed, and what the schedule was while the ops that
/// carry it still existed.
class PipelineObserver : public PassInstrumentation {
public:
  PipelineObserver(std::string &schedule, std::string &failedPass)
      : schedule(schedule), failedPass(failedPass) {}

  void runAfterPass(Pass *pass, Operation *op) override {
    if (pass->getArgument() == "lookupffn-choose-schedule")
      schedule = printScheduleFile(cast<ModuleOp>(op));
  }

  void runAfterPassFailed(Pass *pass, Operation *) override {
    // Nested pipelines are passes too and fail after the pass that did.
    if (failedPass.empty())
      failedPass = pass->getArgument().str();
  }

private:
  std::string &schedule;
  std::string &failedPass;
};

/// A context with everything that the pipeline goes through.
struct Session {
  explicit Session(const DialectRegistry &registry)
      : context(registry, MLIRContext::Threading::DISABLED),
        diagnostics(context) {
    // The location says which op it is; printing it in full would bury the
    // message, for a function even more so.
    context.printOpOnDiagnostic(false);
  }

  MLIRContext context;
  DiagnosticCollector diagnostics;
  OwningOpRef<ModuleOp> module;
};
} // namespace

static std::unique_ptr<Session> createSession() {
  DialectRegistry registry;
  registerPipelineDialects(registry);
  return std::make_unique<Session>(registry);
}

//===----------------------------------------------------------------------===//
// Parsing and passes
//===----------------------------------------------------------------------===//

static Error parse(const Source &source, Session &session) {
  // A copy, because the parser relies on a 0 after the text and on alignment
  // for bytecode. It is shared with the module, whose resources point into it.
  auto sources = std::make_shared<llvm::SourceMgr>();
  sources->AddNewSourceBuffer(
      llvm::MemoryBuffer::getMemBufferCopy(
          StringRef(source.data, source.length), source.name),
      llvm::SMLoc());
  ParserConfig config(&session.context);
  session.module = parseSourceFile<ModuleOp>(sources, config);
  if (!session.module)
    return {ErrorCode::Compile,
            session.diagnostics.take("cannot parse '" + source.name + "'")};
  return Error::success();
}

/// Writes the module as it was before the pipeline, with the pipeline, to a
/// temporary file. Returns what to tell the user.
static std::string writeReproducer(ModuleOp original, PassManager &passes) {
  int descriptor = -1;
  llvm::SmallString<128> path;
  if (llvm::sys::fs::createTemporaryFile("lookupffn-repro", "mlir", descriptor,
                                         path))
    return "no reproducer could be written";
  llvm::raw_fd_ostream os(descriptor, /*shouldClose=*/true);
  std::string pipeline;
  llvm::raw_string_ostream pipelineStream(pipeline);
  passes.printAsTextualPipeline(pipelineStream);
  AsmState state(original);
  state.attachResourcePrinter("mlir_reproducer",
                              [&](Operation *, AsmResourceBuilder &builder) {
                                builder.buildString("pipeline", pipeline);
                                builder.buildBool("disable_threading", true);
                                builder.buildBool("verify_each", true);
                              });
  original->print(os, state);
  os.close();
  if (os.has_error()) {
    os.clear_error();
    return "no reproducer could be written";
  }
  return ("reproducer written to " + path +
          "; rerun with 'lookupffn-opt --run-reproducer " + path + "'")
      .str();
}

static bool isAtStageLLVM(ModuleOp module) {
  return llvm::any_of(module.getOps<LLVM::LLVMFuncOp>(), [](Operation *func) {
    return func->hasAttr(LookupFFNDialect::kEntryAttrName);
  });
}

static Error runPipeline(Session &session, const CompileOptions &options,
                         StringRef stopAfter, std::string &schedule) {
  if (options.path != "auto" && options.path != "linalg" &&
      options.path != "fast")
    return {ErrorCode::Value, "unknown path '" + options.path +
                                  "'; expected 'auto', 'linalg' or 'fast'"};
  if (options.precision != "auto" && options.precision != "exact" &&
      options.precision != "codes")
    return {ErrorCode::Value, "unknown precision '" + options.precision +
                                  "'; expected 'auto', 'exact' or 'codes'"};
  if (isAtStageLLVM(*session.module)) {
    if (!options.schedule.empty())
      return {ErrorCode::Value, "the module is at stage llvm already, where a "
                                "schedule comes too late; compile the module "
                                "that it was made from"};
    return Error::success();
  }
  if (!options.schedule.empty()) {
    DictionaryAttr schedules =
        parseScheduleFile(options.schedule, "schedule", &session.context);
    if (!schedules)
      return {ErrorCode::Value,
              session.diagnostics.take("cannot parse the schedule")};
    session.module->getOperation()->setAttr(
        LookupFFNDialect::kSchedulesAttrName, schedules);
  }

  PipelineOptions pipelineOptions;
  pipelineOptions.target = options.target;
  pipelineOptions.features = options.features;
  pipelineOptions.triple = options.triple;
  pipelineOptions.path = options.path;
  pipelineOptions.precision = options.precision;
  pipelineOptions.stopAfter = stopAfter.str();
  PassManager passes(&session.context, ModuleOp::getOperationName());
  // Only once, at the end: after each pass it took a tenth of a compilation.
  passes.enableVerifier(false);
  std::string failedPass;
  passes.addInstrumentation(
      std::make_unique<PipelineObserver>(schedule, failedPass));
  std::string problem;
  if (failed(buildPipeline(passes, pipelineOptions,
                           [&](const Twine &text) { problem = text.str(); })))
    return {ErrorCode::Value, problem};
  SmallVector<Bound> bounds = findBounds(*session.module);

  // Weights are arguments, so a copy costs little.
  OwningOpRef<ModuleOp> original = session.module->clone();
  if (succeeded(passes.run(*session.module)) &&
      succeeded(verify(*session.module))) {
    setBounds(*session.module, bounds);
    return Error::success();
  }
  std::string message = session.diagnostics.take(
      "pass '" + failedPass + "' failed without a diagnostic");
  if (failedPass == "lookupffn-resolve-target")
    return {ErrorCode::Target, message};
  if (failedPass == "lookupffn-apply-schedule")
    return {ErrorCode::Value, message};
  return {ErrorCode::Compile,
          message + "\n" + writeReproducer(*original, passes)};
}

//===----------------------------------------------------------------------===//
// Entry points
//===----------------------------------------------------------------------===//

/// Translation reports what it cannot translate as diagnostics: those come
/// after the message.
static Error withDiagnostics(Error error, Session &session) {
  std::string lines = error ? session.diagnostics.take("") : "";
  if (!lines.empty())
    error.message += "\n" + lines;
  return error;
}

static Error compileCode(const Source &source, const CompileOptions &options,
                         CompiledCode &code) {
  std::unique_ptr<Session> session = createSession();
  if (Error error = parse(source, *session))
    return error;
  if (Error error = runPipeline(*session, options, "llvm", code.schedule))
    return error;
  return withDiagnostics(compileModule(*session->module, options.entry, code),
                         *session);
}

/// All that a target says.
static std::string describe(const CPUTarget &target) {
  std::string text = (target.getTriple() + " " + target.getCPU()).str();
  for (const std::string &feature : target.getFeatures())
    text += " +" + feature;
  for (int64_t number :
       {int64_t(target.getVectorBits()), int64_t(target.getVectorRegisters()),
        target.getL1Bytes(), target.getL2Bytes(), target.getL3Bytes(),
        int64_t(target.getCacheLineBytes()), int64_t(target.getCores())})
    text += " " + std::to_string(number);
  return text;
}

/// Names all that the code depends on; every option but threads does.
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
  cache.setKey({getVersion(), build, describe(*host), isHost ? "host" : target,
                options.path, options.precision, options.entry,
                options.schedule, std::string(source.data, source.length)});
}

Error mlir::lookupffn::compileSource(const Source &source,
                                     const CompileOptions &options,
                                     std::unique_ptr<Kernel> &kernel,
                                     std::string &cacheNote) {
  CodeCache cache(options.cacheDirectory);
  setKey(cache, source, options);
  CompiledCode code;
  if (!cache.load(code) || Kernel::load(code, kernel)) {
    code = CompiledCode();
    if (Error error = compileCode(source, options, code))
      return error;
    if (Error error = Kernel::load(code, kernel))
      return error;
    cache.store(code);
  }
  cacheNote = cache.getNote();
  return kernel->setThreads(options.threads, options.parallelFor);
}

/// Assembly text or the bytes of an object.
static Error emitCode(const Source &source, const CompileOptions &options,
                      llvm::CodeGenFileType type, std::string &bytes) {
  std::unique_ptr<Session> session = createSession();
  if (Error error = parse(source, *session))
    return error;
  std::string schedule;
  if (Error error = runPipeline(*session, options, "llvm", schedule))
    return error;
  std::optional<CPUTarget> target;
  if (Error error = readTarget(*session->module, target))
    return error;
  llvm::SmallVector<char, 0> code;
  if (Error error = generateCode(*session->module, *target, type, code))
    return withDiagnostics(std::move(error), *session);
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
  std::unique_ptr<Session> session = createSession();
  if (Error error = parse(source, *session))
    return error;
  std::string schedule;
  if (Error error = runPipeline(*session, options, stage, schedule))
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
