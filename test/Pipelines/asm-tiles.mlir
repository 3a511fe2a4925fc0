// REQUIRES: mlir-translate, opt, llc
// RUN: lookupffn-opt %S/Inputs/published.mlir -o %t.mlir \
// RUN:   --lookupffn-pipeline="target=sapphirerapids path=fast precision=codes"
// RUN: mlir-translate --allow-unregistered-dialect --mlir-to-llvmir \
// RUN:   %t.mlir -o %t.ll
// RUN: opt -O3 %t.ll -o %t.bc
// RUN: llc -O3 %t.bc -o %t.s
// RUN: %PYTHON %S/Inputs/inner-loops.py < %t.s > %t.loops
// RUN: FileCheck %s < %t.loops
// RUN: FileCheck %s --check-prefix=NEVER < %t.loops

// Machine code of both projections as a matrix in tiles of bytes: an inner loop
// has six products for each step, on six tiles that it loads and four that stay in
// registers.

// CHECK: {{^bh4(_(body|phase[0-9]+))?: .* (6 tile products, 6|12 tile products, 12) tile loads, 0 stack, 0 call, 0 gather$}}
// CHECK: {{^dense(_(body|phase[0-9]+))?: .* (6 tile products, 6|12 tile products, 12) tile loads, 0 stack, 0 call, 0 gather$}}

// NEVER-NOT: {{^(bh4|dense)_phase[0-9]+: .* tile products, .*[1-9][0-9]* (tile stores|stack)}}
// NEVER-NOT: {{^all of (bh4|dense)(_(body|phase[0-9]+))?: .* [1-9][0-9]* call}}
// NEVER-NOT: {{^all of (bh4|dense)(_(body|phase[0-9]+))?: .* [1-9][0-9]* gather}}
