//===- LookupFFNDialect.cpp - Dialect, attributes and accessors -----------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Registration, the verifiers of attributes, and the accessors of ops that
// several files use.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/IR/LookupFFN.h"

#include "Bytecode.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Transforms/InliningUtils.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"

#include <cmath>

using namespace mlir;
using namespace mlir::lookupffn;

#include "lookupffn/IR/LookupFFNDialect.cpp.inc"
#include "lookupffn/IR/LookupFFNEnums.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "lookupffn/IR/LookupFFNAttrs.cpp.inc"

#define GET_OP_CLASSES
#include "lookupffn/IR/LookupFFNOps.cpp.inc"

namespace {
/// Helper functions with ops of the dialect are inlined into entry points.
struct LookupFFNInliner final : public DialectInlinerInterface {
  using DialectInlinerInterface::DialectInlinerInterface;

  bool isLegalToInline(Operation *, Region *, bool, IRMapping &) const final {
    return true;
  }
};
} // namespace

void LookupFFNDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "lookupffn/IR/LookupFFNAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "lookupffn/IR/LookupFFNOps.cpp.inc"
      >();
  addInterfaces<LookupFFNInliner>();
  addBytecodeInterface(*this);
}

Operation *LookupFFNDialect::materializeConstant(OpBuilder &builder,
                                                 Attribute value, Type type,
                                                 Location loc) {
  return arith::ConstantOp::materialize(builder, value, type, loc);
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

LogicalResult BH4Attr::verify(function_ref<InFlightDiagnostic()> emitError,
                              FloatAttr decay) {
  if (!decay.getType().isF64())
    return emitError() << "expects decay of type f64, but got "
                       << decay.getType();
  if (!std::isfinite(static_cast<float>(decay.getValueAsDouble())))
    return emitError() << "expects a decay that is finite in f32";
  return success();
}

LogicalResult ScheduleAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                   StringRef path, int64_t tileTokens,
                                   int64_t tileColumns, int64_t panelTokens,
                                   int64_t prefetchRows,
                                   int64_t prefetchLocality, int64_t tileTables,
                                   int64_t sliceColumns, bool slab,
                                   StringRef arithmetic) {
  if (path != "linalg" && path != "fast")
    return emitError() << "expects path 'linalg' or 'fast', but got '" << path
                       << "'";
  if (tileTokens < 1 || tileColumns < 1 || panelTokens < 1)
    return emitError() << "expects tile and panel sizes of 1 or more";
  if (tileTables < 0)
    return emitError() << "expects tile_tables of 0 or more, but got "
                       << tileTables;
  if (sliceColumns < 0)
    return emitError() << "expects slice_columns of 0 or more, but got "
                       << sliceColumns;
  if (arithmetic != "f32" && arithmetic != "u8" && arithmetic != "i16" &&
      arithmetic != "i8x2")
    return emitError()
           << "expects arithmetic 'f32', 'u8', 'i16' or 'i8x2', but got '"
           << arithmetic << "'";
  if (slab && sliceColumns == 0)
    return emitError() << "expects slice_columns of 1 or more with slab, but "
                          "got 0";
  if (prefetchRows < 0 || prefetchLocality < 0 || prefetchLocality > 3)
    return emitError() << "expects prefetch_rows of 0 or more and "
                          "prefetch_locality from 0 to 3";
  return success();
}

LogicalResult RegimeAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                 int64_t minTokens, int64_t blockTokens) {
  if (minTokens < 0 || blockTokens < 1)
    return emitError() << "expects min_tokens of 0 or more and block_tokens of "
                          "1 or more, but got "
                       << minTokens << " and " << blockTokens;
  return success();
}

bool TargetAttr::hasFeature(StringRef name) const {
  for (StringRef feature : llvm::split(getFeatures(), ','))
    if (feature.consume_front("+") && feature == name)
      return true;
  return false;
}

//===----------------------------------------------------------------------===//
// Attributes of operations and of function arguments
//===----------------------------------------------------------------------===//

LogicalResult
LookupFFNDialect::verifyOperationAttribute(Operation *op,
                                           NamedAttribute attribute) {
  StringRef name = attribute.getName();
  if (name == kTargetAttrName && !isa<TargetAttr>(attribute.getValue()))
    return op->emitOpError("attribute '")
           << name << "' expects #lookupffn.target";
  if (name == kLayoutTargetsAttrName) {
    auto targets = dyn_cast<ArrayAttr>(attribute.getValue());
    if (!targets || !llvm::all_of(targets, llvm::IsaPred<TargetAttr>))
      return op->emitOpError("attribute '")
             << name << "' expects a list of #lookupffn.target";
  }
  if (name == kScheduleAttrName && !isa<ScheduleAttr>(attribute.getValue())) {
    // Before tiling an op has one schedule a regime.
    auto list = dyn_cast<ArrayAttr>(attribute.getValue());
    if (!list || !llvm::all_of(list, llvm::IsaPred<ScheduleAttr>))
      return op->emitOpError("attribute '")
             << name
             << "' expects #lookupffn.schedule or a list of them";
  }
  if (name == kRegimesAttrName) {
    auto regimes = dyn_cast<ArrayAttr>(attribute.getValue());
    if (!regimes || regimes.empty() ||
        !llvm::all_of(regimes, llvm::IsaPred<RegimeAttr>))
      return op->emitOpError("attribute '")
             << name << "' expects a list of #lookupffn.regime";
    if (cast<RegimeAttr>(regimes[0]).getMinTokens() != 0)
      return op->emitOpError("attribute '")
             << name << "' expects a first min_tokens of 0, so that every "
             << "number of tokens has a regime";
    int64_t last = -1;
    for (auto regime : regimes.getAsRange<RegimeAttr>()) {
      if (regime.getMinTokens() <= last)
        return op->emitOpError("attribute '")
               << name << "' expects rising min_tokens";
      last = regime.getMinTokens();
    }
  }
  return success();
}

/// Verifies that `attribute` is a string that is not empty.
static LogicalResult verifyName(Operation *op, NamedAttribute attribute) {
  auto name = dyn_cast<StringAttr>(attribute.getValue());
  if (!name || name.empty())
    return op->emitOpError("attribute '")
           << attribute.getName().getValue() << "' expects a name, but got "
           << attribute.getValue();
  return success();
}

LogicalResult LookupFFNDialect::verifyRegionArgAttribute(
    Operation *op, unsigned regionIndex, unsigned argIndex,
    NamedAttribute attribute) {
  StringRef name = attribute.getName();
  if (name != kWeightAttrName && name != kInputAttrName)
    return op->emitOpError("has no argument attribute '") << name << "'";
  if (failed(verifyName(op, attribute)))
    return failure();
  auto function = dyn_cast<FunctionOpInterface>(op);
  if (!function)
    return success();
  if (name == kWeightAttrName && function.getArgAttr(argIndex, kInputAttrName))
    return op->emitOpError("argument ")
           << argIndex << " has both '" << kWeightAttrName << "' and '"
           << kInputAttrName << "'; drop one";
  for (unsigned i = 0; i < argIndex; ++i)
    if (function.getArgAttr(i, name) == attribute.getValue())
      return op->emitOpError("arguments ")
             << i << " and " << argIndex << " share '" << name
             << "' = " << attribute.getValue() << "; names must differ";
  return success();
}

LogicalResult LookupFFNDialect::verifyRegionResultAttribute(
    Operation *op, unsigned regionIndex, unsigned resultIndex,
    NamedAttribute attribute) {
  if (attribute.getName() != kOutputAttrName)
    return op->emitOpError("has no result attribute '")
           << attribute.getName().getValue() << "'";
  if (failed(verifyName(op, attribute)))
    return failure();
  auto function = dyn_cast<FunctionOpInterface>(op);
  if (!function)
    return success();
  for (unsigned i = 0; i < resultIndex; ++i)
    if (function.getResultAttr(i, kOutputAttrName) == attribute.getValue())
      return op->emitOpError("results ")
             << i << " and " << resultIndex << " share '" << kOutputAttrName
             << "' = " << attribute.getValue() << "; names must differ";
  return success();
}

//===----------------------------------------------------------------------===//
// Accessors
//===----------------------------------------------------------------------===//

bool lookupffn::isTokenOp(Operation *op) {
  return isa<LayerNormOp, ProjectOp, HashOp, LookupOp, HadamardOp>(op);
}

SmallVector<OpOperand *> lookupffn::getTokenOperands(Operation *op) {
  return llvm::TypeSwitch<Operation *, SmallVector<OpOperand *>>(op)
      .Case<LayerNormOp, ProjectOp, HashOp, LookupOp, HadamardOp>(
          [](auto tokenOp) { return tokenOp.getTokenOperands(); })
      .Default([](Operation *) { return SmallVector<OpOperand *>(); });
}

unsigned lookupffn::getNumTokenDims(Operation *op) {
  return llvm::TypeSwitch<Operation *, unsigned>(op)
      .Case<LayerNormOp, ProjectOp, HashOp, LookupOp, HadamardOp>(
          [](auto tokenOp) { return tokenOp.getNumTokenDims(); })
      .Default([](Operation *) { return 0u; });
}

static ShapedType shaped(Value value) {
  return cast<ShapedType>(value.getType());
}

SmallVector<OpOperand *> LayerNormOp::getTokenOperands() {
  return {&getInputMutable(), &getInitMutable()};
}
unsigned LayerNormOp::getNumTokenDims() {
  return shaped(getInput()).getRank() - 1;
}

SmallVector<OpOperand *> HadamardOp::getTokenOperands() {
  return {&getInputMutable(), &getInitMutable()};
}
unsigned HadamardOp::getNumTokenDims() {
  return shaped(getInput()).getRank() - 1;
}

SmallVector<OpOperand *> ProjectOp::getTokenOperands() {
  return {&getInputMutable(), &getInitMutable()};
}
unsigned ProjectOp::getNumTokenDims() {
  return shaped(getInput()).getRank() - 1;
}
int64_t ProjectOp::getNumTables() {
  ShapedType type = shaped(getInit());
  return type.getDimSize(type.getRank() - (getBitMajor() ? 1 : 2));
}
int64_t ProjectOp::getNumBits() {
  ShapedType type = shaped(getInit());
  return type.getDimSize(type.getRank() - (getBitMajor() ? 2 : 1));
}
int64_t ProjectOp::getInputWidth() {
  return shaped(getInput()).getShape().back();
}

SmallVector<OpOperand *> HashOp::getTokenOperands() {
  return {&getInputMutable(), &getCodeInitMutable(), &getScoreInitMutable()};
}
unsigned HashOp::getNumTokenDims() { return shaped(getInput()).getRank() - 2; }
int64_t HashOp::getNumTables() {
  ShapedType type = shaped(getInput());
  return type.getDimSize(type.getRank() - (getBitMajor() ? 1 : 2));
}
int64_t HashOp::getNumBits() {
  ShapedType type = shaped(getInput());
  return type.getDimSize(type.getRank() - (getBitMajor() ? 2 : 1));
}

SmallVector<OpOperand *> LookupOp::getTokenOperands() {
  SmallVector<OpOperand *> operands = {&getCodeMutable()};
  for (OpOperand &score : getScoreMutable())
    operands.push_back(&score);
  operands.push_back(&getInitMutable());
  return operands;
}
unsigned LookupOp::getNumTokenDims() { return shaped(getInit()).getRank() - 1; }
bool LookupOp::isShared() { return shaped(getTables()).getRank() == 2; }
int64_t LookupOp::getNumCodes() { return shaped(getCode()).getShape().back(); }
int64_t LookupOp::getPaddedCodes() { return llvm::alignTo(getNumCodes(), 64); }
int64_t LookupOp::getNumTables() {
  return isShared() ? 1 : shaped(getTables()).getDimSize(isSliced() ? 1 : 0);
}
int64_t LookupOp::getNumRows() {
  ShapedType type = shaped(getTables());
  return type.getDimSize(type.getRank() - 2);
}
bool LookupOp::isSliced() { return shaped(getTables()).getRank() == 4; }
int64_t LookupOp::getSliceWidth() {
  return shaped(getTables()).getShape().back();
}
int64_t LookupOp::getNumSlices() {
  return isSliced() ? shaped(getTables()).getDimSize(0) : 1;
}
int64_t LookupOp::getOutputWidth() {
  int64_t slices = getNumSlices();
  return ShapedType::isDynamic(slices) ? ShapedType::kDynamic
                                       : slices * getSliceWidth();
}
