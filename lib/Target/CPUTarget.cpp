//===- CPUTarget.cpp - The CPU that a module is compiled for --------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A target from a name or from a module: no line here asks the machine. What
// does is in Host.cpp.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/Target/CPUTarget.h"

#include "KnownTargets.h"
#include "Subtarget.h"

#include "lookupffn/IR/LookupFFN.h"
#include "mlir/IR/BuiltinOps.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>
#include <tuple>

namespace mlir::lookupffn {

using namespace known_targets;
using subtarget::makeError;

/// True when the registers of `target` have a length that is known at run time
/// only.
static bool hasScalableRegisters(const CPUTarget &target) {
  return target.hasFeature("sve") || target.hasFeature("v");
}

/// The width that every machine with the features of `target` has. Features
/// alone decide: virtual machines report a CPU's name without all of them.
static unsigned getRegisterBits(const CPUTarget &target) {
  if (target.hasFeature("avx512f"))
    return 512;
  if (target.hasFeature("avx"))
    return 256;
  // `zvl<N>b` promises registers of at least N bits; V itself, and SVE, promise
  // 128.
  unsigned bits = 128;
  if (target.hasFeature("v"))
    for (unsigned more : {256, 512, 1024})
      if (target.hasFeature("zvl" + std::to_string(more) + "b"))
        bits = more;
  return bits;
}

/// The number of registers that hold vectors of `bits`.
static unsigned getNumRegisters(const llvm::Triple &triple,
                                const CPUTarget &target, unsigned bits) {
  if (triple.getArch() == llvm::Triple::x86_64)
    return target.hasFeature(bits == 512 ? "avx512f" : "avx512vl") ? 32 : 16;
  // The 32 scalar registers of a RISC-V core without V hold 8 vectors of 4
  // lanes.
  if (triple.getArch() == llvm::Triple::riscv64 && !target.hasFeature("v"))
    return 8;
  return 32;
}

//===----------------------------------------------------------------------===//
// Factories
//===----------------------------------------------------------------------===//

llvm::Expected<CPUTarget> CPUTarget::fromTables(llvm::StringRef tripleName,
                                                llvm::StringRef cpu,
                                                llvm::StringRef features,
                                                llvm::StringRef preset,
                                                llvm::StringRef cachesOf) {
  llvm::Triple triple(tripleName);
  llvm::Expected<std::vector<std::string>> enabled =
      subtarget::resolveFeatures(triple, cpu, features, preset);
  if (!enabled)
    return enabled.takeError();

  CPUTarget target;
  target.triple = triple.str();
  target.cpu = cpu.str();
  target.features = std::move(*enabled);
  target.vectorBits = getRegisterBits(target);
  target.vectorRegisters = getNumRegisters(triple, target, target.vectorBits);
  target.scalable = hasScalableRegisters(target);
  const KnownCPU &caches = getCaches(cachesOf);
  target.l1Bytes = caches.l1Bytes;
  target.l2Bytes = caches.l2Bytes;
  target.l3Bytes = caches.l3Bytes;
  target.cacheLineBytes = caches.lineBytes;
  // A name says nothing of the number of cores; code for one core is right on
  // every machine.
  target.cores = 1;
  return target;
}

llvm::Expected<CPUTarget> CPUTarget::forName(llvm::StringRef name,
                                             llvm::StringRef features,
                                             llvm::StringRef tripleName) {
  if (name.empty())
    return makeError("no target; expects 'host', a cpu name such as 'znver4' "
                     "or a level such as 'x86-64-v3'");
  const Alias *alias = findAlias(name);
  llvm::StringRef preset = alias ? alias->features : "", cachesOf = name;
  if (alias) {
    name = alias->cpu;
    if (tripleName.empty())
      tripleName = alias->triple;
  }
  if (name == "host") {
    if (!tripleName.empty())
      return makeError("target 'host' takes no triple, but got '" + tripleName +
                       "'; drop the triple or name a cpu");
    return forHost(features);
  }

  llvm::Triple triple;
  if (tripleName.empty()) {
    llvm::Expected<llvm::Triple> found = subtarget::findTriple(name);
    if (!found)
      return found.takeError();
    triple = *found;
  } else {
    triple = llvm::Triple(llvm::Triple::normalize(tripleName));
    if (llvm::Error error = subtarget::checkTriple(triple))
      return std::move(error);
    if (llvm::Error error = subtarget::checkCPU(triple, name))
      return std::move(error);
  }
  return fromTables(triple.str(), name, features, preset, cachesOf);
}

llvm::Expected<CPUTarget> CPUTarget::withSizes(const TargetSizes &sizes) const {
  CPUTarget result = *this;
  const std::tuple<llvm::StringRef, int64_t, int64_t &> caches[] = {
      {"l1-bytes", sizes.l1Bytes, result.l1Bytes},
      {"l2-bytes", sizes.l2Bytes, result.l2Bytes},
      {"l3-bytes", sizes.l3Bytes, result.l3Bytes}};
  for (auto [option, size, field] : caches) {
    if (size < 0)
      return makeError(option + " is " + llvm::Twine(size) +
                       "; expects 1 or more, or 0 for what the cpu has");
    if (size > 0)
      field = size;
  }
  if (sizes.vectorBits == 0)
    return result;
  int64_t most = getRegisterBits(*this);
  if (sizes.vectorBits < 128 || sizes.vectorBits > most ||
      !llvm::isPowerOf2_64(sizes.vectorBits))
    return makeError("vector-bits is " + llvm::Twine(sizes.vectorBits) +
                     "; expects a power of two from 128 to " +
                     llvm::Twine(most) + ", the register of '" + cpu +
                     "', or 0 for the whole register");
  result.vectorBits = sizes.vectorBits;
  result.vectorRegisters =
      getNumRegisters(llvm::Triple(triple), *this, sizes.vectorBits);
  result.scalable = false;
  return result;
}

llvm::Expected<CPUTarget> CPUTarget::fromModule(ModuleOp module) {
  constexpr llvm::StringLiteral name = LookupFFNDialect::kTargetAttrName;
  auto attr = module->getAttrOfType<TargetAttr>(name);
  if (!attr)
    return makeError("module has no '" + name +
                     "' of type #lookupffn.target; run "
                     "'lookupffn-resolve-target' first");

  // The attribute may be written by hand, so its names are checked as well.
  llvm::Triple triple(attr.getTriple());
  if (llvm::Error error = subtarget::checkTriple(triple))
    return std::move(error);
  if (llvm::Error error = subtarget::checkCPU(triple, attr.getCpu()))
    return std::move(error);
  CPUTarget target;
  llvm::SmallVector<llvm::StringRef> parts;
  attr.getFeatures().split(parts, ',', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (llvm::StringRef part : parts) {
    if (!part.consume_front("+") || !subtarget::isKnownFeature(triple, part))
      return makeError("'" + name + "' has feature '" + part +
                       "'; expects '+' and a feature of " +
                       triple.getArchName());
    target.features.push_back(part.str());
  }
  llvm::sort(target.features);

  if (attr.getVectorBits() < 32 || !llvm::isPowerOf2_64(attr.getVectorBits()))
    return makeError("'" + name + "' has vector_bits = " +
                     llvm::Twine(attr.getVectorBits()) +
                     "; expects a power of two, 32 or more");
  const std::pair<llvm::StringRef, int64_t> sizes[] = {
      {"vector_registers", attr.getVectorRegisters()},
      {"l1_bytes", attr.getL1Bytes()},
      {"l2_bytes", attr.getL2Bytes()},
      {"l3_bytes", attr.getL3Bytes()},
      {"cache_line_bytes", attr.getCacheLineBytes()},
      {"cores", attr.getCores()}};
  for (auto [key, value] : sizes)
    if (value <= 0)
      return makeError("'" + name + "' has " + key + " = " +
                       llvm::Twine(value) + "; expects 1 or more");

  target.triple = triple.str();
  target.cpu = attr.getCpu().str();
  if (attr.getScalable() && !hasScalableRegisters(target))
    return makeError("'" + name +
                     "' has scalable = true, but neither of the "
                     "features 'sve' and 'v'");

  target.vectorBits = attr.getVectorBits();
  target.scalable = attr.getScalable();
  target.vectorRegisters = attr.getVectorRegisters();
  target.l1Bytes = attr.getL1Bytes();
  target.l2Bytes = attr.getL2Bytes();
  target.l3Bytes = attr.getL3Bytes();
  target.cacheLineBytes = attr.getCacheLineBytes();
  target.cores = attr.getCores();
  return target;
}

//===----------------------------------------------------------------------===//
// Queries
//===----------------------------------------------------------------------===//

TargetAttr CPUTarget::toAttr(MLIRContext *context) const {
  std::string list;
  for (const std::string &feature : features)
    list += (list.empty() ? "+" : ",+") + feature;
  return TargetAttr::get(context, triple, cpu, list, vectorBits,
                         vectorRegisters, l1Bytes, l2Bytes, l3Bytes,
                         cacheLineBytes, cores, scalable);
}

bool CPUTarget::hasFeature(llvm::StringRef name) const {
  return std::binary_search(features.begin(), features.end(), name);
}

std::vector<std::string> CPUTarget::getTargetFeatures() const {
  std::vector<std::string> list;
  for (const std::string &feature : features)
    list.push_back("+" + feature);
  for (const std::string &feature :
       subtarget::getEnabledFeatures(llvm::Triple(triple), cpu, ""))
    if (!hasFeature(feature))
      list.push_back("-" + feature);
  return list;
}

std::string CPUTarget::getDataLayout() const {
  return llvm::Triple(triple).computeDataLayout();
}

} // namespace mlir::lookupffn
