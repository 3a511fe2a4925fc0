// The memref form of every token op: no results, any strides, effects on
// exactly what is read and written.
// RUN: lookupffn-opt %s | lookupffn-opt | FileCheck %s
// RUN: lookupffn-opt %s --mlir-print-op-generic | lookupffn-opt | FileCheck %s
// RUN: lookupffn-opt %s --emit-bytecode | lookupffn-opt | FileCheck %s
// RUN: lookupffn-opt %s --canonicalize --cse | FileCheck %s

// CHECK-LABEL: @token_ops(
func.func @token_ops(%x: memref<?x32xf32, strided<[?, 1], offset: ?>>,
                     %gamma: memref<32xf32>, %xn: memref<?x32xf32>,
                     %w: memref<28x32xf32>, %z: memref<?x7x4xf32>,
                     %c: memref<?x7xi8>, %s: memref<?x7xf32>,
                     %t: memref<7x16x24xi8>, %scale: memref<7x16xf32>,
                     %y: memref<?x24xf32, strided<[48, 1], offset: 24>>) {
  // CHECK: lookupffn.layer_norm input(%{{.*}} : memref<?x32xf32, strided<[?, 1], offset: ?>>) gamma(%{{.*}} : memref<32xf32>) outs(%{{.*}} : memref<?x32xf32>){{$}}
  lookupffn.layer_norm input(%x : memref<?x32xf32, strided<[?, 1], offset: ?>>)
    gamma(%gamma : memref<32xf32>) outs(%xn : memref<?x32xf32>)
  // CHECK: lookupffn.hadamard input(%[[XN:.*]] : memref<?x32xf32>) outs(%[[XN]] : memref<?x32xf32>){{$}}
  lookupffn.hadamard input(%xn : memref<?x32xf32>) outs(%xn : memref<?x32xf32>)
  // CHECK: lookupffn.project #lookupffn.dense input(%{{.*}}) weights(%{{.*}} : memref<28x32xf32>) outs(%{{.*}} : memref<?x7x4xf32>){{$}}
  lookupffn.project #lookupffn.dense input(%xn : memref<?x32xf32>)
    weights(%w : memref<28x32xf32>) outs(%z : memref<?x7x4xf32>)
  // CHECK: lookupffn.hash input(%{{.*}}) outs(%{{.*}}, %{{.*}} : memref<?x7xi8>, memref<?x7xf32>) compare = ogt bit_order = msb score = margin{{$}}
  lookupffn.hash input(%z : memref<?x7x4xf32>)
    outs(%c, %s : memref<?x7xi8>, memref<?x7xf32>)
    compare = ogt bit_order = msb score = margin
  // CHECK: lookupffn.lookup tables(%{{.*}} : memref<7x16x24xi8>) code(%{{.*}} : memref<?x7xi8>) score(%{{.*}} : memref<?x7xf32>) row_scale(%{{.*}} : memref<7x16xf32>) outs(%{{.*}} : memref<?x24xf32, strided<[48, 1], offset: 24>>){{$}}
  lookupffn.lookup tables(%t : memref<7x16x24xi8>) code(%c : memref<?x7xi8>)
    score(%s : memref<?x7xf32>) row_scale(%scale : memref<7x16xf32>)
    outs(%y : memref<?x24xf32, strided<[48, 1], offset: 24>>)
  return
}

// CHECK-LABEL: @project_scratch(
func.func @project_scratch(%x: memref<?x40xf32>, %w: memref<2x4x8x8x8xf32>,
                           %z: memref<?x8x12xf32>, %scratch: memref<?xf32>) {
  // CHECK: project #lookupffn.absorbed_bh4 input(%{{.*}}) weights(%{{.*}}) outs(%{{.*}}) scratch(%{{.*}} : memref<?xf32>) bit_major{{$}}
  lookupffn.project #lookupffn.absorbed_bh4 input(%x : memref<?x40xf32>)
    weights(%w : memref<2x4x8x8x8xf32>) outs(%z : memref<?x8x12xf32>)
    scratch(%scratch : memref<?xf32>) bit_major
  return
}

// Codes that are written between two checks keep both.
// CHECK-LABEL: @check_codes_reads(
func.func @check_codes_reads(%code: memref<4xi32>, %v: i32, %i: index)
    -> (i64, i64) {
  // CHECK: %[[A:.*]] = lookupffn.check_codes
  %a = lookupffn.check_codes %code rows = 16 : memref<4xi32>
  // CHECK: memref.store
  memref.store %v, %code[%i] : memref<4xi32>
  // CHECK: %[[B:.*]] = lookupffn.check_codes
  %b = lookupffn.check_codes %code rows = 16 : memref<4xi32>
  // CHECK: return %[[A]], %[[B]]
  return %a, %b : i64, i64
}

// A range of the slices of a lookup: how many there are is known at run time.
// CHECK-LABEL: @slices(
func.func @slices(%t: memref<?x7x16x8xf32, strided<[896, 128, 8, 1], offset: ?>>,
                  %c: memref<?x7xi8>,
                  %y: memref<?x?xf32, strided<[24, 1], offset: ?>>) {
  // CHECK: lookupffn.lookup tables(%{{.*}} : memref<?x7x16x8xf32, strided<[896, 128, 8, 1], offset: ?>>)
  lookupffn.lookup tables(%t : memref<?x7x16x8xf32, strided<[896, 128, 8, 1], offset: ?>>)
    code(%c : memref<?x7xi8>)
    outs(%y : memref<?x?xf32, strided<[24, 1], offset: ?>>)
  return
}
