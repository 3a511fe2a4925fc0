// quantized_bh4 where bytes are multiplied: tiles, and the way into groups.
// RUN: lookupffn-opt %s --convert-lookupffn-to-vector | FileCheck %s

module attributes {lookupffn.target = #lookupffn.target<
    triple = "aarch64-unknown-linux-gnu", cpu = "neoverse-v2",
    features = "+i8mm,+neon", vector_bits = 128, vector_registers = 32,
    l1_bytes = 65536, l2_bytes = 2097152, l3_bytes = 0, cache_line_bytes = 64,
    cores = 2>} {

// CHECK-LABEL: func.func @smmla(
// CHECK-SAME:    %{{.*}}: memref<?x128xf32>, %[[W:.*]]: memref<1x4x2x8x64x16xi8>,
// What an output has of a group lies side by side.
// CHECK:         memref.collapse_shape %[[W]] {{.*}} into memref<1x4x2x8x1024xi8>

// Four groups at a time: eight integers in their low 16 bits, high bytes before
// low bytes.
// CHECK:         vector.reduction <maxui>, %{{.*}} : vector<4xi32> into i32
// CHECK:         scf.for
// CHECK:         memref.subview {{.*}} [1, 32] [1, 1]
// CHECK:         %[[FIRST:.*]] = vector.bitcast {{.*}} : vector<4xi32> to vector<8xi16>
// CHECK:         %[[SECOND:.*]] = vector.bitcast {{.*}} : vector<4xi32> to vector<8xi16>
// CHECK:         %[[GROUP:.*]] = vector.shuffle %[[FIRST]], %[[SECOND]] [0, 2, 4, 6, 8, 10, 12, 14]
// CHECK:         %[[UP:.*]] = arith.addi %[[GROUP]], %{{.*}} : vector<8xi16>
// CHECK:         %[[SHIFTED:.*]] = arith.shrsi %[[UP]], %{{.*}} : vector<8xi16>
// CHECK:         %[[HIGH:.*]] = arith.trunci %[[SHIFTED]] : vector<8xi16> to vector<8xi8>
// CHECK:         %[[LOW:.*]] = arith.trunci %[[GROUP]] : vector<8xi16> to vector<8xi8>
// CHECK:         %[[BYTES:.*]] = vector.shuffle %[[HIGH]], %[[LOW]] [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]
// CHECK:         vector.bitcast %[[BYTES]] : vector<16xi8> to vector<4xf32>
// CHECK-COUNT-3: arith.shrsi
// CHECK-NOT:     arith.shrsi

// 6 tokens x 4 outputs, 4 loads of weights, 6 of inputs.
// CHECK:         scf.for
// CHECK-COUNT-4: vector.load {{.*}}vector<16xi8>
// CHECK-COUNT-24: llvm.call_intrinsic "llvm.aarch64.neon.smmla"({{.*}}) : (vector<4xi32>, vector<16xi8>, vector<16xi8>) -> vector<4xi32>
// CHECK-NOT:     llvm.call_intrinsic
// CHECK:         scf.yield
// Four outputs of a token become a vector of their sums.
// CHECK-COUNT-4: arith.shli {{.*}} : vector<4xi32>
// CHECK-COUNT-3: arith.addi {{.*}} : vector<4xi32>
// CHECK:         vector.store {{.*}} vector<4xf32>
// A token by itself has 16 outputs.
// CHECK:         vector.store
// CHECK:         scf.for
// CHECK-COUNT-16: llvm.call_intrinsic "llvm.aarch64.neon.smmla"
// CHECK-NOT:     llvm.call_intrinsic
// CHECK:         scf.yield
// CHECK:         arith.sitofp {{.*}} : vector<4xi32> to vector<4xf32>
func.func @smmla(%x: memref<?x128xf32>, %w: memref<1x4x2x8x64x16xi8>,
                 %steps: memref<1x4x3xf32>, %composed: memref<128x128xf32>,
                 %z: memref<?x8x16xf32>, %s: memref<?xf32>) {
  lookupffn.project #lookupffn.quantized_bh4 input(%x : memref<?x128xf32>)
    weights(%w : memref<1x4x2x8x64x16xi8>) steps(%steps : memref<1x4x3xf32>)
    composed(%composed : memref<128x128xf32>) outs(%z : memref<?x8x16xf32>)
    scratch(%s : memref<?xf32>) bit_major
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 6,
      tile_columns = 4, panel_tokens = 64, prefetch_rows = 0,
      prefetch_locality = 3, arithmetic = "i16">}
  return
}
}
