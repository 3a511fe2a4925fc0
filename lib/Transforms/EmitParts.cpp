//===- EmitParts.cpp - Functions that run a part of a phase ---------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In: entry points whose phases are functions. Out: beside each whose lookup
// reads sliced tables a copy that runs one phase of one block, for some of its
// tokens and slices, so that threads can share the phase:
//
//   @layer_part(..., %scratch, %own, %phase, first and last token and slice) {
//     scf.for %i = 0 to B step block {
//       scf.if %phase == 0 { call @layer_phase0(first token, last token, ...) }
//       scf.if %phase == 1 {
//         call @layer_phase1(first token, last token, first slice, ...) }
//     }
//
// What one phase leaves for another, codes and scores, is in %scratch, which
// all parts share; %own is of the same size and of one part alone. Phases are
// compiled once for both functions.
//
//===----------------------------------------------------------------------===//

#include "ExplainSchedule.h"

#include "lookupffn/IR/LookupFFN.h"
#include "lookupffn/Transforms/EntryPoint.h"
#include "lookupffn/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace mlir::lookupffn {
#define GEN_PASS_DEF_EMITPARTS
#include "lookupffn/Transforms/Passes.h.inc"
} // namespace mlir::lookupffn

using namespace mlir;
using namespace mlir::lookupffn;

namespace {
/// Emits the function of one entry point.
class PartEmitter {
public:
  explicit PartEmitter(func::FuncOp entry)
      : entry(entry), module(entry->getParentOfType<ModuleOp>()) {}

  void run();

private:
  bool emit();
  bool collectCalls();
  bool collectBlock(scf::ForOp block);
  LookupOp getLookup(func::CallOp call);
  bool giveOwnScratch(func::CallOp call);
  void restrictCall(func::CallOp call, OpBuilder &b);

  func::FuncOp entry, part;
  ModuleOp module;
  /// Calls of phases in `part`.
  SmallVector<func::CallOp> calls;
  /// Arguments of `part`.
  Value scratch, own, phase;
  ValueRange range;
};
} // namespace

/// The lookup of a phase that is a range of tokens and slices, or null.
LookupOp PartEmitter::getLookup(func::CallOp call) {
  auto function = module.lookupSymbol<func::FuncOp>(call.getCallee());
  auto lookups = function.getOps<LookupOp>();
  if (lookups.empty() || !(*lookups.begin()).isSliced())
    return nullptr;
  return *lookups.begin();
}

/// A block is calls of phases, the last of them the lookup, and what has no
/// effect.
bool PartEmitter::collectBlock(scf::ForOp block) {
  bool hasLookup = false;
  for (Operation &op : block.getBody()->without_terminator()) {
    auto call = dyn_cast<func::CallOp>(op);
    if (!call && isMemoryEffectFree(&op))
      continue;
    if (!call || hasLookup)
      return false;
    calls.push_back(call);
    hasLookup = getLookup(call) != nullptr;
  }
  return hasLookup;
}

bool PartEmitter::collectCalls() {
  bool good = true;
  part.walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (auto block = dyn_cast<scf::ForOp>(op)) {
      good &= collectBlock(block);
      return WalkResult::skip();
    }
    good &= isa<func::FuncOp, func::ReturnOp, scf::IfOp, scf::YieldOp>(op) ||
            isMemoryEffectFree(op);
    return WalkResult::advance();
  });
  return good && !calls.empty();
}

/// Lets views that only `call` reads and writes begin in the part's own memory.
bool PartEmitter::giveOwnScratch(func::CallOp call) {
  for (OpOperand &operand : call->getOpOperands()) {
    if (operand.get() == scratch)
      operand.set(own);
    auto view = operand.get().getDefiningOp<memref::ViewOp>();
    if (!view || view.getSource() != scratch)
      continue;
    bool isShared = false;
    for (Operation *user : view->getUsers()) {
      if (!isa<func::CallOp, memref::DimOp>(user))
        return false;
      isShared |= isa<func::CallOp>(user) && user != call;
    }
    if (!isShared)
      view.getSourceMutable().assign(own);
  }
  return true;
}

void PartEmitter::restrictCall(func::CallOp call, OpBuilder &b) {
  Location loc = call.getLoc();
  bool isLookup = getLookup(call) != nullptr;
  for (unsigned i = 0; i < (isLookup ? 4 : 2); ++i)
    call.setOperand(i, range[i]);
  b.setInsertionPoint(call);
  Value number = arith::ConstantIndexOp::create(b, loc, isLookup ? 1 : 0);
  Value runs =
      arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, phase, number);
  auto ifOp = scf::IfOp::create(b, loc, runs, /*withElseRegion=*/false);
  call->moveBefore(ifOp.thenYield());
}

void PartEmitter::run() {
  unsigned firstOutput =
      getNumEntries(entry, "inputs") + getNumEntries(entry, "packed");
  // The number of tokens is that of the first output.
  if (!getEntryAttr(entry).contains("num_slices") ||
      !cast<MemRefType>(entry.getArgument(firstOutput).getType())
           .isDynamicDim(0))
    return;
  if (!emit()) {
    part.erase();
    explainWholeParts(entry, "a regime has more than loops over panels and, "
                             "after them, the lookup");
  }
}

/// Emits `part`; false when blocks are not made of phases.
bool PartEmitter::emit() {
  OpBuilder b(entry.getContext());
  b.setInsertionPointAfter(entry);
  part = cast<func::FuncOp>(b.clone(*entry));
  part.setName(getUnusedName(module, entry.getName() + "_part"));
  part->removeAttr(LookupFFNDialect::kEntryAttrName);
  if (!collectCalls())
    return false;
  unsigned numArguments = part.getNumArguments();
  scratch = part.getArguments().back();
  SmallVector<Type> types(6, b.getIndexType());
  types.front() = scratch.getType();
  for (Type type : types)
    (void)part.insertArgument(part.getNumArguments(), type, {}, part.getLoc());
  own = part.getArgument(numArguments);
  phase = part.getArgument(numArguments + 1);
  range = part.getArguments().drop_front(numArguments + 2);
  for (func::CallOp call : calls) {
    if (!giveOwnScratch(call))
      return false;
    restrictCall(call, b);
  }
  setEntryKey(entry, "part", b.getStringAttr(part.getName()));
  return true;
}

namespace {
struct EmitParts final : public lookupffn::impl::EmitPartsBase<EmitParts> {
  using Base::Base;

  void runOnOperation() override {
    for (func::FuncOp function : getEntryPoints(getOperation()))
      if (getEntryAttr(function))
        PartEmitter(function).run();
  }
};
} // namespace
