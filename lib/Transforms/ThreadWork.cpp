//===- ThreadWork.cpp - Work that is worth a thread -----------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ThreadWork.h"

#include "lookupffn/Transforms/EntryPoint.h"

#include <cmath>

using namespace mlir;
using namespace mlir::lookupffn;

/// Work of a thread that is worth its start, the one to three microseconds of a
/// parallel region of OpenMP. Zen 4, one token of T = 128, O = 512 on two
/// threads: 16 us of rows of bf16 1.14x faster than on one, 8 us of i8 1.07x
/// slower.
static constexpr double kThreadNanoseconds = 8e3;

/// The same of threads that have other work right after. Zen 4, two tokens of
/// the same layer: bf16 9.1 us a token with one on each thread, 12.1 with both
/// on one.
static constexpr double kFrontNanoseconds = 4e3;

/// Bytes of rows, and multiply-adds of a lane, that a core does in a
/// nanosecond. Rough figures of Zen 3 with tables in memory: they only tell
/// layers of which a token is worth a thread from those of which hundreds are.
static constexpr double kRowBytesPerNanosecond = 8;
static constexpr double kMultiplyAddsPerNanosecond = 4;

/// What a token of `ops` takes, at least a nanosecond.
static double estimateNanoseconds(TargetAttr target,
                                  ArrayRef<Operation *> ops) {
  double nanoseconds = 1;
  for (Operation *op : ops) {
    if (auto lookup = dyn_cast<LookupOp>(op)) {
      auto tables = cast<ShapedType>(lookup.getTables().getType());
      double codes = std::max<int64_t>(1, lookup.getNumCodes());
      nanoseconds += codes * lookup.getOutputWidth() *
                     tables.getElementTypeBitWidth() / 8 /
                     kRowBytesPerNanosecond;
    } else if (auto project = dyn_cast<ProjectOp>(op)) {
      if (!project.getWeights())
        continue;
      auto weights = cast<ShapedType>(project.getWeights().getType());
      if (weights.hasStaticShape())
        nanoseconds += weights.getNumElements() /
                       (kMultiplyAddsPerNanosecond * target.getF32Lanes());
    }
  }
  return nanoseconds;
}

/// The number of tokens of `ops`, or of each `pieces`-th part of one, that
/// takes `least` nanoseconds; 1 or more.
static int64_t getTokens(TargetAttr target, ArrayRef<Operation *> ops,
                         double least, int64_t pieces = 1) {
  return static_cast<int64_t>(
      std::ceil(least * pieces / estimateNanoseconds(target, ops)));
}

/// Whether each part of `lookup` rounds the weights of its tokens, which takes
/// about as long as a slice. Zen 4, T = 128, O = 512, two threads with two
/// slices each instead of half the tokens: 1.05x to 1.1x.
static bool roundsWeights(LookupOp lookup) {
  auto list =
      lookup->getAttrOfType<ArrayAttr>(LookupFFNDialect::kScheduleAttrName);
  return list && llvm::any_of(list, [](Attribute schedule) {
           return cast<ScheduleAttr>(schedule).getArithmetic() == "u8";
         });
}

/// The most tokens that are one block in whatever regime they fall.
static int64_t getBlockTokens(ArrayAttr regimes) {
  int64_t least = std::numeric_limits<int32_t>::max();
  for (auto [index, attr] : llvm::enumerate(regimes)) {
    int64_t block = cast<RegimeAttr>(attr).getBlockTokens();
    bool isLast = index + 1 == regimes.size();
    if (isLast ||
        cast<RegimeAttr>(regimes[index + 1]).getMinTokens() > block + 1)
      least = std::min(least, block);
  }
  return least;
}

void lookupffn::setThreadKeys(func::FuncOp function, TargetAttr target,
                              ArrayRef<Operation *> ops, ArrayAttr regimes) {
  Builder b(function.getContext());
  auto set = [&](StringRef key, int64_t value) {
    setEntryKey(function, key, b.getI64IntegerAttr(value));
  };
  set("thread_tokens", getTokens(target, ops, kThreadNanoseconds));
  SmallVector<Operation *> front, lookups;
  for (Operation *op : ops)
    (isa<LookupOp>(op) ? lookups : front).push_back(op);
  if (lookups.size() != 1 || !cast<LookupOp>(lookups[0]).isSliced())
    return;
  auto lookup = cast<LookupOp>(lookups[0]);
  int64_t slices = lookup.getNumSlices();
  set("num_slices", slices);
  set("block_tokens", getBlockTokens(regimes));
  set("part_tokens", getTokens(target, front, kFrontNanoseconds));
  set("part_slices", getTokens(target, lookups, kThreadNanoseconds, slices));
  if (roundsWeights(lookup))
    set("token_slices", 1);
}
