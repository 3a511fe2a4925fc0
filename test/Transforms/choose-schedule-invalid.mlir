// RUN: split-file %s %t
// RUN: lookupffn-opt %t/lists.mlir --lookupffn-resolve-target=target=x86-64-v3 --lookupffn-choose-schedule --verify-diagnostics --split-input-file
// RUN: lookupffn-opt %t/path.mlir --lookupffn-resolve-target=target=x86-64-v3 --lookupffn-choose-schedule=path=best --verify-diagnostics
// RUN: lookupffn-opt %t/fast.mlir --lookupffn-resolve-target=target=x86-64-v3 --lookupffn-choose-schedule=path=fast --verify-diagnostics
// RUN: lookupffn-opt %t/target.mlir --lookupffn-choose-schedule --verify-diagnostics

//--- lists.mlir
#schedule = #lookupffn.schedule<path = "linalg", tile_tokens = 1,
  tile_columns = 1, panel_tokens = 4, prefetch_rows = 0, prefetch_locality = 3>
func.func @short(%x: tensor<?x8xf32>, %o: tensor<?x8xf32>) -> tensor<?x8xf32>
    attributes {lookupffn.regimes = [
      #lookupffn.regime<min_tokens = 0, block_tokens = 8>,
      #lookupffn.regime<min_tokens = 100, block_tokens = 32>]} {
  // expected-error @+1 {{expects a list of 2 schedules, one for each regime of its entry point, but got 1}}
  %0 = lookupffn.hadamard input(%x : tensor<?x8xf32>)
    outs(%o : tensor<?x8xf32>) {lookupffn.schedule = [#schedule]}
    -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// -----

#schedule = #lookupffn.schedule<path = "linalg", tile_tokens = 1,
  tile_columns = 1, panel_tokens = 4, prefetch_rows = 0, prefetch_locality = 3>
func.func @single(%x: tensor<?x8xf32>, %o: tensor<?x8xf32>) -> tensor<?x8xf32>
    attributes {lookupffn.regimes = [
      #lookupffn.regime<min_tokens = 0, block_tokens = 8>]} {
  // expected-error @+1 {{expects a list of 1 schedules, one for each regime of its entry point}}
  %0 = lookupffn.hadamard input(%x : tensor<?x8xf32>)
    outs(%o : tensor<?x8xf32>) {lookupffn.schedule = #schedule}
    -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// -----

#fast = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 1,
  panel_tokens = 4, prefetch_rows = 0, prefetch_locality = 3>
func.func @given(%x: tensor<?x8xf32>, %o: tensor<?x8xf32>) -> tensor<?x8xf32>
    attributes {lookupffn.regimes = [
      #lookupffn.regime<min_tokens = 0, block_tokens = 8>]} {
  // expected-error @+1 {{has no fast path: no fast path is written for it; schedule it with path 'linalg'}}
  %0 = lookupffn.hadamard input(%x : tensor<?x8xf32>)
    outs(%o : tensor<?x8xf32>) {lookupffn.schedule = [#fast]}
    -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// -----

#fast = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 8,
  panel_tokens = 4, prefetch_rows = 0, prefetch_locality = 3>
#portable = #lookupffn.schedule<path = "linalg", tile_tokens = 1,
  tile_columns = 1, panel_tokens = 4, prefetch_rows = 0, prefetch_locality = 3>
func.func @mixed(%x: tensor<?x8xf32>, %w: tensor<8x8xf32>,
    %o: tensor<?x2x4xf32>) -> tensor<?x2x4xf32>
    attributes {lookupffn.regimes = [
      #lookupffn.regime<min_tokens = 0, block_tokens = 8>,
      #lookupffn.regime<min_tokens = 100, block_tokens = 32>]} {
  // expected-error @+1 {{expects one path in all regimes, but got 'fast' and 'linalg'}}
  %z = lookupffn.project #lookupffn.dense input(%x : tensor<?x8xf32>)
    weights(%w : tensor<8x8xf32>) outs(%o : tensor<?x2x4xf32>)
    {lookupffn.schedule = [#fast, #portable]} -> tensor<?x2x4xf32>
  return %z : tensor<?x2x4xf32>
}

//--- path.mlir
// expected-error @below {{unknown path 'best'; expected auto, linalg or fast}}
module {
}

//--- fast.mlir
func.func @fast(%x: tensor<?x8xf32>, %o: tensor<?x8xf32>) -> tensor<?x8xf32> {
  // expected-error @+1 {{has no fast path: }}
  %0 = lookupffn.hadamard input(%x : tensor<?x8xf32>)
    outs(%o : tensor<?x8xf32>) -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

//--- target.mlir
// expected-error @below {{expects the module attribute 'lookupffn.target'; run lookupffn-resolve-target first}}
module {
}
