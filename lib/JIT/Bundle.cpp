//===- Bundle.cpp - Layers for machines without a compiler ----------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Compiles every layer for every target.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/JIT/Bundle.h"

#include "BundleData.h"
#include "Packing.h"

#include "lookupffn/IR/LookupFFN.h"
#include "lookupffn/JIT/CodeGen.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/TargetParser/Triple.h"

using namespace mlir;
using namespace mlir::lookupffn;

Bundle::Bundle() : data(std::make_unique<Data>()) {}
Bundle::~Bundle() = default;

std::string mlir::lookupffn::getSymbol(const std::string &name, size_t target,
                                       size_t layer) {
  return name + "_t" + std::to_string(target) + "_l" + std::to_string(layer);
}

std::string mlir::lookupffn::getPackedName(const EntryPoint &entry,
                                           const PackedBuffer &buffer) {
  return buffer.weight >= 0 ? entry.weights[buffer.weight].name : buffer.form;
}

//===----------------------------------------------------------------------===//
// Compiling
//===----------------------------------------------------------------------===//

BundleTarget BundleTarget::parse(const std::string &text) {
  // Names have minus signs in them, so only plus signs separate.
  BundleTarget target;
  SmallVector<StringRef> parts;
  StringRef(text).split(parts, '+');
  target.target = parts.front().str();
  for (StringRef feature : ArrayRef(parts).drop_front())
    target.features += (target.features.empty() ? "+" : ",+") + feature.str();
  return target;
}

/// The features of `target` that the runtime asks a processor for: the others
/// tune code, or are for system code alone.
static std::vector<std::string> getRequiredFeatures(const CPUTarget &target) {
  static constexpr llvm::StringLiteral kX86[] = {
#define LOOKUPFFN_X86_FEATURE(name, leaf, subleaf, reg, bit) name,
#include "../Runtime/Features.def"
  };
  static constexpr llvm::StringLiteral kAArch64[] = {
#define LOOKUPFFN_AARCH64_FEATURE(name, word, bit) name,
#include "../Runtime/Features.def"
  };
  static constexpr llvm::StringLiteral kRISCV[] = {
#define LOOKUPFFN_RISCV_FEATURE(name, word, bit) name,
#include "../Runtime/Features.def"
  };
  llvm::Triple triple(target.getTriple());
  ArrayRef<llvm::StringLiteral> known = triple.isX86() ? ArrayRef(kX86)
                                        : triple.isAArch64()
                                            ? ArrayRef(kAArch64)
                                            : ArrayRef(kRISCV);
  std::vector<std::string> required;
  for (const std::string &feature : target.getFeatures())
    if (llvm::is_contained(known, StringRef(feature)))
      required.push_back(feature);
  return required;
}

/// Compiles `source` for one target, up to stage `llvm`, with tables laid out
/// for all of `layoutTargets`.
static Error compileTarget(const Source &source, CompileOptions options,
                           const BundleTarget &target,
                           const std::vector<CPUTarget> &layoutTargets,
                           BundleCode &code) {
  options.target = target.target;
  options.features = target.features;
  options.triple = target.triple;
  if (options.remarks)
    options.remarks = &code.remarks;
  code.session = Session::create();
  if (Error error = code.session->parse(source))
    return error;
  SmallVector<Attribute> list;
  for (const CPUTarget &other : layoutTargets)
    list.push_back(other.toAttr(&code.session->context));
  code.session->module.get()->setAttr(
      LookupFFNDialect::kLayoutTargetsAttrName,
      ArrayAttr::get(&code.session->context, list));
  if (Error error = code.session->runPipeline(options, "llvm"))
    return error;
  std::optional<CPUTarget> resolved;
  if (Error error = readTarget(*code.session->module, resolved))
    return error;
  code.target = std::make_unique<CPUTarget>(*resolved);
  // In the form in which the command line takes it.
  code.name =
      target.target == "host" ? code.target->getCPU().str() : target.target;
  llvm::copy_if(target.features, std::back_inserter(code.name),
                [](char c) { return c != ',' && c != ' '; });
  code.features = getRequiredFeatures(*code.target);
  return readEntryPoints(*code.session->module, code.entries);
}

/// Makes the object of a target: entry points without packing, under names that
/// no other target has.
static Error generateObject(const std::string &name, size_t number,
                            BundleCode &code) {
  OwningOpRef<ModuleOp> module = code.session->module->clone();
  std::vector<std::string> roots;
  for (const EntryPoint &entry : code.entries) {
    roots.push_back(entry.name);
    if (!entry.part.empty())
      roots.push_back(entry.part);
  }
  keepReachable(*module, roots);
  auto rename = [&](const std::string &function, const std::string &symbol) {
    auto found = module->lookupSymbol<LLVM::LLVMFuncOp>(function);
    found.setName(symbol);
    // Only the library's own functions are visible from outside.
    found.setVisibility_(LLVM::Visibility::Hidden);
  };
  for (auto [layer, entry] : llvm::enumerate(code.entries)) {
    std::string symbol = getSymbol(name, number, layer);
    rename(entry.name, symbol);
    if (!entry.part.empty())
      rename(entry.part, symbol + "_part");
  }
  llvm::SmallVector<char, 0> object;
  if (Error error = generateCode(*module, *code.target,
                                 llvm::CodeGenFileType::ObjectFile, object))
    return code.session->withDiagnostics(std::move(error));
  code.object.assign(object.begin(), object.end());
  return Error::success();
}

/// What C cannot express: layers without outputs, and names that become the
/// same identifier.
static Error checkNames(const std::vector<EntryPoint> &entries) {
  llvm::StringMap<std::string> layers;
  for (const EntryPoint &entry : entries) {
    if (entry.outputs.empty())
      return {ErrorCode::Value,
              "layer '" + entry.name + "' has no outputs; return one"};
    auto [layer, isNew] =
        layers.try_emplace(makeIdentifier(entry.name), entry.name);
    if (!isNew)
      return {ErrorCode::Value, "layers '" + layer->second + "' and '" +
                                    entry.name + "' have the same name in C, " +
                                    layer->first().str() + "; rename one"};
    llvm::StringMap<std::string> arguments;
    for (auto *list : {&entry.inputs, &entry.outputs})
      for (const Argument &argument : *list) {
        auto [other, isFirst] =
            arguments.try_emplace(makeIdentifier(argument.name), argument.name);
        if (!isFirst)
          return {ErrorCode::Value,
                  "layer '" + entry.name + "': '" + other->second + "' and '" +
                      argument.name + "' have the same name in C, " +
                      other->first().str() + "; rename one"};
      }
  }
  return Error::success();
}

static std::string getArch(const BundleCode &code) {
  return llvm::Triple(code.target->getTriple()).getArchName().str();
}

static bool isIdentifier(StringRef name) {
  return !name.empty() && !llvm::isDigit(name[0]) &&
         llvm::all_of(name,
                      [](char c) { return llvm::isAlnum(c) || c == '_'; });
}

Error Bundle::compile(const Source &source, const CompileOptions &options,
                      const std::vector<BundleTarget> &targets,
                      const std::string &name,
                      std::unique_ptr<Bundle> &bundle) {
  if (!isIdentifier(name))
    return {ErrorCode::Value, "'" + name +
                                  "' cannot name a bundle; expected letters, "
                                  "digits and underscores, no digit first"};
  std::unique_ptr<Bundle> result(new Bundle);
  std::vector<BundleCode> &codes = result->data->codes;
  result->data->name = name;
  result->data->threads = options.threads;
  std::vector<CPUTarget> resolved;
  for (const BundleTarget &target : targets) {
    auto found =
        CPUTarget::forName(target.target, target.features, target.triple);
    if (!found)
      return {ErrorCode::Target, llvm::toString(found.takeError())};
    resolved.push_back(std::move(*found));
  }
  for (const BundleTarget &target : targets) {
    if (Error error = compileTarget(source, options, target, resolved,
                                    codes.emplace_back()))
      return error;
    std::string arch = getArch(codes.back()), first = getArch(codes.front());
    if (arch != first)
      return {ErrorCode::Target,
              "the targets '" + codes.front().name + "' (" + first + ") and '" +
                  codes.back().name + "' (" + arch +
                  ") are of two architectures; make a bundle for each"};
  }
  // A processor gets the widest code that it can run.
  llvm::stable_sort(codes, [](const BundleCode &a, const BundleCode &b) {
    return std::make_pair(a.target->getVectorBits(), a.features.size()) >
           std::make_pair(b.target->getVectorBits(), b.features.size());
  });
  for (size_t i = 1; i < codes.size(); ++i)
    if (codes[i].name == codes[i - 1].name)
      return {ErrorCode::Value,
              "the target '" + codes[i].name + "' is given twice"};
  if (Error error = checkNames(codes.front().entries))
    return error;
  for (auto [number, code] : llvm::enumerate(codes))
    if (Error error = generateObject(name, number, code))
      return error;
  bundle = std::move(result);
  return Error::success();
}

std::string Bundle::getHeader() const {
  return buildBundleHeader(data->name, data->threads, data->codes);
}

std::string Bundle::getExample() const {
  return buildBundleExample(data->name, data->codes);
}

Error Bundle::write(const SafeTensorsFile &weights, const std::string &prefix,
                    const std::string &compiler,
                    const std::string &folder) const {
  if (std::error_code code = llvm::sys::fs::create_directories(
          folder, /*IgnoreExisting=*/true, llvm::sys::fs::all_all))
    return {ErrorCode::System,
            "cannot make the folder '" + folder + "': " + code.message()};
  auto place = [&](const llvm::Twine &file) {
    llvm::SmallString<128> result(folder);
    llvm::sys::path::append(result, file);
    return result.str().str();
  };
  const std::string &name = data->name;
  if (Error error = writeWeights(weights, prefix, place(name + ".safetensors")))
    return error;
  if (Error error = linkShared(compiler, place("lib" + name + ".so")))
    return error;
  if (Error error = writeFile(place(name + ".h"), getHeader()))
    return error;
  return writeFile(place(name + "_example.c"), getExample());
}

std::string Bundle::describe() const {
  std::string text;
  for (const BundleCode &code : data->codes)
    text += "// " + code.name + ": " + std::to_string(code.object.size()) +
            " bytes of code, needs " + llvm::join(code.features, " ") + "\n" +
            code.remarks + "\n" + code.session->schedule + "\n";
  return text;
}
