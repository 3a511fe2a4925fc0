//===- Verification.cpp - The constraints C1..Cn of all ops but project ------===//
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

#include "llvm/Support/MathExtras.h"

#include <cmath>

using namespace mlir;
using namespace mlir::lookupffn;

std::string lookupffn::printShape(ArrayRef<int64_t> shape) {
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

LogicalResult lookupffn::verifyShape(Operation *op, StringRef name, Value value,
                                     ArrayRef<int64_t> expected) {
  ArrayRef<int64_t> found = shaped(value).getShape();
  if (found.size() == expected.size() &&
      llvm::all_of_zip(found, expected, sizesAgree))
    return success();
  return op->emitOpError() << "expects " << name << " of shape "
                           << printShape(expected) << ", but got "
                           << printShape(found);
}

LogicalResult lookupffn::verifyStaticSize(Operation *op, StringRef name,
                                          int64_t size) {
  if (!ShapedType::isDynamic(size) && size != 0)
    return success();
  return op->emitOpError() << "expects " << name
                           << " to be static and not 0, but got "
                           << (size == 0 ? "0" : "?");
}

LogicalResult lookupffn::verifyTensorOrMemRef(DestinationStyleOpInterface op) {
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
