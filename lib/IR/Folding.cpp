//===- Folding.cpp - Exact folders ----------------------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lookupffn/IR/LookupFFN.h"

using namespace mlir;
using namespace mlir::lookupffn;

/// No codes: none is bad.
OpFoldResult CheckCodesOp::fold(FoldAdaptor) {
  auto type = cast<ShapedType>(getCode().getType());
  if (!llvm::is_contained(type.getShape(), 0))
    return {};
  return IntegerAttr::get(getType(), -1);
}

/// The transform of one element is that element.
LogicalResult HadamardOp::fold(FoldAdaptor,
                               SmallVectorImpl<OpFoldResult> &results) {
  auto type = dyn_cast<RankedTensorType>(getInput().getType());
  if (!type || type.getShape().back() != 1 ||
      getInput().getType() != getInit().getType())
    return failure();
  results.push_back(getInput());
  return success();
}
