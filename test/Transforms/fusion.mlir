// The producers of a lookup are fused into its loop over tokens, so that z,
// codes and scores exist for one block of tokens only.
// RUN: lookupffn-opt %s --transform-interpreter --canonicalize --cse --split-input-file | FileCheck %s

// CHECK-LABEL: @layer(
func.func @layer(%x: tensor<?x28xf32>, %w: tensor<28x28xf32>,
                 %tables: tensor<7x16x24xf32>) -> tensor<?x24xf32> {
  // CHECK-NOT: lookupffn
  // CHECK: scf.for
  // CHECK: lookupffn.layer_norm
  // CHECK: lookupffn.project
  // CHECK: lookupffn.hash
  // CHECK: lookupffn.lookup
  // CHECK: scf.yield
  // CHECK-NEXT: }
  // CHECK-NEXT: return
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x28xf32>
  %xi = tensor.empty(%n) : tensor<?x28xf32>
  %xn = lookupffn.layer_norm input(%x : tensor<?x28xf32>)
          outs(%xi : tensor<?x28xf32>) -> tensor<?x28xf32>
  %zi = tensor.empty(%n) : tensor<?x7x4xf32>
  %z = lookupffn.project #lookupffn.dense input(%xn : tensor<?x28xf32>)
         weights(%w : tensor<28x28xf32>) outs(%zi : tensor<?x7x4xf32>)
         -> tensor<?x7x4xf32>
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

module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(
      %root: !transform.any_op {transform.readonly}) {
    %op = transform.structured.match ops{["lookupffn.lookup"]} in %root
        : (!transform.any_op) -> !transform.any_op
    %tiled, %loop = transform.structured.fuse %op tile_sizes [512]
        : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.yield
  }
}

// -----

// A tile that is no whole token cannot be made by normalising that tile: the
// producer stays where it is.
// CHECK-LABEL: @part_of_a_token(
func.func @part_of_a_token(%x: tensor<4x32xf32>, %xi: tensor<4x32xf32>,
                           %yi: tensor<4x32xf32>) -> tensor<4x32xf32> {
  // CHECK: lookupffn.layer_norm {{.*}} -> tensor<4x32xf32>
  // CHECK: scf.for
  // CHECK-NOT: lookupffn
  // CHECK: linalg.exp
  %xn = lookupffn.layer_norm input(%x : tensor<4x32xf32>)
          outs(%xi : tensor<4x32xf32>) -> tensor<4x32xf32>
  %y = linalg.exp ins(%xn : tensor<4x32xf32>) outs(%yi : tensor<4x32xf32>)
         -> tensor<4x32xf32>
  return %y : tensor<4x32xf32>
}

module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(
      %root: !transform.any_op {transform.readonly}) {
    %op = transform.structured.match ops{["linalg.exp"]} in %root
        : (!transform.any_op) -> !transform.any_op
    %tiled, %i, %j = transform.structured.fuse %op tile_sizes [2, 8]
        : (!transform.any_op)
        -> (!transform.any_op, !transform.any_op, !transform.any_op)
    transform.yield
  }
}

// -----

// The first 8 columns of 32 start at 0, yet they are no whole token.
// CHECK-LABEL: @first_part_of_a_token(
func.func @first_part_of_a_token(%x: tensor<4x32xf32>, %xi: tensor<4x32xf32>,
                                 %yi: tensor<4x8xf32>) -> tensor<4x8xf32> {
  // CHECK: lookupffn.layer_norm {{.*}} -> tensor<4x32xf32>
  // CHECK: scf.for
  // CHECK-NOT: lookupffn
  // CHECK: linalg.exp
  %xn = lookupffn.layer_norm input(%x : tensor<4x32xf32>)
          outs(%xi : tensor<4x32xf32>) -> tensor<4x32xf32>
  %part = tensor.extract_slice %xn[0, 0] [4, 8] [1, 1]
      : tensor<4x32xf32> to tensor<4x8xf32>
  %y = linalg.exp ins(%part : tensor<4x8xf32>) outs(%yi : tensor<4x8xf32>)
         -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(
      %root: !transform.any_op {transform.readonly}) {
    %op = transform.structured.match ops{["linalg.exp"]} in %root
        : (!transform.any_op) -> !transform.any_op
    %tiled, %i = transform.structured.fuse %op tile_sizes [2]
        : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.yield
  }
}
