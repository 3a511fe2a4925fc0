// The hash follows a projection whose schedule is given: only behind a fast one
// is z bit-major.
// RUN: lookupffn-opt %s --lookupffn-resolve-target=target=x86-64-v3 --lookupffn-choose-schedule | FileCheck %s
// RUN: lookupffn-opt %s --lookupffn-pipeline=target=x86-64-v3 -o /dev/null

#portable = #lookupffn.schedule<path = "linalg", tile_tokens = 1,
  tile_columns = 1, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3>

// CHECK-LABEL: func.func @portable(
// CHECK:         lookupffn.project {{.*}}path = "linalg"
// CHECK:         lookupffn.hash {{.*}}path = "linalg"
func.func @portable(%x: tensor<?x8xf32>, %w: tensor<8x8xf32>)
    -> (tensor<?x2xi8>, tensor<?x2xf32>) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x8xf32>
  %e0 = tensor.empty(%n) : tensor<?x2x4xf32>
  %z = lookupffn.project #lookupffn.dense input(%x : tensor<?x8xf32>)
    weights(%w : tensor<8x8xf32>) outs(%e0 : tensor<?x2x4xf32>)
    {lookupffn.schedule = [#portable]} -> tensor<?x2x4xf32>
  %e1 = tensor.empty(%n) : tensor<?x2xi8>
  %e2 = tensor.empty(%n) : tensor<?x2xf32>
  %code, %score = lookupffn.hash input(%z : tensor<?x2x4xf32>)
    outs(%e1, %e2 : tensor<?x2xi8>, tensor<?x2xf32>)
    compare = ogt bit_order = msb score = margin
    -> tensor<?x2xi8>, tensor<?x2xf32>
  return %code, %score : tensor<?x2xi8>, tensor<?x2xf32>
}
