// Every constraint of layer_norm.
// RUN: lookupffn-opt %s --verify-diagnostics --split-input-file

func.func @layer_norm_c1_rank(%x: tensor<f32>, %init: tensor<f32>) {
  // expected-error @+1 {{expects input of rank 1 or more, but got rank 0}}
  %0 = lookupffn.layer_norm input(%x : tensor<f32>)
    outs(%init : tensor<f32>) -> tensor<f32>
  return
}

// -----

func.func @layer_norm_c1_outs(%x: tensor<?x8xf32>, %init: tensor<?x9xf32>) {
  // expected-error @+1 {{expects outs of shape [?, 8], but got [?, 9]}}
  %0 = lookupffn.layer_norm input(%x : tensor<?x8xf32>)
    outs(%init : tensor<?x9xf32>) -> tensor<?x9xf32>
  return
}

// -----

func.func @layer_norm_c1_outs_rank(%x: tensor<?x8xf32>,
                                   %init: tensor<?x?x8xf32>) {
  // expected-error @+1 {{expects outs of shape [?, 8], but got [?, ?, 8]}}
  %0 = lookupffn.layer_norm input(%x : tensor<?x8xf32>)
    outs(%init : tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  return
}

// -----

func.func @layer_norm_c2_gamma(%x: tensor<?x8xf32>, %init: tensor<?x8xf32>,
                               %g: tensor<1x8xf32>) {
  // expected-error @+1 {{expects gamma of shape [8], but got [1, 8]}}
  %0 = lookupffn.layer_norm input(%x : tensor<?x8xf32>) gamma(%g : tensor<1x8xf32>)
    outs(%init : tensor<?x8xf32>) -> tensor<?x8xf32>
  return
}

// -----

func.func @layer_norm_c2_beta(%x: tensor<?x8xf32>, %init: tensor<?x8xf32>,
                              %b: tensor<9xf32>) {
  // expected-error @+1 {{expects beta of shape [8], but got [9]}}
  %0 = lookupffn.layer_norm input(%x : tensor<?x8xf32>) beta(%b : tensor<9xf32>)
    outs(%init : tensor<?x8xf32>) -> tensor<?x8xf32>
  return
}

// -----

func.func @layer_norm_c3_negative(%x: tensor<?x8xf32>, %init: tensor<?x8xf32>) {
  // expected-error @+1 {{expects eps to be finite and not negative}}
  %0 = lookupffn.layer_norm input(%x : tensor<?x8xf32>)
    outs(%init : tensor<?x8xf32>) {eps = -1.0e-05 : f64} -> tensor<?x8xf32>
  return
}

// -----

func.func @layer_norm_c3_nan(%x: tensor<?x8xf32>, %init: tensor<?x8xf32>) {
  // expected-error @+1 {{expects eps to be finite and not negative}}
  %0 = lookupffn.layer_norm input(%x : tensor<?x8xf32>)
    outs(%init : tensor<?x8xf32>) {eps = 0x7FF8000000000000 : f64} -> tensor<?x8xf32>
  return
}

// -----

func.func @layer_norm_c4_dynamic(%x: tensor<?x?xf32>, %init: tensor<?x?xf32>) {
  // expected-error @+1 {{expects the last axis of input to be static and not 0, but got ?}}
  %0 = lookupffn.layer_norm input(%x : tensor<?x?xf32>)
    outs(%init : tensor<?x?xf32>) -> tensor<?x?xf32>
  return
}

// -----

func.func @layer_norm_c4_zero(%x: tensor<?x0xf32>, %init: tensor<?x0xf32>) {
  // expected-error @+1 {{expects the last axis of input to be static and not 0, but got 0}}
  %0 = lookupffn.layer_norm input(%x : tensor<?x0xf32>)
    outs(%init : tensor<?x0xf32>) -> tensor<?x0xf32>
  return
}

// -----

func.func @layer_norm_c5_mixed(%x: memref<?x8xf32>, %init: tensor<?x8xf32>) {
  // expected-error @+1 {{expects operands that are all tensors or all memrefs, but got 'memref<?x8xf32>' beside 'tensor<?x8xf32>'}}
  %0 = lookupffn.layer_norm input(%x : memref<?x8xf32>)
    outs(%init : tensor<?x8xf32>) -> tensor<?x8xf32>
  return
}

// -----

func.func @layer_norm_c5_mixed_weights(%x: memref<?x8xf32>,
                                       %init: memref<?x8xf32>,
                                       %g: tensor<8xf32>) {
  // expected-error @+1 {{expects operands that are all tensors or all memrefs, but got 'tensor<8xf32>' beside 'memref<?x8xf32>'}}
  lookupffn.layer_norm input(%x : memref<?x8xf32>) gamma(%g : tensor<8xf32>)
    outs(%init : memref<?x8xf32>)
  return
}

// -----

func.func @layer_norm_c5_no_result(%x: tensor<?x8xf32>) {
  // expected-error @+1 {{expected the number of tensor results (0) to be equal to the number of output tensors (1)}}
  lookupffn.layer_norm input(%x : tensor<?x8xf32>)
    outs(%x : tensor<?x8xf32>)
  return
}

// -----

func.func @layer_norm_c5_memref_result(%x: memref<?x8xf32>) {
  // expected-error @+1 {{expected the number of tensor results (1) to be equal to the number of output tensors (0)}}
  %0 = lookupffn.layer_norm input(%x : memref<?x8xf32>)
    outs(%x : memref<?x8xf32>) -> tensor<?x8xf32>
  return
}

// -----

func.func @layer_norm_c5_result_type(%x: tensor<?x8xf32>) {
  // expected-error @+1 {{expected type of operand #1 ('tensor<?x8xf32>') to match type of corresponding result ('tensor<4x8xf32>')}}
  %0 = lookupffn.layer_norm input(%x : tensor<?x8xf32>)
    outs(%x : tensor<?x8xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @layer_norm_element_type(%x: tensor<?x8xf64>) {
  // expected-error @+1 {{operand #0 must be}}
  %0 = lookupffn.layer_norm input(%x : tensor<?x8xf64>)
    outs(%x : tensor<?x8xf64>) -> tensor<?x8xf32>
  return
}

// -----

func.func @layer_norm_unranked(%x: tensor<*xf32>) {
  // expected-error @+1 {{operand #0 must be}}
  %0 = lookupffn.layer_norm input(%x : tensor<*xf32>)
    outs(%x : tensor<*xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @layer_norm_segments(%x: tensor<8xf32>) {
  // expected-error @+1 {{expects 'operandSegmentSizes' of 1 at position 3, but got 0}}
  %0 = "lookupffn.layer_norm"(%x, %x)
    <{operandSegmentSizes = array<i32: 1, 1, 0, 0>}>
    : (tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>
  return
}
