//===- Transpose.cpp - z in the caller's order, to vectors ----------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Projections of the fast path write the first values of all tables, then the
// second ones; a caller who asks for z gets the L values of the first table,
// then those of the next. So L vectors of a chunk of tables are interleaved in
// registers. Element by element it was 6 % of the projection of D = 512 to 1024
// values (Zen 4).
//
//===----------------------------------------------------------------------===//

#include "Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::lookupffn;

/// The elements of the n vectors `vectors`, n a power of two, in turn:
///
///   (a0 a1)(b0 b1) -> (a0 b0)(a1 b1)
///
/// in rounds of n shuffles, each of which doubles how many take turns.
static SmallVector<Value> takeTurns(OpBuilder &b, Location loc,
                                    ArrayRef<Value> vectors) {
  if (vectors.size() == 1)
    return SmallVector<Value>(vectors);
  SmallVector<Value> even, odd, result;
  for (auto [position, vector] : llvm::enumerate(vectors))
    (position % 2 ? odd : even).push_back(vector);
  even = takeTurns(b, loc, even);
  odd = takeTurns(b, loc, odd);
  int64_t size = cast<VectorType>(vectors[0].getType()).getNumElements();
  for (auto [x, y] : llvm::zip_equal(even, odd))
    for (int64_t first : {int64_t(0), size}) {
      SmallVector<int64_t> mask;
      for (int64_t k = first; k < first + size; ++k)
        mask.push_back(k % 2 * size + k / 2);
      result.push_back(vector::ShuffleOp::create(b, loc, x, y, mask));
    }
  return result;
}

bool lookupffn::isTransposeOfZ(Operation *op, TargetAttr target) {
  auto transpose = dyn_cast<linalg::TransposeOp>(op);
  if (!transpose || !target || target.getVectorBits() < 128 ||
      transpose.getPermutation() != ArrayRef<int64_t>{0, 2, 1})
    return false;
  auto from = dyn_cast<MemRefType>(transpose.getInput().getType());
  auto to = dyn_cast<MemRefType>(transpose.getInit().getType());
  return from && to && from.getElementType().isF32() &&
         ShapedType::isStaticShape(from.getShape().drop_front()) &&
         llvm::isPowerOf2_64(from.getDimSize(1)) &&
         from.areTrailingDimsContiguous(1) && to.areTrailingDimsContiguous(2);
}

void lookupffn::lowerTranspose(RewriterBase &rewriter, Operation *op,
                               TargetAttr target) {
  auto transpose = cast<linalg::TransposeOp>(op);
  Location loc = op->getLoc();
  Value input = transpose.getInput(), output = transpose.getInit();
  ArrayRef<int64_t> shape = cast<MemRefType>(input.getType()).getShape();
  int64_t bits = shape[1], tables = shape[2];
  auto emitTables = [&](OpBuilder &b, Value token, Value table, int64_t count) {
    Value zero = buildIndex(b, loc, 0);
    Value z = buildTile(b, loc, input, {token, zero, table}, {bits, count});
    SmallVector<Value> vectors;
    for (int64_t bit = 0; bit < bits; ++bit)
      vectors.push_back(
          buildLoad(b, loc, z, {buildIndex(b, loc, bit), zero}, count));
    // The vectors are neighbours: of `count` tables with all their values.
    auto reassociation = SmallVector<ReassociationIndices>{{0}, {1, 2}};
    Value flat = memref::CollapseShapeOp::create(b, loc, output, reassociation);
    Value first =
        arith::MulIOp::create(b, loc, table, buildIndex(b, loc, bits));
    Value tile = buildTile(b, loc, flat, {token, first}, {bits * count});
    for (auto [position, vector] : llvm::enumerate(takeTurns(b, loc, vectors)))
      vector::StoreOp::create(b, loc, vector, tile,
                              buildIndex(b, loc, position * count));
  };
  Value tokens = memref::DimOp::create(rewriter, loc, input, 0);
  int64_t lanes = target.getF32Lanes();
  forEachToken(rewriter, loc, tokens, [&](OpBuilder &b, Value token) {
    forEachStep(b, loc, tables, lanes,
                [&](OpBuilder &nested, Value table, int64_t size) {
                  for (auto [offset, count] : cutIntoPieces(size, lanes))
                    emitTables(nested, token,
                               buildOffset(nested, loc, table, offset), count);
                });
  });
}
