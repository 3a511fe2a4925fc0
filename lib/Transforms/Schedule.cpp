//===- Schedule.cpp - The one place that chooses schedules ----------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lookupffn/Transforms/Schedule.h"

#include "lookupffn/Conversion/Passes.h"

#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

#include <cmath>

using namespace mlir;
using namespace mlir::lookupffn;

/// Tokens that go from the norm to the hash together. At D = P = 512 and
/// T*L = 1024 their temporaries are 768 KiB, more than the L2 of some targets;
/// other sizes were not measured.
static constexpr int64_t kPanelTokens = 64;

/// Largest number of blocks of bh4 whose Hadamard is emitted straight-line.
static constexpr int64_t kMaxBlocks = 64;

/// Block of small batches: two panels, so that the loop over panels stands
/// there as in large blocks and both share its function.
static constexpr int64_t kSmallBlockTokens = 2 * kPanelTokens;

/// Batch size from which lookups run group by group: what is read at one time is
/// then a few MiB, which the caches and the TLB can hold. On Zen 3, f32, T = 128,
/// the layer gained 1.04x at 16 tokens, 1.1x at 64 and 1.3x at 256 over token by
/// token, and nothing at 8.
static constexpr int64_t kGroupedTokens = 16;

/// Scratch for the codes and scores of a block, of the 4 MiB that a thread may
/// use, and the largest block.
static constexpr int64_t kBlockBytes = 3 << 20;
static constexpr int64_t kMaxBlockTokens = 4096;

/// Bytes of a code and its score.
static constexpr int64_t kBytesPerCode = 5;

/// Tables that one pass over a block reads: as many as fill a quarter of the
/// last-level cache, which others use too. The quarter is a guess; the lookup
/// of 4096 tokens took half the time with it on Zen 3 (16 of 128 tables), and
/// other sizes were not tried. 0 where all tables fit, and where codes share
/// one.
static int64_t chooseTileTables(TargetAttr target, LookupOp lookup) {
  auto type = cast<ShapedType>(lookup.getTables().getType());
  if (lookup.isShared() || !type.hasStaticShape())
    return 0;
  int64_t tableBytes = type.getDimSize(1) * type.getDimSize(2) *
                       (type.getElementTypeBitWidth() / 8);
  int64_t cacheBytes = std::max(target.getL3Bytes() / 4, target.getL2Bytes());
  int64_t tables = std::max<int64_t>(1, cacheBytes / tableBytes);
  return tables < type.getDimSize(0) ? tables : 0;
}

SmallVector<RegimeAttr> lookupffn::chooseRegimes(TargetAttr target,
                                                 Operation *function) {
  MLIRContext *context = target.getContext();
  SmallVector<RegimeAttr> regimes = {
      RegimeAttr::get(context, /*min_tokens=*/0, kSmallBlockTokens)};
  // Large blocks serve lookups that run group by group.
  int64_t codes = 0;
  function->walk([&](LookupOp lookup) {
    if (chooseTileTables(target, lookup) > 0)
      codes = std::max(codes, lookup.getNumCodes());
  });
  if (codes == 0)
    return regimes;
  int64_t block = kBlockBytes / (kBytesPerCode * codes);
  block = std::min(kMaxBlockTokens, block / kPanelTokens * kPanelTokens);
  if (block >= kGroupedTokens)
    regimes.push_back(RegimeAttr::get(context, kGroupedTokens, block));
  return regimes;
}

//===----------------------------------------------------------------------===//
// Conditions of the fast path
//===----------------------------------------------------------------------===//

/// Why `project` has no fast path.
static std::string getReason(TargetAttr target, ProjectOp project) {
  int64_t columns = project.getNumTables() * project.getNumBits();
  int64_t lanes = target.getF32Lanes();
  return llvm::TypeSwitch<Attribute, std::string>(project.getKind())
      .Case([&](DenseAttr) -> std::string {
        if (choosePanelColumns(target, columns) == 0)
          return "T * L = " + std::to_string(columns) +
                 " is not a multiple of the " + std::to_string(lanes) +
                 " lanes of a vector";
        return "";
      })
      .Case([&](BH4Attr) -> std::string {
        auto shape =
            cast<ShapedType>(project.getWeights().getType()).getShape();
        int64_t block = shape[3];
        if (block % lanes != 0)
          return "the block size " + std::to_string(block) +
                 " is not a multiple of the " + std::to_string(lanes) +
                 " lanes of a vector";
        if (block % project.getNumBits() != 0)
          return "the block size " + std::to_string(block) +
                 " is not a multiple of L = " +
                 std::to_string(project.getNumBits());
        if (columns % block != 0)
          return "T * L = " + std::to_string(columns) +
                 " is not a multiple of the block size " +
                 std::to_string(block);
        if (shape[2] > kMaxBlocks)
          return "it has more than " + std::to_string(kMaxBlocks) + " blocks";
        return "";
      })
      .Default([](Attribute) -> std::string {
        return "its kind moves data and computes nothing";
      });
}

/// False when `op` has schedules and one of them is not fast.
static bool isScheduledFast(Operation *op) {
  auto schedules =
      op->getAttrOfType<ArrayAttr>(LookupFFNDialect::kScheduleAttrName);
  return !schedules || llvm::all_of(schedules, [](Attribute schedule) {
    auto attribute = dyn_cast<ScheduleAttr>(schedule);
    return attribute && attribute.getPath() == "fast";
  });
}

std::string lookupffn::getReasonAgainstFastPath(TargetAttr target,
                                                Operation *op) {
  if (target.getVectorBits() < 128)
    return "the target has no vectors";
  if (auto project = dyn_cast<ProjectOp>(op))
    return getReason(target, project);
  if (auto hash = dyn_cast<HashOp>(op)) {
    // Lanes are tables, so the hash is fast only behind a bit-major projection.
    // A schedule that is given may keep that one on the portable path.
    auto project = hash.getInput().getDefiningOp<ProjectOp>();
    if (!project || !getReason(target, project).empty() ||
        !isScheduledFast(project))
      return "its input is not a projection that is written bit-major";
    return "";
  }
  if (auto lookup = dyn_cast<LookupOp>(op)) {
    Type row = cast<ShapedType>(lookup.getTables().getType()).getElementType();
    if (row.isF16() && !PortableFeatures(target).f16)
      return "the target has no conversion of f16 vectors";
    return "";
  }
  if (isa<LayerNormOp>(op))
    return "";
  return "no fast path is written for it";
}

//===----------------------------------------------------------------------===//
// Tiles
//===----------------------------------------------------------------------===//

/// Columns of the register tile of a projection: with 6 tokens it leaves
/// registers for the weights and for one broadcast. 16 registers hold 6 x 2
/// accumulators, 32 hold 6 x 4.
static int64_t chooseProjectionColumns(TargetAttr target) {
  return target.getF32Lanes() * (target.getVectorRegisters() >= 32 ? 4 : 2);
}

int64_t lookupffn::choosePanelColumns(TargetAttr target, int64_t columns) {
  int64_t lanes = target.getF32Lanes();
  for (int64_t panel = chooseProjectionColumns(target); panel >= lanes;
       panel /= 2)
    if (columns % panel == 0)
      return panel;
  return 0;
}

/// Token-major. With 16 registers as many accumulators as fit beside the score
/// and the row: at O = 512 in f32 on Zen 3, 112 columns took 21.5 us a token, 64
/// took 23 and 128 took 24. With 32 registers 16 accumulators, which has not
/// been measured here. Short rows are prefetched further ahead, as the same
/// bytes are more rows: on Zen 3 8 to 16 rows of f32 and 16 of 16 bits were
/// best, and 32 of f32 were worse than none.
static ScheduleAttr chooseLookupSchedule(TargetAttr target, RegimeAttr regime,
                                         LookupOp lookup) {
  int64_t registers = target.getVectorRegisters();
  int64_t accumulators = registers >= 32 ? 16 : registers - 2;
  bool wide = cast<ShapedType>(lookup.getTables().getType())
                  .getElementType()
                  .isF32();
  return ScheduleAttr::get(target.getContext(), "fast", /*tile_tokens=*/1,
                           target.getF32Lanes() * accumulators,
                           regime.getBlockTokens(),
                           /*prefetch_rows=*/wide ? 8 : 16,
                           /*prefetch_locality=*/3,
                           regime.getMinTokens() >= kGroupedTokens
                               ? chooseTileTables(target, lookup)
                               : 0);
}

ScheduleAttr lookupffn::chooseSchedule(TargetAttr target, RegimeAttr regime,
                                       Operation *op, bool fast) {
  MLIRContext *context = target.getContext();
  int64_t panel = std::min(kPanelTokens, regime.getBlockTokens());
  int64_t lanes = target.getF32Lanes();
  if (!fast)
    return ScheduleAttr::get(
        context, "linalg", /*tile_tokens=*/1, /*tile_columns=*/1,
        isa<LookupOp>(op) ? regime.getBlockTokens() : panel,
        /*prefetch_rows=*/0, /*prefetch_locality=*/3, /*tile_tables=*/0);
  if (isa<ProjectOp>(op))
    return ScheduleAttr::get(context, "fast", /*tile_tokens=*/6,
                             chooseProjectionColumns(target), panel, 0, 3, 0);
  if (auto lookup = dyn_cast<LookupOp>(op))
    return chooseLookupSchedule(target, regime, lookup);
  return ScheduleAttr::get(context, "fast", 1, lanes, panel, 0, 3, 0);
}

//===----------------------------------------------------------------------===//
// Threads
//===----------------------------------------------------------------------===//

/// Work of a thread that is worth its start: several times the few microseconds
/// that a parallel region of OpenMP is known to take. Not tuned.
static constexpr double kThreadNanoseconds = 20e3;

/// Bytes of rows, and multiply-adds of a lane, that a core does in a nanosecond.
/// Rough figures of Zen 3 with tables in memory: they only tell layers of which
/// a token is worth a thread from those of which hundreds are.
static constexpr double kRowBytesPerNanosecond = 8;
static constexpr double kMultiplyAddsPerNanosecond = 4;

int64_t lookupffn::chooseThreadTokens(TargetAttr target,
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
  return static_cast<int64_t>(std::ceil(kThreadNanoseconds / nanoseconds));
}
