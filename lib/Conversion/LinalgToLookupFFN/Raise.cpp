//===- Raise.cpp - Recognise layers in linalg -----------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In: linalg, tensor, arith and math on tensors, as exporters of frameworks
// write them. Out: the same with what is a step of a layer as ops of this
// dialect. Goes through a function once from its start, so that each step finds
// those before it raised.
//
//===----------------------------------------------------------------------===//

#include "Raiser.h"

#include "lookupffn/Conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/SmallSet.h"

namespace mlir::lookupffn {
#define GEN_PASS_DEF_RAISE
#include "lookupffn/Conversion/Passes.h.inc"
} // namespace mlir::lookupffn

using namespace mlir;
using namespace mlir::lookupffn;

/// A bh4 projection of 2048 inputs in blocks of 64 takes some 3 million.
static constexpr int64_t kMaxStepsPerElement = 16'000'000;
static constexpr StringLiteral kCategory = "lookupffn-raise";

void Raiser::note(Operation *op, int progress, const Twine &reason) {
  auto [it, isNew] = mismatches.try_emplace(op);
  if (isNew || progress >= it->second.progress)
    it->second = {progress, reason.str()};
}

void Raiser::note(Evaluator &evaluator, Event::Kind kind, int progress,
                  const Twine &reason) {
  llvm::SmallPtrSet<Operation *, 4> seen;
  for (const Event &event : evaluator.getEvents())
    if (event.kind == kind && seen.insert(event.op).second)
      note(event.op, progress, reason);
}

/// True for an op without users that does nothing, assertions aside. Those of
/// indices hold: whoever raised the lookup behind them has tried.
static bool isDead(Operation *op) {
  if (!op->use_empty() || op->hasTrait<OpTrait::IsTerminator>())
    return false;
  if (isOpTriviallyDead(op))
    return true;
  if (!isa<linalg::LinalgOp>(op))
    return false;
  return !op->getRegion(0)
              .walk([](Operation *inner) {
                return isa<cf::AssertOp>(inner) || isPure(inner) ||
                               inner->hasTrait<OpTrait::IsTerminator>()
                           ? WalkResult::advance()
                           : WalkResult::interrupt();
              })
              .wasInterrupted();
}

void Raiser::eraseDead(Value value) {
  SmallVector<Operation *> worklist = {value.getDefiningOp()};
  while (!worklist.empty()) {
    Operation *op = worklist.pop_back_val();
    if (!op || !isDead(op))
      continue;
    llvm::SetVector<Operation *> operands;
    for (Value operand : op->getOperands())
      operands.insert(operand.getDefiningOp());
    llvm::SetVector<Value> captured;
    getUsedValuesDefinedAbove(op->getRegions(), captured);
    for (Value operand : captured)
      operands.insert(operand.getDefiningOp());
    op->walk([&](Operation *inner) { mismatches.erase(inner); });
    // An op in the worklist twice would be erased twice.
    llvm::erase(worklist, op);
    op->erase();
    llvm::append_range(worklist, operands);
  }
}

void Raiser::replace(Value value, Value replacement) {
  // Codes of another width than those of the hash are made of them.
  Operation *raised = replacement.getDefiningOp();
  if (!isTokenOp(raised))
    raised = raised->getOperand(0).getDefiningOp();
  remark::passed(value.getLoc(),
                 remark::RemarkOpts::name("Raise").category(kCategory))
      << ("raised to " + raised->getName().getStringRef()).str();
  value.replaceAllUsesWith(replacement);
  eraseDead(value);
}

/// The steps that `value` may be, by the ops behind it.
static llvm::SmallSet<Event::Kind, 4> getKinds(Value value) {
  llvm::SmallSet<Event::Kind, 4> kinds;
  for (Value behind : getSlice(value))
    if (Operation *op = behind.getDefiningOp())
      if (!isLeaf(behind))
        op->walk([&](Operation *inner) {
          if (isa<math::SqrtOp, math::RsqrtOp, math::PowFOp>(inner))
            kinds.insert(Event::Sqrt);
          else if (isa<math::ExpOp, math::ExpM1Op, math::TanhOp>(inner))
            kinds.insert(Event::Exp);
          else if (isa<arith::CmpFOp>(inner))
            kinds.insert(Event::Compare);
          else if (isa<tensor::ExtractOp>(inner))
            kinds.insert(Event::Extract);
        });
  return kinds;
}

/// Operands of linalg ops whose elements are compared with something.
static void collectCompared(Operation *op, llvm::SetVector<Value> &compared) {
  auto linalgOp = dyn_cast<linalg::LinalgOp>(op);
  if (!linalgOp)
    return;
  for (arith::CmpFOp compare : linalgOp.getBlock()->getOps<arith::CmpFOp>())
    for (Value side : compare->getOperands())
      if (auto argument = dyn_cast<BlockArgument>(side))
        if (argument.getOwner() == linalgOp.getBlock())
          compared.insert(linalgOp.getMatchingOpOperand(argument)->get());
}

void Raiser::raiseLooseProjections() {
  llvm::SetVector<Value> compared;
  for (Block &block : function.getBody())
    for (Operation &op : block)
      collectCompared(&op, compared);
  for (Value z : compared) {
    auto type = dyn_cast<RankedTensorType>(z.getType());
    if (type && type.getRank() >= 3 && type.getElementType().isF32() &&
        !type.isDynamicDim(type.getRank() - 1) &&
        !type.isDynamicDim(type.getRank() - 2) && getNumElements(z) > 0)
      (void)raiseProject(z);
  }
}

void Raiser::run() {
  SmallVector<Operation *> ops;
  for (Block &block : function.getBody())
    for (Operation &op : block)
      ops.push_back(&op);
  for (Operation *op : ops) {
    if (op->getNumResults() != 1 ||
        !isa<RankedTensorType>(op->getResult(0).getType()) ||
        isLeaf(op->getResult(0)))
      continue;
    Value value = op->getResult(0);
    llvm::SmallSet<Event::Kind, 4> kinds = getKinds(value);
    // Whatever depends on all tokens, such as attention, is an input.
    if (!kinds.empty() && getNumElements(value) > 0) {
      Evaluator first(1, kMaxStepsPerElement);
      (void)first.get(value, 0);
      if (first.hasGivenUp()) {
        op->setAttr(kOpaqueAttrName, UnitAttr::get(op->getContext()));
        continue;
      }
    }
    (void)((kinds.contains(Event::Sqrt) && raiseNorm(value)) ||
           (kinds.contains(Event::Compare) && raiseCode(value)) ||
           (kinds.contains(Event::Exp) && raiseScore(value)) ||
           (kinds.contains(Event::Extract) && raiseLookup(value)) ||
           raiseNormParameters(value) || raiseScoreSum(value) ||
           raiseLookupBias(value) || raiseLookupFactor(value));
  }
  raiseLooseProjections();
  function.walk([&](Operation *op) {
    op->removeAttr(kOpaqueAttrName);
    auto it = mismatches.find(op);
    if (it != mismatches.end())
      remark::missed(op->getLoc(),
                     remark::RemarkOpts::name("Raise").category(kCategory))
          << it->second.reason;
  });
}

namespace {
struct Raise final : public lookupffn::impl::RaiseBase<Raise> {
  using Base::Base;

  void runOnOperation() override {
    if (getOperation().isExternal())
      return;
    // Sizes are asked of the arguments, so that they keep nothing alive.
    RewritePatternSet patterns(&getContext());
    memref::populateResolveRankedShapedTypeResultDimsPatterns(patterns);
    FrozenRewritePatternSet frozen(std::move(patterns));
    (void)applyPatternsGreedily(getOperation(), frozen);
    Raiser(getOperation()).run();
    (void)applyPatternsGreedily(getOperation(), frozen);
  }
};
} // namespace
