//===- OutlinePhases.cpp - Range functions --------------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In: bufferized entry points. Out: each phase of a block is a private function
// of a range of tokens, and of a range of slices where tables are sliced,
//
//   scf.for %i = 0 to B step block {
//     call @layer_phase0(0, n, ...)            the loop over panels
//     call @layer_phase1(0, n, 0, O/W, ...)    the lookup
//   }
//
// which the entry point calls serially. Regimes that run a phase alike share
// its function, so it is compiled once.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/IR/LookupFFN.h"
#include "lookupffn/Transforms/EntryPoint.h"
#include "lookupffn/Transforms/Passes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/OperationSupport.h"
#include "mlir/Transforms/RegionUtils.h"

namespace mlir::lookupffn {
#define GEN_PASS_DEF_OUTLINEPHASES
#include "lookupffn/Transforms/Passes.h.inc"
} // namespace mlir::lookupffn

using namespace mlir;
using namespace mlir::lookupffn;

namespace {

/// Outlines the phases of one entry point.
class PhaseOutliner {
public:
  explicit PhaseOutliner(func::FuncOp entry)
      : entry(entry), b(entry.getContext()) {}

  void run();

private:
  func::FuncOp createFunction(Location loc, ValueRange operands);
  void callFunction(Operation *phase, func::FuncOp function,
                    ValueRange operands);
  void outlineLoop(scf::ForOp loop);
  void outlineLookup(LookupOp lookup);

  func::FuncOp entry;
  OpBuilder b;
  SmallVector<func::FuncOp> functions;
};

} // namespace

/// A private function with arguments of the types of `operands`: the range,
/// then what the phase uses.
func::FuncOp PhaseOutliner::createFunction(Location loc, ValueRange operands) {
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPoint(entry);
  std::string name =
      (entry.getName() + "_phase" + Twine(functions.size())).str();
  auto function = func::FuncOp::create(
      b, loc, getUnusedName(entry->getParentOfType<ModuleOp>(), name),
      b.getFunctionType(TypeRange(operands), {}));
  function.setPrivate();
  function->setAttr("llvm.linkage",
                    LLVM::LinkageAttr::get(b.getContext(),
                                           LLVM::Linkage::Internal));
  function.addEntryBlock();
  return function;
}

/// Replaces `phase` by a call of `function`, or of one that does the same.
void PhaseOutliner::callFunction(Operation *phase, func::FuncOp function,
                                 ValueRange operands) {
  for (func::FuncOp other : functions)
    if (other.getFunctionType() == function.getFunctionType() &&
        OperationEquivalence::isRegionEquivalentTo(
            &other.getBody(), &function.getBody(),
            OperationEquivalence::IgnoreLocations)) {
      function.erase();
      function = other;
      break;
    }
  if (!llvm::is_contained(functions, function))
    functions.push_back(function);
  b.setInsertionPoint(phase);
  func::CallOp::create(b, phase->getLoc(), function, operands);
  phase->erase();
}

/// A loop over panels: the range is that of the loop.
void PhaseOutliner::outlineLoop(scf::ForOp loop) {
  if (loop.getNumResults() > 0)
    return;
  // Regimes differ in where their scratch begins: that comes from outside.
  loop.walk([&](memref::ViewOp view) {
    Operation *offset = view.getByteShift().getDefiningOp();
    if (offset && loop->isProperAncestor(offset) &&
        offset->hasTrait<OpTrait::ConstantLike>())
      offset->moveBefore(loop);
  });
  SetVector<Value> captured;
  getUsedValuesDefinedAbove(loop.getRegion(), captured);
  captured.insert(loop.getStep());
  // The size of the last panel depends on where the loop ends, and so on the
  // range. Elsewhere the same value is the size of the block.
  Value end = loop.getUpperBound();
  auto isPanelSize = [&](OpOperand &use) {
    return isa<affine::AffineMinOp>(use.getOwner()) &&
           loop->isProperAncestor(use.getOwner());
  };
  if (llvm::all_of(end.getUses(), [&](OpOperand &use) {
        return !loop->isProperAncestor(use.getOwner()) || isPanelSize(use);
      }))
    captured.remove(end);
  SmallVector<Value> operands = {loop.getLowerBound(), loop.getUpperBound()};
  SmallVector<Operation *> constants;
  // Other constants go along.
  for (Value value : captured) {
    Operation *def = value.getDefiningOp();
    bool isOffset = llvm::any_of(value.getUses(), [](OpOperand &use) {
      auto view = dyn_cast<memref::ViewOp>(use.getOwner());
      return view && view.getByteShift() == use.get();
    });
    if (def && def->hasTrait<OpTrait::ConstantLike>() && !isOffset)
      constants.push_back(def);
    else
      operands.push_back(value);
  }
  func::FuncOp function = createFunction(loop.getLoc(), operands);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(&function.front());
  IRMapping mapping;
  mapping.map(operands, function.getArguments());
  for (Operation *constant : constants)
    b.clone(*constant, mapping);
  auto clone = cast<scf::ForOp>(b.clone(*loop, mapping));
  clone.getLowerBoundMutable().assign(function.getArgument(0));
  clone.getUpperBoundMutable().assign(function.getArgument(1));
  clone.walk([&](affine::AffineMinOp panelSize) {
    for (OpOperand &operand : panelSize->getOpOperands())
      if (operand.get() == mapping.lookupOrNull(end))
        operand.set(function.getArgument(1));
  });
  func::ReturnOp::create(b, loop.getLoc());
  callFunction(loop, function, operands);
}

namespace {
/// `size` elements of a dimension from `begin` on; all of them where it is
/// null.
struct DimRange {
  Value begin, size;
};
} // namespace

/// The part of `memref` that is `ranges` in its first dimensions.
static Value buildView(OpBuilder &b, Location loc, Value memref,
                       ArrayRef<DimRange> ranges) {
  auto type = cast<MemRefType>(memref.getType());
  SmallVector<OpFoldResult> offsets(type.getRank(), b.getIndexAttr(0));
  SmallVector<OpFoldResult> strides(type.getRank(), b.getIndexAttr(1));
  SmallVector<OpFoldResult> sizes = memref::getMixedSizes(b, loc, memref);
  for (auto [dim, range] : llvm::enumerate(ranges))
    if (range.begin) {
      offsets[dim] = range.begin;
      sizes[dim] = range.size;
    }
  return memref::SubViewOp::create(b, loc, memref, offsets, sizes, strides);
}

/// A lookup: the range is one of its tokens, and of slices where it has them.
void PhaseOutliner::outlineLookup(LookupOp lookup) {
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPoint(lookup);
  Location loc = lookup.getLoc();
  bool isSliced = lookup.isSliced();
  Value zero = arith::ConstantIndexOp::create(b, loc, 0);
  Value end = memref::DimOp::create(b, loc, lookup.getInit(), zero);
  SmallVector<Value> operands = {zero, end};
  if (isSliced) {
    end = arith::ConstantIndexOp::create(b, loc, lookup.getNumSlices());
    operands.append({zero, end});
  }
  unsigned firstOperand = operands.size();
  llvm::append_range(operands, lookup->getOperands());
  func::FuncOp function = createFunction(loc, operands);
  b.setInsertionPointToStart(&function.front());
  auto getRange = [&](unsigned argument) -> DimRange {
    Value begin = function.getArgument(argument);
    return {begin, arith::SubIOp::create(
                       b, loc, function.getArgument(argument + 1), begin)};
  };
  DimRange tokens = getRange(0), slices, columns;
  if (isSliced) {
    slices = getRange(2);
    Value width =
        arith::ConstantIndexOp::create(b, loc, lookup.getSliceWidth());
    columns = {arith::MulIOp::create(b, loc, slices.begin, width),
               arith::MulIOp::create(b, loc, slices.size, width)};
  }
  auto getView = [&](OpOperand &operand) -> Value {
    Value argument =
        function.getArgument(firstOperand + operand.getOperandNumber());
    Value value = operand.get();
    if (value == lookup.getInit())
      return buildView(b, loc, argument, {tokens, columns});
    if (llvm::is_contained(lookup.getTokenOperands(), &operand))
      return buildView(b, loc, argument, tokens);
    if (isSliced && value == lookup.getTables())
      return buildView(b, loc, argument, slices);
    if (isSliced && value == lookup.getBias())
      return buildView(b, loc, argument, columns);
    return argument;
  };
  SmallVector<Value> views;
  for (OpOperand &operand : lookup->getOpOperands())
    views.push_back(getView(operand));
  mlir::clone(b, lookup, TypeRange(), views);
  func::ReturnOp::create(b, loc);
  callFunction(lookup, function, operands);
}

void PhaseOutliner::run() {
  SmallVector<Operation *> phases;
  entry.walk<WalkOrder::PreOrder>([&](scf::ForOp block) {
    for (Operation &op : *block.getBody())
      if (isa<scf::ForOp, LookupOp>(op))
        phases.push_back(&op);
    return WalkResult::skip();
  });
  for (Operation *phase : phases) {
    if (auto loop = dyn_cast<scf::ForOp>(phase))
      outlineLoop(loop);
    else
      outlineLookup(cast<LookupOp>(phase));
  }
}

namespace {
struct OutlinePhases final
    : public lookupffn::impl::OutlinePhasesBase<OutlinePhases> {
  using Base::Base;

  void runOnOperation() override {
    for (func::FuncOp function : getEntryPoints(getOperation()))
      if (getEntryAttr(function))
        PhaseOutliner(function).run();
  }
};
} // namespace
