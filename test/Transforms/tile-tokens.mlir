// One loop over blocks a regime, one over panels where a panel is smaller.
// RUN: lookupffn-opt %s --lookupffn-outline-packing --lookupffn-tile-tokens --canonicalize --cse | FileCheck %s

#panel4 = #lookupffn.schedule<path = "linalg", tile_tokens = 1,
  tile_columns = 1, panel_tokens = 4, prefetch_rows = 0, prefetch_locality = 3>
#panel64 = #lookupffn.schedule<path = "linalg", tile_tokens = 1,
  tile_columns = 1, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3>

// Below 100 tokens: blocks of 8, the projection and the hash in panels of 4,
// the lookup on the whole block. From 100 on: blocks of 64 without panels. z,
// which is returned, is written where it belongs.
// CHECK-LABEL: func.func @layer(
// CHECK-SAME:    %[[Y:[^:]*]]: tensor<?x8xf32> {bufferization.writable = true}
// CHECK-SAME:    %[[Z:[^:]*]]: tensor<?x3x4xf32> {bufferization.writable = true}
// CHECK-NOT:     lookupffn.regimes
// CHECK:         %[[N:.*]] = tensor.dim %[[Y]]
// CHECK:         %[[LARGE:.*]] = arith.cmpi uge, %[[N]], %c100
// CHECK:         scf.if %[[LARGE]]
// CHECK:           scf.for %{{.*}} = %c0 to %[[N]] step %c64 iter_args(%{{.*}} = %[[Y]], %[[ZI:.*]] = %[[Z]])
// CHECK-NOT:         scf.for
// CHECK:             %[[ZS:.*]] = tensor.extract_slice %[[ZI]]
// CHECK:             lookupffn.project
// CHECK-SAME:          outs(%[[ZS]]
// CHECK-SAME:          panel_tokens = 64
// CHECK:             lookupffn.hash
// CHECK:             lookupffn.lookup
// CHECK:         } else {
// CHECK:           scf.for %{{.*}} = %c0 to %[[N]] step %c8
// CHECK:             scf.for %{{.*}} = %c0 to %{{.*}} step %c4
// CHECK:               lookupffn.project
// CHECK-SAME:            panel_tokens = 4
// CHECK:               lookupffn.hash
// CHECK-NOT:           lookupffn.lookup
// CHECK:               scf.yield
// CHECK:             lookupffn.lookup
// CHECK-SAME:          panel_tokens = 64
// CHECK:             scf.yield
func.func @layer(%x: tensor<?x12xf32>,
                 %t: tensor<3x16x8xf32> {lookupffn.weight = "t"})
    -> (tensor<?x8xf32>, tensor<?x3x4xf32>, i64)
    attributes {lookupffn.regimes = [
      #lookupffn.regime<min_tokens = 0, block_tokens = 8>,
      #lookupffn.regime<min_tokens = 100, block_tokens = 64>]} {
  %c0 = arith.constant 0 : index
  %status = arith.constant 0 : i64
  %n = tensor.dim %x, %c0 : tensor<?x12xf32>
  %e0 = tensor.empty(%n) : tensor<?x3x4xf32>
  %z = lookupffn.project #lookupffn.identity input(%x : tensor<?x12xf32>)
    outs(%e0 : tensor<?x3x4xf32>) {lookupffn.schedule = [#panel4, #panel64]}
    -> tensor<?x3x4xf32>
  %e1 = tensor.empty(%n) : tensor<?x3xi8>
  %e2 = tensor.empty(%n) : tensor<?x3xf32>
  %code, %score = lookupffn.hash input(%z : tensor<?x3x4xf32>)
    outs(%e1, %e2 : tensor<?x3xi8>, tensor<?x3xf32>)
    compare = ogt bit_order = msb score = one
    {lookupffn.schedule = [#panel4, #panel64]}
    -> tensor<?x3xi8>, tensor<?x3xf32>
  %e3 = tensor.empty(%n) : tensor<?x8xf32>
  %y = lookupffn.lookup tables(%t : tensor<3x16x8xf32>)
    code(%code : tensor<?x3xi8>) score(%score : tensor<?x3xf32>)
    outs(%e3 : tensor<?x8xf32>) {lookupffn.schedule = [#panel64, #panel64]}
    -> tensor<?x8xf32>
  return %y, %z, %status : tensor<?x8xf32>, tensor<?x3x4xf32>, i64
}

// A residual runs in the block of the op before it and reads the input again.
// CHECK-LABEL: func.func @residual(
// CHECK-SAME:    %[[X:[^:]*]]: tensor<?x8xf32>
// CHECK:         scf.for
// CHECK:           %[[T:.*]] = tensor.extract_slice %[[X]]
// CHECK:           %[[H:.*]] = lookupffn.hadamard input(%[[T]]
// CHECK:           linalg.add ins(%[[H]], %[[T]]
func.func @residual(%x: tensor<?x8xf32>) -> (tensor<?x8xf32>, i64)
    attributes {lookupffn.regimes = [
      #lookupffn.regime<min_tokens = 0, block_tokens = 8>]} {
  %c0 = arith.constant 0 : index
  %status = arith.constant 0 : i64
  %n = tensor.dim %x, %c0 : tensor<?x8xf32>
  %e = tensor.empty(%n) : tensor<?x8xf32>
  %h = lookupffn.hadamard input(%x : tensor<?x8xf32>)
    outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
  %y = linalg.add ins(%h, %x : tensor<?x8xf32>, tensor<?x8xf32>)
    outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
  return %y, %status : tensor<?x8xf32>, i64
}

// An argument may be read by token and as a whole at once.
// CHECK-LABEL: func.func @whole(
// CHECK-SAME:    %[[X:[^:]*]]: tensor<16x8xf32>
// CHECK:           %[[T:.*]] = tensor.extract_slice %[[X]]
// CHECK:           linalg.generic
// CHECK-SAME:        ins(%[[T]], %[[X]] : tensor<{{.*}}x8xf32>, tensor<16x8xf32>)
func.func @whole(%x: tensor<16x8xf32>) -> (tensor<16x16xf32>, i64)
    attributes {lookupffn.regimes = [
      #lookupffn.regime<min_tokens = 0, block_tokens = 4>]} {
  %status = arith.constant 0 : i64
  %e = tensor.empty() : tensor<16x16xf32>
  %y = linalg.generic {
      indexing_maps = [affine_map<(i, j, k) -> (i, k)>,
                       affine_map<(i, j, k) -> (j, k)>,
                       affine_map<(i, j, k) -> (i, j)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %x : tensor<16x8xf32>, tensor<16x8xf32>)
      outs(%e : tensor<16x16xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    linalg.yield %m : f32
  } -> tensor<16x16xf32>
  return %y, %status : tensor<16x16xf32>, i64
}

// What comes in goes out.
// CHECK-LABEL: func.func @input(
// CHECK-SAME:    %[[X:[^:]*]]: tensor<?x8xf32> {bufferization.writable = false}
// CHECK-SAME:    %[[Y:[^:]*]]: tensor<?x8xf32> {bufferization.writable = true}
// CHECK:         scf.for {{.*}} iter_args(%[[I:.*]] = %[[Y]])
// CHECK:           %[[T:.*]] = tensor.extract_slice %[[X]]
// CHECK:           tensor.insert_slice %[[T]] into %[[I]]
func.func @input(%x: tensor<?x8xf32>) -> (tensor<?x8xf32>, i64)
    attributes {lookupffn.regimes = [
      #lookupffn.regime<min_tokens = 0, block_tokens = 8>]} {
  %status = arith.constant 0 : i64
  return %x, %status : tensor<?x8xf32>, i64
}

// CHECK-LABEL: func.func @nothing() -> i64
// CHECK-NOT:     scf.for
// CHECK:         return
func.func @nothing() -> i64 attributes {lookupffn.regimes = [
      #lookupffn.regime<min_tokens = 0, block_tokens = 8>]} {
  %status = arith.constant 0 : i64
  return %status : i64
}
