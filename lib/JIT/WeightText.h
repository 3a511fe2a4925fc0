//===- WeightText.h - The MLIR text that converts weights -------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_LIB_JIT_WEIGHTTEXT_H
#define LOOKUPFFN_LIB_JIT_WEIGHTTEXT_H

#include <cstdint>
#include <string>
#include <vector>

namespace mlir::lookupffn {

/// A tensor of the text; no shape and no name stand for none.
struct TextValue {
  std::string name;
  std::string element;
  std::vector<int64_t> shape;

  /// "tensor<?x7xf32>".
  std::string getType() const;
};

/// Writes ops, a line each, that read weights in other forms than ops want.
class WeightWriter {
public:
  explicit WeightWriter(std::vector<std::string> &lines) : lines(lines) {}

  /// `result` of the elements of `source`, which has fewer dimensions.
  void expand(const TextValue &source, const TextValue &result);
  /// `result` as `source` in another element type, to f32 or to i32.
  void widen(const TextValue &source, const TextValue &result);
  /// Rows `result` and, of i8, their scales, from rows `source`, which have
  /// scales themselves if they are i8.
  void convertRows(const TextValue &source, const TextValue &sourceScale,
                   const TextValue &result, const TextValue &resultScale);

private:
  /// The f32 of a row of `element`, of i8 with its scale: adds to the lines of
  /// the body of a generic, whose first operands they are.
  std::string readRow(const std::string &element,
                      std::vector<std::string> &body);
  /// The element of a row of another type for the f32 `value`.
  std::string roundRow(const std::string &element, const std::string &value,
                       std::vector<std::string> &body);
  /// Scales of rows of i8: max |row| / 127, and 1 where that is 0.
  void writeScales(const std::vector<TextValue> &rows, const TextValue &result);
  /// A linalg.generic over the dimensions of its first input. Other inputs may
  /// have fewer and are broadcast; a result with fewer is reduced.
  void generic(const std::vector<TextValue> &inputs, const TextValue &init,
               const TextValue &result, const std::vector<std::string> &body,
               const std::string &yield);
  TextValue empty(const TextValue &like);

  std::vector<std::string> &lines;
};

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_LIB_JIT_WEIGHTTEXT_H
