//===- Subtarget.cpp - Questions to LLVM's CPU tables ---------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// LLVM prints a warning to stderr for a CPU or a feature that it does not know
// and goes on with another one. So every name is looked up in its tables first
// and becomes an error here.
//
//===----------------------------------------------------------------------===//

#include "Subtarget.h"

#include "KnownTargets.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVectorExtras.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"

#include <algorithm>
#include <memory>

namespace mlir::lookupffn::subtarget {

/// The architectures of the project, in the order in which a CPU name is looked
/// up, with the features that their calling convention for floats relies on:
/// without them LLVM stops the process.
static constexpr struct {
  llvm::Triple::ArchType arch;
  const char *triple;
  const char *required[2];
} kArchitectures[] = {
    {llvm::Triple::x86_64, "x86_64-unknown-linux-gnu", {"64bit", "sse2"}},
    {llvm::Triple::aarch64, "aarch64-unknown-linux-gnu", {"fp-armv8", "neon"}},
    {llvm::Triple::riscv64, "riscv64-unknown-linux-gnu", {"64bit", "d"}},
};

llvm::Error makeError(const llvm::Twine &message) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
}

static std::string quote(llvm::StringRef name) {
  return ("'" + name + "'").str();
}

/// The modes of an x86 processor follow from the triple and are no features.
static bool isMode(llvm::StringRef feature) {
  return feature == "16bit-mode" || feature == "32bit-mode" ||
         feature == "64bit-mode";
}

/// Tables of the architecture of `triple`, which `checkTriple` has accepted,
/// after `cpu` and `features`, which must be known, are applied.
static std::unique_ptr<llvm::MCSubtargetInfo>
createSubtarget(const llvm::Triple &triple, llvm::StringRef cpu = {},
                llvm::StringRef features = {}) {
  static const bool initialized = [] {
    llvm::InitializeAllTargetInfos();
    llvm::InitializeAllTargets();
    llvm::InitializeAllTargetMCs();
    return true;
  }();
  (void)initialized;
  std::string message;
  const llvm::Target *target =
      llvm::TargetRegistry::lookupTarget(triple, message);
  if (!target)
    return nullptr;
  return std::unique_ptr<llvm::MCSubtargetInfo>(
      target->createMCSubtargetInfo(triple, cpu, features));
}

llvm::Error checkTriple(const llvm::Triple &triple) {
  for (const auto &architecture : kArchitectures) {
    if (triple.getArch() != architecture.arch)
      continue;
    if (createSubtarget(triple))
      return llvm::Error::success();
    return makeError("this LLVM was built without the target " +
                     triple.getArchName());
  }
  return makeError("unsupported triple '" + triple.str() +
                   "'; expects one that starts with x86_64, aarch64 or "
                   "riscv64");
}

/// Names of all CPUs, respectively of all features, of an architecture.
static llvm::SmallVector<llvm::StringRef>
getCPUNames(const llvm::MCSubtargetInfo &info) {
  return llvm::map_to_vector(
      info.getAllProcessorDescriptions(),
      [](const auto &entry) { return llvm::StringRef(entry.Key); });
}

static llvm::SmallVector<llvm::StringRef>
getFeatureNames(const llvm::MCSubtargetInfo &info) {
  llvm::SmallVector<llvm::StringRef> names;
  for (const llvm::SubtargetFeatureKV &entry : info.getAllProcessorFeatures())
    if (!isMode(entry.Key))
      names.push_back(entry.Key);
  return names;
}

bool isKnownCPU(const llvm::Triple &triple, llvm::StringRef cpu) {
  auto info = createSubtarget(triple);
  return info && llvm::is_contained(getCPUNames(*info), cpu);
}

bool isKnownFeature(const llvm::Triple &triple, llvm::StringRef feature) {
  auto info = createSubtarget(triple);
  return info && llvm::is_contained(getFeatureNames(*info), feature);
}

std::string suggest(llvm::StringRef name,
                    llvm::ArrayRef<llvm::StringRef> candidates) {
  // A third of the name may be wrong; beyond that a guess helps nobody.
  unsigned best = std::max<unsigned>(1, name.size() / 3);
  llvm::SmallVector<llvm::StringRef> nearest;
  for (llvm::StringRef candidate : candidates) {
    unsigned distance = name.edit_distance(candidate, true, best);
    if (distance > best || llvm::is_contained(nearest, candidate))
      continue;
    if (distance < best)
      nearest.clear();
    best = distance;
    nearest.push_back(candidate);
  }
  if (nearest.empty())
    return "";
  // The newest generation has the highest number, so the last ones are kept.
  llvm::sort(nearest);
  constexpr size_t kMaxNames = 3;
  if (nearest.size() > kMaxNames)
    nearest.erase(nearest.begin(), nearest.end() - kMaxNames);
  std::string text = "; did you mean " + quote(nearest.front());
  for (size_t i = 1; i < nearest.size(); ++i)
    text += (i + 1 == nearest.size() ? " or " : ", ") + quote(nearest[i]);
  return text + "?";
}

llvm::Expected<llvm::Triple> findTriple(llvm::StringRef cpu) {
  llvm::SmallVector<llvm::StringRef> names;
  for (const auto &architecture : kArchitectures) {
    llvm::Triple triple(architecture.triple);
    auto info = createSubtarget(triple);
    if (!info)
      continue;
    llvm::append_range(names, getCPUNames(*info));
    if (llvm::is_contained(names, cpu))
      return triple;
  }
  llvm::append_range(names, known_targets::getAliasNames());
  std::string near = suggest(cpu, names);
  return makeError("unknown cpu " + quote(cpu) + (near.empty() ? ";" : near) +
                   " use 'host' for this machine" +
                   (near.empty() ? ", or a level such as 'x86-64-v3'" : ""));
}

llvm::Error checkCPU(const llvm::Triple &triple, llvm::StringRef cpu) {
  if (isKnownCPU(triple, cpu))
    return llvm::Error::success();
  llvm::Expected<llvm::Triple> other = findTriple(cpu);
  if (!other)
    return other.takeError();
  return makeError("cpu " + quote(cpu) + " belongs to " + other->getArchName() +
                   ", but the triple is for " + triple.getArchName() +
                   "; drop the triple or choose another cpu");
}

/// Values of the features that `feature` implies, itself included.
static llvm::FeatureBitset getClosure(llvm::MCSubtargetInfo &info,
                                      llvm::StringRef feature) {
  info.setFeatureBits({});
  for (const llvm::SubtargetFeatureKV &entry : info.getAllProcessorFeatures())
    if (feature == entry.Key)
      return info.SetFeatureBitsTransitively({entry.Value});
  return {};
}

/// True when code with `feature` also needs `other`.
static bool needs(llvm::MCSubtargetInfo &info, llvm::StringRef feature,
                  llvm::StringRef other) {
  llvm::FeatureBitset closure = getClosure(info, feature);
  return llvm::any_of(info.getAllProcessorFeatures(), [&](const auto &entry) {
    return other == entry.Key && closure.test(entry.Value);
  });
}

/// Checks the form and the names of `features`, and that no two contradict.
static llvm::Error checkFeatures(const llvm::Triple &triple,
                                 llvm::ArrayRef<llvm::StringRef> features) {
  auto info = createSubtarget(triple);
  llvm::SmallVector<llvm::StringRef> names = getFeatureNames(*info);
  for (llvm::StringRef feature : features) {
    llvm::StringRef name = feature.drop_front();
    if (feature[0] != '+' && feature[0] != '-')
      return makeError("feature " + quote(feature) + " has no sign; write '+" +
                       feature + "' or '-" + feature + "'");
    if (!llvm::is_contained(names, name)) {
      std::string near = suggest(name, names);
      return makeError(
          "unknown feature " + quote(name) + " for " + triple.getArchName() +
          (near.empty() ? "; expects one that 'llc -mtriple=" +
                              triple.getArchName().str() + " -mattr=help' lists"
                        : near));
    }
  }
  for (llvm::StringRef off : features) {
    if (off[0] != '-')
      continue;
    for (llvm::StringRef on : features) {
      if (on[0] != '+' || !needs(*info, on.drop_front(), off.drop_front()))
        continue;
      if (on.drop_front() == off.drop_front())
        return makeError("feature " + quote(on.drop_front()) +
                         " is both enabled and disabled; give it once");
      return makeError("feature " + quote(off) + " contradicts " + quote(on) +
                       ", which needs " + quote(off.drop_front()) +
                       "; drop one of the two");
    }
    for (const auto &architecture : kArchitectures)
      for (llvm::StringRef required : architecture.required)
        if (triple.getArch() == architecture.arch &&
            needs(*info, required, off.drop_front()))
          return makeError("feature " + quote(off.drop_front()) +
                           " cannot be disabled: " + triple.getArchName() +
                           " code needs " + quote(required));
  }
  return llvm::Error::success();
}

std::vector<std::string> getEnabledFeatures(const llvm::Triple &triple,
                                            llvm::StringRef cpu,
                                            llvm::StringRef features) {
  auto info = createSubtarget(triple, cpu, features);
  std::vector<std::string> enabled;
  for (const auto &entry : info->getEnabledProcessorFeatures())
    if (!isMode(entry.Key))
      enabled.push_back(entry.Key);
  llvm::sort(enabled);
  return enabled;
}

llvm::Expected<std::vector<std::string>>
resolveFeatures(const llvm::Triple &triple, llvm::StringRef cpu,
                llvm::StringRef features, llvm::StringRef preset) {
  llvm::SmallVector<llvm::StringRef> parts;
  features.split(parts, ',', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (llvm::StringRef &part : parts)
    part = part.trim();
  llvm::erase_if(parts, [](llvm::StringRef part) { return part.empty(); });
  if (llvm::Error error = checkFeatures(triple, parts))
    return std::move(error);

  std::string all = preset.str();
  for (llvm::StringRef part : parts)
    all += (all.empty() ? "" : ",") + part.str();
  std::vector<std::string> enabled = getEnabledFeatures(triple, cpu, all);
  for (const auto &architecture : kArchitectures)
    for (llvm::StringRef required : architecture.required)
      if (triple.getArch() == architecture.arch &&
          !llvm::is_contained(enabled, required))
        return makeError("cpu " + quote(cpu) + " lacks feature " +
                         quote(required) + ", which " + triple.getArchName() +
                         " code needs; choose another cpu or add '+" +
                         required + "'");
  return enabled;
}

} // namespace mlir::lookupffn::subtarget
