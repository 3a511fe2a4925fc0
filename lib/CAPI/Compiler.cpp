//===- Compiler.cpp - The C interface -------------------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A thin layer: null pointers are answered here, everything else in lib/JIT.
//
//===----------------------------------------------------------------------===//

#include "lookupffn-c/Compiler.h"

#include "../Runtime/Error.h"

#include "lookupffn/JIT/Bundle.h"
#include "lookupffn/JIT/CodeCache.h"
#include "lookupffn/JIT/Compiler.h"
#include "lookupffn/JIT/LayerText.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MemoryBuffer.h"

#include <cstdlib>
#include <cstring>

using mlir::lookupffn::Argument;
using mlir::lookupffn::Bundle;
using mlir::lookupffn::BundleTarget;
using mlir::lookupffn::CompileOptions;
using mlir::lookupffn::DType;
using mlir::lookupffn::Error;
using mlir::lookupffn::ErrorCode;
using mlir::lookupffn::Kernel;
using mlir::lookupffn::LayerSpec;
using mlir::lookupffn::Role;
using mlir::lookupffn::SafeTensorsFile;
using mlir::lookupffn::Source;

struct LookupFFNKernel {
  std::unique_ptr<Kernel> kernel;
  std::string cacheNote;
};

// The enumerations of both sides are the same numbers.
static_assert(static_cast<int>(DType::F32) == LOOKUPFFN_DTYPE_F32);
static_assert(static_cast<int>(DType::I64) == LOOKUPFFN_DTYPE_I64);
static_assert(static_cast<int>(Role::Output) == LOOKUPFFN_ROLE_OUTPUT);

static LookupFFNError *wrap(const Error &error) {
  if (!error)
    return nullptr;
  return lookupffnMakeError(static_cast<LookupFFNErrorCode>(error.code), "%s",
                            error.message.c_str());
}

//===----------------------------------------------------------------------===//
// Compilation
//===----------------------------------------------------------------------===//

/// A copy that lookupffnStringDestroy frees, or null.
static char *copyText(const std::string &text) {
  auto *copy = static_cast<char *>(std::malloc(text.size() + 1));
  if (copy)
    std::memcpy(copy, text.c_str(), text.size() + 1);
  return copy;
}

static LookupFFNError *giveText(const std::string &result, char **text) {
  *text = copyText(result);
  if (!*text)
    return wrap(
        {ErrorCode::System,
         "cannot allocate " + std::to_string(result.size() + 1) + " bytes"});
  return nullptr;
}

char *lookupffnGetDefaultCacheDir(void) {
  return copyText(mlir::lookupffn::getDefaultCacheDirectory());
}

void lookupffnOptionsInit(LookupFFNOptions *options) {
  if (!options)
    return;
  *options = LookupFFNOptions();
  options->size = sizeof(LookupFFNOptions);
  options->target = "host";
  options->path = "auto";
  options->precision = "auto";
  options->threads = 1;
}

static Error readOptions(const LookupFFNOptions *options,
                         CompileOptions &result) {
  LookupFFNOptions defaults;
  if (!options) {
    lookupffnOptionsInit(&defaults);
    options = &defaults;
  }
  // A caller built against a later header has options that are unknown here.
  if (options->size != sizeof(LookupFFNOptions))
    return {ErrorCode::Value,
            "options of " + std::to_string(options->size) +
                " bytes, but expected " +
                std::to_string(sizeof(LookupFFNOptions)) +
                "; call lookupffnOptionsInit of this library first"};
  if (options->target)
    result.target = options->target;
  if (options->features)
    result.features = options->features;
  if (options->path)
    result.path = options->path;
  if (options->precision)
    result.precision = options->precision;
  if (options->entry)
    result.entry = options->entry;
  if (options->schedule)
    result.schedule = options->schedule;
  result.cacheDirectory = options->cache_dir
                              ? options->cache_dir
                              : mlir::lookupffn::getDefaultCacheDirectory();
  if (options->symbols)
    result.symbols = options->symbols;
  result.threads = options->threads;
  result.parallelFor = {options->parallel_for, options->parallel_for_context};
  return Error::success();
}

static LookupFFNError *compile(Source source, const LookupFFNOptions *options,
                               LookupFFNKernel **kernel) {
  CompileOptions compileOptions;
  if (Error error = readOptions(options, compileOptions))
    return wrap(std::move(error));
  auto result = std::make_unique<LookupFFNKernel>();
  if (Error error = compileSource(source, compileOptions, result->kernel,
                                  result->cacheNote))
    return wrap(std::move(error));
  *kernel = result.release();
  return nullptr;
}

LookupFFNError *lookupffnCompile(const char *source, size_t length,
                                 const LookupFFNOptions *options,
                                 LookupFFNKernel **kernel) {
  if (!kernel)
    return lookupffnMakeNullError("a place for the kernel");
  *kernel = nullptr;
  if (!source)
    return lookupffnMakeNullError("a source");
  return compile({source, length, "source"}, options, kernel);
}

LookupFFNError *lookupffnCompileFile(const char *path,
                                     const LookupFFNOptions *options,
                                     LookupFFNKernel **kernel) {
  if (!kernel)
    return lookupffnMakeNullError("a place for the kernel");
  *kernel = nullptr;
  if (!path)
    return lookupffnMakeNullError("a path");
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (std::error_code code = buffer.getError())
    return wrap({ErrorCode::System,
                 "cannot read '" + std::string(path) + "': " + code.message()});
  return compile(
      {(*buffer)->getBufferStart(), (*buffer)->getBufferSize(), path}, options,
      kernel);
}

LookupFFNError *lookupffnEmit(const char *source, size_t length,
                              const LookupFFNOptions *options,
                              const char *stage, char **text) {
  if (!text)
    return lookupffnMakeNullError("a place for the text");
  *text = nullptr;
  if (!source)
    return lookupffnMakeNullError("a source");
  if (!stage)
    return lookupffnMakeNullError("a stage");
  CompileOptions compileOptions;
  if (Error error = readOptions(options, compileOptions))
    return wrap(std::move(error));
  std::string result;
  if (Error error =
          emitStage({source, length, "source"}, compileOptions, stage, result))
    return wrap(std::move(error));
  return giveText(result, text);
}

void lookupffnStringDestroy(char *text) { std::free(text); }

LookupFFNError *lookupffnWriteBundle(const char *source, size_t length,
                                     const LookupFFNOptions *options,
                                     const char *const *targets,
                                     int32_t num_targets, const char *weights,
                                     const char *prefix, const char *compiler,
                                     const char *folder, const char *name) {
  if (!source && length)
    return lookupffnMakeNullError("a source");
  if (!weights || !folder || !name)
    return lookupffnMakeNullError(!weights  ? "a file of weights"
                                  : !folder ? "a folder"
                                            : "a name");
  if (num_targets < 1 || !targets)
    return wrap({ErrorCode::Value, "expected 1 target or more, but got " +
                                       std::to_string(num_targets)});
  CompileOptions compileOptions;
  if (Error error = readOptions(options, compileOptions))
    return wrap(error);
  std::vector<BundleTarget> machines;
  for (int32_t i = 0; i < num_targets; ++i) {
    if (!targets[i])
      return lookupffnMakeNullError("a target");
    machines.push_back(BundleTarget::parse(targets[i]));
  }
  std::unique_ptr<SafeTensorsFile> file;
  if (Error error = SafeTensorsFile::open(weights, file))
    return wrap(error);
  std::unique_ptr<Bundle> bundle;
  if (Error error = Bundle::compile({source, length}, compileOptions, machines,
                                    name, bundle))
    return wrap(error);
  return wrap(bundle->write(*file, prefix ? prefix : "",
                            compiler ? compiler : "", folder));
}

void lookupffnKernelDestroy(LookupFFNKernel *kernel) { delete kernel; }

//===----------------------------------------------------------------------===//
// Sources
//===----------------------------------------------------------------------===//

void lookupffnLayerSpecInit(LookupFFNLayerSpec *spec) {
  if (!spec)
    return;
  LayerSpec defaults;
  *spec = LookupFFNLayerSpec();
  spec->size = sizeof(LookupFFNLayerSpec);
  spec->function = "layer";
  spec->prefix = "FFN.";
  spec->projection = "bh4";
  spec->table_type = "f32";
  spec->score = "margin";
  spec->compare = "ogt";
  spec->bit_order = "msb";
  spec->decay = defaults.decay;
  spec->eps = defaults.eps;
  spec->temperature = defaults.temperature;
  spec->constant = defaults.constant;
  spec->batch = defaults.batch;
  spec->outputs = "y";
  spec->bounds = "check";
  spec->code_type = "i64";
}

LookupFFNError *lookupffnWriteLayer(const LookupFFNLayerSpec *spec,
                                    char **text) {
  if (!text)
    return lookupffnMakeNullError("a place for the text");
  *text = nullptr;
  if (!spec)
    return lookupffnMakeNullError("a specification");
  if (spec->size != sizeof(LookupFFNLayerSpec))
    return wrap({ErrorCode::Value,
                 "a specification of " + std::to_string(spec->size) +
                     " bytes, but expected " +
                     std::to_string(sizeof(LookupFFNLayerSpec)) +
                     "; call lookupffnLayerSpecInit of this library first"});
  for (const char *word :
       {spec->function, spec->prefix, spec->projection, spec->table_type,
        spec->score, spec->compare, spec->bit_order, spec->outputs,
        spec->bounds, spec->code_type})
    if (!word)
      return lookupffnMakeNullError("every word of the specification");
  LayerSpec layer;
  layer.function = spec->function;
  layer.prefix = spec->prefix;
  layer.projection = spec->projection;
  layer.d = spec->d;
  layer.o = spec->o;
  layer.tables = spec->num_tables;
  layer.rows = spec->rows;
  layer.padded = spec->padded;
  layer.block = spec->block;
  layer.repeats = spec->repeats;
  layer.shared = spec->shared;
  layer.norm = spec->has_norm;
  layer.projectionBias = spec->has_projection_bias;
  layer.bias = spec->has_bias;
  layer.rowType = spec->table_type;
  layer.score = spec->score;
  layer.compare = spec->compare;
  layer.bitOrder = spec->bit_order;
  layer.decay = spec->decay;
  layer.eps = spec->eps;
  layer.temperature = spec->temperature;
  layer.constant = spec->constant;
  layer.batch = spec->batch;
  layer.outputs.clear();
  llvm::SmallVector<llvm::StringRef> outputs;
  llvm::StringRef(spec->outputs)
      .split(outputs, ',', /*MaxSplit=*/-1,
             /*KeepEmpty=*/false);
  for (llvm::StringRef output : outputs)
    layer.outputs.push_back(output.trim().str());
  layer.bounds = spec->bounds;
  layer.codeType = spec->code_type;
  std::string result;
  if (Error error = writeLayer(layer, result))
    return wrap(std::move(error));
  return giveText(result, text);
}

//===----------------------------------------------------------------------===//
// Arguments and weights
//===----------------------------------------------------------------------===//

static bool isRole(LookupFFNRole role) {
  return role == LOOKUPFFN_ROLE_INPUT || role == LOOKUPFFN_ROLE_WEIGHT ||
         role == LOOKUPFFN_ROLE_OUTPUT;
}

int32_t lookupffnKernelGetNumArguments(const LookupFFNKernel *kernel,
                                       LookupFFNRole role) {
  if (!kernel || !isRole(role))
    return 0;
  return kernel->kernel->getArguments(static_cast<Role>(role)).size();
}

LookupFFNError *lookupffnKernelGetArgument(const LookupFFNKernel *kernel,
                                           LookupFFNRole role, int32_t index,
                                           LookupFFNArgument *argument) {
  if (!kernel)
    return lookupffnMakeNullError("a kernel");
  if (!argument)
    return lookupffnMakeNullError("a place for the argument");
  if (!isRole(role))
    return wrap({ErrorCode::Value, "unknown role " + std::to_string(role) +
                                       "; expected input (0), weight (1) or "
                                       "output (2)"});
  int32_t count = lookupffnKernelGetNumArguments(kernel, role);
  if (index < 0 || index >= count)
    return wrap({ErrorCode::Value, "argument " + std::to_string(index) +
                                       " is outside [0, " +
                                       std::to_string(count) + ")"});
  const Argument &found =
      kernel->kernel->getArguments(static_cast<Role>(role))[index];
  *argument = LookupFFNArgument();
  argument->name = found.name.c_str();
  argument->dtype = static_cast<LookupFFNDType>(found.dtype);
  argument->rank = found.shape.size();
  std::copy(found.shape.begin(), found.shape.end(), argument->shape);
  return nullptr;
}

LookupFFNError *lookupffnKernelBind(LookupFFNKernel *kernel, const char *key,
                                    const void *data, LookupFFNDType dtype,
                                    int32_t rank, const int64_t *shape) {
  if (!kernel)
    return lookupffnMakeNullError("a kernel");
  if (!key)
    return lookupffnMakeNullError("a weight key");
  if (dtype < LOOKUPFFN_DTYPE_F32 || dtype > LOOKUPFFN_DTYPE_I64)
    return wrap(
        {ErrorCode::Value, "unknown element type " + std::to_string(dtype) +
                               "; expected a value of LookupFFNDType, 0 to 6"});
  if (rank < 0 || rank > LOOKUPFFN_MAX_RANK)
    return wrap({ErrorCode::Shape,
                 "expected a rank of 0 to 8, but got " + std::to_string(rank)});
  if (!shape && rank)
    return lookupffnMakeNullError("a shape");
  return wrap(
      kernel->kernel->bind(key, data, static_cast<DType>(dtype), rank, shape));
}

LookupFFNError *lookupffnKernelPack(LookupFFNKernel *kernel) {
  if (!kernel)
    return lookupffnMakeNullError("a kernel");
  return wrap(kernel->kernel->pack());
}

int32_t lookupffnKernelReadsWeight(const LookupFFNKernel *kernel,
                                   int32_t index) {
  if (!kernel)
    return 0;
  for (const auto &buffer : kernel->kernel->getEntryPoint().packed)
    if (buffer.weight == index)
      return 1;
  return 0;
}

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

LookupFFNError *lookupffnKernelRun(LookupFFNKernel *kernel,
                                   const void *const *inputs,
                                   void *const *outputs, int64_t tokens) {
  if (!kernel)
    return lookupffnMakeNullError("a kernel");
  return wrap(kernel->kernel->run(inputs, outputs, tokens));
}

const char *lookupffnKernelGetSchedule(const LookupFFNKernel *kernel) {
  return kernel ? kernel->kernel->getSchedule().c_str() : "";
}

const char *lookupffnKernelGetTarget(const LookupFFNKernel *kernel) {
  return kernel ? kernel->kernel->getTarget().c_str() : "";
}

const char *lookupffnKernelGetCacheNote(const LookupFFNKernel *kernel) {
  return kernel ? kernel->cacheNote.c_str() : "";
}

int64_t lookupffnKernelGetScratchBytes(const LookupFFNKernel *kernel) {
  return kernel ? kernel->kernel->getEntryPoint().scratchBytes : 0;
}

int64_t lookupffnKernelGetPackedBytes(const LookupFFNKernel *kernel) {
  return kernel ? kernel->kernel->getPackedBytes() : 0;
}

const char *lookupffnVersion(void) { return mlir::lookupffn::getVersion(); }
