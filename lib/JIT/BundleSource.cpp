//===- BundleSource.cpp - The C source of a bundle ------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Constant data, and functions that hand on to the runtime. In the text @
// stands for the name of the bundle.
//
//===----------------------------------------------------------------------===//

#include "BundleData.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace mlir::lookupffn;

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
     << "(void *const *arguments, int64_t tokens, void *scratch);\n";
  if (!entry.part.empty())
    os << "int64_t " << symbol
       << "_part(void *const *arguments, int64_t tokens, void *scratch,\n"
       << "    void *own, int64_t phase, int64_t first_token, "
       << "int64_t last_token,\n    int64_t first_slice, int64_t "
          "last_slice);\n";
  os << "\n";
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
     << entry.threadTokens << ", " << entry.blockTokens << ", "
     << entry.numSlices << ", " << entry.partTokens << ", " << entry.partSlices
     << ", " << entry.tokenSlices << ", " << entry.maxTokens << ", " << symbol
     << ", " << list("part", entry.part.empty()) << "}, "
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
     << fillName(kFunctions, name);
  return text;
}
