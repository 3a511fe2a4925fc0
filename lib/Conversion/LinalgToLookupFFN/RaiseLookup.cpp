//===- RaiseLookup.cpp - Recognise lookups --------------------------------===//
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

#include "Raiser.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace mlir::lookupffn;

namespace {
/// Everything a lookup has, as found.
struct LookupMatch {
  Value tables, code, score, bias;
  /// Number of codes, rows of a table, columns.
  int64_t numCodes = 0, numRows = 0, width = 0;
  bool shared = false;
  /// Order of (table, row, column) in memory; of (row, column) when shared.
  SmallVector<int64_t> order;
  /// What every row is multiplied by, beside its score.
  Element factor = Element(1);

  SmallVector<int64_t> getShape() const {
    if (shared)
      return {numRows, width};
    return {numCodes, numRows, width};
  }
  /// Where column `o` of the row of code `number` lies.
  int64_t getPosition(int64_t number, int64_t row, int64_t column) const {
    SmallVector<int64_t> shape = getShape(), indices = {row, column};
    if (!shared)
      indices.insert(indices.begin(), number);
    int64_t position = 0;
    for (int64_t dim : order)
      position = position * shape[dim] + indices[dim];
    return position;
  }
};
} // namespace

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

/// The one tensor that is read at computed positions, and these positions.
static Value getTables(Evaluator &evaluator, SmallVector<int64_t> &positions,
                       int64_t width) {
  Value tables;
  for (const Event &event : evaluator.getEvents()) {
    if (event.kind != Event::Extract)
      continue;
    auto type = cast<RankedTensorType>(event.source.getType());
    if (!type.hasStaticShape() || !isa<FloatType>(type.getElementType()) ||
        type.getNumElements() % width || type.getRank() < 2)
      continue;
    if (tables && tables != event.source)
      return nullptr;
    tables = event.source;
    positions.push_back(event.position);
  }
  return tables;
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

/// Why codes of a hash do not select rows as they are; empty if they do.
static std::string checkHashCodes(Value value, const LookupMatch &match) {
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

/// What the program does with codes from outside the tables; nothing, with a
/// reason, if no attribute says so.
static std::optional<Bounds> findBounds(Value value, const LookupMatch &match,
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

/// Finds codes, scores, the order of the tables and the bias.
static std::string findOperands(Evaluator &evaluator, Value value,
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
  for (Value candidate : slice)
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

/// True if `match` computes `value` everywhere.
static bool computes(Value value, const LookupMatch &match) {
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

/// Gives the first codes from outside random values in [0, range).
static void assignCodes(Evaluator &evaluator, ArrayRef<Value> slice,
                        int64_t range) {
  for (Value leaf : slice) {
    if (!isLeaf(leaf) || !isa<RankedTensorType>(leaf.getType()) ||
        !isa<IntegerType>(getElementTypeOrSelf(leaf.getType())) ||
        leaf.getDefiningOp<HashOp>() || matchPattern(leaf, m_Constant()))
      continue;
    for (int64_t i = 0, e = std::min<int64_t>(getNumElements(leaf), 4096);
         i < e; ++i)
      evaluator.assign(
          leaf, i,
          Scalar::ofInteger(Element::fromHash(range, i, 0).getResidue() %
                            std::max<int64_t>(range, 1)));
  }
}

bool Raiser::raiseLookup(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type || type.getRank() < 1 || !type.getElementType().isF32() ||
      type.isDynamicDim(type.getRank() - 1) || getNumElements(value) == 0)
    return false;
  LookupMatch match;
  match.width = type.getShape().back();
  SmallVector<Value> slice = getSlice(value);
  SmallVector<int64_t> positions;
  {
    // Codes from outside are 0 until the number of rows is known.
    Evaluator first(1);
    assignCodes(first, slice, 1);
    if (!first.getNumber(value, 0))
      return false;
    match.tables = getTables(first, positions, match.width);
  }
  if (!match.tables)
    return false;
  match.numCodes = positions.size();
  Evaluator evaluator(1);
  assignCodes(evaluator, slice,
              getNumElements(match.tables) / match.width / match.numCodes);
  positions.clear();
  if (!evaluator.getNumber(value, 0) ||
      getTables(evaluator, positions, match.width) != match.tables ||
      static_cast<int64_t>(positions.size()) != match.numCodes)
    return false;
  std::string reason = findOperands(evaluator, value, slice, positions, match);
  if (!reason.empty()) {
    note(evaluator, Event::Extract, 1, "lookup: " + reason);
    return false;
  }
  if (!computes(value, match)) {
    note(evaluator, Event::Extract, 2,
         "lookup: expected the sum of rows times scores in every column, found "
         "another one in some");
    return false;
  }
  auto hash = match.code.getDefiningOp<HashOp>();
  std::optional<Bounds> bounds = Bounds::Check;
  if (hash)
    reason = checkHashCodes(value, match);
  else
    bounds = findBounds(value, match, reason);
  if (!reason.empty()) {
    note(evaluator, Event::Extract, 3, "lookup: " + reason);
    return false;
  }

  OpBuilder b(value.getDefiningOp());
  Location loc = value.getLoc();
  if (match.factor != Element(1)) {
    // Of a hash, whose score nobody uses, as the score is not part of the sum.
    if (hash.getScoreRule() != ScoreRule::One) {
      note(evaluator, Event::Extract, 3,
           "lookup: expected a score or a constant, found both");
      return false;
    }
    hash.setScoreRule(ScoreRule::Constant);
    hash.setConstantAttr(
        b.getF64FloatAttr(shortenDecimal(*match.factor.toDouble())));
    match.score = hash.getScore();
  }
  Value tables = reorder(b, loc, match.tables, match.getShape(), match.order);
  Value bias = match.bias;
  if (bias)
    bias = reshape(b, loc, bias, {match.width});
  Value init = createEmpty(b, loc, match.code, type.getRank() - 1,
                           {match.width}, b.getF32Type());
  replace(value, LookupOp::create(b, loc, type, tables, match.code, match.score,
                                  /*row_scale=*/Value(), bias, init,
                                  /*scratch=*/Value(), *bounds)
                     .getResult());
  return true;
}

bool Raiser::raiseLookupBias(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type || type.getRank() < 1 || type.isDynamicDim(type.getRank() - 1))
    return false;
  int64_t width = type.getShape().back();
  SmallVector<Value> slice = getSlice(value);
  for (Value sum : slice) {
    auto lookup = sum.getDefiningOp<LookupOp>();
    if (!lookup || lookup.getBias() || sum.getType() != type || sum == value)
      continue;
    Value bias;
    for (int64_t token : getSampleTokens(getNumElements(value) / width)) {
      Evaluator evaluator(1);
      SmallVector<Element> rest =
          evaluator.getNumbers(value, token * width, width);
      SmallVector<Element> rows =
          evaluator.getNumbers(sum, token * width, width);
      if (rest.empty() || rows.empty())
        return false;
      for (auto [number, row] : llvm::zip(rest, rows))
        number = number - row;
      bias = findParameter(evaluator, slice, rest);
      if (!bias)
        break;
    }
    if (!bias)
      continue;
    OpBuilder b(value.getDefiningOp());
    bias = reshape(b, value.getLoc(), bias, {width});
    replace(value,
            LookupOp::create(b, value.getLoc(), type, lookup.getTables(),
                             lookup.getCode(), lookup.getScore(),
                             lookup.getRowScale(), bias, lookup.getInit(),
                             /*scratch=*/Value(), lookup.getBounds())
                .getResult());
    return true;
  }
  return false;
}
