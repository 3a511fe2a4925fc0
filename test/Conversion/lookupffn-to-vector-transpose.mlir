// z of a projection in the order of the caller: shuffles in registers.
// RUN: lookupffn-opt %s --convert-lookupffn-to-vector --canonicalize --cse | FileCheck %s

module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v2", features = "+sse4.2", vector_bits = 128, vector_registers = 16, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {

// Four values of 6 tables: 4 tables in two rounds of four shuffles, then 2.
// CHECK-LABEL: @z(
// CHECK-SAME: %[[Z:.*]]: memref<?x4x6xf32>, %[[OUT:.*]]: memref<?x6x4xf32
// CHECK-DAG: %[[A:.*]] = vector.load %[[IN:.*]][%c0, %c0] : memref<4x4xf32, {{.*}}>, vector<4xf32>
// CHECK-DAG: %[[B:.*]] = vector.load %[[IN]][%c1, %c0]
// CHECK-DAG: %[[C:.*]] = vector.load %[[IN]][%c2, %c0]
// CHECK-DAG: %[[D:.*]] = vector.load %[[IN]][%c3, %c0]
// CHECK: %[[AC0:.*]] = vector.shuffle %[[A]], %[[C]] [0, 4, 1, 5]
// CHECK: %[[AC1:.*]] = vector.shuffle %[[A]], %[[C]] [2, 6, 3, 7]
// CHECK: %[[BD0:.*]] = vector.shuffle %[[B]], %[[D]] [0, 4, 1, 5]
// CHECK: %[[BD1:.*]] = vector.shuffle %[[B]], %[[D]] [2, 6, 3, 7]
// CHECK: %[[T0:.*]] = vector.shuffle %[[AC0]], %[[BD0]] [0, 4, 1, 5]
// CHECK: %[[T1:.*]] = vector.shuffle %[[AC0]], %[[BD0]] [2, 6, 3, 7]
// CHECK: vector.shuffle %[[AC1]], %[[BD1]] [0, 4, 1, 5]
// CHECK: vector.shuffle %[[AC1]], %[[BD1]] [2, 6, 3, 7]
// CHECK: vector.store %[[T0]], %[[TILE:.*]][%c0] : memref<16xf32
// CHECK: vector.store %[[T1]], %[[TILE]][%c4]
// CHECK-COUNT-4: vector.load %{{.*}} : memref<4x2xf32, {{.*}}>, vector<2xf32>
// CHECK-COUNT-4: vector.store %{{.*}} : memref<8xf32, {{.*}}>, vector<2xf32>
// CHECK-NOT: linalg.transpose
func.func @z(%z: memref<?x4x6xf32>,
             %out: memref<?x6x4xf32, strided<[24, 4, 1], offset: ?>>) {
  linalg.transpose ins(%z : memref<?x4x6xf32>)
    outs(%out : memref<?x6x4xf32, strided<[24, 4, 1], offset: ?>>)
    permutation = [0, 2, 1]
  return
}

// Three values are no power of two, and integers are no z.
// CHECK-LABEL: @others(
// CHECK-COUNT-2: linalg.transpose
func.func @others(%z: memref<?x3x6xf32>, %out: memref<?x6x3xf32>,
                  %n: memref<?x4x6xi32>, %m: memref<?x6x4xi32>) {
  linalg.transpose ins(%z : memref<?x3x6xf32>) outs(%out : memref<?x6x3xf32>)
    permutation = [0, 2, 1]
  linalg.transpose ins(%n : memref<?x4x6xi32>) outs(%m : memref<?x6x4xi32>)
    permutation = [0, 2, 1]
  return
}
}
