//===- LookupMatch.cpp - What a sum of rows reads -------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The reads at computed indices of one element of y are those of one row each.
// Codes of a hash take all values of their range in turn, which shows that
// clamps and wraps of indices do nothing; codes from outside are tried outside
// of the tables too, which shows what the program does with them.
//
//===----------------------------------------------------------------------===//

#include "LookupMatch.h"

#include "Raiser.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace mlir::lookupffn;

/// A code as a row number: codes of a hash have no sign.
static std::optional<int64_t> getRow(Evaluator &evaluator, Value codes,
                                     int64_t position) {
  Scalar code = evaluator.get(codes, position);
  if (!code.isInteger())
    return std::nullopt;
  Type type = getElementTypeOrSelf(codes.getType());
  int64_t row = code.integer;
  if (codes.getDefiningOp<HashOp>() && type.getIntOrFloatBitWidth() < 64)
    row &= (int64_t(1) << type.getIntOrFloatBitWidth()) - 1;
  return row;
}

/// The sum of rows, times scores, in column `column` of a token.
static std::optional<Element> computeSum(Evaluator &evaluator,
                                         const LookupMatch &match,
                                         int64_t token, int64_t column) {
  Element sum;
  for (int64_t number = 0; number < match.numCodes; ++number) {
    int64_t position = token * match.numCodes + number;
    std::optional<int64_t> row = getRow(evaluator, match.code, position);
    if (!row || *row < 0 || *row >= match.numRows)
      return std::nullopt;
    std::optional<Element> value = evaluator.getNumber(
        match.tables, match.getPosition(number, *row, column));
    if (value && match.score) {
      std::optional<Element> score = evaluator.getNumber(match.score, position);
      if (!score)
        return std::nullopt;
      *value *= *score;
    }
    if (!value)
      return std::nullopt;
    sum += *value;
  }
  return sum * match.factor;
}

/// True if the reads at `positions` are column 0 of the rows of all codes.
static bool readsRows(Evaluator &evaluator, const LookupMatch &match,
                      ArrayRef<int64_t> positions) {
  SmallVector<int64_t> expected;
  for (int64_t number = 0; number < match.numCodes; ++number) {
    std::optional<int64_t> row = getRow(evaluator, match.code, number);
    if (!row || *row < 0 || *row >= match.numRows)
      return false;
    expected.push_back(match.getPosition(number, *row, 0));
  }
  return std::is_permutation(expected.begin(), expected.end(),
                             positions.begin(), positions.end());
}

/// Gives every code of token 0 a value; true if `value` then is the sum of
/// `match` for the rows `rows`.
static bool sumsRows(Value value, const LookupMatch &match,
                     ArrayRef<int64_t> codes, ArrayRef<int64_t> rows) {
  Evaluator evaluator(5);
  Type type = getElementTypeOrSelf(match.code.getType());
  unsigned bits = type.isIndex() ? 64 : type.getIntOrFloatBitWidth();
  for (auto [number, code] : llvm::enumerate(codes))
    evaluator.assign(match.code, number,
                     Scalar::ofInteger(llvm::SignExtend64(code, bits)));
  std::optional<Element> found = evaluator.getNumber(value, 0);
  Element sum;
  for (auto [number, row] : llvm::enumerate(rows)) {
    std::optional<Element> element =
        evaluator.getNumber(match.tables, match.getPosition(number, row, 0));
    if (!element)
      return false;
    if (match.score) {
      std::optional<Element> score = evaluator.getNumber(match.score, number);
      if (!score)
        return false;
      *element *= *score;
    }
    sum += *element;
  }
  sum *= match.factor;
  if (match.bias) {
    std::optional<Element> offset = evaluator.getNumber(match.bias, 0);
    if (!offset)
      return false;
    sum += *offset;
  }
  return found && *found == sum;
}

/// Code number k of a token is `code + k` in the range.
static SmallVector<int64_t> getStaggered(int64_t code, const LookupMatch &match,
                                         int64_t range) {
  SmallVector<int64_t> codes;
  for (int64_t number = 0; number < match.numCodes; ++number)
    codes.push_back((code + number) % range);
  return codes;
}

std::string lookupffn::checkHashCodes(Value value, const LookupMatch &match) {
  auto hash = match.code.getDefiningOp<HashOp>();
  int64_t range = int64_t(1) << hash.getNumBits();
  if (range > match.numRows)
    return ("expected tables of " + Twine(range) + " rows for codes of " +
            Twine(hash.getNumBits()) + " bits, found " + Twine(match.numRows))
        .str();
  // Each table takes all codes; beyond 12 bits a sample with the last one.
  int64_t step = std::max<int64_t>(1, range >> 12) | 1;
  for (int64_t code = 0; code < range; code += step) {
    SmallVector<int64_t> rows = getStaggered(range - 1 - code, match, range);
    if (!sumsRows(value, match, rows, rows))
      return ("expected row c for every code c in [0, " + Twine(range) +
              "), found another row for some of them")
          .str();
  }
  return "";
}

std::optional<Bounds> lookupffn::findBounds(Value value,
                                            const LookupMatch &match,
                                            std::string &reason) {
  int64_t last = match.numRows - 1;
  auto repeated = [&](int64_t number) {
    return SmallVector<int64_t>(match.numCodes, number);
  };
  for (int64_t code : {int64_t(0), last / 3, last / 2, last})
    if (!sumsRows(value, match, repeated(code), repeated(code))) {
      reason = ("expected row c for every code c in [0, " +
                Twine(match.numRows) + "), found another row")
                   .str();
      return std::nullopt;
    }
  bool clampsBelow = true, clampsAbove = true;
  for (int64_t distance : {1, 2, 100}) {
    clampsBelow &= sumsRows(value, match, repeated(-distance), repeated(0));
    clampsAbove &=
        sumsRows(value, match, repeated(last + distance), repeated(last));
  }
  if (clampsBelow && clampsAbove)
    return Bounds::Clamp;
  // Reads outside a tensor are undefined, and may be anything.
  auto isUndefined = [&](int64_t code) {
    Evaluator evaluator(5);
    for (int64_t number = 0; number < match.numCodes; ++number)
      evaluator.assign(match.code, number, Scalar::ofInteger(code));
    return evaluator.get(value, 0).kind == Scalar::Unknown;
  };
  bool definedBelow = !isUndefined(-1), definedAbove = !isUndefined(last + 1);
  if ((definedBelow && !clampsBelow) || (definedAbove && !clampsAbove)) {
    reason = "expected codes from outside that are clamped, or not used when "
             "they are outside [0, " +
             std::to_string(match.numRows) + "), found codes that " +
             (definedBelow ? "count from the end when they are negative"
                           : "select something else beyond the last row");
    return std::nullopt;
  }
  // A status for a bad code can only be given for an input.
  if (definedBelow || definedAbove || !isa<BlockArgument>(match.code))
    return Bounds::Clamp;
  return Bounds::Check;
}

std::string lookupffn::findOperands(Evaluator &evaluator, Value value,
                                    ArrayRef<Value> slice,
                                    ArrayRef<int64_t> positions,
                                    LookupMatch &match) {
  int64_t elements = getNumElements(match.tables);
  SmallVector<Value> codes;
  for (bool isHash : {true, false})
    for (Value candidate : llvm::reverse(slice)) {
      Type type = getElementTypeOrSelf(candidate.getType());
      bool fromHash = candidate.getDefiningOp<HashOp>() != nullptr;
      if (hasTokensOf(candidate, value, 1, {match.numCodes}) &&
          (type.isInteger(8) || type.isInteger(16) || type.isInteger(32) ||
           type.isInteger(64)) &&
          fromHash == isHash &&
          (fromHash || type.getIntOrFloatBitWidth() >= 32))
        codes.push_back(candidate);
    }
  // Any gather reads one row for one index.
  if (match.numCodes == 1)
    llvm::erase_if(codes, [](Value candidate) {
      return !candidate.getDefiningOp<HashOp>();
    });
  bool found = false;
  for (Value candidate : codes) {
    for (bool shared : {false, true}) {
      match.code = candidate;
      match.shared = shared;
      int64_t rowElements = shared ? match.width : match.width * match.numCodes;
      if (elements % rowElements)
        continue;
      match.numRows = elements / rowElements;
      match.order = {0, 1, 2};
      if (shared)
        match.order.pop_back();
      do
        found = readsRows(evaluator, match, positions);
      while (!found &&
             std::next_permutation(match.order.begin(), match.order.end()));
      if (found)
        break;
    }
    if (found)
      break;
  }
  if (!found)
    return ("expected one row of each of " + Twine(match.numCodes) +
            " tables, or of one table, at codes [.., " + Twine(match.numCodes) +
            "], found reads at other indices")
        .str();

  std::optional<Element> y = evaluator.getNumber(value, 0);
  SmallVector<Value> scores = {Value()};
  for (Value candidate : llvm::reverse(slice))
    if (hasTokensOf(candidate, value, 1, {match.numCodes}) &&
        getElementTypeOrSelf(candidate.getType()).isF32())
      scores.push_back(candidate);
  SmallVector<Value> biases = {Value()};
  for (Value candidate : getIndependent(slice, match.code))
    if (isParameter(candidate, match.width))
      biases.push_back(candidate);
  for (Value score : scores)
    for (Value bias : biases) {
      match.score = score;
      match.bias = bias;
      match.factor = Element(1);
      std::optional<Element> sum = computeSum(evaluator, match, 0, 0);
      if (!y || !sum || sum->isZero())
        continue;
      Element rest = *y;
      if (bias) {
        std::optional<Element> offset = evaluator.getNumber(bias, 0);
        if (!offset)
          continue;
        rest = rest - *offset;
      }
      if (rest == *sum)
        return "";
      Element factor = rest / *sum;
      if (!score && match.code.getDefiningOp<HashOp>() && factor.toDouble()) {
        match.factor = factor;
        return "";
      }
    }
  return ("expected the sum of " + Twine(match.numCodes) +
          " rows, each times a score [.., " + Twine(match.numCodes) +
          "] or a constant, plus a bias, found what " + getComputation(value) +
          " makes of them")
      .str();
}

bool lookupffn::computes(Value value, const LookupMatch &match) {
  for (uint64_t seed : {1, 2})
    for (int64_t token : getSampleTokens(getNumElements(value) / match.width)) {
      Evaluator evaluator(seed);
      // Codes of this dialect are random; those of others need a range.
      if (isLeaf(match.code) && !match.code.getDefiningOp<HashOp>())
        for (int64_t number = 0; number < match.numCodes; ++number)
          evaluator.assign(
              match.code, token * match.numCodes + number,
              Scalar::ofInteger(
                  Element::fromHash(seed, number, token).getResidue() %
                  match.numRows));
      for (int64_t column = 0; column < match.width; ++column) {
        std::optional<Element> y =
            evaluator.getNumber(value, token * match.width + column);
        std::optional<Element> sum =
            computeSum(evaluator, match, token, column);
        if (!y || !sum)
          return false;
        if (match.bias) {
          std::optional<Element> offset =
              evaluator.getNumber(match.bias, column);
          if (!offset)
            return false;
          *sum += *offset;
        }
        if (*y != *sum)
          return false;
      }
    }
  return true;
}
