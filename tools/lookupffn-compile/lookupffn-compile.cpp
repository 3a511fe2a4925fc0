//===- lookupffn-compile.cpp - Compile layers ahead of time ---------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The command line alone: everything else is in lib/JIT.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/JIT/Compiler.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

#include <cstdlib>

using namespace mlir::lookupffn;
namespace cl = llvm::cl;

static cl::OptionCategory inputCategory("Input");
static cl::OptionCategory targetCategory("Target");
static cl::OptionCategory codeCategory("Code");
static cl::OptionCategory outputCategory("Output");

static cl::opt<std::string> inputFile(cl::Positional, cl::Required,
                                      cl::desc("<module.mlir | module.mlirbc>"),
                                      cl::cat(inputCategory));

static cl::opt<std::string>
    targetCPU("target-cpu",
              cl::desc("host, a CPU, or a level such as x86-64-v3 (default: "
                       "host)"),
              cl::value_desc("cpu"), cl::init("host"), cl::cat(targetCategory));
static cl::opt<std::string>
    targetFeatures("target-features",
                   cl::desc("Features on top of the CPU's, such as +avx2,-fma"),
                   cl::value_desc("list"), cl::cat(targetCategory));
static cl::opt<std::string>
    targetTriple("target-triple",
                 cl::desc("Triple (default: that of the architecture which "
                          "knows the CPU)"),
                 cl::value_desc("triple"), cl::cat(targetCategory));

static cl::opt<std::string>
    precision("precision",
              cl::desc("What is as in f32: exact (all), codes (every code; "
                       "projections may run in 16 bits) or auto (codes if no "
                       "rows of tables are f32; the default)"),
              cl::init("auto"), cl::cat(codeCategory));
static cl::opt<std::string>
    path("path", cl::desc("Lowering: auto, linalg or fast (default: auto)"),
         cl::value_desc("name"), cl::init("auto"), cl::cat(codeCategory));
static cl::opt<std::string>
    scheduleFile("schedule",
                 cl::desc("Schedule file, overrides what would be chosen"),
                 cl::value_desc("file"), cl::cat(codeCategory));

static cl::opt<std::string>
    emit("emit",
         cl::desc("What to write: a stage (target, schedule, prepare, linalg, "
                  "buffer, vector, llvm), asm, or obj (the default)"),
         cl::value_desc("kind"), cl::init("obj"), cl::cat(outputCategory));
static cl::opt<std::string>
    outputFile("o", cl::desc("Output file, - for standard output"),
               cl::value_desc("file"), cl::init("-"), cl::cat(outputCategory));

static const char *const kExamples =
    "\nEXAMPLES:\n"
    "  An object for a CPU of another architecture:\n"
    "    lookupffn-compile layer.mlir --target-cpu=neoverse-n1 -o layer.o\n\n"
    "  The assembly:\n"
    "    lookupffn-compile layer.mlir --target-cpu=x86-64-v4 --emit=asm\n";

[[noreturn]] static void fail(const llvm::Twine &message) {
  llvm::errs() << "lookupffn-compile: error: " << message << '\n';
  std::exit(1);
}

static void check(const Error &error) {
  if (error)
    fail(error.message);
}

static std::unique_ptr<llvm::MemoryBuffer> readFile(const std::string &file) {
  auto buffer = llvm::MemoryBuffer::getFileOrSTDIN(file);
  if (std::error_code code = buffer.getError())
    fail("cannot read '" + file + "': " + code.message());
  return std::move(*buffer);
}

static void writeFile(const std::string &file, llvm::StringRef bytes) {
  std::error_code code;
  llvm::raw_fd_ostream os(file, code);
  if (!code) {
    os << bytes;
    os.flush();
    code = os.error();
    os.clear_error();
  }
  if (code)
    fail("cannot write '" + file + "': " + code.message());
}

int main(int argc, char **argv) {
  cl::HideUnrelatedOptions(
      {&inputCategory, &targetCategory, &codeCategory, &outputCategory});
  cl::extrahelp examples(kExamples);
  cl::SetVersionPrinter(
      [](llvm::raw_ostream &os) { os << getVersion() << '\n'; });
  cl::ParseCommandLineOptions(
      argc, argv, "compiles lookup-based feed-forward layers ahead of time\n");

  CompileOptions options;
  options.target = targetCPU;
  options.features = targetFeatures;
  options.triple = targetTriple;
  options.path = path;
  options.precision = precision;
  if (!scheduleFile.empty())
    options.schedule = readFile(scheduleFile)->getBuffer().str();

  std::unique_ptr<llvm::MemoryBuffer> input = readFile(inputFile);
  Source source;
  source.data = input->getBufferStart();
  source.length = input->getBufferSize();
  source.name = inputFile;
  std::string bytes;
  if (emit == "obj")
    check(emitObject(source, options, bytes));
  else
    check(emitStage(source, options, emit, bytes));
  writeFile(outputFile, bytes);
  return 0;
}
