// What cannot run block by block.
// RUN: lookupffn-opt %s --lookupffn-outline-packing --lookupffn-tile-tokens --verify-diagnostics --split-input-file

// expected-error @+1 {{expects every output to be a tensor whose first dimension is the token, but got 'tensor<f32>'}}
func.func @scalar_output(%x: tensor<f32>)
    -> (tensor<f32>, i64)
    attributes {lookupffn.regimes = [
      #lookupffn.regime<min_tokens = 0, block_tokens = 8>]} {
  %status = arith.constant 0 : i64
  return %x, %status : tensor<f32>, i64
}

// -----

// expected-error @+1 {{returns outputs of 4 and of ? tokens; all outputs of an entry point have the same tokens}}
func.func @two_sizes(%x: tensor<4x8xf32>, %y: tensor<?x8xf32>)
    -> (tensor<4x8xf32>, tensor<?x8xf32>, i64)
    attributes {lookupffn.regimes = [
      #lookupffn.regime<min_tokens = 0, block_tokens = 8>]} {
  %status = arith.constant 0 : i64
  return %x, %y, %status : tensor<4x8xf32>, tensor<?x8xf32>, i64
}

// -----

func.func @other_tokens(%x: tensor<4x8xf32>, %y: tensor<4x8xf32>, %z: tensor<6x8xf32>)
    -> (tensor<4x8xf32>, i64)
    attributes {lookupffn.regimes = [
      #lookupffn.regime<min_tokens = 0, block_tokens = 8>]} {
  %status = arith.constant 0 : i64
  // expected-error @+1 {{has operand #0 of 6 tokens, but the outputs of the entry point have 4; only ops on weights may differ}}
  %h = lookupffn.hadamard input(%z : tensor<6x8xf32>)
    outs(%z : tensor<6x8xf32>) -> tensor<6x8xf32>
  return %x, %status : tensor<4x8xf32>, i64
}

// -----

func.func @more_tokens(%x: tensor<?x8xf32>)
    -> (tensor<?x8xf32>, i64)
    attributes {lookupffn.regimes = [
      #lookupffn.regime<min_tokens = 0, block_tokens = 8>]} {
  %status = arith.constant 0 : i64
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %n = tensor.dim %x, %c0 : tensor<?x8xf32>
  %n2 = arith.muli %n, %c2 : index
  // expected-error @+1 {{expects one dynamic size, the first, and to be the first size of an argument}}
  %e = tensor.empty(%n2) : tensor<?x8xf32>
  %y = lookupffn.hadamard input(%x : tensor<?x8xf32>)
    outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
  return %y, %status : tensor<?x8xf32>, i64
}

// -----

func.func private @external(tensor<?x8xf32>)

func.func @call(%x: tensor<?x8xf32>)
    -> (tensor<?x8xf32>, i64)
    attributes {lookupffn.regimes = [
      #lookupffn.regime<min_tokens = 0, block_tokens = 8>]} {
  %status = arith.constant 0 : i64
  // expected-error @+1 {{cannot be inlined, and an entry point of a kernel calls no function; give it a body of one block that does not call itself}}
  call @external(%x) : (tensor<?x8xf32>) -> ()
  return %x, %status : tensor<?x8xf32>, i64
}

// -----

func.func @constant(%x: tensor<2x2xf32>)
    -> (tensor<2x2xf32>, i64)
    attributes {lookupffn.regimes = [
      #lookupffn.regime<min_tokens = 0, block_tokens = 8>]} {
  %status = arith.constant 0 : i64
  // expected-error @+1 {{is a constant tensor; make it an argument with 'lookupffn.weight'}}
  %y = arith.constant dense<1.0> : tensor<2x2xf32>
  return %y, %status : tensor<2x2xf32>, i64
}

// -----

func.func @elementwise(%x: tensor<?x8xf32>)
    -> (tensor<?x8xf32>, i64)
    attributes {lookupffn.regimes = [
      #lookupffn.regime<min_tokens = 0, block_tokens = 8>]} {
  %status = arith.constant 0 : i64
  // expected-error @+1 {{is not parallel over tokens, its first dimension, and cannot be part of an entry point; move it out of 'elementwise'}}
  %y = arith.addf %x, %x : tensor<?x8xf32>
  return %y, %status : tensor<?x8xf32>, i64
}

// -----

func.func @over_tokens(%x: tensor<8x8xf32>, %o: tensor<8xf32>)
    -> (tensor<8xf32>, i64)
    attributes {lookupffn.regimes = [
      #lookupffn.regime<min_tokens = 0, block_tokens = 8>]} {
  %status = arith.constant 0 : i64
  // expected-error @+1 {{is not parallel over tokens}}
  %y = linalg.reduce { arith.addf } ins(%x : tensor<8x8xf32>)
    outs(%o : tensor<8xf32>) dimensions = [0]
  return %y, %status : tensor<8xf32>, i64
}

// -----

func.func @transpose(%x: tensor<8x8xf32>, %o: tensor<8x8xf32>)
    -> (tensor<8x8xf32>, i64)
    attributes {lookupffn.regimes = [
      #lookupffn.regime<min_tokens = 0, block_tokens = 8>]} {
  %status = arith.constant 0 : i64
  // expected-error @+1 {{is not parallel over tokens}}
  %y = linalg.transpose ins(%x : tensor<8x8xf32>)
    outs(%o : tensor<8x8xf32>) permutation = [1, 0]
  return %y, %status : tensor<8x8xf32>, i64
}

// -----

func.func @position(%o: tensor<?xindex>)
    -> (tensor<?xindex>, i64)
    attributes {lookupffn.regimes = [
      #lookupffn.regime<min_tokens = 0, block_tokens = 8>]} {
  %status = arith.constant 0 : i64
  // expected-error @+1 {{is not parallel over tokens}}
  %y = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>],
      iterator_types = ["parallel"]} outs(%o : tensor<?xindex>) {
  ^bb0(%a: index):
    %i = linalg.index 0 : index
    linalg.yield %i : index
  } -> tensor<?xindex>
  return %y, %status : tensor<?xindex>, i64
}

// -----

func.func @whole_result(%x: tensor<8x8xf32>, %o: tensor<8x8xf32>)
    -> (tensor<8x8xf32>, i64)
    attributes {lookupffn.regimes = [
      #lookupffn.regime<min_tokens = 0, block_tokens = 8>]} {
  %status = arith.constant 0 : i64
  %h = lookupffn.hadamard input(%x : tensor<8x8xf32>)
    outs(%o : tensor<8x8xf32>) -> tensor<8x8xf32>
  // expected-error @+1 {{reads more than its own token of a tensor that is made block by block; only arguments can be read so}}
  %y = linalg.matmul ins(%x, %h : tensor<8x8xf32>, tensor<8x8xf32>)
    outs(%o : tensor<8x8xf32>) -> tensor<8x8xf32>
  return %y, %status : tensor<8x8xf32>, i64
}

// -----

func.func @one_element(%x: tensor<?x8xf32>)
    -> (tensor<?x8xf32>, i64)
    attributes {lookupffn.regimes = [
      #lookupffn.regime<min_tokens = 0, block_tokens = 8>]} {
  %status = arith.constant 0 : i64
  %c0 = arith.constant 0 : index
  %h = lookupffn.hadamard input(%x : tensor<?x8xf32>)
    outs(%x : tensor<?x8xf32>) -> tensor<?x8xf32>
  // expected-error @+1 {{reads more than its own token of a tensor that is made block by block}}
  %v = tensor.extract %h[%c0, %c0] : tensor<?x8xf32>
  %y = linalg.fill ins(%v : f32) outs(%x : tensor<?x8xf32>) -> tensor<?x8xf32>
  return %y, %status : tensor<?x8xf32>, i64
}

// -----

func.func @captured(%x: tensor<?x8xf32>)
    -> (tensor<?x8xf32>, i64)
    attributes {lookupffn.regimes = [
      #lookupffn.regime<min_tokens = 0, block_tokens = 8>]} {
  %status = arith.constant 0 : i64
  %c0 = arith.constant 0 : index
  %h = lookupffn.hadamard input(%x : tensor<?x8xf32>)
    outs(%x : tensor<?x8xf32>) -> tensor<?x8xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>],
      iterator_types = ["parallel", "parallel"]} outs(%x : tensor<?x8xf32>) {
  ^bb0(%a: f32):
    // expected-error @+1 {{reads more than its own token of a tensor that is made block by block}}
    %v = tensor.extract %h[%c0, %c0] : tensor<?x8xf32>
    linalg.yield %v : f32
  } -> tensor<?x8xf32>
  return %y, %status : tensor<?x8xf32>, i64
}

// -----

#schedule = #lookupffn.schedule<path = "linalg", tile_tokens = 1,
  tile_columns = 1, panel_tokens = 4, prefetch_rows = 0, prefetch_locality = 3>
func.func @schedules(%x: tensor<?x8xf32>) -> (tensor<?x8xf32>, i64)
    attributes {lookupffn.regimes = [
      #lookupffn.regime<min_tokens = 0, block_tokens = 8>]} {
  %status = arith.constant 0 : i64
  // expected-error @+1 {{expects one schedule for each of the 1 regimes of 'schedules'}}
  %y = lookupffn.hadamard input(%x : tensor<?x8xf32>)
    outs(%x : tensor<?x8xf32>)
    {lookupffn.schedule = [#schedule, #schedule]} -> tensor<?x8xf32>
  return %y, %status : tensor<?x8xf32>, i64
}

// -----

// expected-error @+1 {{expects the attribute 'lookupffn.regimes'; run lookupffn-choose-schedule first}}
func.func @no_regimes() -> i64 {
  %status = arith.constant 0 : i64
  return %status : i64
}

// -----

// expected-error @+1 {{expects the status, an i64, as its last result; run lookupffn-lower-bounds-check first}}
func.func @no_status(%x: tensor<?x8xf32>) -> tensor<?x8xf32>
    attributes {lookupffn.entry = {}} {
  return %x : tensor<?x8xf32>
}
