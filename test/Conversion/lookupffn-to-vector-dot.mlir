// Weights of 8 bits and integer sums of i8 rows.
// RUN: lookupffn-opt %s --convert-lookupffn-to-vector --canonicalize --cse | FileCheck %s
// RUN: lookupffn-opt %s --pass-pipeline="builtin.module(lookupffn-resolve-target{target=armv8-a features=+i8mm},func.func(convert-lookupffn-to-vector),canonicalize,cse)" | FileCheck %s --check-prefix=NEON

// Vectors of 128 bits hold four columns, which are in order already.
// NEON-LABEL: @dot(
// NEON: scf.if
// NEON: vector.shuffle %{{.*}}, %{{.*}} [0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23]
// NEON: vector.shuffle %{{.*}}, %{{.*}} [0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23]
// NEON-COUNT-16: llvm.call_intrinsic "llvm.aarch64.neon.usdot"
// NEON: memref.prefetch
// NEON-COUNT-32: llvm.call_intrinsic "llvm.aarch64.neon.usdot"
// NEON-NOT: vector.shuffle
// NEON-COUNT-16: math.fma
// NEON: } else {

#dot = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 64, panel_tokens = 64, prefetch_rows = 4, prefetch_locality = 3, arithmetic = "u8">
#slices = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 64, panel_tokens = 64, prefetch_rows = 4, prefetch_locality = 2, slice_columns = 64, slab = true, arithmetic = "u8">
module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "icelake-server", features = "+avx512bw,+avx512f,+avx512vnni,+fma", vector_bits = 512, vector_registers = 32, l1_bytes = 49152, l2_bytes = 1310720, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {

// The weights as floats, zeros behind them up to 64; the bits of the largest;
// then bytes. Two steps of four tables; the tenth and ninth have two zero rows
// beside them.
// CHECK-LABEL: @dot(
// CHECK-SAME: %[[SCRATCH:[^:]*]]: memref<80xf32>
// CHECK: scf.for %[[N:.*]] = %c0
// CHECK: scf.for %[[T:.*]] = %c0 to %c10 step %c1
// CHECK: %[[W:.*]] = arith.mulf
// CHECK: memref.store %[[W]], %[[SCRATCH]][%[[T]]]
// CHECK-COUNT-54: memref.store %{{.*}}, %[[SCRATCH]]
// CHECK: scf.for {{.*}} = %c0 to %c64 step %c16
// CHECK: arith.maxui
// CHECK: %[[BITS:.*]] = vector.reduction <maxui>
// CHECK-DAG: arith.cmpi uge, %[[BITS]]
// CHECK-DAG: arith.cmpi ule, %[[BITS]]
// CHECK: %[[NEAR:.*]] = scf.if
// CHECK: scf.for
// CHECK: arith.fptosi
// CHECK: arith.trunci {{.*}} : vector<16xi32> to vector<16xi8>
// CHECK: vector.bitcast {{.*}} : vector<16xi8> to vector<4xf32>
// CHECK: arith.cmpf ole
// CHECK: scf.if %[[NEAR]] {
// CHECK: vector.load {{.*}} vector<64xi8>
// CHECK: vector.shuffle %{{.*}}, %{{.*}} [0, 64, 1, 65, 2, 66, 3, 67, 4, 68, 5, 69, 6, 70, 7, 71, 16, 80,
// CHECK: vector.shuffle %{{.*}}, %{{.*}} [0, 1, 64, 65, 2, 3, 66, 67, 4, 5, 68, 69, 6, 7, 70, 71, 16, 17,
// CHECK-COUNT-4: llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.512"
// CHECK: memref.prefetch
// CHECK-COUNT-4: llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.512"
// CHECK-COUNT-4: llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.512"
// CHECK: vector.shuffle %{{.*}}, %{{.*}} [0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27]
// CHECK: arith.sitofp
// CHECK: math.fma
// CHECK: } else {
// CHECK: arith.sitofp
// CHECK: math.fma
func.func @dot(%tables: memref<10x16x64xi8>, %code: memref<?x10xi8>,
               %score: memref<?x10xf32>, %scale: memref<10x16xf32>,
               %y: memref<?x64xf32>, %scratch: memref<80xf32>) {
  lookupffn.lookup tables(%tables : memref<10x16x64xi8>)
    code(%code : memref<?x10xi8>) score(%score : memref<?x10xf32>)
    row_scale(%scale : memref<10x16xf32>) outs(%y : memref<?x64xf32>)
    scratch(%scratch : memref<80xf32>) bounds = assume
    {lookupffn.schedule = #dot}
  return
}

// Slice by slice: scratch also keeps the bytes of all tokens, 16 floats each, and
// their units, 0 where the weights could not be rounded. Such tokens are summed in
// f32 at the end.
// CHECK-LABEL: @slices(
// CHECK-SAME: %[[TABLES:.*]]: memref<3x10x16x64xi8>, {{.*}}, %[[SCRATCH:[^:]*]]: memref<?xf32>
// CHECK: %[[N:.*]] = memref.dim
// CHECK: %[[BYTES:.*]] = memref.reinterpret_cast %[[SCRATCH]] to offset: [80], sizes: [%[[N]], 16], strides: [16, 1]
// CHECK: %[[SIZE:.*]] = arith.muli %[[N]], %c16
// CHECK: %[[BEHIND:.*]] = arith.addi %[[SIZE]], %c80
// CHECK: %[[UNITS:.*]] = memref.reinterpret_cast %[[SCRATCH]] to offset: [%[[BEHIND]]], sizes: [%[[N]], 1]
// CHECK: scf.for %[[TOKEN:.*]] = %c0 to %[[N]] step %c1
// CHECK: %[[FOUR:.*]] = vector.load %[[SCRATCH]][%c64]
// CHECK: vector.store %[[FOUR]], %[[BYTES]][%[[TOKEN]], %c0]
// CHECK: %[[UNIT:.*]] = arith.select
// CHECK: memref.store %[[UNIT]], %[[UNITS]][%[[TOKEN]], %c0]
// CHECK: scf.for %[[SLICE:.*]] = %c0 to %c3 step %c1
// CHECK: scf.for %[[TOKEN:.*]] = %c0 to %[[N]] step %c1
// CHECK: memref.load %[[UNITS]][%[[TOKEN]], %c0]
// CHECK: memref.subview %[[TABLES]][%[[SLICE]],
// CHECK: memref.load %[[BYTES]][%[[TOKEN]],
// CHECK-COUNT-4: llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.512"
// CHECK: memref.prefetch %{{.*}}, read, locality<2>
// CHECK: scf.for %[[TOKEN:.*]] = %c0 to %[[N]] step %c1
// CHECK: %[[UNIT:.*]] = memref.load %[[UNITS]][%[[TOKEN]], %c0]
// CHECK: %[[FAR:.*]] = arith.cmpf oeq, %[[UNIT]]
// CHECK: scf.if %[[FAR]]
// CHECK-NOT: vpdpbusd
// CHECK: math.fma
func.func @slices(%tables: memref<3x10x16x64xi8>, %code: memref<?x10xi8>,
                  %score: memref<?x10xf32>, %scale: memref<10x16xf32>,
                  %y: memref<?x192xf32>, %scratch: memref<?xf32>) {
  lookupffn.lookup tables(%tables : memref<3x10x16x64xi8>)
    code(%code : memref<?x10xi8>) score(%score : memref<?x10xf32>)
    row_scale(%scale : memref<10x16xf32>) outs(%y : memref<?x192xf32>)
    scratch(%scratch : memref<?xf32>) bounds = assume
    {lookupffn.schedule = #slices}
  return
}
}
