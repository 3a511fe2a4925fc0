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

#include "lookupffn/JIT/Bundle.h"
#include "lookupffn/JIT/Checkpoint.h"
#include "lookupffn/Pipelines/Pipelines.h"
#include "lookupffn/Target/CPUTarget.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <cstdlib>

using namespace mlir::lookupffn;
namespace cl = llvm::cl;

static cl::OptionCategory inputCategory("Input");
static cl::OptionCategory
    checkpointCategory("Checkpoint", "What a safetensors file does not store");
static cl::OptionCategory targetCategory("Target");
static cl::OptionCategory codeCategory("Code");
static cl::OptionCategory outputCategory("Output");

static cl::opt<std::string> inputFile(cl::Positional,
                                      cl::desc("<module.mlir | module.mlirbc | "
                                               "checkpoint.safetensors>"),
                                      cl::cat(inputCategory));

static cl::opt<std::string>
    weightsFile("weights",
                cl::desc("safetensors file with the weights of a module"),
                cl::value_desc("file"), cl::cat(inputCategory));
static cl::opt<std::string>
    prefix("prefix", cl::desc("What the file has before each weight's key"),
           cl::value_desc("text"), cl::cat(inputCategory));

static const CheckpointOptions kCheckpoint;

static cl::opt<std::string> layers(
    "layers",
    cl::desc("Numbers of layers, such as 0-3,7 (default: all). Their keys are "
             "roberta.encoder.layer.{i}.FFN.*, or else <text>.{i}.FFN.*, or "
             "what --prefix says with {i} in it"),
    cl::value_desc("list"), cl::cat(checkpointCategory));
static cl::opt<std::string> projection(
    "projection",
    cl::desc("identity, pairwise or external, where no weight tells it"),
    cl::value_desc("kind"), cl::cat(checkpointCategory));
static cl::opt<int64_t> numTables(
    "tables",
    cl::desc("Number of tables of a 2-D tensor (row t*S + code); with --shared "
             "of codes a token"),
    cl::value_desc("number"), cl::cat(checkpointCategory));
static cl::opt<bool> shared("shared", cl::desc("All codes index one 2-D table"),
                            cl::cat(checkpointCategory));
static cl::opt<int64_t>
    width("d",
          cl::desc("Width of the input, where no tensor tells it: of bh4 "
                   "(default P) and pairwise without a norm"),
          cl::value_desc("number"), cl::cat(checkpointCategory));
static cl::opt<double> decay("decay", cl::desc("Decay of bh4 (default: 0.7)"),
                             cl::init(kCheckpoint.decay),
                             cl::cat(checkpointCategory));
static cl::opt<double> eps("eps", cl::desc("Of the norm (default: 1e-5)"),
                           cl::init(kCheckpoint.eps),
                           cl::cat(checkpointCategory));
static cl::opt<std::string>
    score("score",
          cl::desc("margin, softmax, one or constant (default: margin)"),
          cl::value_desc("rule"), cl::init(kCheckpoint.score),
          cl::cat(checkpointCategory));
static cl::opt<double> temperature("temperature",
                                   cl::desc("Of the score (default: 1)"),
                                   cl::init(kCheckpoint.temperature),
                                   cl::cat(checkpointCategory));
static cl::opt<double> constant("constant",
                                cl::desc("The constant score (default: 1)"),
                                cl::init(kCheckpoint.constant),
                                cl::cat(checkpointCategory));
static cl::opt<std::string>
    compare("compare", cl::desc("ogt: z > 0, oge: z >= 0 (default: ogt)"),
            cl::value_desc("name"), cl::init(kCheckpoint.compare),
            cl::cat(checkpointCategory));
static cl::opt<std::string>
    bitOrder("bit-order",
             cl::desc("msb or lsb: which bit of a code comes first (default: "
                      "msb)"),
             cl::value_desc("name"), cl::init(kCheckpoint.bitOrder),
             cl::cat(checkpointCategory));
static cl::opt<std::string> tableType(
    "table-type",
    cl::desc("f32, f16, bf16 or i8: converts the rows of tables (default: as "
             "stored)"),
    cl::value_desc("type"), cl::cat(checkpointCategory));

static cl::list<std::string> targetCPUs(
    "target-cpu",
    cl::desc("host, a CPU, or a level such as x86-64-v3, each with features "
             "behind it: znver4+avxvnni (default: host). Libraries take "
             "several, with commas, and run the best that the processor can"),
    cl::value_desc("cpu"), cl::CommaSeparated, cl::cat(targetCategory));
static cl::opt<bool>
    listTargets("list-targets",
                cl::desc("List levels and CPUs to compile for, and exit"),
                cl::cat(targetCategory));
static cl::opt<std::string> targetFeatures(
    "target-features",
    cl::desc("Features on top of every CPU's, such as +avx2,-fma"),
    cl::value_desc("list"), cl::cat(targetCategory));
static cl::opt<std::string>
    targetTriple("target-triple",
                 cl::desc("Triple (default: that of the architecture which "
                          "knows the CPU)"),
                 cl::value_desc("triple"), cl::cat(targetCategory));
static cl::opt<int64_t>
    l1Bytes("l1-bytes",
            cl::desc("First-level data cache of a core (default: of the CPU)"),
            cl::value_desc("bytes"), cl::cat(targetCategory));
static cl::opt<int64_t>
    l2Bytes("l2-bytes",
            cl::desc("Second-level cache of a core (default: of the CPU)"),
            cl::value_desc("bytes"), cl::cat(targetCategory));
static cl::opt<int64_t>
    l3Bytes("l3-bytes",
            cl::desc("Third-level cache that a core reaches (default: of the "
                     "CPU)"),
            cl::value_desc("bytes"), cl::cat(targetCategory));
static cl::opt<int64_t>
    vectorBits("vector-bits",
               cl::desc("Width of vectors (default: the whole register)"),
               cl::value_desc("bits"), cl::cat(targetCategory));

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

static cl::opt<int32_t>
    // LLVM has an option "threads" already.
    threads("max-threads",
            cl::desc("Most threads of a library's calls that do not say how "
                     "many (default: 1)"),
            cl::value_desc("n"), cl::init(1), cl::cat(codeCategory));

static cl::opt<std::string> emit(
    "emit",
    cl::desc("What to write:\n"
             "a stage (target, schedule, prepare, linalg, buffer, vector, "
             "llvm), asm, or obj (the default): one file\n"
             "header, so, a: of a library with all layers and the runtime\n"
             "bundle: header, so, packed weights and an example"),
    cl::value_desc("kind"), cl::init("obj"), cl::cat(outputCategory));
static cl::opt<std::string> outputFile(
    "o",
    cl::desc("Output file, - for standard output (default); for libraries the "
             "folder and the name, which has to be a C identifier"),
    cl::value_desc("file"), cl::init("-"), cl::cat(outputCategory));
static cl::opt<std::string>
    compiler("cc",
             cl::desc("C compiler that makes libraries (default: cc, for other "
                      "architectures such as aarch64-linux-gnu-gcc)"),
             cl::value_desc("program"), cl::cat(outputCategory));
static cl::opt<std::string>
    dumpFolder("dump-to",
               cl::desc("Also write every stage and the assembly to a folder"),
               cl::value_desc("folder"), cl::cat(outputCategory));
static cl::opt<bool>
    verbose("v",
            cl::desc("Tell what was chosen for each target, and why not "
                     "something faster"),
            cl::cat(outputCategory));

static const char *const kExamples =
    "\nEXAMPLES:\n"
    "  An object for a CPU of another architecture:\n"
    "    lookupffn-compile layer.mlir --target-cpu=neoverse-n1 -o layer.o\n\n"
    "  The assembly:\n"
    "    lookupffn-compile layer.mlir --target-cpu=x86-64-v4 --emit=asm\n\n"
    "  Layers 0 to 3 of a checkpoint, with rows of 8 bits:\n"
    "    lookupffn-compile model.safetensors --layers=0-3 --table-type=i8 \\\n"
    "        --emit=bundle -o out/ffn\n\n"
    "  out/libffn.so for old and new processors, out/ffn.h, "
    "out/ffn.safetensors\n"
    "  and out/ffn_example.c:\n"
    "    lookupffn-compile layer.mlir --weights=model.safetensors \\\n"
    "        --target-cpu=x86-64,x86-64-v3,x86-64-v4 --emit=bundle -o "
    "out/ffn\n";

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

/// The target `text`, with what the other options say of all targets.
static BundleTarget parseTarget(const std::string &text) {
  BundleTarget target = BundleTarget::parse(text);
  if (!targetFeatures.empty())
    target.features +=
        (target.features.empty() ? "" : ",") + std::string(targetFeatures);
  target.triple = targetTriple;
  return target;
}

/// One file for one target.
static void emitFile(const Source &source, const CompileOptions &options,
                     const std::vector<BundleTarget> &targets) {
  if (targets.size() > 1)
    fail("--emit=" + emit + " is for one target, but there are " +
         llvm::Twine(targets.size()) +
         "; name one, or emit a library (so, a, bundle)");
  std::string bytes;
  if (emit == "obj")
    check(emitObject(source, options, bytes));
  else
    check(emitStage(source, options, emit, bytes));
  if (verbose)
    llvm::errs() << *options.remarks << '\n';
  check(writeFile(outputFile, bytes));
}

/// Opens the checkpoint that is the input, or none if that is a module.
static std::unique_ptr<Checkpoint> openCheckpoint() {
  if (!llvm::StringRef(inputFile).ends_with(".safetensors")) {
    for (const cl::Option *option : std::initializer_list<const cl::Option *>{
             &layers, &projection, &numTables, &shared, &width, &decay, &eps,
             &score, &temperature, &constant, &compare, &bitOrder, &tableType})
      if (option->getNumOccurrences())
        fail("--" + option->ArgStr +
             " tells what a checkpoint does not store, but '" + inputFile +
             "' is a module, which says it itself; leave it out");
    return nullptr;
  }
  if (!weightsFile.empty())
    fail("--weights is for modules, but '" + inputFile +
         "' is a checkpoint and has its own; leave it out");
  CheckpointOptions options;
  options.prefix = prefix;
  options.layers = layers;
  options.projection = projection;
  options.tables = numTables;
  options.shared = shared;
  options.d = width;
  options.decay = decay;
  options.eps = eps;
  options.score = score;
  options.temperature = temperature;
  options.constant = constant;
  options.compare = compare;
  options.bitOrder = bitOrder;
  options.tableType = tableType;
  std::unique_ptr<Checkpoint> checkpoint;
  check(Checkpoint::open(inputFile, options, checkpoint));
  return checkpoint;
}

/// The files of a library, or some of them. `checkpoint` may be null.
static void emitLibrary(const Source &source, const CompileOptions &options,
                        const std::vector<BundleTarget> &targets,
                        const Checkpoint *checkpoint) {
  namespace path = llvm::sys::path;
  if (outputFile == "-")
    fail("--emit=" + emit +
         " needs -o with the folder and the name of the library");
  bool all = emit == "bundle";
  if (all && !checkpoint && weightsFile.empty())
    fail("a bundle needs weights; give their file with --weights");
  std::string folder = path::parent_path(outputFile).str();
  if (folder.empty())
    folder = ".";
  std::string name = path::filename(outputFile).str();
  auto place = [&](const llvm::Twine &file) {
    llvm::SmallString<128> result(folder);
    path::append(result, file);
    return result.str().str();
  };
  std::unique_ptr<SafeTensorsFile> weights;
  if (all && checkpoint)
    check(checkpoint->checkRows());
  else if (all)
    check(SafeTensorsFile::open(weightsFile, weights));
  std::unique_ptr<Bundle> bundle;
  check(Bundle::compile(source, options, targets, name, bundle));
  if (verbose)
    llvm::errs() << bundle->describe();
  if (all && checkpoint) {
    // The keys of its module are whole names.
    check(bundle->write(checkpoint->getFile(), "", compiler, folder));
    return;
  }
  if (all) {
    check(bundle->write(*weights, prefix, compiler, folder));
    return;
  }
  if (std::error_code code = llvm::sys::fs::create_directories(
          folder, /*IgnoreExisting=*/true, llvm::sys::fs::all_all))
    fail("cannot make the folder '" + folder + "': " + code.message());
  if (emit == "so")
    check(bundle->linkShared(compiler, place("lib" + name + ".so")));
  if (emit == "a")
    check(bundle->linkStatic(compiler, place("lib" + name + ".a")));
  check(writeFile(place(name + ".h"), bundle->getHeader()));
}

/// Every stage of the first target, numbered in order.
static void dumpStages(const Source &source, CompileOptions options) {
  options.remarks = nullptr;
  if (std::error_code code = llvm::sys::fs::create_directories(
          dumpFolder, /*IgnoreExisting=*/true, llvm::sys::fs::all_all))
    fail("cannot make the folder '" + dumpFolder + "': " + code.message());
  unsigned number = 0;
  auto dump = [&](const std::string &stage, llvm::StringRef ending) {
    std::string text;
    check(emitStage(source, options, stage, text));
    llvm::SmallString<128> file(dumpFolder);
    llvm::sys::path::append(file, "0" + llvm::Twine(++number) + "-" + stage +
                                      "." + ending);
    check(writeFile(file.str().str(), text));
  };
  for (llvm::StringRef stage : getStageNames())
    dump(stage.str(), "mlir");
  dump("asm", "s");
}

int main(int argc, char **argv) {
  cl::HideUnrelatedOptions({&inputCategory, &checkpointCategory,
                            &targetCategory, &codeCategory, &outputCategory});
  cl::extrahelp examples(kExamples);
  cl::SetVersionPrinter(
      [](llvm::raw_ostream &os) { os << getVersion() << '\n'; });
  cl::ParseCommandLineOptions(
      argc, argv, "compiles lookup-based feed-forward layers ahead of time\n");

  if (listTargets) {
    printTargets(llvm::outs());
    return 0;
  }
  if (inputFile.empty())
    fail("no input; give a module, or --help");
  std::vector<BundleTarget> targets;
  for (const std::string &target : targetCPUs)
    targets.push_back(parseTarget(target));
  if (targets.empty())
    targets.push_back(parseTarget("host"));
  CompileOptions options;
  options.target = targets.front().target;
  options.features = targets.front().features;
  options.triple = targets.front().triple;
  options.sizes = {l1Bytes, l2Bytes, l3Bytes, vectorBits};
  options.path = path;
  options.precision = precision;
  if (threads < 1)
    fail("--max-threads=" + llvm::Twine(threads) +
         ": expected 1 thread or more");
  options.threads = threads;
  std::string remarks;
  if (verbose)
    options.remarks = &remarks;
  if (!scheduleFile.empty())
    options.schedule = readFile(scheduleFile)->getBuffer().str();

  std::unique_ptr<Checkpoint> checkpoint = openCheckpoint();
  std::unique_ptr<llvm::MemoryBuffer> input;
  llvm::StringRef text;
  if (checkpoint) {
    text = checkpoint->getModule();
  } else {
    input = readFile(inputFile);
    text = input->getBuffer();
  }
  Source source;
  source.data = text.data();
  source.length = text.size();
  source.name = inputFile;
  if (!dumpFolder.empty())
    dumpStages(source, options);
  if (llvm::is_contained({"header", "so", "a", "bundle"}, emit))
    emitLibrary(source, options, targets, checkpoint.get());
  else
    emitFile(source, options, targets);
  return 0;
}
