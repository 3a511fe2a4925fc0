// Names and functions that a C header cannot have.
// RUN: split-file %s %t
// RUN: not lookupffn-compile %t/layers.mlir --emit=header -o %t/ffn 2>&1 | FileCheck %s --check-prefix=LAYERS
// RUN: not lookupffn-compile %t/arguments.mlir --emit=header -o %t/ffn 2>&1 | FileCheck %s --check-prefix=ARGUMENTS
// RUN: not lookupffn-compile %t/outputs.mlir --emit=header -o %t/ffn 2>&1 | FileCheck %s --check-prefix=OUTPUTS
// RUN: not lookupffn-compile %t/none.mlir --emit=header -o %t/ffn 2>&1 | FileCheck %s --check-prefix=NONE

// LAYERS: error: layers 'a.b' and 'a_b' have the same name in C, a_b; rename one
// ARGUMENTS: error: layer 'f': 'x' and 'x' have the same name in C, x; rename one
// OUTPUTS: error: layer 'f' has no outputs; return one
// NONE: error: the module has no entry point; a public func.func with a token input and a result is needed

//--- layers.mlir
func.func @a.b(%x: tensor<?x8xf32>) -> tensor<?x8xf32> {
  return %x : tensor<?x8xf32>
}
func.func @a_b(%x: tensor<?x8xf32>) -> tensor<?x8xf32> {
  return %x : tensor<?x8xf32>
}

//--- arguments.mlir
func.func @f(%x: tensor<?x8xf32> {lookupffn.input = "x"})
    -> (tensor<?x8xf32> {lookupffn.output = "x"}) {
  return %x : tensor<?x8xf32>
}

//--- outputs.mlir
func.func @f(%x: tensor<?x8xf32>) {
  return
}

//--- none.mlir
module {}
