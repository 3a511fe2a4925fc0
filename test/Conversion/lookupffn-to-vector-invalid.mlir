// RUN: lookupffn-opt %s --split-input-file --verify-diagnostics \
// RUN:   --convert-lookupffn-to-vector

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v2", features = "+sse4.2", vector_bits = 128, vector_registers = 16, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%t: memref<10x16x32xf32>, %c: memref<?x10xi8>,
    %y: memref<?x32xf32>) {
  // expected-error@+1 {{expects a schedule with path 'fast'; run convert-lookupffn-to-linalg before bufferization for all other ops}}
  lookupffn.lookup tables(%t : memref<10x16x32xf32>)
    code(%c : memref<?x10xi8>) outs(%y : memref<?x32xf32>) bounds = assume
    {lookupffn.schedule = #lookupffn.schedule<path = "linalg", tile_tokens = 1, tile_columns = 8, panel_tokens = 64, prefetch_rows = 4, prefetch_locality = 2>}
  return
}
}

// -----

func.func @f(%t: memref<10x16x32xf32>, %c: memref<?x10xi8>,
    %y: memref<?x32xf32>) {
  // expected-error@+1 {{expects the module attribute 'lookupffn.target'; run lookupffn-resolve-target first}}
  lookupffn.lookup tables(%t : memref<10x16x32xf32>)
    code(%c : memref<?x10xi8>) outs(%y : memref<?x32xf32>) bounds = assume
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 8, panel_tokens = 64, prefetch_rows = 4, prefetch_locality = 2>}
  return
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v2", features = "+sse4.2", vector_bits = 128, vector_registers = 16, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%t: memref<10x16x32xf32>, %c: memref<?x10xi8>,
    %y: memref<?x32xf32>) {
  // expected-error@+1 {{expects bounds = check to be lowered by lookupffn-lower-bounds-check first}}
  lookupffn.lookup tables(%t : memref<10x16x32xf32>)
    code(%c : memref<?x10xi8>) outs(%y : memref<?x32xf32>) bounds = check
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 8, panel_tokens = 64, prefetch_rows = 4, prefetch_locality = 2>}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v2", features = "+sse4.2", vector_bits = 128, vector_registers = 16, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%t: memref<10x16x96xf32>, %c: memref<?x10xi8>,
    %y: memref<?x96xf32>) {
  // expected-error@+1 {{expects tile_columns of at most 64, all vector registers of the target, but got 128}}
  lookupffn.lookup tables(%t : memref<10x16x96xf32>)
    code(%c : memref<?x10xi8>) outs(%y : memref<?x96xf32>) bounds = assume
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 128, panel_tokens = 64, prefetch_rows = 4, prefetch_locality = 2>}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v2", features = "+sse4.2", vector_bits = 128, vector_registers = 16, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%t: memref<10x16x32xf32>, %c: memref<?x10xi8>,
    %y: memref<?x32xf32>) {
  // expected-error@+1 {{expects tile_tokens = 1, but got 2}}
  lookupffn.lookup tables(%t : memref<10x16x32xf32>)
    code(%c : memref<?x10xi8>) outs(%y : memref<?x32xf32>) bounds = assume
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 2, tile_columns = 8, panel_tokens = 64, prefetch_rows = 4, prefetch_locality = 2>}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v2", features = "+sse4.2", vector_bits = 128, vector_registers = 16, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%t: memref<10x16x32xf16>, %c: memref<?x10xi8>,
    %y: memref<?x32xf32>) {
  // expected-error@+1 {{expects a target that converts f16 rows in hardware, but x86-64-v2 does not; use path=linalg}}
  lookupffn.lookup tables(%t : memref<10x16x32xf16>)
    code(%c : memref<?x10xi8>) outs(%y : memref<?x32xf32>) bounds = assume
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 8, panel_tokens = 64, prefetch_rows = 4, prefetch_locality = 2>}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v2", features = "+sse4.2", vector_bits = 128, vector_registers = 16, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%t: memref<10x16x32xf32>, %c: memref<?x10xi8>,
    %y: memref<?x32xf32, strided<[64, 2]>>) {
  // expected-error@+1 {{expects memrefs whose last dimension has stride 1 on the fast path, but got 'memref<?x32xf32, strided<[64, 2]>>'; copy it or use path=linalg}}
  lookupffn.lookup tables(%t : memref<10x16x32xf32>)
    code(%c : memref<?x10xi8>) outs(%y : memref<?x32xf32, strided<[64, 2]>>)
    bounds = assume
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 8, panel_tokens = 64, prefetch_rows = 4, prefetch_locality = 2>}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v2", features = "+sse4.2", vector_bits = 128, vector_registers = 16, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%z: memref<?x7x4xf32>, %c: memref<?x7xi8>, %s: memref<?x7xf32>) {
  // expected-error@+1 {{expects z to be bit_major on the fast path}}
  lookupffn.hash input(%z : memref<?x7x4xf32>)
    outs(%c, %s : memref<?x7xi8>, memref<?x7xf32>)
    compare = ogt bit_order = msb score = margin {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 8, panel_tokens = 64, prefetch_rows = 4, prefetch_locality = 2>}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v2", features = "+sse4.2", vector_bits = 128, vector_registers = 16, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%z: memref<?x4x?xf32>, %c: memref<?x?xi8>, %s: memref<?x?xf32>) {
  // expected-error@+1 {{expects a static number of tables on the fast path}}
  lookupffn.hash input(%z : memref<?x4x?xf32>)
    outs(%c, %s : memref<?x?xi8>, memref<?x?xf32>)
    compare = ogt bit_order = msb score = margin bit_major
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 8, panel_tokens = 64, prefetch_rows = 4, prefetch_locality = 2>}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v2", features = "+sse4.2", vector_bits = 128, vector_registers = 16, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%x: memref<2x3x8xf32>) {
  // expected-error@+1 {{expects one token dimension, but got 2; run lookupffn-flatten-tokens first}}
  lookupffn.layer_norm input(%x : memref<2x3x8xf32>)
    outs(%x : memref<2x3x8xf32>) {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 8, panel_tokens = 64, prefetch_rows = 4, prefetch_locality = 2>}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v2", features = "+sse4.2", vector_bits = 128, vector_registers = 16, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%x: tensor<?x8xf32>) {
  // expected-error@+1 {{expects memrefs, but got 'tensor<?x8xf32>'; run convert-lookupffn-to-vector after bufferization}}
  %0 = lookupffn.layer_norm input(%x : tensor<?x8xf32>)
    outs(%x : tensor<?x8xf32>) {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 8, panel_tokens = 64, prefetch_rows = 4, prefetch_locality = 2>} -> tensor<?x8xf32>
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v2", features = "+sse4.2", vector_bits = 128, vector_registers = 16, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%x: memref<?x8xf32>) {
  // expected-error@+1 {{has no fast path; schedule it with path 'linalg'}}
  lookupffn.hadamard input(%x : memref<?x8xf32>)
    outs(%x : memref<?x8xf32>) {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 8, panel_tokens = 64, prefetch_rows = 4, prefetch_locality = 2>}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v2", features = "+sse4.2", vector_bits = 128, vector_registers = 16, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%c: memref<4xi32>) {
  // expected-error@+1 {{has no fast path; run convert-lookupffn-to-linalg first}}
  %0 = lookupffn.check_codes %c rows = 16 : memref<4xi32>
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v2", features = "+sse4.2", vector_bits = 128, vector_registers = 16, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%t: memref<10x16x96xf32>, %c: memref<?x10xi8>,
    %y: memref<?x96xf32>) {
  // expected-error@+1 {{expects tables in slices of slice_columns = 32 columns; run lookupffn-slice-tables first}}
  lookupffn.lookup tables(%t : memref<10x16x96xf32>)
    code(%c : memref<?x10xi8>) outs(%y : memref<?x96xf32>) bounds = assume
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 32, panel_tokens = 64, prefetch_rows = 4, prefetch_locality = 2, slice_columns = 32>}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v2", features = "+sse4.2", vector_bits = 128, vector_registers = 16, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%t: memref<3x10x16x32xf32>, %c: memref<?x10xi8>,
    %y: memref<?x96xf32>) {
  // expected-error@+1 {{expects tile_columns that divides the slices of 32 columns or is a multiple of them, but got 48}}
  lookupffn.lookup tables(%t : memref<3x10x16x32xf32>)
    code(%c : memref<?x10xi8>) outs(%y : memref<?x96xf32>) bounds = assume
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 48, panel_tokens = 64, prefetch_rows = 4, prefetch_locality = 2, slice_columns = 32>}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v2", features = "+sse4.2", vector_bits = 128, vector_registers = 16, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%t: memref<3x10x16x32xf32>, %c: memref<?x10xi8>,
    %y: memref<?x96xf32>) {
  // expected-error@+1 {{expects tile_columns of one slice with slab, 32, but got 64}}
  lookupffn.lookup tables(%t : memref<3x10x16x32xf32>)
    code(%c : memref<?x10xi8>) outs(%y : memref<?x96xf32>) bounds = assume
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 64, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3, tile_tables = 4, slice_columns = 32, slab = true>}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v2", features = "+sse4.2", vector_bits = 128, vector_registers = 16, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%t: memref<3x10x16x32xf32>, %c: memref<?x10xi8>,
    %y: memref<?x96xf32>) {
  // expected-error@+1 {{expects scratch for the partial sums of 4 tables}}
  lookupffn.lookup tables(%t : memref<3x10x16x32xf32>)
    code(%c : memref<?x10xi8>) outs(%y : memref<?x96xf32>) bounds = assume
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 32, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3, tile_tables = 4, slice_columns = 32, slab = true>}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v4", features = "+avx512f,+avx512vnni", vector_bits = 512, vector_registers = 32, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%t: memref<10x16x64xf32>, %c: memref<?x10xi8>, %r: memref<10x16xf32>,
    %y: memref<?x64xf32>) {
  // expected-error@+1 {{expects arithmetic = "f32": its rows are not i8}}
  lookupffn.lookup tables(%t : memref<10x16x64xf32>) code(%c : memref<?x10xi8>)
    outs(%y : memref<?x64xf32>) bounds = assume
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 64, panel_tokens = 64, prefetch_rows = 4, prefetch_locality = 2, arithmetic = "u8">}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v4", features = "+avx512f", vector_bits = 512, vector_registers = 32, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%t: memref<10x16x64xi8>, %c: memref<?x10xi8>, %r: memref<10x16xf32>,
    %y: memref<?x64xf32>) {
  // expected-error@+1 {{expects arithmetic = "f32": the target has no dot product of bytes: vpdpbusd of 512 bits (avx512vnni) or usdot (i8mm)}}
  lookupffn.lookup tables(%t : memref<10x16x64xi8>) code(%c : memref<?x10xi8>)
    row_scale(%r : memref<10x16xf32>) outs(%y : memref<?x64xf32>) bounds = assume
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 64, panel_tokens = 64, prefetch_rows = 4, prefetch_locality = 2, arithmetic = "u8">}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v4", features = "+avx512f,+avx512vnni", vector_bits = 512, vector_registers = 32, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%t: memref<10x16x96xi8>, %c: memref<?x10xi8>, %r: memref<10x16xf32>,
    %y: memref<?x96xf32>) {
  // expected-error@+1 {{expects arithmetic = "f32": rows of 96 columns are not a multiple of the 64 bytes of a vector}}
  lookupffn.lookup tables(%t : memref<10x16x96xi8>) code(%c : memref<?x10xi8>)
    row_scale(%r : memref<10x16xf32>) outs(%y : memref<?x96xf32>) bounds = assume
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 64, panel_tokens = 64, prefetch_rows = 4, prefetch_locality = 2, arithmetic = "u8">}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v4", features = "+avx512f,+avx512vnni", vector_bits = 512, vector_registers = 32, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%t: memref<?x16x64xi8>, %c: memref<?x?xi8>, %r: memref<?x16xf32>,
    %y: memref<?x64xf32>) {
  // expected-error@+1 {{expects arithmetic = "f32": its codes are not a static number from 1 to 65536}}
  lookupffn.lookup tables(%t : memref<?x16x64xi8>) code(%c : memref<?x?xi8>)
    row_scale(%r : memref<?x16xf32>) outs(%y : memref<?x64xf32>) bounds = assume
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 64, panel_tokens = 64, prefetch_rows = 4, prefetch_locality = 2, arithmetic = "u8">}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v4", features = "+avx512f,+avx512vnni", vector_bits = 512, vector_registers = 32, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%t: memref<10x16x64xi8>, %c: memref<?x10xi8>, %r: memref<10x16xf32>,
    %y: memref<?x64xf32>) {
  // expected-error@+1 {{expects tile_tables = 0 with arithmetic = "u8", but got 4}}
  lookupffn.lookup tables(%t : memref<10x16x64xi8>) code(%c : memref<?x10xi8>)
    row_scale(%r : memref<10x16xf32>) outs(%y : memref<?x64xf32>) bounds = assume
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 64, panel_tokens = 64, prefetch_rows = 4, prefetch_locality = 2, tile_tables = 4, arithmetic = "u8">}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v4", features = "+avx512f,+avx512vnni", vector_bits = 512, vector_registers = 32, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%t: memref<10x16x128xi8>, %c: memref<?x10xi8>, %r: memref<10x16xf32>,
    %y: memref<?x128xf32>) {
  // expected-error@+1 {{expects tile_columns that is a multiple of 64, the bytes of a vector, with arithmetic = "u8", but got 96}}
  lookupffn.lookup tables(%t : memref<10x16x128xi8>) code(%c : memref<?x10xi8>)
    row_scale(%r : memref<10x16xf32>) outs(%y : memref<?x128xf32>) bounds = assume
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 96, panel_tokens = 64, prefetch_rows = 4, prefetch_locality = 2, arithmetic = "u8">}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v4", features = "+avx512f,+avx512vnni", vector_bits = 512, vector_registers = 32, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%t: memref<10x16x64xi8>, %c: memref<?x10xi8>, %r: memref<10x16xf32>,
    %y: memref<?x64xf32>) {
  // expected-error@+1 {{expects scratch for the weights of a token with arithmetic = "u8"}}
  lookupffn.lookup tables(%t : memref<10x16x64xi8>) code(%c : memref<?x10xi8>)
    row_scale(%r : memref<10x16xf32>) outs(%y : memref<?x64xf32>) bounds = assume
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 64, panel_tokens = 64, prefetch_rows = 4, prefetch_locality = 2, arithmetic = "u8">}
  return
}
}

// -----

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v2", features = "+sse4.2", vector_bits = 128, vector_registers = 16, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
func.func @f(%t: memref<10x16x32xf32>, %c: memref<?x10xi8>,
    %y: memref<?x32xf32>) {
  // expected-error@+1 {{expects arithmetic = "f32" or "u8", but got "i16"}}
  lookupffn.lookup tables(%t : memref<10x16x32xf32>)
    code(%c : memref<?x10xi8>) outs(%y : memref<?x32xf32>) bounds = assume
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 8, panel_tokens = 64, prefetch_rows = 4, prefetch_locality = 2, arithmetic = "i16">}
  return
}
}
