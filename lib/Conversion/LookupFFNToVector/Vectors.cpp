//===- Vectors.cpp - What the lowerings share -----------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace mlir::lookupffn;

SmallVector<Piece> lookupffn::cutIntoPieces(int64_t width, int64_t lanes) {
  SmallVector<Piece> pieces;
  for (int64_t offset = 0; offset < width; offset += lanes) {
    while (lanes > width - offset)
      lanes /= 2;
    pieces.push_back({offset, lanes});
  }
  return pieces;
}

LogicalResult lookupffn::verifyUnitStride(Operation *op, ValueRange operands) {
  for (Value operand : operands) {
    auto type = cast<MemRefType>(operand.getType());
    if (!type.isLastDimUnitStride())
      return op->emitOpError("expects memrefs whose last dimension has stride "
                             "1 on the fast path, but got ")
             << type << "; copy it or use path=linalg";
  }
  return success();
}

void lookupffn::forEachStep(
    OpBuilder &b, Location loc, int64_t size, int64_t step,
    function_ref<void(OpBuilder &, Value, int64_t)> emit) {
  int64_t full = size / step * step;
  if (full > step) {
    scf::ForOp::create(
        b, loc, buildIndex(b, loc, 0), buildIndex(b, loc, full),
        buildIndex(b, loc, step), ValueRange(),
        [&](OpBuilder &nested, Location, Value offset, ValueRange) {
          emit(nested, offset, step);
          scf::YieldOp::create(nested, loc);
        });
  } else if (full == step) {
    emit(b, buildIndex(b, loc, 0), step);
  }
  if (full < size)
    emit(b, buildIndex(b, loc, full), size - full);
}

void lookupffn::forEachToken(OpBuilder &b, Location loc, Value numTokens,
                             function_ref<void(OpBuilder &, Value)> emit) {
  scf::ForOp::create(b, loc, buildIndex(b, loc, 0), numTokens,
                     buildIndex(b, loc, 1), ValueRange(),
                     [&](OpBuilder &nested, Location, Value token, ValueRange) {
                       emit(nested, token);
                       scf::YieldOp::create(nested, loc);
                     });
}

Value lookupffn::buildIndex(OpBuilder &b, Location loc, int64_t value) {
  return arith::ConstantIndexOp::create(b, loc, value);
}

Value lookupffn::buildOffset(OpBuilder &b, Location loc, Value base,
                             int64_t offset) {
  if (offset == 0)
    return base;
  return arith::AddIOp::create(b, loc, base, buildIndex(b, loc, offset));
}

Value lookupffn::buildSplat(OpBuilder &b, Location loc, Type type,
                            double value) {
  TypedAttr attr;
  Type element = getElementTypeOrSelf(type);
  if (isa<FloatType>(element))
    attr = b.getFloatAttr(element, value);
  else
    attr = b.getIntegerAttr(element, static_cast<int64_t>(value));
  if (auto vector = dyn_cast<VectorType>(type))
    attr = DenseElementsAttr::get(vector, Attribute(attr));
  return arith::ConstantOp::create(b, loc, attr);
}

Value lookupffn::buildTile(OpBuilder &b, Location loc, Value memref,
                           ValueRange indices, ArrayRef<int64_t> shape) {
  auto type = cast<MemRefType>(memref.getType());
  SmallVector<OpFoldResult> offsets = getAsOpFoldResult(indices);
  SmallVector<OpFoldResult> sizes(type.getRank(), b.getIndexAttr(1));
  SmallVector<OpFoldResult> strides(type.getRank(), b.getIndexAttr(1));
  for (auto [size, tileSize] :
       llvm::zip_equal(MutableArrayRef(sizes).take_back(shape.size()), shape))
    size = b.getIndexAttr(tileSize);
  MemRefType tile = memref::SubViewOp::inferRankReducedResultType(
      shape, type, offsets, sizes, strides);
  return memref::SubViewOp::create(b, loc, tile, memref, offsets, sizes,
                                   strides);
}

Value lookupffn::buildAddress(OpBuilder &b, Location loc, Value memref) {
  int64_t bytes =
      cast<MemRefType>(memref.getType()).getElementTypeBitWidth() / 8;
  Value base = memref::ExtractAlignedPointerAsIndexOp::create(b, loc, memref);
  Value offset =
      memref::ExtractStridedMetadataOp::create(b, loc, memref).getOffset();
  offset = arith::MulIOp::create(b, loc, offset, buildIndex(b, loc, bytes));
  return arith::AddIOp::create(b, loc, base, offset);
}

Value lookupffn::buildPointer(OpBuilder &b, Location loc, Value address) {
  auto type = LLVM::LLVMPointerType::get(b.getContext());
  address = arith::IndexCastOp::create(b, loc, b.getI64Type(), address);
  return LLVM::IntToPtrOp::create(b, loc, type, address);
}

Value lookupffn::buildLoad(OpBuilder &b, Location loc, Value memref,
                           ValueRange indices, int64_t lanes) {
  auto type = VectorType::get(
      lanes, cast<MemRefType>(memref.getType()).getElementType());
  return vector::LoadOp::create(b, loc, type, memref, indices);
}

Value lookupffn::buildMultiplyAdd(OpBuilder &b, Location loc, Value a, Value x,
                                  Value c, bool hasFMA) {
  if (hasFMA)
    return math::FmaOp::create(b, loc, a, x, c);
  Value product = arith::MulFOp::create(b, loc, a, x);
  return arith::AddFOp::create(b, loc, product, c);
}
