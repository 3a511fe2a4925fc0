// A C program with MLIR's C API and ours runs the pipeline.
// RUN: lookupffn-c-ir-test %s 'builtin.module(lookupffn-pipeline{target=x86-64-v3 stop-after=llvm})' | FileCheck %s
// RUN: not lookupffn-c-ir-test %s 'builtin.module(lookupffn-pipeline{stop-after=end})' 2>&1 | FileCheck %s --check-prefix=STAGE
// STAGE: unknown stage 'end'; expected one of target,

// CHECK: {{^}}lookupffn{{$}}
// CHECK: llvm.func @bag({{.*}}lookupffn.entry = {
func.func @bag(%code: tensor<?x3xi32> {lookupffn.input = "code"},
               %t: tensor<96x8xf32> {lookupffn.weight = "FFN.tables"})
    -> (tensor<?x8xf32> {lookupffn.output = "y"}) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %code, %c0 : tensor<?x3xi32>
  %e = tensor.empty(%n) : tensor<?x8xf32>
  %y = lookupffn.lookup tables(%t : tensor<96x8xf32>)
    code(%code : tensor<?x3xi32>) outs(%e : tensor<?x8xf32>)
    -> tensor<?x8xf32>
  return %y : tensor<?x8xf32>
}
