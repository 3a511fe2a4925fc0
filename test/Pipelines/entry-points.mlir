// Odd modules that compile: through the whole pipeline, to the LLVM dialect.
// RUN: lookupffn-opt %s --lookupffn-pipeline="target=x86-64-v3" --split-input-file | FileCheck %s

// CHECK-LABEL: llvm.func @empty(
// CHECK-SAME:    inputs = [], outputs = [], packed = [], scratch_bytes = 0 : i64
func.func @empty() {
  return
}

// -----

// CHECK-LABEL: llvm.func @no_output(
func.func @no_output(%x: tensor<f32>) {
  return
}

// -----

// CHECK-LABEL: llvm.func @input_twice(
// CHECK-SAME:    outputs = [{name = "output0", type = tensor<?x8xf32>}, {name = "output1", type = tensor<?x8xf32>}]
func.func @input_twice(%x: tensor<?x8xf32>)
    -> (tensor<?x8xf32>, tensor<?x8xf32>) {
  return %x, %x : tensor<?x8xf32>, tensor<?x8xf32>
}

// -----

// A module without entry points, with functions of others.
// CHECK:       llvm.mlir.global
// CHECK:       llvm.func @other(
// CHECK-NOT:   lookupffn.entry
llvm.mlir.global external constant @value(1 : i32) : i32
llvm.func @other(%x: i32) -> i32 {
  llvm.return %x : i32
}
func.func private @declared(tensor<?x8xf32>) -> tensor<?x8xf32>
func.func private @unused(%x: tensor<?x8xf32>, %o: tensor<?x8xf32>)
    -> tensor<?x8xf32> {
  %0 = lookupffn.hadamard input(%x : tensor<?x8xf32>)
    outs(%o : tensor<?x8xf32>) -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// -----

// Two layers one after the other, of static batch.
// CHECK-LABEL: llvm.func @two_layers(
func.func @two_layers(%x: tensor<70x8xf32>,
                      %a: tensor<2x16x12xf32> {lookupffn.weight = "0.tables"},
                      %b: tensor<3x16x5xf32> {lookupffn.weight = "1.tables"})
    -> tensor<70x5xf32> {
  %e0 = tensor.empty() : tensor<70x2x4xf32>
  %z0 = lookupffn.project #lookupffn.identity input(%x : tensor<70x8xf32>)
    outs(%e0 : tensor<70x2x4xf32>) -> tensor<70x2x4xf32>
  %e1 = tensor.empty() : tensor<70x2xi8>
  %e2 = tensor.empty() : tensor<70x2xf32>
  %c0, %s0 = lookupffn.hash input(%z0 : tensor<70x2x4xf32>)
    outs(%e1, %e2 : tensor<70x2xi8>, tensor<70x2xf32>)
    compare = oge bit_order = lsb score = softmax
    -> tensor<70x2xi8>, tensor<70x2xf32>
  %e3 = tensor.empty() : tensor<70x12xf32>
  %y0 = lookupffn.lookup tables(%a : tensor<2x16x12xf32>)
    code(%c0 : tensor<70x2xi8>) score(%s0 : tensor<70x2xf32>)
    outs(%e3 : tensor<70x12xf32>) -> tensor<70x12xf32>
  %e4 = tensor.empty() : tensor<70x3x4xf32>
  %z1 = lookupffn.project #lookupffn.identity input(%y0 : tensor<70x12xf32>)
    outs(%e4 : tensor<70x3x4xf32>) -> tensor<70x3x4xf32>
  %e5 = tensor.empty() : tensor<70x3xi8>
  %e6 = tensor.empty() : tensor<70x3xf32>
  %c1, %s1 = lookupffn.hash input(%z1 : tensor<70x3x4xf32>)
    outs(%e5, %e6 : tensor<70x3xi8>, tensor<70x3xf32>)
    compare = oge bit_order = lsb score = softmax
    -> tensor<70x3xi8>, tensor<70x3xf32>
  %e7 = tensor.empty() : tensor<70x5xf32>
  %y1 = lookupffn.lookup tables(%b : tensor<3x16x5xf32>)
    code(%c1 : tensor<70x3xi8>) score(%s1 : tensor<70x3xf32>)
    outs(%e7 : tensor<70x5xf32>) -> tensor<70x5xf32>
  return %y1 : tensor<70x5xf32>
}
