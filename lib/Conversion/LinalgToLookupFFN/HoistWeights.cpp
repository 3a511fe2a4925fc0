//===- HoistWeights.cpp - Make weights arguments --------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   %w = arith.constant dense_resource<a> : tensor<30x32xf32>
//   lookupffn.project #lookupffn.dense input(%x ..) weights(%w ..)
// becomes, with the data in a file,
//   func.func @main(.., %w: tensor<30x32xf32>
//                   {lookupffn.weight = "FFN.hash.projection.weight"})
//
// The key of a weight is that of a checkpoint, by the operand that it is.
//
//===----------------------------------------------------------------------===//

#include "Elements.h"

#include "lookupffn/Conversion/Passes.h"
#include "lookupffn/IR/LookupFFN.h"
#include "lookupffn/JIT/SafeTensors.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/TypeSwitch.h"

#include <map>

namespace mlir::lookupffn {
#define GEN_PASS_DEF_HOISTWEIGHTS
#include "lookupffn/Conversion/Passes.h.inc"
} // namespace mlir::lookupffn

using namespace mlir;
using namespace mlir::lookupffn;

namespace {
/// One operand that is a weight.
struct Weight {
  OpOperand *operand;
  /// The end of its key, "LayerNorm.weight".
  StringRef name;
  unsigned layer;
};
} // namespace

/// What operands of `op` are called in a checkpoint.
static SmallVector<std::pair<OpOperand *, StringRef>>
getNamedWeights(Operation *op) {
  SmallVector<std::pair<OpOperand *, StringRef>> weights;
  auto add = [&](MutableOperandRange range, StringRef name) {
    for (OpOperand &operand : range)
      weights.push_back({&operand, name});
  };
  llvm::TypeSwitch<Operation *>(op)
      .Case([&](LayerNormOp norm) {
        add(norm.getGammaMutable(), "LayerNorm.weight");
        add(norm.getBetaMutable(), "LayerNorm.bias");
      })
      .Case([&](ProjectOp project) {
        add(project.getWeightsMutable(), isa<PairwiseAttr>(project.getKind())
                                             ? "hash.projection.pairs"
                                             : "hash.projection.weight");
        add(project.getBiasMutable(), "hash.projection.bias");
      })
      .Case([&](LookupOp lookup) {
        weights.push_back({&lookup.getTablesMutable(), "tables"});
        add(lookup.getRowScaleMutable(), "tables_scale");
        add(lookup.getBiasMutable(), "bias");
      });
  return weights;
}

/// The op whose result `op` continues: the same layer's step before it.
static Operation *getStepBefore(Operation *op) {
  Value input = llvm::TypeSwitch<Operation *, Value>(op)
                    .Case([](ProjectOp project) { return project.getInput(); })
                    .Case([](HashOp hash) { return hash.getInput(); })
                    .Case([](LookupOp lookup) { return lookup.getCode(); })
                    .Default([](Operation *) { return Value(); });
  Operation *before = input ? input.getDefiningOp() : nullptr;
  return isa_and_nonnull<LayerNormOp, ProjectOp, HashOp>(before) ? before
                                                                 : nullptr;
}

/// Weights of `function`, with the number of the layer that each belongs to.
static SmallVector<Weight> collectWeights(func::FuncOp function,
                                          unsigned &numLayers) {
  SmallVector<Weight> weights;
  llvm::DenseMap<Operation *, unsigned> layers;
  numLayers = 0;
  function.walk([&](Operation *op) {
    if (!isTokenOp(op) || isa<HadamardOp>(op))
      return;
    Operation *before = getStepBefore(op);
    auto it = before ? layers.find(before) : layers.end();
    unsigned layer = it == layers.end() ? numLayers++ : it->second;
    // Two projections of one norm are two layers.
    if (it != layers.end() && !isa<HashOp>(op))
      for (const Weight &other : weights)
        if (other.layer == layer &&
            other.operand->getOwner()->getName() == op->getName()) {
          layer = numLayers++;
          break;
        }
    layers[op] = layer;
    for (auto [operand, name] : getNamedWeights(op))
      weights.push_back({operand, name, layer});
  });
  return weights;
}

/// As safetensors spell it; empty for other types.
static StringRef getDtype(Type type) {
  if (type.isF32())
    return "F32";
  if (type.isF16())
    return "F16";
  if (type.isBF16())
    return "BF16";
  if (type.isInteger(8))
    return "I8";
  return type.isInteger(32) ? "I32" : "";
}

using Bytes = std::vector<char>;

/// The bytes of `value`, which is made of constants by moves of elements;
/// nothing if it is computed. Diagnoses a constant without data.
static FailureOr<std::optional<Bytes>> evaluate(Value value) {
  Bytes bytes;
  llvm::SmallDenseMap<Attribute, std::optional<ConstantData>, 1> constants;
  for (int64_t i = 0, e = getNumElements(value); i < e; ++i) {
    Place place = {value, i};
    while (std::optional<Place> source = getSource(place))
      place = *source;
    ElementsAttr attr;
    if (place.position < 0 || !matchPattern(place.tensor, m_Constant(&attr)))
      return std::optional<Bytes>();
    std::optional<ConstantData> &data = constants[attr];
    if (!data)
      data.emplace(attr);
    if (!data->isValid())
      return emitError(value.getLoc())
             << "expects the data of a weight, but got a constant without any; "
             << "export it with its resources";
    llvm::append_range(bytes, data->getBytes(place.position));
  }
  return std::optional<Bytes>(std::move(bytes));
}

/// Erases `op` and what it alone used, along first operands.
static void eraseUnused(Operation *op) {
  while (op && isOpTriviallyDead(op)) {
    Operation *before =
        op->getNumOperands() ? op->getOperand(0).getDefiningOp() : nullptr;
    op->erase();
    op = before;
  }
}

/// What an argument is to the ops that read it; empty if it is a weight.
static StringRef getInputName(BlockArgument argument) {
  for (OpOperand &use : argument.getUses())
    if (auto lookup = dyn_cast<LookupOp>(use.getOwner())) {
      if (argument == lookup.getCode())
        return "code";
      if (argument == lookup.getScore())
        return "score";
    }
  return "x";
}

/// Names inputs, as far as their names differ, and the output if it is the
/// only one.
static void nameInputsAndOutput(func::FuncOp function) {
  StringAttr y = StringAttr::get(function.getContext(), "y");
  llvm::MapVector<StringRef, SmallVector<unsigned>> inputs;
  for (BlockArgument argument : function.getArguments()) {
    unsigned i = argument.getArgNumber();
    if (auto name = function.getArgAttrOfType<StringAttr>(
            i, LookupFFNDialect::kInputAttrName))
      inputs[name.getValue()].append({i, i});
    else if (!function.getArgAttr(i, LookupFFNDialect::kWeightAttrName))
      inputs[getInputName(argument)].push_back(i);
  }
  for (const auto &[name, arguments] : inputs)
    if (arguments.size() == 1)
      function.setArgAttr(arguments[0], LookupFFNDialect::kInputAttrName,
                          StringAttr::get(function.getContext(), name));
  if (function.getNumResults() == 1 &&
      !function.getResultAttr(0, LookupFFNDialect::kOutputAttrName))
    function.setResultAttr(0, LookupFFNDialect::kOutputAttrName, y);
}

namespace {
struct HoistWeights final
    : public lookupffn::impl::HoistWeightsBase<HoistWeights> {
  using Base::Base;

  void runOnOperation() override {
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (!function.isExternal() && function.isPublic() &&
          failed(hoist(function)))
        return signalPassFailure();
    if (weights.empty())
      return;
    std::vector<SafeTensor> tensors;
    for (const auto &[key, array] : arrays)
      tensors.push_back({key, getDtype(array.type.getElementType()).str(),
                         std::vector<int64_t>(array.type.getShape()),
                         array.bytes.data(), array.bytes.size()});
    // The writer aligns data that comes with falling element sizes.
    llvm::stable_sort(tensors, [](const SafeTensor &a, const SafeTensor &b) {
      return getWidth(a.dtype) > getWidth(b.dtype);
    });
    if (Error error = writeSafeTensors(weights, tensors)) {
      emitError(getOperation().getLoc()) << error.message;
      return signalPassFailure();
    }
  }

private:
  struct Array {
    RankedTensorType type;
    Bytes bytes;
  };

  static unsigned getWidth(StringRef dtype) {
    return dtype == "I8" ? 1 : dtype.ends_with("32") ? 4 : 2;
  }

  LogicalResult hoist(func::FuncOp function) {
    unsigned numLayers = 0;
    SmallVector<Weight> found = collectWeights(function, numLayers);
    llvm::MapVector<Value, BlockArgument> hoisted;
    OpBuilder b(function.getContext());
    for (const Weight &weight : found) {
      Value value = weight.operand->get();
      std::string key = ("FFN." + weight.name).str();
      if (numLayers > 1)
        key = "layer." + std::to_string(weight.layer) + "." + key;
      if (auto argument = dyn_cast<BlockArgument>(value)) {
        // Given by the caller already; a name is all that it may lack.
        if (argument.getOwner() == &function.front() &&
            !function.getArgAttr(argument.getArgNumber(),
                                 LookupFFNDialect::kWeightAttrName) &&
            !function.getArgAttr(argument.getArgNumber(),
                                 LookupFFNDialect::kInputAttrName))
          function.setArgAttr(argument.getArgNumber(),
                              LookupFFNDialect::kWeightAttrName,
                              b.getStringAttr(key));
        continue;
      }
      if (BlockArgument argument = hoisted.lookup(value)) {
        weight.operand->set(argument);
        continue;
      }
      auto type = cast<RankedTensorType>(value.getType());
      if (!type.hasStaticShape() || getDtype(type.getElementType()).empty())
        continue;
      FailureOr<std::optional<Bytes>> bytes = evaluate(value);
      if (failed(bytes))
        return failure();
      if (!*bytes) {
        remark::missed(value.getLoc(), remark::RemarkOpts::name("HoistWeights")
                                           .category("lookupffn-hoist-weights"))
            << ("weight '" + Twine(key) +
                "' stays, for the program computes it")
                   .str();
        continue;
      }
      if (!SymbolTable::symbolKnownUseEmpty(function, getOperation()))
        return function.emitOpError("has weights and is called; inline it "
                                    "first, for they become arguments");
      if (arrays.count(key))
        return function.emitOpError("has a second weight '")
               << key << "'; expected one function with weights in a module";
      unsigned index = function.getNumArguments();
      if (failed(function.insertArgument(
              index, type,
              b.getDictionaryAttr(b.getNamedAttr(
                  LookupFFNDialect::kWeightAttrName, b.getStringAttr(key))),
              value.getLoc())))
        return failure();
      arrays[key] = {type, std::move(**bytes)};
      hoisted[value] = function.getArgument(index);
      weight.operand->set(function.getArgument(index));
    }
    for (const auto &[value, argument] : hoisted)
      eraseUnused(value.getDefiningOp());
    if (!found.empty())
      nameInputsAndOutput(function);
    return success();
  }

  std::map<std::string, Array> arrays;
};
} // namespace
