// Stage target: the CPU is known, the functions are as they were.
// RUN: lookupffn-opt %S/Inputs/layer.mlir --lookupffn-pipeline="target=x86-64-v3 path=linalg stop-after=target" | FileCheck %s
// Printed and read again it is the same module.
// RUN: lookupffn-opt %S/Inputs/layer.mlir --lookupffn-pipeline="target=x86-64-v3 path=linalg stop-after=target" -o %t.1
// RUN: lookupffn-opt %t.1 -o %t.2
// RUN: diff %t.1 %t.2

// CHECK:       module attributes {
// CHECK-SAME:    lookupffn.target = #lookupffn.target<triple = "x86_64-{{.*}}cpu = "x86-64-v3"
// CHECK:       func.func @layer(
// CHECK:         call @add
// CHECK-NOT:     lookupffn.schedule
// CHECK:       func.func private @add(
