//===- OutlinePacking.cpp - Move weight-only ops into @<name>_pack ---------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In: entry points whose ops on weights stand between the ops on tokens. Out:
//
//   func.func @layer(inputs, packed) -> (outputs, status)
//   func.func @layer_pack(weights, destinations) -> (packed, status)
//
// and the attribute `lookupffn.entry` on @layer. `packed` holds what token ops
// read: a weight as it is, or the result of a weight-only op.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/IR/LookupFFN.h"
#include "lookupffn/Transforms/EntryPoint.h"
#include "lookupffn/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Remarks.h"

namespace mlir::lookupffn {
#define GEN_PASS_DEF_OUTLINEPACKING
#include "lookupffn/Transforms/Passes.h.inc"
} // namespace mlir::lookupffn

using namespace mlir;
using namespace mlir::lookupffn;

/// One element of the lists in `lookupffn.entry`.
static DictionaryAttr describe(Builder &b, StringAttr name, Type type) {
  return b.getDictionaryAttr({b.getNamedAttr("name", name),
                              b.getNamedAttr("type", TypeAttr::get(type))});
}

/// True for an empty tensor whose size does not depend on the tokens.
static bool isStaticEmpty(Operation *op) {
  return isa<tensor::EmptyOp>(op) && op->getNumOperands() == 0;
}

/// The ops that depend on weights and constants alone, in order. Constants and
/// empty tensors by themselves are not packing.
static SetVector<Operation *> findWeightOps(func::FuncOp function,
                                            const DenseSet<Value> &weights) {
  SetVector<Operation *> weightOps;
  for (Operation &op : function.front().without_terminator()) {
    bool usesWeight = false, usesOther = false;
    auto visit = [&](Value operand) {
      Operation *def = operand.getDefiningOp();
      if (weights.contains(operand) || (def && weightOps.contains(def)))
        usesWeight = true;
      else if (!def || !(def->hasTrait<OpTrait::ConstantLike>() ||
                         isStaticEmpty(def)))
        usesOther |= !def || def->getParentOp() == function.getOperation();
    };
    op.walk([&](Operation *nested) {
      for (Value operand : nested->getOperands())
        if (operand.getParentRegion() == &function.getBody())
          visit(operand);
    });
    // What is computed from constants alone belongs to packing as well.
    usesWeight |= !op.hasTrait<OpTrait::ConstantLike>() &&
                  !isa<tensor::EmptyOp>(op) &&
                  llvm::any_of(op.getResultTypes(), llvm::IsaPred<TensorType>);
    if (usesWeight && !usesOther)
      weightOps.insert(&op);
  }
  return weightOps;
}

/// Pairwise projections whose pairs are weights, to be checked once. Pairs that
/// are computed are clamped by the projection.
static SmallVector<ProjectOp> findPairs(func::FuncOp function,
                                        const DenseSet<Value> &weights) {
  SmallVector<ProjectOp> pairwise;
  for (auto project : function.front().getOps<ProjectOp>())
    if (isa<PairwiseAttr>(project.getKind()) &&
        weights.contains(project.getWeights()))
      pairwise.push_back(project);
  return pairwise;
}

/// The status of packing: the first pair index outside [0, D), or 0.
static Value buildPackStatus(OpBuilder &b, Location loc,
                             ArrayRef<ProjectOp> pairwise,
                             const DenseMap<Value, int64_t> &weightNumber,
                             const IRMapping &mapping) {
  Value zero = arith::ConstantIntOp::create(b, loc, b.getI64Type(), 0);
  Value status = zero;
  for (ProjectOp project : llvm::reverse(pairwise)) {
    Value pairs = project.getWeights();
    Value bad =
        CheckCodesOp::create(b, loc, b.getI64Type(), mapping.lookup(pairs),
                             project.getInputWidth());
    Value here = buildStatus(b, loc, bad, StatusKind::PairOutOfRange,
                             weightNumber.lookup(pairs));
    Value good = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, here,
                                       zero);
    status = arith::SelectOp::create(b, loc, good, status, here);
  }
  return status;
}

/// Says what packing costs in memory.
static void explainPacking(func::FuncOp function, ArrayRef<Value> packed,
                           size_t numAliases) {
  int64_t bytes = 0;
  for (Value value : packed)
    if (auto type = dyn_cast<ShapedType>(value.getType());
        type && type.hasStaticShape())
      bytes += type.getNumElements() *
               llvm::divideCeil(type.getElementTypeBitWidth(), 8);
  remark::analysis(function.getLoc(), remark::RemarkOpts::name("Packing")
                                          .category("lookupffn-outline-packing")
                                          .function(function.getName()))
      << "packing writes " + std::to_string(bytes >> 10) +
             " KiB; weights that are read where they are: " +
             std::to_string(numAliases);
}

static LogicalResult outline(func::FuncOp function) {
  MLIRContext *context = function.getContext();
  OpBuilder b(function);
  Location loc = function.getLoc();
  SmallVector<unsigned> inputs = getInputArguments(function);
  SmallVector<unsigned> weights = getWeightArguments(function);
  DenseSet<Value> weightValues;
  DenseMap<Value, int64_t> weightNumber;
  SmallVector<Attribute> inputAttrs, weightAttrs, outputAttrs;
  for (unsigned index : inputs) {
    auto name = function.getArgAttrOfType<StringAttr>(
        index, LookupFFNDialect::kInputAttrName);
    if (!name)
      name = b.getStringAttr("input" + Twine(inputAttrs.size()));
    inputAttrs.push_back(
        describe(b, name, function.getArgument(index).getType()));
  }
  for (unsigned index : weights) {
    Value argument = function.getArgument(index);
    auto type = dyn_cast<RankedTensorType>(argument.getType());
    if (!type || !type.hasStaticShape())
      return function.emitOpError("expects weight ")
             << function.getArgAttr(index, LookupFFNDialect::kWeightAttrName)
             << " to be a tensor of static shape, but got "
             << argument.getType();
    weightNumber[argument] = weightAttrs.size();
    weightValues.insert(argument);
    weightAttrs.push_back(
        describe(b,
                 function.getArgAttrOfType<StringAttr>(
                     index, LookupFFNDialect::kWeightAttrName),
                 type));
  }
  FailureOr<func::ReturnOp> returnOp = getReturnWithStatus(function);
  if (failed(returnOp))
    return failure();
  func::ReturnOp terminator = *returnOp;
  for (unsigned i = 0; i + 1 < terminator.getNumOperands(); ++i) {
    auto name = function.getResultAttrOfType<StringAttr>(
        i, LookupFFNDialect::kOutputAttrName);
    if (!name)
      name = b.getStringAttr("output" + Twine(i));
    outputAttrs.push_back(
        describe(b, name, terminator.getOperand(i).getType()));
  }

  // Values that cross from weights to tokens, in order of their first use.
  SetVector<Operation *> weightOps = findWeightOps(function, weightValues);
  SetVector<Value> crossing;
  for (Operation &op : function.front()) {
    if (weightOps.contains(&op))
      continue;
    op.walk([&](Operation *nested) {
      for (Value operand : nested->getOperands()) {
        Operation *def = operand.getDefiningOp();
        if (weightValues.contains(operand) || (def && weightOps.contains(def)))
          crossing.insert(operand);
      }
    });
  }

  // @name_pack: the weight-only ops, results written to destinations.
  SmallVector<Attribute> packedAttrs;
  SmallVector<Value> packedValues;
  for (Value value : crossing) {
    NamedAttrList packed;
    packed.set("type", TypeAttr::get(value.getType()));
    auto alias = weightNumber.find(value);
    if (alias != weightNumber.end()) {
      packed.set("weight", b.getI64IntegerAttr(alias->second));
    } else {
      packed.set("form", b.getStringAttr(getPackedForm(function, value)));
      packedValues.push_back(value);
    }
    packedAttrs.push_back(packed.getDictionary(context));
  }
  explainPacking(function, packedValues, crossing.size() - packedValues.size());
  SmallVector<ProjectOp> pairwise = findPairs(function, weightValues);
  if (!packedValues.empty() || !pairwise.empty()) {
    SmallVector<Type> argumentTypes, resultTypes;
    for (unsigned index : weights)
      argumentTypes.push_back(function.getArgument(index).getType());
    for (Value value : packedValues) {
      if (!isa<RankedTensorType>(value.getType()))
        return value.getDefiningOp()->emitOpError("makes a value of type ")
               << value.getType()
               << " from weights alone, but only tensors can be packed";
      argumentTypes.push_back(value.getType());
      resultTypes.push_back(value.getType());
    }
    resultTypes.push_back(b.getI64Type());
    b.setInsertionPointAfter(function);
    auto pack = func::FuncOp::create(
        b, loc,
        getUnusedName(function->getParentOfType<ModuleOp>(),
                      function.getName() + "_pack"),
        b.getFunctionType(argumentTypes, resultTypes));
    Block *body = pack.addEntryBlock();
    b.setInsertionPointToStart(body);
    IRMapping mapping;
    for (auto [number, index] : llvm::enumerate(weights)) {
      mapping.map(function.getArgument(index), body->getArgument(number));
      pack.setArgAttr(number,
                      bufferization::BufferizationDialect::kWritableAttrName,
                      b.getBoolAttr(false));
    }
    // Constants and empty tensors are cloned with the ops that use them.
    for (Operation &op : function.front().without_terminator())
      if (weightOps.contains(&op) || op.hasTrait<OpTrait::ConstantLike>() ||
          isStaticEmpty(&op))
        b.clone(op, mapping);
    SmallVector<Value> results;
    for (auto [number, value] : llvm::enumerate(packedValues)) {
      Value destination = body->getArgument(weights.size() + number);
      Value result = mapping.lookup(value);
      auto dps = result.getDefiningOp<DestinationStyleOpInterface>();
      OpOperand *init =
          dps ? dps.getTiedOpOperand(cast<OpResult>(result)) : nullptr;
      if (init && init->get().getDefiningOp<tensor::EmptyOp>() &&
          init->get().getType() == destination.getType()) {
        init->set(destination);
        results.push_back(result);
      } else {
        results.push_back(
            linalg::CopyOp::create(b, loc, result, destination).getResult(0));
      }
    }
    results.push_back(
        buildPackStatus(b, loc, pairwise, weightNumber, mapping));
    func::ReturnOp::create(b, loc, results);
    // The tool boundary calls it by the name in `lookupffn.entry`.
    setEntryKey(function, "pack", b.getStringAttr(pack.getName()));
  }

  // New arguments: inputs first, then packed.
  unsigned oldCount = function.getNumArguments();
  for (auto [number, index] : llvm::enumerate(inputs)) {
    Value old = function.getArgument(index);
    if (failed(function.insertArgument(oldCount + number, old.getType(), {},
                                       loc)))
      return failure();
    old.replaceAllUsesWith(function.getArgument(oldCount + number));
  }
  for (unsigned number = 0; number < crossing.size(); ++number) {
    Value value = crossing[number];
    unsigned position = oldCount + inputs.size() + number;
    if (failed(function.insertArgument(position, value.getType(), {}, loc)))
      return failure();
    Value argument = function.getArgument(position);
    value.replaceUsesWithIf(argument, [&](OpOperand &use) {
      Operation *owner =
          function.front().findAncestorOpInBlock(*use.getOwner());
      return !weightOps.contains(owner);
    });
  }
  for (Operation *op : llvm::reverse(weightOps))
    if (op->use_empty())
      op->erase();
  llvm::BitVector oldArguments(function.getNumArguments());
  oldArguments.set(0, oldCount);
  if (failed(function.eraseArguments(oldArguments)))
    return failure();
  for (unsigned i = 0; i < function.getNumResults(); ++i)
    function.removeResultAttr(
        i, StringAttr::get(context, LookupFFNDialect::kOutputAttrName));
  setEntryKey(function, "inputs", b.getArrayAttr(inputAttrs));
  setEntryKey(function, "weights", b.getArrayAttr(weightAttrs));
  setEntryKey(function, "packed", b.getArrayAttr(packedAttrs));
  setEntryKey(function, "outputs", b.getArrayAttr(outputAttrs));
  return success();
}

namespace {
struct OutlinePacking final
    : public lookupffn::impl::OutlinePackingBase<OutlinePacking> {
  using Base::Base;

  void runOnOperation() override {
    for (func::FuncOp function : getEntryPoints(getOperation()))
      if (!getEntryAttr(function) && failed(outline(function)))
        return signalPassFailure();
  }
};
} // namespace
