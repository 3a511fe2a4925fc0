//===- Session.cpp - One compilation --------------------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In: MLIR text or bytecode. Out: a module at some stage. Nothing is printed:
// diagnostics are collected with their locations and become the message of the
// error.
//
//===----------------------------------------------------------------------===//

#include "Session.h"

#include "SourceInfo.h"

#include "lookupffn/IR/LookupFFN.h"
#include "lookupffn/Pipelines/Pipelines.h"
#include "lookupffn/Pipelines/Registration.h"
#include "lookupffn/Transforms/ScheduleFile.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/Remarks.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassInstrumentation.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace mlir::lookupffn;

//===----------------------------------------------------------------------===//
// Diagnostics
//===----------------------------------------------------------------------===//

/// Begins a line of `os` with "file:line:column: ".
static void printPlace(llvm::raw_ostream &os, Location location) {
  // Fused and call-site locations contain the place in the source somewhere.
  if (auto place = location->findInstanceOf<FileLineColLoc>())
    os << place.getFilename().getValue() << ':' << place.getLine() << ':'
       << place.getColumn() << ": ";
}

/// Appends "file:line:column: severity: message" to `text`.
static void append(std::string &text, Diagnostic &diagnostic,
                   StringRef severity) {
  llvm::raw_string_ostream os(text);
  os << (text.empty() ? "" : "\n");
  printPlace(os, diagnostic.getLocation());
  os << severity << ": " << diagnostic;
}

namespace {
/// Appends remarks to a text, one a line.
class RemarkWriter : public remark::detail::MLIRRemarkStreamerBase {
public:
  explicit RemarkWriter(std::string &text) : text(text) {}

  void streamOptimizationRemark(const remark::detail::Remark &remark) override {
    llvm::raw_string_ostream os(text);
    os << (text.empty() ? "" : "\n");
    printPlace(os, remark.getLocation());
    os << "remark: " << remark.getMsg();
  }

private:
  std::string &text;
};
} // namespace

DiagnosticCollector::DiagnosticCollector(MLIRContext &context)
    : handler(&context, [this](Diagnostic &diagnostic) {
        if (diagnostic.getSeverity() == DiagnosticSeverity::Error) {
          append(text, diagnostic, "error");
          for (Diagnostic &note : diagnostic.getNotes())
            append(text, note, "note");
        }
        return success();
      }) {}

Session::Session(const DialectRegistry &registry)
    : context(registry, MLIRContext::Threading::DISABLED),
      diagnostics(context) {
  // The location says which op it is; printing it in full would bury the
  // message, for a function even more so.
  context.printOpOnDiagnostic(false);
  // Its attributes are made even for sources that do not use it.
  context.loadDialect<LookupFFNDialect>();
}

std::unique_ptr<Session> Session::create() {
  DialectRegistry registry;
  registerPipelineDialects(registry);
  return std::unique_ptr<Session>(new Session(registry));
}

Error Session::withDiagnostics(Error error) {
  std::string lines = error ? diagnostics.take("") : "";
  if (!lines.empty())
    error.message += "\n" + lines;
  return error;
}

//===----------------------------------------------------------------------===//
// Parsing and passes
//===----------------------------------------------------------------------===//

Error Session::parse(const Source &source) {
  // A copy, because the parser relies on a 0 after the text and on alignment
  // for bytecode. It is shared with the module, whose resources point into it.
  auto sources = std::make_shared<llvm::SourceMgr>();
  sources->AddNewSourceBuffer(
      llvm::MemoryBuffer::getMemBufferCopy(
          StringRef(source.data, source.length), source.name),
      llvm::SMLoc());
  ParserConfig config(&context);
  module = parseSourceFile<ModuleOp>(sources, config);
  if (!module)
    return {ErrorCode::Compile,
            diagnostics.take("cannot parse '" + source.name + "'")};
  return Error::success();
}

namespace {
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
} // namespace

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

Error Session::runPipeline(const CompileOptions &options, StringRef stopAfter) {
  if (options.path != "auto" && options.path != "linalg" &&
      options.path != "fast")
    return {ErrorCode::Value, "unknown path '" + options.path +
                                  "'; expected 'auto', 'linalg' or 'fast'"};
  if (options.precision != "auto" && options.precision != "exact" &&
      options.precision != "codes")
    return {ErrorCode::Value, "unknown precision '" + options.precision +
                                  "'; expected 'auto', 'exact' or 'codes'"};
  if (isAtStageLLVM(*module)) {
    if (!options.schedule.empty())
      return {ErrorCode::Value, "the module is at stage llvm already, where a "
                                "schedule comes too late; compile the module "
                                "that it was made from"};
    return Error::success();
  }
  if (options.remarks) {
    remark::RemarkCategories categories;
    categories.passed = categories.missed = categories.analysis =
        categories.failed = ".*";
    if (failed(remark::enableOptimizationRemarks(
            context, std::make_unique<RemarkWriter>(*options.remarks),
            std::make_unique<remark::RemarkEmittingPolicyAll>(), categories)))
      return {ErrorCode::Compile, "cannot collect remarks"};
  }
  if (!options.schedule.empty()) {
    DictionaryAttr schedules =
        parseScheduleFile(options.schedule, "schedule", &context);
    if (!schedules)
      return {ErrorCode::Value, diagnostics.take("cannot parse the schedule")};
    module->getOperation()->setAttr(LookupFFNDialect::kSchedulesAttrName,
                                    schedules);
  }

  PipelineOptions pipelineOptions;
  pipelineOptions.target = options.target;
  pipelineOptions.features = options.features;
  pipelineOptions.triple = options.triple;
  pipelineOptions.sizes = options.sizes;
  pipelineOptions.path = options.path;
  pipelineOptions.precision = options.precision;
  pipelineOptions.stopAfter = stopAfter.str();
  PassManager passes(&context, ModuleOp::getOperationName());
  // Only once, at the end: after each pass it took a tenth of a compilation.
  passes.enableVerifier(false);
  std::string failedPass;
  passes.addInstrumentation(
      std::make_unique<PipelineObserver>(schedule, failedPass));
  std::string problem;
  if (failed(buildPipeline(passes, pipelineOptions,
                           [&](const Twine &text) { problem = text.str(); })))
    return {ErrorCode::Value, problem};
  SmallVector<Bound> bounds = findBounds(*module);

  // Weights are arguments, so a copy costs little.
  OwningOpRef<ModuleOp> original = module->clone();
  if (succeeded(passes.run(*module)) && succeeded(verify(*module))) {
    setBounds(*module, bounds);
    return Error::success();
  }
  std::string message =
      diagnostics.take("pass '" + failedPass + "' failed without a diagnostic");
  if (failedPass == "lookupffn-resolve-target")
    return {ErrorCode::Target, message};
  if (failedPass == "lookupffn-apply-schedule")
    return {ErrorCode::Value, message};
  return {ErrorCode::Compile,
          message + "\n" + writeReproducer(*original, passes)};
}
