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

#include "Subtarget.h"

#include "lookupffn/IR/LookupFFN.h"
#include "mlir/IR/BuiltinOps.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace mlir::lookupffn {

using subtarget::makeError;

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

namespace {
struct Caches {
  const char *cpu;
  int64_t l1Bytes, l2Bytes, l3Bytes;
};
} // namespace

static constexpr int64_t kKiB = 1024;
static constexpr int64_t kMiB = 1024 * kKiB;

/// Cache sizes by CPU name: L1 data and L2 of one core, and the L3 that one
/// core reaches. L1 and L2 belong to the core's design and come from the
/// vendors' manuals: AMD's software optimization guides for families 17h
/// (znver1, znver2), 19h (znver3, znver4) and 1Ah (znver5), Intel's
/// optimization reference manual, Arm's technical reference manuals. Where L2
/// is the integrator's choice it is that of the common server part: AWS
/// Graviton 2 (neoverse-n1), 3 (neoverse-v1) and 4 (neoverse-v2). L3 depends on
/// the part sold: one CCX for AMD, 16 cores' slices for Intel's servers (1.375,
/// 1.5 and 1.875 MiB each; 4 MiB for graniterapids), 4 cores' for its clients.
static constexpr Caches kCaches[] = {
    {"znver1", 32 * kKiB, 512 * kKiB, 8 * kMiB},
    {"znver2", 32 * kKiB, 512 * kKiB, 16 * kMiB},
    {"znver3", 32 * kKiB, 512 * kKiB, 32 * kMiB},
    {"znver4", 32 * kKiB, 1 * kMiB, 32 * kMiB},
    {"znver5", 48 * kKiB, 1 * kMiB, 32 * kMiB},
    {"haswell", 32 * kKiB, 256 * kKiB, 8 * kMiB},
    {"broadwell", 32 * kKiB, 256 * kKiB, 8 * kMiB},
    {"skylake", 32 * kKiB, 256 * kKiB, 8 * kMiB},
    {"skylake-avx512", 32 * kKiB, 1 * kMiB, 22 * kMiB},
    {"cascadelake", 32 * kKiB, 1 * kMiB, 22 * kMiB},
    {"cooperlake", 32 * kKiB, 1 * kMiB, 22 * kMiB},
    {"icelake-server", 48 * kKiB, 1280 * kKiB, 24 * kMiB},
    {"sapphirerapids", 48 * kKiB, 2 * kMiB, 30 * kMiB},
    {"emeraldrapids", 48 * kKiB, 2 * kMiB, 30 * kMiB},
    {"graniterapids", 48 * kKiB, 2 * kMiB, 64 * kMiB},
    {"neoverse-n1", 64 * kKiB, 1 * kMiB, 32 * kMiB},
    {"neoverse-v1", 64 * kKiB, 1 * kMiB, 32 * kMiB},
    {"neoverse-v2", 64 * kKiB, 2 * kMiB, 36 * kMiB},
};

/// What nearly every CPU of the last ten years has at least.
static constexpr Caches kDefaultCaches = {nullptr, 32 * kKiB, 512 * kKiB,
                                          8 * kMiB};

static const Caches &lookupCaches(llvm::StringRef cpu) {
  const Caches *found = llvm::find_if(
      kCaches, [&](const Caches &entry) { return cpu == entry.cpu; });
  return found == std::end(kCaches) ? kDefaultCaches : *found;
}

/// Width of a vector register and the number of registers, by features alone:
/// virtual machines report a CPU's name without all of its features.
static std::pair<unsigned, unsigned>
getVectorRegisterFile(const llvm::Triple &triple, const CPUTarget &target) {
  if (triple.getArch() == llvm::Triple::x86_64) {
    if (target.hasFeature("avx512f"))
      return {512, 32};
    return {target.hasFeature("avx") ? 256 : 128, 16};
  }
  if (triple.getArch() == llvm::Triple::riscv64) {
    // The 32 scalar registers of a core without V hold 8 vectors of 4 lanes.
    if (!target.hasFeature("v"))
      return {128, 8};
    // `zvl<N>b` promises registers of at least N bits; V itself promises 128.
    unsigned bits = 128;
    for (unsigned more : {256, 512, 1024})
      if (target.hasFeature("zvl" + std::to_string(more) + "b"))
        bits = more;
    return {bits, 32};
  }
  return {128, 32};
}

//===----------------------------------------------------------------------===//
// Factories
//===----------------------------------------------------------------------===//

llvm::Expected<CPUTarget> CPUTarget::fromTables(llvm::StringRef tripleName,
                                                llvm::StringRef cpu,
                                                llvm::StringRef features,
                                                llvm::StringRef preset) {
  llvm::Triple triple(tripleName);
  llvm::Expected<std::vector<std::string>> enabled =
      subtarget::resolveFeatures(triple, cpu, features, preset);
  if (!enabled)
    return enabled.takeError();

  CPUTarget target;
  target.triple = triple.str();
  target.cpu = cpu.str();
  target.features = std::move(*enabled);
  std::tie(target.vectorBits, target.vectorRegisters) =
      getVectorRegisterFile(triple, target);
  const Caches &caches = lookupCaches(cpu);
  target.l1Bytes = caches.l1Bytes;
  target.l2Bytes = caches.l2Bytes;
  target.l3Bytes = caches.l3Bytes;
  // Every CPU in the tables above has lines of 64 bytes.
  target.cacheLineBytes = 64;
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
  return fromTables(triple.str(), name, features);
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
  target.vectorBits = attr.getVectorBits();
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
                         cacheLineBytes, cores);
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
