// DEFINE: %{target} =
// DEFINE: %{convert} = lookupffn-opt %s --pass-pipeline="builtin.module(lookupffn-resolve-target{%{target}},func.func(convert-lookupffn-to-vector),canonicalize,cse)" | FileCheck %s
// REDEFINE: %{target} = target=neoverse-v1
// RUN: %{convert} --check-prefixes=CHECK,SVE
// REDEFINE: %{target} = target=rva22u64-v
// RUN: %{convert} --check-prefixes=CHECK,V
// A width that is asked for is the only one.
// REDEFINE: %{target} = target=neoverse-v1 vector-bits=128
// RUN: %{convert} --check-prefix=FIXED
// REDEFINE: %{target} = target=neoverse-n1
// RUN: %{convert} --check-prefix=FIXED
// FIXED-NOT: vscale
// FIXED-NOT: vector<[

// Registers of 256 bits, then 512, then what all machines have. The columns of a
// chunk and the rest of the row are constants for each.

// CHECK-LABEL: func.func @lookup(
// CHECK-DAG:     %[[VSCALE:.*]] = vector.vscale
// SVE-DAG:       %[[FIRST:.*]] = arith.constant 2 : index
// V-DAG:         %[[FIRST:.*]] = arith.constant 4 : index
// CHECK:         %[[IS_FIRST:.*]] = arith.cmpi eq, %[[VSCALE]], %[[FIRST]]
// CHECK:         scf.if %[[IS_FIRST]]
// CHECK:           memref.subview {{.*}}[1, 1, 16]
// SVE:             vector.load %{{.*}}[%c0] : {{.*}}, vector<[4]xf32>
// SVE:             %[[SECOND:.*]] = arith.muli %[[VSCALE]], %c4
// SVE:             vector.load %{{.*}}[%[[SECOND]]] : {{.*}}, vector<[4]xf32>
// V:               vector.load %{{.*}}[%c0] : {{.*}}, vector<[2]xf32>
// V:               %[[SECOND:.*]] = arith.muli %[[VSCALE]], %c2
// V:               vector.load %{{.*}}[%[[SECOND]]] : {{.*}}, vector<[2]xf32>
// CHECK:           memref.subview {{.*}}[1, 1, 8]
// SVE:             vector.load %{{.*}}, vector<[4]xf32>
// V:               vector.load %{{.*}}, vector<[2]xf32>
// CHECK:         } else {
// CHECK:           scf.if
// CHECK:             memref.subview {{.*}}[1, 1, 32]
// SVE-COUNT-2:       math.fma {{.*}} : vector<[4]xf32>
// V-COUNT-2:         math.fma {{.*}} : vector<[2]xf32>
// CHECK:             memref.subview {{.*}}[1, 1, 8]
// CHECK:             vector.load %{{.*}}, vector<8xf32>
// CHECK:           } else {
// CHECK-NOT:         vector<[
// CHECK:             memref.subview {{.*}}[1, 1, 16]
// CHECK-COUNT-4:     math.fma {{.*}} : vector<4xf32>
// CHECK:         return
#chunks = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 16, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3>
func.func @lookup(%tables: memref<8x256x40xf32>, %code: memref<?x8xi8>,
                  %score: memref<?x8xf32>, %y: memref<?x40xf32>) {
  lookupffn.lookup tables(%tables : memref<8x256x40xf32>)
    code(%code : memref<?x8xi8>) score(%score : memref<?x8xf32>)
    outs(%y : memref<?x40xf32>) bounds = assume
    {lookupffn.schedule = #chunks}
  return
}

// Registers do not reach over the ends of slices: one of 512 bits would.
// CHECK-LABEL: func.func @sliced(
// CHECK:         scf.if
// CHECK:         } else {
// CHECK-NOT:       scf.if
// CHECK:           vector<4xf32>
// CHECK:         return
#sliced = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 16, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3, slice_columns = 8>
func.func @sliced(%tables: memref<2x8x256x8xf32>, %code: memref<?x8xi8>,
                  %y: memref<?x16xf32>) {
  lookupffn.lookup tables(%tables : memref<2x8x256x8xf32>)
    code(%code : memref<?x8xi8>) outs(%y : memref<?x16xf32>) bounds = assume
    {lookupffn.schedule = #sliced}
  return
}
