// RUN: lookupffn-opt %s --lookupffn-assign-scratch --verify-diagnostics --split-input-file

func.func @unbounded(%x: memref<?xf32>) -> i64
    attributes {lookupffn.entry = {inputs = [{}], packed = [], outputs = []}} {
  %status = arith.constant 0 : i64
  %c0 = arith.constant 0 : index
  %n = memref.dim %x, %c0 : memref<?xf32>
  // expected-error @+1 {{has no constant bound of its size, so no scratch memory can be set aside for it}}
  %a = memref.alloc(%n) : memref<?xf32>
  return %status : i64
}

// -----

func.func @overflow() -> i64
    attributes {lookupffn.entry = {inputs = [], packed = [], outputs = []}} {
  %status = arith.constant 0 : i64
  // expected-error @+1 {{has no constant bound of its size}}
  %a = memref.alloc() : memref<4611686018427387904x4xf32>
  return %status : i64
}

// -----

func.func @sum() -> i64
    attributes {lookupffn.entry = {inputs = [], packed = [], outputs = []}} {
  %status = arith.constant 0 : i64
  %a = memref.alloc() : memref<4611686018427387904xi8>
  // expected-error @+1 {{needs more scratch memory than 63 bits count}}
  %b = memref.alloc() : memref<4611686018427387904xi8>
  return %status : i64
}

// -----

// expected-error @+1 {{expects 1 results and a status after bufferization}}
func.func @results(%y: memref<?xf32>) -> i64
    attributes {lookupffn.entry = {inputs = [], packed = [], outputs = [{}]}} {
  %status = arith.constant 0 : i64
  return %status : i64
}
