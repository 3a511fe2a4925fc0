// Several leading dimensions become one; one stays as it is.
// RUN: lookupffn-opt %s --lookupffn-flatten-tokens | FileCheck %s

// CHECK-LABEL: func.func @dynamic(
// CHECK-SAME:    %[[X:.*]]: tensor<?x8xf32>
// CHECK-SAME:    -> tensor<?x8xf32>
// CHECK:         %[[N:.*]] = tensor.dim %[[X]], %{{.*}} : tensor<?x8xf32>
// CHECK-NOT:     tensor.dim
// CHECK:         %[[E:.*]] = tensor.empty(%[[N]]) : tensor<?x8xf32>
// CHECK:         lookupffn.hadamard input(%[[X]] : tensor<?x8xf32>) outs(%[[E]] : tensor<?x8xf32>) -> tensor<?x8xf32>
func.func @dynamic(%x: tensor<?x?x8xf32>) -> tensor<?x?x8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?x?x8xf32>
  %m = tensor.dim %x, %c1 : tensor<?x?x8xf32>
  %e = tensor.empty(%n, %m) : tensor<?x?x8xf32>
  %0 = lookupffn.hadamard input(%x : tensor<?x?x8xf32>)
    outs(%e : tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  return %0 : tensor<?x?x8xf32>
}

// The product of static sizes is static; codes and outputs follow.
// CHECK-LABEL: func.func @static(
// CHECK-SAME:    %{{.*}}: tensor<6x7x4xf32>
// CHECK-SAME:    -> (tensor<6x7xi8>, tensor<6x7xf32>)
// CHECK:         lookupffn.hash input(%{{.*}} : tensor<6x7x4xf32>)
func.func @static(%z: tensor<2x3x7x4xf32>)
    -> (tensor<2x3x7xi8>, tensor<2x3x7xf32>) {
  %e0 = tensor.empty() : tensor<2x3x7xi8>
  %e1 = tensor.empty() : tensor<2x3x7xf32>
  %code, %score = lookupffn.hash input(%z : tensor<2x3x7x4xf32>)
    outs(%e0, %e1 : tensor<2x3x7xi8>, tensor<2x3x7xf32>)
    compare = ogt bit_order = msb score = margin
    -> tensor<2x3x7xi8>, tensor<2x3x7xf32>
  return %code, %score : tensor<2x3x7xi8>, tensor<2x3x7xf32>
}

// A single token without a leading dimension gets one of size 1.
// CHECK-LABEL: func.func @none(
// CHECK-SAME:    %{{.*}}: tensor<1x8xf32>, %[[O:.*]]: tensor<1x8xf32>) -> tensor<1x8xf32>
// CHECK:         outs(%[[O]] : tensor<1x8xf32>)
func.func @none(%x: tensor<8xf32>, %o: tensor<8xf32>) -> tensor<8xf32> {
  %0 = lookupffn.hadamard input(%x : tensor<8xf32>)
    outs(%o : tensor<8xf32>) -> tensor<8xf32>
  return %0 : tensor<8xf32>
}

// CHECK-LABEL: func.func @one(
// CHECK-SAME:    %{{.*}}: tensor<?x8xf32>) -> tensor<?x8xf32> {
// CHECK-NEXT:    return
func.func @one(%x: tensor<?x8xf32>) -> tensor<?x8xf32> {
  return %x : tensor<?x8xf32>
}

// Helpers are no entry points.
// CHECK-LABEL: func.func private @helper(
// CHECK-SAME:    f32) -> f32
func.func private @helper(%x: f32) -> f32 {
  return %x : f32
}
