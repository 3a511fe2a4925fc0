//===- Lowering.h - Lowerings of the fast path, op by op --------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_CONVERSION_LOOKUPFFNTOVECTOR_LOWERING_H
#define LOOKUPFFN_CONVERSION_LOOKUPFFNTOVECTOR_LOWERING_H

#include "lookupffn/IR/LookupFFN.h"

#include "mlir/IR/PatternMatch.h"

namespace mlir::lookupffn {

/// Each of these replaces one op on memrefs, which has a single token
/// dimension, by loops over vectors, or diagnoses what it cannot lower.
LogicalResult lowerHash(RewriterBase &rewriter, HashOp op, TargetAttr target,
                        ScheduleAttr schedule);
LogicalResult lowerLayerNorm(RewriterBase &rewriter, LayerNormOp op,
                             TargetAttr target, ScheduleAttr schedule);
LogicalResult lowerLookup(RewriterBase &rewriter, LookupOp op,
                          TargetAttr target, ScheduleAttr schedule);
LogicalResult lowerProject(RewriterBase &rewriter, ProjectOp op,
                           TargetAttr target, ScheduleAttr schedule);

/// Whether `op` brings z of a projection into the order of the caller,
/// [?, L, T] -> [?, T, L] with L a power of two, and the loops over vectors
/// that do so.
bool isTransposeOfZ(Operation *op, TargetAttr target);
void lowerTranspose(RewriterBase &rewriter, Operation *op, TargetAttr target);

/// Neighbouring elements that one vector holds.
struct Piece {
  int64_t offset;
  int64_t lanes;
};

/// Cuts `width` elements into vectors of `lanes`, and what is left into vectors
/// of falling powers of two, the last of them of one element.
SmallVector<Piece> cutIntoPieces(int64_t width, int64_t lanes);

/// Diagnoses a memref operand whose neighbouring elements are not neighbours in
/// memory, which no vector load can read.
LogicalResult verifyUnitStride(Operation *op, ValueRange operands);

/// Calls `emit(offset, width)` on the elements 0 .. size-1 in steps of `step`:
/// once inside an scf.for for all full steps, and once for the rest.
void forEachStep(OpBuilder &b, Location loc, int64_t size, int64_t step,
                 function_ref<void(OpBuilder &, Value, int64_t)> emit);

/// Calls `emit(token)` inside an scf.for over `numTokens`.
void forEachToken(OpBuilder &b, Location loc, Value numTokens,
                  function_ref<void(OpBuilder &, Value)> emit);

Value buildIndex(OpBuilder &b, Location loc, int64_t value);

/// `base + offset`, or `base` itself when `offset` is 0.
Value buildOffset(OpBuilder &b, Location loc, Value base, int64_t offset);

/// A scalar of `type`, or a vector with it in every lane.
Value buildSplat(OpBuilder &b, Location loc, Type type, double value);

/// The elements of `memref` that begin at `indices`, as a memref of the
/// dimensions `shape`, which are the last ones. Vectors at constant offsets in
/// it share one address; with indices of its own each would get a register of
/// its own in the loop around it.
Value buildTile(OpBuilder &b, Location loc, Value memref, ValueRange indices,
                ArrayRef<int64_t> shape);

/// The address of the first element of `memref`, and what LLVM takes for an
/// address.
Value buildAddress(OpBuilder &b, Location loc, Value memref);
Value buildPointer(OpBuilder &b, Location loc, Value address);

/// The vector of `lanes` elements of `memref` that begins at `indices`.
Value buildLoad(OpBuilder &b, Location loc, Value memref, ValueRange indices,
                int64_t lanes);

/// `a * x + c`, fused only where that is an instruction.
Value buildMultiplyAdd(OpBuilder &b, Location loc, Value a, Value x, Value c,
                       bool hasFMA);

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_CONVERSION_LOOKUPFFNTOVECTOR_LOWERING_H
