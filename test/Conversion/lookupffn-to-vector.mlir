// RUN: lookupffn-opt %s --split-input-file --convert-lookupffn-to-vector \
// RUN:   --canonicalize --cse | FileCheck %s

#fast = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 16, panel_tokens = 64, prefetch_rows = 4, prefetch_locality = 2>
module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v3", features = "+avx2,+f16c,+fma", vector_bits = 256, vector_registers = 16, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {

// Two chunks of two accumulators each; 6 of 10 steps prefetch 4 codes ahead,
// the others the first rows of the next chunk or token. Tables may begin anywhere
// in a cache line, so the last column is prefetched, too.
// CHECK-LABEL: @lookup(
// CHECK-SAME: %[[TABLES:.*]]: memref<10x16x32xf32>, %[[CODE:.*]]: memref<?x10xi8>
// CHECK: scf.for %[[N:.*]] = %c0 to %{{.*}} step %c1
// CHECK: scf.for %[[D:.*]] = %c0 to %c32 step %c16
// CHECK: %[[BIAS:.*]] = memref.subview %{{.*}}[%[[D]]] [16] [1]
// CHECK: vector.load %[[BIAS]][%c0]
// CHECK: vector.load %[[BIAS]][%c8]
// CHECK: %[[A:.*]]:2 = scf.for %[[T:.*]] = %c0 to %c6 step %c1
// CHECK-SAME: -> (vector<8xf32>, vector<8xf32>)
// CHECK: %[[C:.*]] = memref.load %[[CODE]][%[[N]], %[[T]]]
// CHECK: %[[ROW:.*]] = arith.index_castui %[[C]] : i8 to index
// CHECK: %[[PART:.*]] = memref.subview %[[TABLES]][%[[T]], %[[ROW]], %[[D]]] [1, 1, 16]
// CHECK: vector.load %[[PART]][%c0]
// CHECK-NEXT: vector.broadcast
// CHECK-NEXT: math.fma
// CHECK: vector.load %[[PART]][%c8]
// CHECK: math.fma
// CHECK: %[[AHEAD:.*]] = arith.addi %[[T]], %c4
// CHECK: memref.load %[[CODE]][%[[N]], %[[AHEAD]]]
// CHECK: %[[NEXT:.*]] = memref.subview %[[TABLES]][%[[AHEAD]], %{{.*}}, %[[D]]] [1, 1, 16]
// CHECK: memref.prefetch %[[NEXT]][%c0], read, locality<2>, data
// CHECK-NEXT: memref.prefetch %[[NEXT]][%c15]
// CHECK-NEXT: scf.yield
// CHECK: scf.for %{{.*}} = %c6 to %c10 step %c1 iter_args(%{{.*}} = %[[A]]#0, %{{.*}} = %[[A]]#1)
// CHECK-COUNT-2: memref.prefetch
// CHECK-NEXT: scf.yield
// CHECK: %[[Y:.*]] = memref.subview %{{.*}}[%[[N]], %[[D]]] [1, 16] [1, 1]
// CHECK: vector.store %{{.*}}, %[[Y]][%c0]
// CHECK-NOT: vector.gather
func.func @lookup(%tables: memref<10x16x32xf32>, %code: memref<?x10xi8>,
                  %score: memref<?x10xf32>, %bias: memref<32xf32>,
                  %y: memref<?x32xf32>) {
  lookupffn.lookup tables(%tables : memref<10x16x32xf32>)
    code(%code : memref<?x10xi8>) score(%score : memref<?x10xf32>)
    bias(%bias : memref<32xf32>) outs(%y : memref<?x32xf32>) bounds = assume
    {lookupffn.schedule = #fast}
  return
}

// 23 columns: a chunk of 8 + 8, and a rest of 4 + 2 + 1. No score, so rows are
// added; codes that are not trusted are clamped; scaled i8 rows.
// CHECK-LABEL: @lookup_tails(
// CHECK: arith.constant dense<0.000000e+00> : vector<8xf32>
// CHECK: %[[T:.*]] = memref.dim %{{.*}}, %c1 : memref<?x?xi64>
// CHECK: %[[LESS:.*]] = arith.subi %[[T]], %c4
// CHECK: arith.maxsi %[[LESS]], %c0
// CHECK: arith.maxsi %{{.*}}, %c0
// CHECK: arith.minsi %{{.*}}, %c95
// CHECK: %[[SCALE:.*]] = memref.load %{{.*}} : memref<96xf32>
// CHECK: vector.load %{{.*}} : memref<16xi8, {{.*}}>, vector<8xi8>
// CHECK-NEXT: arith.extsi %{{.*}} : vector<8xi8> to vector<8xi32>
// CHECK-NEXT: arith.sitofp
// CHECK-NEXT: vector.broadcast %[[SCALE]]
// CHECK: vector.load %{{.*}} : memref<7xi8, {{.*}}>, vector<4xi8>
// CHECK: vector.load %{{.*}} : memref<7xi8, {{.*}}>, vector<2xi8>
// CHECK: vector.load %{{.*}} : memref<7xi8, {{.*}}>, vector<1xi8>
func.func @lookup_tails(%tables: memref<96x23xi8>, %code: memref<?x?xi64>,
                        %scale: memref<96xf32>,
                        %y: memref<?x23xf32, strided<[?, 1], offset: ?>>) {
  lookupffn.lookup tables(%tables : memref<96x23xi8>)
    code(%code : memref<?x?xi64>) row_scale(%scale : memref<96xf32>)
    outs(%y : memref<?x23xf32, strided<[?, 1], offset: ?>>) bounds = clamp
    {lookupffn.schedule = #fast}
  return
}

// CHECK-LABEL: @lookup_half_rows(
// CHECK: vector.load %{{.*}} : memref<8xbf16, {{.*}}>, vector<8xbf16>
// CHECK-NEXT: arith.bitcast %{{.*}} : vector<8xbf16> to vector<8xi16>
// CHECK-NEXT: arith.extui
// CHECK-NEXT: arith.shli
// CHECK-NEXT: arith.bitcast
// CHECK: vector.load %{{.*}} : memref<8xf16, {{.*}}>, vector<8xf16>
// CHECK-NEXT: arith.extf
// CHECK: arith.addf
func.func @lookup_half_rows(%b: memref<7x16x8xbf16>, %h: memref<7x16x8xf16>,
                            %code: memref<?x7xi8>, %s: memref<?x7xf32>,
                            %y: memref<?x8xf32>) {
  lookupffn.lookup tables(%b : memref<7x16x8xbf16>)
    code(%code : memref<?x7xi8>) score(%s : memref<?x7xf32>)
    outs(%y : memref<?x8xf32>) bounds = assume {lookupffn.schedule = #fast}
  lookupffn.lookup tables(%h : memref<7x16x8xf16>)
    code(%code : memref<?x7xi8>)
    outs(%y : memref<?x8xf32>) bounds = assume {lookupffn.schedule = #fast}
  return
}

// 13 tables: 8 + 4 + 1 lanes, three bits each.
// CHECK-LABEL: @hash(
// CHECK: %[[Z:.*]] = vector.load %{{.*}} : memref<3x8xf32, {{.*}}>, vector<8xf32>
// CHECK: %[[SET:.*]] = arith.cmpf ogt, %[[Z]]
// CHECK: arith.select %[[SET]], %{{.*}} : vector<8xi1>, vector<8xi32>
// Whole vectors take exp from a table of 8 powers of two in a register, the
// others from a polynomial alone.
// CHECK: %[[SIZE:.*]] = math.absf %[[Z]]
// CHECK: %[[X:.*]] = arith.mulf %[[SIZE]], %{{.*}} : vector<8xf32>
// CHECK: %[[BELOW:.*]] = arith.cmpf olt, %[[X]]
// CHECK: %[[LEAST:.*]] = arith.select %[[BELOW]], %{{.*}}, %[[X]]
// CHECK: %[[SHIFTED:.*]] = arith.addf %[[LEAST]]
// CHECK: %[[N:.*]] = arith.subf %[[SHIFTED]]
// CHECK: %[[REST:.*]] = arith.subf %[[LEAST]], %[[N]]
// CHECK-COUNT-2: math.fma %{{.*}}, %[[REST]], %{{.*}} : vector<8xf32>
// CHECK: arith.mulf %{{.*}}, %[[REST]]
// CHECK: %[[BITS:.*]] = arith.bitcast %[[SHIFTED]]
// CHECK: llvm.call_intrinsic "llvm.x86.avx2.permps"(%{{.*}}, %[[BITS]])
// CHECK: arith.shli %[[BITS]]
// CHECK: math.fma
// CHECK-COUNT-2: vector.load %{{.*}} : memref<3x8xf32, {{.*}}>, vector<8xf32>
// CHECK: arith.trunci %{{.*}} : vector<8xi32> to vector<8xi8>
// CHECK-NEXT: vector.store %{{.*}} : memref<?x13xi8>, vector<8xi8>
// CHECK-NEXT: arith.divf
// CHECK-NEXT: vector.store %{{.*}} : memref<?x13xf32>, vector<8xf32>
// CHECK-NOT: llvm.call_intrinsic
// CHECK-COUNT-3: vector.load %{{.*}} : memref<3x4xf32, {{.*}}>, vector<4xf32>
// CHECK-COUNT-3: vector.load %{{.*}} : memref<3x1xf32, {{.*}}>, vector<1xf32>
func.func @hash(%z: memref<?x3x13xf32>, %code: memref<?x13xi8>,
                %score: memref<?x13xf32>) {
  lookupffn.hash input(%z : memref<?x3x13xf32>)
    outs(%code, %score : memref<?x13xi8>, memref<?x13xf32>)
    compare = ogt bit_order = msb score = margin bit_major
    {lookupffn.schedule = #fast}
  return
}

// 21 columns: a step of 4 vectors of f64, one more, and 1.
// CHECK-LABEL: @layer_norm(
// CHECK-COUNT-4: arith.extf %{{.*}} : vector<4xf32> to vector<4xf64>
// CHECK: arith.extf %{{.*}} : vector<1xf32> to vector<1xf64>
// CHECK: vector.reduction <add>, %{{.*}} fastmath<reassoc> : vector<4xf64> into f64
// CHECK: math.sqrt
// CHECK: math.fma %{{.*}} : vector<4xf32>
// CHECK: vector.store %{{.*}} : memref<5xf32, {{.*}}>, vector<1xf32>
func.func @layer_norm(%x: memref<?x21xf32, strided<[32, 1]>>,
                      %gamma: memref<21xf32>, %beta: memref<21xf32>,
                      %out: memref<?x21xf32>) {
  lookupffn.layer_norm input(%x : memref<?x21xf32, strided<[32, 1]>>)
    gamma(%gamma : memref<21xf32>) beta(%beta : memref<21xf32>)
    outs(%out : memref<?x21xf32>) {lookupffn.schedule = #fast}
  return
}
}

// -----

// Without FMA hardware a fused multiply-add would be a call per lane; without
// prefetch there is one loop over codes.
#fast = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 8, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3>
module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v2", features = "+sse4.2", vector_bits = 128, vector_registers = 16, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {
// CHECK-LABEL: @no_fma(
// CHECK-NOT: math.fma
// CHECK: arith.mulf %{{.*}} : vector<4xf32>
// CHECK-NOT: memref.prefetch
// CHECK: return
func.func @no_fma(%tables: memref<10x16x32xf32>, %z: memref<?x4x10xf32>,
                  %code: memref<?x10xi8>, %score: memref<?x10xf32>,
                  %y: memref<?x32xf32>) {
  lookupffn.hash input(%z : memref<?x4x10xf32>)
    outs(%code, %score : memref<?x10xi8>, memref<?x10xf32>)
    compare = oge bit_order = lsb score = softmax bit_major
    {lookupffn.schedule = #fast}
  lookupffn.lookup tables(%tables : memref<10x16x32xf32>)
    code(%code : memref<?x10xi8>) score(%score : memref<?x10xf32>)
    outs(%y : memref<?x32xf32>) bounds = assume {lookupffn.schedule = #fast}
  return
}
}
