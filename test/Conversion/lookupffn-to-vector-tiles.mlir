// quantized_dense: tokens as bytes, tiles of sums, and the repair of z in doubt.
// RUN: lookupffn-opt %s --convert-lookupffn-to-vector | FileCheck %s

module attributes {lookupffn.target = #lookupffn.target<
    triple = "x86_64-unknown-linux-gnu", cpu = "sapphirerapids",
    features = "+amx-int8,+amx-tile,+avx512f,+fma", vector_bits = 512,
    vector_registers = 32, l1_bytes = 49152, l2_bytes = 2097152, l3_bytes = 0,
    cache_line_bytes = 64, cores = 2>} {

// CHECK-LABEL: func.func @tiles(
// CHECK-SAME:    %[[X:.*]]: memref<?x200xf32>, %[[W:.*]]: memref<3x4x2x16x64xi8>, %[[STEPS:.*]]: memref<3x48xf32>, %[[COMPOSED:.*]]: memref<48x200xf32>, %[[Z:.*]]: memref<?x6x8xf32>, %[[S:.*]]: memref<?xf32>
// CHECK:         memref.collapse_shape %[[Z]] {{.*}} into memref<?x48xf32>

// A token: 192 inputs in whole vectors, 8 by a mask; its largest magnitude.
// CHECK:         llvm.inline_asm "", "=r,0"
// CHECK:         "llvm.x86.tilezero.internal"
// CHECK-COUNT-4: "llvm.x86.tilestored64.internal"
// CHECK:         vector.maskedload %[[X]]
// CHECK:         vector.load %[[X]]{{.*}} : memref<?x200xf32>, vector<16xf32>
// CHECK:         vector.reduction <maxui>, %{{.*}} : vector<16xi32> into i32
// High and low bytes of four vectors make up a row each.
// CHECK:         scf.for
// CHECK-COUNT-8: arith.trunci {{.*}} : vector<16xi32> to vector<16xi8>
// CHECK:         }
// CHECK:         vector.maskedload %[[X]]

// 16 tokens x 32 columns: two tiles of sums for each of two tiles of columns,
// two tiles of input and four of weights.
// CHECK-COUNT-4: "llvm.x86.tileloadd64.internal"
// CHECK:         %[[SUMS:.*]]:4 = scf.for
// CHECK-COUNT-3: "llvm.x86.tileloadd64.internal"
// CHECK-COUNT-2: "llvm.x86.tdpbssd.internal"
// CHECK:         "llvm.x86.tileloadd64.internal"
// CHECK:         "llvm.x86.tdpbssd.internal"
// CHECK:         "llvm.x86.tileloadd64.internal"
// CHECK-COUNT-2: "llvm.x86.tdpbssd.internal"
// CHECK:         "llvm.x86.tileloadd64.internal"
// CHECK:         "llvm.x86.tdpbssd.internal"
// CHECK-NOT:     llvm.call_intrinsic
// CHECK:         scf.yield
// CHECK-COUNT-4: "llvm.x86.tilestored64.internal"

// z, its bound, and what is in doubt as a dot product.
// CHECK:         arith.sitofp {{.*}} : vector<16xi32> to vector<16xf32>
// CHECK:         vector.load %[[STEPS]]
// CHECK:         arith.cmpf ult, {{.*}} : vector<16xf32>
// CHECK:         scf.while
// CHECK:         math.cttz
// CHECK:         memref.subview %[[COMPOSED]]
// CHECK:         vector.reduction <add>, {{.*}} fastmath<reassoc> : vector<16xf32> into f32

// The third tile of columns by itself.
// CHECK:         scf.for
// CHECK-COUNT-3: "llvm.x86.tdpbssd.internal"
// CHECK-NOT:     llvm.call_intrinsic
// CHECK:         scf.yield
// CHECK-COUNT-2: "llvm.x86.tilestored64.internal"
func.func @tiles(%x: memref<?x200xf32>, %w: memref<3x4x2x16x64xi8>,
                 %steps: memref<3x48xf32>, %composed: memref<48x200xf32>,
                 %z: memref<?x6x8xf32>, %s: memref<?xf32>) {
  lookupffn.project #lookupffn.quantized_dense input(%x : memref<?x200xf32>)
    weights(%w : memref<3x4x2x16x64xi8>) steps(%steps : memref<3x48xf32>)
    composed(%composed : memref<48x200xf32>) outs(%z : memref<?x6x8xf32>)
    scratch(%s : memref<?xf32>) bit_major
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 16,
      tile_columns = 32, panel_tokens = 64, prefetch_rows = 0,
      prefetch_locality = 3, arithmetic = "i8x2">}
  return
}
}
