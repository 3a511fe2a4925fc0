//===- lookupffn-runner.cpp - Compile a layer and run it ------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Compiles a module, binds weights from a safetensors file, runs a batch, and
// prints the result, the time and what was chosen.
//
//===----------------------------------------------------------------------===//

#include "Arrays.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <optional>

using namespace runner;
namespace cl = llvm::cl;

static cl::OptionCategory compileCategory("Compilation");
static cl::OptionCategory dataCategory("Arrays");
static cl::OptionCategory resultCategory("Result");

static cl::opt<std::string> moduleFile(cl::Positional, cl::Required,
                                       cl::desc("<module.mlir>"),
                                       cl::cat(compileCategory));
static cl::opt<std::string>
    entry("entry", cl::desc("Function to run, when there are several"),
          cl::value_desc("name"), cl::cat(compileCategory));
static cl::opt<std::string>
    target("target", cl::desc("CPU or level such as x86-64-v3 (default: host)"),
           cl::value_desc("cpu"), cl::init("host"), cl::cat(compileCategory));
static cl::opt<std::string>
    features("features", cl::desc("Features on top, such as +avx2,-fma"),
             cl::value_desc("list"), cl::cat(compileCategory));
static cl::opt<std::string>
    precision("precision",
              cl::desc("What is as in f32: exact (all), codes (every code; "
                       "projections may run in 16 bits) or auto (codes if no "
                       "rows of tables are f32; the default)"),
              cl::init("auto"), cl::cat(compileCategory));
static cl::opt<std::string>
    path("path", cl::desc("Lowering: auto, linalg or fast (default: auto)"),
         cl::value_desc("name"), cl::init("auto"), cl::cat(compileCategory));
static cl::opt<std::string>
    emit("emit", cl::desc("Print the module at this stage, or asm, and stop"),
         cl::value_desc("stage"), cl::cat(compileCategory));

static cl::opt<std::string>
    scheduleFile("schedule",
                 cl::desc("Schedule file, overrides what would be chosen"),
                 cl::value_desc("file"), cl::cat(compileCategory));
static cl::opt<std::string>
    dumpSchedule("dump-schedule",
                 cl::desc("Schedule file to write, - for standard output"),
                 cl::value_desc("file"), cl::cat(compileCategory));
static cl::opt<std::string>
    cacheDir("cache",
             cl::desc("Directory that keeps compiled code, empty for none "
                      "(default: $LOOKUPFFN_CACHE, else the user's cache)"),
             cl::value_desc("dir"), cl::cat(compileCategory));
static cl::opt<std::string>
    symbols("symbols",
            cl::desc("Who sees the code by name: gdb, perf or gdb,perf "
                     "(default: $LOOKUPFFN_SYMBOLS, else nobody)"),
            cl::value_desc("list"), cl::cat(compileCategory));

static cl::opt<std::string>
    weightsFile("weights", cl::desc("safetensors file with the weights"),
                cl::value_desc("file"), cl::cat(dataCategory));
static cl::opt<std::string>
    prefix("prefix", cl::desc("What the file has before each weight's key"),
           cl::value_desc("text"), cl::cat(dataCategory));
static cl::list<std::string> inputs("input",
                                    cl::desc("Input from a safetensors file"),
                                    cl::value_desc("name=file:tensor"),
                                    cl::cat(dataCategory));
static cl::list<std::string>
    splats("splat", cl::desc("Input or weight with one value everywhere"),
           cl::value_desc("name=value"), cl::cat(dataCategory));
static cl::opt<int64_t>
    tokens("tokens",
           cl::desc("Number of tokens (default: that of the inputs, or 1)"),
           cl::value_desc("n"), cl::init(-1), cl::cat(dataCategory));

static cl::opt<int32_t>
    // LLVM has an option "threads" already.
    threads("max-threads",
            cl::desc("Most threads that a run uses, of OpenMP (default: 1)"),
            cl::value_desc("n"), cl::init(1), cl::cat(compileCategory));
static cl::opt<unsigned>
    repeat("repeat", cl::desc("Runs to measure after the first (default: 0)"),
           cl::value_desc("n"), cl::init(0), cl::cat(resultCategory));
static cl::opt<std::string>
    outputFile("output", cl::desc("safetensors file to write outputs to"),
               cl::value_desc("file"), cl::cat(resultCategory));
static cl::list<std::string>
    checks("check", cl::desc("Expected output from a safetensors file"),
           cl::value_desc("name=file:tensor"), cl::cat(resultCategory));
static cl::opt<double>
    tolerance("tolerance",
              cl::desc("Relative L2 error that a token may have in a check "
                       "(default: 1e-5)"),
              cl::value_desc("x"), cl::init(1e-5), cl::cat(resultCategory));
static cl::opt<unsigned>
    show("show", cl::desc("Elements to print of each output (default: 8)"),
         cl::value_desc("n"), cl::init(8), cl::cat(resultCategory));

static const char *const kExamples =
    "\nEXAMPLES:\n"
    "  Time 64 tokens on constant data:\n"
    "    lookupffn-runner layer.mlir --splat x=0.5 --splat FFN.tables=1 \\\n"
    "        --tokens=64 --repeat=100\n\n"
    "  Check a layer of a checkpoint:\n"
    "    lookupffn-runner layer.mlir --weights=model.safetensors \\\n"
    "        --prefix=layer.0. --input x=case.safetensors:x \\\n"
    "        --check y=case.safetensors:expected.y\n\n"
    "  See the code for another machine:\n"
    "    lookupffn-runner layer.mlir --target=x86-64-v4 --emit=asm\n";

[[noreturn]] static void fail(const llvm::Twine &message) {
  llvm::errs() << "lookupffn-runner: error: " << message << '\n';
  std::exit(1);
}

static std::unique_ptr<llvm::MemoryBuffer> readText(const std::string &file) {
  auto buffer = llvm::MemoryBuffer::getFileOrSTDIN(file);
  if (std::error_code code = buffer.getError())
    fail("cannot read '" + file + "': " + code.message());
  return std::move(*buffer);
}

static void writeText(const std::string &file, llvm::StringRef text) {
  std::error_code code;
  llvm::raw_fd_ostream os(file, code);
  if (!code) {
    os << text;
    os.flush();
    code = os.error();
    os.clear_error();
  }
  if (code)
    fail("cannot write '" + file + "': " + code.message());
}

static void check(LookupFFNError *error) {
  if (error)
    fail(lookupffnErrorGetMessage(error));
}

template <typename T> static T check(llvm::Expected<T> value) {
  if (!value)
    fail(llvm::toString(value.takeError()));
  return std::move(*value);
}

namespace {
/// "name=value" of an option.
struct Assignment {
  llvm::StringRef name, value;
  bool used = false;
};

/// An argument of the kernel and the array for it.
struct Bound {
  LookupFFNArgument argument;
  Array array;
};
} // namespace

static std::vector<Assignment> split(const cl::list<std::string> &option) {
  std::vector<Assignment> result;
  for (const std::string &text : option) {
    auto [name, value] = llvm::StringRef(text).split('=');
    if (name.empty() || value.empty())
      fail("--" + option.ArgStr + "=" + text + ": expected " + option.ValueStr);
    if (llvm::any_of(result, [&, n = name](auto &a) { return a.name == n; }))
      fail("--" + option.ArgStr + ": '" + name + "' is given twice");
    result.push_back({name, value});
  }
  return result;
}

static Assignment *find(std::vector<Assignment> &list, llvm::StringRef name) {
  for (Assignment &assignment : list)
    if (assignment.name == name) {
      assignment.used = true;
      return &assignment;
    }
  return nullptr;
}

static void requireUsed(const std::vector<Assignment> &list,
                        llvm::StringRef option, llvm::StringRef kinds) {
  for (const Assignment &assignment : list)
    if (!assignment.used)
      fail("--" + option + ": the kernel has no " + kinds + " '" +
           assignment.name + "'");
}

/// "file:tensor"; the last colon counts, because paths may have some.
static std::pair<llvm::StringRef, llvm::StringRef>
splitFile(llvm::StringRef option, llvm::StringRef value) {
  auto [file, key] = value.rsplit(':');
  if (file.empty() || key.empty())
    fail("--" + option + ": expected file:tensor, but got '" + value + "'");
  return {file, key};
}

static double parseNumber(llvm::StringRef name, llvm::StringRef text) {
  double value;
  if (text.getAsDouble(value))
    fail("--splat: expected a number for '" + name + "', but got '" + text +
         "'");
  return value;
}

static std::vector<Bound> getArguments(LookupFFNKernel *kernel,
                                       LookupFFNRole role) {
  std::vector<Bound> result(lookupffnKernelGetNumArguments(kernel, role));
  for (auto [index, bound] : llvm::enumerate(result))
    check(lookupffnKernelGetArgument(kernel, role, index, &bound.argument));
  return result;
}

static llvm::ArrayRef<int64_t> getShape(const LookupFFNArgument &argument) {
  return llvm::ArrayRef(argument.shape, argument.rank);
}

static std::string describe(const LookupFFNArgument &argument) {
  std::string text = formatShape(getShape(argument));
  for (size_t at; (at = text.find("-1")) != std::string::npos;)
    text.replace(at, 2, "?");
  return text;
}

static void bindWeights(LookupFFNKernel *kernel, FileCache &files,
                        std::vector<Bound> &weights,
                        std::vector<Assignment> &splatList) {
  for (Bound &bound : weights) {
    LookupFFNArgument &argument = bound.argument;
    llvm::StringRef name = argument.name;
    if (Assignment *splat = find(splatList, name))
      bound.array = check(makeSplat(argument.dtype, getShape(argument),
                                    parseNumber(name, splat->value)));
    else if (!weightsFile.empty())
      bound.array =
          check(files.load(weightsFile, prefix + name.str(), argument.dtype));
    else
      fail("weight '" + name +
           "' has no value; give --weights=file or --splat " + name + "=value");
    check(lookupffnKernelBind(kernel, argument.name, bound.array.data,
                              argument.dtype, bound.array.shape.size(),
                              bound.array.shape.data()));
  }
  check(lookupffnKernelPack(kernel));
}

/// Loads the inputs and returns the sizes that count tokens.
static std::vector<int64_t> loadInputs(FileCache &files,
                                       std::vector<Bound> &arguments,
                                       std::vector<Assignment> &inputList,
                                       std::vector<Assignment> &splatList) {
  // Each input is one vector per token. A file may have more or fewer leading
  // sizes than the kernel, whose tokens are flat.
  std::optional<std::vector<int64_t>> tokenDims;
  for (Bound &bound : arguments) {
    llvm::StringRef name = bound.argument.name;
    Assignment *input = find(inputList, name);
    if (!input)
      continue;
    auto [file, key] = splitFile("input", input->value);
    bound.array = check(files.load(file, key, bound.argument.dtype));
    llvm::ArrayRef<int64_t> shape = bound.array.shape;
    if (shape.empty() || shape.back() != getShape(bound.argument).back())
      fail("input '" + name + "': expected shape " + describe(bound.argument) +
           ", but got " + formatShape(shape));
    std::vector<int64_t> dims = shape.drop_back().vec();
    if (tokenDims && *tokenDims != dims)
      fail("input '" + name + "': expected " + formatShape(*tokenDims) +
           " tokens as in the inputs before, but got " + formatShape(dims));
    tokenDims = dims;
  }
  if (!tokenDims) {
    llvm::ArrayRef<int64_t> dims = getShape(arguments[0].argument).drop_back();
    if (tokens >= 0)
      tokenDims = {tokens};
    else if (!llvm::is_contained(dims, -1))
      tokenDims = dims.vec();
    else
      tokenDims = {1};
  }
  for (Bound &bound : arguments) {
    llvm::StringRef name = bound.argument.name;
    if (bound.array.data)
      continue;
    Assignment *splat = find(splatList, name);
    if (!splat)
      fail("input '" + name + "' has no value; give --input " + name +
           "=file:tensor or --splat " + name + "=value");
    std::vector<int64_t> shape = *tokenDims;
    shape.push_back(getShape(bound.argument).back());
    bound.array = check(makeSplat(bound.argument.dtype, shape,
                                  parseNumber(name, splat->value)));
  }
  return *tokenDims;
}

static void printTimes(LookupFFNKernel *kernel, const void *const *in,
                       void *const *out, int64_t numTokens) {
  std::vector<double> times;
  for (unsigned i = 0; i < repeat; ++i) {
    auto start = std::chrono::steady_clock::now();
    check(lookupffnKernelRun(kernel, in, out, numTokens));
    std::chrono::duration<double, std::micro> time =
        std::chrono::steady_clock::now() - start;
    times.push_back(time.count());
  }
  if (times.empty())
    return;
  llvm::sort(times);
  llvm::outs() << llvm::formatv(
      "time: min {0:f2} us, median {1:f2} us, {2} runs of {3} tokens\n",
      times.front(), times[times.size() / 2], times.size(), numTokens);
}

static int run(LookupFFNKernel *kernel) {
  FileCache files;
  std::vector<Assignment> inputList = split(inputs), splatList = split(splats),
                          checkList = split(checks);
  auto arguments = getArguments(kernel, LOOKUPFFN_ROLE_INPUT);
  auto weights = getArguments(kernel, LOOKUPFFN_ROLE_WEIGHT);
  auto outputs = getArguments(kernel, LOOKUPFFN_ROLE_OUTPUT);
  std::vector<int64_t> tokenDims =
      loadInputs(files, arguments, inputList, splatList);
  bindWeights(kernel, files, weights, splatList);
  requireUsed(inputList, "input", "input");
  requireUsed(splatList, "splat", "input or weight");
  int64_t numTokens = 1;
  for (int64_t size : tokenDims)
    numTokens *= size;
  if (tokens >= 0 && tokens != numTokens)
    fail("--tokens=" + llvm::Twine(tokens) + ": the inputs have " +
         llvm::Twine(numTokens) + " tokens");

  std::vector<const void *> in;
  std::vector<void *> out;
  for (Bound &bound : arguments)
    in.push_back(bound.array.data);
  size_t kernelDims = getShape(arguments[0].argument).size() - 1;
  for (Bound &bound : outputs) {
    std::vector<int64_t> shape = tokenDims;
    llvm::append_range(shape, getShape(bound.argument).drop_front(kernelDims));
    bound.array = check(makeArray(bound.argument.dtype, shape));
    out.push_back(bound.array.memory.data());
  }
  check(lookupffnKernelRun(kernel, in.data(), out.data(), numTokens));

  llvm::outs() << "target: " << lookupffnKernelGetTarget(kernel) << '\n';
  for (Bound &bound : outputs) {
    const Array &array = bound.array;
    llvm::outs() << bound.argument.name << ": " << formatShape(array.shape)
                 << ' ' << getName(array.dtype) << " =";
    int64_t count = array.getNumElements();
    for (int64_t i = 0; i < std::min<int64_t>(count, show); ++i)
      llvm::outs() << ' ' << formatElement(array, i);
    llvm::outs() << (count > show ? " ...\n" : "\n");
  }
  printTimes(kernel, in.data(), out.data(), numTokens);

  if (!outputFile.empty()) {
    std::vector<mlir::lookupffn::SafeTensor> tensors;
    for (Bound &bound : outputs)
      tensors.push_back(toSafeTensor(bound.argument.name, bound.array));
    if (auto error = writeSafeTensors(outputFile, tensors))
      fail(error.message);
  }
  bool good = true;
  for (Bound &bound : outputs) {
    Assignment *expected = find(checkList, bound.argument.name);
    if (!expected)
      continue;
    auto [file, key] = splitFile("check", expected->value);
    std::string report;
    bool near =
        check(compare(bound.array, tokenDims.size(),
                      *check(files.find(file, key)), tolerance, report));
    llvm::outs() << "check " << bound.argument.name << ": "
                 << (near ? "ok, " : "FAILED, ") << report << '\n';
    good &= near;
  }
  requireUsed(checkList, "check", "output");
  return good ? 0 : 1;
}

int main(int argc, char **argv) {
  cl::HideUnrelatedOptions({&compileCategory, &dataCategory, &resultCategory});
  cl::AddExtraVersionPrinter(
      [](llvm::raw_ostream &os) { os << lookupffnVersion() << '\n'; });
  cl::extrahelp examples(kExamples);
  cl::ParseCommandLineOptions(argc, argv, "compile a layer and run it\n");

  LookupFFNOptions options;
  lookupffnOptionsInit(&options);
  options.target = target.c_str();
  options.features = features.c_str();
  options.path = path.c_str();
  options.precision = precision.c_str();
  options.entry = entry.c_str();
  options.threads = threads;
  options.cache_dir = cacheDir.getNumOccurrences()
                          ? cacheDir.c_str()
                          : std::getenv("LOOKUPFFN_CACHE");
  options.symbols = symbols.getNumOccurrences()
                        ? symbols.c_str()
                        : std::getenv("LOOKUPFFN_SYMBOLS");
  std::unique_ptr<llvm::MemoryBuffer> buffer = readText(moduleFile), schedule;
  llvm::StringRef source = buffer->getBuffer();
  if (!scheduleFile.empty()) {
    schedule = readText(scheduleFile);
    options.schedule = schedule->getBufferStart();
  }
  if (!emit.empty()) {
    char *text = nullptr;
    check(lookupffnEmit(source.data(), source.size(), &options, emit.c_str(),
                        &text));
    llvm::outs() << text;
    lookupffnStringDestroy(text);
    return 0;
  }
  LookupFFNKernel *kernel = nullptr;
  if (moduleFile == "-")
    check(lookupffnCompile(source.data(), source.size(), &options, &kernel));
  else
    check(lookupffnCompileFile(moduleFile.c_str(), &options, &kernel));
  if (!dumpSchedule.empty())
    writeText(dumpSchedule, lookupffnKernelGetSchedule(kernel));
  int status = run(kernel);
  lookupffnKernelDestroy(kernel);
  return status;
}
