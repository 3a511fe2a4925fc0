//===- BundleSource.cpp - The C texts of a bundle -------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Out: the source that becomes the library together with the runtime, the
// header, and the example. In the texts @ stands for the name of the bundle.
//
//===----------------------------------------------------------------------===//

#include "BundleData.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"

using namespace mlir;
using namespace mlir::lookupffn;

/// `text` with the name of the bundle for each @.
static std::string fill(StringRef text, const std::string &name) {
  std::string result;
  for (char c : text)
    if (c == '@')
      result += name;
    else
      result += c;
  return result;
}

/// `text` as a C string literal.
static std::string quote(StringRef text) {
  std::string result = "\"";
  llvm::raw_string_ostream os(result);
  for (unsigned char c : text)
    if (llvm::isAlnum(c) || StringRef(" .,:;+-_/()[]<>=*").contains(c))
      os << c;
    else
      // Three digits, so that none that follows can join.
      os << '\\' << char('0' + (c >> 6)) << char('0' + ((c >> 3) & 7))
         << char('0' + (c & 7));
  return result + "\"";
}

/// `text` as part of a C identifier.
static std::string identify(StringRef text) {
  std::string result;
  for (char c : text)
    result += llvm::isAlnum(c) ? c : '_';
  return result;
}

//===----------------------------------------------------------------------===//
// Header
//===----------------------------------------------------------------------===//

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
     returns when all have; NULL for the OpenMP runtime of the process. */
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
  std::string prefix = name + "_" + identify(entry.name);
  os << "/* Layer " << identify(entry.name) << ": inputs "
     << describeArguments(entry.inputs) << "; outputs "
     << describeArguments(entry.outputs) << "; ? is the number of tokens. */\n"
     << "enum { " << prefix << " = " << number << " };\n"
     << "enum { " << prefix << "_tokens = " << entry.staticTokens
     << " }; /* -1: any */\n"
     << "/* Bytes a token. */\nenum {\n";
  for (auto *arguments : {&entry.inputs, &entry.outputs})
    for (const Argument &argument : *arguments)
      os << "  " << prefix << "_" << identify(argument.name)
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
     << fill(kHeader, name);
  for (auto [number, entry] : llvm::enumerate(codes.front().entries))
    printLayer(os, name, number, entry);
  os << "#define " << name << "_INTERFACE UINT64_C(0x"
     << llvm::utohexstr(hashInterface(codes), true, 16) << ")\n\n"
     << "#ifdef __cplusplus\n}\n#endif\n\n#endif /* " << guard << " */\n";
  return text;
}

//===----------------------------------------------------------------------===//
// Source
//===----------------------------------------------------------------------===//

static constexpr char kFunctions[] = R"(
/* Copies a message, destroys its error and returns its code. */
static int finish(LookupFFNError *error, char *message, size_t size) {
  int code = (int)lookupffnErrorGetCode(error);
  if (message && size)
    snprintf(message, size, "%s", lookupffnErrorGetMessage(error));
  lookupffnErrorDestroy(error);
  return code;
}

EXPORT int @_open_interface(uint64_t interface, const char *weights,
                            const @_open_options *options, @_bundle **bundle,
                            char *message, size_t size) {
  LookupFFNLoadOptions load;
  lookupffnLoadOptionsInit(&load);
  if (options) {
    load.residency = (LookupFFNResidency)options->residency;
    load.verify = options->verify;
    load.target = options->target;
  }
  if (interface != @_INTERFACE)
    return finish(lookupffnMakeError(LOOKUPFFN_ERROR_FORMAT,
                                     "@.h describes other layers than the "
                                     "library; take both from one bundle"),
                  message, size);
  LookupFFNBundle *result = NULL;
  LookupFFNError *error = lookupffnBundleOpen(&TABLE, weights, &load, &result);
  if (bundle)
    *bundle = (@_bundle *)result;
  else if (!error)
    lookupffnBundleDestroy(result);
  return finish(error ? error : bundle ? NULL : lookupffnMakeNullError(
                    "a place for the bundle"), message, size);
}

EXPORT void @_close(@_bundle *bundle) {
  lookupffnBundleDestroy((LookupFFNBundle *)bundle);
}

EXPORT int @_run(@_bundle *bundle, int layer, const @_buffer *inputs,
                 const @_buffer *outputs, int64_t tokens,
                 const @_run_options *options, char *message, size_t size) {
  LookupFFNRunOptions run;
  lookupffnRunOptionsInit(&run);
  run.threads = @_THREADS;
  if (options) {
    if (options->threads)
      run.threads = options->threads;
    run.parallel_for = options->parallel_for;
    run.parallel_for_context = options->parallel_for_context;
    run.scratch = options->scratch;
    run.scratch_bytes = options->scratch_bytes;
    run.reduce = (LookupFFNReduce)options->reduce;
    run.reduce_context = options->reduce_context;
  }
  return finish(lookupffnBundleRun((LookupFFNBundle *)bundle, layer,
                                   (const LookupFFNBuffer *)inputs,
                                   (const LookupFFNBuffer *)outputs, tokens,
                                   &run),
                message, size);
}

EXPORT size_t @_scratch_bytes(const @_bundle *bundle, int layer, int threads) {
  return lookupffnBundleGetScratchBytes((const LookupFFNBundle *)bundle, layer,
                                        threads);
}

EXPORT int @_check_cpu(char *message, size_t size) {
  const LookupFFNBundleTarget *target;
  return finish(lookupffnBundleChooseTarget(&TABLE, NULL, &target), message,
                size);
}

EXPORT const char *@_target(const @_bundle *bundle) {
  return lookupffnBundleGetTarget((const LookupFFNBundle *)bundle);
}

EXPORT const char *@_version(void) { return TABLE.version; }
)";

/// The types and the packed buffers of a layer, as constant arrays.
static void printLayerArrays(llvm::raw_ostream &os, const std::string &symbol,
                             const EntryPoint &entry) {
  auto printArguments = [&](const char *role,
                            const std::vector<Argument> &arguments) {
    if (arguments.empty())
      return;
    os << "static const LookupFFNLayerArgument " << symbol << "_" << role
       << "[] = {\n";
    for (const Argument &argument : arguments) {
      os << "  {{" << quote(argument.name) << ", (LookupFFNDType)"
         << static_cast<int>(argument.dtype) << ", " << argument.shape.size()
         << ", {";
      llvm::interleaveComma(argument.shape, os);
      os << "}}, " << argument.bound << ", " << argument.bytes << "},\n";
    }
    os << "};\n";
  };
  printArguments("inputs", entry.inputs);
  printArguments("outputs", entry.outputs);
  if (!entry.packed.empty()) {
    os << "static const LookupFFNPackedTensor " << symbol << "_packed[] = {\n";
    for (const PackedBuffer &buffer : entry.packed)
      os << "  {" << quote(getPackedName(entry, buffer)) << ", " << buffer.bytes
         << "},\n";
    os << "};\n";
  }
  os << "int64_t " << symbol
     << "(void *const *arguments, int64_t tokens, void *scratch);\n\n";
}

static void printLayerStruct(llvm::raw_ostream &os, const std::string &symbol,
                             const EntryPoint &entry) {
  auto list = [&](const char *role, bool empty) {
    return empty ? std::string("NULL") : symbol + "_" + role;
  };
  os << "  {{" << quote(entry.name) << ", "
     << list("inputs", entry.inputs.empty()) << ", NULL, "
     << list("outputs", entry.outputs.empty()) << ", " << entry.inputs.size()
     << ", 0, " << entry.outputs.size() << ", " << entry.packed.size() << ", "
     << entry.scratchBytes << ", " << entry.staticTokens << ", "
     << entry.threadTokens << ", " << entry.maxTokens << ", " << symbol << "}, "
     << list("packed", entry.packed.empty()) << "},\n";
}

std::string
mlir::lookupffn::buildBundleSource(const std::string &name,
                                   const std::vector<BundleCode> &codes) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << "#include \"" << name << ".h\"\n\n"
     << "#include \"Bundle.h\"\n#include \"Error.h\"\n\n#include <stdio.h>\n\n"
     << "#define EXPORT __attribute__((visibility(\"default\")))\n\n";
  for (auto [number, code] : llvm::enumerate(codes)) {
    for (auto [layer, entry] : llvm::enumerate(code.entries))
      printLayerArrays(os, getSymbol(name, number, layer), entry);
    os << "static const LookupFFNBundleLayer layers" << number << "[] = {\n";
    for (auto [layer, entry] : llvm::enumerate(code.entries))
      printLayerStruct(os, getSymbol(name, number, layer), entry);
    os << "};\nstatic const char *const features" << number << "[] = {";
    for (const std::string &feature : code.features)
      os << quote(feature) << ", ";
    os << "NULL};\n\n";
  }
  os << "static const LookupFFNBundleTarget targets[] = {\n";
  for (auto [number, code] : llvm::enumerate(codes))
    os << "  {" << quote(code.name) << ", features" << number << ", layers"
       << number << "},\n";
  // In a shared library the table is found by its name; several static ones may
  // be in one program.
  os << "};\n\n#ifdef SHARED\n#define TABLE lookupffn_bundle\nEXPORT extern "
     << "const LookupFFNBundleTable TABLE;\n#else\n#define TABLE table\n"
     << "static\n#endif\nconst LookupFFNBundleTable TABLE = {"
     << "LOOKUPFFN_BUNDLE_ABI, " << codes.front().entries.size() << ", "
     << codes.size() << ", " << quote(name) << ", " << quote(getVersion())
     << ", targets};\n"
     << fill(kFunctions, name);
  return text;
}

//===----------------------------------------------------------------------===//
// Example
//===----------------------------------------------------------------------===//

static constexpr char kExample[] = R"(
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  const char *weights = argc > 1 ? argv[1] : "@.safetensors";
  char message[512];
  @_bundle *bundle = NULL;
  if (@_open(weights, NULL, &bundle, message, sizeof(message)) != @_OK) {
    fprintf(stderr, "%s\n", message);
    return 1;
  }
  printf("%s, code for %s\n", @_version(), @_target(bundle));

  /* A few tokens of zeros; yours go here. */
  int64_t tokens = LAYER_tokens < 0 ? 3 : LAYER_tokens;
BUFFERS
  if (@_run(bundle, LAYER, inputs, outputs, tokens, NULL, message,
            sizeof(message)) != @_OK) {
    fprintf(stderr, "%s\n", message);
    return 1;
  }
  printf("OUTPUT: %zu bytes, first value %g\n", outputs[0].bytes, FIRST);
FREE  @_close(bundle);
  return 0;
}
)";

std::string
mlir::lookupffn::buildBundleExample(const std::string &name,
                                    const std::vector<BundleCode> &codes) {
  const EntryPoint &entry = codes.front().entries.front();
  std::string layer = name + "_" + identify(entry.name);
  std::string buffers, freeing;
  auto add = [&](const char *role, const std::vector<Argument> &arguments) {
    buffers += "  " + name + "_buffer " + role + "[] = {\n";
    for (auto [number, argument] : llvm::enumerate(arguments)) {
      std::string bytes = "(size_t)tokens * " + layer + "_" +
                          identify(argument.name) + "_bytes";
      buffers += "      {calloc(1, " + bytes + " + 1), " + bytes + "},\n";
      freeing += std::string("  free(") + role + "[" + std::to_string(number) +
                 "].data);\n";
    }
    buffers += "  };\n";
  };
  add("inputs", entry.inputs);
  add("outputs", entry.outputs);

  const Argument &output = entry.outputs.front();
  bool isFloat = output.dtype == DType::F32;
  std::string first = isFloat ? "((float *)outputs[0].data)[0]"
                              : "(double)((signed char *)outputs[0].data)[0]";
  std::string text =
      "/* Runs layer " + identify(entry.name) + " of the bundle " + name +
      ":\n\n     cc " + name + "_example.c -L. -l" + name +
      " -Wl,-rpath,. -o example && ./example " + name +
      ".safetensors */\n\n#include \"" + name + ".h\"\n" + fill(kExample, name);
  auto replace = [&](StringRef word, const std::string &by) {
    for (size_t at = 0; (at = text.find(word.str(), at)) != std::string::npos;
         at += by.size())
      text.replace(at, word.size(), by);
  };
  replace("BUFFERS\n", buffers);
  replace("FREE", freeing);
  replace("FIRST", first);
  replace("OUTPUT", identify(output.name));
  replace("LAYER", layer);
  return text;
}
