//===- LookupWeights.cpp - Weights of 8 bits for rows of i8 ---------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Scratch is the weights of one token as floats, zeros behind them up to whole
// vectors of bytes, and then the same as bytes.
//
//===----------------------------------------------------------------------===//

#include "LookupDot.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace mlir::lookupffn;

/// Units of the largest weight.
static constexpr double kMaxWeight = 255;

/// Largest root mean square of what weights are off by, relative to that of the
/// weights. Rows of i8 are alike in size, so y is off by about as much; 2e-2 is
/// what the contract allows.
static constexpr float kMaxError = 1.5e-2f;

/// Smallest largest weight: its inverse and the unit are normal floats.
static constexpr float kMinWeight = 1e-30f;

/// Writes score * row_scale of all codes of `token` to scratch, zeros behind
/// them.
void DotEmitter::emitWeights(OpBuilder &b, Value token) {
  Value weights = op.getScratch();
  scf::ForOp::create(
      b, loc, buildIndex(b, loc, 0), buildIndex(b, loc, codes),
      buildIndex(b, loc, 1), ValueRange(),
      [&](OpBuilder &nested, Location, Value table, ValueRange) {
        SmallVector<Value> position =
            buildPosition(nested, operands, token, table);
        Value weight = buildWeight(nested, operands, position, token, table);
        memref::StoreOp::create(nested, loc, weight, weights, table);
        scf::YieldOp::create(nested, loc);
      });
  Value zero = buildSplat(b, loc, b.getF32Type(), 0.0);
  for (int64_t table = codes; table < paddedCodes; ++table)
    memref::StoreOp::create(b, loc, zero, weights, buildIndex(b, loc, table));
}

/// The bits of the largest weight as an unsigned integer. Those of finite
/// floats that are not negative rise with the float; all others are larger.
Value DotEmitter::emitMaximum(OpBuilder &b) {
  Value zeros = buildSplat(b, loc, sumType, 0);
  auto loop = scf::ForOp::create(
      b, loc, buildIndex(b, loc, 0), buildIndex(b, loc, paddedCodes),
      buildIndex(b, loc, lanes), zeros,
      [&](OpBuilder &nested, Location, Value table, ValueRange carried) {
        Value bits = arith::BitcastOp::create(
            nested, loc, sumType,
            buildLoad(nested, loc, op.getScratch(), table, lanes));
        Value most = arith::MaxUIOp::create(nested, loc, carried[0], bits);
        scf::YieldOp::create(nested, loc, most);
      });
  return vector::ReductionOp::create(b, loc, vector::CombiningKind::MAXUI,
                                     loop.getResult(0));
}

/// Rounds weight * factor to bytes, which go behind the weights, four to a
/// float of scratch. Returns whether they are near enough.
Value DotEmitter::emitRounding(OpBuilder &b, Value factor) {
  auto floats = VectorType::get(lanes, b.getF32Type());
  auto bytes = VectorType::get(lanes, b.getI8Type());
  auto words = VectorType::get(lanes / kRows, b.getF32Type());
  Value factors = vector::BroadcastOp::create(b, loc, floats, factor);
  Value half = buildSplat(b, loc, floats, 0.5);
  Value zeros = buildSplat(b, loc, floats, 0.0);
  auto loop = scf::ForOp::create(
      b, loc, buildIndex(b, loc, 0), buildIndex(b, loc, paddedCodes / lanes),
      buildIndex(b, loc, 1), ValueRange{zeros, zeros},
      [&](OpBuilder &nested, Location, Value number, ValueRange carried) {
        Value first = arith::MulIOp::create(nested, loc, number,
                                            buildIndex(nested, loc, lanes));
        Value weights = buildLoad(nested, loc, op.getScratch(), first, lanes);
        weights = arith::MulFOp::create(nested, loc, weights, factors);
        Value rounded = arith::FPToSIOp::create(
            nested, loc, sumType,
            arith::AddFOp::create(nested, loc, weights, half));
        Value difference = arith::SubFOp::create(
            nested, loc, weights,
            arith::SIToFPOp::create(nested, loc, floats, rounded));
        rounded = arith::TruncIOp::create(nested, loc, bytes, rounded);
        rounded = vector::BitCastOp::create(nested, loc, words, rounded);
        Value place = arith::MulIOp::create(
            nested, loc, number, buildIndex(nested, loc, lanes / kRows));
        place = buildOffset(nested, loc, place, paddedCodes);
        vector::StoreOp::create(nested, loc, rounded, op.getScratch(), place);
        auto addSquare = [&](Value value, Value sum) {
          return buildMultiplyAdd(nested, loc, value, value, sum, features.fma);
        };
        scf::YieldOp::create(nested, loc,
                             ValueRange{addSquare(difference, carried[0]),
                                        addSquare(weights, carried[1])});
      });
  auto add = [&](Value vector) {
    return vector::ReductionOp::create(b, loc, vector::CombiningKind::ADD,
                                       vector)
        .getResult();
  };
  Value error = add(loop.getResult(0)), size = add(loop.getResult(1));
  size = arith::MulFOp::create(
      b, loc, size,
      buildSplat(b, loc, b.getF32Type(), double(kMaxError) * kMaxError));
  return arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OLE, error, size);
}

DotEmitter::RoundedWeights DotEmitter::emitRoundedWeights(OpBuilder &b,
                                                          Value token) {
  emitWeights(b, token);
  Value bits = emitMaximum(b);
  auto buildBits = [&](float value) {
    return buildSplat(b, loc, b.getI32Type(), llvm::bit_cast<int32_t>(value));
  };
  Value large = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::uge, bits,
                                      buildBits(kMinWeight));
  Value finite =
      arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ule, bits,
                            buildBits(std::numeric_limits<float>::max()));
  Value good = arith::AndIOp::create(b, loc, large, finite);
  Value maximum = arith::BitcastOp::create(b, loc, b.getF32Type(), bits);
  Value most = buildSplat(b, loc, b.getF32Type(), kMaxWeight);
  auto near = scf::IfOp::create(
      b, loc, good,
      [&](OpBuilder &nested, Location) {
        Value factor = arith::DivFOp::create(nested, loc, most, maximum);
        scf::YieldOp::create(nested, loc, emitRounding(nested, factor));
      },
      [&](OpBuilder &nested, Location) {
        scf::YieldOp::create(nested, loc, good);
      });
  return {near.getResult(0), arith::DivFOp::create(b, loc, maximum, most)};
}
