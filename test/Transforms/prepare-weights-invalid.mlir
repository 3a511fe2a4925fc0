// Schedules that are given may ask for a fast path that there is not.
// RUN: split-file %s %t
// RUN: lookupffn-opt %t/fast.mlir --lookupffn-resolve-target=target=x86-64-v3 --lookupffn-choose-schedule --lookupffn-prepare-weights --verify-diagnostics --split-input-file
// RUN: lookupffn-opt %t/tiles.mlir "--lookupffn-resolve-target=target=x86-64-v3 features=+amx-int8,+amx-tile" --lookupffn-choose-schedule --lookupffn-prepare-weights --verify-diagnostics --split-input-file
// RUN: lookupffn-opt %t/target.mlir --lookupffn-prepare-weights --verify-diagnostics

//--- fast.mlir
#fast = #lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 16,
  panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3>
func.func @dense(%x: tensor<?x8xf32>, %w: tensor<9x8xf32>,
                 %e: tensor<?x3x3xf32>) -> tensor<?x3x3xf32> {
  // expected-error @+1 {{has no fast path: T * L = 9 is not a multiple of the 8 lanes of a vector; schedule it with path 'linalg'}}
  %z = lookupffn.project #lookupffn.dense input(%x : tensor<?x8xf32>)
    weights(%w : tensor<9x8xf32>) outs(%e : tensor<?x3x3xf32>)
    {lookupffn.schedule = [#fast]} -> tensor<?x3x3xf32>
  return %z : tensor<?x3x3xf32>
}

// -----

#fast = #lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 16,
  panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3>
func.func @bh4(%x: tensor<?x16xf32>, %w: tensor<1x4x2x8x8xf32>,
               %e: tensor<?x1x16xf32>) -> tensor<?x1x16xf32> {
  // expected-error @+1 {{has no fast path: the block size 8 is not a multiple of L = 16; schedule it with path 'linalg'}}
  %z = lookupffn.project #lookupffn.bh4<decay = 0.7 : f64>
    input(%x : tensor<?x16xf32>) weights(%w : tensor<1x4x2x8x8xf32>)
    outs(%e : tensor<?x1x16xf32>) {lookupffn.schedule = [#fast]}
    -> tensor<?x1x16xf32>
  return %z : tensor<?x1x16xf32>
}

// -----

#fast = #lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 16,
  panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3,
  arithmetic = "i16">
func.func @integer(%x: tensor<?x16xf32>, %w: tensor<1x4x2x8x8xf32>,
                   %e: tensor<?x2x8xf32>) -> tensor<?x2x8xf32> {
  // expected-error @+1 {{cannot run in i16: the block size 8 is not a multiple of the 16 16-bit lanes of a vector; schedule it with arithmetic 'f32'}}
  %z = lookupffn.project #lookupffn.bh4<decay = 0.7 : f64>
    input(%x : tensor<?x16xf32>) weights(%w : tensor<1x4x2x8x8xf32>)
    outs(%e : tensor<?x2x8xf32>) {lookupffn.schedule = [#fast]}
    -> tensor<?x2x8xf32>
  return %z : tensor<?x2x8xf32>
}

// -----

#tiles = #lookupffn.schedule<path = "fast", tile_tokens = 16,
  tile_columns = 32, panel_tokens = 64, prefetch_rows = 0,
  prefetch_locality = 3, arithmetic = "i8x2">
func.func @tiles(%x: tensor<?x8xf32>, %w: tensor<16x8xf32>,
                 %e: tensor<?x4x4xf32>) -> tensor<?x4x4xf32> {
  // expected-error @+1 {{cannot run in i8x2: the target multiplies no tiles of bytes (AMX-INT8 does); schedule it with arithmetic 'f32'}}
  %z = lookupffn.project #lookupffn.dense input(%x : tensor<?x8xf32>)
    weights(%w : tensor<16x8xf32>) outs(%e : tensor<?x4x4xf32>)
    {lookupffn.schedule = [#tiles]} -> tensor<?x4x4xf32>
  return %z : tensor<?x4x4xf32>
}

// -----

#integer = #lookupffn.schedule<path = "fast", tile_tokens = 6,
  tile_columns = 16, panel_tokens = 64, prefetch_rows = 0,
  prefetch_locality = 3, arithmetic = "i16">
#float = #lookupffn.schedule<path = "fast", tile_tokens = 6,
  tile_columns = 16, panel_tokens = 64, prefetch_rows = 0,
  prefetch_locality = 3>
func.func @regimes(%x: tensor<?x16xf32>, %w: tensor<1x4x1x16x16xf32>,
                   %e: tensor<?x2x8xf32>) -> tensor<?x2x8xf32>
    attributes {lookupffn.regimes = [
      #lookupffn.regime<min_tokens = 0, block_tokens = 8>,
      #lookupffn.regime<min_tokens = 100, block_tokens = 32>]} {
  // expected-error @+1 {{expects one arithmetic in all regimes, which share the weights, but got 'f32' and 'i16'}}
  %z = lookupffn.project #lookupffn.bh4<decay = 0.7 : f64>
    input(%x : tensor<?x16xf32>) weights(%w : tensor<1x4x1x16x16xf32>)
    outs(%e : tensor<?x2x8xf32>) {lookupffn.schedule = [#float, #integer]}
    -> tensor<?x2x8xf32>
  return %z : tensor<?x2x8xf32>
}

//--- tiles.mlir
#tiles = #lookupffn.schedule<path = "fast", tile_tokens = 16,
  tile_columns = 32, panel_tokens = 64, prefetch_rows = 0,
  prefetch_locality = 3, arithmetic = "i8x2">
func.func @kind(%x: tensor<?x16xf32>, %e: tensor<?x2x8xf32>,
    %c: tensor<?x2xi8>, %s: tensor<?x2xf32>)
    -> (tensor<?x2xi8>, tensor<?x2xf32>) {
  // expected-error @+1 {{cannot run in i8x2: its kind is neither dense nor bh4; schedule it with arithmetic 'f32'}}
  %z = lookupffn.project #lookupffn.identity input(%x : tensor<?x16xf32>)
    outs(%e : tensor<?x2x8xf32>) {lookupffn.schedule = [#tiles]}
    -> tensor<?x2x8xf32>
  %code, %score = lookupffn.hash input(%z : tensor<?x2x8xf32>)
    outs(%c, %s : tensor<?x2xi8>, tensor<?x2xf32>) compare = ogt
    bit_order = msb score = margin -> tensor<?x2xi8>, tensor<?x2xf32>
  return %code, %score : tensor<?x2xi8>, tensor<?x2xf32>
}

// -----

#tiles = #lookupffn.schedule<path = "fast", tile_tokens = 16,
  tile_columns = 32, panel_tokens = 64, prefetch_rows = 0,
  prefetch_locality = 3, arithmetic = "i8x2">
func.func @columns(%x: tensor<?x8xf32>, %w: tensor<24x8xf32>,
                   %e: tensor<?x3x8xf32>) -> tensor<?x3x8xf32> {
  // expected-error @+1 {{cannot run in i8x2: T * L = 24 is not a multiple of the 16 columns of a tile; schedule it with arithmetic 'f32'}}
  %z = lookupffn.project #lookupffn.dense input(%x : tensor<?x8xf32>)
    weights(%w : tensor<24x8xf32>) outs(%e : tensor<?x3x8xf32>)
    {lookupffn.schedule = [#tiles]} -> tensor<?x3x8xf32>
  return %z : tensor<?x3x8xf32>
}

// -----

#tiles = #lookupffn.schedule<path = "fast", tile_tokens = 16,
  tile_columns = 32, panel_tokens = 64, prefetch_rows = 0,
  prefetch_locality = 3, arithmetic = "i8x2">
func.func @width(%x: tensor<?x65537xf32>, %w: tensor<16x65537xf32>,
                 %e: tensor<?x2x8xf32>) -> tensor<?x2x8xf32> {
  // expected-error @+1 {{cannot run in i8x2: D = 65537 is above 65536; schedule it with arithmetic 'f32'}}
  %z = lookupffn.project #lookupffn.dense input(%x : tensor<?x65537xf32>)
    weights(%w : tensor<16x65537xf32>) outs(%e : tensor<?x2x8xf32>)
    {lookupffn.schedule = [#tiles]} -> tensor<?x2x8xf32>
  return %z : tensor<?x2x8xf32>
}

// -----

#tiles = #lookupffn.schedule<path = "fast", tile_tokens = 16,
  tile_columns = 32, panel_tokens = 64, prefetch_rows = 0,
  prefetch_locality = 3, arithmetic = "i8x2">
func.func @composed(%x: tensor<?x4096xf32>, %w: tensor<1x4x16x256x256xf32>,
                    %e: tensor<?x64x8xf32>) -> tensor<?x64x8xf32> {
  // expected-error @+1 {{cannot run in i8x2: R * P * P = 16777216 is above 8388608, and packing composes a matrix of that size; schedule it with arithmetic 'f32'}}
  %z = lookupffn.project #lookupffn.bh4<decay = 0.7 : f64>
    input(%x : tensor<?x4096xf32>) weights(%w : tensor<1x4x16x256x256xf32>)
    outs(%e : tensor<?x64x8xf32>) {lookupffn.schedule = [#tiles]}
    -> tensor<?x64x8xf32>
  return %z : tensor<?x64x8xf32>
}

//--- target.mlir
#fast = #lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 16,
  panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3>
func.func @dense(%x: tensor<?x8xf32>, %w: tensor<8x8xf32>,
                 %e: tensor<?x2x4xf32>) -> tensor<?x2x4xf32> {
  // expected-error @+1 {{expects the module attribute 'lookupffn.target'; run lookupffn-resolve-target first}}
  %z = lookupffn.project #lookupffn.dense input(%x : tensor<?x8xf32>)
    weights(%w : tensor<8x8xf32>) outs(%e : tensor<?x2x4xf32>)
    {lookupffn.schedule = [#fast]} -> tensor<?x2x4xf32>
  return %z : tensor<?x2x4xf32>
}
