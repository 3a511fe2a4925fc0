//===- VerifyProject.cpp - The constraints C1..Cn of project --------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each check carries the label of the constraint in the op's description.
//
//===----------------------------------------------------------------------===//

#include "Verification.h"

#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::lookupffn;

/// C7: weights [R, 4, P/b, b, b], or [R, 4, P/b, b/2, b, 2] and, in bytes,
/// [R, 4, P/b, b/8, b, 16], with P a power of two, P >= D, R*P >= T*L. C8:
/// shift [R, P] and tap [P].
static LogicalResult verifyBlockWeights(ProjectOp op, int64_t columns) {
  ArrayRef<int64_t> shape = shaped(op.getWeights()).getShape();
  bool quantized = isa<QuantizedBH4Attr>(op.getKind());
  bool bytes = shaped(op.getWeights()).getElementType().isInteger(8);
  // Inputs that lie side by side, and what they take.
  int64_t inputs = bytes ? QuantizedBH4Attr::kGroupInputs : 2;
  int64_t elements = bytes ? 2 * inputs : inputs;
  bool blocks = quantized
                    ? shape.size() == 6 && shape[4] % inputs == 0 &&
                          shape[3] == shape[4] / inputs && shape[5] == elements
                    : shape.size() == 5 && shape[3] == shape[4];
  if (!blocks || shape[1] != 4) {
    InFlightDiagnostic diagnostic = op.emitOpError()
                                    << "expects weights of shape [R, 4, P/b, ";
    if (quantized)
      diagnostic << "b/" << inputs << ", b, " << elements;
    else
      diagnostic << "b, b";
    return diagnostic << "], but got " << printShape(shape);
  }
  if (!shaped(op.getWeights()).hasStaticShape())
    return op.emitOpError("expects weights of static shape, but got ")
           << printShape(shape);
  int64_t padded;
  if (llvm::MulOverflow(shape[2], shape[4], padded) || padded <= 0 ||
      !llvm::isPowerOf2_64(padded))
    return op.emitOpError() << "expects P = (P/b) * b to be a power of two, "
                               "but got "
                            << shape[2] << " * " << shape[4];
  if (padded < op.getInputWidth())
    return op.emitOpError()
           << "expects P to be at least D = " << op.getInputWidth()
           << ", but got P = " << padded;
  int64_t available;
  if (llvm::MulOverflow(shape[0], padded, available) || available < columns)
    return op.emitOpError()
           << "expects R * P to be at least T * L = " << columns << ", but got "
           << shape[0] << " * " << padded;
  if (op.getShift() &&
      failed(verifyShape(op, "shift", op.getShift(), {shape[0], padded})))
    return failure();
  if (op.getTap())
    return verifyShape(op, "tap", op.getTap(), {padded});
  return success();
}

/// C12: weights [T*L/16, ceil(D/64), 2, 16, 64].
static LogicalResult verifyTiles(ProjectOp op, int64_t columns) {
  constexpr int64_t tileColumns = QuantizedDenseAttr::kTileColumns;
  constexpr int64_t inputs = QuantizedDenseAttr::kTileInputs;
  if (columns % tileColumns != 0)
    return op.emitOpError("expects T * L to be a multiple of ")
           << tileColumns << " for kind quantized_dense, but got " << columns;
  if (op.getInputWidth() > QuantizedDenseAttr::kMaxWidth)
    return op.emitOpError("expects D of at most ")
           << QuantizedDenseAttr::kMaxWidth
           << " for kind quantized_dense, but got " << op.getInputWidth();
  int64_t steps = llvm::divideCeil(op.getInputWidth(), inputs);
  if (!shaped(op.getWeights()).hasStaticShape())
    return op.emitOpError("expects weights of static shape, but got ")
           << printShape(shaped(op.getWeights()).getShape());
  return verifyShape(op, "weights", op.getWeights(),
                     {columns / tileColumns, steps, 2, tileColumns, inputs});
}

/// C11: what belongs to kinds in integers and to no other kind.
static LogicalResult verifyQuantized(ProjectOp op, int64_t columns) {
  bool blocks = isa<QuantizedBH4Attr>(op.getKind());
  bool quantized = blocks || isa<QuantizedDenseAttr>(op.getKind());
  if (quantized != static_cast<bool>(op.getSteps()) ||
      quantized != static_cast<bool>(op.getComposed()))
    return op.emitOpError("expects steps and composed if and only if the kind "
                          "is quantized_bh4 or quantized_dense, but got kind ")
           << op.getKind();
  if (op.getComposedBias() && !quantized)
    return op.emitOpError("expects composed_bias only for kinds quantized_bh4 "
                          "and quantized_dense");
  if (!quantized)
    return success();
  SmallVector<int64_t> steps = {3, columns};
  if (blocks)
    steps = {shaped(op.getWeights()).getDimSize(0), 4, 3};
  if (failed(verifyShape(op, "steps", op.getSteps(), steps)) ||
      failed(verifyShape(op, "composed", op.getComposed(),
                         {columns, op.getInputWidth()})))
    return failure();
  if (op.getComposedBias())
    return verifyShape(op, "composed_bias", op.getComposedBias(), columns);
  return success();
}

LogicalResult ProjectOp::verify() {
  if (failed(verifyRequired(*this, {0, 5})))
    return failure();
  ArrayRef<int64_t> input = shaped(getInput()).getShape();
  ArrayRef<int64_t> outs = shaped(getInit()).getShape();
  // C1
  if (input.empty() || outs.size() != input.size() + 1)
    return emitOpError() << "expects outs to have one dimension more than "
                            "input, but got "
                         << printShape(outs) << " and " << printShape(input);
  if (!llvm::all_of_zip(input.drop_back(), outs.drop_back(2), sizesAgree))
    return emitOpError() << "expects outs and input to have the same token "
                            "dimensions, but got "
                         << printShape(outs) << " and " << printShape(input);
  // C9
  if (failed(verifyStaticSize(*this, "D", getInputWidth())) ||
      failed(verifyStaticSize(*this, "T", getNumTables())) ||
      failed(verifyStaticSize(*this, "L", getNumBits())))
    return failure();
  bool packed = isa<AbsorbedBH4Attr, QuantizedBH4Attr, PackedDenseAttr,
                    QuantizedDenseAttr>(getKind());
  if (packed && !getBitMajor())
    return emitOpError() << "expects bit_major for kind " << getKind();
  if (getBitMajor() && !packed && !isa<IdentityAttr>(getKind()))
    return emitOpError() << "expects bit_major only for packed kinds and "
                            "identity, but got kind "
                         << getKind();
  int64_t columns;
  if (llvm::MulOverflow(getNumTables(), getNumBits(), columns))
    return emitOpError("expects T * L to fit in 64 bits");
  // C2
  if (getBias() && failed(verifyShape(*this, "bias", getBias(), columns)))
    return failure();
  // C3
  bool identity = isa<IdentityAttr>(getKind());
  if (identity == static_cast<bool>(getWeights()))
    return emitOpError() << "expects " << (identity ? "no weights" : "weights")
                         << " for kind " << getKind();
  if (getWeights()) {
    Type element = shaped(getWeights()).getElementType();
    Builder b(getContext());
    Type expected =
        llvm::TypeSwitch<Attribute, Type>(getKind())
            .Case([&](PairwiseAttr) { return b.getI32Type(); })
            .Case([&](QuantizedBH4Attr) {
              return element.isInteger(8) ? element : b.getI16Type();
            })
            .Case([&](QuantizedDenseAttr) { return b.getI8Type(); })
            .Default([&](Attribute) { return b.getF32Type(); });
    if (element != expected)
      return emitOpError() << "expects weights of " << expected
                           << (isa<QuantizedBH4Attr>(getKind()) ? " or 'i8'"
                                                                : "")
                           << " for kind " << getKind() << ", but got "
                           << element;
  }
  // C8
  if ((getShift() || getTap()) &&
      !isa<AbsorbedBH4Attr, QuantizedBH4Attr>(getKind()))
    return emitOpError("expects shift and tap only for kinds absorbed_bh4 and "
                       "quantized_bh4");
  LogicalResult kindResult =
      llvm::TypeSwitch<Attribute, LogicalResult>(getKind())
          // C4
          .Case([&](DenseAttr) {
            return verifyShape(*this, "weights", getWeights(),
                               {columns, getInputWidth()});
          })
          .Case([&](PackedDenseAttr) -> LogicalResult {
            ArrayRef<int64_t> shape = shaped(getWeights()).getShape();
            if (shape.size() == 3 && shape[1] == getInputWidth() &&
                shape[2] > 0 &&
                shape[0] == int64_t(llvm::divideCeil(columns, shape[2])))
              return success();
            return emitOpError() << "expects weights of shape [ceil(T*L / "
                                    "panel), D, panel], but got "
                                 << printShape(shape);
          })
          // C12
          .Case([&](QuantizedDenseAttr) { return verifyTiles(*this, columns); })
          // C5
          .Case([&](IdentityAttr) -> LogicalResult {
            if (columns == getInputWidth())
              return success();
            return emitOpError()
                   << "expects D = T * L for kind identity, but "
                      "got D = "
                   << getInputWidth() << " and T * L = " << columns;
          })
          // C6
          .Case([&](PairwiseAttr) {
            return verifyShape(*this, "weights", getWeights(), {columns, 2});
          })
          // C7, C8
          .Case<BH4Attr, AbsorbedBH4Attr, QuantizedBH4Attr>(
              [&](Attribute) { return verifyBlockWeights(*this, columns); });
  if (failed(kindResult) || failed(verifyQuantized(*this, columns)))
    return failure();
  // C10
  if (getScratch() && isa<RankedTensorType>(getInit().getType()))
    return emitOpError("expects scratch only beside memref operands");
  return verifyTensorOrMemRef(*this);
}
