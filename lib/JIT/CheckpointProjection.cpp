//===- CheckpointProjection.cpp - A layer's hash and projection -----------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LayerReader.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir::lookupffn;

Error LayerReader::chooseProjection() {
  if (!options.projection.empty())
    return Error::success();
  const SafeTensor *weight = find(kWeight);
  if (!weight) {
    spec.projection = "pairwise";
    return Error::success();
  }
  size_t rank = weight->shape.size();
  if (rank != 5 && rank != 2)
    return {ErrorCode::Shape, tell(kWeight) + " of rank " +
                                  std::to_string(rank) +
                                  ", expected rank 5 (bh4) or 2 (dense)"};
  spec.projection = rank == 5 ? "bh4" : "dense";
  return Error::success();
}

Error LayerReader::checkExternal() {
  if (spec.score != "margin" && spec.score != "one")
    return {ErrorCode::Value,
            "score is '" + spec.score +
                "', expected 'margin' (the caller passes scores) or 'one' with "
                "external codes"};
  for (const char *key : {kWeight, kBias, kPairs, kGamma})
    if (find(key))
      return {ErrorCode::Value,
              "--projection=external takes no " + prefix + key + "; remove it"};
  return Error::success();
}

/// L, and T of a shared table: the columns of z by L.
Error LayerReader::readHash() {
  if (!llvm::isPowerOf2_64(spec.rows) || spec.rows < 2 ||
      spec.rows > int64_t(1) << 30)
    return {ErrorCode::Shape,
            prefix + kTables + " has " + std::to_string(spec.rows) +
                " rows a table, expected a power of two from 2 to 2^30 unless "
                "--projection=external"};
  bits = llvm::Log2_64(spec.rows);
  if (spec.tables)
    return Error::success();
  const SafeTensor *like = find(kBias);
  if (!like && spec.projection == "dense")
    like = find(kWeight);
  if (!like)
    like = find(kPairs);
  if (!like && spec.projection == "identity")
    like = find(kGamma);
  int64_t columns = like && !like->shape.empty()    ? like->shape[0]
                    : spec.projection == "identity" ? options.d
                                                    : 0;
  if (columns < 1 || columns % bits)
    return {ErrorCode::Shape, "cannot tell the number of tables from " +
                                  std::to_string(columns) +
                                  " columns of z and " + std::to_string(bits) +
                                  " bits; pass --tables"};
  spec.tables = columns / bits;
  return Error::success();
}

Error LayerReader::checkProjectionWeight() {
  const SafeTensor *weight = find(kWeight);
  size_t rank = spec.projection == "bh4"     ? 5
                : spec.projection == "dense" ? 2
                                             : 0;
  if (!rank && weight)
    return {ErrorCode::Value, "--projection=" + spec.projection + " takes no " +
                                  prefix + kWeight +
                                  "; remove it or choose another projection"};
  if (rank && weight->shape.size() != rank)
    return {ErrorCode::Shape, tell(kWeight) + ", expected rank " +
                                  std::to_string(rank) +
                                  " for --projection=" + spec.projection};
  if (find(kPairs) && spec.projection != "pairwise")
    return {ErrorCode::Value,
            prefix + kPairs + " is present and the projection is " +
                spec.projection + "; only pairwise takes it; remove it"};
  return Error::success();
}

/// D, by the arrays or by what the caller says.
Error LayerReader::readWidth() {
  const SafeTensor *gamma = find(kGamma), *weight = find(kWeight);
  int64_t columns = spec.tables * bits, width = 0;
  if (gamma && gamma->shape.size() != 1)
    return {ErrorCode::Shape, tell(kGamma) + ", expected rank 1"};
  if (gamma)
    width = gamma->shape[0];
  else if (spec.projection == "dense")
    width = weight->shape[1];
  else if (spec.projection == "identity")
    width = columns;
  else if (spec.projection == "bh4" && !options.d)
    width = weight->shape[2] * weight->shape[3];
  if (!options.d && !width)
    return {ErrorCode::Value, "the width of the input is not known; pass --d"};
  if (options.d && width && options.d != width)
    return {ErrorCode::Shape, "--d=" + std::to_string(options.d) +
                                  ", but the tensors at '" + prefix +
                                  "' have width " + std::to_string(width)};
  spec.d = width ? width : options.d;
  if (spec.projection == "identity" && spec.d != columns)
    return {ErrorCode::Shape,
            "the width of the input is " + std::to_string(spec.d) +
                ", expected T*L = " + std::to_string(columns) +
                " for --projection=identity"};
  return Error::success();
}

Error LayerReader::readBlocks() {
  const TensorShape &shape = find(kWeight)->shape;
  spec.repeats = shape[0];
  spec.block = shape[3];
  spec.padded = shape[2] * shape[3];
  if (shape[1] != 4 || shape[4] != spec.block ||
      !llvm::isPowerOf2_64(spec.padded))
    return {ErrorCode::Shape,
            tell(kWeight) +
                ", expected [R, 4, P/b, b, b] with P a power of two"};
  int64_t columns = spec.tables * bits;
  if (spec.padded < spec.d || spec.repeats * spec.padded < columns)
    return {ErrorCode::Shape,
            tell(kWeight) + ", expected P = " + std::to_string(spec.padded) +
                " of at least d = " + std::to_string(spec.d) +
                " and R*P = " + std::to_string(spec.repeats * spec.padded) +
                " of at least T*L = " + std::to_string(columns)};
  return Error::success();
}
