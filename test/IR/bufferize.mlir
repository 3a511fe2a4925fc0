// Token ops become themselves on memrefs: no copy, no allocation but those of
// tensor.empty, and outs are never read.
// RUN: lookupffn-opt %s --one-shot-bufferize="bufferize-function-boundaries function-boundary-type-conversion=identity-layout-map" --canonicalize | FileCheck %s

// CHECK-LABEL: @layer(
// CHECK-SAME: %[[X:[a-z0-9]*]]: memref<?x28xf32>
// CHECK-SAME: %[[Y:[a-z0-9]*]]: memref<?x24xf32>
func.func @layer(%x: tensor<?x28xf32>, %w: tensor<28x28xf32>,
                 %tables: tensor<7x16x24xf32>, %y: tensor<?x24xf32>)
    -> tensor<?x24xf32> {
  // CHECK-NOT: memref.copy
  // CHECK: %[[XN:.*]] = memref.alloc(%{{.*}}) {{.*}} : memref<?x28xf32>
  // CHECK: lookupffn.layer_norm input(%[[X]] : memref<?x28xf32>) outs(%[[XN]] : memref<?x28xf32>){{$}}
  // CHECK: %[[Z:.*]] = memref.alloc(%{{.*}}) {{.*}} : memref<?x7x4xf32>
  // CHECK: lookupffn.project #lookupffn.dense input(%[[XN]] : memref<?x28xf32>) weights(%{{.*}} : memref<28x28xf32>) outs(%[[Z]] : memref<?x7x4xf32>){{$}}
  // CHECK: %[[C:.*]] = memref.alloc(%{{.*}}) {{.*}} : memref<?x7xi8>
  // CHECK: %[[S:.*]] = memref.alloc(%{{.*}}) {{.*}} : memref<?x7xf32>
  // CHECK: lookupffn.hash input(%[[Z]] : memref<?x7x4xf32>) outs(%[[C]], %[[S]] : memref<?x7xi8>, memref<?x7xf32>) compare = ogt bit_order = msb score = margin{{$}}
  // CHECK: lookupffn.lookup tables({{.*}}) code(%[[C]] : {{.*}}) score(%[[S]] : {{.*}}) outs(%[[Y]] : memref<?x24xf32>){{$}}
  // CHECK-NOT: memref.copy
  // CHECK: return
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x28xf32>
  %xi = tensor.empty(%n) : tensor<?x28xf32>
  %xn = lookupffn.layer_norm input(%x : tensor<?x28xf32>)
          outs(%xi : tensor<?x28xf32>) -> tensor<?x28xf32>
  %zi = tensor.empty(%n) : tensor<?x7x4xf32>
  %z = lookupffn.project #lookupffn.dense input(%xn : tensor<?x28xf32>)
         weights(%w : tensor<28x28xf32>) outs(%zi : tensor<?x7x4xf32>)
         -> tensor<?x7x4xf32>
  %ci = tensor.empty(%n) : tensor<?x7xi8>
  %si = tensor.empty(%n) : tensor<?x7xf32>
  %code, %score = lookupffn.hash input(%z : tensor<?x7x4xf32>)
      outs(%ci, %si : tensor<?x7xi8>, tensor<?x7xf32>)
      compare = ogt bit_order = msb score = margin
      -> tensor<?x7xi8>, tensor<?x7xf32>
  %r = lookupffn.lookup tables(%tables : tensor<7x16x24xf32>)
         code(%code : tensor<?x7xi8>) score(%score : tensor<?x7xf32>)
         outs(%y : tensor<?x24xf32>) -> tensor<?x24xf32>
  return %r : tensor<?x24xf32>
}

// A destination that is read elsewhere afterwards must be kept, but what it
// holds is not copied into the new one.
// CHECK-LABEL: @outs_not_read(
// CHECK-SAME: %[[U:[a-z0-9]*]]: memref<4x8xf32>
// CHECK-SAME: %[[V:[a-z0-9]*]]: memref<4x8xf32>
func.func @outs_not_read(%u: tensor<4x8xf32>, %v: tensor<4x8xf32>)
    -> (tensor<4x8xf32>, tensor<4x8xf32>) {
  // CHECK-NOT: memref.copy
  // CHECK: %[[NEW:.*]] = memref.alloc()
  // CHECK-NOT: memref.copy
  // CHECK: lookupffn.hadamard input(%[[U]] : {{.*}}) outs(%[[NEW]] : {{.*}})
  // CHECK: return %[[V]], %[[NEW]]
  %0 = lookupffn.hadamard input(%u : tensor<4x8xf32>)
         outs(%v : tensor<4x8xf32>) -> tensor<4x8xf32>
  return %v, %0 : tensor<4x8xf32>, tensor<4x8xf32>
}

// Input and outs must not be one buffer: the op reads what it would overwrite.
// CHECK-LABEL: @same_tensor(
// CHECK-SAME: %[[U:[a-z0-9]*]]: memref<4x8xf32>
func.func @same_tensor(%u: tensor<4x8xf32>) -> tensor<4x8xf32> {
  // CHECK: %[[NEW:.*]] = memref.alloc()
  // CHECK: lookupffn.hadamard input(%[[U]] : {{.*}}) outs(%[[NEW]] : {{.*}})
  %0 = lookupffn.hadamard input(%u : tensor<4x8xf32>)
         outs(%u : tensor<4x8xf32>) -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// CHECK-LABEL: @check_codes(
// CHECK-SAME: %[[C:[a-z0-9]*]]: memref<?x3xi64>
func.func @check_codes(%code: tensor<?x3xi64>) -> i64 {
  // CHECK-NEXT: lookupffn.check_codes %[[C]] rows = 96 : memref<?x3xi64>
  %0 = lookupffn.check_codes %code rows = 96 : tensor<?x3xi64>
  return %0 : i64
}
