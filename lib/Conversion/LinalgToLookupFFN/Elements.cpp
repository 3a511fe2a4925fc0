//===- Elements.cpp - Leaves, constants, and moves of elements ------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Elements.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/TypeSwitch.h"

#include <cmath>
#include <cstring>

using namespace mlir;
using namespace mlir::lookupffn;

/// Sizes that are not known. Small, for all of a static size may be read.
static constexpr int64_t kUnknownSize = 3;

//===----------------------------------------------------------------------===//
// Leaves and slices
//===----------------------------------------------------------------------===//

bool lookupffn::isLeaf(Value tensor) {
  Operation *op = tensor.getDefiningOp();
  if (!op || op->hasAttr(kOpaqueAttrName))
    return true;
  if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op))
    return !linalgOp.hasPureTensorSemantics();
  if (isa<tensor::CollapseShapeOp, tensor::ExpandShapeOp, tensor::CastOp,
          tensor::ExtractSliceOp, tensor::InsertSliceOp, tensor::ConcatOp,
          tensor::PadOp, tensor::EmptyOp, tensor::SplatOp,
          tensor::FromElementsOp, tensor::ExtractOp, tensor::DimOp>(op))
    return false;
  return !(op->hasTrait<OpTrait::Elementwise>() && op->getNumRegions() == 0 &&
           isa<arith::ArithDialect, math::MathDialect>(op->getDialect()));
}

/// What `value` is computed from in one step.
static llvm::SetVector<Value> getUsed(Value value) {
  llvm::SetVector<Value> used;
  if (isLeaf(value))
    return used;
  Operation *op = value.getDefiningOp();
  getUsedValuesDefinedAbove(op->getRegions(), used);
  // An initial value that the body does not read is only a size.
  auto linalgOp = dyn_cast<linalg::LinalgOp>(op);
  for (OpOperand &operand : op->getOpOperands())
    if (!linalgOp || linalgOp.payloadUsesValueFromOperand(&operand))
      used.insert(operand.get());
  return used;
}

SmallVector<Value> lookupffn::getSlice(Value root) {
  llvm::SetVector<Value> slice;
  slice.insert(root);
  for (unsigned i = 0; i < slice.size(); ++i) {
    llvm::SetVector<Value> used = getUsed(slice[i]);
    slice.insert(used.begin(), used.end());
  }
  SmallVector<Value> result = slice.takeVector();
  // Numbers of results do not matter: nothing here has more than a few.
  llvm::stable_sort(result, [](Value a, Value b) {
    Operation *first = a.getDefiningOp(), *second = b.getDefiningOp();
    if (!first || !second)
      return !first && second;
    return first->getBlock() == second->getBlock() &&
           first->isBeforeInBlock(second);
  });
  return result;
}

SmallVector<Value> lookupffn::getIndependent(ArrayRef<Value> slice,
                                             Value value) {
  llvm::DenseSet<Value> dependent = {value};
  SmallVector<Value> result;
  for (Value candidate : slice) {
    if (llvm::any_of(getUsed(candidate),
                     [&](Value used) { return dependent.contains(used); }))
      dependent.insert(candidate);
    if (!dependent.contains(candidate))
      result.push_back(candidate);
  }
  return result;
}

SmallVector<int64_t> lookupffn::getSizes(Value tensor) {
  SmallVector<int64_t> sizes(
      cast<RankedTensorType>(tensor.getType()).getShape());
  // A dynamic size that is a product is so here too.
  if (auto collapse = tensor.getDefiningOp<tensor::CollapseShapeOp>()) {
    SmallVector<int64_t> from = getSizes(collapse.getSrc());
    for (auto [size, group] :
         llvm::zip(sizes, collapse.getReassociationIndices())) {
      size = 1;
      for (int64_t dim : group)
        size *= from[dim];
    }
    return sizes;
  }
  for (int64_t &size : sizes)
    if (ShapedType::isDynamic(size))
      size = kUnknownSize;
  return sizes;
}

int64_t lookupffn::getNumElements(Value tensor) {
  int64_t product = 1;
  for (int64_t size : getSizes(tensor))
    product *= size;
  return product;
}

//===----------------------------------------------------------------------===//
// Positions
//===----------------------------------------------------------------------===//

SmallVector<int64_t> lookupffn::delinearize(int64_t position,
                                            ArrayRef<int64_t> sizes) {
  SmallVector<int64_t> indices(sizes.size());
  for (unsigned i = sizes.size(); i-- > 0;) {
    indices[i] = position % sizes[i];
    position /= sizes[i];
  }
  return indices;
}

int64_t lookupffn::linearize(ArrayRef<int64_t> indices,
                             ArrayRef<int64_t> sizes) {
  int64_t position = 0;
  for (auto [index, size] : llvm::zip(indices, sizes)) {
    if (index < 0 || index >= size)
      return -1;
    position = position * size + index;
  }
  return position;
}

int64_t lookupffn::evaluateMap(AffineExpr expr, ArrayRef<int64_t> dims) {
  if (auto dim = dyn_cast<AffineDimExpr>(expr))
    return dims[dim.getPosition()];
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return constant.getValue();
  auto binary = cast<AffineBinaryOpExpr>(expr);
  int64_t lhs = evaluateMap(binary.getLHS(), dims);
  int64_t rhs = evaluateMap(binary.getRHS(), dims);
  switch (expr.getKind()) {
  case AffineExprKind::Add:
    return lhs + rhs;
  case AffineExprKind::Mul:
    return lhs * rhs;
  case AffineExprKind::Mod:
    return llvm::mod(lhs, rhs);
  case AffineExprKind::FloorDiv:
    return llvm::divideFloorSigned(lhs, rhs);
  default:
    return llvm::divideCeilSigned(lhs, rhs);
  }
}

/// True if the program does not compute them.
template <typename SliceOp> static bool hasKnownOffsets(SliceOp slice) {
  return !ShapedType::isDynamicShape(slice.getStaticOffsets()) &&
         !ShapedType::isDynamicShape(slice.getStaticStrides());
}

/// Dimensions of size 1 that a slice loses. Finding them is slow, and most
/// slices lose none.
template <typename SliceOp>
static llvm::SmallBitVector getDropped(SliceOp slice, int64_t rank) {
  int64_t full = slice.getStaticSizes().size();
  return rank == full ? llvm::SmallBitVector(full) : slice.getDroppedDims();
}

static std::optional<Place> getPlaceOfExtract(tensor::ExtractSliceOp slice,
                                              ArrayRef<int64_t> indices) {
  if (!hasKnownOffsets(slice))
    return std::nullopt;
  llvm::SmallBitVector dropped = getDropped(slice, indices.size());
  SmallVector<int64_t> from(slice.getStaticOffsets());
  ArrayRef<int64_t> strides = slice.getStaticStrides();
  for (unsigned dim = 0, next = 0; dim < from.size(); ++dim)
    if (!dropped.test(dim))
      from[dim] += strides[dim] * indices[next++];
  return Place{slice.getSource(), linearize(from, getSizes(slice.getSource()))};
}

static std::optional<Place> getPlaceOfInsert(tensor::InsertSliceOp slice,
                                             ArrayRef<int64_t> indices) {
  if (!hasKnownOffsets(slice))
    return std::nullopt;
  SmallVector<int64_t> sizes = getSizes(slice.getSource()), from;
  llvm::SmallBitVector dropped = getDropped(slice, sizes.size());
  ArrayRef<int64_t> offsets = slice.getStaticOffsets();
  ArrayRef<int64_t> strides = slice.getStaticStrides();
  for (unsigned dim = 0, next = 0; dim < offsets.size(); ++dim) {
    int64_t distance = indices[dim] - offsets[dim];
    int64_t size = dropped.test(dim) ? 1 : sizes[next++];
    if (distance < 0 || distance % strides[dim] ||
        distance / strides[dim] >= size)
      return Place{slice.getDest(),
                   linearize(indices, getSizes(slice.getDest()))};
    if (!dropped.test(dim))
      from.push_back(distance / strides[dim]);
  }
  return Place{slice.getSource(), linearize(from, sizes)};
}

/// For a linalg op that only moves elements: transpose, broadcast, a copy.
static std::optional<Place> getPlaceOfMove(linalg::LinalgOp op,
                                           ArrayRef<int64_t> indices) {
  if (op.getNumDpsInits() != 1 || op.getNumReductionLoops() > 0)
    return std::nullopt;
  auto argument =
      dyn_cast<BlockArgument>(op.getBlock()->getTerminator()->getOperand(0));
  if (!argument || argument.getOwner() != op.getBlock())
    return std::nullopt;
  OpOperand *operand = op.getMatchingOpOperand(argument);
  if (!isa<RankedTensorType>(operand->get().getType()))
    return std::nullopt;
  AffineMap out = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  if (!out.isPermutation())
    return std::nullopt;
  SmallVector<int64_t> loops(op.getNumLoops()), from;
  for (auto [expr, index] : llvm::zip(out.getResults(), indices))
    loops[cast<AffineDimExpr>(expr).getPosition()] = index;
  for (AffineExpr expr : op.getMatchingIndexingMap(operand).getResults())
    from.push_back(evaluateMap(expr, loops));
  return Place{operand->get(), linearize(from, getSizes(operand->get()))};
}

std::optional<Place> lookupffn::getSource(Place place) {
  Operation *op = place.tensor.getDefiningOp();
  if (!op || place.position < 0)
    return std::nullopt;
  // These do not change the row-major position.
  if (isa<tensor::CollapseShapeOp, tensor::ExpandShapeOp, tensor::CastOp>(op))
    return Place{op->getOperand(0), place.position};
  if (isLeaf(place.tensor))
    return std::nullopt;
  SmallVector<int64_t> indices =
      delinearize(place.position, getSizes(place.tensor));
  using Result = std::optional<Place>;
  return llvm::TypeSwitch<Operation *, Result>(op)
      .Case([&](tensor::ExtractSliceOp slice) {
        return getPlaceOfExtract(slice, indices);
      })
      .Case([&](tensor::InsertSliceOp slice) {
        return getPlaceOfInsert(slice, indices);
      })
      .Case([&](tensor::ConcatOp concat) -> Result {
        int64_t &index = indices[concat.getDim()];
        for (Value input : concat.getInputs()) {
          SmallVector<int64_t> sizes = getSizes(input);
          if (index < sizes[concat.getDim()])
            return Place{input, linearize(indices, sizes)};
          index -= sizes[concat.getDim()];
        }
        return std::nullopt;
      })
      .Case([&](tensor::PadOp pad) -> Result {
        auto low = getConstantIntValues(pad.getMixedLowPad());
        if (!low)
          return std::nullopt;
        for (auto [index, offset] : llvm::zip(indices, *low))
          index -= offset;
        int64_t from = linearize(indices, getSizes(pad.getSource()));
        if (from < 0)
          return std::nullopt;
        return Place{pad.getSource(), from};
      })
      .Case([&](linalg::LinalgOp linalgOp) {
        return getPlaceOfMove(linalgOp, indices);
      })
      .Default([](Operation *) { return std::nullopt; });
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

ConstantData::ConstantData(ElementsAttr attr) : type(attr.getElementType()) {
  if (auto dense = dyn_cast<DenseElementsAttr>(attr)) {
    raw = dense.getRawData();
    splat = dense.isSplat();
    // Bits are packed, which no constant of a layer needs.
    valid = type.isIntOrIndexOrFloat() && !type.isInteger(1);
  } else if (auto resource = dyn_cast<DenseResourceElementsAttr>(attr)) {
    if (AsmResourceBlob *blob = resource.getRawHandle().getBlob()) {
      raw = blob->getData();
      valid = type.isIntOrFloat() && !type.isInteger(1) &&
              raw.size() * 8 == static_cast<size_t>(attr.getNumElements()) *
                                    type.getIntOrFloatBitWidth();
    }
  }
  if (!valid || splat || !isa<FloatType>(type))
    return;
  std::optional<double> first = getNumber(0);
  bool same = true;
  for (int64_t i = 0, e = attr.getNumElements(); i < e; ++i) {
    std::optional<double> number = getNumber(i);
    if (!number || std::fabs(*number) > (1 << 30) ||
        std::trunc(*number) != *number)
      return;
    same &= number == first;
  }
  formula = !same;
}

ArrayRef<char> ConstantData::getBytes(int64_t position) const {
  unsigned bytes = type.isIndex() ? 8 : (type.getIntOrFloatBitWidth() + 7) / 8;
  return raw.slice(splat ? 0 : position * bytes, bytes);
}

std::optional<int64_t> ConstantData::getInteger(int64_t position) const {
  if (!valid || !isa<IntegerType, IndexType>(type))
    return std::nullopt;
  ArrayRef<char> bytes = getBytes(position);
  if (bytes.size() > 8)
    return std::nullopt;
  int64_t value = 0;
  std::memcpy(&value, bytes.data(), bytes.size());
  return llvm::SignExtend64(value, bytes.size() * 8);
}

std::optional<double> ConstantData::getNumber(int64_t position) const {
  auto floatType = dyn_cast<FloatType>(type);
  if (!valid || !floatType || floatType.getWidth() > 64)
    return std::nullopt;
  uint64_t bits = 0;
  ArrayRef<char> bytes = getBytes(position);
  std::memcpy(&bits, bytes.data(), bytes.size());
  APFloat number(floatType.getFloatSemantics(),
                 APInt(floatType.getWidth(), bits));
  bool lost = false;
  number.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &lost);
  if (!number.isFinite())
    return std::nullopt;
  return number.convertToDouble();
}
