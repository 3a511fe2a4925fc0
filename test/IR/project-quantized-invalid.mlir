// The constraints of project on weights in integers.
// RUN: lookupffn-opt %s --verify-diagnostics --split-input-file

func.func @project_c3_quantized(%x: tensor<?x40xf32>, %w: tensor<1x4x8x4x8x2xf32>,
    %s: tensor<1x4x3xf32>, %c: tensor<28x40xf32>, %b: tensor<28xf32>,
    %init: tensor<?x4x7xf32>) {
  // expected-error @+1 {{expects weights of 'i16' or 'i8' for kind #lookupffn.quantized_bh4, but got 'f32'}}
  %0 = lookupffn.project #lookupffn.quantized_bh4 input(%x : tensor<?x40xf32>)
    weights(%w : tensor<1x4x8x4x8x2xf32>) steps(%s : tensor<1x4x3xf32>)
    composed(%c : tensor<28x40xf32>)
    outs(%init : tensor<?x4x7xf32>) bit_major -> tensor<?x4x7xf32>
  return
}

// -----

func.func @project_c7_pairs(%x: tensor<?x40xf32>, %w: tensor<1x4x8x8x8xi16>,
    %s: tensor<1x4x3xf32>, %c: tensor<28x40xf32>, %b: tensor<28xf32>,
    %init: tensor<?x4x7xf32>) {
  // expected-error @+1 {{expects weights of shape [R, 4, P/b, b/2, b, 2], but got [1, 4, 8, 8, 8]}}
  %0 = lookupffn.project #lookupffn.quantized_bh4 input(%x : tensor<?x40xf32>)
    weights(%w : tensor<1x4x8x8x8xi16>) steps(%s : tensor<1x4x3xf32>)
    composed(%c : tensor<28x40xf32>)
    outs(%init : tensor<?x4x7xf32>) bit_major -> tensor<?x4x7xf32>
  return
}

// -----

func.func @project_c7_half_block(%x: tensor<?x40xf32>, %w: tensor<1x4x8x8x8x2xi16>,
    %s: tensor<1x4x3xf32>, %c: tensor<28x40xf32>, %b: tensor<28xf32>,
    %init: tensor<?x4x7xf32>) {
  // expected-error @+1 {{expects weights of shape [R, 4, P/b, b/2, b, 2], but got [1, 4, 8, 8, 8, 2]}}
  %0 = lookupffn.project #lookupffn.quantized_bh4 input(%x : tensor<?x40xf32>)
    weights(%w : tensor<1x4x8x8x8x2xi16>) steps(%s : tensor<1x4x3xf32>)
    composed(%c : tensor<28x40xf32>)
    outs(%init : tensor<?x4x7xf32>) bit_major -> tensor<?x4x7xf32>
  return
}

// -----

func.func @project_c7_groups(%x: tensor<?x40xf32>, %w: tensor<1x4x8x4x8x2xi8>,
    %s: tensor<1x4x3xf32>, %c: tensor<28x40xf32>, %b: tensor<28xf32>,
    %init: tensor<?x4x7xf32>) {
  // expected-error @+1 {{expects weights of shape [R, 4, P/b, b/8, b, 16], but got [1, 4, 8, 4, 8, 2]}}
  %0 = lookupffn.project #lookupffn.quantized_bh4 input(%x : tensor<?x40xf32>)
    weights(%w : tensor<1x4x8x4x8x2xi8>) steps(%s : tensor<1x4x3xf32>)
    composed(%c : tensor<28x40xf32>)
    outs(%init : tensor<?x4x7xf32>) bit_major -> tensor<?x4x7xf32>
  return
}

// -----

func.func @project_c7_small_block(%x: tensor<?x40xf32>,
    %w: tensor<1x4x16x0x4x16xi8>, %s: tensor<1x4x3xf32>, %c: tensor<28x40xf32>,
    %b: tensor<28xf32>, %init: tensor<?x4x7xf32>) {
  // expected-error @+1 {{expects weights of shape [R, 4, P/b, b/8, b, 16], but got [1, 4, 16, 0, 4, 16]}}
  %0 = lookupffn.project #lookupffn.quantized_bh4 input(%x : tensor<?x40xf32>)
    weights(%w : tensor<1x4x16x0x4x16xi8>) steps(%s : tensor<1x4x3xf32>)
    composed(%c : tensor<28x40xf32>)
    outs(%init : tensor<?x4x7xf32>) bit_major -> tensor<?x4x7xf32>
  return
}

// -----

func.func @project_c11_missing(%x: tensor<?x40xf32>, %w: tensor<1x4x8x4x8x2xi16>,
    %s: tensor<1x4x3xf32>, %c: tensor<28x40xf32>, %b: tensor<28xf32>,
    %init: tensor<?x4x7xf32>) {
  // expected-error @+1 {{expects steps and composed if and only if the kind is quantized_bh4 or quantized_dense, but got kind #lookupffn.quantized_bh4}}
  %0 = lookupffn.project #lookupffn.quantized_bh4 input(%x : tensor<?x40xf32>)
    weights(%w : tensor<1x4x8x4x8x2xi16>) steps(%s : tensor<1x4x3xf32>)
    outs(%init : tensor<?x4x7xf32>) bit_major -> tensor<?x4x7xf32>
  return
}

// -----

func.func @project_c11_kind(%x: tensor<?x40xf32>, %w: tensor<1x4x8x8x8xf32>,
    %s: tensor<1x4x3xf32>, %c: tensor<28x40xf32>, %b: tensor<28xf32>,
    %init: tensor<?x4x7xf32>) {
  // expected-error @+1 {{expects steps and composed if and only if the kind is quantized_bh4 or quantized_dense, but got kind #lookupffn.absorbed_bh4}}
  %0 = lookupffn.project #lookupffn.absorbed_bh4 input(%x : tensor<?x40xf32>)
    weights(%w : tensor<1x4x8x8x8xf32>) steps(%s : tensor<1x4x3xf32>)
    composed(%c : tensor<28x40xf32>)
    outs(%init : tensor<?x4x7xf32>) bit_major -> tensor<?x4x7xf32>
  return
}

// -----

func.func @project_c11_bias_kind(%x: tensor<?x40xf32>, %w: tensor<1x4x8x8x8xf32>,
    %s: tensor<1x4x3xf32>, %c: tensor<28x40xf32>, %b: tensor<28xf32>,
    %init: tensor<?x4x7xf32>) {
  // expected-error @+1 {{expects composed_bias only for kinds quantized_bh4 and quantized_dense}}
  %0 = lookupffn.project #lookupffn.absorbed_bh4 input(%x : tensor<?x40xf32>)
    weights(%w : tensor<1x4x8x8x8xf32>) composed_bias(%b : tensor<28xf32>)
    outs(%init : tensor<?x4x7xf32>) bit_major -> tensor<?x4x7xf32>
  return
}

// -----

func.func @project_c11_steps(%x: tensor<?x40xf32>, %w: tensor<1x4x8x4x8x2xi16>,
    %s: tensor<2x4x3xf32>, %c: tensor<28x40xf32>, %b: tensor<28xf32>,
    %init: tensor<?x4x7xf32>) {
  // expected-error @+1 {{expects steps of shape [1, 4, 3], but got [2, 4, 3]}}
  %0 = lookupffn.project #lookupffn.quantized_bh4 input(%x : tensor<?x40xf32>)
    weights(%w : tensor<1x4x8x4x8x2xi16>) steps(%s : tensor<2x4x3xf32>)
    composed(%c : tensor<28x40xf32>)
    outs(%init : tensor<?x4x7xf32>) bit_major -> tensor<?x4x7xf32>
  return
}

// -----

func.func @project_c11_composed(%x: tensor<?x40xf32>, %w: tensor<1x4x8x4x8x2xi16>,
    %s: tensor<1x4x3xf32>, %c: tensor<40x28xf32>, %b: tensor<28xf32>,
    %init: tensor<?x4x7xf32>) {
  // expected-error @+1 {{expects composed of shape [28, 40], but got [40, 28]}}
  %0 = lookupffn.project #lookupffn.quantized_bh4 input(%x : tensor<?x40xf32>)
    weights(%w : tensor<1x4x8x4x8x2xi16>) steps(%s : tensor<1x4x3xf32>)
    composed(%c : tensor<40x28xf32>)
    outs(%init : tensor<?x4x7xf32>) bit_major -> tensor<?x4x7xf32>
  return
}

// -----

func.func @project_c11_composed_bias(%x: tensor<?x40xf32>, %w: tensor<1x4x8x4x8x2xi16>,
    %s: tensor<1x4x3xf32>, %c: tensor<28x40xf32>, %b: tensor<7xf32>,
    %init: tensor<?x4x7xf32>) {
  // expected-error @+1 {{expects composed_bias of shape [28], but got [7]}}
  %0 = lookupffn.project #lookupffn.quantized_bh4 input(%x : tensor<?x40xf32>)
    weights(%w : tensor<1x4x8x4x8x2xi16>) steps(%s : tensor<1x4x3xf32>)
    composed(%c : tensor<28x40xf32>) composed_bias(%b : tensor<7xf32>)
    outs(%init : tensor<?x4x7xf32>) bit_major -> tensor<?x4x7xf32>
  return
}

// -----

func.func @project_c11_tiles(%x: tensor<?x40xf32>, %w: tensor<2x1x2x16x64xi8>,
    %init: tensor<?x4x8xf32>) {
  // expected-error @+1 {{expects steps and composed if and only if the kind is quantized_bh4 or quantized_dense, but got kind #lookupffn.quantized_dense}}
  %0 = lookupffn.project #lookupffn.quantized_dense input(%x : tensor<?x40xf32>)
    weights(%w : tensor<2x1x2x16x64xi8>)
    outs(%init : tensor<?x4x8xf32>) bit_major -> tensor<?x4x8xf32>
  return
}

// -----

func.func @project_c11_tile_steps(%x: tensor<?x40xf32>,
    %w: tensor<2x1x2x16x64xi8>, %s: tensor<1x4x3xf32>, %c: tensor<32x40xf32>,
    %init: tensor<?x4x8xf32>) {
  // expected-error @+1 {{expects steps of shape [3, 32], but got [1, 4, 3]}}
  %0 = lookupffn.project #lookupffn.quantized_dense input(%x : tensor<?x40xf32>)
    weights(%w : tensor<2x1x2x16x64xi8>) steps(%s : tensor<1x4x3xf32>)
    composed(%c : tensor<32x40xf32>)
    outs(%init : tensor<?x4x8xf32>) bit_major -> tensor<?x4x8xf32>
  return
}

// -----

func.func @project_c12_columns(%x: tensor<?x40xf32>,
    %w: tensor<2x1x2x16x64xi8>, %s: tensor<3x28xf32>, %c: tensor<28x40xf32>,
    %init: tensor<?x4x7xf32>) {
  // expected-error @+1 {{expects T * L to be a multiple of 16 for kind quantized_dense, but got 28}}
  %0 = lookupffn.project #lookupffn.quantized_dense input(%x : tensor<?x40xf32>)
    weights(%w : tensor<2x1x2x16x64xi8>) steps(%s : tensor<3x28xf32>)
    composed(%c : tensor<28x40xf32>)
    outs(%init : tensor<?x4x7xf32>) bit_major -> tensor<?x4x7xf32>
  return
}

// -----

func.func @project_c12_width(%x: tensor<?x65537xf32>,
    %w: tensor<2x1025x2x16x64xi8>, %s: tensor<3x32xf32>,
    %c: tensor<32x65537xf32>, %init: tensor<?x4x8xf32>) {
  // expected-error @+1 {{expects D of at most 65536 for kind quantized_dense, but got 65537}}
  %0 = lookupffn.project #lookupffn.quantized_dense
    input(%x : tensor<?x65537xf32>) weights(%w : tensor<2x1025x2x16x64xi8>)
    steps(%s : tensor<3x32xf32>) composed(%c : tensor<32x65537xf32>)
    outs(%init : tensor<?x4x8xf32>) bit_major -> tensor<?x4x8xf32>
  return
}

// -----

func.func @project_c12_shape(%x: tensor<?x65xf32>,
    %w: tensor<2x1x2x16x64xi8>, %s: tensor<3x32xf32>, %c: tensor<32x65xf32>,
    %init: tensor<?x4x8xf32>) {
  // expected-error @+1 {{expects weights of shape [2, 2, 2, 16, 64], but got [2, 1, 2, 16, 64]}}
  %0 = lookupffn.project #lookupffn.quantized_dense input(%x : tensor<?x65xf32>)
    weights(%w : tensor<2x1x2x16x64xi8>) steps(%s : tensor<3x32xf32>)
    composed(%c : tensor<32x65xf32>)
    outs(%init : tensor<?x4x8xf32>) bit_major -> tensor<?x4x8xf32>
  return
}

// -----

func.func @project_c12_dynamic(%x: tensor<?x40xf32>,
    %w: tensor<?x1x2x16x64xi8>, %s: tensor<3x32xf32>, %c: tensor<32x40xf32>,
    %init: tensor<?x4x8xf32>) {
  // expected-error @+1 {{expects weights of static shape, but got [?, 1, 2, 16, 64]}}
  %0 = lookupffn.project #lookupffn.quantized_dense input(%x : tensor<?x40xf32>)
    weights(%w : tensor<?x1x2x16x64xi8>) steps(%s : tensor<3x32xf32>)
    composed(%c : tensor<32x40xf32>)
    outs(%init : tensor<?x4x8xf32>) bit_major -> tensor<?x4x8xf32>
  return
}

// -----

func.func @project_c3_tiles(%x: tensor<?x40xf32>, %w: tensor<2x1x2x16x64xi16>,
    %s: tensor<3x32xf32>, %c: tensor<32x40xf32>, %init: tensor<?x4x8xf32>) {
  // expected-error @+1 {{expects weights of 'i8' for kind #lookupffn.quantized_dense, but got 'i16'}}
  %0 = lookupffn.project #lookupffn.quantized_dense input(%x : tensor<?x40xf32>)
    weights(%w : tensor<2x1x2x16x64xi16>) steps(%s : tensor<3x32xf32>)
    composed(%c : tensor<32x40xf32>)
    outs(%init : tensor<?x4x8xf32>) bit_major -> tensor<?x4x8xf32>
  return
}
