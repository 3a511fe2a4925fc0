// What version-2.mlirbc holds: every op, kind, attribute and optional operand.
// The bytecode was written once, by version 2 of the dialect, and is never
// written again; this text follows the syntax of today.
module attributes {lookupffn.target = #lookupffn.target<
    triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v3",
    features = "+avx2,+fma", vector_bits = 256, vector_registers = 16,
    l1_bytes = 32768, l2_bytes = 1048576, l3_bytes = 0, cache_line_bytes = 64,
    cores = 2>} {
  func.func @layer(%x: tensor<?x40xf32> {lookupffn.input = "x"},
                   %gamma: tensor<40xf32>
                       {lookupffn.weight = "FFN.LayerNorm.weight"},
                   %beta: tensor<40xf32>,
                   %w: tensor<28x40xf32>, %pb: tensor<28xf32>,
                   %tables: tensor<7x16x24xi8>, %scale: tensor<7x16xf32>,
                   %bias: tensor<24xf32>)
      -> (tensor<?x24xf32> {lookupffn.output = "y"})
      attributes {lookupffn.regimes = [
        #lookupffn.regime<min_tokens = 0, block_tokens = 8>]} {
    %c0 = arith.constant 0 : index
    %n = tensor.dim %x, %c0 : tensor<?x40xf32>
    %e0 = tensor.empty(%n) : tensor<?x40xf32>
    %xn = lookupffn.layer_norm input(%x : tensor<?x40xf32>)
            gamma(%gamma : tensor<40xf32>) beta(%beta : tensor<40xf32>)
            outs(%e0 : tensor<?x40xf32>) {eps = 1.0e-06 : f64}
            -> tensor<?x40xf32>
    %e1 = tensor.empty(%n) : tensor<?x7x4xf32>
    %z = lookupffn.project #lookupffn.dense input(%xn : tensor<?x40xf32>)
           weights(%w : tensor<28x40xf32>) bias(%pb : tensor<28xf32>)
           outs(%e1 : tensor<?x7x4xf32>)
           {lookupffn.schedule = #lookupffn.schedule<
              path = "fast", tile_tokens = 4, tile_columns = 16,
              panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3>}
           -> tensor<?x7x4xf32>
    %e2 = tensor.empty(%n) : tensor<?x7xi8>
    %e3 = tensor.empty(%n) : tensor<?x7xf32>
    %code, %score = lookupffn.hash input(%z : tensor<?x7x4xf32>)
        outs(%e2, %e3 : tensor<?x7xi8>, tensor<?x7xf32>)
        compare = oge bit_order = lsb score = margin
        {temperature = 2.0 : f64} -> tensor<?x7xi8>, tensor<?x7xf32>
    %e4 = tensor.empty(%n) : tensor<?x24xf32>
    %y = lookupffn.lookup tables(%tables : tensor<7x16x24xi8>)
           code(%code : tensor<?x7xi8>) score(%score : tensor<?x7xf32>)
           row_scale(%scale : tensor<7x16xf32>) bias(%bias : tensor<24xf32>)
           outs(%e4 : tensor<?x24xf32>) bounds = clamp -> tensor<?x24xf32>
    return %y : tensor<?x24xf32>
  }

  func.func @kinds(%x: tensor<?x28xf32>, %wb: tensor<1x4x4x8x8xf32>,
                   %pairs: tensor<28x2xi32>, %wp: tensor<2x28x16xf32>,
                   %shift: tensor<1x32xf32>, %tap: tensor<32xf32>,
                   %z: tensor<?x7x4xf32>, %zb: tensor<?x4x7xf32>) {
    %0 = lookupffn.project #lookupffn.bh4<decay = 0.7 : f64>
           input(%x : tensor<?x28xf32>) weights(%wb : tensor<1x4x4x8x8xf32>)
           outs(%z : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
    %1 = lookupffn.project #lookupffn.absorbed_bh4 input(%x : tensor<?x28xf32>)
           weights(%wb : tensor<1x4x4x8x8xf32>) shift(%shift : tensor<1x32xf32>)
           tap(%tap : tensor<32xf32>) outs(%zb : tensor<?x4x7xf32>) bit_major
           -> tensor<?x4x7xf32>
    %2 = lookupffn.project #lookupffn.packed_dense input(%x : tensor<?x28xf32>)
           weights(%wp : tensor<2x28x16xf32>) outs(%zb : tensor<?x4x7xf32>)
           bit_major -> tensor<?x4x7xf32>
    %3 = lookupffn.project #lookupffn.identity input(%x : tensor<?x28xf32>)
           outs(%z : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
    %4 = lookupffn.project #lookupffn.pairwise input(%x : tensor<?x28xf32>)
           weights(%pairs : tensor<28x2xi32>) outs(%z : tensor<?x7x4xf32>)
           -> tensor<?x7x4xf32>
    return
  }

  func.func @others(%z: memref<?x4x7xf32>, %c: memref<?x7xi16>,
                    %s: memref<?x7xf32>, %u: tensor<?x8xf32>) -> i64 {
    lookupffn.hash input(%z : memref<?x4x7xf32>)
        outs(%c, %s : memref<?x7xi16>, memref<?x7xf32>)
        compare = ogt bit_order = msb score = constant bit_major
        {constant = 0.125 : f64}
    %v = lookupffn.hadamard input(%u : tensor<?x8xf32>)
           outs(%u : tensor<?x8xf32>) -> tensor<?x8xf32>
    %bad = lookupffn.check_codes %c rows = 96 : memref<?x7xi16>
    return %bad : i64
  }

  func.func @integers(%x: tensor<?x40xf32>, %wq: tensor<1x4x8x4x8x2xi16>,
                      %b: tensor<28xf32>, %shift: tensor<1x64xf32>,
                      %tap: tensor<64xf32>, %steps: tensor<1x4x3xf32>,
                      %rows: tensor<28x40xf32>, %z: tensor<?x4x7xf32>) {
    %0 = lookupffn.project #lookupffn.quantized_bh4
           input(%x : tensor<?x40xf32>) weights(%wq : tensor<1x4x8x4x8x2xi16>)
           bias(%b : tensor<28xf32>) shift(%shift : tensor<1x64xf32>)
           tap(%tap : tensor<64xf32>) steps(%steps : tensor<1x4x3xf32>)
           composed(%rows : tensor<28x40xf32>)
           composed_bias(%b : tensor<28xf32>)
           outs(%z : tensor<?x4x7xf32>) bit_major
           {lookupffn.schedule = #lookupffn.schedule<
              path = "fast", tile_tokens = 4, tile_columns = 8,
              panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3,
              tile_tables = 8, slice_columns = 64, slab = true,
              arithmetic = "i16">} -> tensor<?x4x7xf32>
    return
  }

  func.func @scratch(%x: memref<?x40xf32>, %w: memref<2x4x8x8x8xf32>,
                     %z: memref<?x8x12xf32>, %t: memref<3x7x16x8xf32>,
                     %c: memref<?x7xi8>, %y: memref<?x24xf32>,
                     %floats: memref<?xf32>) {
    lookupffn.project #lookupffn.absorbed_bh4 input(%x : memref<?x40xf32>)
      weights(%w : memref<2x4x8x8x8xf32>) outs(%z : memref<?x8x12xf32>)
      scratch(%floats : memref<?xf32>) bit_major
    lookupffn.lookup tables(%t : memref<3x7x16x8xf32>)
      code(%c : memref<?x7xi8>) outs(%y : memref<?x24xf32>)
      scratch(%floats : memref<?xf32>) bounds = assume
    return
  }
}
