// RUN: lookupffn-opt %s --convert-lookupffn-to-vector --canonicalize --cse | FileCheck %s

#fast = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 4, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3>
#ahead = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 4, panel_tokens = 64, prefetch_rows = 3, prefetch_locality = 2>
module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v2", features = "+sse4.2", vector_bits = 128, vector_registers = 16, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {

// 9 tables: two chunks of 4, and one table. Two bits are one round of even and
// odd.
// CHECK-LABEL: @even(
// CHECK: scf.for %[[N:.*]] = %c0 to
// CHECK: scf.for %[[T:.*]] = %c0 to %c8 step %c4
// CHECK: %[[COLUMN:.*]] = arith.muli %[[T]], %c2
// CHECK: memref.subview %{{.*}}[%[[N]], %[[COLUMN]]] [1, 8] [1, 1]
// CHECK: %[[A:.*]] = vector.load %{{.*}}[%c0] {{.*}}, vector<4xf32>
// CHECK: %[[B:.*]] = vector.load %{{.*}}[%c4] {{.*}}, vector<4xf32>
// CHECK: %[[EVEN:.*]] = vector.shuffle %[[A]], %[[B]] [0, 2, 4, 6]
// CHECK: %[[ODD:.*]] = vector.shuffle %[[A]], %[[B]] [1, 3, 5, 7]
// CHECK: memref.subview %{{.*}}[%[[N]], 0, %[[T]]] [1, 2, 4] [1, 1, 1]
// CHECK: vector.load %{{.*}}[%[[T]]] : memref<18xf32>, vector<4xf32>
// CHECK: arith.addf %[[EVEN]]
// CHECK: %[[SECOND:.*]] = arith.addi %[[T]], %c9
// CHECK: vector.load %{{.*}}[%[[SECOND]]] : memref<18xf32>, vector<4xf32>
// CHECK: arith.addf %[[ODD]]
// CHECK: vector.load {{.*}}, vector<1xf32>
func.func @even(%x: memref<?x18xf32>, %b: memref<18xf32>, %z: memref<?x2x9xf32>) {
  lookupffn.project #lookupffn.identity input(%x : memref<?x18xf32>)
    bias(%b : memref<18xf32>) outs(%z : memref<?x2x9xf32>) bit_major
    {lookupffn.schedule = #fast}
  return
}

// CHECK-LABEL: @odd(
// CHECK: %[[A:.*]] = vector.load
// CHECK: %[[B:.*]] = vector.load
// CHECK: %[[C:.*]] = vector.load
// CHECK: %[[AB:.*]] = vector.shuffle %[[A]], %[[B]] [0, 3, 6, 3]
// CHECK: vector.shuffle %[[AB]], %[[C]] [0, 1, 2, 5]
// CHECK-COUNT-3: vector.store
func.func @odd(%x: memref<?x12xf32>, %z: memref<?x3x4xf32>) {
  lookupffn.project #lookupffn.identity input(%x : memref<?x12xf32>)
    outs(%z : memref<?x3x4xf32>) bit_major {lookupffn.schedule = #fast}
  return
}
// Each chunk asks for its lines, 128 bytes, of the token 3 rows of 160 bytes
// later, by an address that may lie behind the input.
// CHECK-LABEL: @ahead(
// CHECK-SAME: %[[X:[^:]*]]: memref<?x40xf32>
// CHECK-DAG: %[[CHUNK:.*]] = memref.subview %[[X]]
// CHECK-DAG: %[[FROM:.*]] = memref.extract_aligned_pointer_as_index %[[CHUNK]]
// CHECK-DAG: %[[FAR:.*]] = arith.constant 480 : index
// CHECK: llvm.inttoptr
// CHECK: llvm.intr.prefetch"(%{{.*}}) <{cache = 1 : i32, hint = 2 : i32, rw = 0 : i32}>
// CHECK: llvm.inttoptr
// CHECK: llvm.intr.prefetch"
// CHECK: vector.store
func.func @ahead(%x: memref<?x40xf32>, %z: memref<?x8x5xf32>) {
  lookupffn.project #lookupffn.identity input(%x : memref<?x40xf32>)
    outs(%z : memref<?x8x5xf32>) bit_major {lookupffn.schedule = #ahead}
  return
}
}
