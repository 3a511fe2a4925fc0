// RUN: lookupffn-opt %s "--lookupffn-resolve-target=target=x86-64-v3 features=+amx-int8,+amx-tile" --lookupffn-choose-schedule --lookupffn-prepare-weights | FileCheck %s

// A dense projection in integers of two bytes: its matrix in the order of z with
// gamma in it, a step for each column and the factors of its bound, and the bytes
// in the order of tiles, zeros behind D.
// CHECK-LABEL: func.func @dense(
// CHECK-SAME:    %[[X:.*]]: tensor<?x100xf32>, %[[GAMMA:.*]]: tensor<100xf32>, %[[BETA:.*]]: tensor<100xf32>, %[[W:.*]]: tensor<32x100xf32>,
// CHECK:         %[[MATRIX:.*]] = linalg.generic
// CHECK:           tensor.extract %[[W]]
// CHECK:           tensor.extract %[[GAMMA]]
// CHECK:           arith.mulf
// CHECK:         } -> tensor<32x100xf32>
// CHECK:         %[[BIAS:.*]] = linalg.generic {{.*}}iterator_types = ["parallel", "reduction"]
// CHECK:           tensor.extract %[[BETA]]
// CHECK:         } -> tensor<32xf32>
// CHECK:         arith.maximumf
// CHECK:         } -> tensor<1x32xf32>
// CHECK:         %[[STEPS:.*]] = linalg.generic
// CHECK:           math.roundeven
// CHECK:           math.sqrt
// CHECK:         } -> tensor<3x32xf32>
// CHECK:         %[[BYTES:.*]] = linalg.generic
// CHECK:           arith.cmpi ult
// CHECK:           math.roundeven
// CHECK:           arith.shrsi
// CHECK:         } -> tensor<2x2x2x16x64xi8>
// CHECK:         lookupffn.project #lookupffn.quantized_dense input(%{{.*}}) weights(%[[BYTES]] : tensor<2x2x2x16x64xi8>) bias(%[[BIAS]] : tensor<32xf32>)
// CHECK-SAME:      steps(%[[STEPS]] : tensor<3x32xf32>) composed(%[[MATRIX]] : tensor<32x100xf32>) composed_bias(%[[BIAS]] : tensor<32xf32>)
#tiles = #lookupffn.schedule<path = "fast", tile_tokens = 16,
  tile_columns = 32, panel_tokens = 64, prefetch_rows = 0,
  prefetch_locality = 3, arithmetic = "i8x2">
func.func @dense(%x: tensor<?x100xf32>, %gamma: tensor<100xf32>,
                 %beta: tensor<100xf32>, %w: tensor<32x100xf32>,
                 %e0: tensor<?x100xf32>, %e1: tensor<?x8x4xf32>)
    -> tensor<?x8x4xf32>
    attributes {lookupffn.regimes = [
      #lookupffn.regime<min_tokens = 0, block_tokens = 64>]} {
  %xn = lookupffn.layer_norm input(%x : tensor<?x100xf32>)
    gamma(%gamma : tensor<100xf32>) beta(%beta : tensor<100xf32>)
    outs(%e0 : tensor<?x100xf32>) -> tensor<?x100xf32>
  %z = lookupffn.project #lookupffn.dense
    input(%xn : tensor<?x100xf32>) weights(%w : tensor<32x100xf32>)
    outs(%e1 : tensor<?x8x4xf32>) {lookupffn.schedule = [#tiles]}
    -> tensor<?x8x4xf32>
  return %z : tensor<?x8x4xf32>
}

// A bh4 becomes the matrix that its stages are equal to, and a NaN spreads as
// they spread it.
// CHECK-LABEL: func.func @bh4(
// CHECK:         lookupffn.hadamard
// CHECK-COUNT-3: iterator_types = ["parallel", "parallel", "parallel", "reduction", "parallel"]
// CHECK:         %[[MATRIX:.*]] = linalg.generic
// CHECK:         } -> tensor<64x60xf32>
// CHECK:         } -> tensor<4x1x2x16x64xi8>
// CHECK:         lookupffn.project #lookupffn.quantized_dense<spreads_nan = true> input(%{{.*}}) weights(%{{.*}} : tensor<4x1x2x16x64xi8>)
// CHECK-SAME:      steps(%{{.*}} : tensor<3x64xf32>) composed(%{{.*}} : tensor<64x60xf32>) outs(
func.func @bh4(%x: tensor<?x60xf32>, %w: tensor<1x4x4x16x16xf32>,
               %e: tensor<?x16x4xf32>) -> tensor<?x16x4xf32>
    attributes {lookupffn.regimes = [
      #lookupffn.regime<min_tokens = 0, block_tokens = 64>]} {
  %z = lookupffn.project #lookupffn.bh4<decay = 0.7 : f64>
    input(%x : tensor<?x60xf32>) weights(%w : tensor<1x4x4x16x16xf32>)
    outs(%e : tensor<?x16x4xf32>) {lookupffn.schedule = [#tiles]}
    -> tensor<?x16x4xf32>
  return %z : tensor<?x16x4xf32>
}
