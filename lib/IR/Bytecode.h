//===- Bytecode.h - The dialect in bytecode ---------------------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_LIB_IR_BYTECODE_H
#define LOOKUPFFN_LIB_IR_BYTECODE_H

namespace mlir::lookupffn {
class LookupFFNDialect;

/// Lets bytecode hold the version of the dialect.
void addBytecodeInterface(LookupFFNDialect &dialect);

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_LIB_IR_BYTECODE_H
