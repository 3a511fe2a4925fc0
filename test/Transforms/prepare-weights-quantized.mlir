// RUN: lookupffn-opt %s --lookupffn-resolve-target=target=x86-64-v3 --lookupffn-choose-schedule --lookupffn-prepare-weights | FileCheck %s
// RUN: lookupffn-opt %s --lookupffn-resolve-target=target=neoverse-v2 --lookupffn-choose-schedule --lookupffn-prepare-weights | FileCheck %s --check-prefix=BYTES

// In 16 bits: a step for each repeat and stage, weights in its units in pairs,
// the matrix that all stages are equal to, and its bias.
// CHECK-LABEL: func.func @quantized(
// CHECK-SAME:    %[[X:.*]]: tensor<?x60xf32>, %{{.*}}: tensor<60xf32>, %[[BETA:.*]]: tensor<60xf32>, %[[W:.*]]: tensor<1x4x4x16x16xf32>,
// CHECK:         lookupffn.hadamard input(%{{.*}} : tensor<1x4x4x16x16xf32>)
// Steps: no weight exceeds 32639, of which this is the inverse.
// CHECK:         linalg.generic
// CHECK:           arith.constant 3.06381953E-5
// CHECK:         } -> tensor<1x4xf32>
// CHECK:         %[[Q:.*]] = linalg.generic
// CHECK:           math.roundeven
// CHECK:           arith.fptosi
// CHECK:         } -> tensor<1x4x4x8x16x2xi16>
// The gains of stages 2, 1, 0, the matrix, the errors.
// CHECK-COUNT-3: iterator_types = ["parallel", "parallel", "parallel", "reduction", "parallel"]
// CHECK:         } -> tensor<64x60xf32>
// CHECK:         } -> tensor<1x4x3xf32>
// CHECK:         lookupffn.project #lookupffn.quantized_bh4 input(%{{.*}}) weights(%[[Q]] : tensor<1x4x4x8x16x2xi16>)
// CHECK-SAME:      steps(%{{.*}}) composed(%{{.*}} : tensor<64x60xf32>) composed_bias(

// With i8mm the same integers in groups of eight inputs: of each output eight
// high bytes, (integer + 128) >> 8, and eight low ones.
// BYTES:         %[[Q:.*]] = linalg.generic
// BYTES:           %[[INTEGER:.*]] = arith.fptosi
// BYTES:           %[[IS:.*]] = arith.cmpi ult
// BYTES:           %[[UP:.*]] = arith.addi %[[INTEGER]], %{{.*}} : i32
// BYTES:           %[[HIGH:.*]] = arith.shrsi %[[UP]], %{{.*}} : i32
// BYTES:           %[[BYTE:.*]] = arith.select %[[IS]], %[[HIGH]], %[[INTEGER]] : i32
// BYTES:           arith.trunci %[[BYTE]] : i32 to i8
// BYTES:         } -> tensor<1x4x4x2x16x16xi8>
// BYTES:         lookupffn.project #lookupffn.quantized_bh4 input(%{{.*}}) weights(%{{.*}} : tensor<1x4x4x2x16x16xi8>)
#integer = #lookupffn.schedule<path = "fast", tile_tokens = 6,
  tile_columns = 16, panel_tokens = 64, prefetch_rows = 0,
  prefetch_locality = 3, arithmetic = "i16">
func.func @quantized(%x: tensor<?x60xf32>, %gamma: tensor<60xf32>,
                     %beta: tensor<60xf32>, %w: tensor<1x4x4x16x16xf32>,
                     %e0: tensor<?x60xf32>, %e1: tensor<?x16x4xf32>)
    -> tensor<?x16x4xf32>
    attributes {lookupffn.regimes = [
      #lookupffn.regime<min_tokens = 0, block_tokens = 8>]} {
  %xn = lookupffn.layer_norm input(%x : tensor<?x60xf32>)
    gamma(%gamma : tensor<60xf32>) beta(%beta : tensor<60xf32>)
    outs(%e0 : tensor<?x60xf32>) -> tensor<?x60xf32>
  %z = lookupffn.project #lookupffn.bh4<decay = 0.7 : f64>
    input(%xn : tensor<?x60xf32>) weights(%w : tensor<1x4x4x16x16xf32>)
    outs(%e1 : tensor<?x16x4xf32>) {lookupffn.schedule = [#integer]}
    -> tensor<?x16x4xf32>
  return %z : tensor<?x16x4xf32>
}
