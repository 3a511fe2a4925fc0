// REQUIRES: mlir-translate, opt, llc
// RUN: lookupffn-opt %S/Inputs/published.mlir -o %t.z4.mlir \
// RUN:   --lookupffn-pipeline="target=znver4 path=fast precision=codes"
// RUN: mlir-translate --allow-unregistered-dialect --mlir-to-llvmir \
// RUN:   %t.z4.mlir -o %t.z4.ll
// RUN: opt -O3 %t.z4.ll -o %t.z4.bc
// RUN: llc -O3 %t.z4.bc -o %t.z4.s
// RUN: %PYTHON %S/Inputs/inner-loops.py < %t.z4.s > %t.z4.loops
// RUN: FileCheck %s --check-prefix=VNNI < %t.z4.loops
// RUN: FileCheck %s --check-prefix=NEVER < %t.z4.loops
// RUN: lookupffn-opt %S/Inputs/published.mlir -o %t.v4.mlir \
// RUN:   --lookupffn-pipeline="target=x86-64-v4 path=fast precision=codes"
// RUN: mlir-translate --allow-unregistered-dialect --mlir-to-llvmir \
// RUN:   %t.v4.mlir -o %t.v4.ll
// RUN: opt -O3 %t.v4.ll -o %t.v4.bc
// RUN: llc -O3 %t.v4.bc -o %t.v4.s
// RUN: %PYTHON %S/Inputs/inner-loops.py < %t.v4.s > %t.v4.loops
// RUN: FileCheck %s --check-prefix=V4 < %t.v4.loops
// RUN: FileCheck %s --check-prefix=NEVER < %t.v4.loops
// RUN: lookupffn-opt %S/Inputs/published.mlir -o %t.v3.mlir \
// RUN:   --lookupffn-pipeline="target=x86-64-v3 path=fast precision=codes"
// RUN: mlir-translate --allow-unregistered-dialect --mlir-to-llvmir \
// RUN:   %t.v3.mlir -o %t.v3.ll
// RUN: opt -O3 %t.v3.ll -o %t.v3.bc
// RUN: llc -O3 %t.v3.bc -o %t.v3.s
// RUN: %PYTHON %S/Inputs/inner-loops.py < %t.v3.s > %t.v3.loops
// RUN: FileCheck %s --check-prefix=V3 < %t.v3.loops
// RUN: FileCheck %s --check-prefix=NEVER < %t.v3.loops
// RUN: lookupffn-compile %S/Inputs/published.mlir --precision=codes \
// RUN:   --target-cpu=neoverse-v2 --emit=asm -o %t.n2.s
// RUN: %PYTHON %S/Inputs/inner-loops.py arm < %t.n2.s > %t.n2.loops
// RUN: FileCheck %s --check-prefix=I8MM < %t.n2.loops
// RUN: FileCheck %s --check-prefix=NEVER < %t.n2.loops

// Machine code of bh4 in i16: the four stages are loops of 6 tokens x 4 vectors
// of 16 sums (AVX-512) or 6 x 2 of 8 (AVX2), all of them in registers. AVX-512
// without VNNI, and AVX2, add what they multiply.

// VNNI-COUNT-4: {{^bh4(_(body|phase[0-9]+))?: .* (24|48) pairs zmm, 0 stack, 0 call, 0 gather$}}
// V4-COUNT-4:   {{^bh4(_(body|phase[0-9]+))?: .* (24|48) pairs zmm, 0 stack, 0 call, 0 gather$}}
// V3-COUNT-4:   {{^bh4(_(body|phase[0-9]+))?: .* 12 pairs ymm, 0 stack, 0 call, 0 gather$}}

// In bytes, 6 tokens x 4 outputs, and 16 outputs of a token by itself.
// I8MM-COUNT-4: {{^bh4(_(body|phase[0-9]+))?: 0 fma sve, 0 fma neon, (16|24) tiles, 0 stack, 0 call, 0 gather$}}

// NEVER-NOT: {{^bh4(_(body|phase[0-9]+))?: .*[1-9][0-9]* (pairs [yz]mm|tiles),.* [1-9][0-9]* stack}}
// NEVER-NOT: {{^all of bh4(_(body|phase[0-9]+))?: .* [1-9][0-9]* call}}
// NEVER-NOT: {{^all of bh4(_(body|phase[0-9]+))?: .* [1-9][0-9]* gather}}
// NEVER-NOT: {{^all of [a-z0-9_]*pack[a-z0-9_]*: .*[1-9][0-9]* fma}}
