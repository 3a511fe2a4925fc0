// RUN: lookupffn-opt %s --pass-pipeline="builtin.module(func.func(lookupffn-lower-copies))" | FileCheck %s

// CHECK-LABEL: func.func @copy(
// CHECK-SAME:    %[[A:.*]]: memref<?x8xf32, strided<[8, 1], offset: ?>>, %[[B:.*]]: memref<?x8xf32>
// CHECK:         scf.for
// CHECK-NOT:       memref.copy
// CHECK:           linalg.copy ins(%[[A]] : memref<?x8xf32, strided<[8, 1], offset: ?>>) outs(%[[B]] : memref<?x8xf32>)
func.func @copy(%a: memref<?x8xf32, strided<[8, 1], offset: ?>>,
                %b: memref<?x8xf32>, %n: index) {
  scf.for %i = %n to %n step %n {
    memref.copy %a, %b : memref<?x8xf32, strided<[8, 1], offset: ?>>
      to memref<?x8xf32>
  }
  return
}
