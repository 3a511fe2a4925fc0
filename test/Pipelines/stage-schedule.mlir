// Stage schedule: helpers are inlined, every op has its schedules.
// RUN: lookupffn-opt %S/Inputs/layer.mlir --lookupffn-pipeline="target=x86-64-v3 path=linalg stop-after=schedule" | FileCheck %s
// Printed and read again it is the same module.
// RUN: lookupffn-opt %S/Inputs/layer.mlir --lookupffn-pipeline="target=x86-64-v3 path=linalg stop-after=schedule" -o %t.1
// RUN: lookupffn-opt %t.1 -o %t.2
// RUN: diff %t.1 %t.2

// CHECK-NOT:   func.func private
// CHECK-LABEL: func.func @layer(
// CHECK-SAME:    lookupffn.regimes = [
// CHECK:         lookupffn.layer_norm {{.*}}lookupffn.schedule = [
// CHECK:         lookupffn.project {{.*}}lookupffn.schedule = [
// CHECK:         lookupffn.hash {{.*}}lookupffn.schedule = [
// CHECK:         lookupffn.lookup {{.*}}lookupffn.schedule = [
// CHECK:         linalg.add
// CHECK-NOT:     call
// CHECK-LABEL: func.func @bag(
// CHECK:         lookupffn.lookup
// CHECK-NOT:     bounds
// CHECK-NOT:   func.func
