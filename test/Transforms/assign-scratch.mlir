// Allocations become views of scratch, results become destinations.
// RUN: lookupffn-opt %s --lookupffn-assign-scratch | FileCheck %s

// Inside a region one after the other, 64-byte aligned: 4 * 8 * 4 bytes, then
// 10 bytes, which take 64.
// CHECK-LABEL: func.func @views(
// CHECK-SAME:    %[[X:[^:]*]]: memref<?x8xf32>, %[[Y:[^:]*]]: memref<?x8xf32>, %[[S:[^:]*]]: memref<?xi8>) -> i64
// CHECK-SAME:    scratch_bytes = 192 : i64
// CHECK-NOT:     memref.alloc
// CHECK:         memref.view %[[S]][%c0{{.*}}][] : memref<?xi8> to memref<4x8xf32>
// CHECK:         memref.view %[[S]][%c128{{.*}}][] : memref<?xi8> to memref<10xi8>
// CHECK-NOT:     memref.dealloc
// CHECK-NOT:     linalg.copy
// CHECK:         return %{{.*}} : i64
func.func @views(%x: memref<?x8xf32>, %y: memref<?x8xf32>)
    -> (memref<?x8xf32>, i64)
    attributes {lookupffn.entry = {inputs = [{}], packed = [], outputs = [{}]}} {
  %status = arith.constant 0 : i64
  %a = memref.alloc() : memref<4x8xf32>
  %b = memref.alloc() : memref<10xi8>
  memref.dealloc %a : memref<4x8xf32>
  return %y, %status : memref<?x8xf32>, i64
}

// Regimes share memory; what is around both of them does not.
// CHECK-LABEL: func.func @regimes(
// CHECK-SAME:    %[[S:[^:]*]]: memref<?xi8>) -> i64
// CHECK-SAME:    scratch_bytes = 320 : i64
// CHECK:         scf.if
// CHECK:           memref.view %[[S]][%c64{{.*}}][] : memref<?xi8> to memref<1xf32>
// CHECK:         } else {
// CHECK:           scf.if
// CHECK:             memref.view %[[S]][%c128{{.*}}][] : memref<?xi8> to memref<2xf32>
// CHECK:           } else {
// CHECK:             memref.view %[[S]][%c128{{.*}}][] : memref<?xi8> to memref<48xf32>
// CHECK:           memref.view %[[S]][%c64{{.*}}][] : memref<?xi8> to memref<3xf32>
// CHECK:         memref.view %[[S]][%c0{{.*}}][] : memref<?xi8> to memref<4xf32>
func.func @regimes(%p: memref<i1>) -> i64
    attributes {lookupffn.entry = {inputs = [{}], packed = [], outputs = []}} {
  %status = arith.constant 0 : i64
  %c = memref.load %p[] : memref<i1>
  scf.if %c {
    %a = memref.alloc() : memref<1xf32>
  } else {
    scf.if %c {
      %b = memref.alloc() : memref<2xf32>
    } else {
      %d = memref.alloc() : memref<48xf32>
    }
    %e = memref.alloc() : memref<3xf32>
  }
  %f = memref.alloc() : memref<4xf32>
  return %status : i64
}

// A branch inside a loop is no regime: its buffers have their own place.
// CHECK-LABEL: func.func @inside(
// CHECK-SAME:    scratch_bytes = 128 : i64
func.func @inside(%p: memref<i1>) -> i64
    attributes {lookupffn.entry = {inputs = [{}], packed = [], outputs = []}} {
  %status = arith.constant 0 : i64
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c = memref.load %p[] : memref<i1>
  scf.for %i = %c0 to %c1 step %c1 {
    scf.if %c {
      %a = memref.alloc() : memref<1xf32>
    } else {
      %b = memref.alloc() : memref<1xf32>
    }
  }
  return %status : i64
}

// The bound of a dynamic size is enough; an output elsewhere is copied.
// CHECK-LABEL: func.func @bound(
// CHECK-SAME:    %[[X:[^:]*]]: memref<?xf32>, %[[Y:[^:]*]]: memref<?xf32>, %{{.*}}: memref<?xi8>) -> i64
// CHECK-SAME:    scratch_bytes = 256 : i64
// CHECK:         %[[SIZE:.*]] = affine.min
// CHECK:         memref.view %{{.*}}[%{{.*}}][%[[SIZE]]] : memref<?xi8> to memref<?xf32>
// CHECK:         linalg.copy ins(%[[X]] : memref<?xf32>) outs(%[[Y]] : memref<?xf32>)
func.func @bound(%x: memref<?xf32>, %y: memref<?xf32>) -> (memref<?xf32>, i64)
    attributes {lookupffn.entry = {inputs = [{}], packed = [], outputs = [{}]}} {
  %status = arith.constant 0 : i64
  %c0 = arith.constant 0 : index
  %n = memref.dim %x, %c0 : memref<?xf32>
  %size = affine.min affine_map<()[n] -> (n, 64)>()[%n]
  %a = memref.alloc(%size) : memref<?xf32>
  return %x, %status : memref<?xf32>, i64
}

// Packing runs once, so it allocates, and frees before it returns.
// CHECK-LABEL: func.func @packed(
// CHECK-LABEL: func.func @packed_pack(
// CHECK-SAME:    ) -> i64
// CHECK:         %[[A:.*]] = memref.alloc
// CHECK:         memref.dealloc %[[A]]
// CHECK-NEXT:    return
func.func @packed(%p: memref<8xf32>) -> i64
    attributes {lookupffn.entry = {inputs = [], weights = [{}], outputs = [],
      packed = [{type = tensor<8xf32>}], pack = "packed_pack"}} {
  %status = arith.constant 0 : i64
  return %status : i64
}
func.func @packed_pack(%w: memref<8xf32>, %d: memref<8xf32>)
    -> (memref<8xf32>, i64) {
  %status = arith.constant 0 : i64
  %a = memref.alloc() : memref<8xf32>
  return %d, %status : memref<8xf32>, i64
}

// CHECK-LABEL: func.func @other(
// CHECK:         memref.alloc
func.func @other() -> memref<4xf32> {
  %a = memref.alloc() : memref<4xf32>
  return %a : memref<4xf32>
}
