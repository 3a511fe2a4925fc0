// The published layer: T = 128 tables of 256 rows, D = O = 512, with a bh4
// projection of blocks of 64 and with a dense one.

func.func @bh4(%x: tensor<?x512xf32> {lookupffn.input = "x"},
    %gamma: tensor<512xf32>
      {lookupffn.weight = "FFN.LayerNorm.weight"},
    %beta: tensor<512xf32>
      {lookupffn.weight = "FFN.LayerNorm.bias"},
    %w: tensor<2x4x8x64x64xf32>
      {lookupffn.weight = "FFN.hash.projection.weight"},
    %pb: tensor<1024xf32>
      {lookupffn.weight = "FFN.hash.projection.bias"},
    %tables: tensor<128x256x512xf32>
      {lookupffn.weight = "FFN.tables"},
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
  %y = lookupffn.lookup tables(%tables : tensor<128x256x512xf32>)
    code(%code : tensor<?x128xi8>) score(%score : tensor<?x128xf32>)
    bias(%bias : tensor<512xf32>) outs(%e4 : tensor<?x512xf32>)
    -> tensor<?x512xf32>
  return %y : tensor<?x512xf32>
}

func.func @dense(%x: tensor<?x512xf32> {lookupffn.input = "x"},
    %gamma: tensor<512xf32>
      {lookupffn.weight = "FFN.LayerNorm.weight"},
    %beta: tensor<512xf32>
      {lookupffn.weight = "FFN.LayerNorm.bias"},
    %w: tensor<1024x512xf32>
      {lookupffn.weight = "FFN.hash.projection.weight"},
    %pb: tensor<1024xf32>
      {lookupffn.weight = "FFN.hash.projection.bias"},
    %tables: tensor<128x256x512xf32>
      {lookupffn.weight = "FFN.tables"},
    %bias: tensor<512xf32> {lookupffn.weight = "FFN.bias"})
    -> (tensor<?x512xf32> {lookupffn.output = "y"}) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x512xf32>
  %e0 = tensor.empty(%n) : tensor<?x512xf32>
  %xn = lookupffn.layer_norm input(%x : tensor<?x512xf32>)
    gamma(%gamma : tensor<512xf32>) beta(%beta : tensor<512xf32>)
    outs(%e0 : tensor<?x512xf32>) {eps = 1.0e-05 : f64} -> tensor<?x512xf32>
  %e1 = tensor.empty(%n) : tensor<?x128x8xf32>
  %z = lookupffn.project #lookupffn.dense input(%xn : tensor<?x512xf32>)
    weights(%w : tensor<1024x512xf32>) bias(%pb : tensor<1024xf32>)
    outs(%e1 : tensor<?x128x8xf32>) -> tensor<?x128x8xf32>
  %e2 = tensor.empty(%n) : tensor<?x128xi8>
  %e3 = tensor.empty(%n) : tensor<?x128xf32>
  %code, %score = lookupffn.hash input(%z : tensor<?x128x8xf32>)
    outs(%e2, %e3 : tensor<?x128xi8>, tensor<?x128xf32>)
    compare = ogt bit_order = msb score = margin
    -> tensor<?x128xi8>, tensor<?x128xf32>
  %e4 = tensor.empty(%n) : tensor<?x512xf32>
  %y = lookupffn.lookup tables(%tables : tensor<128x256x512xf32>)
    code(%code : tensor<?x128xi8>) score(%score : tensor<?x128xf32>)
    bias(%bias : tensor<512xf32>) outs(%e4 : tensor<?x512xf32>)
    -> tensor<?x512xf32>
  return %y : tensor<?x512xf32>
}
