// RUN: lookupffn-opt %s --lookupffn-hoist-weights="weights=%t.safetensors" --split-input-file --remarks-filter='.*' -o %t 2> %t.remarks
// RUN: FileCheck %s < %t
// RUN: FileCheck %s --check-prefix=REMARK < %t.remarks

// Splats, moved constants and arguments are weights; what is computed is not.

// CHECK-LABEL: func.func @layer(
// CHECK-SAME: %[[X:.*]]: tensor<2x4xf32> {lookupffn.input = "x"}
// CHECK-SAME: %[[W:.*]]: tensor<6x4xf32> {lookupffn.weight = "FFN.hash.projection.weight"}
// CHECK-SAME: %[[G:.*]]: tensor<4xf32> {lookupffn.weight = "FFN.LayerNorm.weight"}
// CHECK-SAME: %[[T:.*]]: tensor<2x8x2xf32> {lookupffn.weight = "FFN.tables"}
// CHECK-SAME: -> (tensor<2x2xf32> {lookupffn.output = "y"})
// CHECK-NOT: tensor.extract_slice
// CHECK-NOT: linalg.transpose
// CHECK: gamma(%[[G]]
// CHECK: weights(%[[W]] {{.*}} bias(%[[B:.*]] :
// CHECK: tables(%[[T]]
// REMARK: remark: [Missed] HoistWeights | {{.*}}"weight 'FFN.hash.projection.bias' stays, for the program computes it"
func.func @layer(%x: tensor<2x4xf32>, %w: tensor<6x4xf32>) -> tensor<2x2xf32> {
  %gamma = arith.constant dense<2.0> : tensor<4xf32>
  %half = arith.constant dense<0.5> : tensor<6xf32>
  %bias = math.exp %half : tensor<6xf32>
  // Rows c of table t of two layers, columns in front: only the second is used.
  %both = arith.constant dense<1.0> : tensor<2x2x2x8xf32>
  %own = tensor.extract_slice %both[1, 0, 0, 0] [1, 2, 2, 8] [1, 1, 1, 1] : tensor<2x2x2x8xf32> to tensor<2x2x8xf32>
  %et = tensor.empty() : tensor<2x8x2xf32>
  %tables = linalg.transpose ins(%own : tensor<2x2x8xf32>) outs(%et : tensor<2x8x2xf32>) permutation = [1, 2, 0]
  %e0 = tensor.empty() : tensor<2x4xf32>
  %xn = lookupffn.layer_norm input(%x : tensor<2x4xf32>) gamma(%gamma : tensor<4xf32>) outs(%e0 : tensor<2x4xf32>) -> tensor<2x4xf32>
  %e1 = tensor.empty() : tensor<2x2x3xf32>
  %z = lookupffn.project #lookupffn.dense input(%xn : tensor<2x4xf32>) weights(%w : tensor<6x4xf32>) bias(%bias : tensor<6xf32>) outs(%e1 : tensor<2x2x3xf32>) -> tensor<2x2x3xf32>
  %e2 = tensor.empty() : tensor<2x2xi8>
  %e3 = tensor.empty() : tensor<2x2xf32>
  %code, %score = lookupffn.hash input(%z : tensor<2x2x3xf32>) outs(%e2, %e3 : tensor<2x2xi8>, tensor<2x2xf32>) compare = ogt bit_order = msb score = margin -> tensor<2x2xi8>, tensor<2x2xf32>
  %y = lookupffn.lookup tables(%tables : tensor<2x8x2xf32>) code(%code : tensor<2x2xi8>) score(%score : tensor<2x2xf32>) outs(%e3 : tensor<2x2xf32>) -> tensor<2x2xf32>
  return %y : tensor<2x2xf32>
}

// -----

// Two layers of one module, of which each has a number; inputs by their use.

// CHECK-LABEL: func.func @two(
// CHECK-SAME: tensor<2x3xi64> {lookupffn.input = "code"}, %{{.*}}: tensor<2x3xf32> {lookupffn.input = "score"}
// CHECK-SAME: tensor<9x5xf16> {lookupffn.weight = "layer.0.FFN.tables"}
// CHECK-SAME: tensor<9x5xf16> {lookupffn.weight = "layer.1.FFN.tables"}
func.func @two(%code: tensor<2x3xi64>, %score: tensor<2x3xf32>) -> (tensor<2x5xf32>, tensor<2x5xf32>) {
  %t0 = arith.constant dense<1.0> : tensor<9x5xf16>
  %t1 = arith.constant dense<2.0> : tensor<9x5xf16>
  %e = tensor.empty() : tensor<2x5xf32>
  %a = lookupffn.lookup tables(%t0 : tensor<9x5xf16>) code(%code : tensor<2x3xi64>) score(%score : tensor<2x3xf32>) outs(%e : tensor<2x5xf32>) -> tensor<2x5xf32>
  %b = lookupffn.lookup tables(%t1 : tensor<9x5xf16>) code(%code : tensor<2x3xi64>) score(%score : tensor<2x3xf32>) outs(%e : tensor<2x5xf32>) -> tensor<2x5xf32>
  return %a, %b : tensor<2x5xf32>, tensor<2x5xf32>
}
