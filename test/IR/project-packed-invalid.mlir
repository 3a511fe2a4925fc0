// The constraints of project on block weights and packed weights.
// RUN: lookupffn-opt %s --verify-diagnostics --split-input-file

func.func @project_c7_rank(%x: tensor<?x40xf32>, %w: tensor<4x8x8x8xf32>,
                           %init: tensor<?x7x4xf32>) {
  // expected-error @+1 {{expects weights of shape [R, 4, P/b, b, b], but got [4, 8, 8, 8]}}
  %0 = lookupffn.project #lookupffn.bh4<decay = 0.7 : f64> input(%x : tensor<?x40xf32>)
    weights(%w : tensor<4x8x8x8xf32>)
    outs(%init : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
  return
}

// -----

func.func @project_c7_stages(%x: tensor<?x40xf32>, %w: tensor<1x3x8x8x8xf32>,
                             %init: tensor<?x7x4xf32>) {
  // expected-error @+1 {{expects weights of shape [R, 4, P/b, b, b], but got [1, 3, 8, 8, 8]}}
  %0 = lookupffn.project #lookupffn.bh4<decay = 0.7 : f64> input(%x : tensor<?x40xf32>)
    weights(%w : tensor<1x3x8x8x8xf32>)
    outs(%init : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
  return
}

// -----

func.func @project_c7_blocks(%x: tensor<?x40xf32>, %w: tensor<1x4x8x8x4xf32>,
                             %init: tensor<?x7x4xf32>) {
  // expected-error @+1 {{expects weights of shape [R, 4, P/b, b, b], but got [1, 4, 8, 8, 4]}}
  %0 = lookupffn.project #lookupffn.bh4<decay = 0.7 : f64> input(%x : tensor<?x40xf32>)
    weights(%w : tensor<1x4x8x8x4xf32>)
    outs(%init : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
  return
}

// -----

func.func @project_c7_dynamic(%x: tensor<?x40xf32>, %w: tensor<?x4x8x8x8xf32>,
                              %init: tensor<?x7x4xf32>) {
  // expected-error @+1 {{expects weights of static shape, but got [?, 4, 8, 8, 8]}}
  %0 = lookupffn.project #lookupffn.bh4<decay = 0.7 : f64> input(%x : tensor<?x40xf32>)
    weights(%w : tensor<?x4x8x8x8xf32>)
    outs(%init : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
  return
}

// -----

func.func @project_c7_power(%x: tensor<?x40xf32>, %w: tensor<1x4x6x8x8xf32>,
                            %init: tensor<?x7x4xf32>) {
  // expected-error @+1 {{expects P = (P/b) * b to be a power of two, but got 6 * 8}}
  %0 = lookupffn.project #lookupffn.bh4<decay = 0.7 : f64> input(%x : tensor<?x40xf32>)
    weights(%w : tensor<1x4x6x8x8xf32>)
    outs(%init : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
  return
}

// -----

func.func @project_c7_empty_block(%x: tensor<?x40xf32>,
                                  %w: tensor<1x4x8x0x0xf32>,
                                  %init: tensor<?x7x4xf32>) {
  // expected-error @+1 {{expects P = (P/b) * b to be a power of two, but got 8 * 0}}
  %0 = lookupffn.project #lookupffn.bh4<decay = 0.7 : f64> input(%x : tensor<?x40xf32>)
    weights(%w : tensor<1x4x8x0x0xf32>)
    outs(%init : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
  return
}

// -----

func.func @project_c7_overflow(%x: tensor<?x40xf32>,
                               %w: tensor<1x4x4294967296x4294967296x4294967296xf32>,
                               %init: tensor<?x7x4xf32>) {
  // expected-error @+1 {{expects P = (P/b) * b to be a power of two, but got 4294967296 * 4294967296}}
  %0 = lookupffn.project #lookupffn.bh4<decay = 0.7 : f64> input(%x : tensor<?x40xf32>)
    weights(%w : tensor<1x4x4294967296x4294967296x4294967296xf32>)
    outs(%init : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
  return
}

// -----

func.func @project_c7_padded_width(%x: tensor<?x40xf32>,
                                   %w: tensor<1x4x4x8x8xf32>,
                                   %init: tensor<?x7x4xf32>) {
  // expected-error @+1 {{expects P to be at least D = 40, but got P = 32}}
  %0 = lookupffn.project #lookupffn.bh4<decay = 0.7 : f64> input(%x : tensor<?x40xf32>)
    weights(%w : tensor<1x4x4x8x8xf32>)
    outs(%init : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
  return
}

// -----

func.func @project_c7_repeats(%x: tensor<?x40xf32>, %w: tensor<1x4x8x8x8xf32>,
                              %init: tensor<?x9x8xf32>) {
  // expected-error @+1 {{expects R * P to be at least T * L = 72, but got 1 * 64}}
  %0 = lookupffn.project #lookupffn.bh4<decay = 0.7 : f64> input(%x : tensor<?x40xf32>)
    weights(%w : tensor<1x4x8x8x8xf32>)
    outs(%init : tensor<?x9x8xf32>) -> tensor<?x9x8xf32>
  return
}

// -----

func.func @project_c7_no_repeats(%x: tensor<?x40xf32>,
                                 %w: tensor<0x4x8x8x8xf32>,
                                 %init: tensor<?x7x4xf32>) {
  // expected-error @+1 {{expects R * P to be at least T * L = 28, but got 0 * 64}}
  %0 = lookupffn.project #lookupffn.bh4<decay = 0.7 : f64> input(%x : tensor<?x40xf32>)
    weights(%w : tensor<0x4x8x8x8xf32>)
    outs(%init : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
  return
}

// -----

func.func @project_c7_absorbed(%x: tensor<?x40xf32>, %w: tensor<1x4x4x8x8xf32>,
                               %init: tensor<?x4x7xf32>) {
  // expected-error @+1 {{expects P to be at least D = 40, but got P = 32}}
  %0 = lookupffn.project #lookupffn.absorbed_bh4 input(%x : tensor<?x40xf32>)
    weights(%w : tensor<1x4x4x8x8xf32>)
    outs(%init : tensor<?x4x7xf32>) bit_major -> tensor<?x4x7xf32>
  return
}

// -----

func.func @project_c8_shift_kind(%x: tensor<?x40xf32>,
                                 %w: tensor<1x4x8x8x8xf32>,
                                 %s: tensor<1x64xf32>,
                                 %init: tensor<?x7x4xf32>) {
  // expected-error @+1 {{expects shift and tap only for kinds absorbed_bh4 and quantized_bh4}}
  %0 = lookupffn.project #lookupffn.bh4<decay = 0.7 : f64> input(%x : tensor<?x40xf32>)
    weights(%w : tensor<1x4x8x8x8xf32>) shift(%s : tensor<1x64xf32>)
    outs(%init : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
  return
}

// -----

func.func @project_c8_tap_kind(%x: tensor<?x40xf32>, %w: tensor<1x4x8x8x8xf32>,
                               %t: tensor<64xf32>, %init: tensor<?x7x4xf32>) {
  // expected-error @+1 {{expects shift and tap only for kinds absorbed_bh4 and quantized_bh4}}
  %0 = lookupffn.project #lookupffn.bh4<decay = 0.7 : f64> input(%x : tensor<?x40xf32>)
    weights(%w : tensor<1x4x8x8x8xf32>) tap(%t : tensor<64xf32>)
    outs(%init : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
  return
}

// -----

func.func @project_c8_shift(%x: tensor<?x40xf32>, %w: tensor<1x4x8x8x8xf32>,
                            %s: tensor<64xf32>, %init: tensor<?x4x7xf32>) {
  // expected-error @+1 {{expects shift of shape [1, 64], but got [64]}}
  %0 = lookupffn.project #lookupffn.absorbed_bh4 input(%x : tensor<?x40xf32>)
    weights(%w : tensor<1x4x8x8x8xf32>) shift(%s : tensor<64xf32>)
    outs(%init : tensor<?x4x7xf32>) bit_major -> tensor<?x4x7xf32>
  return
}

// -----

func.func @project_c8_tap(%x: tensor<?x40xf32>, %w: tensor<1x4x8x8x8xf32>,
                          %t: tensor<40xf32>, %init: tensor<?x4x7xf32>) {
  // expected-error @+1 {{expects tap of shape [64], but got [40]}}
  %0 = lookupffn.project #lookupffn.absorbed_bh4 input(%x : tensor<?x40xf32>)
    weights(%w : tensor<1x4x8x8x8xf32>) tap(%t : tensor<40xf32>)
    outs(%init : tensor<?x4x7xf32>) bit_major -> tensor<?x4x7xf32>
  return
}

// -----

func.func @project_packed_panels(%x: tensor<?x40xf32>, %w: tensor<1x40x16xf32>,
                                 %init: tensor<?x4x7xf32>) {
  // expected-error @+1 {{expects weights of shape [ceil(T*L / panel), D, panel], but got [1, 40, 16]}}
  %0 = lookupffn.project #lookupffn.packed_dense input(%x : tensor<?x40xf32>)
    weights(%w : tensor<1x40x16xf32>)
    outs(%init : tensor<?x4x7xf32>) bit_major -> tensor<?x4x7xf32>
  return
}

// -----

func.func @project_packed_width(%x: tensor<?x40xf32>, %w: tensor<2x41x16xf32>,
                                %init: tensor<?x4x7xf32>) {
  // expected-error @+1 {{expects weights of shape [ceil(T*L / panel), D, panel], but got [2, 41, 16]}}
  %0 = lookupffn.project #lookupffn.packed_dense input(%x : tensor<?x40xf32>)
    weights(%w : tensor<2x41x16xf32>)
    outs(%init : tensor<?x4x7xf32>) bit_major -> tensor<?x4x7xf32>
  return
}

// -----

func.func @project_packed_empty(%x: tensor<?x40xf32>, %w: tensor<0x40x0xf32>,
                                %init: tensor<?x4x7xf32>) {
  // expected-error @+1 {{expects weights of shape [ceil(T*L / panel), D, panel], but got [0, 40, 0]}}
  %0 = lookupffn.project #lookupffn.packed_dense input(%x : tensor<?x40xf32>)
    weights(%w : tensor<0x40x0xf32>)
    outs(%init : tensor<?x4x7xf32>) bit_major -> tensor<?x4x7xf32>
  return
}

// -----

func.func @project_packed_huge(%x: tensor<?x40xf32>,
                               %w: tensor<2x40x9223372036854775807xf32>,
                               %init: tensor<?x4x7xf32>) {
  // expected-error @+1 {{expects weights of shape [ceil(T*L / panel), D, panel], but got [2, 40, 9223372036854775807]}}
  %0 = lookupffn.project #lookupffn.packed_dense input(%x : tensor<?x40xf32>)
    weights(%w : tensor<2x40x9223372036854775807xf32>)
    outs(%init : tensor<?x4x7xf32>) bit_major -> tensor<?x4x7xf32>
  return
}
