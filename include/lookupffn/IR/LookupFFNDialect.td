//===- LookupFFNDialect.td - The lookupffn dialect ----------*- tablegen -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_IR_LOOKUPFFNDIALECT_TD
#define LOOKUPFFN_IR_LOOKUPFFNDIALECT_TD

include "mlir/IR/OpBase.td"

def LookupFFN_Dialect : Dialect {
  let name = "lookupffn";
  let cppNamespace = "::mlir::lookupffn";
  let summary = "Lookup-based feed-forward layers: project, hash, lookup";
  let description = [{
    A lookup-based feed-forward layer (Zeng et al., "LookupFFN: Making
    Transformers Compute-lite for CPU inference", ICML 2023) replaces the dense
    FFN of a transformer by a structured projection, sign bits read as row
    numbers, and a weighted sum of table rows:

        xn   = layer_norm(x)                        optional
        z    = project(xn)
        code, score = hash(z)
        y[n] = bias + sum_t score[n,t] * table[t, code[n,t], :]

    Letters, used with one meaning everywhere: `B` tokens (any leading
    dimensions), `D` input width, `O` output width, `P` the power of two that
    `D` is padded to, `T` tables, `L` code bits, `S` rows per table, `b` block
    size, `R` repeats. Words, one per concept: token, table, row, code, score,
    projection, block, repeat.

    All ops are destination style: the results of the tensor form are tied to
    `outs`, the memref form writes `outs` and has no results. No op reads what
    `outs` holds, so a kernel never loads its output.

    Weights are function arguments, never constants: the argument attribute
    `lookupffn.weight = "FFN.tables"` marks one and names its key in a
    checkpoint. `lookupffn.input = "x"` and `lookupffn.output = "y"` name the
    other arguments and the results of an entry point.

    Not in the dialect: training, attention, routing and residuals. What
    surrounds the layer stays in the standard dialects.
  }];

  // Folders make constants, tiling makes slices and sizes.
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::memref::MemRefDialect",
                           "::mlir::tensor::TensorDialect"];
  let hasConstantMaterializer = 1;
  let useDefaultAttributePrinterParser = 1;
  let hasOperationAttrVerify = 1;
  let hasRegionArgAttrVerify = 1;
  let hasRegionResultAttrVerify = 1;

  let extraClassDeclaration = [{
    /// Function argument attribute that marks a weight and holds its key.
    static constexpr ::llvm::StringLiteral kWeightAttrName =
        "lookupffn.weight";
    /// Function argument attribute that names an input.
    static constexpr ::llvm::StringLiteral kInputAttrName = "lookupffn.input";
    /// Function result attribute that names an output.
    static constexpr ::llvm::StringLiteral kOutputAttrName =
        "lookupffn.output";
    /// Function attribute that describes a finished entry point to the JIT and
    /// to the tools: inputs, weights, packed buffers, outputs, scratch bytes.
    static constexpr ::llvm::StringLiteral kEntryAttrName = "lookupffn.entry";
    /// Module attribute that holds the resolved `#lookupffn.target`.
    static constexpr ::llvm::StringLiteral kTargetAttrName =
        "lookupffn.target";
    /// Module attribute that holds the `#lookupffn.target` of every target that
    /// one file of packed weights has to serve; absent when there is but one.
    static constexpr ::llvm::StringLiteral kLayoutTargetsAttrName =
        "lookupffn.layout_targets";
    /// Op attribute that holds the `#lookupffn.schedule` chosen for the op.
    static constexpr ::llvm::StringLiteral kScheduleAttrName =
        "lookupffn.schedule";
    /// Module attribute that holds the schedules of a schedule file.
    static constexpr ::llvm::StringLiteral kSchedulesAttrName =
        "lookupffn.schedules";
    /// Function attribute that holds the list of batch regimes.
    static constexpr ::llvm::StringLiteral kRegimesAttrName =
        "lookupffn.regimes";
  }];
}

#endif // LOOKUPFFN_IR_LOOKUPFFNDIALECT_TD
