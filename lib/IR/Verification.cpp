//===- Verification.cpp - The constraints C1..Cn of the ops ---------------===//
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

#include "lookupffn/IR/LookupFFN.h"

#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

#include <cmath>

using namespace mlir;
using namespace mlir::lookupffn;

/// Prints a shape as "[?, 7, 4]".
static std::string printShape(ArrayRef<int64_t> shape) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << "[";
  llvm::interleaveComma(shape, os, [&](int64_t size) {
    if (ShapedType::isDynamic(size))
      os << "?";
    else
      os << size;
  });
  os << "]";
  return text;
}

static ShapedType shaped(Value value) {
  return cast<ShapedType>(value.getType());
}

/// Two sizes agree when they are equal or one is dynamic.
static bool sizesAgree(int64_t a, int64_t b) {
  return a == b || ShapedType::isDynamic(a) || ShapedType::isDynamic(b);
}

static LogicalResult verifyShape(Operation *op, StringRef name, Value value,
                                 ArrayRef<int64_t> expected) {
  ArrayRef<int64_t> found = shaped(value).getShape();
  if (found.size() == expected.size() &&
      llvm::all_of_zip(found, expected, sizesAgree))
    return success();
  return op->emitOpError() << "expects " << name << " of shape "
                           << printShape(expected) << ", but got "
                           << printShape(found);
}

static LogicalResult verifyStaticSize(Operation *op, StringRef name,
                                      int64_t size) {
  if (!ShapedType::isDynamic(size) && size != 0)
    return success();
  return op->emitOpError() << "expects " << name
                           << " to be static and not 0, but got "
                           << (size == 0 ? "0" : "?");
}

/// Verifies that each operand group of `groups`, all of them required, has one
/// value. ODS leaves this unchecked where the generic form states the sizes of
/// the groups, and an accessor would read past the operands.
template <typename OpTy>
static LogicalResult verifyRequired(OpTy op, ArrayRef<unsigned> groups) {
  for (unsigned group : groups)
    if (size_t size = op.getODSOperands(group).size(); size != 1)
      return op.emitOpError()
             << "expects 'operandSegmentSizes' of 1 at position " << group
             << ", but got " << size;
  return success();
}

/// The last constraint of every token op. That tensors give results of the
/// types of outs, and memrefs none, is left to the verifier of the destination
/// style interface.
static LogicalResult verifyTensorOrMemRef(DestinationStyleOpInterface op) {
  bool tensors = isa<RankedTensorType>(op.getDpsInits().front().getType());
  for (Value operand : op->getOperands())
    if (isa<RankedTensorType>(operand.getType()) != tensors)
      return op->emitOpError() << "expects operands that are all tensors or "
                                  "all memrefs, but got "
                               << operand.getType() << " beside "
                               << op.getDpsInits().front().getType();
  return success();
}

//===----------------------------------------------------------------------===//
// layer_norm and hadamard
//===----------------------------------------------------------------------===//

LogicalResult LayerNormOp::verify() {
  if (failed(verifyRequired(*this, {0, 3})))
    return failure();
  ArrayRef<int64_t> shape = shaped(getInput()).getShape();
  // C1
  if (shape.empty())
    return emitOpError("expects input of rank 1 or more, but got rank 0");
  if (failed(verifyShape(*this, "outs", getInit(), shape)))
    return failure();
  // C4
  if (failed(verifyStaticSize(*this, "the last axis of input", shape.back())))
    return failure();
  // C2
  if (getGamma() &&
      failed(verifyShape(*this, "gamma", getGamma(), shape.back())))
    return failure();
  if (getBeta() && failed(verifyShape(*this, "beta", getBeta(), shape.back())))
    return failure();
  // C3
  if (!getEps().isFinite() || getEps().isNegative())
    return emitOpError("expects eps to be finite and not negative");
  // C5
  return verifyTensorOrMemRef(*this);
}

LogicalResult HadamardOp::verify() {
  ArrayRef<int64_t> shape = shaped(getInput()).getShape();
  // C1
  if (shape.empty())
    return emitOpError("expects input of rank 1 or more, but got rank 0");
  if (failed(verifyShape(*this, "outs", getInit(), shape)))
    return failure();
  // C2
  if (shape.back() <= 0 || !llvm::isPowerOf2_64(shape.back()))
    return emitOpError() << "expects the last axis to be a static power of "
                            "two, but got shape "
                         << printShape(shape);
  // C3
  return verifyTensorOrMemRef(*this);
}

//===----------------------------------------------------------------------===//
// project
//===----------------------------------------------------------------------===//

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
    return op.emitOpError() << "expects P to be at least D = "
                            << op.getInputWidth() << ", but got P = " << padded;
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
            return emitOpError() << "expects D = T * L for kind identity, but "
                                    "got D = "
                                 << getInputWidth() << " and T * L = "
                                 << columns;
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

//===----------------------------------------------------------------------===//
// hash
//===----------------------------------------------------------------------===//

LogicalResult HashOp::verify() {
  ArrayRef<int64_t> input = shaped(getInput()).getShape();
  if (input.size() < 2)
    return emitOpError() << "expects input of rank 2 or more, but got "
                         << printShape(input);
  // C2
  int64_t bits = getNumBits();
  if (ShapedType::isDynamic(bits) || bits < 1 || bits > 30)
    return emitOpError() << "expects L to be static and from 1 to 30, but got "
                            "input of shape "
                         << printShape(input);
  // C1
  SmallVector<int64_t> expected(input.drop_back(2));
  expected.push_back(getNumTables());
  if (failed(verifyShape(*this, "code_init", getCodeInit(), expected)) ||
      failed(verifyShape(*this, "score_init", getScoreInit(), expected)))
    return failure();
  // C3
  unsigned width = shaped(getCodeInit()).getElementTypeBitWidth();
  if (width < bits)
    return emitOpError() << "expects a code type of at least L = " << bits
                         << " bits, but got "
                         << shaped(getCodeInit()).getElementType();
  // C4
  float temperature = getTemperature().convertToDouble();
  if (!std::isfinite(temperature) || temperature <= 0)
    return emitOpError("expects temperature to be finite and positive in f32");
  // C5
  bool constantRule = getScoreRule() == ScoreRule::Constant;
  if (constantRule != getConstant().has_value())
    return emitOpError() << "expects 'constant' if and only if the score rule "
                            "is constant";
  if (getConstant() &&
      !std::isfinite(static_cast<float>(getConstant()->convertToDouble())))
    return emitOpError("expects 'constant' to be finite in f32");
  // C6
  return verifyTensorOrMemRef(*this);
}

//===----------------------------------------------------------------------===//
// lookup and check_codes
//===----------------------------------------------------------------------===//

/// Largest S: rows are numbered in 32 bits, the sign bit included.
static constexpr int64_t kMaxRows = (int64_t(1) << 31) - 1;

LogicalResult LookupOp::verify() {
  if (failed(verifyRequired(*this, {0, 1, 5})))
    return failure();
  ShapedType tables = shaped(getTables());
  ArrayRef<int64_t> shape = tables.getShape();
  // C1
  if (shape.size() < 2 || shape.size() > 4)
    return emitOpError() << "expects tables of rank 3 (tables x rows x width), "
                            "2 (rows x width) when shared, or 4 (slices x "
                            "tables x rows x columns), but got rank "
                         << shape.size();
  // A range of the slices of an op is a memref whose size is not known.
  bool isRange =
      isSliced() && ShapedType::isDynamic(shape[0]) && isa<MemRefType>(tables);
  if (isSliced() &&
      ((!isRange && failed(verifyStaticSize(*this, "O/W", shape[0]))) ||
       failed(verifyStaticSize(*this, "W", shape[3]))))
    return failure();
  int64_t bytes = tables.getElementTypeBitWidth() / 8;
  for (int64_t size : shape)
    if (!ShapedType::isDynamic(size) && llvm::MulOverflow(bytes, size, bytes))
      return emitOpError() << "expects tables whose size in bytes fits in 63 "
                              "bits, but got shape "
                           << printShape(shape);
  if (failed(verifyStaticSize(*this, "S", getNumRows())) ||
      (!isRange && failed(verifyStaticSize(*this, "O", getOutputWidth()))))
    return failure();
  if (getNumRows() > kMaxRows)
    return emitOpError() << "expects at most 2^31 - 1 rows a table, but got "
                         << getNumRows();
  // C6
  SmallVector<int64_t> expected(shaped(getInit()).getShape());
  if (expected.empty())
    return emitOpError("expects outs of rank 1 or more, but got rank 0");
  expected.back() = getOutputWidth();
  if (failed(verifyShape(*this, "outs", getInit(), expected)))
    return failure();
  // C2
  ArrayRef<int64_t> code = shaped(getCode()).getShape();
  if (code.size() != expected.size() ||
      !llvm::all_of_zip(code.drop_back(), ArrayRef(expected).drop_back(),
                        sizesAgree))
    return emitOpError() << "expects code to have the token dimensions of outs "
                            "and one more, but got "
                         << printShape(code) << " and "
                         << printShape(shaped(getInit()).getShape());
  if (!isShared() && !sizesAgree(getNumTables(), getNumCodes()))
    return emitOpError() << "expects as many codes a token as tables, but got "
                         << printShape(code) << " codes for " << getNumTables()
                         << " tables";
  // C3
  if (getScore() && failed(verifyShape(*this, "score", getScore(), code)))
    return failure();
  // C4
  bool integerRows = tables.getElementType().isInteger(8);
  if (integerRows != static_cast<bool>(getRowScale()))
    return emitOpError() << "expects row_scale if and only if rows are i8, but "
                            "got rows of "
                         << tables.getElementType();
  if (getRowScale() &&
      failed(verifyShape(*this, "row_scale", getRowScale(),
                         shape.drop_back().drop_front(isSliced() ? 1 : 0))))
    return failure();
  // C5
  if (getBias() &&
      failed(verifyShape(*this, "bias", getBias(), getOutputWidth())))
    return failure();
  // C7
  if (getScratch() && isa<RankedTensorType>(getInit().getType()))
    return emitOpError("expects scratch only beside memref operands");
  return verifyTensorOrMemRef(*this);
}

LogicalResult CheckCodesOp::verify() {
  // C1
  int64_t rows = getRowsAttr().getInt();
  if (rows < 1 || rows > kMaxRows)
    return emitOpError() << "expects rows from 1 to 2^31 - 1, but got " << rows;
  return success();
}
