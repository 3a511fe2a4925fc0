// What is dumped and loaded gives the same code; what is changed in between
// changes it.
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=znver4 dump-schedule=%t" -o %t.chosen
// RUN: FileCheck %s < %t
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=znver4 schedule=%t dump-schedule=%t.again" -o %t.loaded
// RUN: diff %t.chosen %t.loaded
// RUN: diff %t %t.again
// RUN: sed -e 's/prefetch_rows = [1-9][0-9]*/prefetch_rows = 7/' %t > %t.changed
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=znver4 schedule=%t.changed dump-schedule=%t.again" -o %t.loaded
// RUN: diff %t.changed %t.again
// RUN: not cmp -s %t.chosen %t.loaded
//
// A schedule that another target cannot have.
// RUN: not lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=x86-64-v3 schedule=%t" 2>&1 | FileCheck %s --check-prefix=REGISTERS

// CHECK: // Schedules for znver4: vectors of 512 bits, 32 registers; L1 32 KiB, L2 1024 KiB, L3 32768 KiB.
// CHECK-LABEL: {{^}}  bh4 = {
// CHECK:         // tensor<?x512xf32>, tensor<2x4x8x64x64xf32>, tensor<1024xf32> -> tensor<?x128x8xf32>
// CHECK-NEXT:    {name = "lookupffn.project", schedules = [
// CHECK-NEXT:      #lookupffn.schedule<path = "fast",
// CHECK-LABEL: {{^}}  dense = {

// REGISTERS: error: 'lookupffn.project' op expects tile_tokens of at most 2, which with 8 vectors of columns fill the vector registers, but got 6
