// quantized_bh4: integer tiles, the way from one stage to the next, and the
// repair of z in doubt.
// RUN: lookupffn-opt %s --convert-lookupffn-to-vector | FileCheck %s

module attributes {lookupffn.target = #lookupffn.target<
    triple = "x86_64-unknown-linux-gnu", cpu = "znver4",
    features = "+avx512f,+avx512bw,+avx512vnni,+fma", vector_bits = 512,
    vector_registers = 32, l1_bytes = 32768, l2_bytes = 1048576, l3_bytes = 0,
    cache_line_bytes = 64, cores = 2>} {

// CHECK-LABEL: func.func @vnni(
// CHECK-SAME:    %[[X:.*]]: memref<?x128xf32>, %[[W:.*]]: memref<1x4x2x32x64x2xi16>, %[[STEPS:.*]]: memref<1x4x3xf32>, %[[COMPOSED:.*]]: memref<128x128xf32>, %[[Z:.*]]: memref<?x8x16xf32>, %[[S:.*]]: memref<?xf32>
// Pairs lie side by side in the last dimension.
// CHECK:         memref.collapse_shape %[[W]] {{.*}} into memref<1x4x2x32x128xi16>

// The largest magnitude by its bits, and integers by the magic number.
// CHECK:         vector.reduction <maxui>, %{{.*}} : vector<16xi32> into i32
// CHECK:         arith.divf
// CHECK:         math.fma {{.*}} : vector<16xf32>
// CHECK:         arith.andi
// CHECK:         arith.shli
// CHECK:         arith.ori

// 6 tokens x 4 vectors of sums, 4 loads of weights, 6 of pairs of inputs.
// CHECK:         scf.for
// CHECK-COUNT-4: vector.load {{.*}}vector<32xi16>
// CHECK-COUNT-24: llvm.call_intrinsic "llvm.x86.avx512.vpdpwssd.512"
// CHECK-NOT:     llvm.call_intrinsic
// CHECK:         scf.yield
// A token by itself has four sums side by side for each vector.
// CHECK-COUNT-16: llvm.call_intrinsic "llvm.x86.avx512.vpdpwssd.512"
// CHECK-NOT:     llvm.call_intrinsic
// CHECK:         scf.yield
// CHECK:         arith.sitofp {{.*}} : vector<16xi32> to vector<16xf32>

// The bound is summed in f64.
// CHECK:         math.sqrt {{.*}} : f64

// What is in doubt becomes a dot product with a row of the composed matrix.
// CHECK:         arith.cmpf ord
// CHECK:         %[[PART:.*]] = memref.subview %[[Z]]
// CHECK:         arith.cmpf ult, {{.*}} : vector<16xf32>
// CHECK:         scf.while
// CHECK:         math.cttz
// CHECK:         vector.reduction <add>, {{.*}} fastmath<reassoc> : vector<16xf32> into f32
// CHECK:         memref.store %{{.*}}, %[[PART]]
func.func @vnni(%x: memref<?x128xf32>, %w: memref<1x4x2x32x64x2xi16>,
                %steps: memref<1x4x3xf32>, %composed: memref<128x128xf32>,
                %z: memref<?x8x16xf32>, %s: memref<?xf32>) {
  lookupffn.project #lookupffn.quantized_bh4 input(%x : memref<?x128xf32>)
    weights(%w : memref<1x4x2x32x64x2xi16>) steps(%steps : memref<1x4x3xf32>)
    composed(%composed : memref<128x128xf32>) outs(%z : memref<?x8x16xf32>)
    scratch(%s : memref<?xf32>) bit_major
    {lookupffn.schedule = #lookupffn.schedule<path = "fast", tile_tokens = 6,
      tile_columns = 64, panel_tokens = 64, prefetch_rows = 0,
      prefetch_locality = 3, arithmetic = "i16">}
  return
}
}
