// RUN: lookupffn-opt %s --transform-interpreter --verify-diagnostics

func.func @columns(%tables: tensor<7x16x24xf32>, %code: tensor<4x7xi8>,
                   %init: tensor<4x24xf32>) -> tensor<4x24xf32> {
  // expected-error @+3 {{expects a tile size of columns that divides O = 24, so that every tile is static}}
  // expected-error @+2 {{tile operation}}
  // expected-error @+1 {{failed to generate tiling loops}}
  %y = lookupffn.lookup tables(%tables : tensor<7x16x24xf32>)
         code(%code : tensor<4x7xi8>) outs(%init : tensor<4x24xf32>)
         -> tensor<4x24xf32>
  return %y : tensor<4x24xf32>
}

module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(
      %root: !transform.any_op {transform.readonly}) {
    %op = transform.structured.match ops{["lookupffn.lookup"]} in %root
        : (!transform.any_op) -> !transform.any_op
    %tiled, %o = transform.structured.tile_using_for %op tile_sizes [0, 16]
        : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.yield
  }
}
