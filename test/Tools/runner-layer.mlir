// A whole layer through the pipeline, checked against an f64 evaluation of it.
//
// DEFINE: %{layer} = %vectors/dense-basic.safetensors
// DEFINE: %{data} = --weights=%{layer} --prefix=layer.0. --input x=%{layer}:x
// RUN: lookupffn-runner %s %{data} --check y=%{layer}:expected.y --show=0 \
// RUN:   --dump-schedule=- | FileCheck %s
// RUN: lookupffn-runner %s %{data} --check y=%{layer}:expected.y --show=0 \
// RUN:   --target=x86-64 --path=linalg --dump-schedule=%t | FileCheck %s --check-prefix=RESULT
//
// A schedule that is given wins over the path.
// RUN: lookupffn-runner %s %{data} --check y=%{layer}:expected.y --show=0 \
// RUN:   --target=x86-64 --schedule=%t --dump-schedule=%t.again | FileCheck %s --check-prefix=RESULT
// RUN: diff %t %t.again
// RUN: grep 'path = "linalg"' %t && not grep 'path = "fast"' %t
// RUN: lookupffn-runner %s --emit=asm --target=x86-64-v4 \
// RUN:   | FileCheck %s --check-prefix=ASM
// RUN: not lookupffn-runner %s %{data} --target=cortex-a72 2>&1 \
// RUN:   | FileCheck %s --check-prefix=ARCH
// RUN: not lookupffn-runner %s %{data} --target=znver99 2>&1 \
// RUN:   | FileCheck %s --check-prefix=CPU

// CHECK: layer = {
// CHECK: #lookupffn.regime<min_tokens = 0, block_tokens = {{[0-9]+}}>
// CHECK: {name = "lookupffn.layer_norm", schedules = [
// CHECK-NEXT: #lookupffn.schedule<path = "{{linalg|fast}}", tile_tokens =
// CHECK: {name = "lookupffn.lookup", schedules = [
// CHECK: check y: ok, relative error
// RESULT: check y: ok, relative error

// ASM: {{^}}layer:
// ASM: zmm

// ARCH: error: the module is compiled for aarch64, but this machine is
// CPU: error: unknown cpu 'znver99'

func.func @layer(%x: tensor<?x40xf32> {lookupffn.input = "x"},
                 %gamma: tensor<40xf32> {lookupffn.weight = "FFN.LayerNorm.weight"},
                 %beta: tensor<40xf32> {lookupffn.weight = "FFN.LayerNorm.bias"},
                 %w: tensor<28x40xf32> {lookupffn.weight = "FFN.hash.projection.weight"},
                 %pb: tensor<28xf32> {lookupffn.weight = "FFN.hash.projection.bias"},
                 %tables: tensor<7x16x24xf32> {lookupffn.weight = "FFN.tables"},
                 %bias: tensor<24xf32> {lookupffn.weight = "FFN.bias"})
    -> (tensor<?x24xf32> {lookupffn.output = "y"}) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x40xf32>
  %e0 = tensor.empty(%n) : tensor<?x40xf32>
  %xn = lookupffn.layer_norm input(%x : tensor<?x40xf32>) gamma(%gamma : tensor<40xf32>) beta(%beta : tensor<40xf32>) outs(%e0 : tensor<?x40xf32>) {eps = 1.0e-05 : f64} -> tensor<?x40xf32>
  %e1 = tensor.empty(%n) : tensor<?x7x4xf32>
  %z = lookupffn.project #lookupffn.dense input(%xn : tensor<?x40xf32>) weights(%w : tensor<28x40xf32>) bias(%pb : tensor<28xf32>) outs(%e1 : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
  %e2 = tensor.empty(%n) : tensor<?x7xi8>
  %e3 = tensor.empty(%n) : tensor<?x7xf32>
  %code, %score = lookupffn.hash input(%z : tensor<?x7x4xf32>) outs(%e2, %e3 : tensor<?x7xi8>, tensor<?x7xf32>) compare = ogt bit_order = msb score = margin -> tensor<?x7xi8>, tensor<?x7xf32>
  %e4 = tensor.empty(%n) : tensor<?x24xf32>
  %y = lookupffn.lookup tables(%tables : tensor<7x16x24xf32>) code(%code : tensor<?x7xi8>) score(%score : tensor<?x7xf32>) bias(%bias : tensor<24xf32>) outs(%e4 : tensor<?x24xf32>) -> tensor<?x24xf32>
  return %y : tensor<?x24xf32>
}
