// What the lowering of quantized_dense asks for beside the constraints of the op.
// RUN: lookupffn-opt %s --convert-lookupffn-to-vector --verify-diagnostics --split-input-file

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "sapphirerapids", features = "+amx-int8,+amx-tile,+avx512f,+fma", vector_bits = 512, vector_registers = 32, l1_bytes = 32768, l2_bytes = 1048576, l3_bytes = 0, cache_line_bytes = 64, cores = 2>} {
func.func @f(%x: memref<?x40xf32>, %w: memref<2x1x2x16x64xi8>,
    %s: memref<3x32xf32>, %c: memref<32x40xf32>, %z: memref<?x4x8xf32>, %m: memref<?xf32>) {
  // expected-error@+1 {{expects arithmetic 'i8x2' for kind #lookupffn.quantized_dense, but got 'f32'}}
  lookupffn.project #lookupffn.quantized_dense input(%x : memref<?x40xf32>)
    weights(%w : memref<2x1x2x16x64xi8>) steps(%s : memref<3x32xf32>)
    composed(%c : memref<32x40xf32>) outs(%z : memref<?x4x8xf32>)
    scratch(%m : memref<?xf32>) bit_major
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 16, tile_columns = 32, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3, arithmetic = "f32">}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "znver4", features = "+avx512f,+fma", vector_bits = 512, vector_registers = 32, l1_bytes = 32768, l2_bytes = 1048576, l3_bytes = 0, cache_line_bytes = 64, cores = 2>} {
func.func @f(%x: memref<?x40xf32>, %w: memref<2x1x2x16x64xi8>,
    %s: memref<3x32xf32>, %c: memref<32x40xf32>, %z: memref<?x4x8xf32>, %m: memref<?xf32>) {
  // expected-error@+1 {{expects a target that multiplies tiles of bytes, as AMX-INT8 does, but znver4 does not; use precision=exact}}
  lookupffn.project #lookupffn.quantized_dense input(%x : memref<?x40xf32>)
    weights(%w : memref<2x1x2x16x64xi8>) steps(%s : memref<3x32xf32>)
    composed(%c : memref<32x40xf32>) outs(%z : memref<?x4x8xf32>)
    scratch(%m : memref<?xf32>) bit_major
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 16, tile_columns = 32, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3, arithmetic = "i8x2">}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "sapphirerapids", features = "+amx-int8,+amx-tile,+avx512f,+fma", vector_bits = 512, vector_registers = 32, l1_bytes = 32768, l2_bytes = 1048576, l3_bytes = 0, cache_line_bytes = 64, cores = 2>} {
func.func @f(%x: memref<?x40xf32>, %w: memref<2x1x2x16x64xi8>,
    %s: memref<3x32xf32>, %c: memref<32x40xf32>, %z: memref<?x4x8xf32>, %m: memref<?xf32>) {
  // expected-error@+1 {{expects tile_tokens of 16, the rows of a tile, but got 6}}
  lookupffn.project #lookupffn.quantized_dense input(%x : memref<?x40xf32>)
    weights(%w : memref<2x1x2x16x64xi8>) steps(%s : memref<3x32xf32>)
    composed(%c : memref<32x40xf32>) outs(%z : memref<?x4x8xf32>)
    scratch(%m : memref<?xf32>) bit_major
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 32, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3, arithmetic = "i8x2">}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "sapphirerapids", features = "+amx-int8,+amx-tile,+avx512f,+fma", vector_bits = 512, vector_registers = 32, l1_bytes = 32768, l2_bytes = 1048576, l3_bytes = 0, cache_line_bytes = 64, cores = 2>} {
func.func @f(%x: memref<?x40xf32>, %w: memref<2x1x2x16x64xi8>,
    %s: memref<3x32xf32>, %c: memref<32x40xf32>, %z: memref<?x4x8xf32>, %m: memref<?xf32>) {
  // expected-error@+1 {{expects tile_columns of 16 or 32, but got 64}}
  lookupffn.project #lookupffn.quantized_dense input(%x : memref<?x40xf32>)
    weights(%w : memref<2x1x2x16x64xi8>) steps(%s : memref<3x32xf32>)
    composed(%c : memref<32x40xf32>) outs(%z : memref<?x4x8xf32>)
    scratch(%m : memref<?xf32>) bit_major
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 16, tile_columns = 64, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3, arithmetic = "i8x2">}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "sapphirerapids", features = "+amx-int8,+amx-tile,+avx512f,+fma", vector_bits = 512, vector_registers = 32, l1_bytes = 32768, l2_bytes = 1048576, l3_bytes = 0, cache_line_bytes = 64, cores = 2>} {
func.func @f(%x: memref<?x40xf32>, %w: memref<2x1x2x16x64xi8>,
    %s: memref<3x32xf32>, %c: memref<32x40xf32>, %z: memref<?x4x8xf32>) {
  // expected-error@+1 {{expects scratch}}
  lookupffn.project #lookupffn.quantized_dense input(%x : memref<?x40xf32>)
    weights(%w : memref<2x1x2x16x64xi8>) steps(%s : memref<3x32xf32>)
    composed(%c : memref<32x40xf32>) outs(%z : memref<?x4x8xf32>)
    bit_major
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 16, tile_columns = 32, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3, arithmetic = "i8x2">}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "sapphirerapids", features = "+amx-int8,+amx-tile,+avx512f,+fma", vector_bits = 512, vector_registers = 32, l1_bytes = 32768, l2_bytes = 1048576, l3_bytes = 0, cache_line_bytes = 64, cores = 2>} {
func.func @f(%x: memref<?x40xf32, strided<[80, 2]>>, %w: memref<2x1x2x16x64xi8>,
    %s: memref<3x32xf32>, %c: memref<32x40xf32>, %z: memref<?x4x8xf32>, %m: memref<?xf32>) {
  // expected-error@+1 {{expects memrefs whose last dimension has stride 1 on the fast path, but got 'memref<?x40xf32, strided<[80, 2]>>'; copy it or use path=linalg}}
  lookupffn.project #lookupffn.quantized_dense input(%x : memref<?x40xf32, strided<[80, 2]>>)
    weights(%w : memref<2x1x2x16x64xi8>) steps(%s : memref<3x32xf32>)
    composed(%c : memref<32x40xf32>) outs(%z : memref<?x4x8xf32>)
    scratch(%m : memref<?xf32>) bit_major
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 16, tile_columns = 32, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3, arithmetic = "i8x2">}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "sapphirerapids", features = "+amx-int8,+amx-tile,+avx512f,+fma", vector_bits = 512, vector_registers = 32, l1_bytes = 32768, l2_bytes = 1048576, l3_bytes = 0, cache_line_bytes = 64, cores = 2>} {
func.func @f(%x: memref<?x40xf32>, %w: memref<2x1x2x16x64xi8>,
    %s: memref<3x32xf32>, %c: memref<32x40xf32>, %z: memref<?x4x8xf32, strided<[64, 16, 1]>>, %m: memref<?xf32>) {
  // expected-error@+1 {{expects outs whose last two dimensions are contiguous, but got 'memref<?x4x8xf32, strided<[64, 16, 1]>>'; copy it or use path=linalg}}
  lookupffn.project #lookupffn.quantized_dense input(%x : memref<?x40xf32>)
    weights(%w : memref<2x1x2x16x64xi8>) steps(%s : memref<3x32xf32>)
    composed(%c : memref<32x40xf32>) outs(%z : memref<?x4x8xf32, strided<[64, 16, 1]>>)
    scratch(%m : memref<?xf32>) bit_major
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 16, tile_columns = 32, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3, arithmetic = "i8x2">}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "sapphirerapids", features = "+amx-int8,+amx-tile,+avx512f,+fma", vector_bits = 512, vector_registers = 32, l1_bytes = 32768, l2_bytes = 1048576, l3_bytes = 0, cache_line_bytes = 64, cores = 2>} {
func.func @f(%x: memref<?x40xf32>, %w: memref<2x1x2x16x64xi8, strided<[4096, 4096, 2048, 128, 1]>>,
    %s: memref<3x32xf32>, %c: memref<32x40xf32>, %z: memref<?x4x8xf32>, %m: memref<?xf32>) {
  // expected-error@+1 {{expects weights that are contiguous, but got 'memref<2x1x2x16x64xi8, strided<[4096, 4096, 2048, 128, 1]>>'}}
  lookupffn.project #lookupffn.quantized_dense input(%x : memref<?x40xf32>)
    weights(%w : memref<2x1x2x16x64xi8, strided<[4096, 4096, 2048, 128, 1]>>) steps(%s : memref<3x32xf32>)
    composed(%c : memref<32x40xf32>) outs(%z : memref<?x4x8xf32>)
    scratch(%m : memref<?xf32>) bit_major
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 16, tile_columns = 32, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3, arithmetic = "i8x2">}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "znver4", features = "+avx512f,+fma", vector_bits = 512, vector_registers = 32, l1_bytes = 32768, l2_bytes = 1048576, l3_bytes = 0, cache_line_bytes = 64, cores = 2>} {
func.func @f(%x: memref<?x40xf32>, %w: memref<2x40x16xf32>,
    %z: memref<?x4x8xf32, strided<[64, 16, 1]>>) {
  // expected-error@+1 {{expects outs whose last two dimensions are contiguous, but got 'memref<?x4x8xf32, strided<[64, 16, 1]>>'; copy it or use path=linalg}}
  lookupffn.project #lookupffn.packed_dense input(%x : memref<?x40xf32>)
    weights(%w : memref<2x40x16xf32>)
    outs(%z : memref<?x4x8xf32, strided<[64, 16, 1]>>) bit_major
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 16, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3>}
  return
}
}
