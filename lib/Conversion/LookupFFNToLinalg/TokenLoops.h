//===- TokenLoops.h - Loops that the lowerings share ------------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_LIB_CONVERSION_LOOKUPFFNTOLINALG_TOKENLOOPS_H
#define LOOKUPFFN_LIB_CONVERSION_LOOKUPFFNTOLINALG_TOKENLOOPS_H

#include "lookupffn/Conversion/Passes.h"
#include "lookupffn/IR/LookupFFN.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"

namespace mlir::lookupffn {

Value indexConstant(OpBuilder &b, Location loc, int64_t value);
Value floatConstant(OpBuilder &b, Location loc, Type type, double value);

/// `tensor[indices..., last...]`.
Value extract(OpBuilder &b, Location loc, Value tensor, ValueRange indices,
              ValueRange last = {});

/// The slice `tensor[token..., 0, ...]` of the given trailing sizes.
Value extractTrailing(OpBuilder &b, Location loc, Value tensor,
                      ValueRange token, ArrayRef<OpFoldResult> sizes);

/// A loop from 0 to `end` that carries scalars or tensors.
SmallVector<Value> buildLoop(
    OpBuilder &b, Location loc, Value end, ValueRange inits,
    function_ref<SmallVector<Value>(OpBuilder &, Value, ValueRange)> body);

/// sum_i term(i), i = 0 .. end-1, of scalars, in that order.
Value buildSum(OpBuilder &b, Location loc, Value end, Type type,
               function_ref<Value(OpBuilder &, Value)> term);

/// Loops over the tokens of `outs`. `body` gets the indices of a token and the
/// slice of `outs` that belongs to it, and returns the new slice.
Value forEachToken(
    OpBuilder &b, Location loc, Value outs, unsigned numTokenDims,
    ArrayRef<int64_t> sliceShape,
    function_ref<Value(OpBuilder &, ValueRange token, Value slice)> body);

/// A linalg.generic that computes every element of `outs` from its indices,
/// from its old value and from the elements of `inputs`, all of one shape.
SmallVector<Value> buildElementwise(
    OpBuilder &b, Location loc, ValueRange inputs, ValueRange outs,
    function_ref<SmallVector<Value>(OpBuilder &, ValueRange elements)> body);

/// The indices of the element that the body of a linalg.generic computes.
SmallVector<Value> getIndices(OpBuilder &b, Location loc, unsigned rank);

void populateCheckCodesToLinalg(RewritePatternSet &patterns);
void populateHashToLinalg(RewritePatternSet &patterns,
                          const PortableFeatures &features);
void populateLayerNormToLinalg(RewritePatternSet &patterns);
void populateLookupToLinalg(RewritePatternSet &patterns,
                            const PortableFeatures &features);
void populateProjectionToLinalg(RewritePatternSet &patterns);

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_LIB_CONVERSION_LOOKUPFFNTOLINALG_TOKENLOOPS_H
