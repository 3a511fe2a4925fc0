//===- ComposeWeights.cpp - A projection as one matrix, as IR -------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Kinds in integers recompute z from the matrix [T*L, D] that all of the
// projection is equal to. For bh4, from the absorbed weights W' [R, 4, M, in, out],
//
//   back_s:    z = back_s u_s for the sums u_s of stage s, and
//   gain_s:    z = gain_s v_s for what it reads, from the last stage on:
//                back_3 = H_M,  gain_s = back_s W'_s,  back_s = gain_{s+1} H_M
//   matrix:    gain_0 with the residual tap, in the order of the checkpoint
//
// Both are kept as [R, M, b, P], the P values of z last: loops over them are
// contiguous, and LLVM makes vectors of them.
//
//===----------------------------------------------------------------------===//

#include "WeightBuilder.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;
using namespace mlir::lookupffn;

/// H_M, [M, M].
Value WeightBuilder::buildSigns(int64_t blocks) {
  Value identity = generate({blocks, blocks}, [&](ValueRange d) {
    Value equal =
        arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, d[0], d[1]);
    return arith::SelectOp::create(b, loc, equal, constant(1.0f),
                                   constant(0.0f))
        .getResult();
  });
  Value empty =
      tensor::EmptyOp::create(b, loc, {blocks, blocks}, b.getF32Type());
  return HadamardOp::create(b, loc, TypeRange(empty.getType()), identity, empty)
      .getResult();
}

/// A sum of products of x and y, with the loops d0, d1, .. in order: those that
/// `result` does not have are summed.
Value WeightBuilder::contract(ArrayRef<int64_t> shape,
                              ArrayRef<AffineExpr> left,
                              ArrayRef<AffineExpr> right,
                              ArrayRef<AffineExpr> result, Value x, Value y) {
  MLIRContext *context = b.getContext();
  Value empty = tensor::EmptyOp::create(b, loc, shape, b.getF32Type());
  Value zeros =
      linalg::FillOp::create(b, loc, constant(0.0f), empty).getResult(0);
  unsigned loops = 0;
  for (ArrayRef<AffineExpr> list : {left, right})
    for (AffineExpr expr : list)
      if (auto dim = dyn_cast<AffineDimExpr>(expr))
        loops = std::max(loops, dim.getPosition() + 1);
  SmallVector<utils::IteratorType> iterators(loops,
                                             utils::IteratorType::reduction);
  for (AffineExpr expr : result)
    iterators[cast<AffineDimExpr>(expr).getPosition()] =
        utils::IteratorType::parallel;
  SmallVector<AffineMap> maps;
  for (ArrayRef<AffineExpr> list : {left, right, result})
    maps.push_back(AffineMap::get(loops, 0, list, context));
  return linalg::GenericOp::create(
             b, loc, zeros.getType(), ValueRange{x, y}, zeros, maps, iterators,
             [](OpBuilder &nested, Location loc, ValueRange values) {
               Value product =
                   arith::MulFOp::create(nested, loc, values[0], values[1]);
               Value sum =
                   arith::AddFOp::create(nested, loc, values[2], product);
               linalg::YieldOp::create(nested, loc, sum);
             })
      .getResult(0);
}

WeightBuilder::Composed WeightBuilder::composeBlocks(const Blocks &blocks) {
  int64_t M = blocks.blocks, block = blocks.block, padded = blocks.padded;
  Value signs = buildSigns(M);
  Composed result;

  // d0 repeat, d1 block, d2 row, d3 what is summed, d4 z.
  AffineExpr r, m, i, k, z;
  bindDims(b.getContext(), r, m, i, k, z);
  SmallVector<int64_t> shape = {blocks.repeats, M, block, padded};
  Value back, gain;
  for (int64_t stage = 3; stage >= 0; --stage) {
    if (stage == 3) {
      // back_3 is H_M and nothing else: [R, M, b, P] of it would be mostly 0.
      gain = generate(shape, [&](ValueRange d) {
        Value weight = extract(blocks.weights, {d[0], index(3), d[1], d[2],
                                                remainder(d[3], block)});
        return product(weight, extract(signs, {d[1], quotient(d[3], block)}));
      });
    } else {
      // d2 is the block that is summed: loops stay [.., row, z].
      back = contract(shape, {m, i}, {r, i, k, z}, {r, m, k, z}, signs, gain);
      result.weightGains[stage] =
          contract({blocks.repeats, M, padded}, {r, m, i, k}, {r, m, i, k},
                   {r, m, k}, back, back);
      AffineExpr s = getAffineConstantExpr(stage, b.getContext());
      gain = contract(shape, {r, s, m, i, k}, {r, m, k, z}, {r, m, i, z},
                      blocks.weights, back);
    }
    result.activationGains[stage] =
        contract({blocks.repeats, padded}, {r, m, i, k}, {r, m, i, k}, {r, k},
                 gain, gain);
  }

  auto getRow = [&](Value q) {
    // Where bit-major z number q is among the P values of its repeat.
    Value column = getColumn(q), inRepeat = remainder(column, padded);
    Value row = affine(quotient(inRepeat, block), block,
                       getPosition(remainder(inRepeat, block), block));
    return std::make_pair(quotient(column, padded), row);
  };
  result.matrix = generate({tables * bits, width}, [&](ValueRange d) {
    auto [repeat, row] = getRow(d[0]);
    Value in = getPosition(remainder(d[1], block), block);
    Value block1 = quotient(d[1], block);
    Value value = extract(gain, {repeat, block1, in, row});
    Value position = affine(block1, block, in);
    Value same =
        arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, position, row);
    Value tapped =
        arith::AddFOp::create(b, loc, value, extract(blocks.tap, position));
    return arith::SelectOp::create(b, loc, same, tapped, value).getResult();
  });
  result.bias = permuteBias(padded, blocks.rest);
  if (beta)
    result.bias = accumulate(result.bias, padded, [&](ValueRange d) {
      auto [repeat, row] = getRow(d[0]);
      Value factor = extract(
          back, {repeat, quotient(d[1], block), remainder(d[1], block), row});
      return product(factor, extract(blocks.shift, {repeat, d[1]}));
    });
  return result;
}

/// The bias plus A beta, in the order of z; null without either.
Value WeightBuilder::composeDenseBias() {
  Value bias = permuteBias(/*padded=*/width, /*factor=*/0.0f);
  if (!beta)
    return bias;
  return accumulate(bias, width, [&](ValueRange d) {
    return product(extract(op.getWeights(), {getColumn(d[0]), d[1]}),
                   extract(beta, d[1]));
  });
}

WeightBuilder::Composed WeightBuilder::composeDense() {
  Composed result;
  result.matrix = generate({tables * bits, width}, [&](ValueRange d) {
    Value value = extract(op.getWeights(), {getColumn(d[0]), d[1]});
    return gamma ? product(value, extract(gamma, d[1])) : value;
  });
  result.bias = composeDenseBias();
  return result;
}
