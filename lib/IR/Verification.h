//===- Verification.h - What the verifiers of the ops share -*- C++ -*- ---===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_LIB_IR_VERIFICATION_H
#define LOOKUPFFN_LIB_IR_VERIFICATION_H

#include "lookupffn/IR/LookupFFN.h"

namespace mlir::lookupffn {

/// Prints a shape as "[?, 7, 4]".
std::string printShape(ArrayRef<int64_t> shape);

inline ShapedType shaped(Value value) {
  return cast<ShapedType>(value.getType());
}

/// Two sizes agree when they are equal or one is dynamic.
inline bool sizesAgree(int64_t a, int64_t b) {
  return a == b || ShapedType::isDynamic(a) || ShapedType::isDynamic(b);
}

LogicalResult verifyShape(Operation *op, StringRef name, Value value,
                          ArrayRef<int64_t> expected);
LogicalResult verifyStaticSize(Operation *op, StringRef name, int64_t size);

/// Verifies that each operand group of `groups`, all of them required, has one
/// value. ODS leaves this unchecked where the generic form states the sizes of
/// the groups, and an accessor would read past the operands.
template <typename OpTy>
static LogicalResult verifyRequired(OpTy op, ArrayRef<unsigned> groups) {
  for (unsigned group : groups)
    if (size_t size = op.getODSOperands(group).size(); size != 1)
      return op.emitOpError()
             << "expects 'operandSegmentSizes' of 1 at position " << group
             << ", but got " << size;
  return success();
}

/// The last constraint of every token op. That tensors give results of the
/// types of outs, and memrefs none, is left to the verifier of the destination
/// style interface.
LogicalResult verifyTensorOrMemRef(DestinationStyleOpInterface op);

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_LIB_IR_VERIFICATION_H
