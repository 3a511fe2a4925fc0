//===- LookupFFN.h - The one header to include for the dialect ---*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_IR_LOOKUPFFN_H
#define LOOKUPFFN_IR_LOOKUPFFN_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/TilingInterface.h"

#include "lookupffn/IR/LookupFFNDialect.h.inc"
#include "lookupffn/IR/LookupFFNEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "lookupffn/IR/LookupFFNAttrs.h.inc"

#define GET_OP_CLASSES
#include "lookupffn/IR/LookupFFNOps.h.inc"

namespace mlir::lookupffn {

/// Token operands of `op`: those whose leading dimensions are the token
/// dimensions, outs included. Empty for an op that is not a token op.
SmallVector<OpOperand *> getTokenOperands(Operation *op);

/// Number of leading token dimensions of a token op.
unsigned getNumTokenDims(Operation *op);

/// True for `layer_norm`, `project`, `hash`, `lookup` and `hadamard`.
bool isTokenOp(Operation *op);

/// Attaches the bufferization of the token ops: an op on tensors becomes the
/// same op on memrefs.
void registerBufferizableOpInterfaceExternalModels(DialectRegistry &registry);

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_IR_LOOKUPFFN_H
