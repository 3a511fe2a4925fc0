// Token ops tile from transform scripts: token dimensions are parallel loops
// with a tail, weights are passed whole, and lookup tiles its columns too.
// RUN: lookupffn-opt %s --transform-interpreter --canonicalize --cse --split-input-file | FileCheck %s

// CHECK-DAG: #[[TAIL:.*]] = affine_map<(d0)[s0] -> (-d0 + s0, 64)>
// CHECK-LABEL: @tokens(
func.func @tokens(%x: tensor<?x28xf32>, %gamma: tensor<28xf32>,
                  %w: tensor<28x28xf32>, %tables: tensor<7x16x24xf32>,
                  %xi: tensor<?x28xf32>, %zi: tensor<?x7x4xf32>,
                  %ci: tensor<?x7xi8>, %si: tensor<?x7xf32>,
                  %yi: tensor<?x24xf32>) -> tensor<?x24xf32> {
  // CHECK: scf.for %[[N:[a-z0-9]+]] = %{{.*}} to %[[TOKENS:.*]] step
  // CHECK: %[[SIZE:.*]] = affine.min #[[TAIL]](%[[N]])[%[[TOKENS]]]
  // CHECK: tensor.extract_slice %{{.*}}[%[[N]], 0] [%[[SIZE]], 28] [1, 1]
  // CHECK: lookupffn.layer_norm input(%{{.*}} : tensor<?x28xf32>) gamma(%{{.*}} : tensor<28xf32>)
  // CHECK: tensor.insert_slice %{{.*}}[%[[N]], 0] [%[[SIZE]], 28] [1, 1]
  %xn = lookupffn.layer_norm input(%x : tensor<?x28xf32>)
          gamma(%gamma : tensor<28xf32>) outs(%xi : tensor<?x28xf32>)
          -> tensor<?x28xf32>
  // CHECK: scf.for %[[N:[a-z0-9]+]] =
  // CHECK: tensor.extract_slice %{{.*}}[%[[N]], 0, 0] [%{{.*}}, 7, 4] [1, 1, 1]
  // CHECK: lookupffn.project #lookupffn.dense {{.*}} weights(%{{.*}} : tensor<28x28xf32>)
  %z = lookupffn.project #lookupffn.dense input(%xn : tensor<?x28xf32>)
         weights(%w : tensor<28x28xf32>) outs(%zi : tensor<?x7x4xf32>)
         -> tensor<?x7x4xf32>
  // CHECK: scf.for {{.*}} -> (tensor<?x7xi8>, tensor<?x7xf32>)
  // CHECK: %[[H:.*]]:2 = lookupffn.hash
  // CHECK: tensor.insert_slice %[[H]]#0 into
  // CHECK: tensor.insert_slice %[[H]]#1 into
  %code, %score = lookupffn.hash input(%z : tensor<?x7x4xf32>)
      outs(%ci, %si : tensor<?x7xi8>, tensor<?x7xf32>)
      compare = ogt bit_order = msb score = margin
      -> tensor<?x7xi8>, tensor<?x7xf32>
  // CHECK: scf.for
  // CHECK: lookupffn.lookup tables(%{{.*}} : tensor<7x16x24xf32>) code(%{{.*}} : tensor<?x7xi8>) score(%{{.*}} : tensor<?x7xf32>) outs(%{{.*}} : tensor<?x24xf32>)
  %y = lookupffn.lookup tables(%tables : tensor<7x16x24xf32>)
         code(%code : tensor<?x7xi8>) score(%score : tensor<?x7xf32>)
         outs(%yi : tensor<?x24xf32>) -> tensor<?x24xf32>
  return %y : tensor<?x24xf32>
}

module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(
      %root: !transform.any_op {transform.readonly}) {
    %ops = transform.structured.match ops{["lookupffn.layer_norm",
        "lookupffn.project", "lookupffn.hash", "lookupffn.lookup"]}
        in %root : (!transform.any_op) -> !transform.any_op
    %tiled, %loop = transform.structured.tile_using_for %ops tile_sizes [64]
        : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.yield
  }
}

// -----

// 24 columns in tiles of 8: tables and bias are cut with outs; codes, scores
// and row scales are whole.
// CHECK-LABEL: @columns(
func.func @columns(%tables: tensor<7x16x24xi8>, %scale: tensor<7x16xf32>,
                   %code: tensor<2x3x7xi8>, %score: tensor<2x3x7xf32>,
                   %bias: tensor<24xf32>, %init: tensor<2x3x24xf32>)
    -> tensor<2x3x24xf32> {
  // CHECK: scf.for %[[I:[a-z0-9]+]] = %c0 to %c2 step %c1
  // CHECK: scf.for %[[J:[a-z0-9]+]] = %c0 to %c3 step %c2
  // CHECK: scf.for %[[O:[a-z0-9]+]] = %c0 to %c24 step %c8
  // CHECK-DAG: tensor.extract_slice %{{.*}}[0, 0, %[[O]]] [7, 16, 8] [1, 1, 1] : tensor<7x16x24xi8>
  // CHECK-DAG: tensor.extract_slice %{{.*}}[%[[I]], %[[J]], 0] [1, %{{.*}}, 7] [1, 1, 1] : tensor<2x3x7xi8>
  // CHECK-DAG: tensor.extract_slice %{{.*}}[%[[O]]] [8] [1] : tensor<24xf32>
  // CHECK-DAG: tensor.extract_slice %{{.*}}[%[[I]], %[[J]], %[[O]]] [1, %{{.*}}, 8] [1, 1, 1] : tensor<2x3x24xf32>
  // CHECK: lookupffn.lookup tables(%{{.*}} : tensor<7x16x8xi8>) {{.*}} row_scale(%{{.*}} : tensor<7x16xf32>) bias(%{{.*}} : tensor<8xf32>) outs(%{{.*}} : tensor<1x?x8xf32>)
  %y = lookupffn.lookup tables(%tables : tensor<7x16x24xi8>)
         code(%code : tensor<2x3x7xi8>) score(%score : tensor<2x3x7xf32>)
         row_scale(%scale : tensor<7x16xf32>) bias(%bias : tensor<24xf32>)
         outs(%init : tensor<2x3x24xf32>) -> tensor<2x3x24xf32>
  return %y : tensor<2x3x24xf32>
}

module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(
      %root: !transform.any_op {transform.readonly}) {
    %op = transform.structured.match ops{["lookupffn.lookup"]} in %root
        : (!transform.any_op) -> !transform.any_op
    %tiled, %i, %j, %o = transform.structured.tile_using_for %op
        tile_sizes [1, 2, 8] : (!transform.any_op)
        -> (!transform.any_op, !transform.any_op, !transform.any_op,
            !transform.any_op)
    transform.yield
  }
}

// -----

// O = T: one value is both scores and outs, and is sliced in two ways.
// CHECK-LABEL: @same_value_twice(
func.func @same_value_twice(%tables: tensor<8x16x8xf32>, %code: tensor<4x8xi8>,
                            %s: tensor<4x8xf32>) -> tensor<4x8xf32> {
  // CHECK: scf.for %[[O:[a-z0-9]+]] =
  // CHECK-DAG: %[[T:.*]] = tensor.extract_slice %{{.*}}[0, 0, %[[O]]] [8, 16, 4]
  // CHECK-DAG: %[[OUTS:.*]] = tensor.extract_slice %{{.*}}[0, %[[O]]] [4, 4] [1, 1]
  // CHECK: lookupffn.lookup tables(%[[T]] : {{.*}}) code(%{{.*}} : tensor<4x8xi8>) score(%{{.*}} : tensor<4x8xf32>) outs(%[[OUTS]] : tensor<4x4xf32>)
  %y = lookupffn.lookup tables(%tables : tensor<8x16x8xf32>)
         code(%code : tensor<4x8xi8>) score(%s : tensor<4x8xf32>)
         outs(%s : tensor<4x8xf32>) -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(
      %root: !transform.any_op {transform.readonly}) {
    %op = transform.structured.match ops{["lookupffn.lookup"]} in %root
        : (!transform.any_op) -> !transform.any_op
    %tiled, %o = transform.structured.tile_using_for %op tile_sizes [0, 4]
        : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.yield
  }
}

// -----

// The memref form is tiled through subviews.
// CHECK-LABEL: @in_memory(
func.func @in_memory(%x: memref<100x8xf32>, %y: memref<100x8xf32>) {
  // CHECK: scf.for %[[N:[a-z0-9]+]] =
  // CHECK: memref.subview %{{.*}}[%[[N]], 0] [%{{.*}}, 8] [1, 1]
  // CHECK: lookupffn.hadamard input(%{{.*}} : memref<?x8xf32, strided<[8, 1], offset: ?>>) outs(
  lookupffn.hadamard input(%x : memref<100x8xf32>) outs(%y : memref<100x8xf32>)
  return
}

module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(
      %root: !transform.any_op {transform.readonly}) {
    %op = transform.structured.match ops{["lookupffn.hadamard"]} in %root
        : (!transform.any_op) -> !transform.any_op
    %tiled, %loop = transform.structured.tile_using_for %op tile_sizes [64]
        : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.yield
  }
}
