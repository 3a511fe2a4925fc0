// Pairs are indices, and those of a packed file were checked by whoever packed
// it. Code does not rely on that: pairs that point outside of a token are read as
// the nearest that do not.
//
// REQUIRES: host-x86_64
// RUN: lookupffn-compile %s --emit=bundle -o %t/ffn --target-cpu=x86-64 \
// RUN:   --weights=%vectors/pairwise-light.safetensors --prefix=layer.0.
// RUN: cd %t && %host_cc ffn_example.c -L. -lffn -Wl,-rpath,. -o example
// RUN: cd %t && ./example ffn.safetensors | FileCheck %s
// RUN: %PYTHON %S/Inputs/fill-tensor.py %t/ffn.safetensors FFN.hash.projection.pairs 0x7f
// RUN: cd %t && ./example ffn.safetensors | FileCheck %s
// RUN: %PYTHON %S/Inputs/fill-tensor.py %t/ffn.safetensors FFN.hash.projection.pairs 0x80
// RUN: cd %t && ./example ffn.safetensors | FileCheck %s
//
// CHECK: y: 576 bytes, first value

func.func @layer(%x: tensor<?x40xf32> {lookupffn.input = "x"},
                 %pairs: tensor<30x2xi32> {lookupffn.weight = "FFN.hash.projection.pairs"},
                 %tables: tensor<5x64x48xf32> {lookupffn.weight = "FFN.tables"},
                 %bias: tensor<48xf32> {lookupffn.weight = "FFN.bias"})
    -> (tensor<?x48xf32> {lookupffn.output = "y"}) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x40xf32>
  %e0 = tensor.empty(%n) : tensor<?x5x6xf32>
  %z = lookupffn.project #lookupffn.pairwise input(%x : tensor<?x40xf32>) weights(%pairs : tensor<30x2xi32>) outs(%e0 : tensor<?x5x6xf32>) -> tensor<?x5x6xf32>
  %e1 = tensor.empty(%n) : tensor<?x5xi8>
  %e2 = tensor.empty(%n) : tensor<?x5xf32>
  %code, %score = lookupffn.hash input(%z : tensor<?x5x6xf32>) outs(%e1, %e2 : tensor<?x5xi8>, tensor<?x5xf32>) compare = ogt bit_order = msb score = margin -> tensor<?x5xi8>, tensor<?x5xf32>
  %e3 = tensor.empty(%n) : tensor<?x48xf32>
  %y = lookupffn.lookup tables(%tables : tensor<5x64x48xf32>) code(%code : tensor<?x5xi8>) score(%score : tensor<?x5xf32>) bias(%bias : tensor<48xf32>) outs(%e3 : tensor<?x48xf32>) -> tensor<?x48xf32>
  return %y : tensor<?x48xf32>
}
