//===- TileTokens.cpp - Run entry points block by block -------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In: an entry point whose body is a straight line of ops that are parallel
// over their first dimension. Out: destinations as arguments and, for each
// batch regime,
//
//   scf.for %i = 0 to B step block {
//     scf.for %j = 0 to n step panel { layer_norm, project, hash }
//     lookup
//   }
//
// Relies on a single token dimension (lookupffn-flatten-tokens) and on a last
// result that is the status (lookupffn-lower-bounds-check).
//
//===----------------------------------------------------------------------===//

#include "ExplainSchedule.h"
#include "ThreadWork.h"
#include "TokenParallel.h"

#include "lookupffn/IR/LookupFFN.h"
#include "lookupffn/Transforms/EntryPoint.h"
#include "lookupffn/Transforms/Passes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace mlir::lookupffn {
#define GEN_PASS_DEF_TILETOKENS
#include "lookupffn/Transforms/Passes.h.inc"
} // namespace mlir::lookupffn

using namespace mlir;
using namespace mlir::lookupffn;

namespace {

/// Consecutive ops that run in one loop over panels.
struct Phase {
  SmallVector<Operation *> ops;
  int64_t panelTokens;
};

/// Rewrites one entry point.
class TokenTiler {
public:
  explicit TokenTiler(func::FuncOp function)
      : function(function), builder(function.getContext()),
        loc(function.getLoc()) {}

  LogicalResult run();

private:
  LogicalResult verifySchedules(unsigned numRegimes);
  SmallVector<Phase> formPhases(unsigned regime, int64_t blockTokens);
  SmallVector<Value> emitRegime(unsigned regime, RegimeAttr attr, Value tokens,
                                ArrayRef<Value> destinations);
  void emitPhase(const Phase &phase, OpFoldResult offset, OpFoldResult size,
                 int64_t blockTokens, unsigned regime, IRMapping &tiles,
                 ArrayRef<Value> destinations);
  void emitOps(const Phase &phase, OpFoldResult offset, OpFoldResult size,
               unsigned regime, IRMapping &tiles, IRMapping &initTiles);
  bool isNeededAfter(const Phase &phase, Value value);
  /// `size` tokens of a tensor from `offset` on, whole in all other dimensions.
  struct Tile {
    SmallVector<OpFoldResult> offsets, sizes, strides;
  };
  Tile getTile(Value tensor, OpFoldResult offset, OpFoldResult size);
  Value slice(Value tensor, OpFoldResult offset, OpFoldResult size);
  Value insert(Value source, Value tensor, OpFoldResult offset,
               OpFoldResult size);
  Value emptyTile(RankedTensorType type, OpFoldResult size);
  OpFoldResult minSize(int64_t step, Value end, Value offset);

  func::FuncOp function;
  OpBuilder builder;
  Location loc;
  SmallVector<Operation *> parallelOps;
  func::ReturnOp terminator;
};

} // namespace

/// The schedule of `op` in `regime`, or null.
static ScheduleAttr getSchedule(Operation *op, unsigned regime) {
  auto list =
      op->getAttrOfType<ArrayAttr>(LookupFFNDialect::kScheduleAttrName);
  return list ? cast<ScheduleAttr>(list[regime]) : ScheduleAttr();
}

LogicalResult TokenTiler::verifySchedules(unsigned numRegimes) {
  for (Operation *op : parallelOps) {
    Attribute attr = op->getAttr(LookupFFNDialect::kScheduleAttrName);
    auto list = dyn_cast_or_null<ArrayAttr>(attr);
    if (attr && (!list || list.size() != numRegimes))
      return op->emitOpError("expects one schedule for each of the ")
             << numRegimes << " regimes of '" << function.getName() << "'";
  }
  return success();
}

SmallVector<Phase> TokenTiler::formPhases(unsigned regime,
                                          int64_t blockTokens) {
  SmallVector<Phase> phases;
  for (Operation *op : parallelOps) {
    int64_t panel = blockTokens;
    if (ScheduleAttr schedule = getSchedule(op, regime))
      panel = std::min(panel, schedule.getPanelTokens());
    else if (!phases.empty())
      panel = phases.back().panelTokens;
    if (phases.empty() || phases.back().panelTokens != panel)
      phases.push_back({{}, panel});
    phases.back().ops.push_back(op);
  }
  return phases;
}

TokenTiler::Tile TokenTiler::getTile(Value tensor, OpFoldResult offset,
                                     OpFoldResult size) {
  int64_t rank = cast<RankedTensorType>(tensor.getType()).getRank();
  Tile tile;
  tile.offsets.assign(rank, builder.getIndexAttr(0));
  tile.strides.assign(rank, builder.getIndexAttr(1));
  tile.sizes = tensor::getMixedSizes(builder, loc, tensor);
  tile.offsets[0] = offset;
  tile.sizes[0] = size;
  return tile;
}

Value TokenTiler::slice(Value tensor, OpFoldResult offset, OpFoldResult size) {
  Tile tile = getTile(tensor, offset, size);
  return tensor::ExtractSliceOp::create(builder, loc, tensor, tile.offsets,
                                        tile.sizes, tile.strides);
}

Value TokenTiler::insert(Value source, Value tensor, OpFoldResult offset,
                         OpFoldResult size) {
  Tile tile = getTile(tensor, offset, size);
  return tensor::InsertSliceOp::create(builder, loc, source, tensor,
                                       tile.offsets, tile.sizes, tile.strides);
}

Value TokenTiler::emptyTile(RankedTensorType type, OpFoldResult size) {
  SmallVector<OpFoldResult> sizes =
      getAsIndexOpFoldResult(builder.getContext(), type.getShape());
  sizes[0] = size;
  return tensor::EmptyOp::create(builder, loc, sizes, type.getElementType());
}

OpFoldResult TokenTiler::minSize(int64_t step, Value end, Value offset) {
  AffineExpr i, n;
  bindDims(builder.getContext(), i, n);
  AffineMap map = AffineMap::get(
      2, 0, {builder.getAffineConstantExpr(step), n - i}, builder.getContext());
  return affine::makeComposedFoldedAffineMin(builder, loc, map, {offset, end});
}

bool TokenTiler::isNeededAfter(const Phase &phase, Value value) {
  return llvm::any_of(value.getUsers(), [&](Operation *user) {
    return !llvm::is_contained(phase.ops, user);
  });
}

/// Clones the ops of a phase on the tiles of their operands. `tiles` maps what
/// is known at `offset`; `initTiles` maps results to where they are written.
void TokenTiler::emitOps(const Phase &phase, OpFoldResult offset,
                         OpFoldResult size, unsigned regime, IRMapping &tiles,
                         IRMapping &initTiles) {
  for (Operation *op : phase.ops) {
    auto dps = cast<DestinationStyleOpInterface>(op);
    SmallVector<Value> operands;
    for (OpOperand &operand : op->getOpOperands()) {
      Value value = operand.get();
      // An argument may be read both by token and as a whole.
      if (!hasTokens(op, operand)) {
        operands.push_back(value);
      } else if (Value tile = tiles.lookupOrNull(value)) {
        operands.push_back(tile);
      } else if (dps.isDpsInit(&operand) &&
                 value.getDefiningOp<tensor::EmptyOp>()) {
        Value result = dps.getTiedOpResult(&operand);
        Value init = initTiles.lookupOrNull(result);
        operands.push_back(
            init ? init
                 : emptyTile(cast<RankedTensorType>(value.getType()), size));
      } else {
        operands.push_back(slice(value, offset, size));
        tiles.map(value, operands.back());
      }
    }
    SmallVector<Type> types;
    for (OpOperand &init : dps.getDpsInitsMutable())
      types.push_back(operands[init.getOperandNumber()].getType());
    Operation *tiled = mlir::clone(builder, op, types, operands);
    if (ScheduleAttr schedule = getSchedule(op, regime))
      tiled->setAttr(LookupFFNDialect::kScheduleAttrName, schedule);
    tiles.map(op->getResults(), tiled->getResults());
  }
}

/// Emits one phase for the block at `offset`. Results that later phases need
/// are added to `tiles`.
void TokenTiler::emitPhase(const Phase &phase, OpFoldResult offset,
                           OpFoldResult size, int64_t blockTokens,
                           unsigned regime, IRMapping &tiles,
                           ArrayRef<Value> destinations) {
  // What the phase hands on, and where it is written: a slice of the
  // destination when it is returned, else a tensor of one block.
  SmallVector<Value> handedOn;
  IRMapping blockInits;
  for (Operation *op : phase.ops)
    for (Value result : op->getResults()) {
      if (!isNeededAfter(phase, result))
        continue;
      handedOn.push_back(result);
      Value init;
      for (auto [index, returned] : llvm::enumerate(terminator.getOperands()))
        if (returned == result && !init)
          init = slice(destinations[index], offset, size);
      if (!init)
        init = emptyTile(cast<RankedTensorType>(result.getType()), size);
      blockInits.map(result, init);
    }
  if (phase.panelTokens >= blockTokens) {
    emitOps(phase, offset, size, regime, tiles, blockInits);
    return;
  }

  SmallVector<Value> inits;
  for (Value result : handedOn)
    inits.push_back(blockInits.lookup(result));
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value step =
      arith::ConstantIndexOp::create(builder, loc, phase.panelTokens);
  Value end = getValueOrCreateConstantIndexOp(builder, loc, size);
  auto loop = scf::ForOp::create(builder, loc, zero, end, step, inits);
  {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(loop.getBody());
    Value j = loop.getInductionVar();
    OpFoldResult panelSize = minSize(phase.panelTokens, end, j);
    IRMapping panelTiles, panelInits;
    // Tiles of the block, among them slices of inputs, are sliced again.
    for (Operation *op : phase.ops)
      for (OpOperand &operand : op->getOpOperands()) {
        Value value = operand.get();
        if (!hasTokens(op, operand) || panelTiles.contains(value) ||
            value.getDefiningOp<tensor::EmptyOp>() ||
            llvm::is_contained(phase.ops, value.getDefiningOp()))
          continue;
        Value block = tiles.lookupOrNull(value);
        if (!block) {
          OpBuilder::InsertionGuard outside(builder);
          builder.setInsertionPoint(loop);
          block = slice(value, offset, size);
          tiles.map(value, block);
        }
        panelTiles.map(value, slice(block, j, panelSize));
      }
    for (auto [result, init] : llvm::zip(handedOn, loop.getRegionIterArgs()))
      panelInits.map(result, slice(init, j, panelSize));
    emitOps(phase, j, panelSize, regime, panelTiles, panelInits);
    SmallVector<Value> yields;
    for (auto [result, init] : llvm::zip(handedOn, loop.getRegionIterArgs()))
      yields.push_back(insert(panelTiles.lookup(result), init, j, panelSize));
    scf::YieldOp::create(builder, loc, yields);
  }
  tiles.map(handedOn, loop.getResults());
}

/// Emits the loop over blocks; returns the updated destinations.
SmallVector<Value> TokenTiler::emitRegime(unsigned regime, RegimeAttr attr,
                                          Value tokens,
                                          ArrayRef<Value> destinations) {
  int64_t blockTokens = attr.getBlockTokens();
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value step = arith::ConstantIndexOp::create(builder, loc, blockTokens);
  auto loop =
      scf::ForOp::create(builder, loc, zero, tokens, step, destinations);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  Value i = loop.getInductionVar();
  OpFoldResult size = minSize(blockTokens, tokens, i);
  SmallVector<Value> current(loop.getRegionIterArgs());
  IRMapping tiles;
  for (const Phase &phase : formPhases(regime, blockTokens))
    emitPhase(phase, i, size, blockTokens, regime, tiles, current);
  for (auto [index, destination] : llvm::enumerate(current)) {
    Value returned = terminator.getOperand(index);
    Value tile = tiles.lookupOrNull(returned);
    if (!tile)
      tile = slice(returned, i, size);
    destination = insert(tile, destination, i, size);
  }
  scf::YieldOp::create(builder, loc, current);
  return SmallVector<Value>(loop.getResults());
}

LogicalResult TokenTiler::run() {
  FailureOr<func::ReturnOp> returnOp = getReturnWithStatus(function);
  if (failed(returnOp))
    return failure();
  terminator = *returnOp;
  FailureOr<SmallVector<Operation *>> ops =
      collectParallelOps(function, terminator);
  if (failed(ops))
    return failure();
  parallelOps = std::move(*ops);
  auto regimes =
      function->getAttrOfType<ArrayAttr>(LookupFFNDialect::kRegimesAttrName);
  if (!regimes)
    return function.emitOpError("expects the attribute 'lookupffn.regimes'; "
                                "run lookupffn-choose-schedule first");
  if (failed(verifySchedules(regimes.size())))
    return failure();
  unsigned numOutputs = terminator.getNumOperands() - 1;
  Value status = terminator.getOperand(numOutputs);
  auto target = function->getParentOfType<ModuleOp>()->getAttrOfType<TargetAttr>(
      LookupFFNDialect::kTargetAttrName);
  if (target && matchPattern(status, m_Zero()))
    setThreadKeys(function, target, parallelOps, regimes);
  explainThreads(function);

  // Destinations as arguments; inputs and packed buffers are read-only.
  for (unsigned i = 0; i < function.getNumArguments(); ++i)
    if (isa<TensorType>(function.getArgument(i).getType()))
      function.setArgAttr(i, bufferization::BufferizationDialect::kWritableAttrName,
                          builder.getBoolAttr(false));
  SmallVector<Value> destinations;
  for (unsigned i = 0; i < numOutputs; ++i) {
    unsigned position = function.getNumArguments();
    if (failed(function.insertArgument(position,
                                       terminator.getOperand(i).getType(), {},
                                       loc)))
      return failure();
    function.setArgAttr(position,
                        bufferization::BufferizationDialect::kWritableAttrName,
                        builder.getBoolAttr(true));
    destinations.push_back(function.getArgument(position));
  }

  function->removeAttr(LookupFFNDialect::kRegimesAttrName);
  if (destinations.empty()) {
    for (Operation *op : llvm::reverse(parallelOps))
      op->erase();
    return success();
  }

  builder.setInsertionPoint(terminator);
  // A status that is not 0 runs no token, so outputs stay untouched.
  Value tokens =
      tensor::DimOp::create(builder, loc, destinations.front(), 0);
  Value zeroStatus =
      arith::ConstantIntOp::create(builder, loc, builder.getI64Type(), 0);
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value good = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                     status, zeroStatus);
  Value bound = arith::SelectOp::create(builder, loc, good, tokens, zero);

  // Regimes from the largest down: if (B >= min) this one, else the others.
  std::function<SmallVector<Value>(unsigned)> emitFrom =
      [&](unsigned count) -> SmallVector<Value> {
    auto regime = cast<RegimeAttr>(regimes[count - 1]);
    if (count == 1)
      return emitRegime(0, regime, bound, destinations);
    Value min =
        arith::ConstantIndexOp::create(builder, loc, regime.getMinTokens());
    Value large = arith::CmpIOp::create(builder, loc,
                                        arith::CmpIPredicate::uge, tokens, min);
    auto ifOp = scf::IfOp::create(builder, loc,
                                  TypeRange(ValueRange(destinations)), large,
                                  /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(ifOp.thenBlock());
    scf::YieldOp::create(builder, loc,
                         emitRegime(count - 1, regime, bound, destinations));
    builder.setInsertionPointToStart(ifOp.elseBlock());
    scf::YieldOp::create(builder, loc, emitFrom(count - 1));
    return SmallVector<Value>(ifOp.getResults());
  };
  SmallVector<Value> results = emitFrom(regimes.size());
  results.push_back(status);
  terminator->setOperands(results);
  for (Operation *op : llvm::reverse(parallelOps))
    op->erase();
  return success();
}

namespace {
struct TileTokens final
    : public lookupffn::impl::TileTokensBase<TileTokens> {
  using Base::Base;

  void runOnOperation() override {
    for (func::FuncOp function : getEntryPoints(getOperation()))
      if (getEntryAttr(function) && failed(TokenTiler(function).run()))
        return signalPassFailure();
  }
};
} // namespace
