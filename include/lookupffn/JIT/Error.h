//===- Error.h - Errors of compiled code ------------------------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_JIT_ERROR_H
#define LOOKUPFFN_JIT_ERROR_H

#include "lookupffn-c/Types.h"

#include <string>
#include <utility>

namespace mlir::lookupffn {

/// What went wrong. The numbers are those of LookupFFNErrorCode.
enum class ErrorCode {
  None = 0,
  Compile = LOOKUPFFN_ERROR_COMPILE,
  Target = LOOKUPFFN_ERROR_TARGET,
  Shape = LOOKUPFFN_ERROR_SHAPE,
  DType = LOOKUPFFN_ERROR_DTYPE,
  Value = LOOKUPFFN_ERROR_VALUE,
  Range = LOOKUPFFN_ERROR_RANGE,
  System = LOOKUPFFN_ERROR_SYSTEM,
  Format = LOOKUPFFN_ERROR_FORMAT
};

/// A code and a message, true when there is an error. Not llvm::Error, because
/// this header and those that use it compile without LLVM installed.
struct [[nodiscard]] Error {
  ErrorCode code = ErrorCode::None;
  std::string message;

  Error() = default;
  Error(ErrorCode code, std::string message)
      : code(code), message(std::move(message)) {}

  /// Takes an error of the runtime, which may be null, and destroys it.
  explicit Error(LookupFFNError *error)
      : code(static_cast<ErrorCode>(lookupffnErrorGetCode(error))),
        message(lookupffnErrorGetMessage(error)) {
    lookupffnErrorDestroy(error);
  }

  explicit operator bool() const { return code != ErrorCode::None; }

  static Error success() { return {}; }
};

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_JIT_ERROR_H
