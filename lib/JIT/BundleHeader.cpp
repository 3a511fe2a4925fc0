//===- BundleHeader.cpp - The C header of a bundle ------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In the text @ stands for the name of the bundle.
//
//===----------------------------------------------------------------------===//

#include "BundleData.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"

using namespace mlir;
using namespace mlir::lookupffn;

std::string mlir::lookupffn::fillName(StringRef text, const std::string &name) {
  std::string result;
  for (char c : text)
    if (c == '@')
      result += name;
    else
      result += c;
  return result;
}

std::string mlir::lookupffn::makeIdentifier(StringRef text) {
  std::string result;
  for (char c : text)
    result += llvm::isAlnum(c) ? c : '_';
  return result;
}

static constexpr char kHeader[] = R"(#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Results of functions. */
enum {
  @_OK = 0,
  @_ERROR_INTERNAL = 1, /* please report it */
  @_ERROR_TARGET = 2,   /* this processor lacks a feature */
  @_ERROR_SHAPE = 3,    /* a buffer is too small, or the number of tokens wrong */
  @_ERROR_VALUE = 5,    /* an argument that cannot be */
  @_ERROR_RANGE = 6,    /* a code is out of range; nothing was written */
  @_ERROR_SYSTEM = 7,   /* a file cannot be read or memory cannot be had */
  @_ERROR_FORMAT = 8    /* a file is damaged or belongs to other code */
};

/* A bundle whose weights are mapped. Several threads may use one at once. */
typedef struct @_bundle @_bundle;

/* An array, row-major, aligned to its element. Outputs overlap nothing. */
typedef struct @_buffer {
  void *data;
  size_t bytes;
} @_buffer;

/* Where the weights are; the file must not change while it is open. */
enum {
  @_MAPPED = 0,    /* mapped read-only, shared with other processes */
  @_POPULATED = 1, /* mapped and read at once */
  @_HUGE = 2,      /* copied to memory on large pages */
  @_LOCKED = 3     /* mapped and kept in memory (RLIMIT_MEMLOCK) */
};

/* All zero is the default. */
typedef struct @_open_options {
  int residency;      /* one of the above */
  int verify;         /* 1: compare the weights with their hash */
  const char *target; /* code to run; NULL: the best for this processor */
} @_open_options;

/* All zero is the default. */
typedef struct @_run_options {
  int threads; /* at most; 0 is @_THREADS */
  /* Calls body(body_context, part) for each part in [0, parts) on any threads and
     returns when all have, several times a run; NULL for the OpenMP runtime of
     the process. */
  void (*parallel_for)(void *context, int64_t parts,
                       void (*body)(void *body_context, int64_t part),
                       void *body_context);
  void *parallel_for_context;
  /* Memory of this call alone, @_scratch_bytes() of it; NULL for memory that
     the bundle keeps. */
  void *scratch;
  size_t scratch_bytes;
  /* Adds up an output over shards, in place; returns 0. NULL for none. dtype: 0
     f32, 1 f16, 2 bf16, 3 i8, 4 i16, 5 i32, 6 i64. */
  int (*reduce)(void *context, int32_t output, void *data, int dtype,
                int64_t elements);
  void *reduce_context;
} @_run_options;

/* Functions that can fail return one of the results above and write a message of
   at most `size` bytes to `message`, which may be NULL. */

/* Opens @.safetensors. `options` may be NULL. */
#define @_open(weights, options, bundle, message, size) \
  @_open_interface(@_INTERFACE, weights, options, bundle, message, size)
int @_open_interface(uint64_t interface, const char *weights,
                     const @_open_options *options, @_bundle **bundle,
                     char *message, size_t size);
void @_close(@_bundle *bundle);

/* Runs `tokens` tokens through a layer, one of the numbers below, with one buffer
   for each input and output in the order given there. `options` may be NULL. */
int @_run(@_bundle *bundle, int layer, const @_buffer *inputs,
          const @_buffer *outputs, int64_t tokens, const @_run_options *options,
          char *message, size_t size);

/* Scratch memory for calls of a layer on up to `threads` threads. */
size_t @_scratch_bytes(const @_bundle *bundle, int layer, int threads);

/* @_OK if this processor can run the code for one of the targets. */
int @_check_cpu(char *message, size_t size);

/* The target whose code runs. */
const char *@_target(const @_bundle *bundle);

/* The compiler that made this. */
const char *@_version(void);

)";

/// What a caller relies on: layers, arguments and their sizes.
static uint64_t hashInterface(const std::vector<BundleCode> &codes) {
  std::string text;
  for (const EntryPoint &entry : codes.front().entries) {
    text += entry.name + ";";
    for (auto *arguments : {&entry.inputs, &entry.outputs})
      for (const Argument &argument : *arguments)
        text += argument.name + getName(argument.dtype) +
                formatShape(argument.shape.data(), argument.shape.size()) + ";";
  }
  return llvm::xxh3_64bits(text);
}

static std::string describeArguments(const std::vector<Argument> &arguments) {
  std::string text;
  for (const Argument &argument : arguments)
    text += (text.empty() ? "" : ", ") + argument.name + " " +
            getName(argument.dtype) + " " +
            formatShape(argument.shape.data(), argument.shape.size());
  // Names are anything; a comment must not end inside.
  size_t end;
  while ((end = text.find("*/")) != std::string::npos)
    text.replace(end, 2, "* /");
  return text;
}

/// The constants of a layer: its number and its sizes.
static void printLayer(llvm::raw_ostream &os, const std::string &name,
                       size_t number, const EntryPoint &entry) {
  std::string prefix = name + "_" + makeIdentifier(entry.name);
  os << "/* Layer " << makeIdentifier(entry.name) << ": inputs "
     << describeArguments(entry.inputs) << "; outputs "
     << describeArguments(entry.outputs) << "; ? is the number of tokens. */\n"
     << "enum { " << prefix << " = " << number << " };\n"
     << "enum { " << prefix << "_tokens = " << entry.staticTokens
     << " }; /* -1: any */\n"
     << "/* Bytes a token. */\nenum {\n";
  for (auto *arguments : {&entry.inputs, &entry.outputs})
    for (const Argument &argument : *arguments)
      os << "  " << prefix << "_" << makeIdentifier(argument.name)
         << "_bytes = " << argument.bytes << ",\n";
  os << "  " << prefix << "_num_inputs = " << entry.inputs.size() << ",\n  "
     << prefix << "_num_outputs = " << entry.outputs.size() << "\n};\n\n";
}

std::string
mlir::lookupffn::buildBundleHeader(const std::string &name, int64_t threads,
                                   const std::vector<BundleCode> &codes) {
  std::string text;
  llvm::raw_string_ostream os(text);
  std::string guard = StringRef(name).upper() + "_H";
  os << "/* " << name << ".h, made by " << getVersion() << ".\n   Link with lib"
     << name << ".so, or with lib" << name << ".a, -ldl and -lpthread. */\n\n"
     << "#ifndef " << guard << "\n#define " << guard << "\n\n"
     << "/* Threads of calls that do not say how many. */\n#define " << name
     << "_THREADS " << threads << "\n\n"
     << fillName(kHeader, name);
  for (auto [number, entry] : llvm::enumerate(codes.front().entries))
    printLayer(os, name, number, entry);
  os << "#define " << name << "_INTERFACE UINT64_C(0x"
     << llvm::utohexstr(hashInterface(codes), true, 16) << ")\n\n"
     << "#ifdef __cplusplus\n}\n#endif\n\n#endif /* " << guard << " */\n";
  return text;
}
