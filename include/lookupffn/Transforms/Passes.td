//===- Passes.td - Dialect-to-dialect passes ----------------*- tablegen -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_TRANSFORMS_PASSES_TD
#define LOOKUPFFN_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def FlattenTokens
    : Pass<"lookupffn-flatten-tokens", "::mlir::ModuleOp"> {
  let summary = "Flatten the leading dimensions of entry points to one";
  let description = [{
    Exact. Every token op, argument and result of an entry point gets a single
    token dimension, which the later passes tile. Memory is row-major, so a
    caller passes the same buffers with the product of the leading sizes.

    Diagnoses an entry point that needs the single sizes: one whose leading
    dimensions are used by anything but token ops.
  }];
  let dependentDialects = ["::mlir::tensor::TensorDialect"];
}

def ApplySchedule
    : Pass<"lookupffn-apply-schedule", "::mlir::ModuleOp"> {
  let summary = "Put the schedules of a schedule file on entry points and ops";
  let description = [{
    Writes `lookupffn.regimes` and `lookupffn.schedule` as a schedule file says,
    which `lookupffn-dump-schedule` writes: by the name of the entry point and
    the position of the op in it. `lookupffn-choose-schedule` keeps them, and
    chooses for entry points that the file leaves out. Without `file`, the
    module attribute `lookupffn.schedules` holds what the file would.

    Diagnoses a file that cannot be read or parsed, names an entry point that
    there is not, or has other ops, or another number of schedules than of
    regimes.
  }];
  let options = [
    Option<"file", "file", "std::string", /*default=*/"",
           "schedule file; empty for that of the module, if it has one">
  ];
}

def DumpSchedule : Pass<"lookupffn-dump-schedule", "::mlir::ModuleOp"> {
  let summary = "Write the regimes and schedules to a schedule file";
  let description = [{
    Changes nothing. In: what `lookupffn-choose-schedule` makes.

    Diagnoses a file that cannot be written.
  }];
  let options = [
    Option<"file", "file", "std::string", /*default=*/"\"-\"",
           "file to write, - for standard output">
  ];
}

def ChooseSchedule
    : Pass<"lookupffn-choose-schedule", "::mlir::ModuleOp"> {
  let summary = "Choose the batch regimes and the schedule of every op";
  let description = [{
    Writes `lookupffn.regimes` on entry points and `lookupffn.schedule` on token
    ops, one schedule a regime. All choices come from `chooseSchedule`
    (lookupffn/Transforms/Schedule.h) and the module's `lookupffn.target`.
    Attributes that are there already are kept.

    `precision` is the contract: under `exact` projections run in f32; under
    `codes` those that can run in integers of 16 bits, or of two bytes on a target
    with AMX-INT8, which changes z but no code, and scores by about 4e-4 in rms.

    Remarks: the target, the contract and the regimes; for each op its path, the
    arithmetic of projections and of rows of i8, and the order in which tables
    are read; missed, with the reason, what is not the fastest that there is.
    Diagnoses `path=fast`, or a schedule that is given with it, for an op that
    has no fast path.
  }];
  let options = [
    Option<"path", "path", "std::string", "\"auto\"",
           "auto: fast where there is a fast path; linalg or fast: only that">,
    Option<"precision", "precision", "std::string", "\"auto\"",
           "exact, codes, or auto: codes if no rows of tables are f32">
  ];
}

def LowerBoundsCheck
    : Pass<"lookupffn-lower-bounds-check", "::mlir::ModuleOp"> {
  let summary = "Replace bounds = check by a search before the first store";
  let description = [{
    Exact. A lookup under `bounds = check` becomes `check_codes` on the whole
    input and the lookup under `assume`. The first bad position becomes the
    status of the entry point, and outputs are left untouched. Codes that all
    have a row, because `lookupffn.hash` made them or their type has no larger
    value, need no search.

    Remarks: missed for a lookup whose codes are searched in each call.
    Diagnoses other codes that are not an input of the entry point.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def PrepareWeights
    : Pass<"lookupffn-prepare-weights", "::mlir::ModuleOp"> {
  let summary = "Rewrite the weights of fast projections, as IR";
  let description = [{
    Changes floating-point results by re-association: absorbs the in-block
    Hadamard stages, gamma, beta and decay into the weights, and orders the
    columns bit-major. Every change is written as ops on the weights, which
    `lookupffn-outline-packing` moves out. A projection with `arithmetic = "i16"`
    also gets its weights rounded to integers, and the dense matrix that it is
    equal to; one with `arithmetic = "i8x2"` gets that matrix, rounded and in f32.

    Diagnoses a module without target, a projection whose given schedule asks for
    a fast path or for an arithmetic that it has not, and one whose regimes
    differ in arithmetic.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::math::MathDialect",
                           "::mlir::scf::SCFDialect",
                           "::mlir::tensor::TensorDialect"];
}

def SliceTables
    : Pass<"lookupffn-slice-tables", "::mlir::ModuleOp"> {
  let summary = "Pack the tables of lookups in slices of columns, as IR";
  let description = [{
    Exact. A lookup whose schedules have slice_columns = W reads tables of
    `[O/W, T, S, W]`, made by a transpose that `lookupffn-outline-packing` moves
    out.

    Diagnoses regimes that differ in slice_columns, and tables that W does not
    divide.
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
}

def OutlinePacking
    : Pass<"lookupffn-outline-packing", "::mlir::ModuleOp"> {
  let summary = "Move what depends on weights alone into @<name>_pack";
  let description = [{
    Exact. Results of weight-only ops become packed buffers, arguments of the
    entry point that `@<name>_pack` fills. A weight that is used as it is stays
    an argument, an alias without a copy. Describes all of them in the attribute
    `lookupffn.entry`. Pair indices are checked in `@<name>_pack`, whose status
    names the first one outside the input. Remarks: what packing writes.
  }];
  let dependentDialects = ["::mlir::func::FuncDialect",
                           "::mlir::tensor::TensorDialect"];
}

def TileTokens : Pass<"lookupffn-tile-tokens", "::mlir::ModuleOp"> {
  let summary = "Run entry points block by block, one loop a batch regime";
  let description = [{
    Exact. Results become destination arguments. For each regime the body is
    cloned into a loop over blocks of tokens; inside, consecutive ops whose
    schedule has a smaller panel run in a loop over panels. What is made and
    used in one block is a tensor of the size of a block.

    Remarks: from which call on threads are used. Diagnoses an op that is not
    parallel over tokens.
  }];
  let dependentDialects = ["::mlir::affine::AffineDialect",
                           "::mlir::arith::ArithDialect",
                           "::mlir::scf::SCFDialect",
                           "::mlir::tensor::TensorDialect"];
}

def AssignScratch
    : Pass<"lookupffn-assign-scratch", "::mlir::ModuleOp"> {
  let summary = "Place temporary buffers in memory that the caller owns";
  let description = [{
    Exact. Every `memref.alloc` of an entry point becomes a 64-byte aligned view
    of a scratch argument; `scratch_bytes` in `lookupffn.entry` is their sum,
    the largest of all regimes. A returned memref is copied to its destination
    unless it is the destination.

    Diagnoses a buffer whose size has no constant bound.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::memref::MemRefDialect"];
}

def OutlinePhases : Pass<"lookupffn-outline-phases", "::mlir::ModuleOp"> {
  let summary = "Make each phase of a block a function of a range";
  let description = [{
    Exact. The loop over panels and the lookup of each block become private
    functions `@<name>_phase<k>(first, last, ...)`, where first and last bound
    a range of the block's tokens. A lookup of sliced tables has two arguments
    more, which bound a range of the slices. The entry point calls the phases
    one after the other. Regimes whose phases are alike share one function.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect",
                           "::mlir::arith::ArithDialect",
                           "::mlir::func::FuncDialect",
                           "::mlir::memref::MemRefDialect"];
}

def EmitParts : Pass<"lookupffn-emit-parts", "::mlir::ModuleOp"> {
  let summary = "Emit a function that runs a part of one phase of a block";
  let description = [{
    Exact. Beside an entry point whose lookup reads sliced tables, whose batch is
    dynamic and whose calls always succeed, emits `@<name>_part`: the entry point
    with six arguments more,

    - scratch memory of the part alone, of the size of that of the entry point,
    - 0 for what comes before the lookup, 1 for the lookup,
    - first and last token of the part, and
    - first and last slice, for the lookup,

    which runs one phase of one block on a range. The parts of a phase may run at
    the same time, and share the scratch memory of the entry point; the second
    phase comes after all of the first. `part` in `lookupffn.entry` is its name.

    Remarks: missed, where a block has more than panels and a lookup.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::scf::SCFDialect"];
}

def LowerCopies : Pass<"lookupffn-lower-copies", "::mlir::func::FuncOp"> {
  let summary = "Turn memref.copy into linalg.copy";
  let description = [{
    Exact. `memref.copy` of strided memrefs would become a call to a run-time
    library, which compiled kernels do not have.
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect"];
}

def EmitEntryPoints
    : Pass<"lookupffn-emit-entry-points", "::mlir::ModuleOp"> {
  let summary = "Give entry points their bare-pointer signature";
  let description = [{
    Exact. `@name` becomes `(args: ptr, tokens: i64, scratch: ptr) -> i64`, and
    `@name_pack` becomes `(args: ptr) -> i64`; `args` is an array of pointers in
    the order of `lookupffn.entry`: inputs, packed, outputs, and for packing
    weights, then packed buffers. `@name_part` becomes `(args: ptr, tokens: i64,
    scratch: ptr, own: ptr, i64, i64, i64, i64, i64) -> i64`. An entry point of static batch returns a
    status when `tokens` differs.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect",
                           "::mlir::arith::ArithDialect",
                           "::mlir::scf::SCFDialect"];
}

def CheckLowered
    : Pass<"lookupffn-check-lowered", "::mlir::ModuleOp"> {
  let summary = "Name what cannot be lowered to LLVM, before it is tried";
  let description = [{
    Changes nothing. Diagnoses every op that is left of a dialect which the
    conversion to LLVM does not know, at the place it came from.
  }];
}

#endif // LOOKUPFFN_TRANSFORMS_PASSES_TD
