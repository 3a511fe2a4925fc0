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
// RUN: sed s/128x256x512xf32/128x256x512xbf16/g %S/Inputs/published.mlir \
// RUN:   | lookupffn-opt -o %t.bf16.mlir \
// RUN:   --lookupffn-pipeline="target=x86-64-v4 path=fast"
// RUN: mlir-translate --allow-unregistered-dialect --mlir-to-llvmir \
// RUN:   %t.bf16.mlir -o %t.bf16.ll
// RUN: opt -O2 --disable-loop-unrolling %t.bf16.ll -o %t.bf16.bc
// RUN: llc -O3 %t.bf16.bc -o %t.bf16.s
// RUN: FileCheck %s --check-prefix=BF16 < %t.bf16.s

// Machine code of the slabs of the published layer: a load for each of two lines
// of the slab, far from each other, which make a loop before the tokens; inside,
// the eight rows of a token one after the other at constant offsets from one
// address, as memory operands, and nothing on the stack.

// V4:      movzbl {{[0-9]+}}(%[[A:r[a-z0-9]+]],%[[B:r[a-z0-9]+]]), %[[X:[a-z0-9]+]]
// V4-NEXT: movzbl {{[0-9]+}}(%[[A]],%[[B]]), %[[X]]
// V4-NEXT: addq $64, %[[B]]
// V4:      vfmadd231ps 32768(%[[A:r[a-z0-9]+]],%[[B:r[a-z0-9]+]]), %[[W:zmm[0-9]+]],
// V4-NOT:  {{\(%rsp|prefetch|call|vmov}}
// V4:      vfmadd231ps 32832(%[[A]],%[[B]]), %[[W]],
// V4-NOT:  {{\(%rsp|prefetch|call|vmov}}
// V4:      vfmadd231ps 65536(%[[A]],%[[B:r[a-z0-9]+]]), %[[W:zmm[0-9]+]],
// V4-NOT:  {{\(%rsp|prefetch|call|vmov}}
// V4:      vfmadd231ps 65600(%[[A]],%[[B]]), %[[W]],
// V4-NOT:  {{\(%rsp|prefetch|call|vmov}}
// V4:      vfmadd231ps 229376(%[[A]],%[[B:r[a-z0-9]+]]), %[[W:zmm[0-9]+]],
// V4-NOT:  {{\(%rsp|prefetch|call|vmov}}
// V4:      vfmadd231ps 229440(%[[A]],%[[B]]), %[[W]],

// V3:      movzbl {{[0-9]+}}(%[[A:r[a-z0-9]+]],%[[B:r[a-z0-9]+]]), %[[X:[a-z0-9]+]]
// V3-NEXT: movzbl {{[0-9]+}}(%[[A]],%[[B]]), %[[X]]
// V3-NEXT: addq $64, %[[B]]
// V3:      vfmadd231ps 32768(%[[A:r[a-z0-9]+]],%[[B:r[a-z0-9]+]]), %[[W:ymm[0-9]+]],
// V3-NOT:  {{\(%rsp|prefetch|call|vmov}}
// V3:      vfmadd231ps 32864(%[[A]],%[[B]]), %[[W]],
// V3-NOT:  {{\(%rsp|prefetch|call|vmov}}
// V3:      vfmadd231ps 65536(%[[A]],%[[B:r[a-z0-9]+]]), %[[W:ymm[0-9]+]],
// V3-NOT:  {{\(%rsp|prefetch|call|vmov}}
// V3:      vfmadd231ps 65632(%[[A]],%[[B]]), %[[W]],
// V3-NOT:  {{\(%rsp|prefetch|call|vmov}}
// V3:      vfmadd231ps 229376(%[[A]],%[[B:r[a-z0-9]+]]), %[[W:ymm[0-9]+]],
// V3-NOT:  {{\(%rsp|prefetch|call|vmov}}
// V3:      vfmadd231ps 229472(%[[A]],%[[B]]), %[[W]],

// Two columns of bf16 are one word, whose halves a shift and a mask make f32.
// BF16:      movzbl {{[0-9]+}}(%[[A:r[a-z0-9]+]],%[[B:r[a-z0-9]+]]), %[[X:[a-z0-9]+]]
// BF16-NEXT: movzbl {{[0-9]+}}(%[[A]],%[[B]]), %[[X]]
// BF16-NEXT: addq $64, %[[B]]
// BF16:      vmovdqu64 32768({{.*}}), %[[ROW:zmm[0-9]+]]
// BF16:      vpslld $16, %[[ROW]],
// BF16-NEXT: vpandq {{.*}}, %[[ROW]],
// BF16-NOT:  {{\(%rsp|prefetch|call|vpmovzxwd}}
// BF16:      vmovdqu64 229376({{.*}}), %zmm
