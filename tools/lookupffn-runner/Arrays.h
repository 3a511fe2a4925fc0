//===- Arrays.h - Arrays of the runner --------------------------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_TOOLS_RUNNER_ARRAYS_H
#define LOOKUPFFN_TOOLS_RUNNER_ARRAYS_H

#include "lookupffn-c/Compiler.h"
#include "lookupffn/JIT/SafeTensors.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <map>
#include <string>
#include <vector>

namespace runner {

/// An array with memory of its own, or a view of a mapped file.
struct Array {
  LookupFFNDType dtype = LOOKUPFFN_DTYPE_F32;
  std::vector<int64_t> shape;
  const void *data = nullptr;
  /// In 64-bit words, so that every element type is aligned.
  std::vector<uint64_t> memory;

  int64_t getNumElements() const;
};

/// "f32".
llvm::StringRef getName(LookupFFNDType dtype);
/// "(2, 3)".
std::string formatShape(llvm::ArrayRef<int64_t> shape);

/// Opens each file once and keeps it mapped.
class FileCache {
public:
  /// The tensor `key` of the file at `path`.
  llvm::Expected<const mlir::lookupffn::SafeTensor *> find(llvm::StringRef path,
                                                           llvm::StringRef key);
  /// The same as an array, which must have the element type `dtype`.
  llvm::Expected<Array> load(llvm::StringRef path, llvm::StringRef key,
                             LookupFFNDType dtype);

private:
  std::map<std::string, std::unique_ptr<mlir::lookupffn::SafeTensorsFile>>
      files;
};

/// An array of zeros.
llvm::Expected<Array> makeArray(LookupFFNDType dtype,
                                llvm::ArrayRef<int64_t> shape);
/// An array full of `value`, which has to be an integer for integer elements.
llvm::Expected<Array> makeSplat(LookupFFNDType dtype,
                                llvm::ArrayRef<int64_t> shape, double value);

/// An element of an output as text. Integers there are codes, and unsigned.
std::string formatElement(const Array &array, int64_t index);

/// The array as it is written to a file.
mlir::lookupffn::SafeTensor toSafeTensor(llvm::StringRef name,
                                         const Array &array);

/// Compares an output with what is expected; the first `tokenDims` sizes count
/// tokens. `report` says how far they are apart; false when that is too far:
/// more than `tolerance` in the relative L2 norm of a token, or any difference
/// between integers, NaNs and infinities.
llvm::Expected<bool> compare(const Array &array, size_t tokenDims,
                             const mlir::lookupffn::SafeTensor &expected,
                             double tolerance, std::string &report);

} // namespace runner

#endif // LOOKUPFFN_TOOLS_RUNNER_ARRAYS_H
