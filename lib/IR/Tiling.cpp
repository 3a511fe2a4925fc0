//===- Tiling.cpp - Effects, shapes and tiling of the token ops -----------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// All token ops tile alike: token dimensions are parallel loops, token operands
// are sliced, all others are passed whole. `lookup` tiles its columns too, in
// tiles of one static size, since its width is static.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/IR/LookupFFN.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;
using namespace mlir::lookupffn;

/// The size of dimension `dim` of a tensor or memref.
static OpFoldResult getSize(OpBuilder &b, Location loc, Value value,
                            int64_t dim) {
  if (isa<RankedTensorType>(value.getType()))
    return tensor::getMixedSize(b, loc, value, dim);
  return memref::getMixedSize(b, loc, value, dim);
}

/// A slice of a tensor, or a subview of a memref, with unit strides.
static Operation *getSlice(OpBuilder &b, Location loc, Value value,
                           ArrayRef<OpFoldResult> offsets,
                           ArrayRef<OpFoldResult> sizes) {
  SmallVector<OpFoldResult> strides(offsets.size(), b.getIndexAttr(1));
  if (isa<RankedTensorType>(value.getType()))
    return tensor::ExtractSliceOp::create(b, loc, value, offsets, sizes,
                                          strides);
  return memref::SubViewOp::create(b, loc, value, offsets, sizes, strides);
}

/// Extends offsets and sizes of the leading dimensions to all of `value`.
static void extendToRank(OpBuilder &b, Location loc, Value value,
                         SmallVector<OpFoldResult> &offsets,
                         SmallVector<OpFoldResult> &sizes) {
  int64_t rank = cast<ShapedType>(value.getType()).getRank();
  for (int64_t dim = offsets.size(); dim < rank; ++dim) {
    offsets.push_back(b.getIndexAttr(0));
    sizes.push_back(getSize(b, loc, value, dim));
  }
}

/// True when the columns of `operand` are tiled together with those of outs.
static bool hasColumns(LookupOp op, OpOperand &operand) {
  // Operands are told apart by their place: one value may be passed twice.
  return &operand == &op.getTablesMutable() ||
         (op.getBias() && &operand == &op.getBiasMutable()[0]);
}

static unsigned getNumLoops(Operation *op) {
  return getNumTokenDims(op) + (isa<LookupOp>(op) ? 1 : 0);
}

static FailureOr<TilingResult> tileTokenOp(Operation *op, OpBuilder &b,
                                           ArrayRef<OpFoldResult> offsets,
                                           ArrayRef<OpFoldResult> sizes) {
  Location loc = op->getLoc();
  unsigned tokenDims = getNumTokenDims(op);
  auto lookup = dyn_cast<LookupOp>(op);
  if (lookup && !getConstantIntValue(sizes[tokenDims]))
    return op->emitOpError("expects a tile size of columns that divides O = ")
           << lookup.getOutputWidth() << ", so that every tile is static";
  SmallVector<OpOperand *> tokenOperands = getTokenOperands(op);
  SmallVector<Value> operands;
  SmallVector<Operation *> slices;
  for (OpOperand &operand : op->getOpOperands()) {
    Value value = operand.get();
    SmallVector<OpFoldResult> offset, size;
    if (llvm::is_contained(tokenOperands, &operand)) {
      offset.assign(offsets.begin(), offsets.begin() + tokenDims);
      size.assign(sizes.begin(), sizes.begin() + tokenDims);
      // The columns of the lookup are the last dimension of outs.
      if (lookup && &operand == &lookup.getInitMutable()) {
        offset.push_back(offsets[tokenDims]);
        size.push_back(sizes[tokenDims]);
      }
    } else if (lookup && hasColumns(lookup, operand)) {
      int64_t rank = cast<ShapedType>(value.getType()).getRank();
      for (int64_t dim = 0; dim + 1 < rank; ++dim) {
        offset.push_back(b.getIndexAttr(0));
        size.push_back(getSize(b, loc, value, dim));
      }
      offset.push_back(offsets[tokenDims]);
      size.push_back(sizes[tokenDims]);
    } else {
      operands.push_back(value);
      continue;
    }
    extendToRank(b, loc, value, offset, size);
    slices.push_back(getSlice(b, loc, value, offset, size));
    operands.push_back(slices.back()->getResult(0));
  }
  SmallVector<Type> types;
  if (op->getNumResults() > 0)
    for (OpOperand &init :
         cast<DestinationStyleOpInterface>(op).getDpsInitsMutable())
      types.push_back(operands[init.getOperandNumber()].getType());
  Operation *tiled = mlir::clone(b, op, types, operands);
  return TilingResult{{tiled}, SmallVector<Value>(tiled->getResults()), slices};
}

static void getTilePosition(Operation *op, OpBuilder &b, unsigned resultNumber,
                            ArrayRef<OpFoldResult> offsets,
                            ArrayRef<OpFoldResult> sizes,
                            SmallVector<OpFoldResult> &resultOffsets,
                            SmallVector<OpFoldResult> &resultSizes) {
  resultOffsets.assign(offsets.begin(), offsets.end());
  resultSizes.assign(sizes.begin(), sizes.end());
  Value init =
      cast<DestinationStyleOpInterface>(op).getDpsInits()[resultNumber];
  extendToRank(b, op->getLoc(), init, resultOffsets, resultSizes);
}

static SmallVector<Range> getDomain(Operation *op, OpBuilder &b) {
  Value init = cast<DestinationStyleOpInterface>(op).getDpsInits().front();
  SmallVector<Range> domain;
  for (unsigned dim = 0; dim < getNumLoops(op); ++dim)
    domain.push_back({b.getIndexAttr(0), getSize(b, op->getLoc(), init, dim),
                      b.getIndexAttr(1)});
  return domain;
}

/// A tile of a result is the op on the same tile of tokens; only a tile that
/// has every other dimension whole can be made so.
static FailureOr<TilingResult>
generateTile(Operation *op, OpBuilder &b, unsigned resultNumber,
             ArrayRef<OpFoldResult> offsets, ArrayRef<OpFoldResult> sizes) {
  unsigned loops = getNumLoops(op);
  Value init =
      cast<DestinationStyleOpInterface>(op).getDpsInits()[resultNumber];
  for (unsigned dim = loops; dim < offsets.size(); ++dim) {
    if (!isConstantIntValue(offsets[dim], 0))
      return failure();
    FailureOr<bool> whole = ValueBoundsConstraintSet::areEqual(
        sizes[dim], ValueBoundsConstraintSet::Variable(init, dim));
    if (failed(whole) || !*whole)
      return failure();
  }
  return tileTokenOp(op, b, offsets.take_front(loops), sizes.take_front(loops));
}

static void
getTokenOpEffects(DestinationStyleOpInterface op,
                  SmallVectorImpl<MemoryEffects::EffectInstance> &effects) {
  if (op.hasPureTensorSemantics())
    return;
  for (OpOperand &operand : op->getOpOperands()) {
    if (!isa<MemRefType>(operand.get().getType()))
      continue;
    bool scratch = false;
    if (auto project = dyn_cast<ProjectOp>(op.getOperation()))
      scratch = project.getScratch() &&
                &operand == &project.getScratchMutable()[0];
    if (!op.isDpsInit(&operand))
      effects.emplace_back(MemoryEffects::Read::get(), &operand);
    if (op.isDpsInit(&operand) || scratch)
      effects.emplace_back(MemoryEffects::Write::get(), &operand);
  }
}

static Speculation::Speculatability
getTokenOpSpeculatability(DestinationStyleOpInterface op) {
  // A code out of bounds is undefined behaviour, which must not be hoisted.
  if (isa<LookupOp>(op.getOperation()) || !op.hasPureTensorSemantics())
    return Speculation::NotSpeculatable;
  return Speculation::Speculatable;
}

static LogicalResult reifyTokenOp(DestinationStyleOpInterface op, OpBuilder &b,
                                  ReifiedRankedShapedTypeDims &shapes) {
  if (op->getNumResults() == 0)
    return success();
  for (Value init : op.getDpsInits()) {
    SmallVector<OpFoldResult> offsets, sizes;
    extendToRank(b, op.getLoc(), init, offsets, sizes);
    shapes.push_back(sizes);
  }
  return success();
}

// The interface methods of the five token ops are the functions above.
#define LOOKUPFFN_TOKEN_OP(OpName)                                             \
  SmallVector<utils::IteratorType> OpName::getLoopIteratorTypes() {            \
    return SmallVector<utils::IteratorType>(getNumLoops(*this),                \
                                            utils::IteratorType::parallel);    \
  }                                                                            \
  SmallVector<Range> OpName::getIterationDomain(OpBuilder &b) {                \
    return getDomain(*this, b);                                                \
  }                                                                            \
  FailureOr<TilingResult> OpName::getTiledImplementation(                      \
      OpBuilder &b, ArrayRef<OpFoldResult> offsets,                            \
      ArrayRef<OpFoldResult> sizes) {                                          \
    return tileTokenOp(*this, b, offsets, sizes);                              \
  }                                                                            \
  LogicalResult OpName::getResultTilePosition(                                 \
      OpBuilder &b, unsigned resultNumber, ArrayRef<OpFoldResult> offsets,     \
      ArrayRef<OpFoldResult> sizes, SmallVector<OpFoldResult> &resultOffsets,  \
      SmallVector<OpFoldResult> &resultSizes) {                                \
    getTilePosition(*this, b, resultNumber, offsets, sizes, resultOffsets,     \
                    resultSizes);                                              \
    return success();                                                          \
  }                                                                            \
  FailureOr<TilingResult> OpName::generateResultTileValue(                     \
      OpBuilder &b, unsigned resultNumber, ArrayRef<OpFoldResult> offsets,     \
      ArrayRef<OpFoldResult> sizes) {                                          \
    FailureOr<TilingResult> tile =                                             \
        generateTile(*this, b, resultNumber, offsets, sizes);                  \
    if (succeeded(tile))                                                       \
      tile->tiledValues = {tile->tiledValues[resultNumber]};                   \
    return tile;                                                               \
  }                                                                            \
  void OpName::getEffects(                                                     \
      SmallVectorImpl<MemoryEffects::EffectInstance> &effects) {               \
    getTokenOpEffects(*this, effects);                                         \
  }                                                                            \
  Speculation::Speculatability OpName::getSpeculatability() {                  \
    return getTokenOpSpeculatability(*this);                                   \
  }                                                                            \
  LogicalResult OpName::reifyResultShapes(                                     \
      OpBuilder &b, ReifiedRankedShapedTypeDims &shapes) {                     \
    return reifyTokenOp(*this, b, shapes);                                     \
  }

LOOKUPFFN_TOKEN_OP(LayerNormOp)
LOOKUPFFN_TOKEN_OP(ProjectOp)
LOOKUPFFN_TOKEN_OP(HashOp)
LOOKUPFFN_TOKEN_OP(LookupOp)
LOOKUPFFN_TOKEN_OP(HadamardOp)

#undef LOOKUPFFN_TOKEN_OP

void CheckCodesOp::getEffects(
    SmallVectorImpl<MemoryEffects::EffectInstance> &effects) {
  if (isa<MemRefType>(getCode().getType()))
    effects.emplace_back(MemoryEffects::Read::get(), &getCodeMutable());
}

Speculation::Speculatability CheckCodesOp::getSpeculatability() {
  return isa<MemRefType>(getCode().getType()) ? Speculation::NotSpeculatable
                                              : Speculation::Speculatable;
}
