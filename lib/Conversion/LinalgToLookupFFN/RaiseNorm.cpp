//===- RaiseNorm.cpp - Recognise layer_norm -------------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The argument of the root is the variance of some tensor plus eps. With that
// tensor at hand the normalised values are known, and gamma and beta are what
// is left.
//
//===----------------------------------------------------------------------===//

#include "Raiser.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace mlir::lookupffn;

namespace {
struct Moments {
  Element mean, variance, meanSquare;
};
} // namespace

static Moments computeMoments(ArrayRef<Element> x) {
  Element sum, squares;
  for (Element number : x) {
    sum += number;
    squares += number * number;
  }
  Element count(static_cast<int64_t>(x.size()));
  Moments result;
  result.mean = sum / count;
  result.meanSquare = squares / count;
  result.variance = result.meanSquare - result.mean * result.mean;
  return result;
}

/// The argument of the root that all values depend on; nothing if there are
/// none or several.
static std::optional<Element> getRootArgument(Evaluator &evaluator) {
  std::optional<Element> argument;
  for (const Event &event : evaluator.getEvents()) {
    if (event.kind != Event::Sqrt)
      continue;
    if (argument && *argument != event.argument)
      return std::nullopt;
    argument = event.argument;
  }
  return argument;
}

/// Normalised values of token `token` of `x`. The program may take the larger
/// one of the variance and 0.
static SmallVector<Element> normalise(Evaluator &evaluator, Value x,
                                      int64_t token, int64_t width, double eps,
                                      bool isClamped) {
  SmallVector<Element> numbers = evaluator.getNumbers(x, token * width, width);
  if (numbers.empty())
    return {};
  Moments moments = computeMoments(numbers);
  Element variance =
      isClamped ? evaluator.positivePart(moments.variance) : moments.variance;
  Element root = evaluator.sqrt(variance + Element::fromDouble(eps));
  for (Element &number : numbers)
    number = (number - moments.mean) / root;
  return numbers;
}

/// True if `values` are `core * gamma + beta`, either of which may be null.
static bool isScaled(Evaluator &evaluator, ArrayRef<Element> values,
                     ArrayRef<Element> core, Value gamma, Value beta) {
  if (values.empty() || values.size() != core.size())
    return false;
  for (auto [i, value, number] : llvm::enumerate(values, core)) {
    Element expected = number;
    if (gamma) {
      std::optional<Element> factor = evaluator.getNumber(gamma, i);
      if (!factor)
        return false;
      expected *= *factor;
    }
    if (beta) {
      std::optional<Element> offset = evaluator.getNumber(beta, i);
      if (!offset)
        return false;
      expected += *offset;
    }
    if (expected != value)
      return false;
  }
  return true;
}

namespace {
struct Scaling {
  Value gamma, beta;
};
} // namespace

/// The gamma and beta in `slice` that make `values` of `core`.
static std::optional<Scaling> findScaling(Evaluator &evaluator,
                                          ArrayRef<Value> slice,
                                          ArrayRef<Element> values,
                                          ArrayRef<Element> core) {
  SmallVector<Value> parameters = {Value()};
  for (Value value : slice)
    if (isParameter(value, core.size()))
      parameters.push_back(value);
  for (Value gamma : parameters)
    for (Value beta : parameters)
      if (isScaled(evaluator, values, core, gamma, beta))
        return Scaling{gamma, beta};
  return std::nullopt;
}

static Value createNorm(OpBuilder &b, Location loc, Value value, Value x,
                        Scaling scaling, double eps) {
  auto type = cast<RankedTensorType>(value.getType());
  int64_t width = type.getShape().back();
  Value init = createEmpty(b, loc, x, type.getRank() - 1, {width},
                           type.getElementType());
  for (Value *parameter : {&scaling.gamma, &scaling.beta})
    if (*parameter)
      *parameter = reshape(b, loc, *parameter, {width});
  return LayerNormOp::create(b, loc, type, x, scaling.gamma, scaling.beta, init,
                             b.getF64FloatAttr(eps))
      .getResult();
}

/// True for `[B..., D]` of f32 with a static D.
static bool isTokenTensor(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && type.getRank() >= 1 && type.getElementType().isF32() &&
         !type.isDynamicDim(type.getRank() - 1) && type.getShape().back() > 1;
}

bool Raiser::raiseNorm(Value value) {
  if (!isTokenTensor(value))
    return false;
  int64_t width = cast<RankedTensorType>(value.getType()).getShape().back();
  int64_t numTokens = getNumElements(value) / width;
  Evaluator evaluator(1);
  if (!evaluator.getNumber(value, 0))
    return false;
  std::optional<Element> argument = getRootArgument(evaluator);
  if (!argument)
    return false;
  SmallVector<Element> values = evaluator.getNumbers(value, 0, width);
  SmallVector<Value> slice = getSlice(value);
  for (Value x : slice) {
    if (x == value || !hasTokensOf(x, value, 1, {width}) || !isTokenTensor(x))
      continue;
    SmallVector<Element> numbers = evaluator.getNumbers(x, 0, width);
    if (numbers.empty() || values.empty())
      continue;
    Moments moments = computeMoments(numbers);
    std::optional<double> eps = (*argument - moments.variance).toDouble();
    bool isClamped = !eps;
    if (isClamped)
      eps = (*argument - evaluator.positivePart(moments.variance)).toDouble();
    if (!eps || *eps < 0) {
      Element unbiased = moments.variance * Element(width) / Element(width - 1);
      if ((*argument - unbiased).toDouble())
        note(evaluator, Event::Sqrt, 2,
             "norm: expected the variance of " + Twine(width) +
                 " values divided by " + Twine(width) +
                 ", found it divided by " + Twine(width - 1));
      else if ((*argument - moments.meanSquare).toDouble())
        note(evaluator, Event::Sqrt, 2,
             "norm: expected the variance of " + Twine(width) +
                 " values, found the mean of their squares");
      else
        note(evaluator, Event::Sqrt, 0,
             "norm: expected the root of a variance of " + Twine(width) +
                 " values plus eps, found that of another value");
      continue;
    }
    double shortEps = shortenDecimal(*eps);
    std::optional<Scaling> scaling =
        findScaling(evaluator, getIndependent(slice, x), values,
                    normalise(evaluator, x, 0, width, shortEps, isClamped));
    bool matches = scaling.has_value();
    for (int64_t token : getSampleTokens(numTokens)) {
      Evaluator second(2);
      matches =
          matches &&
          isScaled(second, second.getNumbers(value, token * width, width),
                   normalise(second, x, token, width, shortEps, isClamped),
                   scaling->gamma, scaling->beta);
    }
    if (!matches) {
      note(evaluator, Event::Sqrt, 1,
           "norm: expected (x - mean) / sqrt(variance + eps), times gamma and "
           "plus beta, found what " +
               getComputation(value) + " makes of them");
      continue;
    }
    OpBuilder b(value.getDefiningOp());
    replace(value, createNorm(b, value.getLoc(), value, x, *scaling, shortEps));
    return true;
  }
  return false;
}

bool Raiser::raiseNormParameters(Value value) {
  if (!isTokenTensor(value))
    return false;
  int64_t width = cast<RankedTensorType>(value.getType()).getShape().back();
  SmallVector<Value> slice = getSlice(value);
  for (Value core : slice) {
    auto norm = core.getDefiningOp<LayerNormOp>();
    if (!norm || norm.getBeta() || core == value ||
        !hasTokensOf(core, value, 1, {width}))
      continue;
    std::optional<Scaling> scaling;
    bool matches = true;
    for (int64_t token : getSampleTokens(getNumElements(value) / width)) {
      Evaluator evaluator(1);
      SmallVector<Element> values =
          evaluator.getNumbers(value, token * width, width);
      SmallVector<Element> normalised =
          evaluator.getNumbers(core, token * width, width);
      if (!scaling)
        scaling = findScaling(evaluator, getIndependent(slice, core), values,
                              normalised);
      matches = matches && scaling &&
                isScaled(evaluator, values, normalised, scaling->gamma,
                         scaling->beta);
    }
    if (!matches || (norm.getGamma() && scaling->gamma))
      continue;
    if (norm.getGamma())
      scaling->gamma = norm.getGamma();
    OpBuilder b(value.getDefiningOp());
    replace(value, createNorm(b, value.getLoc(), value, norm.getInput(),
                              *scaling, norm.getEps().convertToDouble()));
    return true;
  }
  return false;
}
