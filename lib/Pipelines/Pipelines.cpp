//===- Pipelines.cpp - The order of all passes ----------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The only place that orders passes. Each stage says which dialects come in and
// which go out.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/Pipelines/Pipelines.h"

#include "lookupffn/Conversion/Passes.h"
#include "lookupffn/Target/Passes.h"
#include "lookupffn/Transforms/Passes.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace mlir::lookupffn;

/// target: resolve the CPU once; later stages read only the module.
static void addTarget(OpPassManager &pm, const PipelineOptions &options) {
  ResolveTargetOptions target;
  target.target = options.target;
  target.features = options.features;
  target.triple = options.triple;
  target.l1Bytes = options.sizes.l1Bytes;
  target.l2Bytes = options.sizes.l2Bytes;
  target.l3Bytes = options.sizes.l3Bytes;
  target.vectorBits = options.sizes.vectorBits;
  pm.addPass(createResolveTarget(target));
}

/// schedule: lookupffn on tensors in and out, with `lookupffn.schedule`.
static void addSchedule(OpPassManager &pm, const PipelineOptions &options) {
  pm.addPass(createInlinerPass());
  pm.addPass(createFlattenTokens());
  pm.addPass(memref::createResolveRankedShapeTypeResultDimsPass());
  pm.addPass(createCanonicalizerPass());
  ApplyScheduleOptions given;
  given.file = options.schedule;
  pm.addPass(createApplySchedule(given));
  ChooseScheduleOptions schedule;
  schedule.path = options.path;
  schedule.precision = options.precision;
  pm.addPass(createChooseSchedule(schedule));
  if (options.dumpSchedule.empty())
    return;
  DumpScheduleOptions dump;
  dump.file = options.dumpSchedule;
  pm.addPass(createDumpSchedule(dump));
}

/// prepare: weights rewritten as IR and moved to @<name>_pack; tokens in
/// blocks. lookupffn, linalg and scf on tensors.
static void addPrepare(OpPassManager &pm) {
  pm.addPass(createLowerBoundsCheck());
  pm.addPass(createPrepareWeights());
  pm.addPass(createSliceTables());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
  pm.addPass(createOutlinePacking());
  pm.addPass(createTileTokens());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
}

/// linalg: ops on the portable path become linalg on tensors.
static void addLinalg(OpPassManager &pm) {
  pm.addNestedPass<func::FuncOp>(createConvertLookupFFNToLinalg());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
}

/// buffer: tensors become memrefs; lookupffn ops on the fast path stay ops.
static void addBuffer(OpPassManager &pm) {
  pm.addPass(bufferization::createEmptyTensorEliminationPass());
  bufferization::OneShotBufferizePassOptions bufferize;
  bufferize.bufferizeFunctionBoundaries = true;
  bufferize.functionBoundaryTypeConversion =
      bufferization::LayoutMapOption::IdentityLayoutMap;
  pm.addPass(bufferization::createOneShotBufferizePass(bufferize));
  // Self copies are folded by the second canonicalisation only.
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createAssignScratch());
  pm.addPass(createOutlinePhases());
  pm.addPass(createEmitParts());
}

/// vector: what is left of lookupffn becomes scf and vector, linalg becomes
/// loops.
static void addVector(OpPassManager &pm) {
  pm.addNestedPass<func::FuncOp>(createConvertLookupFFNToVector());
  pm.addNestedPass<func::FuncOp>(createLowerCopies());
  pm.addNestedPass<func::FuncOp>(createConvertLinalgToLoopsPass());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
}

/// llvm: bare-pointer entry points, then the LLVM dialect.
static void addLLVM(OpPassManager &pm) {
  pm.addPass(createEmitEntryPoints());
  pm.addPass(createCheckLowered());
  pm.addPass(createStampTarget());
  pm.addPass(memref::createExpandStridedMetadataPass());
  pm.addPass(createLowerAffinePass());
  pm.addPass(arith::createArithExpandOpsPass());
  pm.addPass(createSCFToControlFlowPass());
  pm.addPass(createConvertToLLVMPass());
  pm.addPass(createReconcileUnrealizedCastsPass());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
}

namespace {
struct Stage {
  StringRef name;
  void (*add)(OpPassManager &, const PipelineOptions &);
};
} // namespace

/// Drops the options for a stage that has none.
template <void (*add)(OpPassManager &)>
static void withoutOptions(OpPassManager &pm, const PipelineOptions &) {
  add(pm);
}

static constexpr Stage kStages[] = {
    {"target", addTarget},
    {"schedule", addSchedule},
    {"prepare", withoutOptions<addPrepare>},
    {"linalg", withoutOptions<addLinalg>},
    {"buffer", withoutOptions<addBuffer>},
    {"vector", withoutOptions<addVector>},
    {"llvm", withoutOptions<addLLVM>},
};

ArrayRef<StringRef> lookupffn::getStageNames() {
  static const SmallVector<StringRef> names = [] {
    SmallVector<StringRef> list;
    for (const Stage &stage : kStages)
      list.push_back(stage.name);
    return list;
  }();
  return names;
}

LogicalResult
lookupffn::buildPipeline(OpPassManager &manager, const PipelineOptions &options,
                         function_ref<void(const Twine &)> emitError) {
  if (!llvm::is_contained(getStageNames(), options.stopAfter)) {
    emitError("unknown stage '" + options.stopAfter + "'; expected one of " +
              llvm::join(getStageNames(), ", "));
    return failure();
  }
  for (const Stage &stage : kStages) {
    stage.add(manager, options);
    if (stage.name == options.stopAfter)
      break;
  }
  return success();
}

namespace {
/// PipelineOptions as options of `--lookupffn-pipeline`.
struct PipelineCLOptions : public PassPipelineOptions<PipelineCLOptions> {
  Option<std::string> target{
      *this, "target", llvm::cl::init(PipelineOptions().target),
      llvm::cl::desc("host, a CPU name, or a level such as x86-64-v3")};
  Option<std::string> features{
      *this, "features", llvm::cl::desc("features on top of the CPU's")};
  Option<std::string> triple{*this, "triple",
                             llvm::cl::desc("triple of the target")};
  Option<int64_t> l1Bytes{*this, "l1-bytes",
                          llvm::cl::desc("first-level data cache of a core")};
  Option<int64_t> l2Bytes{*this, "l2-bytes",
                          llvm::cl::desc("second-level cache of a core")};
  Option<int64_t> l3Bytes{
      *this, "l3-bytes",
      llvm::cl::desc("third-level cache that a core reaches")};
  Option<int64_t> vectorBits{
      *this, "vector-bits",
      llvm::cl::desc("width of vectors (default: the whole register)")};
  Option<std::string> path{
      *this, "path", llvm::cl::init(PipelineOptions().path),
      llvm::cl::desc("auto, linalg (portable) or fast")};
  Option<std::string> schedule{
      *this, "schedule",
      llvm::cl::desc("schedule file that overrides what would be chosen")};
  Option<std::string> dumpSchedule{
      *this, "dump-schedule",
      llvm::cl::desc("schedule file to write, - for standard output")};
  Option<std::string> precision{
      *this, "precision", llvm::cl::init(PipelineOptions().precision),
      llvm::cl::desc("exact, codes (z may be rounded, codes are not), or auto: "
                     "codes if no rows of tables are f32")};
  Option<std::string> stopAfter{
      *this, "stop-after", llvm::cl::init(PipelineOptions().stopAfter),
      llvm::cl::desc("last stage: target, schedule, prepare, linalg, buffer, "
                     "vector, llvm")};
};
} // namespace

void lookupffn::registerPipelinePasses() {
  registerLookupFFNConversionPasses();
  registerLookupFFNTargetPasses();
  registerLookupFFNTransformsPasses();
  registerTransformsPasses();
  registerLinalgPasses();
  registerConvertToLLVMPass();
  registerReconcileUnrealizedCastsPass();
  registerSCFToControlFlowPass();
  registerLowerAffinePass();
  bufferization::registerBufferizationPasses();
  memref::registerMemRefPasses();
  arith::registerArithPasses();
  PassRegistryFunction build =
      [](OpPassManager &manager, StringRef text,
         function_ref<LogicalResult(const Twine &)> errorHandler) {
        PipelineCLOptions parsed;
        if (failed(parsed.parseFromString(text)))
          return failure();
        PipelineOptions options;
        options.target = parsed.target;
        options.features = parsed.features;
        options.triple = parsed.triple;
        options.sizes = {parsed.l1Bytes, parsed.l2Bytes, parsed.l3Bytes,
                         parsed.vectorBits};
        options.path = parsed.path;
        options.schedule = parsed.schedule;
        options.dumpSchedule = parsed.dumpSchedule;
        options.precision = parsed.precision;
        options.stopAfter = parsed.stopAfter;
        return buildPipeline(manager, options, [&](const Twine &message) {
          (void)errorHandler(message);
        });
      };
  registerPassPipeline(
      "lookupffn-pipeline", "Compile entry points, stage by stage", build,
      [](function_ref<void(const detail::PassOptions &)> handler) {
        handler(PipelineCLOptions());
      });
}
