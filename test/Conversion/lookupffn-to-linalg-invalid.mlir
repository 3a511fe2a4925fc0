// RUN: lookupffn-opt %s --convert-lookupffn-to-linalg --split-input-file --verify-diagnostics

func.func @memref(%x: memref<?x40xf32>, %out: memref<?x40xf32>) {
  // expected-error @+1 {{expects tensors, but got 'memref<?x40xf32>'; run convert-lookupffn-to-linalg before bufferization}}
  lookupffn.layer_norm input(%x : memref<?x40xf32>)
    outs(%out : memref<?x40xf32>)
  return
}

// -----

func.func @check(%tables: tensor<7x16x24xf32>, %code: tensor<?x7xi32>,
                 %out: tensor<?x24xf32>) -> tensor<?x24xf32> {
  // expected-error @+1 {{expects bounds = check to be lowered by lookupffn-lower-bounds-check first}}
  %y = lookupffn.lookup tables(%tables : tensor<7x16x24xf32>)
    code(%code : tensor<?x7xi32>) outs(%out : tensor<?x24xf32>) bounds = check
    -> tensor<?x24xf32>
  return %y : tensor<?x24xf32>
}

// -----

func.func @packed_dense(%x: tensor<?x40xf32>, %w: tensor<2x40x16xf32>,
                        %out: tensor<?x4x7xf32>) -> tensor<?x4x7xf32> {
  // expected-error @+1 {{expects a schedule with path 'fast' for kind #lookupffn.packed_dense, which has no portable form; prepare the weights of ops scheduled fast only}}
  %z = lookupffn.project #lookupffn.packed_dense
    input(%x : tensor<?x40xf32>) weights(%w : tensor<2x40x16xf32>)
    outs(%out : tensor<?x4x7xf32>) bit_major -> tensor<?x4x7xf32>
  return %z : tensor<?x4x7xf32>
}

// -----

func.func @absorbed_bh4(%x: tensor<?x6xf32>, %w: tensor<2x4x2x4x4xf32>,
                        %out: tensor<?x2x5xf32>) -> tensor<?x2x5xf32> {
  // expected-error @+1 {{expects a schedule with path 'fast' for kind #lookupffn.absorbed_bh4, which has no portable form; prepare the weights of ops scheduled fast only}}
  %z = lookupffn.project #lookupffn.absorbed_bh4
    input(%x : tensor<?x6xf32>) weights(%w : tensor<2x4x2x4x4xf32>)
    outs(%out : tensor<?x2x5xf32>) bit_major -> tensor<?x2x5xf32>
  return %z : tensor<?x2x5xf32>
}

// -----

func.func @quantized_bh4(%x: tensor<?x40xf32>, %w: tensor<1x4x8x4x8x2xi16>,
    %s: tensor<1x4x3xf32>, %c: tensor<28x40xf32>, %out: tensor<?x4x7xf32>)
    -> tensor<?x4x7xf32> {
  // expected-error @+1 {{expects a schedule with path 'fast' for kind #lookupffn.quantized_bh4, which has no portable form; prepare the weights of ops scheduled fast only}}
  %z = lookupffn.project #lookupffn.quantized_bh4
    input(%x : tensor<?x40xf32>) weights(%w : tensor<1x4x8x4x8x2xi16>)
    steps(%s : tensor<1x4x3xf32>) composed(%c : tensor<28x40xf32>)
    outs(%out : tensor<?x4x7xf32>) bit_major -> tensor<?x4x7xf32>
  return %z : tensor<?x4x7xf32>
}

// -----

func.func @quantized_dense(%x: tensor<?x40xf32>, %w: tensor<2x1x2x16x64xi8>,
    %s: tensor<3x32xf32>, %c: tensor<32x40xf32>, %out: tensor<?x4x8xf32>)
    -> tensor<?x4x8xf32> {
  // expected-error @+1 {{expects a schedule with path 'fast' for kind #lookupffn.quantized_dense, which has no portable form; prepare the weights of ops scheduled fast only}}
  %z = lookupffn.project #lookupffn.quantized_dense
    input(%x : tensor<?x40xf32>) weights(%w : tensor<2x1x2x16x64xi8>)
    steps(%s : tensor<3x32xf32>) composed(%c : tensor<32x40xf32>)
    outs(%out : tensor<?x4x8xf32>) bit_major -> tensor<?x4x8xf32>
  return %z : tensor<?x4x8xf32>
}

// -----

func.func @sliced(%tables: tensor<3x7x16x8xf32>, %code: tensor<?x7xi8>,
                  %out: tensor<?x24xf32>) -> tensor<?x24xf32> {
  // expected-error @+1 {{expects a schedule with path 'fast' for tables in slices, which have no portable form; slice the tables of ops scheduled fast only}}
  %y = lookupffn.lookup tables(%tables : tensor<3x7x16x8xf32>)
    code(%code : tensor<?x7xi8>) outs(%out : tensor<?x24xf32>) bounds = assume
    -> tensor<?x24xf32>
  return %y : tensor<?x24xf32>
}
