// Stage buffer: memrefs, all temporaries in scratch, nothing copied.
// RUN: lookupffn-opt %S/Inputs/layer.mlir --lookupffn-pipeline="target=x86-64-v3 path=linalg stop-after=buffer" | FileCheck %s
// Printed and read again it is the same module.
// RUN: lookupffn-opt %S/Inputs/layer.mlir --lookupffn-pipeline="target=x86-64-v3 path=linalg stop-after=buffer" -o %t.1
// RUN: lookupffn-opt %t.1 -o %t.2
// RUN: diff %t.1 %t.2

// CHECK-LABEL: func.func @layer(
// CHECK-SAME:    %[[SCRATCH:[^:]*]]: memref<?xi8>) -> i64
// CHECK-SAME:    scratch_bytes = {{[1-9][0-9]*}} : i64
// CHECK-SAME:    thread_tokens = {{[1-9][0-9]*}} : i64
// CHECK-NOT:     {{memref.alloc|memref.copy|bufferization\.|tensor\.|lookupffn\.[a-z_]+ [^=]}}
// CHECK:         memref.view %[[SCRATCH]]
// CHECK-NOT:     {{memref.alloc|memref.copy|bufferization\.|tensor\.|lookupffn\.[a-z_]+ [^=]}}
// CHECK:         return
// CHECK-LABEL: func.func @bag(
// The status of a check comes before the first store, so calls stay whole.
// CHECK-NOT:     thread_tokens
// CHECK-SAME:    scratch_bytes = 0 : i64
// CHECK-NOT:     {{memref.alloc|memref.copy|bufferization\.|tensor\.|lookupffn\.[a-z_]+ [^=]}}
// CHECK:         return
