// Entry points get bare pointers; the body becomes private beside them.
// RUN: lookupffn-opt %s --lookupffn-emit-entry-points --split-input-file | FileCheck %s

// The name that the body wants is taken.
// CHECK-LABEL: func.func @layer(
// CHECK-SAME:    %[[ARGS:.*]]: !llvm.ptr, %[[TOKENS:.*]]: i64, %[[SCRATCH:.*]]: !llvm.ptr) -> i64
// CHECK-SAME:    lookupffn.entry = {
// CHECK:         %[[S0:.*]] = llvm.getelementptr %[[ARGS]][0]
// CHECK:         llvm.load %[[S0]] : !llvm.ptr -> !llvm.ptr
// CHECK:         llvm.insertvalue %[[TOKENS]]
// CHECK:         %[[X:.*]] = builtin.unrealized_conversion_cast %{{.*}} to memref<?x8xf32>
// CHECK:         llvm.getelementptr %[[ARGS]][1]
// CHECK:         %[[Y:.*]] = builtin.unrealized_conversion_cast %{{.*}} to memref<?x4xf32>
// CHECK:         arith.constant 128 : i64
// CHECK:         %[[S:.*]] = builtin.unrealized_conversion_cast %{{.*}} to memref<?xi8>
// CHECK:         %[[R:.*]] = call @layer_body_0(%[[X]], %[[Y]], %[[S]])
// CHECK:         return %[[R]] : i64
// CHECK-LABEL: func.func private @layer_body_0(
// CHECK-NOT:     lookupffn.entry
func.func @layer(%x: memref<?x8xf32>, %y: memref<?x4xf32>, %s: memref<?xi8>)
    -> i64 attributes {lookupffn.entry = {
      inputs = [{name = "x", type = tensor<?x8xf32>}], packed = [],
      outputs = [{name = "y", type = tensor<?x4xf32>}],
      scratch_bytes = 128 : i64}} {
  %status = arith.constant 0 : i64
  return %status : i64
}
func.func private @layer_body(f32)

// -----

// A static batch is a promise: another number of tokens is status 2.
// CHECK-LABEL: func.func @static(
// CHECK-SAME:    %[[TOKENS:[^:]*]]: i64
// CHECK:         %[[SAME:.*]] = arith.cmpi eq, %[[TOKENS]], %c5_i64
// CHECK:         scf.if %[[SAME]] -> (i64) {
// CHECK:           func.call @static_body
// CHECK:         } else {
// CHECK:           scf.yield %c2_i64
func.func @static(%y: memref<5x4xf32>, %s: memref<?xi8>) -> i64
    attributes {lookupffn.entry = {inputs = [], packed = [],
      outputs = [{name = "y", type = tensor<5x4xf32>}],
      scratch_bytes = 0 : i64}} {
  %status = arith.constant 0 : i64
  return %status : i64
}

// -----

// Packing takes the pointers alone.
// CHECK-LABEL: func.func @a(
// CHECK-LABEL: func.func private @a_body(
// CHECK-LABEL: func.func @a_pack(
// CHECK-SAME:    %{{[^:]*}}: !llvm.ptr) -> i64 {
// CHECK:         call @a_pack_body(
// CHECK-LABEL: func.func private @a_pack_body(
func.func @a(%p: memref<8xf32>, %y: memref<?x4xf32>, %s: memref<?xi8>) -> i64
    attributes {lookupffn.entry = {inputs = [], weights = [{}],
      packed = [{type = tensor<8xf32>}], pack = "a_pack",
      outputs = [{name = "y", type = tensor<?x4xf32>}],
      scratch_bytes = 0 : i64}} {
  %status = arith.constant 0 : i64
  return %status : i64
}
func.func @a_pack(%w: memref<8xf32>, %d: memref<8xf32>) -> i64 {
  %status = arith.constant 0 : i64
  return %status : i64
}

// -----

// A packed buffer that is a weight as it is has an element of `args` beside the
// others, but packing has nothing to fill there.
// CHECK-LABEL: func.func @alias_pack(
// CHECK-SAME:    %[[ARGS:[^:]*]]: !llvm.ptr) -> i64 {
// CHECK:         llvm.getelementptr %[[ARGS]][0]
// CHECK-NOT:     llvm.getelementptr %[[ARGS]][1]
// CHECK:         llvm.getelementptr %[[ARGS]][2]
// CHECK:         call @alias_pack_body(
func.func @alias(%w: memref<8xf32>, %p: memref<4xf32>, %y: memref<?x4xf32>,
                 %s: memref<?xi8>) -> i64
    attributes {lookupffn.entry = {inputs = [], weights = [{}],
      packed = [{type = tensor<8xf32>, weight = 0 : i64},
                {type = tensor<4xf32>}], pack = "alias_pack",
      outputs = [{name = "y", type = tensor<?x4xf32>}],
      scratch_bytes = 0 : i64}} {
  %status = arith.constant 0 : i64
  return %status : i64
}
func.func @alias_pack(%w: memref<8xf32>, %d: memref<4xf32>) -> i64 {
  %status = arith.constant 0 : i64
  return %status : i64
}

// -----

// Without inputs and outputs any number of tokens is right.
// CHECK-LABEL: func.func @nothing(
// CHECK-NOT:     scf.if
// CHECK:         call @nothing_body(
func.func @nothing(%s: memref<?xi8>) -> i64
    attributes {lookupffn.entry = {inputs = [], packed = [], outputs = [],
      scratch_bytes = 0 : i64}} {
  %status = arith.constant 0 : i64
  return %status : i64
}

// -----

// A part has memory of its own, a phase and a range beside.
// CHECK-LABEL: func.func @p(
// CHECK-LABEL: func.func @p_part(
// CHECK-SAME:    %[[ARGS:[^:]*]]: !llvm.ptr, %[[N:[^:]*]]: i64, %[[S:[^:]*]]: !llvm.ptr, %[[OWN:[^:]*]]: !llvm.ptr, %[[PHASE:[^:]*]]: i64, %[[T0:[^:]*]]: i64, %{{[^:]*}}: i64, %{{[^:]*}}: i64, %[[S1:[^:]*]]: i64) -> i64 {
// CHECK:         llvm.getelementptr %[[ARGS]][0]
// CHECK:         llvm.insertvalue %[[S]]
// CHECK:         llvm.insertvalue %[[OWN]]
// CHECK:         arith.index_cast %[[PHASE]] : i64 to index
// CHECK:         arith.index_cast %[[T0]] : i64 to index
// CHECK:         arith.index_cast %[[S1]] : i64 to index
// CHECK:         call @p_part_body(
func.func @p(%y: memref<?x4xf32>, %s: memref<?xi8>) -> i64
    attributes {lookupffn.entry = {inputs = [], packed = [], part = "p_part",
      outputs = [{name = "y", type = tensor<?x4xf32>}],
      scratch_bytes = 64 : i64}} {
  %status = arith.constant 0 : i64
  return %status : i64
}
func.func @p_part(%y: memref<?x4xf32>, %s: memref<?xi8>, %own: memref<?xi8>,
                  %phase: index, %t0: index, %t1: index, %s0: index,
                  %s1: index) -> i64 {
  %status = arith.constant 0 : i64
  return %status : i64
}
