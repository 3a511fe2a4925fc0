// RUN: lookupffn-opt %s --lookupffn-lower-bounds-check --verify-diagnostics --split-input-file

// check_codes reads codes as signed; an i8 code of 200 would be refused.
func.func @narrow(%code: tensor<?x3xi8>, %o: tensor<?x8xf32>,
                  %b: tensor<200x8xf32> {lookupffn.weight = "b"})
    -> tensor<?x8xf32> {
  // expected-error @+1 {{under bounds = check expects codes of i32 or i64, but got 'i8'; widen the input, or use bounds = clamp}}
  %0 = lookupffn.lookup tables(%b : tensor<200x8xf32>)
    code(%code : tensor<?x3xi8>) outs(%o : tensor<?x8xf32>) bounds = check
    -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// -----

func.func @computed(%z: tensor<?x3x4xf32>, %c: tensor<?x3xi32>,
                    %s: tensor<?x3xf32>, %o: tensor<?x8xf32>,
                    %b: tensor<9x8xf32> {lookupffn.weight = "b"})
    -> tensor<?x8xf32> {
  %code, %score = lookupffn.hash input(%z : tensor<?x3x4xf32>)
    outs(%c, %s : tensor<?x3xi32>, tensor<?x3xf32>)
    compare = ogt bit_order = msb score = one
    -> tensor<?x3xi32>, tensor<?x3xf32>
  // expected-error @+1 {{under bounds = check expects code to be an input of the entry point, so that it can be checked before the first store; use bounds = clamp for computed codes}}
  %0 = lookupffn.lookup tables(%b : tensor<9x8xf32>)
    code(%code : tensor<?x3xi32>) outs(%o : tensor<?x8xf32>) bounds = check
    -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// -----

// expected-error @+1 {{is an entry point and expects argument #0 to be a ranked tensor, but got 'f32'}}
func.func @scalar(%x: f32) -> f32 {
  return %x : f32
}
