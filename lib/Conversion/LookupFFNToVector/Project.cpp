//===- Project.cpp - Projections as register tiles ------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In: lookupffn.project of a packed kind, or of kind identity written
// bit-major, on memrefs. Out: loops around a
// register tile of `tile_tokens` x `tile_columns`,
//
//   scf.for %i = 0 to depth iter_args(accumulators) {
//     weights: tile_columns contiguous floats; input: one broadcast a token
//   }
//
// Every output is summed over i in rising order whatever the tile, so a token
// gets the same z at every batch size.
//
//===----------------------------------------------------------------------===//

#include "Project.h"

#include "mlir/Dialect/MemRef/Utils/MemRefUtils.h"

using namespace mlir;
using namespace mlir::lookupffn;

void ProjectEmitter::forRange(Value from, Value to, int64_t step,
                              function_ref<void(Value)> body) {
  auto loop = scf::ForOp::create(b, loc, from, to, index(step));
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  body(loop.getInductionVar());
}

/// Tokens of whole tiles: what is left is done token by token.
Value ProjectEmitter::getWholeTokens() {
  Value rows = index(schedule.getTileTokens());
  Value rest = arith::RemUIOp::create(b, loc, tokens, rows);
  return arith::SubIOp::create(b, loc, tokens, rest);
}

Value ProjectEmitter::takeScratch(Value rows, int64_t size) {
  auto type = MemRefType::get(
      {ShapedType::kDynamic, size}, b.getF32Type(),
      StridedLayoutAttr::get(b.getContext(), ShapedType::kDynamic, {size, 1}));
  Value view = memref::ReinterpretCastOp::create(
      b, loc, type, op.getScratch(), OpFoldResult(scratchOffset),
      ArrayRef<OpFoldResult>{rows, b.getIndexAttr(size)},
      ArrayRef<OpFoldResult>{b.getIndexAttr(size), b.getIndexAttr(1)});
  scratchOffset = add(scratchOffset, multiply(rows, size));
  return view;
}

/// Elements `first`, `first + n`, `first + 2 * n`, .. of the n vectors
/// `vectors`, one after the other.
Value ProjectEmitter::takeEvery(ArrayRef<Value> vectors, int64_t first) {
  int64_t count = vectors.size();
  int64_t size = cast<VectorType>(vectors[0].getType()).getNumElements();
  // Each step keeps what it has in its lane, and adds that of one more vector.
  Value result = vectors[0];
  for (int64_t source = 1; source < count; ++source) {
    SmallVector<int64_t> mask;
    for (int64_t lane = 0; lane < size; ++lane) {
      int64_t element = lane * count + first;
      int64_t from = element / size, position = element % size;
      if (from == source)
        mask.push_back(size + position);
      else
        mask.push_back(source == 1 && from == 0 ? position : lane);
    }
    result = vector::ShuffleOp::create(b, loc, result, vectors[source], mask);
  }
  return result;
}

SmallVector<Value> ProjectEmitter::deinterleave(ArrayRef<Value> vectors) {
  int64_t count = vectors.size();
  SmallVector<Value> result(count);
  if (count % 2 != 0) {
    for (int64_t l = 0; l < count; ++l)
      result[l] = takeEvery(vectors, l);
    return result;
  }
  for (int64_t parity : {0, 1}) {
    SmallVector<Value> half;
    for (int64_t pair = 0; pair < count; pair += 2)
      half.push_back(takeEvery(vectors.slice(pair, 2), parity));
    for (auto [l, vector] : llvm::enumerate(deinterleave(half)))
      result[2 * l + parity] = vector;
  }
  return result;
}

/// sum_i weights[i, :] * input[row, i] for all rows of the tile `input` and
/// `vectors` vectors of columns.
void ProjectEmitter::emitTile(Value input, int64_t vectors,
                              LoadVector loadWeights, StoreVector storeSum) {
  auto shape = cast<MemRefType>(input.getType()).getShape();
  int64_t rows = shape[0], depth = shape[1];
  auto type = VectorType::get({lanes}, b.getF32Type());
  Value zero = arith::ConstantOp::create(b, loc, type, b.getZeroAttr(type));
  auto loop = scf::ForOp::create(b, loc, index(0), index(depth), index(1),
                                 SmallVector<Value>(rows * vectors, zero));
  {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    Value i = loop.getInductionVar();
    SmallVector<Value> sums(loop.getRegionIterArgs());
    SmallVector<Value> weights;
    for (int64_t k = 0; k < vectors; ++k)
      weights.push_back(loadWeights(i, k));
    for (int64_t row = 0; row < rows; ++row) {
      Value scalar =
          memref::LoadOp::create(b, loc, input, ValueRange{index(row), i});
      Value broadcast = vector::BroadcastOp::create(b, loc, type, scalar);
      for (int64_t k = 0; k < vectors; ++k) {
        Value &sum = sums[row * vectors + k];
        sum = multiplyAdd(broadcast, weights[k], sum);
      }
    }
    scf::YieldOp::create(b, loc, sums);
  }
  for (int64_t row = 0; row < rows; ++row)
    for (int64_t k = 0; k < vectors; ++k)
      storeSum(row, k, loop.getResult(row * vectors + k));
}

/// Diagnoses z whose columns of one token are not neighbours in memory.
static LogicalResult verifyContiguousZ(ProjectOp op) {
  auto type = cast<MemRefType>(op.getInit().getType());
  if (memref::CollapseShapeOp::isGuaranteedCollapsible(
          type, ArrayRef<ReassociationIndices>{{0}, {1, 2}}))
    return success();
  return op.emitOpError(
             "expects outs whose last two dimensions are contiguous, "
             "but got ")
         << type << "; copy it or use path=linalg";
}

/// What quantized_dense asks for beside its constraints.
static LogicalResult verifyTiles(ProjectOp op, TargetAttr target,
                                 ScheduleAttr schedule) {
  constexpr int64_t rows = QuantizedDenseAttr::kTileTokens;
  constexpr int64_t columns = QuantizedDenseAttr::kTileColumns;
  if (!hasByteTiles(target))
    return op.emitOpError("expects a target that multiplies tiles of bytes, as "
                          "AMX-INT8 does, but ")
           << target.getCpu() << " does not; use precision=exact";
  if (schedule.getTileTokens() != rows)
    return op.emitOpError("expects tile_tokens of ")
           << rows << ", the rows of a tile, but got "
           << schedule.getTileTokens();
  // Two tiles of sums for each tile of columns, two of input and one or two of
  // weights are the 8 that there are.
  if (schedule.getTileColumns() != columns &&
      schedule.getTileColumns() != 2 * columns)
    return op.emitOpError("expects tile_columns of ")
           << columns << " or " << 2 * columns << ", but got "
           << schedule.getTileColumns();
  if (!op.getScratch())
    return op.emitOpError("expects scratch");
  if (failed(verifyUnitStride(op, {op.getInput()})) ||
      failed(verifyContiguousZ(op)))
    return failure();
  auto weights = cast<MemRefType>(op.getWeights().getType());
  if (!memref::isStaticShapeAndContiguousRowMajor(weights))
    return op.emitOpError("expects weights that are contiguous, but got ")
           << weights;
  return success();
}

LogicalResult lookupffn::lowerProject(RewriterBase &rewriter, ProjectOp op,
                                      TargetAttr target,
                                      ScheduleAttr schedule) {
  bool identity = isa<IdentityAttr>(op.getKind());
  if (!identity && !isa<PackedDenseAttr, AbsorbedBH4Attr, QuantizedBH4Attr,
                        QuantizedDenseAttr>(op.getKind()))
    return op.emitOpError("has no fast path for kind ")
           << op.getKind()
           << "; expects packed_dense, quantized_dense, absorbed_bh4, "
              "quantized_bh4 or identity";
  bool dense = isa<PackedDenseAttr>(op.getKind());
  bool quantized = isa<QuantizedBH4Attr>(op.getKind());
  bool tiles = isa<QuantizedDenseAttr>(op.getKind());
  StringRef arithmetic = quantized ? "i16" : tiles ? "i8x2" : "f32";
  if (schedule.getArithmetic() != arithmetic)
    return op.emitOpError("expects arithmetic '")
           << arithmetic << "' for kind " << op.getKind() << ", but got '"
           << schedule.getArithmetic() << "'";
  IntegerFeatures integers(target);
  if (quantized && !integers.supported())
    return op.emitOpError("expects a target that multiplies pairs of i16, as "
                          "AVX2 does, or tiles of i8, as i8mm does, but ")
           << target.getCpu() << " does neither; use precision=exact";
  bool bytes = quantized && integers.bytes;
  if (quantized) {
    Type element = cast<MemRefType>(op.getWeights().getType()).getElementType();
    Type expected = rewriter.getIntegerType(bytes ? 8 : 16);
    if (element != expected)
      return op.emitOpError("expects weights of ")
             << expected << ", which " << target.getCpu()
             << " multiplies, but got " << element;
  }
  OpBuilder::InsertionGuard guard(rewriter);
  rewriter.setInsertionPoint(op);
  if (identity) {
    if (!op.getBitMajor())
      return op.emitOpError("expects z to be bit_major on the fast path");
    if (failed(verifyUnitStride(op, {op.getInput(), op.getInit()})))
      return failure();
    emitIdentity(rewriter, op, target, schedule);
    return success();
  }
  if (tiles) {
    if (failed(verifyTiles(op, target, schedule)))
      return failure();
    emitQuantizedDense(rewriter, op, target, schedule);
    return success();
  }
  int64_t lanes = target.getF32Lanes();
  auto shape = cast<MemRefType>(op.getWeights().getType()).getShape();
  // Columns of a panel, or of a block.
  int64_t width = shape[dense ? 2 : 4];
  if (width % lanes != 0)
    return op.emitOpError("expects weights whose last size is a multiple of ")
           << lanes << " lanes, but got " << width;
  if (quantized && width % (2 * lanes) != 0)
    return op.emitOpError("expects blocks of a multiple of ")
           << 2 * lanes << " inputs, but got " << width;
  int64_t outputs = op.getNumTables() * op.getNumBits();
  if (dense && outputs % width != 0)
    return op.emitOpError("expects T * L that is a multiple of the panel size ")
           << width << ", but got " << outputs;
  // The tile of packed_dense is a panel, that of bh4 part of a block.
  int64_t columns = dense ? width : std::min(schedule.getTileColumns(), width);
  if (columns % lanes != 0)
    return op.emitOpError("expects tile_columns that is a multiple of ")
           << lanes << " lanes, but got " << schedule.getTileColumns();
  int64_t registers = target.getVectorRegisters();
  int64_t vectors = bytes ? columns : columns / lanes;
  if (schedule.getTileTokens() > registers / vectors)
    return op.emitOpError("expects tile_tokens of at most ")
           << registers / vectors << ", which with " << vectors
           << " vectors of columns fill the vector registers, but got "
           << schedule.getTileTokens();
  if (dense) {
    if (failed(verifyContiguousZ(op)))
      return failure();
    emitPackedDense(rewriter, op, target, schedule);
    return success();
  }
  if (!op.getScratch() || width % op.getNumBits() != 0 || outputs % width != 0)
    return op.emitOpError("expects scratch, a block size that is a multiple of "
                          "L, and T * L a multiple of the block size");
  if (quantized)
    emitQuantizedBH4(rewriter, op, target, schedule);
  else
    emitAbsorbedBH4(rewriter, op, target, schedule);
  return success();
}
