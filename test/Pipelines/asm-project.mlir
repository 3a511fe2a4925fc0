// REQUIRES: mlir-translate, opt, llc
// RUN: lookupffn-opt %S/Inputs/published.mlir -o %t.v4.mlir \
// RUN:   --lookupffn-pipeline="target=x86-64-v4 path=fast"
// RUN: mlir-translate --allow-unregistered-dialect --mlir-to-llvmir \
// RUN:   %t.v4.mlir -o %t.v4.ll
// RUN: opt -O3 %t.v4.ll -o %t.v4.bc
// RUN: llc -O3 %t.v4.bc -o %t.v4.s
// RUN: %PYTHON %S/Inputs/inner-loops.py < %t.v4.s > %t.v4.loops
// RUN: FileCheck %s --check-prefix=V4 < %t.v4.loops
// RUN: FileCheck %s --check-prefix=NEVER < %t.v4.loops
// RUN: lookupffn-opt %S/Inputs/published.mlir -o %t.v3.mlir \
// RUN:   --lookupffn-pipeline="target=x86-64-v3 path=fast"
// RUN: mlir-translate --allow-unregistered-dialect --mlir-to-llvmir \
// RUN:   %t.v3.mlir -o %t.v3.ll
// RUN: opt -O3 %t.v3.ll -o %t.v3.bc
// RUN: llc -O3 %t.v3.bc -o %t.v3.s
// RUN: %PYTHON %S/Inputs/inner-loops.py < %t.v3.s > %t.v3.loops
// RUN: FileCheck %s --check-prefix=V3 < %t.v3.loops
// RUN: FileCheck %s --check-prefix=NEVER < %t.v3.loops

// Machine code of the projections of the published layer: the four stages of
// bh4, and dense, are loops of 6 tokens x 4 vectors of 16 sums (AVX-512) or
// 6 x 2 of 8 (AVX2), all of them in registers.

// V4-COUNT-4: {{^bh4(_(body|phase[0-9]+))?: 24 fma zmm, 0 fma ymm, 0 fma xmm, 0 stack, 0 call, 0 gather$}}
// V4:         {{^dense(_(body|phase[0-9]+))?: 24 fma zmm, 0 fma ymm, 0 fma xmm, 0 stack, 0 call, 0 gather$}}

// V3-COUNT-4: {{^bh4(_(body|phase[0-9]+))?: 0 fma zmm, 12 fma ymm, 0 fma xmm, 0 stack, 0 call, 0 gather$}}
// V3:         {{^dense(_(body|phase[0-9]+))?: 0 fma zmm, 12 fma ymm, 0 fma xmm, 0 stack, 0 call, 0 gather$}}

// No tile of a projection spills.
// NEVER-NOT: {{^(bh4|dense)(_(body|phase[0-9]+))?: .*(24|12) fma [yz]mm,.* [1-9][0-9]* stack}}
// Nowhere is a gather, or a call, memcpy among them, but those of the body.
// NEVER-NOT: {{^all of (bh4|dense)(_(body|phase[0-9]+))?: .* [1-9][0-9]* call}}
// NEVER-NOT: {{^all of (bh4|dense)(_(body|phase[0-9]+))?: .* [1-9][0-9]* gather}}
// Packing writes the same bytes on every host, so it contracts nothing.
// NEVER-NOT: {{^all of [a-z0-9_]*pack[a-z0-9_]*: .*[1-9][0-9]* fma}}
