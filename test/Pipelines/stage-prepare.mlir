// Stage prepare: outputs are arguments, tokens run in blocks.
// RUN: lookupffn-opt %S/Inputs/layer.mlir --lookupffn-pipeline="target=x86-64-v3 path=linalg stop-after=prepare" | FileCheck %s
// Printed and read again it is the same module.
// RUN: lookupffn-opt %S/Inputs/layer.mlir --lookupffn-pipeline="target=x86-64-v3 path=linalg stop-after=prepare" -o %t.1
// RUN: lookupffn-opt %t.1 -o %t.2
// RUN: diff %t.1 %t.2

// CHECK-LABEL: func.func @layer(
// CHECK-SAME:    bufferization.writable = true
// CHECK-SAME:    -> (tensor<?x12xf32>, tensor<?x3xi8>, tensor<?x3xf32>, i64)
// CHECK-SAME:    lookupffn.entry = {inputs = [{name = "x"
// CHECK-SAME:    outputs = [{name = "y"{{.*}}{name = "code"{{.*}}{name = "score"
// CHECK-NOT:     lookupffn.regimes
// CHECK:         scf.for
// CHECK:           lookupffn.layer_norm {{.*}}lookupffn.schedule = #lookupffn.schedule<
// CHECK:           lookupffn.lookup
// CHECK:           linalg.add
// CHECK-LABEL: func.func @bag(
// CHECK:         %[[BAD:.*]] = lookupffn.check_codes
// CHECK:         scf.for
// CHECK:           lookupffn.lookup {{.*}}bounds = assume
