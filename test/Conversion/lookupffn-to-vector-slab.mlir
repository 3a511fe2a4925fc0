// Tables in slices, slab by slab and token by token.
// RUN: lookupffn-opt %s --convert-lookupffn-to-vector --canonicalize --cse | FileCheck %s

#slab = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 16, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3, tile_tables = 4, slice_columns = 16, slab = true>
#all = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 16, panel_tokens = 64, prefetch_rows = 6, prefetch_locality = 2, slice_columns = 16, slab = true>
#token = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 32, panel_tokens = 64, prefetch_rows = 4, prefetch_locality = 3, slice_columns = 16>
module attributes {lookupffn.target = #lookupffn.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v3", features = "+avx2,+f16c,+fma", vector_bits = 256, vector_registers = 16, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 33554432, cache_line_bytes = 64, cores = 2>} {

// Slices, then groups of 4 of 10 tables, then tokens. Each line of the slab, of
// tables of 2048 bytes, is loaded before its tokens; sums pass through scratch
// between the first group and the last, and only the last writes outs.
// CHECK-LABEL: @slab(
// CHECK-SAME: %[[TABLES:.*]]: memref<4x10x32x16xf32>, %[[CODE:[^:]*]]: memref<?x10xi8>
// CHECK-SAME: %[[Y:[^:]*]]: memref<?x64xf32>, %[[SCRATCH:[^:]*]]: memref<?xf32>
// CHECK: %[[N:.*]] = memref.dim %[[Y]], %c0
// CHECK: %[[PART:.*]] = memref.reinterpret_cast %[[SCRATCH]] to offset: [0], sizes: [%[[N]], 16]
// CHECK: scf.for %[[SLICE:.*]] = %c0 to %c4 step %c1
// CHECK: scf.for %[[BEGIN:.*]] = %c0 to %c10 step %c4
// CHECK: %[[AFTER:.*]] = arith.addi %[[BEGIN]], %c4
// CHECK: %[[END:.*]] = arith.minsi %[[AFTER]], %c10
// CHECK: %[[A:.*]] = arith.muli %[[SLICE]], %c20480
// CHECK: %[[B:.*]] = arith.muli %[[BEGIN]], %c2048
// CHECK: %[[AB:.*]] = arith.addi %[[A]], %[[B]]
// CHECK: %[[BASE:.*]] = memref.extract_aligned_pointer_as_index %[[TABLES]]
// CHECK: %[[SLAB:.*]] = arith.addi %[[AB]], %[[BASE]]
// CHECK: %[[GROUP:.*]] = arith.subi %[[END]], %[[BEGIN]]
// CHECK: %[[HALF:.*]] = arith.muli %[[GROUP]], %c1024
// CHECK: scf.for %[[OFFSET:.*]] = %c0 to %[[HALF]] step %c64
// CHECK: %[[NEAR:.*]] = arith.addi %[[SLAB]], %[[OFFSET]]
// CHECK: arith.addi %[[NEAR]], %[[HALF]]
// CHECK-COUNT-2: llvm.load volatile %{{.*}} {alignment = 1 : i64} : !llvm.ptr -> i8
// CHECK: %[[FIRST:.*]] = arith.cmpi eq, %[[BEGIN]], %c0
// CHECK: %[[LAST:.*]] = arith.cmpi eq, %[[END]], %c10
// CHECK: scf.for %[[TOKEN:.*]] = %c0 to %[[N]] step %c1
// CHECK-NOT: memref.prefetch
// CHECK: %[[SUMS:.*]]:2 = scf.if %[[FIRST]]
// CHECK: memref.subview %[[PART]][%[[TOKEN]], 0] [1, 16]
// CHECK: scf.for %[[T:.*]] = %[[BEGIN]] to %[[END]] step %c1 iter_args(%{{.*}} = %[[SUMS]]#0, %{{.*}} = %[[SUMS]]#1)
// CHECK: memref.load %[[CODE]][%[[TOKEN]], %[[T]]]
// CHECK: %[[ROW:.*]] = memref.subview %[[TABLES]][%[[SLICE]], %[[T]], %{{.*}}, 0] [1, 1, 1, 16]
// CHECK: vector.load %[[ROW]][%c0, %c0]
// CHECK: vector.load %[[ROW]][%c0, %c8]
// CHECK: scf.if %[[LAST]] {
// CHECK: memref.subview %[[Y]]
// CHECK: } else {
// CHECK: memref.subview %[[PART]]
func.func @slab(%tables: memref<4x10x32x16xf32>, %code: memref<?x10xi8>,
                %score: memref<?x10xf32>, %y: memref<?x64xf32>,
                %scratch: memref<?xf32>) {
  lookupffn.lookup tables(%tables : memref<4x10x32x16xf32>)
    code(%code : memref<?x10xi8>) score(%score : memref<?x10xf32>)
    outs(%y : memref<?x64xf32>) scratch(%scratch : memref<?xf32>)
    bounds = assume {lookupffn.schedule = #slab}
  return
}

// One group needs no scratch; a slab of a part of the tables may not lie in
// one piece and is not loaded ahead.
// CHECK-LABEL: @one_group(
// CHECK-NOT: memref.reinterpret_cast
// CHECK-NOT: scf.if
// CHECK-NOT: llvm.load
// CHECK: return
func.func @one_group(%all: memref<4x10x32x16xf32>, %code: memref<?x4xi8>,
                     %y: memref<?x64xf32>) {
  %tables = memref.subview %all[0, 3, 0, 0] [4, 4, 32, 16] [1, 1, 1, 1]
    : memref<4x10x32x16xf32>
      to memref<4x4x32x16xf32, strided<[5120, 512, 16, 1], offset: 1536>>
  lookupffn.lookup
    tables(%tables
      : memref<4x4x32x16xf32, strided<[5120, 512, 16, 1], offset: 1536>>)
    code(%code : memref<?x4xi8>) outs(%y : memref<?x64xf32>)
    bounds = assume {lookupffn.schedule = #slab}
  return
}

// Groups that are all alike have no loop over their tables: rows are at constant
// offsets of a view. Words of two bf16 become sums of even and of odd columns,
// which change places with the order of the columns at the bias and at outs.
// CHECK-LABEL: @groups_alike(
// CHECK-SAME: %[[TABLES:.*]]: memref<4x8x32x16xbf16>, %[[CODE:[^:]*]]: memref<?x8xi8>
// CHECK-COUNT-2: llvm.load
// CHECK: scf.for %[[TOKEN:.*]] = %c0 to
// CHECK: scf.if
// CHECK: %[[LOW:.*]] = vector.load {{.*}} : memref<16xf32
// CHECK: %[[HIGH:.*]] = vector.load {{.*}} : memref<16xf32
// CHECK: vector.shuffle %[[LOW]], %[[HIGH]] [0, 2, 4, 6, 8, 10, 12, 14]
// CHECK: vector.shuffle %[[LOW]], %[[HIGH]] [1, 3, 5, 7, 9, 11, 13, 15]
// CHECK: } else {
// CHECK-COUNT-2: vector.load
// CHECK-NOT: vector.shuffle
// CHECK: %[[GROUP:.*]] = memref.subview %[[TABLES]][%{{.*}}, %{{.*}}, 0, 0] [1, 4, 32, 16]
// CHECK: %[[CODES:.*]] = memref.subview %[[CODE]][%[[TOKEN]], %{{.*}}] [1, 4]
// CHECK-NOT: scf.for
// CHECK: memref.load %[[CODES]][%c0, %c0]
// CHECK: memref.load %[[CODES]][%c0, %c3]
// CHECK: memref.subview %[[GROUP]][0, 3, %{{.*}}, 0] [1, 1, 1, 16]
// CHECK: %[[ROW:.*]] = vector.load {{.*}}, vector<16xbf16>
// CHECK: %[[WORDS:.*]] = vector.bitcast %[[ROW]] : vector<16xbf16> to vector<8xi32>
// CHECK: arith.shli %[[WORDS]], %cst
// CHECK: arith.andi %[[WORDS]], %cst
// CHECK: scf.if
// CHECK: vector.shuffle %{{.*}}, %{{.*}} [0, 8, 1, 9, 2, 10, 3, 11]
// CHECK: vector.shuffle %{{.*}}, %{{.*}} [4, 12, 5, 13, 6, 14, 7, 15]
func.func @groups_alike(%tables: memref<4x8x32x16xbf16>, %code: memref<?x8xi8>,
                        %score: memref<?x8xf32>, %bias: memref<64xf32>,
                        %y: memref<?x64xf32>, %scratch: memref<?xf32>) {
  lookupffn.lookup tables(%tables : memref<4x8x32x16xbf16>)
    code(%code : memref<?x8xi8>) score(%score : memref<?x8xf32>)
    bias(%bias : memref<64xf32>) outs(%y : memref<?x64xf32>)
    scratch(%scratch : memref<?xf32>) bounds = assume
    {lookupffn.schedule = #slab}
  return
}

// A slab of all tables is not loaded ahead. Each row is prefetched 6 codes before
// its use; the last steps of a token take the next token, and those of the last
// token the first one of the next slice.
// CHECK-LABEL: @all_tables(
// CHECK-SAME: %[[TABLES:.*]]: memref<4x10x32x16xf32>, %[[CODE:[^:]*]]: memref<?x10xi8>
// CHECK: %[[N:.*]] = memref.dim
// CHECK: scf.for %[[SLICE:.*]] = %c0 to %c4 step %c1
// CHECK-NOT: llvm.load
// CHECK: scf.for %[[TOKEN:.*]] = %c0 to %[[N]] step %c1
// CHECK-DAG: %[[AFTER:.*]] = arith.addi %[[TOKEN]], %c1
// CHECK-DAG: %[[BESIDE:.*]] = arith.addi %[[SLICE]], %c1
// CHECK-DAG: %[[HAS_TOKEN:.*]] = arith.cmpi ult, %[[AFTER]], %[[N]]
// CHECK-DAG: %[[HAS_SLICE:.*]] = arith.cmpi ult, %[[BESIDE]], %c4
// CHECK: %[[NEW_SLICE:.*]] = arith.select %[[HAS_SLICE]], %[[BESIDE]], %[[SLICE]]
// CHECK-DAG: %[[NEXT:.*]] = arith.select %[[HAS_TOKEN]], %[[AFTER]], %c0
// CHECK-DAG: %[[NEXT_SLICE:.*]] = arith.select %[[HAS_TOKEN]], %[[SLICE]], %[[NEW_SLICE]]
// CHECK: scf.for %[[T:.*]] = %c0 to %c4 step %c1
// CHECK: %[[AHEAD:.*]] = arith.addi %[[T]], %c6
// CHECK: memref.load %[[CODE]][%[[TOKEN]], %[[AHEAD]]]
// CHECK: memref.subview %[[TABLES]][%[[SLICE]], %[[AHEAD]],
// CHECK: memref.prefetch %{{.*}}, read, locality<2>
// CHECK: scf.for %[[T:.*]] = %c4 to %c10 step %c1
// CHECK: %[[AHEAD:.*]] = arith.subi %[[T]], %c4
// CHECK: memref.load %[[CODE]][%[[NEXT]], %[[AHEAD]]]
// CHECK: memref.subview %[[TABLES]][%[[NEXT_SLICE]], %[[AHEAD]],
// CHECK: memref.prefetch %{{.*}}, read, locality<2>
func.func @all_tables(%tables: memref<4x10x32x16xf32>, %code: memref<?x10xi8>,
                      %score: memref<?x10xf32>, %y: memref<?x64xf32>) {
  lookupffn.lookup tables(%tables : memref<4x10x32x16xf32>)
    code(%code : memref<?x10xi8>) score(%score : memref<?x10xf32>)
    outs(%y : memref<?x64xf32>) bounds = assume {lookupffn.schedule = #all}
  return
}

// Chunks of two slices, whose vectors share one address.
// CHECK-LABEL: @token(
// CHECK: scf.for %[[D:.*]] = %c0 to %c64 step %c32
// CHECK: %[[SLICE:.*]] = arith.divui %[[D]], %c16
// CHECK: %[[ROW:.*]] = memref.subview %{{.*}}[%[[SLICE]], %{{.*}}, %{{.*}}, %{{.*}}] [2, 1, 1, 16]
// CHECK: vector.load %[[ROW]][%c0, %c0]
// CHECK: vector.load %[[ROW]][%c0, %c8]
// CHECK: vector.load %[[ROW]][%c1, %c0]
// CHECK: vector.load %[[ROW]][%c1, %c8]
// CHECK: memref.prefetch %{{.*}}[%c0, %c0]
// CHECK: memref.prefetch %{{.*}}[%c1, %c0]
// CHECK: scf.yield
func.func @token(%tables: memref<4x10x32x16xf32>, %code: memref<?x10xi8>,
                 %score: memref<?x10xf32>, %y: memref<?x64xf32>) {
  lookupffn.lookup tables(%tables : memref<4x10x32x16xf32>)
    code(%code : memref<?x10xi8>) score(%score : memref<?x10xf32>)
    outs(%y : memref<?x64xf32>) bounds = assume
    {lookupffn.schedule = #token}
  return
}
// A range of slices: whole chunks, of which the last prefetches the end of the
// range for the narrow ones, then chunks of one slice.
// CHECK-LABEL: @token_range(
// CHECK-SAME: %[[TABLES:[^:]*]]: memref<?x10x32x16xf32
// CHECK: %[[SLICES:.*]] = memref.dim %[[TABLES]], %c0
// CHECK: %[[COLUMNS:.*]] = arith.muli %[[SLICES]], %c16
// CHECK: %[[REST:.*]] = arith.remui %[[COLUMNS]], %c32
// CHECK: %[[WHOLE:.*]] = arith.subi %[[COLUMNS]], %[[REST]]
// CHECK: scf.for %[[D:.*]] = %c0 to %[[WHOLE]] step %c32
// CHECK: %[[AFTER:.*]] = arith.addi %[[D]], %c32
// CHECK: arith.cmpi uge, %[[AFTER]], %{{.*}}
// CHECK: arith.minui
// CHECK: memref.subview %[[TABLES]][%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}] [2, 1, 1, 16]
// CHECK: scf.for %[[D:.*]] = %[[WHOLE]] to %{{.*}} step %c16
// CHECK-NOT: [2, 1, 1, 16]
// CHECK: memref.subview %[[TABLES]][%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}] [1, 1, 1, 16]
// CHECK-NOT: [2, 1, 1, 16]
// CHECK: return
func.func @token_range(
    %tables: memref<?x10x32x16xf32, strided<[5120, 512, 16, 1], offset: ?>>,
    %code: memref<?x10xi8>, %score: memref<?x10xf32>,
    %y: memref<?x?xf32, strided<[64, 1], offset: ?>>) {
  lookupffn.lookup tables(%tables : memref<?x10x32x16xf32, strided<[5120, 512, 16, 1], offset: ?>>)
    code(%code : memref<?x10xi8>) score(%score : memref<?x10xf32>)
    outs(%y : memref<?x?xf32, strided<[64, 1], offset: ?>>) bounds = assume
    {lookupffn.schedule = #token}
  return
}

// The slabs of a range lie in one piece too, from its offset on.
// CHECK-LABEL: @slab_range(
// CHECK-SAME: %[[TABLES:[^:]*]]: memref<?x10x32x16xf32
// CHECK: %[[SLICES:.*]] = memref.dim %[[TABLES]], %c0
// CHECK: scf.for %[[SLICE:.*]] = %c0 to %[[SLICES]] step %c1
// CHECK: %[[BASE:.*]] = memref.extract_aligned_pointer_as_index %[[TABLES]]
// CHECK: %{{.*}}, %[[OFFSET:.*]], %{{.*}}, %{{.*}} = memref.extract_strided_metadata %[[TABLES]]
// CHECK: arith.muli %[[OFFSET]], %c4
// CHECK: llvm.load volatile
func.func @slab_range(
    %tables: memref<?x10x32x16xf32, strided<[5120, 512, 16, 1], offset: ?>>,
    %code: memref<?x10xi8>, %score: memref<?x10xf32>,
    %y: memref<?x?xf32, strided<[64, 1], offset: ?>>,
    %scratch: memref<?xf32>) {
  lookupffn.lookup tables(%tables : memref<?x10x32x16xf32, strided<[5120, 512, 16, 1], offset: ?>>)
    code(%code : memref<?x10xi8>) score(%score : memref<?x10xf32>)
    outs(%y : memref<?x?xf32, strided<[64, 1], offset: ?>>)
    scratch(%scratch : memref<?xf32>) bounds = assume
    {lookupffn.schedule = #slab}
  return
}
}
