//===- Passes.td - Passes that resolve and apply the target -*- tablegen -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_TARGET_PASSES
#define LOOKUPFFN_TARGET_PASSES

include "mlir/Pass/PassBase.td"

def ResolveTarget : Pass<"lookupffn-resolve-target", "::mlir::ModuleOp"> {
  let summary = "Write the resolved CPU on the module";
  let description = [{
    In: any module. Out: the same module with `lookupffn.target`, the only
    description of the machine that later passes read, and what standard passes
    and the translation to LLVM IR read instead: `llvm.target_triple`,
    `llvm.data_layout` and the device "CPU" of `dlti.target_system_spec`
    (other devices of it are kept).

    Without `target`, a `lookupffn.target` that the module brings is checked and
    kept. Unknown CPU and feature names, and features that contradict one
    another, are errors.

    The sizes replace those of the target, for machines that no table knows.

    `target=host` asks this machine. No other pass does, and with any other
    value this one does not either.

    ```mlir
    module attributes {lookupffn.target = #lookupffn.target<
        triple = "x86_64-unknown-linux-gnu", cpu = "znver4",
        features = "+64bit,+adx,...", vector_bits = 512,
        vector_registers = 32, l1_bytes = 32768, l2_bytes = 1048576,
        l3_bytes = 33554432, cache_line_bytes = 64, cores = 1>} {}
    ```
  }];
  let options = [
    Option<"target", "target", "std::string", /*default=*/"",
           "host, a CPU name that LLVM knows, or a level such as x86-64-v3">,
    Option<"features", "features", "std::string", /*default=*/"",
           "features on top of the CPU's, such as +avx2,-fma">,
    Option<"triple", "triple", "std::string", /*default=*/"",
           "target triple; by default the architecture follows from the CPU">,
    Option<"l1Bytes", "l1-bytes", "int64_t", /*default=*/"0",
           "first-level data cache of a core; 0 for what the CPU has">,
    Option<"l2Bytes", "l2-bytes", "int64_t", /*default=*/"0",
           "second-level cache of a core; 0 for what the CPU has">,
    Option<"l3Bytes", "l3-bytes", "int64_t", /*default=*/"0",
           "third-level cache that a core reaches; 0 for what the CPU has">,
    Option<"vectorBits", "vector-bits", "int64_t", /*default=*/"0",
           "width of vectors; 0 for the whole register">,
  ];
  let dependentDialects = [
    "::mlir::DLTIDialect", "::mlir::LLVM::LLVMDialect",
    "::mlir::lookupffn::LookupFFNDialect"
  ];
}

def StampTarget : Pass<"lookupffn-stamp-target", "::mlir::ModuleOp"> {
  let summary = "Put the target's CPU and features on every function";
  let description = [{
    In: a module with `lookupffn.target`. Out: every `func.func` and `llvm.func`
    with a body has `target_cpu` and `target_features`, so that the code
    generator needs no setting from outside, least of all the host's.

    The features name both what is enabled and what the CPU would have but the
    target has not. With AVX-512, `prefer-vector-width` is put in `passthrough`:
    in the loops that LLVM vectorizes itself, some CPUs otherwise halve the
    width, and others exceed the one that was asked for.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

#endif // LOOKUPFFN_TARGET_PASSES
