//===- Schedule.cpp - The one place that chooses schedules ----------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lookupffn/Transforms/Schedule.h"

#include "lookupffn/Conversion/Passes.h"
#include "lookupffn/Transforms/EntryPoint.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::lookupffn;

/// Tokens that go from the norm to the hash together: six register tiles. At
/// D = P = 512 and T*L = 1024 their temporaries are 432 KiB.
static constexpr int64_t kPanelTokens = 36;

/// The same where a projection runs in tiles: four tiles of tokens read the
/// weights, which may come from the last-level cache. Nobody has timed it.
static constexpr int64_t kTilePanelTokens = 4 * QuantizedDenseAttr::kTileTokens;

/// Block of small batches: two panels, so that the loop over panels stands
/// there as in large blocks and both share its function.
static constexpr int64_t kSmallBlockPanels = 2;

/// Batch size from which lookups without slabs run group by group, on targets
/// with 16 vector registers: what is read at one time is then a few MiB, which
/// the caches and the TLB can hold. On Zen 3, f32, T = 128, the layer gained
/// 1.04x at 16 tokens, 1.1x at 64 and 1.3x at 256 over token by token, and
/// nothing at 8. On Zen 5, with 32 registers, it lost 1.05x at 64 and at 256.
static constexpr int64_t kGroupedTokens = 16;

/// Scratch for the codes, scores and partial sums of a block, of the 4 MiB that
/// a thread may use, and the largest block.
static constexpr int64_t kBlockBytes = 7 << 19;
static constexpr int64_t kMaxBlockTokens = 4096;

/// Bytes of a code and its score.
static constexpr int64_t kBytesPerCode = 5;

/// Bytes of a row of a slice of the tables: two lines. Slices of 256 bytes took
/// 1.05x to 1.24x as long in f32 on Zen 4, token by token, where they seem to
/// start its stream prefetcher, and by slabs; of 64 bytes 1.3x to 1.6x in bf16,
/// token by token. 256 bytes of f32 were 1.03x faster by slabs on Zen 5.
static constexpr int64_t kSliceRowBytes = 128;

/// Most columns that a token adds up in a slab, all tables of it together: 16
/// tables of f32 or 8 of 16 bits. On Zen 4 half as many took 1.02x as long in
/// f32; twice as many took 1.3x as long in bf16 at 1024 tokens, 3x at 4096.
static constexpr int64_t kMaxSlabColumns = 512;

static ShapedType getTablesType(LookupOp lookup) {
  return cast<ShapedType>(lookup.getTables().getType());
}

static int64_t getElementBytes(LookupOp lookup) {
  return getTablesType(lookup).getElementTypeBitWidth() / 8;
}

/// Tables that one pass over a block reads: as many as fill a quarter of the
/// last-level cache, which others use too. The quarter is a guess; the lookup
/// of 4096 tokens took half the time with it on Zen 3 (16 of 128 tables), and
/// other sizes were not tried. 0 where all tables fit, and where codes share
/// one.
static int64_t chooseTileTables(TargetAttr target, LookupOp lookup) {
  if (lookup.isShared() || !getTablesType(lookup).hasStaticShape())
    return 0;
  int64_t tableBytes =
      lookup.getNumRows() * lookup.getOutputWidth() * getElementBytes(lookup);
  int64_t cacheBytes = std::max(target.getL3Bytes() / 4, target.getL2Bytes());
  int64_t tables = std::max<int64_t>(1, cacheBytes / tableBytes);
  return tables < lookup.getNumTables() ? tables : 0;
}

/// Tokens of a large block of `codes` codes each, which may have weights of 8
/// bits as well.
static int64_t chooseBlockTokens(int64_t codes, int64_t sliceColumns,
                                 bool bytes) {
  int64_t perToken = (kBytesPerCode + (bytes ? 1 : 0)) * codes +
                     sizeof(float) * (sliceColumns + (bytes ? 1 : 0));
  return std::min(kMaxBlockTokens, kBlockBytes / perToken);
}

/// The cache that rows are prefetched into: 3 is the first level, 2 the second.
/// The second waits for more lines at a time than the first: on Zen 4 lookups
/// of f32, bf16 and i8 rows took 13.2, 5.3 and 2.3 us a token at 64 tokens (T =
/// 128, O = 512) with it, 23.2, 18.6 and 3.2 with the first. An Intel machine
/// with AMX was 1.05x to 1.2x slower with it. The choice is not measured on
/// other CPUs; for code that may run on several of them it risks less.
static int64_t choosePrefetchLocality(TargetAttr target) {
  bool second = target.getTriple().starts_with("x86_64") &&
                !target.hasFeature("amx-tile");
  return second ? 2 : 3;
}

/// Whether a slice of all tables of `lookup` is too large to stay in the
/// last-level cache while all tokens read it.
static bool exceedsCache(TargetAttr target, LookupOp lookup) {
  return choosePrefetchLocality(target) == 2 &&
         kSliceRowBytes * lookup.getNumRows() * lookup.getNumTables() >
             target.getL3Bytes() / 2;
}

/// Whether large batches read slabs of some tables, once `lookup` is sliced.
/// Rows of i8 never gained by them. Nor do those of f16 where the alternative
/// is a slice of all tables with prefetches: at 1024 and more tokens on Zen 4
/// slabs took 0.98x to 1.2x as long at T = 128 and 1.4x at T = 64.
static bool hasPartSlabs(TargetAttr target, LookupOp lookup) {
  bool slices = choosePrefetchLocality(target) == 2;
  Type element = getTablesType(lookup).getElementType();
  return !element.isInteger(8) &&
         (!(slices && element.isF16()) || exceedsCache(target, lookup));
}

/// The batch size from which slabs win: each line of a slab must be used so
/// often that reading it from memory is paid. On Zen 5, S = 256, lookup alone,
/// us a token by slabs and token by token: f32 (O = 512, T = 128) 5.5 and 5.3
/// at 384 tokens, 4.8 and 5.3 at 512, 3.5 and 5.1 at 1024; bf16 of 128 MiB (O =
/// 1024, T = 256) 15.7 and 16.0 at 384, 13.7 and 16.1 at 512; bf16 of 40 MiB (O
/// = 640, T = 128) 3.9 and 3.8 at 384, 3.5 and 3.8 at 512. Those of 32 MiB,
/// what the last-level cache has, are worth keeping there: 2.6 and 2.4 at
/// 512, 2.40 and 2.37 at 768, 2.27 and 2.35 at 1024. Where the alternative is a
/// slice of all tables with prefetches, twice as many: on Zen 4, f32 at 512
/// tokens 7.1 and 7.1 (T = 128), 23 and 18 (O = 768, T = 192), at 1024 5.3 and
/// 6.4, 15.7 and 15.0; bf16 of 32 MiB 3.5 and 3.1 at 1024, 3.0 and 3.1 at 2048.
/// Slabs with prefetches, see `chooseSlabTables`, won at 512 tokens and not at
/// 64.
static int64_t getSlabTokens(TargetAttr target, LookupOp lookup) {
  if (exceedsCache(target, lookup))
    return lookup.getNumRows() * 2;
  int64_t elements =
      lookup.getNumTables() * lookup.getNumRows() * lookup.getOutputWidth();
  bool cached = elements * getElementBytes(lookup) <= target.getL3Bytes();
  bool slices = choosePrefetchLocality(target) == 2;
  return lookup.getNumRows() * (cached ? 4 : 2) * (slices ? 2 : 1);
}

/// Columns that token by token are kept in registers. With 16 of them as many
/// accumulators as fit beside the score and the row: at O = 512 in f32 on Zen
/// 3, 112 columns took 21.5 us a token, 64 took 23 and 128 took 24. With 32, 16
/// accumulators: 8 took 1.3x as long on Zen 5.
static int64_t chooseChunkColumns(TargetAttr target) {
  int64_t registers = target.getVectorRegisters();
  return target.getF32Lanes() * (registers >= 32 ? 16 : registers - 2);
}

bool lookupffn::fitsCaches(TargetAttr target, LookupOp lookup) {
  return !lookup.isShared() && chooseTileTables(target, lookup) == 0;
}

/// Why the tables of `lookup` are not worth a packed copy; empty when they are:
/// weights that do not fit the caches.
static std::string getReasonAgainstPacking(TargetAttr target, LookupOp lookup) {
  if (lookup.isShared())
    return "all codes share one table";
  if (fitsCaches(target, lookup))
    return "all tables fit the caches";
  if (lookup.isSliced() || !isFromWeights(lookup.getTables()))
    return "its tables are not a weight";
  return "";
}

/// The width of slices of tables that run slab by slab: half of the registers
/// hold the sums.
static int64_t getSlabColumns(TargetAttr target, LookupOp lookup) {
  return std::min<int64_t>(kSliceRowBytes / getElementBytes(lookup),
                           target.getF32Lanes() * target.getVectorRegisters() /
                               2);
}

/// Whether rows of i8 are summed as integers.
static bool sumsBytes(TargetAttr target, LookupOp lookup, Precision precision) {
  return precision == Precision::Codes &&
         DotFeatures::getReasonAgainst(target, lookup).empty();
}

/// Why `lookup` never runs slab by slab where `target` alone decides.
static std::string getOwnReasonAgainstSlabs(TargetAttr target, LookupOp lookup,
                                            Precision precision) {
  std::string reason = getReasonAgainstPacking(target, lookup);
  if (!reason.empty())
    return reason;
  bool bytes = getElementBytes(lookup) == 1;
  if (bytes && choosePrefetchLocality(target) != 2)
    return "converting rows of i8 takes as long as reading them";
  int64_t columns = getSlabColumns(target, lookup);
  if (bytes && columns < target.getCacheLineBytes())
    return "half of the registers hold " + std::to_string(columns) +
           " columns, less than a cache line of i8";
  int64_t width = lookup.getOutputWidth();
  if (width % columns != 0 || width <= columns)
    return "its " + std::to_string(width) +
           " columns are not several slices of " + std::to_string(columns);
  int64_t block = chooseBlockTokens(lookup.getNumTables(), columns,
                                    sumsBytes(target, lookup, precision));
  if (choosePrefetchLocality(target) != 2 &&
      block < getSlabTokens(target, lookup))
    return "slabs pay from " + std::to_string(getSlabTokens(target, lookup)) +
           " tokens on, but scratch memory holds " + std::to_string(block);
  return "";
}

/// The targets that the packed tables of `lookup` have to serve.
static SmallVector<TargetAttr> getLayoutTargets(TargetAttr target,
                                                LookupOp lookup) {
  auto list = lookup->getParentOfType<ModuleOp>()->getAttrOfType<ArrayAttr>(
      LookupFFNDialect::kLayoutTargetsAttrName);
  if (!list)
    return {target};
  return llvm::to_vector(list.getAsRange<TargetAttr>());
}

std::string lookupffn::getReasonAgainstSlabs(TargetAttr target, LookupOp lookup,
                                             Precision precision) {
  std::string reason = getOwnReasonAgainstSlabs(target, lookup, precision);
  if (!reason.empty() || getElementBytes(lookup) > 1)
    return reason;
  // The slices of i8 are as wide as all registers of some targets.
  for (TargetAttr other : getLayoutTargets(target, lookup))
    if (!getOwnReasonAgainstSlabs(other, lookup, precision).empty())
      return "target '" + other.getCpu().str() +
             "' of the same weights has no such order";
  return "";
}

/// The width of the slices of tables that run slab by slab in large batches, 0
/// where there are none. The most capable of several targets decides; of i8 the
/// least capable, a whole cache line, which dot products of 512 bits fill.
static int64_t chooseSlabColumns(TargetAttr target, LookupOp lookup,
                                 Precision precision) {
  SmallVector<int64_t> widths;
  for (TargetAttr other : getLayoutTargets(target, lookup))
    if (getReasonAgainstSlabs(other, lookup, precision).empty())
      widths.push_back(getSlabColumns(other, lookup));
  if (widths.empty())
    return 0;
  return getElementBytes(lookup) == 1 ? *llvm::min_element(widths)
                                      : *llvm::max_element(widths);
}

/// Why tables are not packed in whole chunks where `target` alone decides.
static std::string getReasonAgainstChunks(TargetAttr target, LookupOp lookup,
                                          Precision precision) {
  std::string reason = getReasonAgainstPacking(target, lookup);
  if (!reason.empty())
    return reason;
  if (target.getVectorRegisters() < 32)
    return getReasonAgainstSlabs(target, lookup, precision);
  int64_t columns = chooseChunkColumns(target);
  if (lookup.getOutputWidth() % columns != 0)
    return "its " + std::to_string(lookup.getOutputWidth()) +
           " columns are not a multiple of the " + std::to_string(columns) +
           " that registers hold";
  return "";
}

std::string lookupffn::getReasonAgainstSlices(TargetAttr target,
                                              LookupOp lookup,
                                              Precision precision) {
  if (chooseSlabColumns(target, lookup, precision) > 0)
    return "";
  std::string reason = getReasonAgainstChunks(target, lookup, precision);
  if (!reason.empty())
    return reason;
  for (TargetAttr other : getLayoutTargets(target, lookup))
    if (!getReasonAgainstChunks(other, lookup, precision).empty() ||
        chooseChunkColumns(other) != chooseChunkColumns(target))
      return "target '" + other.getCpu().str() +
             "' of the same weights wants another layout";
  return "";
}

/// The width of the slices in which the tables of `lookup` are packed, 0 where
/// they stay as they are. Where slabs do not ask for another, whole chunks on
/// targets with many registers, if all agree: a copy begins on a cache line and
/// lies on large pages. Rows of i8 that began 16 bytes off a line took 1.2x to
/// 1.8x as long on Zen 5.
static int64_t chooseSliceColumns(TargetAttr target, LookupOp lookup,
                                  Precision precision) {
  if (int64_t columns = chooseSlabColumns(target, lookup, precision))
    return columns;
  return getReasonAgainstSlices(target, lookup, precision).empty()
             ? chooseChunkColumns(target)
             : 0;
}

/// The batch size from which all tokens read one slice of all tables before the
/// next, 0 for never. The slice then fills a part of the last-level cache that
/// later tokens find it in. On Zen 4, T = 128, O = 512, against all slices
/// token by token: f32 1.0x at 2 tokens, 1.3x at 4, 1.7x at 64; bf16 0.85x at
/// 4, 1.1x at 16, 1.4x at 256; i8 1.05x at 16, 1.3x at 256, and code for
/// x86-64-v3, which sums i8 in f32, 2x at 16, 1.5x at 64, 2.1x at 4096. Where
/// prefetches go to the first level it was not tried.
static int64_t getSliceTokens(TargetAttr target, LookupOp lookup,
                              Precision precision) {
  if (chooseSlabColumns(target, lookup, precision) == 0 ||
      choosePrefetchLocality(target) != 2)
    return 0;
  return getElementBytes(lookup) == 4 ? 4 : 16;
}

/// Rows between a prefetch and its use in this order, where a row is two lines.
static int64_t getSlicePrefetchRows(LookupOp lookup) {
  return getElementBytes(lookup) == 4 ? 64 : 128;
}

/// The tables of a slab of some tables. One takes half of the second-level
/// cache; codes, scores and partial sums pass through the rest. Where a slice of
/// all tables would not stay in the last-level cache, an eighth of that, whose
/// rows are prefetched: on Zen 4, T = 1024, O = 4096, us a token at 1024 tokens
/// by an eighth and by slices of all tables: f32 508 and 811, bf16 272 and 389,
/// f16 265 and 285. A quarter took 292 in bf16, slabs for the second-level cache
/// 353.
static int64_t chooseSlabTables(TargetAttr target, LookupOp lookup,
                                int64_t sliceColumns) {
  int64_t tableBytes =
      lookup.getNumRows() * sliceColumns * getElementBytes(lookup);
  if (exceedsCache(target, lookup))
    return std::max<int64_t>(1, target.getL3Bytes() / 8 / tableBytes);
  return std::clamp<int64_t>(target.getL2Bytes() / 2 / tableBytes, 1,
                             kMaxSlabColumns / sliceColumns);
}

/// The batch size from which a lookup runs group by group, 0 for never: never
/// where it has slabs for large batches. Code for x86-64-v3 on Zen 5, layer of
/// f32 rows at 64 tokens: 19.9 us a token by groups of slices, 13.6 token by
/// token, 15.6 by groups of tables that are not sliced. Where registers are many,
/// groups pay from about the batch size on from which slabs would.
static int64_t getGroupTokens(TargetAttr target, LookupOp lookup,
                              Precision precision) {
  if (chooseTileTables(target, lookup) == 0 ||
      chooseSlabColumns(target, lookup, precision) > 0)
    return 0;
  if (target.getVectorRegisters() < 32)
    return kGroupedTokens;
  return getElementBytes(lookup) > 1 ? getSlabTokens(target, lookup) : 0;
}

//===----------------------------------------------------------------------===//
// Projections and regimes
//===----------------------------------------------------------------------===//

/// The arithmetic of a projection on the fast path. A product of tiles of bytes
/// is 16 x 64 by 64 x 16 in 16 cycles, so the matrix of the published layer, D =
/// 512 and T * L = 1024, in three products for two bytes, takes 1536 cycles a
/// token; its bh4 takes 4096 in pairs of i16 and 8192 in f32 at two vectors of
/// 512 bits a cycle. A bh4 becomes a matrix for them unless its weights, two
/// bytes each, exceed the second-level cache by far. All of this is calculated:
/// nobody has timed tiles. Those of bf16 do half as much, with 8 bits of a
/// number instead of 16.
static StringRef chooseArithmetic(TargetAttr target, ProjectOp project,
                                  Precision precision) {
  if (precision != Precision::Codes)
    return "f32";
  int64_t bytes = 2 * project.getNumTables() * project.getNumBits() *
                  project.getInputWidth();
  bool composes =
      !isa<BH4Attr>(project.getKind()) || bytes <= 2 * target.getL2Bytes();
  if (composes && getReasonAgainstTiles(target, project).empty())
    return "i8x2";
  return getReasonAgainstInteger(target, project).empty() ? "i16" : "f32";
}

SmallVector<RegimeAttr> lookupffn::chooseRegimes(TargetAttr target,
                                                 Operation *function,
                                                 Precision precision) {
  MLIRContext *context = target.getContext();
  // Large blocks serve lookups that run group by group or slab by slab.
  int64_t codes = 0, columns = 0;
  int64_t groupTokens = 0, sliceTokens = 0, slabTokens = 0;
  bool bytes = false;
  function->walk([&](LookupOp lookup) {
    if (chooseTileTables(target, lookup) == 0)
      return;
    codes = std::max(codes, lookup.getNumCodes());
    int64_t slabColumns = chooseSlabColumns(target, lookup, precision);
    bytes |= slabColumns > 0 && sumsBytes(target, lookup, precision);
    if (slabColumns > 0 && hasPartSlabs(target, lookup)) {
      columns = std::max(columns, slabColumns);
      slabTokens = std::max(slabTokens, getSlabTokens(target, lookup));
    }
    sliceTokens =
        std::max(sliceTokens, getSliceTokens(target, lookup, precision));
    groupTokens =
        std::max(groupTokens, getGroupTokens(target, lookup, precision));
  });
  bool tiles = false;
  function->walk([&](ProjectOp project) {
    tiles |= chooseArithmetic(target, project, precision) == "i8x2";
  });
  int64_t panel = tiles ? kTilePanelTokens : kPanelTokens;
  SmallVector<RegimeAttr> regimes = {
      RegimeAttr::get(context, /*min_tokens=*/0, kSmallBlockPanels * panel)};
  if (codes == 0)
    return regimes;
  int64_t block = chooseBlockTokens(codes, columns, bytes);
  int64_t last = 0;
  for (int64_t tokens : {std::max(sliceTokens, groupTokens), slabTokens}) {
    if (tokens > last && block >= tokens)
      regimes.push_back(RegimeAttr::get(context, tokens, block));
    last = std::max(last, tokens);
  }
  return regimes;
}

//===----------------------------------------------------------------------===//
// Tiles
//===----------------------------------------------------------------------===//

/// Columns of the register tile of a projection: with 6 tokens it leaves
/// registers for the weights and for one broadcast. 16 registers hold 6 x 2
/// accumulators, 32 hold 6 x 4. In bytes each sum takes a register.
static int64_t chooseProjectionColumns(TargetAttr target, bool bytes = false) {
  if (bytes)
    return 4;
  return target.getF32Lanes() * (target.getVectorRegisters() >= 32 ? 4 : 2);
}

/// Tokens of the same tile. The 8 registers of a RISC-V core without V hold
/// 2 x 2 accumulators.
static int64_t chooseProjectionTokens(TargetAttr target) {
  return target.getVectorRegisters() >= 16 ? 6 : 2;
}

int64_t lookupffn::choosePanelColumns(TargetAttr target, int64_t columns) {
  int64_t lanes = target.getF32Lanes();
  for (int64_t panel = chooseProjectionColumns(target); panel >= lanes;
       panel /= 2)
    if (columns % panel == 0)
      return panel;
  return 0;
}

/// The register tile of a lookup, in whole slices.
static int64_t chooseLookupColumns(TargetAttr target, int64_t sliceColumns) {
  int64_t columns = chooseChunkColumns(target);
  if (sliceColumns == 0)
    return columns;
  return std::max(sliceColumns, columns / sliceColumns * sliceColumns);
}

/// Rows between a prefetch and its use: what they hold of a chunk fills at most
/// half of the first-level cache, for rows that are prefetched into the second
/// level too. On Zen 4 (32 KiB) 16 rows of f32, 32 of 16 bits and 64 of i8 were
/// best: 16 of i8 took 1.1x as long as 64, 32 of f32 1.16x as long as 16. On
/// Zen 5 (48 KiB) so were the first two, by 1.1x to 1.3x over half as many, and
/// on Zen 3 (32 KiB) 8 to 16 rows of f32.
static int64_t choosePrefetchRows(TargetAttr target, LookupOp lookup,
                                  int64_t columns) {
  int64_t bytes = getElementBytes(lookup);
  int64_t chunkBytes = std::min(columns, lookup.getOutputWidth()) * bytes;
  int64_t rows = std::max<int64_t>(1, target.getL1Bytes() / 2 / chunkBytes);
  return std::clamp<int64_t>(llvm::bit_floor<uint64_t>(rows), 4, 64 / bytes);
}

static ScheduleAttr chooseLookupSchedule(TargetAttr target, RegimeAttr regime,
                                         LookupOp lookup, Precision precision) {
  int64_t sliceColumns = chooseSliceColumns(target, lookup, precision);
  int64_t block = regime.getBlockTokens();
  // Zen 5, T = 128, O = 512: 1.07 us a token at 64 tokens, 1.26 in f32.
  bool bytes = sumsBytes(target, lookup, precision);
  if (chooseSlabColumns(target, lookup, precision) > 0 &&
      hasPartSlabs(target, lookup) &&
      regime.getMinTokens() >= getSlabTokens(target, lookup)) {
    bool prefetches = exceedsCache(target, lookup);
    return ScheduleAttr::get(
        target.getContext(), "fast", /*tile_tokens=*/1, sliceColumns, block,
        prefetches ? getSlicePrefetchRows(lookup) : 0,
        prefetches ? choosePrefetchLocality(target) : 3,
        chooseSlabTables(target, lookup, sliceColumns), sliceColumns,
        /*slab=*/true, "f32");
  }
  int64_t sliceTokens = getSliceTokens(target, lookup, precision);
  if (sliceTokens > 0 && regime.getMinTokens() >= sliceTokens)
    return ScheduleAttr::get(
        target.getContext(), "fast", /*tile_tokens=*/1, sliceColumns, block,
        getSlicePrefetchRows(lookup), choosePrefetchLocality(target),
        /*tile_tables=*/0, sliceColumns, /*slab=*/true, bytes ? "u8" : "f32");
  int64_t columns = chooseLookupColumns(target, sliceColumns);
  int64_t groupTokens = getGroupTokens(target, lookup, precision);
  bool grouped = groupTokens > 0 && regime.getMinTokens() >= groupTokens;
  return ScheduleAttr::get(target.getContext(), "fast", /*tile_tokens=*/1,
                           columns, block,
                           choosePrefetchRows(target, lookup, columns),
                           choosePrefetchLocality(target),
                           grouped ? chooseTileTables(target, lookup) : 0,
                           sliceColumns, /*slab=*/false, bytes ? "u8" : "f32");
}

std::optional<Precision> lookupffn::choosePrecision(StringRef precision,
                                                    Operation *function) {
  if (precision == "exact")
    return Precision::Exact;
  if (precision == "codes")
    return Precision::Codes;
  if (precision != "auto")
    return std::nullopt;
  bool any = false, narrow = true;
  function->walk([&](LookupOp lookup) {
    auto tables = cast<ShapedType>(lookup.getTables().getType());
    any = true;
    narrow &= !tables.getElementType().isF32();
  });
  return any && narrow ? Precision::Codes : Precision::Exact;
}

/// Tokens of a panel of `op`. Where a function projects, they read the weights
/// together. Without, a panel only brings z into bit-major order, and stays in
/// the first-level cache: the hash of T * L = 1024 took 0.37 us a token with 2
/// tokens on Zen 4, 0.51 with 4 and 0.45 with 36.
static int64_t choosePanelTokens(TargetAttr target, Operation *op,
                                 Precision precision) {
  int64_t bytes = 0;
  bool projects = false, tiles = false;
  op->getParentOfType<func::FuncOp>().walk([&](ProjectOp project) {
    projects |= !isa<IdentityAttr>(project.getKind());
    tiles |= chooseArithmetic(target, project, precision) == "i8x2";
    bytes += 4 * project.getNumTables() * project.getNumBits();
  });
  if (tiles)
    return kTilePanelTokens;
  if (projects || bytes == 0)
    return kPanelTokens;
  return std::clamp<int64_t>(target.getL1Bytes() / 4 / bytes, 1, kPanelTokens);
}

/// Tokens between one whose z is read and one that is prefetched, 16 KiB. Into
/// the second-level cache of Zen 4 it made the hash 1.15x to 1.2x faster, 8 and
/// 32 KiB as much or less; into the first level slower.
static int64_t choosePrefetchTokens(TargetAttr target, ProjectOp project) {
  if (choosePrefetchLocality(target) != 2)
    return 0;
  int64_t bytes = 4 * project.getNumTables() * project.getNumBits();
  return std::clamp<int64_t>((16 << 10) / bytes, 1, kPanelTokens);
}

ScheduleAttr lookupffn::chooseSchedule(TargetAttr target, RegimeAttr regime,
                                       Operation *op, bool fast,
                                       Precision precision) {
  MLIRContext *context = target.getContext();
  int64_t panel = std::min(choosePanelTokens(target, op, precision),
                           regime.getBlockTokens());
  int64_t lanes = target.getF32Lanes();
  if (!fast)
    return ScheduleAttr::get(
        context, "linalg", /*tile_tokens=*/1, /*tile_columns=*/1,
        isa<LookupOp>(op) ? regime.getBlockTokens() : panel,
        /*prefetch_rows=*/0, /*prefetch_locality=*/3, /*tile_tables=*/0,
        /*slice_columns=*/0, /*slab=*/false, "f32");
  auto project = dyn_cast<ProjectOp>(op);
  if (project && !isa<IdentityAttr>(project.getKind())) {
    StringRef arithmetic = chooseArithmetic(target, project, precision);
    bool tiles = arithmetic == "i8x2";
    bool bytes = arithmetic == "i16" && IntegerFeatures(target).bytes;
    return ScheduleAttr::get(context, "fast",
                             tiles ? QuantizedDenseAttr::kTileTokens
                                   : chooseProjectionTokens(target),
                             tiles ? 2 * QuantizedDenseAttr::kTileColumns
                                   : chooseProjectionColumns(target, bytes),
                             panel, 0, 3, 0, 0, false, arithmetic);
  }
  if (auto lookup = dyn_cast<LookupOp>(op))
    return chooseLookupSchedule(target, regime, lookup, precision);
  if (project)
    return ScheduleAttr::get(
        context, "fast", 1, lanes, panel, choosePrefetchTokens(target, project),
        choosePrefetchLocality(target), 0, 0, false, "f32");
  return ScheduleAttr::get(context, "fast", 1, lanes, panel, 0, 3, 0, 0, false,
                           "f32");
}
