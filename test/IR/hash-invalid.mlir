// Every constraint of hash.
// RUN: lookupffn-opt %s --verify-diagnostics --split-input-file

func.func @hash_rank(%z: tensor<4xf32>, %c: tensor<i8>, %s: tensor<f32>) {
  // expected-error @+1 {{expects input of rank 2 or more, but got [4]}}
  %0:2 = lookupffn.hash input(%z : tensor<4xf32>)
    outs(%c, %s : tensor<i8>, tensor<f32>)
    compare = ogt bit_order = msb score = margin -> tensor<i8>, tensor<f32>
  return
}

// -----

func.func @hash_c1_code(%z: tensor<?x7x4xf32>, %c: tensor<?x6xi8>,
                        %s: tensor<?x7xf32>) {
  // expected-error @+1 {{expects code_init of shape [?, 7], but got [?, 6]}}
  %0:2 = lookupffn.hash input(%z : tensor<?x7x4xf32>)
    outs(%c, %s : tensor<?x6xi8>, tensor<?x7xf32>)
    compare = ogt bit_order = msb score = margin -> tensor<?x6xi8>, tensor<?x7xf32>
  return
}

// -----

func.func @hash_c1_score(%z: tensor<?x7x4xf32>, %c: tensor<?x7xi8>,
                         %s: tensor<?xf32>) {
  // expected-error @+1 {{expects score_init of shape [?, 7], but got [?]}}
  %0:2 = lookupffn.hash input(%z : tensor<?x7x4xf32>)
    outs(%c, %s : tensor<?x7xi8>, tensor<?xf32>)
    compare = ogt bit_order = msb score = margin -> tensor<?x7xi8>, tensor<?xf32>
  return
}

// -----

func.func @hash_c1_tokens(%z: tensor<3x7x4xf32>, %c: tensor<2x7xi8>,
                          %s: tensor<?x7xf32>) {
  // expected-error @+1 {{expects code_init of shape [3, 7], but got [2, 7]}}
  %0:2 = lookupffn.hash input(%z : tensor<3x7x4xf32>)
    outs(%c, %s : tensor<2x7xi8>, tensor<?x7xf32>)
    compare = ogt bit_order = msb score = margin -> tensor<2x7xi8>, tensor<?x7xf32>
  return
}

// -----

func.func @hash_c1_bit_major(%z: tensor<?x4x7xf32>, %c: tensor<?x4xi8>,
                             %s: tensor<?x4xf32>) {
  // expected-error @+1 {{expects code_init of shape [?, 7], but got [?, 4]}}
  %0:2 = lookupffn.hash input(%z : tensor<?x4x7xf32>)
    outs(%c, %s : tensor<?x4xi8>, tensor<?x4xf32>)
    compare = ogt bit_order = msb score = margin bit_major -> tensor<?x4xi8>, tensor<?x4xf32>
  return
}

// -----

func.func @hash_c2_dynamic(%z: tensor<?x7x?xf32>, %c: tensor<?x7xi8>,
                           %s: tensor<?x7xf32>) {
  // expected-error @+1 {{expects L to be static and from 1 to 30, but got input of shape [?, 7, ?]}}
  %0:2 = lookupffn.hash input(%z : tensor<?x7x?xf32>)
    outs(%c, %s : tensor<?x7xi8>, tensor<?x7xf32>)
    compare = ogt bit_order = msb score = margin -> tensor<?x7xi8>, tensor<?x7xf32>
  return
}

// -----

func.func @hash_c2_zero(%z: tensor<?x7x0xf32>, %c: tensor<?x7xi8>,
                        %s: tensor<?x7xf32>) {
  // expected-error @+1 {{expects L to be static and from 1 to 30, but got input of shape [?, 7, 0]}}
  %0:2 = lookupffn.hash input(%z : tensor<?x7x0xf32>)
    outs(%c, %s : tensor<?x7xi8>, tensor<?x7xf32>)
    compare = ogt bit_order = msb score = margin -> tensor<?x7xi8>, tensor<?x7xf32>
  return
}

// -----

func.func @hash_c2_large(%z: tensor<?x7x31xf32>, %c: tensor<?x7xi32>,
                         %s: tensor<?x7xf32>) {
  // expected-error @+1 {{expects L to be static and from 1 to 30, but got input of shape [?, 7, 31]}}
  %0:2 = lookupffn.hash input(%z : tensor<?x7x31xf32>)
    outs(%c, %s : tensor<?x7xi32>, tensor<?x7xf32>)
    compare = ogt bit_order = msb score = margin -> tensor<?x7xi32>, tensor<?x7xf32>
  return
}

// -----

func.func @hash_c3_i8(%z: tensor<?x7x9xf32>, %c: tensor<?x7xi8>,
                      %s: tensor<?x7xf32>) {
  // expected-error @+1 {{expects a code type of at least L = 9 bits, but got 'i8'}}
  %0:2 = lookupffn.hash input(%z : tensor<?x7x9xf32>)
    outs(%c, %s : tensor<?x7xi8>, tensor<?x7xf32>)
    compare = ogt bit_order = msb score = margin -> tensor<?x7xi8>, tensor<?x7xf32>
  return
}

// -----

func.func @hash_c3_i16(%z: tensor<?x7x17xf32>, %c: tensor<?x7xi16>,
                       %s: tensor<?x7xf32>) {
  // expected-error @+1 {{expects a code type of at least L = 17 bits, but got 'i16'}}
  %0:2 = lookupffn.hash input(%z : tensor<?x7x17xf32>)
    outs(%c, %s : tensor<?x7xi16>, tensor<?x7xf32>)
    compare = ogt bit_order = msb score = margin -> tensor<?x7xi16>, tensor<?x7xf32>
  return
}

// -----

func.func @hash_c4_zero(%z: tensor<?x7x4xf32>, %c: tensor<?x7xi8>,
                        %s: tensor<?x7xf32>) {
  // expected-error @+1 {{expects temperature to be finite and positive in f32}}
  %0:2 = lookupffn.hash input(%z : tensor<?x7x4xf32>)
    outs(%c, %s : tensor<?x7xi8>, tensor<?x7xf32>)
    compare = ogt bit_order = msb score = margin
    {temperature = 0.0 : f64} -> tensor<?x7xi8>, tensor<?x7xf32>
  return
}

// -----

func.func @hash_c4_negative(%z: tensor<?x7x4xf32>, %c: tensor<?x7xi8>,
                            %s: tensor<?x7xf32>) {
  // expected-error @+1 {{expects temperature to be finite and positive in f32}}
  %0:2 = lookupffn.hash input(%z : tensor<?x7x4xf32>)
    outs(%c, %s : tensor<?x7xi8>, tensor<?x7xf32>)
    compare = ogt bit_order = msb score = margin
    {temperature = -1.0 : f64} -> tensor<?x7xi8>, tensor<?x7xf32>
  return
}

// -----

func.func @hash_c4_nan(%z: tensor<?x7x4xf32>, %c: tensor<?x7xi8>,
                       %s: tensor<?x7xf32>) {
  // expected-error @+1 {{expects temperature to be finite and positive in f32}}
  %0:2 = lookupffn.hash input(%z : tensor<?x7x4xf32>)
    outs(%c, %s : tensor<?x7xi8>, tensor<?x7xf32>)
    compare = ogt bit_order = msb score = margin
    {temperature = 0x7FF8000000000000 : f64} -> tensor<?x7xi8>, tensor<?x7xf32>
  return
}

// -----

func.func @hash_c4_f32(%z: tensor<?x7x4xf32>, %c: tensor<?x7xi8>,
                       %s: tensor<?x7xf32>) {
  // expected-error @+1 {{expects temperature to be finite and positive in f32}}
  %0:2 = lookupffn.hash input(%z : tensor<?x7x4xf32>)
    outs(%c, %s : tensor<?x7xi8>, tensor<?x7xf32>)
    compare = ogt bit_order = msb score = margin
    {temperature = 1.0e-60 : f64} -> tensor<?x7xi8>, tensor<?x7xf32>
  return
}

// -----

func.func @hash_c5_missing(%z: tensor<?x7x4xf32>, %c: tensor<?x7xi8>,
                           %s: tensor<?x7xf32>) {
  // expected-error @+1 {{expects 'constant' if and only if the score rule is constant}}
  %0:2 = lookupffn.hash input(%z : tensor<?x7x4xf32>)
    outs(%c, %s : tensor<?x7xi8>, tensor<?x7xf32>)
    compare = ogt bit_order = msb score = constant -> tensor<?x7xi8>, tensor<?x7xf32>
  return
}

// -----

func.func @hash_c5_not_wanted(%z: tensor<?x7x4xf32>, %c: tensor<?x7xi8>,
                              %s: tensor<?x7xf32>) {
  // expected-error @+1 {{expects 'constant' if and only if the score rule is constant}}
  %0:2 = lookupffn.hash input(%z : tensor<?x7x4xf32>)
    outs(%c, %s : tensor<?x7xi8>, tensor<?x7xf32>)
    compare = ogt bit_order = msb score = margin
    {constant = 1.0 : f64} -> tensor<?x7xi8>, tensor<?x7xf32>
  return
}

// -----

func.func @hash_c5_infinite(%z: tensor<?x7x4xf32>, %c: tensor<?x7xi8>,
                            %s: tensor<?x7xf32>) {
  // expected-error @+1 {{expects 'constant' to be finite in f32}}
  %0:2 = lookupffn.hash input(%z : tensor<?x7x4xf32>)
    outs(%c, %s : tensor<?x7xi8>, tensor<?x7xf32>)
    compare = ogt bit_order = msb score = constant
    {constant = 0x7FF0000000000000 : f64} -> tensor<?x7xi8>, tensor<?x7xf32>
  return
}

// -----

func.func @hash_c5_f32(%z: tensor<?x7x4xf32>, %c: tensor<?x7xi8>,
                       %s: tensor<?x7xf32>) {
  // expected-error @+1 {{expects 'constant' to be finite in f32}}
  %0:2 = lookupffn.hash input(%z : tensor<?x7x4xf32>)
    outs(%c, %s : tensor<?x7xi8>, tensor<?x7xf32>)
    compare = ogt bit_order = msb score = constant
    {constant = 1.0e+60 : f64} -> tensor<?x7xi8>, tensor<?x7xf32>
  return
}

// -----

func.func @hash_c6_mixed(%z: tensor<?x7x4xf32>, %c: tensor<?x7xi8>,
                         %s: memref<?x7xf32>) {
  // expected-error @+1 {{expects operands that are all tensors or all memrefs, but got 'memref<?x7xf32>' beside 'tensor<?x7xi8>'}}
  lookupffn.hash input(%z : tensor<?x7x4xf32>)
    outs(%c, %s : tensor<?x7xi8>, memref<?x7xf32>)
    compare = ogt bit_order = msb score = margin
  return
}

// -----

func.func @hash_c6_no_results(%z: tensor<?x7x4xf32>, %c: tensor<?x7xi8>,
                              %s: tensor<?x7xf32>) {
  // expected-error @+1 {{expected the number of tensor results (0) to be equal to the number of output tensors (2)}}
  lookupffn.hash input(%z : tensor<?x7x4xf32>)
    outs(%c, %s : tensor<?x7xi8>, tensor<?x7xf32>)
    compare = ogt bit_order = msb score = margin
  return
}

// -----

func.func @hash_c6_mixed_input(%z: tensor<?x7x4xf32>, %c: memref<?x7xi8>,
                               %s: memref<?x7xf32>) {
  // expected-error @+1 {{expects operands that are all tensors or all memrefs, but got 'tensor<?x7x4xf32>' beside 'memref<?x7xi8>'}}
  lookupffn.hash input(%z : tensor<?x7x4xf32>)
    outs(%c, %s : memref<?x7xi8>, memref<?x7xf32>)
    compare = ogt bit_order = msb score = margin
  return
}

// -----

func.func @hash_c6_result_type(%z: tensor<?x7x4xf32>, %c: tensor<?x7xi8>,
                               %s: tensor<?x7xf32>) {
  // expected-error @+1 {{to match type of corresponding result ('tensor<?x7xi16>')}}
  %0:2 = lookupffn.hash input(%z : tensor<?x7x4xf32>)
    outs(%c, %s : tensor<?x7xi8>, tensor<?x7xf32>)
    compare = ogt bit_order = msb score = margin -> tensor<?x7xi16>, tensor<?x7xf32>
  return
}

// -----

func.func @hash_compare(%z: tensor<?x7x4xf32>, %c: tensor<?x7xi8>,
                        %s: tensor<?x7xf32>) {
  // expected-error @+3 {{expected string or keyword containing one of the following enum values for attribute 'compare' [ogt, oge]}}
  %0:2 = lookupffn.hash input(%z : tensor<?x7x4xf32>)
    outs(%c, %s : tensor<?x7xi8>, tensor<?x7xf32>)
    compare = une bit_order = msb score = margin
    -> tensor<?x7xi8>, tensor<?x7xf32>
  return
}
