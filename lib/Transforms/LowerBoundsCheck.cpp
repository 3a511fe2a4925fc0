//===- LowerBoundsCheck.cpp - Search bad codes before the first store -----===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In: entry points that return tensors. Out: the same with one more result,
// the i64 status: 0, or the first code outside its table.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/IR/LookupFFN.h"
#include "lookupffn/Transforms/EntryPoint.h"
#include "lookupffn/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Remarks.h"

namespace mlir::lookupffn {
#define GEN_PASS_DEF_LOWERBOUNDSCHECK
#include "lookupffn/Transforms/Passes.h.inc"
} // namespace mlir::lookupffn

using namespace mlir;
using namespace mlir::lookupffn;

/// The first of two statuses that is not 0.
static Value combine(OpBuilder &b, Location loc, Value first, Value second) {
  if (!first)
    return second;
  Value zero = arith::ConstantIntOp::create(b, loc, b.getI64Type(), 0);
  Value good = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, first,
                                     zero);
  return arith::SelectOp::create(b, loc, good, second, first);
}

/// Whether every code has a row: no value of the type, or no code that the hash
/// makes, is too large.
static bool isInBounds(LookupOp lookup) {
  Type type = getElementTypeOrSelf(lookup.getCode().getType());
  int64_t codes = int64_t(1) << std::min(type.getIntOrFloatBitWidth(), 32u);
  if (auto hash = lookup.getCode().getDefiningOp<HashOp>())
    codes = int64_t(1) << hash.getNumBits();
  return codes <= lookup.getNumRows();
}

static LogicalResult lowerChecks(func::FuncOp function) {
  auto describe = [&](StringRef name) {
    return remark::RemarkOpts::name(name)
        .category("lookupffn-lower-bounds-check")
        .function(function.getName());
  };
  function.walk([&](LookupOp lookup) {
    if (lookup.getBounds() != Bounds::Check || !isInBounds(lookup))
      return;
    lookup.setBounds(Bounds::Assume);
    remark::passed(lookup.getLoc(), describe("NoSearch"))
        << "codes need no search, because all of them have a row";
  });
  OpBuilder b(function.getContext());
  Operation *terminator = function.front().getTerminator();
  b.setInsertionPoint(terminator);
  Location loc = function.getLoc();
  SmallVector<unsigned> inputs = getInputArguments(function);
  Value status;
  for (Operation &op : function.front()) {
    if (auto lookup = dyn_cast<LookupOp>(op)) {
      if (lookup.getBounds() != Bounds::Check)
        continue;
      auto position = llvm::find_if(inputs, [&](unsigned index) {
        return function.getArgument(index) == lookup.getCode();
      });
      if (position == inputs.end())
        return lookup.emitOpError(
            "under bounds = check expects code to be an input of the entry "
            "point, so that it can be checked before the first store; use "
            "bounds = clamp for computed codes");
      // check_codes reads codes as signed, and i8 and i16 codes are not.
      Type codeType = cast<RankedTensorType>(lookup.getCode().getType())
                          .getElementType();
      if (!codeType.isInteger(32) && !codeType.isInteger(64))
        return lookup.emitOpError("under bounds = check expects codes of i32 "
                                  "or i64, but got ")
               << codeType << "; widen the input, or use bounds = clamp";
      Value bad = CheckCodesOp::create(b, loc, b.getI64Type(), lookup.getCode(),
                                       lookup.getNumRows());
      status = combine(b, loc, status,
                       buildStatus(b, loc, bad, StatusKind::CodeOutOfRange,
                                   position - inputs.begin()));
      lookup.setBounds(Bounds::Assume);
      remark::missed(lookup.getLoc(), describe("Search"))
          << "each call searches its codes for one that has no row"
          << remark::reason("{0}", "codes come from outside")
          << remark::suggest("{0}", "bounds = clamp, or assume if they are "
                                    "known to be good");
    }
  }
  if (!status)
    status = arith::ConstantIntOp::create(b, loc, b.getI64Type(), 0);
  terminator->insertOperands(terminator->getNumOperands(), status);
  return function.insertResult(function.getNumResults(), b.getI64Type(), {});
}

namespace {
struct LowerBoundsCheck final
    : public lookupffn::impl::LowerBoundsCheckBase<LowerBoundsCheck> {
  using Base::Base;

  void runOnOperation() override {
    for (func::FuncOp function : getEntryPoints(getOperation()))
      if (failed(verifyEntryPoint(function)) || failed(lowerChecks(function)))
        return signalPassFailure();
  }
};
} // namespace
