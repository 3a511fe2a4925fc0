//===- Host.cpp - The machine that the compiler runs on -------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The only file of the compiler that asks the machine what it is.
//
//===----------------------------------------------------------------------===//

#include "Subtarget.h"

#include "../Runtime/Features.h"

#include "lookupffn/Target/CPUTarget.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Threading.h"
#include "llvm/TargetParser/Host.h"

#ifdef __linux__
#include <unistd.h>
#endif

namespace mlir::lookupffn {

/// Reads one attribute of a cache of the first CPU, or "".
static std::string readCacheFile(unsigned index, llvm::StringRef name) {
  auto file = llvm::MemoryBuffer::getFileAsStream(
      "/sys/devices/system/cpu/cpu0/cache/index" + llvm::Twine(index) + "/" +
      name);
  return file ? (*file)->getBuffer().trim().str() : "";
}

/// Bytes of the data cache of `level`, or 0 when the kernel does not say.
static int64_t readCacheBytes(unsigned level) {
  for (unsigned index = 0; index < 8; ++index) {
    if (readCacheFile(index, "level") != std::to_string(level) ||
        readCacheFile(index, "type") == "Instruction")
      continue;
    std::string text = readCacheFile(index, "size");
    llvm::StringRef size = text;
    int64_t unit = size.consume_back("K")   ? 1024
                   : size.consume_back("M") ? 1024 * 1024
                                            : 1;
    int64_t value = 0;
    if (!size.getAsInteger(10, value) && value > 0)
      return value * unit;
  }
  return 0;
}

/// Bytes of the data cache of `level`, or `fallback` when nobody knows.
static int64_t getCacheBytes(unsigned level, int64_t fallback) {
  // The kernel's files come first: the C library derives the L3 of some
  // virtual machines from CPU ids that do not exist there (it said 256 MiB
  // where a core reaches 32).
  if (int64_t bytes = readCacheBytes(level))
    return bytes;
#ifdef _SC_LEVEL1_DCACHE_SIZE
  const int names[] = {_SC_LEVEL1_DCACHE_SIZE, _SC_LEVEL2_CACHE_SIZE,
                       _SC_LEVEL3_CACHE_SIZE};
  if (int64_t bytes = sysconf(names[level - 1]); bytes > 0)
    return bytes;
#endif
  return fallback;
}

/// Asks the operating system for the tiles of AMX, which a process may use from
/// then on, or may not.
static llvm::Error requestTiles() {
  const char *features[] = {"amx-tile", nullptr};
  LookupFFNError *error = lookupffnRequestFeatures(features);
  if (!error)
    return llvm::Error::success();
  llvm::Error result = subtarget::makeError(lookupffnErrorGetMessage(error));
  lookupffnErrorDestroy(error);
  return result;
}

/// The features of this machine that LLVM's tables know, as "+a,+b,-c". The
/// disabled ones come last: where a virtual machine hides a feature, those that
/// need it are unusable and go with it. So do tiles that the operating system
/// does not allow.
static std::string getHostFeatures(const llvm::Triple &triple) {
  llvm::StringMap<bool> host = llvm::sys::getHostCPUFeatures();
  bool refusesTiles = false;
  if (host.lookup("amx-tile"))
    if (llvm::Error error = requestTiles()) {
      llvm::consumeError(std::move(error));
      refusesTiles = true;
    }
  std::vector<std::string> on, off;
  for (const auto &entry : host) {
    if (!subtarget::isKnownFeature(triple, entry.getKey()))
      continue;
    bool present = entry.getValue() &&
                   !(refusesTiles && entry.getKey().starts_with("amx-"));
    (present ? on : off)
        .push_back((present ? "+" : "-") + entry.getKey().str());
  }
  // The order of a hash table must not decide anything.
  llvm::sort(on);
  llvm::sort(off);
  llvm::append_range(on, off);
  return llvm::join(on, ",");
}

llvm::Expected<CPUTarget> CPUTarget::forHost(llvm::StringRef features) {
  llvm::Triple host(llvm::sys::getProcessTriple());
  if (llvm::Error error = subtarget::checkTriple(host))
    return std::move(error);
  // The name only tunes; what the machine can do is in the features.
  std::string cpu = llvm::sys::getHostCPUName().str();
  if (!subtarget::isKnownCPU(host, cpu))
    cpu = host.getArch() == llvm::Triple::x86_64    ? "x86-64"
          : host.getArch() == llvm::Triple::aarch64 ? "generic"
                                                    : "generic-rv64";
  llvm::Expected<CPUTarget> target =
      fromTables(host.str(), cpu, features, getHostFeatures(host), cpu);
  if (!target)
    return target.takeError();
  target->l1Bytes = getCacheBytes(1, target->l1Bytes);
  target->l2Bytes = getCacheBytes(2, target->l2Bytes);
  target->l3Bytes = getCacheBytes(3, target->l3Bytes);
#ifdef _SC_LEVEL1_DCACHE_LINESIZE
  if (long line = sysconf(_SC_LEVEL1_DCACHE_LINESIZE); line > 0)
    target->cacheLineBytes = line;
#endif
  // Counts what this process may run on, which in a container is less than the
  // machine has.
  target->cores = llvm::hardware_concurrency().compute_thread_count();
  return target;
}

/// Features whose instructions only intrinsics and system code use, never the
/// code that LLVM makes of ours. Virtual machines hide many of them.
static bool isUnusedByKernels(llvm::StringRef feature) {
  static constexpr llvm::StringLiteral kNames[] = {
      "cldemote", "clflushopt", "clwb",     "clzero",  "enqcmd",    "fsgsbase",
      "fxsr",     "hreset",     "invpcid",  "kl",      "lwp",       "movdir64b",
      "movdiri",  "mwaitx",     "pconfig",  "pku",     "ptwrite",   "rdpid",
      "rdpru",    "rdrnd",      "rdseed",   "rtm",     "serialize", "sgx",
      "shstk",    "tsxldtrk",   "uintr",    "waitpkg", "wbnoinvd",  "widekl",
      "xsave",    "xsavec",     "xsaveopt", "xsaves"};
  return llvm::is_contained(kNames, feature);
}

llvm::Error CPUTarget::checkRunsOnHost() const {
  llvm::Triple host(llvm::sys::getProcessTriple());
  llvm::Triple own(triple);
  if (host.getArch() != own.getArch())
    return subtarget::makeError("the module is compiled for " +
                                own.getArchName() + ", but this machine is " +
                                host.getArchName() +
                                "; compile with target 'host' to run it here");
  // Only features that the machine reports as absent count: the list also holds
  // tuning flags, which no machine reports.
  llvm::StringMap<bool> present = llvm::sys::getHostCPUFeatures();
  std::string missing;
  for (const std::string &feature : features) {
    auto entry = present.find(feature);
    if (entry != present.end() && !entry->getValue() &&
        !isUnusedByKernels(feature))
      missing += (missing.empty() ? "'" : ", '") + feature + "'";
  }
  if (missing.empty())
    return hasFeature("amx-tile") ? requestTiles() : llvm::Error::success();
  return subtarget::makeError("this machine lacks " + missing +
                              ", which the target '" + cpu +
                              "' of the module has; compile with target 'host' "
                              "to run it here");
}

} // namespace mlir::lookupffn
