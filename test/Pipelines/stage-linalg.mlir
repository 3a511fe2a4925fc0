// Stage linalg: on the portable path no op of ours is left.
// RUN: lookupffn-opt %S/Inputs/layer.mlir --lookupffn-pipeline="target=x86-64-v3 path=linalg stop-after=linalg" | FileCheck %s
// Printed and read again it is the same module.
// RUN: lookupffn-opt %S/Inputs/layer.mlir --lookupffn-pipeline="target=x86-64-v3 path=linalg stop-after=linalg" -o %t.1
// RUN: lookupffn-opt %t.1 -o %t.2
// RUN: diff %t.1 %t.2

// CHECK-LABEL: func.func @layer(
// CHECK-NOT:     = lookupffn.
// CHECK:         linalg.generic
// CHECK-NOT:     = lookupffn.
// CHECK-LABEL: func.func @bag(
// CHECK-NOT:     = lookupffn.
// CHECK:         scf.for
// CHECK-NOT:     = lookupffn.
