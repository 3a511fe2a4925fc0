//===- LookupMatch.h - What a sum of rows reads -----------------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_CONVERSION_LINALGTOLOOKUPFFN_LOOKUPMATCH_H
#define LOOKUPFFN_CONVERSION_LINALGTOLOOKUPFFN_LOOKUPMATCH_H

#include "Evaluator.h"

#include "lookupffn/IR/LookupFFN.h"

namespace mlir::lookupffn {

/// Everything a lookup has, as found.
struct LookupMatch {
  Value tables, code, score, bias;
  /// Number of codes, rows of a table, columns.
  int64_t numCodes = 0, numRows = 0, width = 0;
  bool shared = false;
  /// Order of (table, row, column) in memory; of (row, column) when shared.
  SmallVector<int64_t> order;
  /// What every row is multiplied by, beside its score.
  Element factor = Element(1);

  SmallVector<int64_t> getShape() const {
    if (shared)
      return {numRows, width};
    return {numCodes, numRows, width};
  }
  /// Where column `o` of the row of code `number` lies.
  int64_t getPosition(int64_t number, int64_t row, int64_t column) const {
    SmallVector<int64_t> shape = getShape(), indices = {row, column};
    if (!shared)
      indices.insert(indices.begin(), number);
    int64_t position = 0;
    for (int64_t dim : order)
      position = position * shape[dim] + indices[dim];
    return position;
  }
};

/// Finds codes, scores, the order of the tables and the bias.
/// Returns the first thing that differs, or nothing.
std::string findOperands(Evaluator &evaluator, Value value,
                         ArrayRef<Value> slice, ArrayRef<int64_t> positions,
                         LookupMatch &match);

/// True if `match` computes `value` everywhere.
bool computes(Value value, const LookupMatch &match);

/// Why codes of a hash do not select rows as they are; empty if they do.
std::string checkHashCodes(Value value, const LookupMatch &match);

/// What the program does with codes from outside the tables; nothing, with a
/// reason, if no attribute says so.
std::optional<Bounds> findBounds(Value value, const LookupMatch &match,
                                 std::string &reason);

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_CONVERSION_LINALGTOLOOKUPFFN_LOOKUPMATCH_H
