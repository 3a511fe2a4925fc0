// RUN: lookupffn-opt %s --lookupffn-hoist-weights --split-input-file -verify-diagnostics
// RUN: not lookupffn-opt %S/../Inputs/exports/torch-bag.mlir --lookupffn-raise --lookupffn-hoist-weights="weights=%t/no/w.safetensors" 2>&1 | FileCheck %s
// CHECK: error: cannot write '{{.*}}w.safetensors': No such file or directory

func.func @called(%code: tensor<2x3xi64>) -> tensor<2x5xf32> {
  %t = arith.constant dense<1.0> : tensor<9x5xf32>
  %e = tensor.empty() : tensor<2x5xf32>
  // expected-error@-3 {{has weights and is called; inline it first, for they become arguments}}
  %y = lookupffn.lookup tables(%t : tensor<9x5xf32>) code(%code : tensor<2x3xi64>) outs(%e : tensor<2x5xf32>) -> tensor<2x5xf32>
  return %y : tensor<2x5xf32>
}
func.func @caller(%code: tensor<2x3xi64>) -> tensor<2x5xf32> {
  %y = call @called(%code) : (tensor<2x3xi64>) -> tensor<2x5xf32>
  return %y : tensor<2x5xf32>
}

// -----

func.func @one(%code: tensor<2x3xi64>) -> tensor<2x5xf32> {
  %t = arith.constant dense<1.0> : tensor<9x5xf32>
  %e = tensor.empty() : tensor<2x5xf32>
  %y = lookupffn.lookup tables(%t : tensor<9x5xf32>) code(%code : tensor<2x3xi64>) outs(%e : tensor<2x5xf32>) -> tensor<2x5xf32>
  return %y : tensor<2x5xf32>
}
// expected-error@+1 {{has a second weight 'FFN.tables'; expected one function with weights in a module}}
func.func @another(%code: tensor<2x3xi64>) -> tensor<2x5xf32> {
  %t = arith.constant dense<2.0> : tensor<9x5xf32>
  %e = tensor.empty() : tensor<2x5xf32>
  %y = lookupffn.lookup tables(%t : tensor<9x5xf32>) code(%code : tensor<2x3xi64>) outs(%e : tensor<2x5xf32>) -> tensor<2x5xf32>
  return %y : tensor<2x5xf32>
}

// -----

func.func @no_data(%code: tensor<2x3xi64>) -> tensor<2x5xf32> {
  // expected-error@+1 {{expects the data of a weight, but got a constant without any; export it with its resources}}
  %t = arith.constant dense_resource<lost> : tensor<9x5xf32>
  %e = tensor.empty() : tensor<2x5xf32>
  %y = lookupffn.lookup tables(%t : tensor<9x5xf32>) code(%code : tensor<2x3xi64>) outs(%e : tensor<2x5xf32>) -> tensor<2x5xf32>
  return %y : tensor<2x5xf32>
}
