//===- Evaluator.h - What single elements of tensors are --------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Runs linalg, tensor, arith and math on tensors, one element at a time and on
// demand, with every number a residue (Field.h) and every integer itself. What
// it cannot look into is a leaf: arguments, weights, ops of this dialect and
// all ops that it does not know have random elements. Functions that are no
// arithmetic (exp, sqrt, signs) are random too, but the same for the same
// argument. Two tensors with the same elements for two seeds are the same
// function of the leaves, up to rounding.
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_CONVERSION_LINALGTOLOOKUPFFN_EVALUATOR_H
#define LOOKUPFFN_CONVERSION_LINALGTOLOOKUPFFN_EVALUATOR_H

#include "Elements.h"
#include "Field.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/Operation.h"

namespace mlir::lookupffn {

/// A number, an integer, or neither: undefined, or too large to be evaluated.
struct Scalar {
  enum Kind : uint8_t { Unknown, Number, Integer };

  Kind kind = Unknown;
  /// For a bit that says how a number compares with 0: the arith predicate and
  /// the number.
  int8_t predicate = -1;
  Element number;
  int64_t integer = 0;

  static Scalar ofNumber(Element number) {
    Scalar result;
    result.kind = Number;
    result.number = number;
    return result;
  }
  static Scalar ofInteger(int64_t integer) {
    Scalar result;
    result.kind = Integer;
    result.integer = integer;
    return result;
  }
  bool isNumber() const { return kind == Number; }
  bool isInteger() const { return kind == Integer; }
  bool operator==(const Scalar &other) const {
    return kind == other.kind && number == other.number &&
           integer == other.integer;
  }
};

/// A use of a function that is no arithmetic, or a read at an index that is
/// computed.
struct Event {
  enum Kind : uint8_t { Sqrt, Exp, Abs, Compare, Extract };

  Kind kind;
  Operation *op;
  /// The argument; for `Compare` what is compared with 0.
  Element argument;
  /// For `Extract`: the tensor and the row-major position; -1 if it is outside.
  Value source;
  int64_t position = 0;
};

class Evaluator {
public:
  explicit Evaluator(uint64_t seed) : seed(seed) {}
  /// One that gives up after `maxSteps` ops.
  Evaluator(uint64_t seed, int64_t maxSteps) : seed(seed), maxSteps(maxSteps) {}
  bool hasGivenUp() const { return steps > maxSteps; }

  /// Element of `tensor` at a row-major position.
  Scalar get(Value tensor, int64_t position);
  /// The same for a number; nothing for what is no number.
  std::optional<Element> getNumber(Value tensor, int64_t position);
  /// `count` numbers from `first` on; empty if one is no number.
  SmallVector<Element> getNumbers(Value tensor, int64_t first, int64_t count);

  /// Gives an element a value, whatever computes it.
  void assign(Value tensor, int64_t position, Scalar value);

  ArrayRef<Event> getEvents() const { return events; }

  /// The functions that are no arithmetic.
  Element exp(Element argument);
  Element abs(Element argument);
  Element sqrt(Element argument);
  /// The larger one of the argument and 0.
  Element positivePart(Element argument);
  /// The bit `argument <predicate> 0`.
  bool compare(int64_t predicate, Element argument);

private:
  /// An element of what is neither a leaf nor a copy.
  Scalar compute(Value tensor, int64_t position);
  Scalar computeLinalg(linalg::LinalgOp op, Value result, int64_t position);
  Scalar computeLeaf(Value tensor, int64_t position);
  Scalar getScalar(Value value);
  /// Runs one op on scalars. `operands` are those of `op`; `indices` are the
  /// iterations of the loops around it.
  Scalar computeScalar(Operation *op, ArrayRef<Scalar> operands,
                       ArrayRef<int64_t> indices);
  Scalar hashOf(StringRef name, ArrayRef<Scalar> operands);
  uint64_t getLeafNumber(const void *leaf);

  uint64_t seed;
  /// Ops computed so far, and how many there may be: a projection of 1024
  /// columns and 1024 inputs takes some 5 million.
  int64_t steps = 0, maxSteps = 100'000'000;
  int depth = 0;
  llvm::DenseMap<std::pair<Value, int64_t>, Scalar> known, assigned;
  llvm::DenseMap<Value, Scalar> scalars;
  llvm::DenseMap<const void *, uint64_t> leafNumbers;
  llvm::DenseMap<Attribute, ConstantData> constants;
  SmallVector<Event> events;
};

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_CONVERSION_LINALGTOLOOKUPFFN_EVALUATOR_H
