// REQUIRES: mlir-translate, opt, llc
// RUN: lookupffn-opt %S/Inputs/published.mlir -o %t.v4.mlir \
// RUN:   --lookupffn-pipeline="target=x86-64-v4 path=fast"
// RUN: mlir-translate --allow-unregistered-dialect --mlir-to-llvmir \
// RUN:   %t.v4.mlir -o %t.v4.ll
// RUN: opt -O2 --disable-loop-unrolling %t.v4.ll -o %t.v4.bc
// RUN: llc -O3 %t.v4.bc -o %t.v4.s
// RUN: FileCheck %s --check-prefix=V4 < %t.v4.s
// RUN: lookupffn-opt %S/Inputs/published.mlir -o %t.v3.mlir \
// RUN:   --lookupffn-pipeline="target=x86-64-v3 path=fast"
// RUN: mlir-translate --allow-unregistered-dialect --mlir-to-llvmir \
// RUN:   %t.v3.mlir -o %t.v3.ll
// RUN: opt -O2 --disable-loop-unrolling %t.v3.ll -o %t.v3.bc
// RUN: llc -O3 %t.v3.bc -o %t.v3.s
// RUN: FileCheck %s --check-prefix=V3 < %t.v3.s

// Machine code of the slabs of the published layer, whose loop over tables stays
// a loop as it does under the JIT: a load for each of two lines of the slab, far
// from each other, which make a loop before the tokens; inside, one row of a
// slice as memory operands of one address, and nothing on the stack.

// V4:      movzbl {{[0-9]+}}(%[[A:r[a-z0-9]+]],%[[B:r[a-z0-9]+]]), %[[X:[a-z0-9]+]]
// V4-NEXT: movzbl {{[0-9]+}}(%[[A]],%[[B]]), %[[X]]
// V4-NEXT: addq $64, %[[B]]
// V4:      vbroadcastss {{.*}}, %[[W:zmm[0-9]+]]
// V4:      vfmadd231ps {{-?[0-9]*}}(%[[A:r[a-z0-9]+]],%[[B:r[a-z0-9]+]]), %[[W]],
// V4-NEXT: vfmadd231ps {{-?[0-9]*}}(%[[A]],%[[B]]), %[[W]],
// V4-NEXT: vfmadd231ps {{-?[0-9]*}}(%[[A]],%[[B]]), %[[W]],
// V4-NEXT: vfmadd231ps {{-?[0-9]*}}(%[[A]],%[[B]]), %[[W]],
// V4-NOT:  {{\(%rsp|prefetch|call}}
// V4:      jne

// V3:      movzbl {{[0-9]+}}(%[[A:r[a-z0-9]+]],%[[B:r[a-z0-9]+]]), %[[X:[a-z0-9]+]]
// V3-NEXT: movzbl {{[0-9]+}}(%[[A]],%[[B]]), %[[X]]
// V3-NEXT: addq $64, %[[B]]
// V3:      vbroadcastss {{.*}}, %[[W:ymm[0-9]+]]
// V3:      vfmadd231ps {{-?[0-9]*}}(%[[A:r[a-z0-9]+]],%[[B:r[a-z0-9]+]]), %[[W]],
// V3-NEXT: vfmadd231ps {{-?[0-9]*}}(%[[A]],%[[B]]), %[[W]],
// V3-NEXT: vfmadd231ps {{-?[0-9]*}}(%[[A]],%[[B]]), %[[W]],
// V3-NEXT: vfmadd231ps {{-?[0-9]*}}(%[[A]],%[[B]]), %[[W]],
// V3-NEXT: vfmadd231ps {{-?[0-9]*}}(%[[A]],%[[B]]), %[[W]],
// V3-NEXT: vfmadd231ps {{-?[0-9]*}}(%[[A]],%[[B]]), %[[W]],
// V3-NEXT: vfmadd231ps {{-?[0-9]*}}(%[[A]],%[[B]]), %[[W]],
// V3-NEXT: vfmadd231ps {{-?[0-9]*}}(%[[A]],%[[B]]), %[[W]],
// V3-NOT:  {{\(%rsp|prefetch|call}}
// V3:      jne
