// What is chosen for the published layer with rows of i8, as a schedule file. Only
// what follows from the registers and the instructions is checked: projections in
// 16-bit integers or integers of two bytes, and weights of 8 bits, as `codes` allows.
// DEFINE: %{chosen} = lookupffn-opt %s -o /dev/null --lookupffn-pipeline
// RUN: %{chosen}="stop-after=schedule dump-schedule=- target=x86-64-v2" | FileCheck %s --check-prefixes=CHECK,F32,ROWS -DLANES=4 -DPROJECT=8 -DTOKENS=6
// RUN: %{chosen}="stop-after=schedule dump-schedule=- target=x86-64-v3" | FileCheck %s --check-prefixes=CHECK,I16,FLOATS -DLANES=8 -DPROJECT=16 -DTOKENS=6
// RUN: %{chosen}="stop-after=schedule dump-schedule=- target=znver4" | FileCheck %s --check-prefixes=CHECK,I16,U8,SLICES -DLANES=16 -DPROJECT=64 -DTOKENS=6
// RUN: %{chosen}="stop-after=schedule dump-schedule=- target=sapphirerapids" | FileCheck %s --check-prefixes=CHECK,TILES,U8 -DLANES=16 -DPROJECT=32 -DTOKENS=16
// RUN: %{chosen}="stop-after=schedule dump-schedule=- target=neoverse-n1" | FileCheck %s --check-prefixes=CHECK,F32,ROWS -DLANES=4 -DPROJECT=16 -DTOKENS=6
// RUN: %{chosen}="stop-after=schedule dump-schedule=- target=neoverse-v2" | FileCheck %s --check-prefixes=CHECK,I16,U8 -DLANES=4 -DPROJECT=4 -DTOKENS=6

// CHECK:      layer = {
// CHECK-NEXT:   regimes = [
// CHECK-NEXT:     #lookupffn.regime<min_tokens = 0,
// CHECK:      name = "lookupffn.layer_norm"
// CHECK-NEXT:   path = "fast", tile_tokens = 1, tile_columns = [[LANES]],
// CHECK:      name = "lookupffn.project"
// CHECK-NEXT:   path = "fast", tile_tokens = [[TOKENS]], tile_columns = [[PROJECT]],
// I16:          arithmetic = "i16"
// TILES:        arithmetic = "i8x2"
// F32-NOT:      arithmetic = "i16"
// CHECK:      name = "lookupffn.hash"
// CHECK-NEXT:   path = "fast", tile_tokens = 1, tile_columns = [[LANES]],
// CHECK:      name = "lookupffn.lookup"
// CHECK-NEXT:   path = "fast", tile_tokens = 1,
// U8:           arithmetic = "u8"
// ROWS-NOT:     arithmetic = "u8"
// SLICES:       slice_columns = 128, slab = true, arithmetic = "u8"
// FLOATS:        slice_columns = 64, slab = true
// FLOATS-NOT:    arithmetic = "u8"

func.func @layer(%x: tensor<?x512xf32> {lookupffn.input = "x"},
    %gamma: tensor<512xf32>
      {lookupffn.weight = "FFN.LayerNorm.weight"},
    %beta: tensor<512xf32>
      {lookupffn.weight = "FFN.LayerNorm.bias"},
    %w: tensor<2x4x8x64x64xf32>
      {lookupffn.weight = "FFN.hash.projection.weight"},
    %pb: tensor<1024xf32>
      {lookupffn.weight = "FFN.hash.projection.bias"},
    %tables: tensor<128x256x512xi8>
      {lookupffn.weight = "FFN.tables"},
    %scale: tensor<128x256xf32>
      {lookupffn.weight = "FFN.tables_scale"},
    %bias: tensor<512xf32> {lookupffn.weight = "FFN.bias"})
    -> (tensor<?x512xf32> {lookupffn.output = "y"}) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x512xf32>
  %e0 = tensor.empty(%n) : tensor<?x512xf32>
  %xn = lookupffn.layer_norm input(%x : tensor<?x512xf32>)
    gamma(%gamma : tensor<512xf32>) beta(%beta : tensor<512xf32>)
    outs(%e0 : tensor<?x512xf32>) {eps = 1.0e-05 : f64} -> tensor<?x512xf32>
  %e1 = tensor.empty(%n) : tensor<?x128x8xf32>
  %z = lookupffn.project #lookupffn.bh4<decay = 0.7 : f64>
    input(%xn : tensor<?x512xf32>) weights(%w : tensor<2x4x8x64x64xf32>)
    bias(%pb : tensor<1024xf32>) outs(%e1 : tensor<?x128x8xf32>)
    -> tensor<?x128x8xf32>
  %e2 = tensor.empty(%n) : tensor<?x128xi8>
  %e3 = tensor.empty(%n) : tensor<?x128xf32>
  %code, %score = lookupffn.hash input(%z : tensor<?x128x8xf32>)
    outs(%e2, %e3 : tensor<?x128xi8>, tensor<?x128xf32>)
    compare = ogt bit_order = msb score = margin
    -> tensor<?x128xi8>, tensor<?x128xf32>
  %e4 = tensor.empty(%n) : tensor<?x512xf32>
  %y = lookupffn.lookup tables(%tables : tensor<128x256x512xi8>)
    code(%code : tensor<?x128xi8>) score(%score : tensor<?x128xf32>)
    row_scale(%scale : tensor<128x256xf32>)
    bias(%bias : tensor<512xf32>) outs(%e4 : tensor<?x512xf32>)
    -> tensor<?x512xf32>
  return %y : tensor<?x512xf32>
}
