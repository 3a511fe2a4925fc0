// Stage vector: loops and vectors on memrefs, no call but of phases, no linalg.
// RUN: lookupffn-opt %S/Inputs/layer.mlir --lookupffn-pipeline="target=x86-64-v3 path=linalg stop-after=vector" | FileCheck %s
// Printed and read again it is the same module.
// RUN: lookupffn-opt %S/Inputs/layer.mlir --lookupffn-pipeline="target=x86-64-v3 path=linalg stop-after=vector" -o %t.1
// RUN: lookupffn-opt %t.1 -o %t.2
// RUN: diff %t.1 %t.2

// CHECK-LABEL: func.func @layer(
// CHECK-NOT:     {{memref.alloc|memref.copy|linalg\.|call @[a-z]+_[^p]|lookupffn\.[a-z_]+ [^=]}}
// CHECK:         scf.for
// CHECK-NOT:     {{memref.alloc|memref.copy|linalg\.|call @[a-z]+_[^p]|lookupffn\.[a-z_]+ [^=]}}
// CHECK:         return
// CHECK-LABEL: func.func @bag(
// CHECK-NOT:     {{memref.alloc|memref.copy|linalg\.|call @[a-z]+_[^p]|lookupffn\.[a-z_]+ [^=]}}
// CHECK:         return
