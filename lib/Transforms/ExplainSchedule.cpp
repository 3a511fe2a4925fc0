//===- ExplainSchedule.cpp - Remarks about what was chosen ----------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In: entry points with regimes, and token ops with schedules. Out: the same,
// and remarks that answer why a layer is slow: passed for each fast choice,
// missed with a reason for each that could be faster, analysis for the rest.
// Reasons come from the functions that decide, so they cannot drift.
//
//===----------------------------------------------------------------------===//

#include "ExplainSchedule.h"

#include "lookupffn/Conversion/Passes.h"
#include "lookupffn/Transforms/EntryPoint.h"

#include "mlir/IR/Remarks.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::lookupffn;

namespace {
/// Emits the remarks about one op or function.
class Explainer {
public:
  Explainer(Location loc, func::FuncOp function,
            StringRef pass = "lookupffn-choose-schedule")
      : loc(loc), function(function.getName()), pass(pass) {}

  void choose(StringRef name, const std::string &text) const {
    remark::passed(loc, describe(name)) << text;
  }
  void analyse(StringRef name, const std::string &text) const {
    remark::analysis(loc, describe(name)) << text;
  }
  void miss(StringRef name, const std::string &text, const std::string &reason,
            const std::string &suggestion = "") const {
    auto remark = remark::missed(loc, describe(name));
    remark << text << remark::reason("{0}", reason);
    if (!suggestion.empty())
      remark << remark::suggest("{0}", suggestion);
  }

private:
  remark::RemarkOpts describe(StringRef name) const {
    return remark::RemarkOpts::name(name).category(pass).function(function);
  }

  Location loc;
  StringRef function, pass;
};
} // namespace

static std::string fromTokens(RegimeAttr regime) {
  return "from " + std::to_string(regime.getMinTokens()) + " tokens";
}

void lookupffn::explainFunction(func::FuncOp function,
                                const ScheduleReasons &reasons) {
  if (!function.getContext()->getRemarkEngine())
    return;
  Explainer explainer(function.getLoc(), function);
  TargetAttr target = reasons.target;
  auto kibibytes = [](int64_t bytes) {
    return std::to_string(bytes >> 10) + " KiB";
  };
  explainer.analyse(
      "Target", target.getCpu().str() + ": " +
                    std::to_string(target.getVectorRegisters()) +
                    " vectors of " + std::to_string(target.getVectorBits()) +
                    " bits, caches of " + kibibytes(target.getL1Bytes()) +
                    ", " + kibibytes(target.getL2Bytes()) + " and " +
                    kibibytes(target.getL3Bytes()));
  bool codes = reasons.contract == Precision::Codes;
  std::string why = "asked for";
  if (reasons.precision == "auto")
    why = codes ? "no rows of tables are f32"
                : "some rows of tables are f32, or there are no tables";
  explainer.analyse("Precision",
                    std::string(codes ? "codes" : "exact") + ": " + why);
  std::string blocks;
  for (auto regime :
       function->getAttrOfType<ArrayAttr>(LookupFFNDialect::kRegimesAttrName)
           .getAsRange<RegimeAttr>())
    blocks += (blocks.empty() ? "" : ", ") + fromTokens(regime) +
              " in blocks of " + std::to_string(regime.getBlockTokens());
  explainer.analyse("Regimes", blocks);
}

void lookupffn::explainThreads(func::FuncOp function) {
  Explainer explainer(function.getLoc(), function, "lookupffn-tile-tokens");
  auto getKey = [&](StringRef key) -> int64_t {
    auto number = getEntryAttr(function).getAs<IntegerAttr>(key);
    return number ? number.getInt() : 0;
  };
  auto twice = [](int64_t pieces, int64_t ofToken = 1) {
    return std::to_string(llvm::divideCeil(2 * pieces, ofToken));
  };
  auto output = dyn_cast<ShapedType>(function.getResultTypes().front());
  bool fixed = output && output.getRank() > 0 && !output.isDynamicDim(0);
  int64_t threadTokens = getKey("thread_tokens");
  if (threadTokens == 0 || fixed)
    return explainer.miss("OneThread", "every call runs on one thread",
                          fixed ? "the number of tokens is fixed"
                                : "codes are searched before anything is "
                                  "stored");
  int64_t slices = getKey("num_slices");
  if (slices == 0)
    return explainer.choose("Threads", "with threads, calls of " +
                                           twice(threadTokens) +
                                           " tokens or more are cut into "
                                           "parts");
  explainer.choose("Threads",
                   "with threads, the lookup is cut by slices from " +
                       twice(getKey("part_slices"), slices) +
                       " tokens on, what comes before it by tokens from " +
                       twice(getKey("part_tokens")) + " on");
}

void lookupffn::explainWholeParts(func::FuncOp function,
                                  const std::string &reason) {
  Explainer(function.getLoc(), function, "lookupffn-emit-parts")
      .miss("WholeParts", "threads share calls by tokens alone", reason);
}

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

/// The arithmetic of a projection with weights on the fast path.
static void explainProjection(ProjectOp project, ScheduleAttr schedule,
                              const ScheduleReasons &reasons,
                              const Explainer &explainer) {
  if (!project.getWeights() || isa<PairwiseAttr>(project.getKind()))
    return;
  if (schedule.getArithmetic() == "i16")
    return explainer.choose("IntegerProjection",
                            "runs in 16-bit integers, and again in f32 where a "
                            "code could change");
  if (schedule.getArithmetic() == "i8x2")
    return explainer.choose(
        "TiledProjection", "runs as one matrix in tiles of integers of two "
                           "bytes, and again in f32 where a code could change");
  std::string reason = isa<DenseAttr>(project.getKind())
                           ? getReasonAgainstTiles(reasons.target, project)
                           : getReasonAgainstInteger(reasons.target, project);
  bool exact = reason.empty() && reasons.contract == Precision::Exact;
  explainer.miss("FloatProjection", "runs in f32",
                 exact ? "the contract is exact" : reasons.orGiven(reason),
                 exact ? "precision=codes lets it run in integers" : "");
}

/// In which order a lookup on the fast path reads tables that do not fit the
/// caches.
static void explainOrder(LookupOp lookup, ArrayRef<RegimeAttr> regimes,
                         ArrayRef<ScheduleAttr> schedules,
                         const ScheduleReasons &reasons,
                         const Explainer &explainer) {
  if (int64_t columns = schedules.front().getSliceColumns())
    explainer.choose("SlicedTables", "tables are packed in slices of " +
                                         std::to_string(columns) + " columns");
  else
    explainer.miss("WholeTables", "tables are not packed in slices of columns",
                   reasons.orGiven(getReasonAgainstSlices(
                       reasons.target, lookup, reasons.contract)));
  bool slabs = false;
  for (auto [regime, schedule] : llvm::zip_equal(regimes, schedules)) {
    std::string tables = std::to_string(schedule.getTileTables());
    slabs |= schedule.getSlab();
    if (schedule.getSlab() && schedule.getTileTables() == 0)
      explainer.choose("Slices", fromTokens(regime) +
                                     " all tokens read one slice of the tables "
                                     "before the next");
    else if (schedule.getSlab())
      explainer.choose("Slabs", fromTokens(regime) + " slabs of " + tables +
                                    " tables stay in the cache");
    else if (schedule.getTileTables() > 0)
      explainer.choose("Groups", fromTokens(regime) + " groups of " + tables +
                                     " tables are read at one time");
    else
      explainer.analyse("TokenByToken",
                        fromTokens(regime) + " each token reads all tables");
  }
  if (!slabs)
    explainer.miss("NoSlabs", "no batch runs slab by slab",
                   reasons.orGiven(getReasonAgainstSlabs(reasons.target, lookup,
                                                         reasons.contract)));
}

/// How a lookup on the fast path sums rows of i8.
static void explainSums(LookupOp lookup, ArrayRef<ScheduleAttr> schedules,
                        const ScheduleReasons &reasons,
                        const Explainer &explainer) {
  auto tables = cast<ShapedType>(lookup.getTables().getType());
  if (!tables.getElementType().isInteger(8))
    return;
  if (llvm::any_of(schedules, [](ScheduleAttr schedule) {
        return schedule.getArithmetic() == "u8";
      }))
    return explainer.choose("ByteSums",
                            "rows of i8 are summed as integers, with "
                            "weights of 8 bits");
  std::string reason = DotFeatures::getReasonAgainst(reasons.target, lookup);
  bool exact = reason.empty() && reasons.contract == Precision::Exact;
  explainer.miss("FloatSums", "rows of i8 are summed in f32",
                 exact ? "the contract is exact" : reasons.orGiven(reason),
                 exact ? "precision=codes lets weights have 8 bits" : "");
}

void lookupffn::explainSchedules(Operation *op,
                                 const ScheduleReasons &reasons) {
  if (!op->getContext()->getRemarkEngine())
    return;
  auto function = op->getParentOfType<func::FuncOp>();
  Explainer explainer(op->getLoc(), function);
  auto regimes = llvm::to_vector(
      function->getAttrOfType<ArrayAttr>(LookupFFNDialect::kRegimesAttrName)
          .getAsRange<RegimeAttr>());
  auto schedules = llvm::to_vector(
      op->getAttrOfType<ArrayAttr>(LookupFFNDialect::kScheduleAttrName)
          .getAsRange<ScheduleAttr>());
  auto isFast = [](ScheduleAttr schedule) {
    return schedule.getPath() == "fast";
  };
  std::string name = op->getName().getStringRef().str();
  if (!llvm::all_of(schedules, isFast)) {
    std::string reason = getReasonAgainstFastPath(reasons.target, op);
    if (reason.empty() && !reasons.given)
      reason = "path=linalg was asked for";
    explainer.miss("PortablePath",
                   name + " takes the portable path, which is slow",
                   reasons.orGiven(reason));
  }
  if (!isFast(schedules.front()))
    return;
  explainer.choose(
      "FastPath", name + " takes the fast path, with vectors of " +
                      std::to_string(reasons.target.getVectorBits()) + " bits");
  if (auto project = dyn_cast<ProjectOp>(op))
    explainProjection(project, schedules.front(), reasons, explainer);
  auto lookup = dyn_cast<LookupOp>(op);
  if (!lookup)
    return;
  explainSums(lookup, schedules, reasons, explainer);
  if (fitsCaches(reasons.target, lookup))
    explainer.analyse("CachedTables", "all tables fit the caches");
  else
    explainOrder(lookup, regimes, schedules, reasons, explainer);
}
