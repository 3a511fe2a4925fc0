//===- Error.h - Errors of compiled code ------------------------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_JIT_ERROR_H
#define LOOKUPFFN_JIT_ERROR_H

#include <string>
#include <utility>

namespace mlir::lookupffn {

/// What went wrong. The numbers are those of LookupFFNErrorCode in
/// lookupffn-c/Compiler.h.
enum class ErrorCode {
  None = 0,
  Compile = 1,
  Target = 2,
  Shape = 3,
  DType = 4,
  Value = 5,
  Range = 6,
  System = 7
};

/// A code and a message, true when there is an error. Not llvm::Error, because
/// this header and those that use it compile without LLVM installed.
struct [[nodiscard]] Error {
  ErrorCode code = ErrorCode::None;
  std::string message;

  Error() = default;
  Error(ErrorCode code, std::string message)
      : code(code), message(std::move(message)) {}

  explicit operator bool() const { return code != ErrorCode::None; }

  static Error success() { return {}; }
};

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_JIT_ERROR_H
