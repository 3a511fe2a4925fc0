//===- ScalarOps.cpp - arith and math on residues -------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Spellings of one function become the same residue: exp(-a) is 1 / exp(a),
// abs(-a) is abs(a), tanh and rsqrt are made of exp and sqrt, a selection of a
// or -a by the sign of a is abs(a), and a comparison of two numbers is one of
// their difference with 0.
//
//===----------------------------------------------------------------------===//

#include "Evaluator.h"

#include "lookupffn/IR/LookupFFN.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/xxhash.h"

using namespace mlir;
using namespace mlir::lookupffn;

/// Tells functions apart in hashes.
static uint64_t getFunctionNumber(StringRef name) {
  return static_cast<uint64_t>(llvm::xxh3_64bits(name));
}

/// The one of an argument and its negation that stands for both.
static Element getRepresentative(Element argument) {
  return argument.getResidue() < (-argument).getResidue() ? argument
                                                          : -argument;
}

Element Evaluator::exp(Element argument) {
  if (argument.isZero())
    return Element(1);
  Element key = getRepresentative(argument);
  Element result =
      Element::fromHash(seed, getFunctionNumber("exp"), key.getResidue());
  return key == argument ? result : result.inverse();
}

Element Evaluator::abs(Element argument) {
  if (argument.isZero())
    return argument;
  return Element::fromHash(seed, getFunctionNumber("abs"),
                           getRepresentative(argument).getResidue());
}

Element Evaluator::positivePart(Element argument) {
  return Element::fromHash(seed, getFunctionNumber("positive"),
                           argument.getResidue());
}

Element Evaluator::sqrt(Element argument) {
  return Element::fromHash(seed, getFunctionNumber("sqrt"),
                           argument.getResidue());
}

bool Evaluator::compare(int64_t predicate, Element argument) {
  return Element::fromHash(seed, getFunctionNumber("compare") + predicate,
                           argument.getResidue())
             .getResidue() &
         1;
}

Scalar Evaluator::hashOf(StringRef name, ArrayRef<Scalar> operands) {
  uint64_t state = getFunctionNumber(name);
  for (const Scalar &operand : operands) {
    if (operand.kind == Scalar::Unknown)
      return Scalar();
    state =
        Element::fromHash(state, operand.number.getResidue(), operand.integer)
            .getResidue();
  }
  return Scalar::ofNumber(Element::fromHash(seed, state, 0));
}

/// `value` in the width of `type`, with its sign; a bit is 0 or 1.
static Scalar wrap(Type type, int64_t value) {
  if (type.isInteger(1))
    return Scalar::ofInteger(value & 1);
  if (type.isInteger() && type.getIntOrFloatBitWidth() < 64)
    value = llvm::SignExtend64(value, type.getIntOrFloatBitWidth());
  return Scalar::ofInteger(value);
}

/// `value` of `type` without its sign.
static uint64_t toUnsigned(Type type, int64_t value) {
  unsigned width = type.isIndex() ? 64 : type.getIntOrFloatBitWidth();
  return width == 64 ? value : value & ((uint64_t(1) << width) - 1);
}

/// a <predicate> 0 for a predicate with both sides exchanged.
static arith::CmpFPredicate exchange(arith::CmpFPredicate predicate) {
  using P = arith::CmpFPredicate;
  switch (predicate) {
  case P::OLT:
    return P::OGT;
  case P::OLE:
    return P::OGE;
  case P::ULT:
    return P::UGT;
  case P::ULE:
    return P::UGE;
  default:
    return predicate;
  }
}

static bool isLess(arith::CmpFPredicate predicate) {
  return exchange(predicate) != predicate;
}

/// `number <predicate> 0` for a predicate that is not less than.
static bool compareKnown(arith::CmpFPredicate predicate, int64_t number) {
  using P = arith::CmpFPredicate;
  switch (predicate) {
  case P::OGT:
  case P::UGT:
    return number > 0;
  case P::OGE:
  case P::UGE:
    return number >= 0;
  case P::OEQ:
  case P::UEQ:
    return number == 0;
  case P::ONE:
  case P::UNE:
    return number != 0;
  default:
    return predicate == P::ORD || predicate == P::AlwaysTrue;
  }
}

/// The integer ops whose operands and result are integers.
static std::optional<int64_t> computeInteger(Operation *op, Type type,
                                             int64_t a, int64_t b) {
  uint64_t ua = toUnsigned(type, a), ub = toUnsigned(type, b);
  // Wrapped as unsigned numbers, which do not overflow.
  return llvm::TypeSwitch<Operation *, std::optional<int64_t>>(op)
      .Case([&](arith::AddIOp) { return ua + ub; })
      .Case([&](arith::SubIOp) { return ua - ub; })
      .Case([&](arith::MulIOp) { return ua * ub; })
      .Case([&](arith::AndIOp) { return a & b; })
      .Case([&](arith::OrIOp) { return a | b; })
      .Case([&](arith::XOrIOp) { return a ^ b; })
      .Case([&](arith::ShLIOp) { return ub < 64 ? ua << ub : 0; })
      .Case([&](arith::ShRUIOp) { return ub < 64 ? ua >> ub : 0; })
      .Case([&](arith::ShRSIOp) { return ub < 64 ? a >> ub : 0; })
      .Case([&](arith::MinSIOp) { return std::min(a, b); })
      .Case([&](arith::MaxSIOp) { return std::max(a, b); })
      .Case([&](arith::MinUIOp) { return ua < ub ? a : b; })
      .Case([&](arith::MaxUIOp) { return ua < ub ? b : a; })
      .Case<arith::DivUIOp, arith::RemUIOp>(
          [&](auto division) -> std::optional<int64_t> {
            if (ub == 0)
              return std::nullopt;
            return isa<arith::DivUIOp>(division) ? ua / ub : ua % ub;
          })
      .Case<arith::DivSIOp, arith::RemSIOp, arith::FloorDivSIOp>(
          [&](auto division) -> std::optional<int64_t> {
            if (b == 0 || (b == -1 && a == INT64_MIN))
              return std::nullopt;
            if (isa<arith::FloorDivSIOp>(division))
              return llvm::divideFloorSigned(a, b);
            return isa<arith::DivSIOp>(division) ? a / b : a % b;
          })
      .Default([](Operation *) { return std::nullopt; });
}

static bool compareIntegers(arith::CmpIPredicate predicate, int64_t a,
                            int64_t b, uint64_t ua, uint64_t ub) {
  using P = arith::CmpIPredicate;
  switch (predicate) {
  case P::eq:
    return a == b;
  case P::ne:
    return a != b;
  case P::slt:
    return a < b;
  case P::sle:
    return a <= b;
  case P::sgt:
    return a > b;
  case P::sge:
    return a >= b;
  case P::ult:
    return ua < ub;
  case P::ule:
    return ua <= ub;
  case P::ugt:
    return ua > ub;
  case P::uge:
    return ua >= ub;
  }
  llvm_unreachable("all predicates are above");
}

Scalar Evaluator::computeScalar(Operation *op, ArrayRef<Scalar> operands,
                                ArrayRef<int64_t> indices) {
  Type type = getElementTypeOrSelf(op->getResult(0).getType());
  auto numbers = [&](auto compute) {
    for (const Scalar &operand : operands)
      if (!operand.isNumber())
        return Scalar();
    return Scalar::ofNumber(compute());
  };
  auto number = [&](unsigned i) { return operands[i].number; };
  auto record = [&](Event::Kind kind, Element argument) {
    events.push_back({kind, op, argument, Value()});
  };
  auto takeAbs = [&](Element argument) {
    record(Event::Abs, argument);
    return abs(argument);
  };
  auto takeExp = [&](Element argument) {
    record(Event::Exp, argument);
    return exp(argument);
  };
  auto takeSqrt = [&](Element argument) {
    record(Event::Sqrt, argument);
    return sqrt(argument);
  };

  return llvm::TypeSwitch<Operation *, Scalar>(op)
      .Case([&](arith::ConstantOp constant) {
        if (auto integer = dyn_cast<IntegerAttr>(constant.getValue()))
          return wrap(type, integer.getType().isInteger(1)
                                ? integer.getValue().getZExtValue()
                                : integer.getInt());
        auto value = dyn_cast<FloatAttr>(constant.getValue());
        if (!value || !value.getValue().isFinite())
          return Scalar();
        return Scalar::ofNumber(Element::fromDouble(value.getValueAsDouble()));
      })
      .Case([&](linalg::IndexOp index) {
        return Scalar::ofInteger(indices[index.getDim()]);
      })
      .Case([&](tensor::DimOp dim) {
        auto sourceType = dyn_cast<RankedTensorType>(dim.getSource().getType());
        std::optional<int64_t> index = dim.getConstantIndex();
        if (!sourceType || !index || *index >= sourceType.getRank())
          return Scalar();
        return Scalar::ofInteger(getSizes(dim.getSource())[*index]);
      })
      .Case([&](tensor::ExtractOp extract) {
        Value source = extract.getTensor();
        SmallVector<int64_t> sizes = getSizes(source);
        int64_t position = 0;
        for (auto [i, size] : llvm::enumerate(sizes)) {
          const Scalar &index = operands[i + 1];
          bool isInside =
              index.isInteger() && index.integer >= 0 && index.integer < size;
          position =
              !isInside || position < 0 ? -1 : position * size + index.integer;
        }
        events.push_back({Event::Extract, op, Element(), source, position});
        return get(source, position);
      })

      // Numbers.
      .Case([&](arith::AddFOp) {
        return numbers([&] { return number(0) + number(1); });
      })
      .Case([&](arith::SubFOp) {
        return numbers([&] { return number(0) - number(1); });
      })
      .Case([&](arith::MulFOp) {
        return numbers([&] { return number(0) * number(1); });
      })
      .Case([&](math::FmaOp) {
        return numbers([&] { return number(0) * number(1) + number(2); });
      })
      .Case([&](arith::NegFOp) { return numbers([&] { return -number(0); }); })
      .Case([&](arith::DivFOp) {
        if (operands[1].isNumber() && number(1).isZero())
          return Scalar();
        return numbers([&] { return number(0) / number(1); });
      })
      .Case<arith::MaximumFOp, arith::MaxNumFOp>([&](auto) {
        if (!operands[0].isNumber() || !operands[1].isNumber())
          return Scalar();
        if (number(0) == -number(1))
          return Scalar::ofNumber(takeAbs(number(0)));
        for (unsigned i : {0, 1})
          if (number(i).isZero())
            return Scalar::ofNumber(positivePart(number(1 - i)));
        return hashOf("max", number(0).getResidue() < number(1).getResidue()
                                 ? ArrayRef<Scalar>{operands[0], operands[1]}
                                 : ArrayRef<Scalar>{operands[1], operands[0]});
      })
      .Case([&](math::AbsFOp) {
        return numbers([&] { return takeAbs(number(0)); });
      })
      .Case([&](math::ExpOp) {
        return numbers([&] { return takeExp(number(0)); });
      })
      .Case([&](math::ExpM1Op) {
        return numbers([&] { return takeExp(number(0)) - Element(1); });
      })
      .Case([&](math::TanhOp) {
        return numbers([&] {
          Element square = takeExp(number(0) + number(0));
          return (square - Element(1)) / (square + Element(1));
        });
      })
      .Case<math::SqrtOp, math::RsqrtOp>([&](auto) {
        return numbers([&] {
          Element root = takeSqrt(number(0));
          return isa<math::RsqrtOp>(op) ? root.inverse() : root;
        });
      })
      .Case([&](math::Log1pOp) {
        return numbers([&] {
          return hashOf("math.log", Scalar::ofNumber(number(0) + Element(1)))
              .number;
        });
      })
      .Case<math::PowFOp, math::FPowIOp>([&](auto) {
        std::optional<double> exponent =
            operands[1].isInteger()
                ? std::optional<double>(operands[1].integer)
                : (operands[1].isNumber() ? number(1).toDouble()
                                          : std::nullopt);
        if (!operands[0].isNumber() || !exponent)
          return hashOf("pow", operands);
        if (std::fabs(*exponent) == 0.5) {
          Element root = takeSqrt(number(0));
          return Scalar::ofNumber(*exponent < 0 ? root.inverse() : root);
        }
        if (std::fabs(*exponent) > 64 || std::trunc(*exponent) != *exponent ||
            number(0).isZero())
          return hashOf("pow", operands);
        Element power = number(0).power(std::fabs(*exponent));
        return Scalar::ofNumber(*exponent < 0 ? power.inverse() : power);
      })
      .Case([&](math::Exp2Op) {
        std::optional<int64_t> exponent =
            operands[0].isNumber() ? number(0).toInteger() : std::nullopt;
        if (!exponent || std::abs(*exponent) > 64)
          return hashOf("exp2", operands);
        Element power = Element(2).power(std::abs(*exponent));
        return Scalar::ofNumber(*exponent < 0 ? power.inverse() : power);
      })
      // Rounding beyond f32 is part of the formula, up to it is not.
      .Case([&](arith::ExtFOp) { return operands[0]; })
      .Case([&](arith::TruncFOp) {
        return type.getIntOrFloatBitWidth() >= 32 ? operands[0]
                                                  : hashOf("truncf", operands);
      })
      .Case([&](arith::CmpFOp compareOp) {
        if (!operands[0].isNumber() || !operands[1].isNumber())
          return Scalar();
        // a < b is b - a > 0.
        arith::CmpFPredicate predicate = compareOp.getPredicate();
        Element difference =
            isLess(predicate) ? number(1) - number(0) : number(0) - number(1);
        predicate = exchange(predicate);
        // Numbers that are known, such as bits.
        std::optional<int64_t> integer = difference.toInteger();
        if (integer && std::abs(*integer) <= (1 << 16))
          return Scalar::ofInteger(compareKnown(predicate, *integer));
        record(Event::Compare, difference);
        Scalar result = Scalar::ofInteger(
            compare(static_cast<int64_t>(predicate), difference));
        result.predicate = static_cast<int8_t>(predicate);
        result.number = difference;
        return result;
      })

      // Integers.
      .Case<arith::SIToFPOp, arith::UIToFPOp>([&](auto) {
        if (!operands[0].isInteger())
          return Scalar();
        Type from = getElementTypeOrSelf(op->getOperand(0).getType());
        int64_t integer = operands[0].integer;
        if (isa<arith::UIToFPOp>(op))
          integer = toUnsigned(from, integer);
        else if (from.isInteger(1))
          integer = -integer;
        return Scalar::ofNumber(Element(integer));
      })
      .Case<arith::FPToSIOp, arith::FPToUIOp>([&](auto) {
        std::optional<int64_t> integer =
            operands[0].isNumber() ? number(0).toInteger() : std::nullopt;
        return integer ? wrap(type, *integer) : Scalar();
      })
      .Case<arith::ExtSIOp, arith::ExtUIOp, arith::TruncIOp, arith::IndexCastOp,
            arith::IndexCastUIOp>([&](auto) {
        if (!operands[0].isInteger())
          return Scalar();
        Type from = getElementTypeOrSelf(op->getOperand(0).getType());
        int64_t integer = operands[0].integer;
        if (isa<arith::ExtUIOp, arith::IndexCastUIOp>(op))
          integer = toUnsigned(from, integer);
        else if (from.isInteger(1) && !isa<arith::TruncIOp>(op))
          integer = -integer;
        return wrap(type, integer);
      })
      .Case([&](arith::CmpIOp compareOp) {
        if (!operands[0].isInteger() || !operands[1].isInteger())
          return Scalar();
        Type from = getElementTypeOrSelf(op->getOperand(0).getType());
        int64_t a = operands[0].integer, b = operands[1].integer;
        bool result = compareIntegers(compareOp.getPredicate(), a, b,
                                      toUnsigned(from, a), toUnsigned(from, b));
        return Scalar::ofInteger(result);
      })
      .Case([&](arith::SelectOp) {
        if (!operands[0].isInteger())
          return Scalar();
        const Scalar &chosen = operands[operands[0].integer ? 1 : 2];
        using P = arith::CmpFPredicate;
        auto predicate = static_cast<P>(operands[0].predicate);
        bool ofSign = operands[0].predicate >= 0 &&
                      (predicate == P::OGT || predicate == P::OGE);
        if (!ofSign || !operands[1].isNumber() || !operands[2].isNumber() ||
            number(1) != -number(2) || number(0) != number(1))
          return chosen.isNumber() && ofSign && number(2) == number(0) &&
                         number(1) == -number(0)
                     ? Scalar::ofNumber(-takeAbs(number(0)))
                     : chosen;
        return Scalar::ofNumber(takeAbs(number(0)));
      })
      .Default([&](Operation *) {
        if (operands.size() == 2 && operands[0].isInteger() &&
            operands[1].isInteger() && type.isIntOrIndex()) {
          Type from = getElementTypeOrSelf(op->getOperand(0).getType());
          std::optional<int64_t> result = computeInteger(
              op, from, operands[0].integer, operands[1].integer);
          return result ? wrap(type, *result) : Scalar();
        }
        if (isa<FloatType>(type) && op->getNumRegions() == 0 &&
            isMemoryEffectFree(op))
          return hashOf(op->getName().getStringRef(), operands);
        return Scalar();
      });
}
