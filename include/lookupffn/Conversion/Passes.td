//===- Passes.td - Conversions out of the dialect ----------*- tablegen -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_CONVERSION_PASSES_TD
#define LOOKUPFFN_CONVERSION_PASSES_TD

include "mlir/Pass/PassBase.td"

def ConvertLookupFFNToLinalg
    : Pass<"convert-lookupffn-to-linalg", "::mlir::func::FuncOp"> {
  let summary = "Lower the ops of the portable path to linalg on tensors";
  let description = [{
    Changes floating-point results only within the numerics of each op: sums
    get an order, and `exp` becomes a polynomial with an error of 1 ulp.

    Lowers every token op that carries no `lookupffn.schedule` or one with path
    `linalg`, and every `check_codes`, to linalg.generic inside scf.for. Ops
    scheduled `fast` stay as they are. All parameters of the ops are supported;
    the result calls no library function on any target, bufferises in place,
    and allocates only for `bh4` and `hadamard`, whose buffers have the size of
    one token and of one op.

    Reads `lookupffn.target` of the module when there is one, to know whether
    fused multiply-add and f16 conversion are instructions; without it the
    code works on every CPU.

    Diagnoses: an op on memrefs; `lookup` with `bounds = check`, which
    `lookupffn-lower-bounds-check` replaces; the projection kinds that exist on
    the fast path only.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::math::MathDialect", "::mlir::scf::SCFDialect",
    "::mlir::tensor::TensorDialect"];
}

def ConvertLookupFFNToVector
    : Pass<"convert-lookupffn-to-vector", "::mlir::func::FuncOp"> {
  let summary = "Lower the ops of the fast path to loops over vectors";
  let description = [{
    Changes floating-point results only within the numerics of each op: sums
    get an order, and `exp` becomes a polynomial with an error of 1 ulp, or where
    a register of x86 is a table of powers of two, one with an error of 6e-8 of
    1 + exp.

    Lowers every op, all of them on memrefs with one token dimension and with a
    `lookupffn.schedule` of path `fast`, to scf.for over vectors of the width of
    `lookupffn.target` and narrower ones for tails. `lookup` runs token by
    token, `tile_columns` columns at a time, and prefetches rows
    `prefetch_rows` codes ahead. The result neither allocates nor calls.

    Diagnoses: ops without a fast path or not scheduled `fast`; ops on tensors
    or with several token dimensions; a module without target; memrefs whose
    last dimension is strided; `lookup` with `bounds = check`, with f16 rows on
    a target that cannot convert them, with a `tile_columns` that exceeds the
    registers or a `tile_tokens` other than 1; `hash` that is not `bit_major`;
    the projection kinds that have no vector form.

    Beside them, `linalg.transpose` of z, `[?, L, T]` into `[?, T, L]` with L a
    power of two, becomes shuffles: `lookupffn-prepare-weights` puts it where a
    caller asks for z.
  }];
  let dependentDialects = [
    "::mlir::LLVM::LLVMDialect", "::mlir::arith::ArithDialect",
    "::mlir::math::MathDialect", "::mlir::memref::MemRefDialect",
    "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"];
}

def Raise : Pass<"lookupffn-raise", "::mlir::func::FuncOp"> {
  let summary = "Recognise layers in linalg, as exporters write them";
  let description = [{
    Changes floating-point results by re-association, and within the numerics of
    the ops that it makes.

    In: linalg, tensor, arith and math on tensors. Out: `layer_norm`, `project`
    (`dense`, `bh4`, `identity`), `hash` and `lookup` in place of what computes
    the same, each on its own, and everything else as it was. Programs are
    compared by what their elements are, not by their ops: both the program and
    the formula of the op are computed with random numbers of a prime field,
    exactly, and have to give the same. A projection is only raised in front of
    comparisons, because every matrix product could be one.

    Weights may be constants, resources or arguments. Ops that are not known are
    taken for inputs.

    Remarks: passed for every op that is made; missed for square roots,
    exponentials, comparisons, projections and reads at computed indices that
    stay, with the first thing that differs from a layer.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::lookupffn::LookupFFNDialect", "::mlir::tensor::TensorDialect"];
}

def HoistWeights : Pass<"lookupffn-hoist-weights", "::mlir::ModuleOp"> {
  let summary = "Make constant weights of a layer arguments, and write a file";
  let description = [{
    Exact. Constants and resources that are operands of `layer_norm`, `project`
    and `lookup` become arguments of their public function, with
    `lookupffn.weight` set to the key that they have in a checkpoint:
    `FFN.tables`, or `layer.<i>.FFN.tables` if there are several layers. So do
    slices, transposes and reshapes of constants, whose elements are moved once,
    here. Arguments that are such operands already only get their key; the only
    input is called `x` and the only output `y`.

    Remarks: missed for a weight that the program computes. Diagnoses constants
    without data, a function with weights that is called, two functions with
    weights, and a file that cannot be written.
  }];
  let options = [
    Option<"weights", "weights", "std::string", /*default=*/"",
           "safetensors file to write the weights to; empty for none">
  ];
}

#endif // LOOKUPFFN_CONVERSION_PASSES_TD
