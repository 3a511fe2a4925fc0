//===- CheckCodes.cpp - check_codes to loops ------------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

//
// The smallest bad position is carried as a scalar through loops over the
// codes, so nothing is allocated. Good codes are the normal case, which has to
// read them all; there is no early exit.
//
//===----------------------------------------------------------------------===//

#include "TokenLoops.h"

#include <limits>

using namespace mlir;
using namespace mlir::lookupffn;

/// Loops over the dimensions of `code` after those of `indices`; `position` is
/// the row-major position of the indices so far. Returns the smaller of `first`
/// and the first bad position.
static Value buildSearch(OpBuilder &b, CheckCodesOp op,
                         SmallVector<Value> &indices, Value position,
                         Value first) {
  Location loc = op.getLoc();
  Value code = op.getCode();
  Type i64 = b.getI64Type();
  auto type = cast<RankedTensorType>(code.getType());
  if (static_cast<int64_t>(indices.size()) == type.getRank()) {
    Value element = extract(b, loc, code, indices);
    if (!type.getElementType().isInteger(64))
      element = arith::ExtSIOp::create(b, loc, i64, element);
    // As an unsigned number, a negative code is larger than any row.
    Value rows = arith::ConstantIntOp::create(b, loc, i64, op.getRows());
    Value bad = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::uge,
                                      element, rows);
    Value here = arith::IndexCastOp::create(b, loc, i64, position);
    Value smaller = arith::MinSIOp::create(b, loc, first, here);
    return arith::SelectOp::create(b, loc, bad, smaller, first);
  }
  Value end = tensor::DimOp::create(b, loc, code, indices.size());
  return buildLoop(
             b, loc, end, first,
             [&](OpBuilder &nested, Value index, ValueRange carried) {
               Value row = arith::MulIOp::create(nested, loc, position, end);
               Value next = arith::AddIOp::create(nested, loc, row, index);
               indices.push_back(index);
               Value result =
                   buildSearch(nested, op, indices, next, carried[0]);
               indices.pop_back();
               return SmallVector<Value>{result};
             })
      .front();
}

namespace {
struct LowerCheckCodes final : OpRewritePattern<CheckCodesOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(CheckCodesOp op,
                                PatternRewriter &rewriter) const override {
    if (!isa<RankedTensorType>(op.getCode().getType()))
      return rewriter.notifyMatchFailure(op, "expects tensors");
    Location loc = op.getLoc();
    Type i64 = rewriter.getI64Type();
    Value none = arith::ConstantIntOp::create(
        rewriter, loc, i64, std::numeric_limits<int64_t>::max());
    SmallVector<Value> indices;
    Value first = buildSearch(rewriter, op, indices,
                              indexConstant(rewriter, loc, 0), none);
    Value good = arith::CmpIOp::create(rewriter, loc, arith::CmpIPredicate::eq,
                                       first, none);
    Value minusOne = arith::ConstantIntOp::create(rewriter, loc, i64, -1);
    rewriter.replaceOpWithNewOp<arith::SelectOp>(op, good, minusOne, first);
    return success();
  }
};
} // namespace

void lookupffn::populateCheckCodesToLinalg(RewritePatternSet &patterns) {
  patterns.add<LowerCheckCodes>(patterns.getContext());
}
