//===- RaiseLookup.cpp - Recognise lookups --------------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The sum of rows is raised first. A bias or a factor in the ops behind it is
// taken into the lookup when they are met.
//
//===----------------------------------------------------------------------===//

#include "LookupMatch.h"
#include "Raiser.h"

#include "mlir/IR/Matchers.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace mlir::lookupffn;

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
    if (!first.getNumber(value, 0)) {
      note(first, Event::Extract, 0,
           "lookup: expected codes in the range of the tables, found reads "
           "outside or of what is no number");
      return false;
    }
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
  // The hash of other scores is raised all the same, with a remark.
  if (hash && match.score && !match.score.getDefiningOp<HashOp>() &&
      llvm::is_contained(getSlice(match.score), hash.getInput()))
    note(match.score.getDefiningOp(), 0,
         "score: expected sum |z|, or 1, over a product of " +
             Twine(hash.getNumBits()) +
             " values 1 + exp(-2|z| / temperature), found what " +
             getComputation(match.score) + " makes of z");
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
      bias = findParameter(evaluator, getIndependent(slice, sum), rest);
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

bool Raiser::raiseLookupFactor(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type || type.getRank() < 1 || type.isDynamicDim(type.getRank() - 1))
    return false;
  int64_t width = type.getShape().back();
  for (Value sum : getSlice(value)) {
    auto lookup = sum.getDefiningOp<LookupOp>();
    if (!lookup || lookup.getScore() || lookup.getBias() || sum == value ||
        sum.getType() != type)
      continue;
    auto hash = lookup.getCode().getDefiningOp<HashOp>();
    if (!hash || hash.getScoreRule() != ScoreRule::One)
      continue;
    std::optional<Element> factor;
    bool matches = true;
    for (int64_t token : getSampleTokens(getNumElements(value) / width)) {
      Evaluator evaluator(1);
      for (int64_t i = token * width; matches && i < (token + 1) * width; ++i) {
        std::optional<Element> own = evaluator.getNumber(value, i);
        std::optional<Element> row = evaluator.getNumber(sum, i);
        if (!factor && own && row)
          factor = *own / *row;
        matches = own && row && *own == *factor * *row;
      }
    }
    if (!matches || !factor->toDouble())
      continue;
    OpBuilder b(value.getDefiningOp());
    hash.setScoreRule(ScoreRule::Constant);
    hash.setConstantAttr(
        b.getF64FloatAttr(shortenDecimal(*factor->toDouble())));
    replace(value,
            LookupOp::create(b, value.getLoc(), type, lookup.getTables(),
                             lookup.getCode(), hash.getScore(),
                             lookup.getRowScale(), Value(), lookup.getInit(),
                             /*scratch=*/Value(), lookup.getBounds())
                .getResult());
    return true;
  }
  return false;
}
