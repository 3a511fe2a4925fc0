//===- CheckCodes.cpp - check_codes to loops ------------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

//
// Good codes are the normal case: their largest is compared once, and the loop
// that finds it is one that LLVM vectorises. Only a bad one starts the search
// for the first, which carries the position as a scalar, so nothing is
// allocated.
//
//===----------------------------------------------------------------------===//

#include "TokenLoops.h"

#include <limits>

using namespace mlir;
using namespace mlir::lookupffn;

/// The larger of `largest` and all codes, as unsigned numbers: a negative one
/// is larger than any row.
static Value buildLargest(OpBuilder &b, CheckCodesOp op,
                          SmallVector<Value> &indices, Value largest) {
  Location loc = op.getLoc();
  Value code = op.getCode();
  int64_t rank = cast<RankedTensorType>(code.getType()).getRank();
  if (static_cast<int64_t>(indices.size()) == rank)
    return arith::MaxUIOp::create(b, loc, largest,
                                  extract(b, loc, code, indices));
  Value end = tensor::DimOp::create(b, loc, code, indices.size());
  return buildLoop(b, loc, end, largest,
                   [&](OpBuilder &nested, Value index, ValueRange carried) {
                     indices.push_back(index);
                     Value result =
                         buildLargest(nested, op, indices, carried[0]);
                     indices.pop_back();
                     return SmallVector<Value>{result};
                   })
      .front();
}

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
    Type element =
        cast<RankedTensorType>(op.getCode().getType()).getElementType();
    SmallVector<Value> indices;
    Value largest =
        buildLargest(rewriter, op, indices,
                     arith::ConstantIntOp::create(rewriter, loc, element, 0));
    if (element != i64)
      largest = arith::ExtSIOp::create(rewriter, loc, i64, largest);
    Value rows = arith::ConstantIntOp::create(rewriter, loc, i64, op.getRows());
    Value bad = arith::CmpIOp::create(rewriter, loc, arith::CmpIPredicate::uge,
                                      largest, rows);
    auto ifOp = scf::IfOp::create(
        rewriter, loc, bad,
        [&](OpBuilder &b, Location) {
          Value first =
              buildSearch(b, op, indices, indexConstant(b, loc, 0), none);
          scf::YieldOp::create(b, loc, first);
        },
        [&](OpBuilder &b, Location) {
          Value minusOne = arith::ConstantIntOp::create(b, loc, i64, -1);
          scf::YieldOp::create(b, loc, minusOne);
        });
    rewriter.replaceOp(op, ifOp);
    return success();
  }
};
} // namespace

void lookupffn::populateCheckCodesToLinalg(RewritePatternSet &patterns) {
  patterns.add<LowerCheckCodes>(patterns.getContext());
}
