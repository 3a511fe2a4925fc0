// Sizes of results are sizes of outs, so they resolve without running an op.
// RUN: lookupffn-opt %s --resolve-shaped-type-result-dims --canonicalize | FileCheck %s

// CHECK-LABEL: @hash_sizes(
// CHECK-SAME: %{{.*}}: tensor<?x?x4xf32>, %[[C:.*]]: tensor<?x?xi8>, %[[S:.*]]: tensor<?x?xf32>
func.func @hash_sizes(%z: tensor<?x?x4xf32>, %c: tensor<?x?xi8>,
                      %s: tensor<?x?xf32>) -> (index, index) {
  // CHECK-NOT: lookupffn.hash
  // CHECK-DAG: %[[N:.*]] = tensor.dim %[[C]], %c0
  // CHECK-DAG: %[[T:.*]] = tensor.dim %[[S]], %c1
  // CHECK: return %[[N]], %[[T]]
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %code, %score = lookupffn.hash input(%z : tensor<?x?x4xf32>)
      outs(%c, %s : tensor<?x?xi8>, tensor<?x?xf32>)
      compare = ogt bit_order = msb score = margin
      -> tensor<?x?xi8>, tensor<?x?xf32>
  %n = tensor.dim %code, %c0 : tensor<?x?xi8>
  %t = tensor.dim %score, %c1 : tensor<?x?xf32>
  return %n, %t : index, index
}

// CHECK-LABEL: @lookup_sizes(
func.func @lookup_sizes(%tables: tensor<7x16x24xf32>, %code: tensor<?x7xi8>)
    -> (index, index) {
  // CHECK-NOT: lookupffn.lookup
  // CHECK-DAG: %[[N:.*]] = tensor.dim %{{.*}}, %c0 : tensor<?x7xi8>
  // CHECK-DAG: %[[O:.*]] = arith.constant 24 : index
  // CHECK: return %[[N]], %[[O]]
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %b = tensor.dim %code, %c0 : tensor<?x7xi8>
  %init = tensor.empty(%b) : tensor<?x24xf32>
  %y = lookupffn.lookup tables(%tables : tensor<7x16x24xf32>)
         code(%code : tensor<?x7xi8>) outs(%init : tensor<?x24xf32>)
         -> tensor<?x24xf32>
  %n = tensor.dim %y, %c0 : tensor<?x24xf32>
  %o = tensor.dim %y, %c1 : tensor<?x24xf32>
  return %n, %o : index, index
}

// The memref form has no results and is left alone.
// CHECK-LABEL: @in_memory(
func.func @in_memory(%x: memref<?x8xf32>) -> index {
  // CHECK: lookupffn.hadamard
  %c0 = arith.constant 0 : index
  lookupffn.hadamard input(%x : memref<?x8xf32>) outs(%x : memref<?x8xf32>)
  %n = memref.dim %x, %c0 : memref<?x8xf32>
  return %n : index
}
