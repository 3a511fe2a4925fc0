// RUN: lookupffn-opt %s --lookupffn-emit-entry-points --verify-diagnostics --split-input-file

// expected-error @+1 {{expects arguments that are memrefs of identity layout, but got 'memref<?x8xf32, strided<[16, 1]>>'}}
func.func @layout(%x: memref<?x8xf32, strided<[16, 1]>>, %s: memref<?xi8>)
    -> i64 attributes {lookupffn.entry = {inputs = [{}], packed = [],
      outputs = [], scratch_bytes = 0 : i64}} {
  %status = arith.constant 0 : i64
  return %status : i64
}

// -----

// expected-error @+1 {{expects only the first dimension of 'memref<?x?xf32>' to be dynamic; the number of tokens is the one size known at run time}}
func.func @sizes(%x: memref<?x?xf32>, %s: memref<?xi8>) -> i64
    attributes {lookupffn.entry = {inputs = [{}], packed = [], outputs = [],
      scratch_bytes = 0 : i64}} {
  %status = arith.constant 0 : i64
  return %status : i64
}
