// RUN: lookupffn-opt %s --lookupffn-outline-packing --verify-diagnostics --split-input-file

// expected-error @+1 {{expects weight "FFN.tables" to be a tensor of static shape, but got 'tensor<?x16x8xf32>'}}
func.func @dynamic(%w: tensor<?x16x8xf32> {lookupffn.weight = "FFN.tables"})
    -> i64 {
  %status = arith.constant 0 : i64
  return %status : i64
}

// -----

// expected-error @+1 {{expects weight "w" to be a tensor of static shape, but got 'f32'}}
func.func @scalar(%w: f32 {lookupffn.weight = "w"}) -> i64 {
  %status = arith.constant 0 : i64
  return %status : i64
}

// -----

// expected-error @+1 {{expects the status, an i64, as its last result; run lookupffn-lower-bounds-check first}}
func.func @no_status() {
  return
}

// -----

func.func @packed_scalar(%x: tensor<?x8xf32>,
                         %w: tensor<8xf32> {lookupffn.weight = "w"})
    -> (tensor<?x8xf32>, i64) {
  %c0 = arith.constant 0 : index
  %status = arith.constant 0 : i64
  // expected-error @+1 {{makes a value of type 'f32' from weights alone, but only tensors can be packed}}
  %v = tensor.extract %w[%c0] : tensor<8xf32>
  %0 = linalg.fill ins(%v : f32) outs(%x : tensor<?x8xf32>) -> tensor<?x8xf32>
  return %0, %status : tensor<?x8xf32>, i64
}
