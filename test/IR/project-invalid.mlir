// The constraints of project, but for those of its block and packed kinds.
// RUN: lookupffn-opt %s --verify-diagnostics --split-input-file

func.func @project_c1_rank(%x: tensor<?x40xf32>, %w: tensor<28x40xf32>,
                           %init: tensor<?x28xf32>) {
  // expected-error @+1 {{expects outs to have one dimension more than input, but got [?, 28] and [?, 40]}}
  %0 = lookupffn.project #lookupffn.dense input(%x : tensor<?x40xf32>)
    weights(%w : tensor<28x40xf32>)
    outs(%init : tensor<?x28xf32>) -> tensor<?x28xf32>
  return
}

// -----

func.func @project_c1_rank_0(%x: tensor<f32>, %w: tensor<28x40xf32>,
                             %init: tensor<4xf32>) {
  // expected-error @+1 {{expects outs to have one dimension more than input, but got [4] and []}}
  %0 = lookupffn.project #lookupffn.dense input(%x : tensor<f32>)
    weights(%w : tensor<28x40xf32>)
    outs(%init : tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @project_c1_tokens(%x: tensor<2x40xf32>, %w: tensor<28x40xf32>,
                             %init: tensor<3x7x4xf32>) {
  // expected-error @+1 {{expects outs and input to have the same token dimensions, but got [3, 7, 4] and [2, 40]}}
  %0 = lookupffn.project #lookupffn.dense input(%x : tensor<2x40xf32>)
    weights(%w : tensor<28x40xf32>)
    outs(%init : tensor<3x7x4xf32>) -> tensor<3x7x4xf32>
  return
}

// -----

func.func @project_c2_bias(%x: tensor<?x40xf32>, %w: tensor<28x40xf32>,
                           %b: tensor<7x4xf32>, %init: tensor<?x7x4xf32>) {
  // expected-error @+1 {{expects bias of shape [28], but got [7, 4]}}
  %0 = lookupffn.project #lookupffn.dense input(%x : tensor<?x40xf32>)
    weights(%w : tensor<28x40xf32>) bias(%b : tensor<7x4xf32>)
    outs(%init : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
  return
}

// -----

func.func @project_c3_missing(%x: tensor<?x40xf32>, %init: tensor<?x7x4xf32>) {
  // expected-error @+1 {{expects weights for kind #lookupffn.dense}}
  %0 = lookupffn.project #lookupffn.dense input(%x : tensor<?x40xf32>)
    outs(%init : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
  return
}

// -----

func.func @project_c3_not_wanted(%x: tensor<?x28xf32>, %w: tensor<28x40xf32>,
                                 %init: tensor<?x7x4xf32>) {
  // expected-error @+1 {{expects no weights for kind #lookupffn.identity}}
  %0 = lookupffn.project #lookupffn.identity input(%x : tensor<?x28xf32>)
    weights(%w : tensor<28x40xf32>)
    outs(%init : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
  return
}

// -----

func.func @project_c3_type(%x: tensor<?x40xf32>, %w: tensor<28x40xi32>,
                           %init: tensor<?x7x4xf32>) {
  // expected-error @+1 {{expects weights of 'f32' for kind #lookupffn.dense, but got 'i32'}}
  %0 = lookupffn.project #lookupffn.dense input(%x : tensor<?x40xf32>)
    weights(%w : tensor<28x40xi32>)
    outs(%init : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
  return
}

// -----

func.func @project_c3_pairwise_type(%x: tensor<?x40xf32>, %w: tensor<28x2xf32>,
                                    %init: tensor<?x7x4xf32>) {
  // expected-error @+1 {{expects weights of 'i32' for kind #lookupffn.pairwise, but got 'f32'}}
  %0 = lookupffn.project #lookupffn.pairwise input(%x : tensor<?x40xf32>)
    weights(%w : tensor<28x2xf32>)
    outs(%init : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
  return
}

// -----

func.func @project_c4_shape(%x: tensor<?x40xf32>, %w: tensor<40x28xf32>,
                            %init: tensor<?x7x4xf32>) {
  // expected-error @+1 {{expects weights of shape [28, 40], but got [40, 28]}}
  %0 = lookupffn.project #lookupffn.dense input(%x : tensor<?x40xf32>)
    weights(%w : tensor<40x28xf32>)
    outs(%init : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
  return
}

// -----

func.func @project_c4_rank(%x: tensor<?x40xf32>, %w: tensor<7x4x40xf32>,
                           %init: tensor<?x7x4xf32>) {
  // expected-error @+1 {{expects weights of shape [28, 40], but got [7, 4, 40]}}
  %0 = lookupffn.project #lookupffn.dense input(%x : tensor<?x40xf32>)
    weights(%w : tensor<7x4x40xf32>)
    outs(%init : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
  return
}

// -----

func.func @project_c5_width(%x: tensor<?x40xf32>, %init: tensor<?x7x4xf32>) {
  // expected-error @+1 {{expects D = T * L for kind identity, but got D = 40 and T * L = 28}}
  %0 = lookupffn.project #lookupffn.identity input(%x : tensor<?x40xf32>)
    outs(%init : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
  return
}

// -----

func.func @project_c6_shape(%x: tensor<?x40xf32>, %w: tensor<28x3xi32>,
                            %init: tensor<?x7x4xf32>) {
  // expected-error @+1 {{expects weights of shape [28, 2], but got [28, 3]}}
  %0 = lookupffn.project #lookupffn.pairwise input(%x : tensor<?x40xf32>)
    weights(%w : tensor<28x3xi32>)
    outs(%init : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
  return
}

// -----

func.func @project_c9_d(%x: tensor<?x?xf32>, %w: tensor<28x40xf32>,
                        %init: tensor<?x7x4xf32>) {
  // expected-error @+1 {{expects D to be static and not 0, but got ?}}
  %0 = lookupffn.project #lookupffn.dense input(%x : tensor<?x?xf32>)
    weights(%w : tensor<28x40xf32>)
    outs(%init : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
  return
}

// -----

func.func @project_c9_d_0(%x: tensor<?x0xf32>, %w: tensor<28x40xf32>,
                          %init: tensor<?x7x4xf32>) {
  // expected-error @+1 {{expects D to be static and not 0, but got 0}}
  %0 = lookupffn.project #lookupffn.dense input(%x : tensor<?x0xf32>)
    weights(%w : tensor<28x40xf32>)
    outs(%init : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
  return
}

// -----

func.func @project_c9_t(%x: tensor<?x40xf32>, %w: tensor<28x40xf32>,
                        %init: tensor<?x?x4xf32>) {
  // expected-error @+1 {{expects T to be static and not 0, but got ?}}
  %0 = lookupffn.project #lookupffn.dense input(%x : tensor<?x40xf32>)
    weights(%w : tensor<28x40xf32>)
    outs(%init : tensor<?x?x4xf32>) -> tensor<?x?x4xf32>
  return
}

// -----

func.func @project_c9_l(%x: tensor<?x40xf32>, %w: tensor<28x40xf32>,
                        %init: tensor<?x7x0xf32>) {
  // expected-error @+1 {{expects L to be static and not 0, but got 0}}
  %0 = lookupffn.project #lookupffn.dense input(%x : tensor<?x40xf32>)
    weights(%w : tensor<28x40xf32>)
    outs(%init : tensor<?x7x0xf32>) -> tensor<?x7x0xf32>
  return
}

// -----

func.func @project_c9_overflow(%x: tensor<?x40xf32>, %w: tensor<28x40xf32>,
                               %init: tensor<?x4611686018427387904x4xf32>) {
  // expected-error @+1 {{expects T * L to fit in 64 bits}}
  %0 = lookupffn.project #lookupffn.dense input(%x : tensor<?x40xf32>)
    weights(%w : tensor<28x40xf32>)
    outs(%init : tensor<?x4611686018427387904x4xf32>) -> tensor<?x4611686018427387904x4xf32>
  return
}

// -----

func.func @project_c9_bit_major(%x: tensor<?x40xf32>, %w: tensor<28x40xf32>,
                                %init: tensor<?x4x7xf32>) {
  // expected-error @+1 {{expects bit_major only for packed kinds and identity, but got kind #lookupffn.dense}}
  %0 = lookupffn.project #lookupffn.dense input(%x : tensor<?x40xf32>)
    weights(%w : tensor<28x40xf32>)
    outs(%init : tensor<?x4x7xf32>) bit_major -> tensor<?x4x7xf32>
  return
}

// -----

func.func @project_c9_packed(%x: tensor<?x40xf32>, %w: tensor<2x40x16xf32>,
                             %init: tensor<?x7x4xf32>) {
  // expected-error @+1 {{expects bit_major for kind #lookupffn.packed_dense}}
  %0 = lookupffn.project #lookupffn.packed_dense input(%x : tensor<?x40xf32>)
    weights(%w : tensor<2x40x16xf32>)
    outs(%init : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
  return
}

// -----

func.func @project_c9_identity(%x: tensor<?x28xf32>, %init: tensor<?x4x7xf32>) {
  %0 = lookupffn.project #lookupffn.identity input(%x : tensor<?x28xf32>)
    outs(%init : tensor<?x4x7xf32>) bit_major -> tensor<?x4x7xf32>
  return
}

// -----

func.func @project_c10_scratch(%x: tensor<?x40xf32>, %w: tensor<28x40xf32>,
                               %init: tensor<?x7x4xf32>,
                               %scratch: memref<?xf32>) {
  // expected-error @+1 {{expects scratch only beside memref operands}}
  %0 = lookupffn.project #lookupffn.dense input(%x : tensor<?x40xf32>)
    weights(%w : tensor<28x40xf32>)
    outs(%init : tensor<?x7x4xf32>) scratch(%scratch : memref<?xf32>) -> tensor<?x7x4xf32>
  return
}

// -----

func.func @project_c10_mixed(%x: tensor<?x40xf32>, %w: memref<28x40xf32>,
                             %init: tensor<?x7x4xf32>) {
  // expected-error @+1 {{expects operands that are all tensors or all memrefs, but got 'memref<28x40xf32>' beside 'tensor<?x7x4xf32>'}}
  %0 = lookupffn.project #lookupffn.dense input(%x : tensor<?x40xf32>)
    weights(%w : memref<28x40xf32>)
    outs(%init : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
  return
}

// -----

func.func @project_segments(%x: tensor<8xf32>, %init: tensor<2x4xf32>) {
  // expected-error @+1 {{expects 'operandSegmentSizes' of 1 at position 0, but got 0}}
  %0 = "lookupffn.project"(%x, %init)
    <{kind = #lookupffn.identity,
    operandSegmentSizes = array<i32: 0, 1, 0, 0, 0, 1, 0, 0, 0, 0>}>
    : (tensor<8xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  return
}
