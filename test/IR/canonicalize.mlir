// Folders, and the rewrites of the tensor dialect that reach the token ops:
// static sizes travel through a layer.
// RUN: lookupffn-opt %s --canonicalize | FileCheck %s

// CHECK-LABEL: @check_no_codes(
func.func @check_no_codes(%t: tensor<0x3xi64>, %m: memref<?x0xi32>)
    -> (i64, i64) {
  // CHECK: %[[NONE:.*]] = arith.constant -1 : i64
  // CHECK-NEXT: return %[[NONE]], %[[NONE]]
  %0 = lookupffn.check_codes %t rows = 96 : tensor<0x3xi64>
  %1 = lookupffn.check_codes %m rows = 96 : memref<?x0xi32>
  return %0, %1 : i64, i64
}

// CHECK-LABEL: @check_some_codes(
func.func @check_some_codes(%t: tensor<?x3xi64>) -> i64 {
  // CHECK: lookupffn.check_codes
  %0 = lookupffn.check_codes %t rows = 96 : tensor<?x3xi64>
  return %0 : i64
}

// CHECK-LABEL: @hadamard_of_one(
// CHECK-SAME: %[[X:.*]]: tensor<?x1xf32>, %
func.func @hadamard_of_one(%x: tensor<?x1xf32>, %init: tensor<?x1xf32>)
    -> tensor<?x1xf32> {
  // CHECK-NEXT: return %[[X]]
  %0 = lookupffn.hadamard input(%x : tensor<?x1xf32>)
         outs(%init : tensor<?x1xf32>) -> tensor<?x1xf32>
  return %0 : tensor<?x1xf32>
}

// CHECK-LABEL: @hadamard_of_two(
func.func @hadamard_of_two(%x: tensor<?x2xf32>, %init: tensor<?x2xf32>)
    -> tensor<?x2xf32> {
  // CHECK: lookupffn.hadamard
  %0 = lookupffn.hadamard input(%x : tensor<?x2xf32>)
         outs(%init : tensor<?x2xf32>) -> tensor<?x2xf32>
  return %0 : tensor<?x2xf32>
}

// A result must keep its type: the sizes of input and outs differ in what is
// known of them.
// CHECK-LABEL: @hadamard_of_one_other_type(
func.func @hadamard_of_one_other_type(%x: tensor<8x1xf32>,
                                      %init: tensor<?x1xf32>)
    -> tensor<?x1xf32> {
  // CHECK: lookupffn.hadamard
  %0 = lookupffn.hadamard input(%x : tensor<8x1xf32>)
         outs(%init : tensor<?x1xf32>) -> tensor<?x1xf32>
  return %0 : tensor<?x1xf32>
}

// CHECK-LABEL: @hadamard_of_one_in_memory(
func.func @hadamard_of_one_in_memory(%x: memref<?x1xf32>,
                                     %y: memref<?x1xf32>) {
  // CHECK: lookupffn.hadamard
  lookupffn.hadamard input(%x : memref<?x1xf32>) outs(%y : memref<?x1xf32>)
  return
}

// CHECK-LABEL: @static_sizes(
func.func @static_sizes(%x: tensor<8x28xf32>, %tables: tensor<7x16x24xf32>)
    -> tensor<?x24xf32> {
  // CHECK: lookupffn.project {{.*}} -> tensor<8x7x4xf32>
  // CHECK: lookupffn.hash {{.*}} -> tensor<8x7xi8>, tensor<8x7xf32>
  // CHECK: %[[Y:.*]] = lookupffn.lookup {{.*}} -> tensor<8x24xf32>
  // CHECK: %[[CAST:.*]] = tensor.cast %[[Y]]
  // CHECK: return %[[CAST]]
  %xd = tensor.cast %x : tensor<8x28xf32> to tensor<?x28xf32>
  %c0 = arith.constant 0 : index
  %n = tensor.dim %xd, %c0 : tensor<?x28xf32>
  %zi = tensor.empty(%n) : tensor<?x7x4xf32>
  %z = lookupffn.project #lookupffn.identity input(%xd : tensor<?x28xf32>)
         outs(%zi : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
  %ci = tensor.empty(%n) : tensor<?x7xi8>
  %si = tensor.empty(%n) : tensor<?x7xf32>
  %code, %score = lookupffn.hash input(%z : tensor<?x7x4xf32>)
      outs(%ci, %si : tensor<?x7xi8>, tensor<?x7xf32>)
      compare = ogt bit_order = msb score = margin
      -> tensor<?x7xi8>, tensor<?x7xf32>
  %yi = tensor.empty(%n) : tensor<?x24xf32>
  %y = lookupffn.lookup tables(%tables : tensor<7x16x24xf32>)
         code(%code : tensor<?x7xi8>) score(%score : tensor<?x7xf32>)
         outs(%yi : tensor<?x24xf32>) -> tensor<?x24xf32>
  return %y : tensor<?x24xf32>
}
