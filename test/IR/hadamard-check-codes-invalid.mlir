// Every constraint of hadamard and of check_codes.
// RUN: lookupffn-opt %s --verify-diagnostics --split-input-file

func.func @hadamard_c1_rank(%x: tensor<f32>, %init: tensor<f32>) {
  // expected-error @+1 {{expects input of rank 1 or more, but got rank 0}}
  %0 = lookupffn.hadamard input(%x : tensor<f32>)
    outs(%init : tensor<f32>) -> tensor<f32>
  return
}

// -----

func.func @hadamard_c1_outs(%x: tensor<2x8xf32>, %init: tensor<3x8xf32>) {
  // expected-error @+1 {{expects outs of shape [2, 8], but got [3, 8]}}
  %0 = lookupffn.hadamard input(%x : tensor<2x8xf32>)
    outs(%init : tensor<3x8xf32>) -> tensor<3x8xf32>
  return
}

// -----

func.func @hadamard_c2_not_power(%x: tensor<?x24xf32>,
                                 %init: tensor<?x24xf32>) {
  // expected-error @+1 {{expects the last axis to be a static power of two, but got shape [?, 24]}}
  %0 = lookupffn.hadamard input(%x : tensor<?x24xf32>)
    outs(%init : tensor<?x24xf32>) -> tensor<?x24xf32>
  return
}

// -----

func.func @hadamard_c2_dynamic(%x: tensor<?x?xf32>, %init: tensor<?x?xf32>) {
  // expected-error @+1 {{expects the last axis to be a static power of two, but got shape [?, ?]}}
  %0 = lookupffn.hadamard input(%x : tensor<?x?xf32>)
    outs(%init : tensor<?x?xf32>) -> tensor<?x?xf32>
  return
}

// -----

func.func @hadamard_c2_zero(%x: tensor<?x0xf32>, %init: tensor<?x0xf32>) {
  // expected-error @+1 {{expects the last axis to be a static power of two, but got shape [?, 0]}}
  %0 = lookupffn.hadamard input(%x : tensor<?x0xf32>)
    outs(%init : tensor<?x0xf32>) -> tensor<?x0xf32>
  return
}

// -----

func.func @hadamard_c3_mixed(%x: tensor<?x8xf32>, %init: memref<?x8xf32>) {
  // expected-error @+1 {{expects operands that are all tensors or all memrefs, but got 'tensor<?x8xf32>' beside 'memref<?x8xf32>'}}
  lookupffn.hadamard input(%x : tensor<?x8xf32>)
    outs(%init : memref<?x8xf32>)
  return
}

// -----

func.func @check_codes_c1_zero(%c: tensor<?xi64>) {
  // expected-error @+1 {{expects rows from 1 to 2^31 - 1, but got 0}}
  %0 = lookupffn.check_codes %c rows = 0 : tensor<?xi64>
  return
}

// -----

func.func @check_codes_c1_negative(%c: tensor<?xi64>) {
  // expected-error @+1 {{expects rows from 1 to 2^31 - 1, but got -1}}
  %0 = lookupffn.check_codes %c rows = -1 : tensor<?xi64>
  return
}

// -----

func.func @check_codes_c1_large(%c: memref<?xi32>) {
  // expected-error @+1 {{expects rows from 1 to 2^31 - 1, but got 2147483648}}
  %0 = lookupffn.check_codes %c rows = 2147483648 : memref<?xi32>
  return
}

// -----

func.func @check_codes_element_type(%c: tensor<?xf32>) {
  // expected-error @+1 {{operand #0 must be}}
  %0 = lookupffn.check_codes %c rows = 1 : tensor<?xf32>
  return
}
