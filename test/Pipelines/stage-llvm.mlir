// Stage llvm: bare-pointer entry points; the only calls are of their bodies and phases.
// RUN: lookupffn-opt %S/Inputs/layer.mlir --lookupffn-pipeline="target=x86-64-v3 path=linalg stop-after=llvm" | FileCheck %s
// Printed and read again it is the same module.
// RUN: lookupffn-opt %S/Inputs/layer.mlir --lookupffn-pipeline="target=x86-64-v3 path=linalg stop-after=llvm" -o %t.1
// RUN: lookupffn-opt %t.1 -o %t.2
// RUN: diff %t.1 %t.2
// Compiled functions are no entry points any more: the pipeline keeps them.
// RUN: lookupffn-opt %t.1 --lookupffn-pipeline="target=x86-64-v3 path=linalg" | FileCheck %s

// CHECK-NOT:   {{func\.func|memref\.|unrealized_conversion_cast}}
// CHECK-LABEL: llvm.func @layer(
// CHECK-SAME:    !llvm.ptr, %{{[^:]*}}: i64, %{{[^:]*}}: !llvm.ptr
// CHECK-SAME:    -> i64
// CHECK-SAME:    lookupffn.entry = {
// CHECK-NOT:     {{call @[a-z]+_[^bp]|func\.func|memref\.|unrealized_conversion_cast}}
// CHECK:         llvm.call @layer_body(
// CHECK-NOT:     {{call @[a-z]+_[^bp]|func\.func|memref\.|unrealized_conversion_cast}}
// CHECK-LABEL: llvm.func @bag(
// CHECK-NOT:     {{call @[a-z]+_[^bp]|func\.func|memref\.|unrealized_conversion_cast}}
// CHECK:         llvm.call @bag_body(
// CHECK-NOT:     {{call @[a-z]+_[^bp]|func\.func|memref\.|unrealized_conversion_cast}}
