// Attributes that later stages put on modules, functions and ops, and the
// function argument attributes that tell weights from inputs.
// RUN: lookupffn-opt %s | lookupffn-opt | FileCheck %s
// RUN: lookupffn-opt %s --emit-bytecode | lookupffn-opt | FileCheck %s

// CHECK: module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v3", features = "+avx2,+fma", vector_bits = 256, vector_registers = 16, l1_bytes = 32768, l2_bytes = 1048576, l3_bytes = 0, cache_line_bytes = 64, cores = 2>}
module attributes {lookupffn.target = #lookupffn.target<
    triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v3",
    features = "+avx2,+fma", vector_bits = 256, vector_registers = 16,
    l1_bytes = 32768, l2_bytes = 1048576, l3_bytes = 0, cache_line_bytes = 64,
    cores = 2>} {
  // CHECK: func.func @layer(%{{.*}}: tensor<?x28xf32> {lookupffn.input = "x"}, %{{.*}}: tensor<28xf32> {lookupffn.weight = "FFN.hash.projection.bias"}) -> (tensor<?x7x4xf32> {lookupffn.output = "z"}) attributes {lookupffn.regimes = [#lookupffn.regime<min_tokens = 0, block_tokens = 8>, #lookupffn.regime<min_tokens = 64, block_tokens = 512>]}
  func.func @layer(%x: tensor<?x28xf32> {lookupffn.input = "x"},
                   %b: tensor<28xf32>
                       {lookupffn.weight = "FFN.hash.projection.bias"})
      -> (tensor<?x7x4xf32> {lookupffn.output = "z"})
      attributes {lookupffn.regimes = [
        #lookupffn.regime<min_tokens = 0, block_tokens = 8>,
        #lookupffn.regime<min_tokens = 64, block_tokens = 512>]} {
    %c0 = arith.constant 0 : index
    %n = tensor.dim %x, %c0 : tensor<?x28xf32>
    %init = tensor.empty(%n) : tensor<?x7x4xf32>
    // CHECK: project #lookupffn.identity {{.*}} {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 4, tile_columns = 16, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3>} ->
    %z = lookupffn.project #lookupffn.identity input(%x : tensor<?x28xf32>)
           bias(%b : tensor<28xf32>) outs(%init : tensor<?x7x4xf32>)
           {lookupffn.schedule = #lookupffn.schedule<
              path = "fast", tile_tokens = 4, tile_columns = 16,
              panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3>}
           -> tensor<?x7x4xf32>
    return %z : tensor<?x7x4xf32>
  }
}
