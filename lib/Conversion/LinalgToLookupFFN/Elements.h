//===- Elements.h - Elements of tensors, and their slices -------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_CONVERSION_LINALGTOLOOKUPFFN_ELEMENTS_H
#define LOOKUPFFN_CONVERSION_LINALGTOLOOKUPFFN_ELEMENTS_H

#include "mlir/IR/AffineExpr.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Operation.h"

#include <optional>

namespace mlir::lookupffn {

/// Put, for the time of the pass, on ops whose results take too long to
/// compute.
inline constexpr llvm::StringLiteral kOpaqueAttrName = "lookupffn.opaque";

/// True for opaque ops, for ops of this dialect and for ops that the evaluator
/// does not know.
bool isLeaf(Value tensor);

/// Values that `root` is computed from, itself included, leaves but nothing
/// behind them, in program order.
SmallVector<Value> getSlice(Value root);

/// The values of `slice` that are neither `value` nor computed from it.
SmallVector<Value> getIndependent(ArrayRef<Value> slice, Value value);

/// Sizes of a tensor. Sizes that are not known are 3.
SmallVector<int64_t> getSizes(Value tensor);
int64_t getNumElements(Value tensor);

SmallVector<int64_t> delinearize(int64_t position, ArrayRef<int64_t> sizes);
/// The row-major position, or -1 if an index is outside.
int64_t linearize(ArrayRef<int64_t> indices, ArrayRef<int64_t> sizes);
/// Value of `expr` with `dims` for its dimensions.
int64_t evaluateMap(AffineExpr expr, ArrayRef<int64_t> dims);

/// One element of a tensor; its row-major position is -1 outside.
struct Place {
  Value tensor;
  int64_t position;
};

/// The element that the one at `place` is a copy of, if it is one.
std::optional<Place> getSource(Place place);

/// The elements of a constant, splats and resources included. Empty for one
/// without data.
class ConstantData {
public:
  explicit ConstantData(ElementsAttr attr);

  bool isValid() const { return valid; }
  std::optional<double> getNumber(int64_t position) const;
  std::optional<int64_t> getInteger(int64_t position) const;
  /// The bytes of one element, for types of whole bytes.
  ArrayRef<char> getBytes(int64_t position) const;
  /// All elements are small integers and not all the same: a formula's
  /// constants and no weights.
  bool isFormula() const { return formula; }

private:
  ArrayRef<char> raw;
  Type type;
  bool valid = false, splat = false, formula = false;
};

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_CONVERSION_LINALGTOLOOKUPFFN_ELEMENTS_H
