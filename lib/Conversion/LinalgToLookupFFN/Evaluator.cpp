//===- Evaluator.cpp - What single elements of tensors are ----------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Tensors: which elements of which operands an element is made of. Scalars are
// in ScalarOps.cpp.
//
//===----------------------------------------------------------------------===//

#include "Evaluator.h"

#include "lookupffn/IR/LookupFFN.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::lookupffn;

/// Nested computations; each takes up to 2 KiB of the stack.
static constexpr int kMaxDepth = 1200;

Scalar Evaluator::get(Value tensor, int64_t position) {
  // Only what is computed is worth remembering.
  Place place = {tensor, position};
  while (place.position >= 0) {
    if (!assigned.empty()) {
      auto it = assigned.find({place.tensor, place.position});
      if (it != assigned.end())
        return it->second;
    }
    std::optional<Place> source = getSource(place);
    if (!source)
      break;
    place = *source;
  }
  if (place.position < 0)
    return Scalar();
  if (isLeaf(place.tensor))
    return computeLeaf(place.tensor, place.position);
  auto [it, isNew] = known.try_emplace({place.tensor, place.position});
  if (!isNew)
    return it->second;
  if (++steps > maxSteps || depth >= kMaxDepth)
    return Scalar();
  ++depth;
  Scalar result = compute(place.tensor, place.position);
  --depth;
  known[{place.tensor, place.position}] = result;
  return result;
}

std::optional<Element> Evaluator::getNumber(Value tensor, int64_t position) {
  Scalar scalar = get(tensor, position);
  if (!scalar.isNumber())
    return std::nullopt;
  return scalar.number;
}

SmallVector<Element> Evaluator::getNumbers(Value tensor, int64_t first,
                                           int64_t count) {
  SmallVector<Element> numbers;
  for (int64_t i = 0; i < count; ++i) {
    std::optional<Element> number = getNumber(tensor, first + i);
    if (!number)
      return {};
    numbers.push_back(*number);
  }
  return numbers;
}

void Evaluator::assign(Value tensor, int64_t position, Scalar value) {
  assigned[{tensor, position}] = value;
}

uint64_t Evaluator::getLeafNumber(const void *leaf) {
  return leafNumbers.try_emplace(leaf, leafNumbers.size() + 1).first->second;
}

Scalar Evaluator::computeLeaf(Value tensor, int64_t position) {
  Type type = getElementTypeOrSelf(tensor.getType());
  const void *leaf = tensor.getAsOpaquePointer();
  ElementsAttr attr;
  if (matchPattern(tensor, m_Constant(&attr))) {
    leaf = attr.getAsOpaquePointer();
    auto it = constants.find(attr);
    if (it == constants.end())
      it = constants.try_emplace(attr, attr).first;
    const ConstantData &data = it->second;
    if (std::optional<int64_t> integer = data.getInteger(position))
      return Scalar::ofInteger(*integer);
    if (isa<SplatElementsAttr>(attr) || data.isFormula())
      if (std::optional<double> number = data.getNumber(position))
        return Scalar::ofNumber(Element::fromDouble(*number));
  }
  Element random = Element::fromHash(seed, getLeafNumber(leaf), position);
  if (isa<FloatType>(type))
    return Scalar::ofNumber(random);
  if (!type.isIntOrIndex())
    return Scalar();
  int64_t range = int64_t(1) << 16;
  if (auto hash = tensor.getDefiningOp<HashOp>())
    range = int64_t(1) << hash.getNumBits();
  else if (type.isInteger() && type.getIntOrFloatBitWidth() <= 16)
    range = int64_t(1) << (type.getIntOrFloatBitWidth() - 1);
  int64_t integer = random.getResidue() % range;
  // Codes of 8 and 16 bits are kept as the signed numbers that they print as.
  if (type.isInteger() && !type.isInteger(1))
    integer = llvm::SignExtend64(integer, type.getIntOrFloatBitWidth());
  return Scalar::ofInteger(integer);
}

Scalar Evaluator::compute(Value tensor, int64_t position) {
  Operation *op = tensor.getDefiningOp();
  return llvm::TypeSwitch<Operation *, Scalar>(op)
      .Case([&](linalg::LinalgOp linalgOp) {
        return computeLinalg(linalgOp, tensor, position);
      })
      .Case([&](tensor::PadOp pad) {
        Value padding = pad.getConstantPaddingValue();
        return padding && getConstantIntValues(pad.getMixedLowPad())
                   ? getScalar(padding)
                   : Scalar();
      })
      .Case([&](tensor::SplatOp splat) { return getScalar(splat.getInput()); })
      .Case([&](tensor::FromElementsOp from) {
        return getScalar(from.getElements()[position]);
      })
      .Case<tensor::EmptyOp, tensor::ConcatOp, tensor::ExtractSliceOp,
            tensor::InsertSliceOp>([](auto) { return Scalar(); })
      .Default([&](Operation *) {
        // Elementwise on whole tensors.
        SmallVector<Scalar> operands;
        for (Value operand : op->getOperands())
          operands.push_back(isa<RankedTensorType>(operand.getType())
                                 ? get(operand, position)
                                 : getScalar(operand));
        return computeScalar(op, operands, {});
      });
}

Scalar Evaluator::computeLinalg(linalg::LinalgOp op, Value result,
                                int64_t position) {
  OpOperand *init =
      op.getDpsInitOperand(cast<OpResult>(result).getResultNumber());
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  SmallVector<int64_t> indices = delinearize(position, getSizes(result));
  SmallVector<int64_t> loops(op.getNumLoops(), -1);
  for (auto [expr, index] :
       llvm::zip(op.getMatchingIndexingMap(init).getResults(), indices)) {
    if (auto dim = dyn_cast<AffineDimExpr>(expr))
      loops[dim.getPosition()] = index;
    else if (!isa<AffineConstantExpr>(expr) || index != 0)
      return Scalar();
  }

  // The loops that are left are reductions; an operand tells their sizes.
  SmallVector<int64_t> open, openSizes;
  for (auto [dim, index] : llvm::enumerate(loops)) {
    if (index >= 0)
      continue;
    int64_t size = -1;
    for (OpOperand &operand : op->getOpOperands()) {
      auto type = dyn_cast<RankedTensorType>(operand.get().getType());
      if (!type)
        continue;
      for (auto [i, expr] :
           llvm::enumerate(op.getMatchingIndexingMap(&operand).getResults()))
        if (expr == getAffineDimExpr(dim, op.getContext()))
          size = getSizes(operand.get())[i];
    }
    if (size < 0)
      return Scalar();
    open.push_back(dim);
    openSizes.push_back(size);
  }

  Block *body = op.getBlock();
  Value yielded = body->getTerminator()->getOperand(
      cast<OpResult>(result).getResultNumber());
  BlockArgument carried = op.getMatchingBlockArgument(init);
  int64_t iterations = 1;
  for (int64_t size : openSizes)
    iterations *= size;
  Scalar accumulated;
  if (!carried.use_empty() || yielded == carried || iterations == 0)
    accumulated = get(init->get(), position);
  for (int64_t i = 0; i < iterations; ++i) {
    for (auto [dim, index] : llvm::zip(open, delinearize(i, openSizes)))
      loops[dim] = index;
    llvm::SmallDenseMap<Value, Scalar, 16> values;
    for (OpOperand &operand : op->getOpOperands()) {
      BlockArgument argument = op.getMatchingBlockArgument(&operand);
      if (argument.use_empty())
        continue;
      if (&operand == init) {
        values[argument] = accumulated;
      } else if (!isa<RankedTensorType>(operand.get().getType())) {
        values[argument] = getScalar(operand.get());
      } else {
        SmallVector<int64_t> from;
        for (AffineExpr expr : op.getMatchingIndexingMap(&operand).getResults())
          from.push_back(evaluateMap(expr, loops));
        values[argument] =
            get(operand.get(), linearize(from, getSizes(operand.get())));
      }
    }
    auto lookUp = [&](Value value) {
      auto it = values.find(value);
      return it == values.end() ? getScalar(value) : it->second;
    };
    for (Operation &inner : body->without_terminator()) {
      // What comes behind a failed assertion is undefined; that a divisor is
      // not 0 is taken for granted, as all random numbers are.
      if (auto assertion = dyn_cast<cf::AssertOp>(inner)) {
        Scalar holds = lookUp(assertion.getArg());
        auto predicate = static_cast<arith::CmpFPredicate>(holds.predicate);
        bool isDivisor =
            holds.predicate >= 0 && (predicate == arith::CmpFPredicate::ONE ||
                                     predicate == arith::CmpFPredicate::UNE);
        if (!isDivisor && (!holds.isInteger() || !holds.integer))
          return Scalar();
        continue;
      }
      if (++steps > maxSteps || inner.getNumResults() != 1)
        return Scalar();
      SmallVector<Scalar, 3> operands;
      for (Value operand : inner.getOperands())
        operands.push_back(isa<RankedTensorType>(operand.getType())
                               ? Scalar()
                               : lookUp(operand));
      values[inner.getResult(0)] = computeScalar(&inner, operands, loops);
    }
    accumulated = lookUp(yielded);
  }
  return accumulated;
}

Scalar Evaluator::getScalar(Value value) {
  auto [it, isNew] = scalars.try_emplace(value);
  if (!isNew)
    return it->second;
  Operation *op = value.getDefiningOp();
  Scalar result;
  if (!op || (isLeaf(value) && !isa<arith::ConstantOp>(op))) {
    if (!isa<RankedTensorType>(value.getType()))
      result = computeLeaf(value, 0);
  } else if (++steps <= maxSteps && depth < kMaxDepth) {
    ++depth;
    SmallVector<Scalar> operands;
    for (Value operand : op->getOperands())
      operands.push_back(isa<RankedTensorType>(operand.getType())
                             ? Scalar()
                             : getScalar(operand));
    result = computeScalar(op, operands, {});
    --depth;
  }
  scalars[value] = result;
  return result;
}
