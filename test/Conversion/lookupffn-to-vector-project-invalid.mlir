// What the lowering of projections asks for beside the constraints of the op.
// RUN: lookupffn-opt %s --split-input-file --verify-diagnostics \
// RUN:   --convert-lookupffn-to-vector

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "riscv64-linux-gnu", cpu = "generic-rv64", features = "+m", vector_bits = 0, vector_registers = 0, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%x: memref<?x8xf32>, %w: memref<1x8x8xf32>,
    %z: memref<?x4x2xf32>) {
  // expected-error@+1 {{expects a target with vectors of 128 bits or more, but generic-rv64 has 0; use path=linalg}}
  lookupffn.project #lookupffn.packed_dense input(%x : memref<?x8xf32>)
    weights(%w : memref<1x8x8xf32>) outs(%z : memref<?x4x2xf32>) bit_major
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 8, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3>}
  return
}
}

// -----

// The columns of a panel that z has not would be written behind it.
module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v2", features = "+sse4.2", vector_bits = 128, vector_registers = 16, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%x: memref<?x8xf32>, %w: memref<2x8x8xf32>,
    %z: memref<?x3x3xf32>) {
  // expected-error@+1 {{expects T * L that is a multiple of the panel size 8, but got 9}}
  lookupffn.project #lookupffn.packed_dense input(%x : memref<?x8xf32>)
    weights(%w : memref<2x8x8xf32>) outs(%z : memref<?x3x3xf32>) bit_major
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 8, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3>}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v2", features = "+sse4.2", vector_bits = 128, vector_registers = 16, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%x: memref<?x8xf32>, %w: memref<1x8x8xf32>,
    %z: memref<?x4x2xf32>) {
  // expected-error@+1 {{expects tile_tokens of at most 8, which with 2 vectors of columns fill the vector registers, but got 9}}
  lookupffn.project #lookupffn.packed_dense input(%x : memref<?x8xf32>)
    weights(%w : memref<1x8x8xf32>) outs(%z : memref<?x4x2xf32>) bit_major
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 9, tile_columns = 8, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3>}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v2", features = "+sse4.2", vector_bits = 128, vector_registers = 16, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%x: memref<?x32xf32>, %w: memref<1x4x2x16x16xf32>,
    %z: memref<?x2x16xf32>, %s: memref<?xf32>) {
  // expected-error@+1 {{expects tile_columns that is a multiple of 4 lanes, but got 6}}
  lookupffn.project #lookupffn.absorbed_bh4 input(%x : memref<?x32xf32>)
    weights(%w : memref<1x4x2x16x16xf32>) outs(%z : memref<?x2x16xf32>)
    scratch(%s : memref<?xf32>) bit_major
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 6, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3>}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v3", features = "+avx2", vector_bits = 256, vector_registers = 16, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%x: memref<?x32xf32>, %w: memref<1x4x2x8x16x2xi16>,
    %t: memref<1x4x3xf32>, %c: memref<32x32xf32>, %z: memref<?x8x4xf32>,
    %s: memref<?xf32>) {
  // expected-error@+1 {{expects arithmetic 'i16' for kind #lookupffn.quantized_bh4, but got 'f32'}}
  lookupffn.project #lookupffn.quantized_bh4 input(%x : memref<?x32xf32>)
    weights(%w : memref<1x4x2x8x16x2xi16>) steps(%t : memref<1x4x3xf32>)
    composed(%c : memref<32x32xf32>) outs(%z : memref<?x8x4xf32>)
    scratch(%s : memref<?xf32>) bit_major
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 16, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3>}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v3", features = "+avx2", vector_bits = 256, vector_registers = 16, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%x: memref<?x32xf32>, %w: memref<1x4x2x16x16xf32>,
    %t: memref<1x4x3xf32>, %c: memref<32x32xf32>, %z: memref<?x8x4xf32>,
    %s: memref<?xf32>) {
  // expected-error@+1 {{expects arithmetic 'f32' for kind #lookupffn.absorbed_bh4, but got 'i16'}}
  lookupffn.project #lookupffn.absorbed_bh4 input(%x : memref<?x32xf32>)
    weights(%w : memref<1x4x2x16x16xf32>) outs(%z : memref<?x8x4xf32>)
    scratch(%s : memref<?xf32>) bit_major
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 16, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3, arithmetic = "i16">}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v2", features = "+sse4.2", vector_bits = 128, vector_registers = 16, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%x: memref<?x32xf32>, %w: memref<1x4x2x8x16x2xi16>,
    %t: memref<1x4x3xf32>, %c: memref<32x32xf32>, %z: memref<?x8x4xf32>,
    %s: memref<?xf32>) {
  // expected-error@+1 {{expects a target that multiplies pairs of i16, as AVX2 does, or tiles of i8, as i8mm does, but x86-64-v2 does neither; use precision=exact}}
  lookupffn.project #lookupffn.quantized_bh4 input(%x : memref<?x32xf32>)
    weights(%w : memref<1x4x2x8x16x2xi16>) steps(%t : memref<1x4x3xf32>)
    composed(%c : memref<32x32xf32>) outs(%z : memref<?x8x4xf32>)
    scratch(%s : memref<?xf32>) bit_major
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 16, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3, arithmetic = "i16">}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v3", features = "+avx2", vector_bits = 256, vector_registers = 16, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%x: memref<?x32xf32>, %w: memref<1x4x2x2x16x16xi8>,
    %t: memref<1x4x3xf32>, %c: memref<32x32xf32>, %z: memref<?x8x4xf32>,
    %s: memref<?xf32>) {
  // expected-error@+1 {{expects weights of 'i16', which x86-64-v3 multiplies, but got 'i8'}}
  lookupffn.project #lookupffn.quantized_bh4 input(%x : memref<?x32xf32>)
    weights(%w : memref<1x4x2x2x16x16xi8>) steps(%t : memref<1x4x3xf32>)
    composed(%c : memref<32x32xf32>) outs(%z : memref<?x8x4xf32>)
    scratch(%s : memref<?xf32>) bit_major
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 16, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3, arithmetic = "i16">}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "aarch64-unknown-linux-gnu", cpu = "neoverse-v2", features = "+i8mm,+neon", vector_bits = 128, vector_registers = 32, l1_bytes = 65536, l2_bytes = 2097152, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%x: memref<?x32xf32>, %w: memref<1x4x2x8x16x2xi16>,
    %t: memref<1x4x3xf32>, %c: memref<32x32xf32>, %z: memref<?x8x4xf32>,
    %s: memref<?xf32>) {
  // expected-error@+1 {{expects weights of 'i8', which neoverse-v2 multiplies, but got 'i16'}}
  lookupffn.project #lookupffn.quantized_bh4 input(%x : memref<?x32xf32>)
    weights(%w : memref<1x4x2x8x16x2xi16>) steps(%t : memref<1x4x3xf32>)
    composed(%c : memref<32x32xf32>) outs(%z : memref<?x8x4xf32>)
    scratch(%s : memref<?xf32>) bit_major
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 4, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3, arithmetic = "i16">}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "aarch64-unknown-linux-gnu", cpu = "neoverse-v2", features = "+i8mm,+neon", vector_bits = 128, vector_registers = 32, l1_bytes = 65536, l2_bytes = 2097152, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%x: memref<?x32xf32>, %w: memref<1x4x2x2x16x16xi8>,
    %t: memref<1x4x3xf32>, %c: memref<32x32xf32>, %z: memref<?x8x4xf32>,
    %s: memref<?xf32>) {
  // expected-error@+1 {{expects tile_tokens of at most 2, which with 16 vectors of columns fill the vector registers, but got 6}}
  lookupffn.project #lookupffn.quantized_bh4 input(%x : memref<?x32xf32>)
    weights(%w : memref<1x4x2x2x16x16xi8>) steps(%t : memref<1x4x3xf32>)
    composed(%c : memref<32x32xf32>) outs(%z : memref<?x8x4xf32>)
    scratch(%s : memref<?xf32>) bit_major
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 16, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3, arithmetic = "i16">}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v3", features = "+avx2", vector_bits = 256, vector_registers = 16, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%x: memref<?x32xf32>, %w: memref<1x4x4x4x8x2xi16>,
    %t: memref<1x4x3xf32>, %c: memref<32x32xf32>, %z: memref<?x8x4xf32>,
    %s: memref<?xf32>) {
  // expected-error@+1 {{expects blocks of a multiple of 16 inputs, but got 8}}
  lookupffn.project #lookupffn.quantized_bh4 input(%x : memref<?x32xf32>)
    weights(%w : memref<1x4x4x4x8x2xi16>) steps(%t : memref<1x4x3xf32>)
    composed(%c : memref<32x32xf32>) outs(%z : memref<?x8x4xf32>)
    scratch(%s : memref<?xf32>) bit_major
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 16, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3, arithmetic = "i16">}
  return
}
}
