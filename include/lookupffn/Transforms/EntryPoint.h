//===- EntryPoint.h - Arguments and results of entry points -----*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An entry point is a public function. What its arguments are is written in
// the attribute `lookupffn.entry` of the function, a dictionary:
//
//   inputs  = [{name = "x", type = tensor<?x40xf32>}]
//   weights = [{name = "FFN.tables", type = tensor<7x16x24xf32>}]
//   packed  = [{type = tensor<7x16x24xf32>, weight = 0 : i64},
//              {type = ..., form = "FFN.tables:5e0b6b1c8f3a2d47"}]
//             a weight as it is, or what packing makes of weights: `form` names
//             the first of them and hashes the ops, so equal forms of equal
//             weights are equal bytes, whatever they were compiled for
//   outputs = [{name = "y", type = tensor<?x24xf32>}]
//   pack = "layer_pack"       absent when nothing is packed or checked
//   scratch_bytes = 4096 : i64
//   thread_tokens = 3 : i64   tokens that make a thread worth its start; absent
//                             when a call must stay in one piece, because the
//                             status of one would come after stores of another
//   num_slices = 16 : i64     slices of the tables of the lookup. With them:
//   block_tokens = 4096 : i64 the most tokens that are one block in any regime
//   part_tokens = 2 : i64     tokens of what comes before the lookup that make
//                             a thread worth its start
//   part_slices = 4 : i64     slices of a token of the lookup that do
//   token_slices = 1 : i64    slices of a token that take as long as what each
//                             part of them does beside; absent for none
//   part = "layer_part"       runs a part of a phase of a block; absent when
//                             parts can be whole calls on some tokens only
//
// Order of the arguments once packing is outlined: inputs, packed, and after
// tiling also outputs, then scratch.
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_TRANSFORMS_ENTRYPOINT_H
#define LOOKUPFFN_TRANSFORMS_ENTRYPOINT_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"

namespace mlir::lookupffn {

/// Kinds of a status that is not 0: the low 8 bits of the i64 that an entry
/// point returns. Bits 8 to 15 hold an argument index, bits 16 and up a
/// row-major position.
enum class StatusKind : int64_t {
  CodeOutOfRange = 1,
  TokensDiffer = 2,
  PairOutOfRange = 3,
};

/// The status for `bad`, the result of `check_codes`: 0 for -1, else `kind`,
/// `argument` and the position in one i64.
Value buildStatus(OpBuilder &b, Location loc, Value bad, StatusKind kind,
                  int64_t argument);

/// Public functions with a body, in module order.
SmallVector<func::FuncOp> getEntryPoints(ModuleOp module);

/// Diagnoses a function that cannot be an entry point: one that was compiled
/// already, has branches, or takes or returns what is not a ranked tensor.
LogicalResult verifyEntryPoint(func::FuncOp function);

/// The return of an entry point whose last operand is the status; diagnoses a
/// return without.
FailureOr<func::ReturnOp> getReturnWithStatus(func::FuncOp function);

/// A symbol of `module` that begins with `name` and is not taken.
std::string getUnusedName(ModuleOp module, const Twine &name);

/// Indices of the arguments of `function` that are weights, or are not.
SmallVector<unsigned> getWeightArguments(func::FuncOp function);
SmallVector<unsigned> getInputArguments(func::FuncOp function);

/// True when `value`, in the body of an entry point, is a weight or what ops
/// make of weights alone.
bool isFromWeights(Value value);

/// The dictionary `lookupffn.entry` of `function`, or null.
DictionaryAttr getEntryAttr(func::FuncOp function);

/// The form of `value`, which ops of `function` compute from weights alone.
std::string getPackedForm(func::FuncOp function, Value value);

/// Sets one key of `lookupffn.entry`.
void setEntryKey(func::FuncOp function, StringRef key, Attribute value);

/// Number of elements of the list `key` in `lookupffn.entry`, 0 when absent.
unsigned getNumEntries(func::FuncOp function, StringRef key);

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_TRANSFORMS_ENTRYPOINT_H
