// A whole layer with a residual, a helper, and two entry points.

func.func @layer(%x: tensor<?x12xf32> {lookupffn.input = "x"},
                 %g: tensor<12xf32> {lookupffn.weight = "FFN.LayerNorm.weight"},
                 %w: tensor<12x12xf32>
                   {lookupffn.weight = "FFN.hash.projection.weight"},
                 %t: tensor<3x16x12xf32> {lookupffn.weight = "FFN.tables"})
    -> (tensor<?x12xf32> {lookupffn.output = "y"},
        tensor<?x3xi8> {lookupffn.output = "code"},
        tensor<?x3xf32> {lookupffn.output = "score"}) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x12xf32>
  %e0 = tensor.empty(%n) : tensor<?x12xf32>
  %xn = lookupffn.layer_norm input(%x : tensor<?x12xf32>)
    gamma(%g : tensor<12xf32>) outs(%e0 : tensor<?x12xf32>) -> tensor<?x12xf32>
  %e1 = tensor.empty(%n) : tensor<?x3x4xf32>
  %z = lookupffn.project #lookupffn.dense input(%xn : tensor<?x12xf32>)
    weights(%w : tensor<12x12xf32>) outs(%e1 : tensor<?x3x4xf32>)
    -> tensor<?x3x4xf32>
  %e2 = tensor.empty(%n) : tensor<?x3xi8>
  %e3 = tensor.empty(%n) : tensor<?x3xf32>
  %code, %score = lookupffn.hash input(%z : tensor<?x3x4xf32>)
    outs(%e2, %e3 : tensor<?x3xi8>, tensor<?x3xf32>)
    compare = ogt bit_order = msb score = margin
    -> tensor<?x3xi8>, tensor<?x3xf32>
  %e4 = tensor.empty(%n) : tensor<?x12xf32>
  %y = lookupffn.lookup tables(%t : tensor<3x16x12xf32>)
    code(%code : tensor<?x3xi8>) score(%score : tensor<?x3xf32>)
    outs(%e4 : tensor<?x12xf32>) -> tensor<?x12xf32>
  %sum = call @add(%y, %x)
    : (tensor<?x12xf32>, tensor<?x12xf32>) -> tensor<?x12xf32>
  return %sum, %code, %score : tensor<?x12xf32>, tensor<?x3xi8>, tensor<?x3xf32>
}

func.func private @add(%a: tensor<?x12xf32>, %b: tensor<?x12xf32>)
    -> tensor<?x12xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %a, %c0 : tensor<?x12xf32>
  %e = tensor.empty(%n) : tensor<?x12xf32>
  %s = linalg.add ins(%a, %b : tensor<?x12xf32>, tensor<?x12xf32>)
    outs(%e : tensor<?x12xf32>) -> tensor<?x12xf32>
  return %s : tensor<?x12xf32>
}

func.func @bag(%code: tensor<?x3xi32> {lookupffn.input = "code"},
               %t: tensor<96x8xf32> {lookupffn.weight = "FFN.tables"})
    -> (tensor<?x8xf32> {lookupffn.output = "y"}) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %code, %c0 : tensor<?x3xi32>
  %e = tensor.empty(%n) : tensor<?x8xf32>
  %y = lookupffn.lookup tables(%t : tensor<96x8xf32>)
    code(%code : tensor<?x3xi32>) outs(%e : tensor<?x8xf32>) bounds = check
    -> tensor<?x8xf32>
  return %y : tensor<?x8xf32>
}
