// Diagnostics of a failed pass arrive with their location; the reproducer runs.
//
// RUN: not lookupffn-runner %s --splat code=0 --splat tables=0 > %t 2>&1
// RUN: FileCheck %s < %t
// RUN: rm -f %t.mlir
// RUN: mv $(sed -n 's/.*reproducer written to \(.*\.mlir\); rerun.*/\1/p' %t) %t.mlir
// RUN: not lookupffn-opt --run-reproducer %t.mlir 2>&1 \
// RUN:   | FileCheck %s --check-prefix=AGAIN

// CHECK: error: {{.*}}runner-diagnostics.mlir:[[@LINE+11]]:{{[0-9]+}}: error: 'lookupffn.lookup' op under bounds = check expects code to be an input
// CHECK-NEXT: reproducer written to {{.*}}lookupffn-repro-{{.*}}.mlir; rerun with 'lookupffn-opt --run-reproducer
// AGAIN: error: 'lookupffn.lookup' op under bounds = check expects code

func.func @layer(%code: tensor<?x3xi32> {lookupffn.input = "code"},
                 %tables: tensor<3x4x8xf32> {lookupffn.weight = "tables"})
    -> (tensor<?x8xf32> {lookupffn.output = "y"}) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %code, %c0 : tensor<?x3xi32>
  %e0 = tensor.empty(%n) : tensor<?x8xf32>
  %twice = arith.addi %code, %code : tensor<?x3xi32>
  %y = lookupffn.lookup tables(%tables : tensor<3x4x8xf32>) code(%twice : tensor<?x3xi32>) outs(%e0 : tensor<?x8xf32>) bounds = check -> tensor<?x8xf32>
  return %y : tensor<?x8xf32>
}
