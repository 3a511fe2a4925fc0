//===- KnownTargets.cpp - Names of targets, and their caches --------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "KnownTargets.h"

#include "lookupffn/Target/CPUTarget.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TargetParser/Triple.h"

#include <iterator>

namespace mlir::lookupffn::known_targets {

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

static constexpr int64_t kKiB = 1024;
static constexpr int64_t kMiB = 1024 * kKiB;

/// L1 and L2 belong to the core's design and come from the vendors' manuals:
/// AMD's software optimization guides for families 17h (znver1, znver2), 19h
/// (znver3, znver4) and 1Ah (znver5), Intel's optimization reference manual,
/// Arm's technical reference manuals. Where L2 is the integrator's choice it is
/// that of a common part: AWS Graviton 2 (neoverse-n1), 3 (neoverse-v1) and 4
/// (neoverse-v2), Raspberry Pi 4 (cortex-a72) and 5 (cortex-a76), JH7110
/// (sifive-u74), EIC7700 (sifive-p550), K1 (spacemit-x60). L3 depends on the
/// part sold: one CCX for AMD, 16 cores' slices for Intel's servers (1.375, 1.5
/// and 1.875 MiB each; 4 MiB for graniterapids), 4 cores' for its clients.
/// Where cores share their L2, that is given as L3, and a core's share of it as
/// L2.
static constexpr KnownCPU kCPUs[] = {
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
    {"cortex-a72", 32 * kKiB, 256 * kKiB, 1 * kMiB},
    {"cortex-a76", 64 * kKiB, 512 * kKiB, 2 * kMiB},
    {"neoverse-n1", 64 * kKiB, 1 * kMiB, 32 * kMiB},
    {"neoverse-v1", 64 * kKiB, 1 * kMiB, 32 * kMiB},
    {"neoverse-v2", 64 * kKiB, 2 * kMiB, 36 * kMiB},
    {"grace", 64 * kKiB, 1 * kMiB, 114 * kMiB},
    {"ampere1", 64 * kKiB, 2 * kMiB, 64 * kMiB},
    {"apple-m1", 128 * kKiB, 3 * kMiB, 12 * kMiB, 128},
    {"apple-m2", 128 * kKiB, 4 * kMiB, 16 * kMiB, 128},
    {"apple-m3", 128 * kKiB, 4 * kMiB, 16 * kMiB, 128},
    {"apple-m4", 128 * kKiB, 4 * kMiB, 16 * kMiB, 128},
    {"a64fx", 64 * kKiB, 512 * kKiB, 8 * kMiB, 256},
    {"sifive-u74", 32 * kKiB, 512 * kKiB, 2 * kMiB},
    {"sifive-p550", 32 * kKiB, 256 * kKiB, 4 * kMiB},
    {"spacemit-x60", 32 * kKiB, 128 * kKiB, 512 * kKiB},
};

/// What nearly every CPU of the last ten years has at least.
static constexpr KnownCPU kDefault = {nullptr, 32 * kKiB, 512 * kKiB, 8 * kMiB};

static constexpr Alias kAliases[] = {
    {"x86-64-v1", "x86_64-unknown-linux-gnu", "x86-64", ""},
    {"armv8-a", "aarch64-unknown-linux-gnu", "generic", "+v8a"},
    {"armv9-a", "aarch64-unknown-linux-gnu", "generic", "+v9a,+sve2"},
    {"rva20u64", "riscv64-unknown-linux-gnu", "generic-rv64", "+rva20u64"},
    {"rva22u64", "riscv64-unknown-linux-gnu", "generic-rv64", "+rva22u64"},
    {"rva22u64-v", "riscv64-unknown-linux-gnu", "generic-rv64", "+rva22u64,+v"},
    {"rva23u64", "riscv64-unknown-linux-gnu", "generic-rv64", "+rva23u64"},
    {"apple-m1", "aarch64-unknown-linux-gnu", "apple-a14", ""},
    {"apple-m2", "aarch64-unknown-linux-gnu", "apple-a15", ""},
    {"apple-m3", "aarch64-unknown-linux-gnu", "apple-a16", ""},
};

/// Levels that LLVM knows as CPUs.
static constexpr const char *kLLVMLevels[] = {"x86-64-v2", "x86-64-v3",
                                              "x86-64-v4"};

const KnownCPU &getCaches(llvm::StringRef cpu) {
  const KnownCPU *found = llvm::find_if(
      kCPUs, [&](const KnownCPU &entry) { return cpu == entry.cpu; });
  return found == std::end(kCPUs) ? kDefault : *found;
}

const Alias *findAlias(llvm::StringRef name) {
  const Alias *found = llvm::find_if(
      kAliases, [&](const Alias &alias) { return name == alias.name; });
  return found == std::end(kAliases) ? nullptr : found;
}

std::vector<llvm::StringRef> getAliasNames() {
  std::vector<llvm::StringRef> names;
  for (const Alias &alias : kAliases)
    names.push_back(alias.name);
  return names;
}

//===----------------------------------------------------------------------===//
// The list
//===----------------------------------------------------------------------===//

/// Features that decide what code is like, or that a reader looks for.
static constexpr const char *kFeatures[] = {
    "avx2",       "fma",        "f16c",     "avx512f",  "avx512vnni",
    "avx512bf16", "avx512fp16", "amx-int8", "amx-bf16", "amx-fp16",
    "neon",       "dotprod",    "bf16",     "i8mm",     "sve",
    "sve2",       "v",          "zicbop",   "zfhmin",   "zvfhmin",
    "zvfh"};

static std::string formatBytes(int64_t bytes) {
  if (bytes % kMiB == 0)
    return std::to_string(bytes / kMiB) + "M";
  return std::to_string(bytes / kKiB) + "K";
}

static void printTarget(llvm::raw_ostream &os, llvm::StringRef name,
                        const CPUTarget &target) {
  std::string vectors = std::to_string(target.getVectorRegisters()) + " x " +
                        std::to_string(target.getVectorBits()) +
                        (target.isScalable() ? "+" : "");
  std::string features;
  for (const char *feature : kFeatures)
    if (target.hasFeature(feature))
      features += std::string(" ") + feature;
  os << llvm::format("  %-16s %-9s %5s %6s %5s ", name.str().c_str(),
                     vectors.c_str(), formatBytes(target.getL1Bytes()).c_str(),
                     formatBytes(target.getL2Bytes()).c_str(),
                     formatBytes(target.getL3Bytes()).c_str())
     << features << '\n';
}

} // namespace mlir::lookupffn::known_targets

using namespace mlir::lookupffn;
using namespace mlir::lookupffn::known_targets;

void mlir::lookupffn::printTargets(llvm::raw_ostream &os) {
  llvm::SmallVector<llvm::StringRef> names;
  for (const Alias &alias : kAliases) {
    // CPUs come with their caches below.
    if (getCaches(alias.name).cpu)
      continue;
    names.push_back(alias.name);
    if (names.size() == 1)
      names.append(std::begin(kLLVMLevels), std::end(kLLVMLevels));
  }
  for (const KnownCPU &entry : kCPUs)
    names.push_back(entry.cpu);

  const std::pair<llvm::Triple::ArchType, const char *> architectures[] = {
      {llvm::Triple::x86_64, "x86-64"},
      {llvm::Triple::aarch64, "AArch64"},
      {llvm::Triple::riscv64, "RISC-V"}};
  for (auto [arch, title] : architectures) {
    os << llvm::format("%-18s %-9s %5s %6s %5s  features\n", title, "vectors",
                       "L1", "L2", "L3");
    for (llvm::StringRef name : names) {
      llvm::Expected<CPUTarget> target = CPUTarget::forName(name);
      // Only of architectures that this LLVM was built without.
      if (!target)
        llvm::consumeError(target.takeError());
      else if (llvm::Triple(target->getTriple()).getArch() == arch)
        printTarget(os, name, *target);
    }
  }
  os << "Vectors are registers x bits; with + the lookup uses registers of two "
        "and four\ntimes as many bits where the machine has them. Any other "
        "CPU "
        "that LLVM knows\nworks too, with caches of "
     << formatBytes(kDefault.l1Bytes) << ", " << formatBytes(kDefault.l2Bytes)
     << " and " << formatBytes(kDefault.l3Bytes)
     << " if no option says more; 'host' is this machine.\n";
}
