//===- QuantizeWeights.cpp - The weights of bh4 in 16 bits, as IR ---------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In: a projection bh4 scheduled with arithmetic i16. Out: quantized_bh4, with
// ops beside it that make from the absorbed weights W' [R, 4, M, in, out]
//
//   weights:  round(W' / step), a step for each repeat and stage, in pairs or
//             in bytes
//   bound:    what errors of activations and of weights contribute to z, from
//             what the stages behind make of them (ComposeWeights.cpp)
//
//===----------------------------------------------------------------------===//

#include "WeightBuilder.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

#include <cmath>

using namespace mlir;
using namespace mlir::lookupffn;

/// Root mean square of the integers that weights become, if neither their
/// largest nor the sum of a row of them is too large.
static constexpr float kWeightRms = 3000.0f;

/// The bound on the error of z in units of its rms. With it none of 1.5 * 10^7
/// codes of random and adversarial layers and tokens was wrong
/// (test_precision.py), at 2 z recomputed a token on random data.
static constexpr double kBoundFactor = 6.0;

static constexpr float kMaxActivation = QuantizedBH4Attr::kMaxActivation;
static constexpr float kMaxWeight = QuantizedBH4Attr::kMaxWeight;

SmallVector<Value> WeightBuilder::reduce(
    int64_t count, ValueRange init,
    function_ref<SmallVector<Value>(Value, ValueRange)> body) {
  auto loop =
      scf::ForOp::create(b, loc, index(0), index(count), index(1), init);
  OpBuilder outer = b;
  b.setInsertionPointToStart(loop.getBody());
  scf::YieldOp::create(b, loc,
                       body(loop.getInductionVar(), loop.getRegionIterArgs()));
  b = outer;
  return llvm::to_vector_of<Value>(loop.getResults());
}

/// The step of each repeat and stage. With |w / step| <= 32639 and
/// 10000 * (sum |w / step| + b/2) < 2^31 neither integers nor sums overflow,
/// rounding included. 2^31 / 10000 is 214748; the rest is for rounding in f32.
Value WeightBuilder::buildSteps(const Blocks &blocks) {
  int64_t block = blocks.block;
  double count = static_cast<double>(blocks.padded) * block;
  return generate({blocks.repeats, 4}, [&](ValueRange d) {
    Value zero = constant(0.0f);
    auto sums = reduce(
        blocks.padded, {zero, zero, zero},
        [&](Value column, ValueRange all) -> SmallVector<Value> {
          Value m = quotient(column, block), out = remainder(column, block);
          auto row = reduce(
              block, {all[0], all[1], zero},
              [&](Value in, ValueRange part) -> SmallVector<Value> {
                Value w = extract(blocks.weights, {d[0], d[1], m, in, out});
                Value size = math::AbsFOp::create(b, loc, w);
                return {arith::MaximumFOp::create(b, loc, part[0], size),
                        arith::AddFOp::create(b, loc, part[1], product(w, w)),
                        arith::AddFOp::create(b, loc, part[2], size)};
              });
          return {row[0], row[1],
                  arith::MaximumFOp::create(b, loc, all[2], row[2])};
        });
    float largestSum = 2147483648.0f / kMaxActivation - 8.0f - block / 2.0f;
    Value mean = product(sums[1], constant(static_cast<float>(1.0 / count)));
    Value byRms = product(math::SqrtOp::create(b, loc, mean),
                          constant(1.0f / kWeightRms));
    Value bySize = product(sums[0], constant(1.0f / kMaxWeight));
    Value bySum = product(sums[2], constant(1.0f / largestSum));
    Value step = arith::MaximumFOp::create(b, loc, byRms, bySize);
    step = arith::MaximumFOp::create(b, loc, step, bySum);
    // Zeros stay zeros whatever the step.
    return arith::MaximumFOp::create(b, loc, step, constant(0x1p-100f))
        .getResult();
  });
}

/// The integer of the weight at `indices`, repeat, stage, block, in and out.
Value WeightBuilder::roundWeight(const Blocks &blocks, Value steps,
                                 ValueRange indices) {
  Value w = extract(blocks.weights, indices);
  w = arith::DivFOp::create(b, loc, w, extract(steps, indices.take_front(2)));
  w = math::RoundEvenOp::create(b, loc, w);
  return arith::FPToSIOp::create(b, loc, b.getI32Type(), w);
}

Value WeightBuilder::roundToPairs(const Blocks &blocks, Value steps) {
  int64_t half = blocks.block / 2;
  return generate(
      {blocks.repeats, 4, blocks.blocks, half, blocks.block, 2},
      [&](ValueRange d) {
        Value in = affine(d[5], half, d[3]);
        Value integer =
            roundWeight(blocks, steps, {d[0], d[1], d[2], in, d[4]});
        return arith::TruncIOp::create(b, loc, b.getI16Type(), integer)
            .getResult();
      },
      b.getI16Type());
}

Value WeightBuilder::takeByte(Value integer, Value isHigh) {
  auto word = [&](int64_t value) -> Value {
    return arith::ConstantIntOp::create(b, loc, b.getI32Type(), value);
  };
  // A low byte of 128 and above is negative, and one more is in the high one.
  Value high = arith::AddIOp::create(b, loc, integer, word(128));
  high = arith::ShRSIOp::create(b, loc, high, word(8));
  Value byte = arith::SelectOp::create(b, loc, isHigh, high, integer);
  return arith::TruncIOp::create(b, loc, b.getI8Type(), byte);
}

Value WeightBuilder::roundToBytes(const Blocks &blocks, Value steps) {
  constexpr int64_t inputs = QuantizedBH4Attr::kGroupInputs;
  return generate(
      {blocks.repeats, 4, blocks.blocks, blocks.block / inputs, blocks.block,
       2 * inputs},
      [&](ValueRange d) {
        Value in = affine(d[3], inputs, remainder(d[5], inputs));
        Value integer =
            roundWeight(blocks, steps, {d[0], d[1], d[2], in, d[4]});
        Value isHigh = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult,
                                             d[5], index(inputs));
        return takeByte(integer, isHigh);
      },
      b.getI8Type());
}

/// The largest element of `tensor[repeat]`, of rank 2 or 3 before.
Value WeightBuilder::findLargest(Value tensor, Value repeat) {
  ArrayRef<int64_t> shape = cast<RankedTensorType>(tensor.getType()).getShape();
  int64_t last = shape.back(), count = 1;
  for (int64_t size : shape.drop_front())
    count *= size;
  return reduce(count, {constant(0.0f)},
                [&](Value i, ValueRange part) -> SmallVector<Value> {
                  SmallVector<Value> indices = {repeat};
                  if (shape.size() == 3)
                    indices.push_back(quotient(i, last));
                  indices.push_back(remainder(i, last));
                  return {arith::MaximumFOp::create(b, loc, part[0],
                                                    extract(tensor, indices))};
                })
      .front();
}

ProjectOp WeightBuilder::quantize(bool bytes) {
  Blocks blocks = absorbBlocks();
  Value steps = buildSteps(blocks);
  Value weights =
      bytes ? roundToBytes(blocks, steps) : roundToPairs(blocks, steps);
  Composed composed = composeBlocks(blocks);

  // Rounding to a step is off by step / sqrt(12) in rms.
  double rms = kBoundFactor / std::sqrt(12.0);
  Value table = generate({blocks.repeats, 4, 3}, [&](ValueRange d) {
    Value step = extract(steps, {d[0], d[1]});
    auto byStage = scf::IndexSwitchOp::create(
        b, loc, TypeRange{b.getF32Type(), b.getF32Type()}, d[1],
        ArrayRef<int64_t>{0, 1, 2}, 3);
    for (int64_t stage = 0; stage < 4; ++stage) {
      OpBuilder outer = b;
      b.setInsertionPointToEnd(&(stage < 3 ? byStage.getCaseRegions()[stage]
                                           : byStage.getDefaultRegion())
                                    .emplaceBlock());
      Value activation = findLargest(composed.activationGains[stage], d[0]);
      // A row of H_M has one element in each block.
      Value weight = stage == 3
                         ? constant(1.0f)
                         : findLargest(composed.weightGains[stage], d[0]);
      scf::YieldOp::create(b, loc, ValueRange{activation, weight});
      b = outer;
    }
    auto getError = [&](unsigned which, double factor) {
      return product(math::SqrtOp::create(b, loc, byStage.getResult(which)),
                     constant(static_cast<float>(factor)));
    };
    auto is = [&](int64_t value) -> Value {
      return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, d[2],
                                   index(value));
    };
    Value error = arith::SelectOp::create(b, loc, is(1),
                                          getError(0, rms / kMaxActivation),
                                          product(getError(1, rms), step));
    return arith::SelectOp::create(b, loc, is(0), step, error).getResult();
  });

  return addComposed(replace(QuantizedBH4Attr::get(op.getContext()), weights,
                             permuteBias(blocks.padded, blocks.rest),
                             blocks.shift, blocks.tap),
                     table, composed.matrix, composed.bias);
}
