// RUN: lookupffn-opt %s -split-input-file --lookupffn-resolve-target=target=x86-64-v3 --lookupffn-choose-schedule --lookupffn-prepare-weights | FileCheck %s
// The portable path reads the weights of the checkpoint.
// RUN: lookupffn-opt %s -split-input-file --lookupffn-resolve-target=target=x86-64-v3 --lookupffn-choose-schedule=path=linalg -o %t.before
// RUN: lookupffn-opt %t.before -split-input-file --lookupffn-prepare-weights -o %t.after
// RUN: diff %t.before %t.after

// Three repeats, and an input that is less than P = 64 wide: gamma goes into
// the first stage, beta into its shift, decay into the last stage, and what is
// left of the input, (1 - decay) * (gamma * x + beta), into tap and bias.
// CHECK-LABEL: func.func @bh4(
// CHECK-SAME:    %[[X:.*]]: tensor<?x60xf32>, %[[GAMMA:.*]]: tensor<60xf32>, %[[BETA:.*]]: tensor<60xf32>, %[[W:.*]]: tensor<3x4x4x16x16xf32>, %[[PB:.*]]: tensor<160xf32>,
// CHECK:         %[[NORM:.*]] = lookupffn.layer_norm input(%[[X]] : tensor<?x60xf32>) outs(

// The blocks as (in, out), then their Hadamard.
// CHECK:         %[[TRANSPOSED:.*]] = linalg.generic
// CHECK:           %[[OUT:.*]] = linalg.index 3
// CHECK:           %[[IN:.*]] = linalg.index 4
// CHECK:           tensor.extract %[[W]][%{{.*}}, %{{.*}}, %{{.*}}, %[[IN]], %[[OUT]]]
// CHECK:         %[[ABSORBED:.*]] = lookupffn.hadamard input(%[[TRANSPOSED]] : tensor<3x4x4x16x16xf32>)

// CHECK:         %[[WEIGHTS:.*]] = linalg.generic
// CHECK-DAG:       %[[STAGE:.*]] = linalg.index 1
// CHECK-DAG:       %[[FIRST:.*]] = arith.cmpi eq, %[[STAGE]], %{{c0.*}} :
// CHECK-DAG:       %[[LAST:.*]] = arith.cmpi eq, %[[STAGE]], %{{c3.*}} :
// CHECK:           %[[A:.*]] = tensor.extract %[[ABSORBED]]
// CHECK:           %[[INSIDE:.*]] = arith.cmpi ult, %{{.*}}, %c60
// CHECK:           %[[G:.*]] = tensor.extract %[[GAMMA]]
// CHECK:           %[[PADDED:.*]] = arith.select %[[INSIDE]], %[[G]], %{{.*}} : f32
// CHECK:           %[[FACTOR:.*]] = arith.select %[[FIRST]], %[[PADDED]], %{{.*}} : f32
// CHECK:           %[[SCALED:.*]] = arith.mulf %[[A]], %[[FACTOR]] : f32
// CHECK:           %[[DECAY:.*]] = arith.constant 0.699999988 : f32
// CHECK:           %[[MIXED:.*]] = arith.mulf %[[SCALED]], %[[DECAY]] : f32
// CHECK:           %[[R:.*]] = arith.select %[[LAST]], %[[MIXED]], %[[SCALED]] : f32
// CHECK:           linalg.yield %[[R]]

// CHECK:         %[[SHIFT:.*]] = linalg.generic {{.*}}iterator_types = ["parallel", "parallel", "reduction"]
// CHECK-DAG:       tensor.extract %[[ABSORBED]]
// CHECK-DAG:       tensor.extract %[[BETA]]
// CHECK:           arith.mulf
// CHECK:           arith.addf

// CHECK:         %[[TAP:.*]] = linalg.generic
// CHECK-DAG:       tensor.extract %[[GAMMA]]
// CHECK-DAG:       arith.constant 3.000000e-01 : f32
// CHECK:           arith.mulf

// CHECK:         %[[BIAS:.*]] = linalg.generic
// CHECK:           tensor.extract %[[PB]]
// CHECK:           tensor.extract %[[BETA]]
// CHECK:           arith.addf

// z is written [L, T], as the hash reads it.
// CHECK:         %[[Z:.*]] = lookupffn.project #lookupffn.absorbed_bh4 input(%[[NORM]] : tensor<?x60xf32>)
// CHECK-SAME:      weights(%[[WEIGHTS]] : tensor<3x4x4x16x16xf32>) bias(%[[BIAS]] : tensor<160xf32>)
// CHECK-SAME:      shift(%[[SHIFT]] : tensor<3x64xf32>) tap(%[[TAP]] : tensor<64xf32>)
// CHECK-SAME:      outs(%{{.*}} : tensor<?x4x40xf32>) bit_major
// CHECK:         lookupffn.hash input(%[[Z]] : tensor<?x4x40xf32>)
// CHECK-SAME:      bit_major
// CHECK-NOT:     linalg.transpose
func.func @bh4(%x: tensor<?x60xf32>, %gamma: tensor<60xf32>,
               %beta: tensor<60xf32>, %w: tensor<3x4x4x16x16xf32>,
               %pb: tensor<160xf32>, %e0: tensor<?x60xf32>,
               %e1: tensor<?x40x4xf32>, %e2: tensor<?x40xi8>,
               %e3: tensor<?x40xf32>)
    -> (tensor<?x40xi8>, tensor<?x40xf32>) {
  %xn = lookupffn.layer_norm input(%x : tensor<?x60xf32>)
    gamma(%gamma : tensor<60xf32>) beta(%beta : tensor<60xf32>)
    outs(%e0 : tensor<?x60xf32>) -> tensor<?x60xf32>
  %z = lookupffn.project #lookupffn.bh4<decay = 0.7 : f64>
    input(%xn : tensor<?x60xf32>) weights(%w : tensor<3x4x4x16x16xf32>)
    bias(%pb : tensor<160xf32>) outs(%e1 : tensor<?x40x4xf32>)
    -> tensor<?x40x4xf32>
  %code, %score = lookupffn.hash input(%z : tensor<?x40x4xf32>)
    outs(%e2, %e3 : tensor<?x40xi8>, tensor<?x40xf32>)
    compare = ogt bit_order = msb score = margin
    -> tensor<?x40xi8>, tensor<?x40xf32>
  return %code, %score : tensor<?x40xi8>, tensor<?x40xf32>
}

// -----

// Without a norm there is no shift, and without a bias none; z goes to others
// in the order that they know.
// CHECK-LABEL: func.func @bh4_without_norm(
// CHECK-SAME:    %[[X:.*]]: tensor<?x64xf32>,
// CHECK:         lookupffn.hadamard
// CHECK:         %[[WEIGHTS:.*]] = linalg.generic
// CHECK:         %[[TAP:.*]] = linalg.generic
// CHECK:         %[[PACKED:.*]] = lookupffn.project #lookupffn.absorbed_bh4 input(%[[X]] : tensor<?x64xf32>) weights(%[[WEIGHTS]] : tensor<1x4x4x16x16xf32>) tap(%[[TAP]] : tensor<64xf32>)
// CHECK:         %[[Z:.*]] = linalg.transpose ins(%[[PACKED]] : tensor<?x4x8xf32>) outs(%{{.*}} : tensor<?x8x4xf32>) permutation = [0, 2, 1]
// CHECK:         lookupffn.hash input(%[[PACKED]] : tensor<?x4x8xf32>)
// CHECK-SAME:      bit_major
// CHECK:         return %[[Z]],
func.func @bh4_without_norm(%x: tensor<?x64xf32>, %w: tensor<1x4x4x16x16xf32>,
                            %e1: tensor<?x8x4xf32>, %e2: tensor<?x8xi8>,
                            %e3: tensor<?x8xf32>)
    -> (tensor<?x8x4xf32>, tensor<?x8xi8>) {
  %z = lookupffn.project #lookupffn.bh4<decay = 1.0 : f64>
    input(%x : tensor<?x64xf32>) weights(%w : tensor<1x4x4x16x16xf32>)
    outs(%e1 : tensor<?x8x4xf32>) -> tensor<?x8x4xf32>
  %code, %score = lookupffn.hash input(%z : tensor<?x8x4xf32>)
    outs(%e2, %e3 : tensor<?x8xi8>, tensor<?x8xf32>)
    compare = ogt bit_order = msb score = margin
    -> tensor<?x8xi8>, tensor<?x8xf32>
  return %z, %code : tensor<?x8x4xf32>, tensor<?x8xi8>
}

// -----

// 24 columns are three panels of 8; bias + A beta is the bias.
// CHECK-LABEL: func.func @dense(
// CHECK-SAME:    %[[X:.*]]: tensor<5x7xf32>, %[[GAMMA:.*]]: tensor<7xf32>, %[[BETA:.*]]: tensor<7xf32>, %[[W:.*]]: tensor<24x7xf32>,
// CHECK:         %[[NORM:.*]] = lookupffn.layer_norm input(%[[X]] : tensor<5x7xf32>) outs(
// CHECK:         %[[WEIGHTS:.*]] = linalg.generic
// CHECK:           tensor.extract %[[W]]
// CHECK:           tensor.extract %[[GAMMA]]
// CHECK:           arith.mulf
// CHECK:         } -> tensor<3x7x8xf32>
// CHECK:         %[[BIAS:.*]] = linalg.generic {{.*}}iterator_types = ["parallel", "reduction"]
// CHECK-DAG:       tensor.extract %[[W]]
// CHECK-DAG:       tensor.extract %[[BETA]]
// CHECK:           arith.mulf
// CHECK:           arith.addf
// CHECK:         %[[PACKED:.*]] = lookupffn.project #lookupffn.packed_dense input(%[[NORM]] : tensor<5x7xf32>) weights(%[[WEIGHTS]] : tensor<3x7x8xf32>) bias(%[[BIAS]] : tensor<24xf32>)
// CHECK-SAME:      outs(%{{.*}} : tensor<5x4x6xf32>) bit_major
// CHECK:         %[[Z:.*]] = linalg.transpose ins(%[[PACKED]] : tensor<5x4x6xf32>)
// CHECK:         return %[[Z]]
func.func @dense(%x: tensor<5x7xf32>, %gamma: tensor<7xf32>,
                 %beta: tensor<7xf32>, %w: tensor<24x7xf32>,
                 %e0: tensor<5x7xf32>, %e1: tensor<5x6x4xf32>)
    -> tensor<5x6x4xf32> {
  %xn = lookupffn.layer_norm input(%x : tensor<5x7xf32>)
    gamma(%gamma : tensor<7xf32>) beta(%beta : tensor<7xf32>)
    outs(%e0 : tensor<5x7xf32>) -> tensor<5x7xf32>
  %z = lookupffn.project #lookupffn.dense input(%xn : tensor<5x7xf32>)
    weights(%w : tensor<24x7xf32>) outs(%e1 : tensor<5x6x4xf32>)
    -> tensor<5x6x4xf32>
  return %z : tensor<5x6x4xf32>
}

// -----

// A norm that another op reads too keeps its gamma.
// CHECK-LABEL: func.func @shared_norm(
// CHECK-SAME:    %{{.*}}: tensor<?x8xf32>, %[[GAMMA:.*]]: tensor<8xf32>,
// CHECK:         %[[NORM:.*]] = lookupffn.layer_norm {{.*}}gamma(%[[GAMMA]] : tensor<8xf32>)
// CHECK:         linalg.generic
// CHECK-NOT:     %[[GAMMA]]
// CHECK:         lookupffn.project #lookupffn.packed_dense input(%[[NORM]] : tensor<?x8xf32>)
// CHECK:         return %{{.*}}, %[[NORM]]
func.func @shared_norm(%x: tensor<?x8xf32>, %gamma: tensor<8xf32>,
                       %w: tensor<8x8xf32>, %e0: tensor<?x8xf32>,
                       %e1: tensor<?x2x4xf32>)
    -> (tensor<?x2x4xf32>, tensor<?x8xf32>) {
  %xn = lookupffn.layer_norm input(%x : tensor<?x8xf32>)
    gamma(%gamma : tensor<8xf32>) outs(%e0 : tensor<?x8xf32>)
    -> tensor<?x8xf32>
  %z = lookupffn.project #lookupffn.dense input(%xn : tensor<?x8xf32>)
    weights(%w : tensor<8x8xf32>) outs(%e1 : tensor<?x2x4xf32>)
    -> tensor<?x2x4xf32>
  return %z, %xn : tensor<?x2x4xf32>, tensor<?x8xf32>
}

// -----

// Columns that are no whole vectors have no fast path, and stay.
// CHECK-LABEL: func.func @portable(
// CHECK:         lookupffn.project #lookupffn.dense
func.func @portable(%x: tensor<?x8xf32>, %w: tensor<9x8xf32>,
                    %e: tensor<?x3x3xf32>) -> tensor<?x3x3xf32> {
  %z = lookupffn.project #lookupffn.dense input(%x : tensor<?x8xf32>)
    weights(%w : tensor<9x8xf32>) outs(%e : tensor<?x3x3xf32>)
    -> tensor<?x3x3xf32>
  return %z : tensor<?x3x3xf32>
}

// -----

// identity has no weights that could take gamma in.
// CHECK-LABEL: func.func @identity(
// CHECK-SAME:    %{{.*}}: tensor<?x12xf32>, %[[GAMMA:.*]]: tensor<12xf32>, %[[PB:.*]]: tensor<12xf32>,
// CHECK:         %[[NORM:.*]] = lookupffn.layer_norm {{.*}}gamma(%[[GAMMA]] : tensor<12xf32>)
// CHECK:         %[[BIAS:.*]] = linalg.generic
// CHECK:           tensor.extract %[[PB]]
// CHECK:         %[[Z:.*]] = lookupffn.project #lookupffn.identity input(%[[NORM]] : tensor<?x12xf32>) bias(%[[BIAS]] : tensor<12xf32>) outs(%{{.*}} : tensor<?x4x3xf32>) bit_major
// CHECK:         lookupffn.hash input(%[[Z]] : tensor<?x4x3xf32>)
// CHECK-SAME:      bit_major
func.func @identity(%x: tensor<?x12xf32>, %gamma: tensor<12xf32>,
                    %pb: tensor<12xf32>, %e0: tensor<?x12xf32>,
                    %e1: tensor<?x3x4xf32>, %e2: tensor<?x3xi8>,
                    %e3: tensor<?x3xf32>) -> tensor<?x3xi8> {
  %xn = lookupffn.layer_norm input(%x : tensor<?x12xf32>)
    gamma(%gamma : tensor<12xf32>) outs(%e0 : tensor<?x12xf32>)
    -> tensor<?x12xf32>
  %z = lookupffn.project #lookupffn.identity input(%xn : tensor<?x12xf32>)
    bias(%pb : tensor<12xf32>) outs(%e1 : tensor<?x3x4xf32>)
    -> tensor<?x3x4xf32>
  %code, %score = lookupffn.hash input(%z : tensor<?x3x4xf32>)
    outs(%e2, %e3 : tensor<?x3xi8>, tensor<?x3xf32>)
    compare = ogt bit_order = msb score = margin
    -> tensor<?x3xi8>, tensor<?x3xf32>
  return %code : tensor<?x3xi8>
}
