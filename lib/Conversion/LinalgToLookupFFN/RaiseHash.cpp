//===- RaiseHash.cpp - Recognise codes and scores -------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The numbers that are compared with 0, or whose absolute values are taken, are
// the L values of z of one table. The tensor that holds them is z. Codes and
// scores may come in either order and become results of one hash.
//
//===----------------------------------------------------------------------===//

#include "Raiser.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace mlir::lookupffn;

/// Different arguments of the events of one kind.
static SmallVector<Element> getArguments(Evaluator &evaluator,
                                         Event::Kind kind) {
  SmallVector<Element> arguments;
  for (const Event &event : evaluator.getEvents())
    if (event.kind == kind && !llvm::is_contained(arguments, event.argument))
      arguments.push_back(event.argument);
  return arguments;
}

Value Raiser::findZ(ArrayRef<Value> slice, Value like, int64_t numBits,
                    function_ref<bool(Value)> isMember) {
  int64_t numTables = cast<RankedTensorType>(like.getType()).getShape().back();
  // The latest one is closest to the hash; a tensor that has the shape already
  // goes before one that has to get it.
  for (Value value : llvm::reverse(slice))
    if (hasTokensOf(value, like, 1, {numTables, numBits}) &&
        getElementTypeOrSelf(value.getType()).isF32() && isMember(value))
      return value;
  for (Value value : llvm::reverse(slice)) {
    if (!hasTokensOf(value, like, 1, {numTables * numBits}) ||
        !getElementTypeOrSelf(value.getType()).isF32() || !isMember(value))
      continue;
    OpBuilder b(function.getContext());
    b.setInsertionPointAfterValue(value);
    auto type = cast<RankedTensorType>(value.getType());
    SmallVector<int64_t> shape(type.getShape().drop_back());
    SmallVector<ReassociationIndices> groups;
    for (int64_t dim = 0; dim < type.getRank(); ++dim)
      groups.push_back({dim});
    groups.back().push_back(type.getRank());
    SmallVector<OpFoldResult> sizes =
        tensor::getMixedSizes(b, value.getLoc(), value);
    sizes.pop_back();
    for (int64_t size : {numTables, numBits}) {
      shape.push_back(size);
      sizes.push_back(b.getIndexAttr(size));
    }
    return tensor::ExpandShapeOp::create(
        b, value.getLoc(), RankedTensorType::get(shape, type.getElementType()),
        value, groups, sizes);
  }
  return nullptr;
}

/// Type of codes of `numBits` bits.
static Type getCodeType(MLIRContext *context, int64_t numBits) {
  return IntegerType::get(context, numBits <= 8 ? 8 : numBits <= 16 ? 16 : 32);
}

HashOp Raiser::getHash(Value z) {
  for (Operation *user : z.getUsers())
    if (auto hash = dyn_cast<HashOp>(user))
      if (hash.getScoreRule() == ScoreRule::One)
        return hash;
  auto type = cast<RankedTensorType>(z.getType());
  OpBuilder b(function.getContext());
  b.setInsertionPointAfterValue(z);
  Location loc = z.getLoc();
  int64_t tokenDims = type.getRank() - 2;
  int64_t numTables = type.getDimSize(tokenDims),
          numBits = type.getShape().back();
  Value codes = createEmpty(b, loc, z, tokenDims, {numTables},
                            getCodeType(b.getContext(), numBits));
  Value scores = createEmpty(b, loc, z, tokenDims, {numTables}, b.getF32Type());
  return HashOp::create(b, loc, TypeRange{codes.getType(), scores.getType()}, z,
                        codes, scores, Compare::OGT, BitOrder::MSB,
                        ScoreRule::One, APFloat(1.0), FloatAttr(),
                        /*bit_major=*/false);
}

/// The code of `bits`.
static int64_t computeCode(ArrayRef<bool> bits, BitOrder order) {
  int64_t code = 0, numBits = bits.size();
  for (auto [j, bit] : llvm::enumerate(bits))
    code |= static_cast<int64_t>(bit)
            << (order == BitOrder::MSB ? numBits - 1 - j : j);
  return code;
}

/// True if `codes` has the bits of `z` in this order, for all tables.
static bool isCode(Evaluator &evaluator, Value codes, Value z,
                   int64_t numTables, int64_t numBits, int64_t token,
                   arith::CmpFPredicate predicate, BitOrder order) {
  unsigned width =
      getElementTypeOrSelf(codes.getType()).isIndex()
          ? 64
          : getElementTypeOrSelf(codes.getType()).getIntOrFloatBitWidth();
  for (int64_t table = 0; table < numTables; ++table) {
    int64_t position = token * numTables + table;
    SmallVector<bool> bits;
    for (Element number : evaluator.getNumbers(z, position * numBits, numBits))
      bits.push_back(
          evaluator.compare(static_cast<int64_t>(predicate), number));
    Scalar code = evaluator.get(codes, position);
    if (bits.empty() || !code.isInteger() ||
        code.integer != llvm::SignExtend64(computeCode(bits, order), width))
      return false;
  }
  return true;
}

bool Raiser::raiseCode(Value value, bool isRetry) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type || type.getRank() < 1 || !type.getElementType().isIntOrIndex() ||
      type.getElementType().isInteger(1) ||
      type.isDynamicDim(type.getRank() - 1) || getNumElements(value) == 0)
    return false;
  int64_t numTables = type.getShape().back();
  Evaluator evaluator(1);
  bool isInteger = evaluator.get(value, 0).isInteger();
  SmallVector<Element> compared = getArguments(evaluator, Event::Compare);
  if (!isInteger) {
    note(
        evaluator, Event::Compare, 0,
        "code: expected the sum of bits times powers of two, found no integer");
    return false;
  }
  int64_t numBits = compared.size();
  // One bit is no code yet, but may become a part of one.
  if (numBits < 2)
    return false;
  if (numBits > 30) {
    note(evaluator, Event::Compare, 0,
         "code: expected at most 30 bits, found " + Twine(numBits));
    return false;
  }
  SmallVector<Value> slice = getSlice(value);
  Value z = findZ(slice, value, numBits, [&](Value candidate) {
    SmallVector<Element> numbers = evaluator.getNumbers(candidate, 0, numBits);
    return numbers.size() == compared.size() &&
           std::is_permutation(numbers.begin(), numbers.end(),
                               compared.begin());
  });
  if (!z) {
    note(evaluator, Event::Compare, 1,
         "code: expected the bits of " + Twine(numBits) +
             " neighbours in a tensor [.., " + Twine(numTables) + ", " +
             Twine(numBits) + "], found no tensor that holds them");
    return false;
  }
  // With z a leaf the rest is quick.
  if (!isRetry && raiseProject(z) != z)
    return raiseCode(value, /*isRetry=*/true);
  using Predicate = arith::CmpFPredicate;
  for (Predicate predicate : {Predicate::OGT, Predicate::OGE})
    for (BitOrder order : {BitOrder::MSB, BitOrder::LSB}) {
      bool matches = true;
      for (uint64_t seed : {1, 2, 3, 4})
        for (int64_t token : getSampleTokens(getNumElements(value) / numTables))
          if (matches) {
            Evaluator other(seed);
            matches = isCode(other, value, z, numTables, numBits, token,
                             predicate, order);
          }
      if (!matches)
        continue;
      HashOp hash = getHash(z);
      // Scores that were raised before take their codes along.
      for (Operation *user : z.getUsers())
        if (auto other = dyn_cast<HashOp>(user))
          if (other.getCode().use_empty())
            hash = other;
      hash.setCompare(predicate == Predicate::OGT ? Compare::OGT
                                                  : Compare::OGE);
      hash.setBitOrder(order);
      // Wider codes are for other users than a lookup.
      OpBuilder b(value.getDefiningOp());
      Value codes = hash.getCode();
      if (type.getElementType().isIndex())
        codes = arith::IndexCastUIOp::create(b, value.getLoc(), type, codes);
      else if (codes.getType() != type &&
               type.getElementTypeBitWidth() >
                   getElementTypeOrSelf(codes.getType())
                       .getIntOrFloatBitWidth())
        codes = arith::ExtUIOp::create(b, value.getLoc(), type, codes);
      else if (codes.getType() != type)
        codes = arith::TruncIOp::create(b, value.getLoc(), type, codes);
      replace(value, codes);
      return true;
    }
  for (const Event &event : evaluator.getEvents())
    if (event.kind == Event::Compare) {
      auto predicate = cast<arith::CmpFOp>(event.op).getPredicate();
      if (predicate != Predicate::OGT && predicate != Predicate::OLT &&
          predicate != Predicate::OGE && predicate != Predicate::OLE)
        note(event.op, 3,
             "code: expected bits z > 0 or z >= 0 that a NaN makes 0 (ogt, "
             "oge), found '" +
                 arith::stringifyCmpFPredicate(predicate) + "'");
    }
  SmallVector<bool> bits;
  for (Element number : evaluator.getNumbers(z, 0, numBits))
    bits.push_back(
        evaluator.compare(static_cast<int64_t>(Predicate::OGT), number));
  int64_t code = evaluator.get(value, 0).integer;
  if (code == -computeCode(bits, BitOrder::MSB) ||
      code == -computeCode(bits, BitOrder::LSB))
    note(
        evaluator, Event::Compare, 3,
        "code: expected bits that are 0 or 1, found 0 or -1: they are extended "
        "with their sign");
  note(evaluator, Event::Compare, 2,
       "code: expected the sum of " + Twine(numBits) +
           " bits times powers of two, the most or the least significant bit "
           "first, found what " +
           getComputation(value) + " makes of the bits");
  return false;
}

namespace {
/// Scores of one table.
struct Scores {
  Element margin, softmax, sum, sumOfFactors;
};
} // namespace

/// What the rules make of `z` with `scale` = 2 / temperature.
static Scores computeScores(Evaluator &evaluator, ArrayRef<Element> z,
                            Element scale) {
  Scores scores;
  Element product(1);
  for (Element number : z) {
    Element size = evaluator.abs(number);
    Element factor = Element(1) + evaluator.exp(-(scale * size));
    scores.sum += size;
    scores.sumOfFactors += factor;
    product *= factor;
  }
  scores.softmax = product.inverse();
  scores.margin = scores.sum * scores.softmax;
  return scores;
}

bool Raiser::raiseScore(Value value, bool isRetry) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type || type.getRank() < 1 || !type.getElementType().isF32() ||
      type.isDynamicDim(type.getRank() - 1) || getNumElements(value) == 0)
    return false;
  int64_t numTables = type.getShape().back();
  Evaluator evaluator(1);
  std::optional<Element> score = evaluator.getNumber(value, 0);
  SmallVector<Element> sizes = getArguments(evaluator, Event::Abs);
  SmallVector<Element> exponents = getArguments(evaluator, Event::Exp);
  int64_t numBits = sizes.size();
  if (!score || numBits < 2 || exponents.empty())
    return false;
  SmallVector<Value> slice = getSlice(value);
  for (Element &size : sizes)
    size = evaluator.abs(size);
  Value z = findZ(slice, value, numBits, [&](Value candidate) {
    SmallVector<Element> numbers = evaluator.getNumbers(candidate, 0, numBits);
    for (Element &number : numbers)
      number = evaluator.abs(number);
    return numbers.size() == sizes.size() &&
           std::is_permutation(numbers.begin(), numbers.end(), sizes.begin());
  });
  if (!z) {
    note(evaluator, Event::Exp, 1,
         "score: expected the absolute values of " + Twine(numBits) +
             " neighbours in a tensor [.., " + Twine(numTables) + ", " +
             Twine(numBits) + "], found no tensor that holds them");
    return false;
  }
  if (!isRetry && raiseProject(z) != z)
    return raiseScore(value, /*isRetry=*/true);
  // exp(-2 |z| / t), or its inverse: its exponent names t.
  std::optional<Element> scale;
  double temperature = 0;
  for (Element size : sizes) {
    Element ratio = exponents.front() / size;
    if (ratio.isZero())
      continue;
    std::optional<double> quotient = (Element(2) / ratio).toDouble();
    std::optional<double> factor = ratio.toDouble();
    if (!quotient && !factor)
      continue;
    temperature = quotient ? *quotient : 2 / *factor;
    scale = temperature < 0 ? -ratio : ratio;
    temperature = shortenDecimal(std::fabs(temperature));
  }
  if (!scale) {
    note(evaluator, Event::Exp, 2,
         "score: expected exp(-2|z| / temperature), found another exponent");
    return false;
  }
  std::optional<ScoreRule> rule;
  for (ScoreRule candidate : {ScoreRule::Margin, ScoreRule::Softmax}) {
    bool matches = true;
    for (uint64_t seed : {1, 2})
      for (int64_t token : getSampleTokens(getNumElements(value) / numTables)) {
        Evaluator other(seed);
        for (int64_t table = 0; matches && table < numTables; ++table) {
          int64_t position = token * numTables + table;
          SmallVector<Element> numbers =
              other.getNumbers(z, position * numBits, numBits);
          Scores scores = computeScores(other, numbers, *scale);
          matches = !numbers.empty() &&
                    other.getNumber(value, position) ==
                        (candidate == ScoreRule::Margin ? scores.margin
                                                        : scores.softmax);
        }
      }
    if (matches)
      rule = candidate;
  }
  if (!rule) {
    Scores scores =
        computeScores(evaluator, evaluator.getNumbers(z, 0, numBits), *scale);
    Element count(numBits);
    std::string found =
        ("what " + getComputation(value) + " makes of them").str();
    if (*score == scores.sum / scores.sumOfFactors ||
        *score == scores.sumOfFactors.inverse())
      found = "a sum of them";
    else if (*score == scores.softmax.inverse() ||
             *score == scores.sum / scores.softmax)
      found = "a factor and no quotient";
    else if (*score == scores.margin / count)
      found = "the mean of |z| over it in place of the sum";
    note(evaluator, Event::Exp, 3,
         "score: expected sum |z|, or 1, over a product of " + Twine(numBits) +
             " values 1 + exp(-2|z| / temperature), found " + found);
    return false;
  }

  HashOp hash = getHash(z);
  hash.setScoreRule(*rule);
  OpBuilder b(hash);
  hash.setTemperatureAttr(b.getF64FloatAttr(temperature));
  replace(value, hash.getScore());
  return true;
}

bool Raiser::raiseScoreSum(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type)
    return false;
  for (Value score : getSlice(value)) {
    auto softmax = score.getDefiningOp<HashOp>();
    if (!softmax || score != softmax.getScore() || score.getType() != type ||
        softmax.getScoreRule() != ScoreRule::Softmax)
      continue;
    int64_t numBits = softmax.getNumBits();
    bool matches = true;
    for (uint64_t seed : {1, 2}) {
      Evaluator evaluator(seed);
      for (int64_t i = 0, e = getNumElements(value); matches && i < e; ++i) {
        Element sum;
        SmallVector<Element> numbers =
            evaluator.getNumbers(softmax.getInput(), i * numBits, numBits);
        for (Element number : numbers)
          sum += evaluator.abs(number);
        std::optional<Element> product = evaluator.getNumber(score, i);
        matches = product && !numbers.empty() &&
                  evaluator.getNumber(value, i) == sum * *product;
      }
    }
    if (!matches)
      continue;
    // Others may use the product, so the hash with the sum is another one.
    OpBuilder b(softmax);
    auto margin = cast<HashOp>(b.clone(*softmax));
    margin.setScoreRule(ScoreRule::Margin);
    softmax.getCode().replaceAllUsesWith(margin.getCode());
    replace(value, margin.getScore());
    return true;
  }
  return false;
}
