// REQUIRES: mlir-translate, opt, llc
// RUN: lookupffn-opt %s -o %t.v4.mlir --pass-pipeline="builtin.module( \
// RUN:   lookupffn-resolve-target{target=x86-64-v4}, \
// RUN:   func.func(convert-lookupffn-to-vector),canonicalize,cse, \
// RUN:   convert-scf-to-cf,expand-strided-metadata,lower-affine, \
// RUN:   convert-to-llvm,reconcile-unrealized-casts,canonicalize,cse)"
// RUN: mlir-translate --allow-unregistered-dialect --mlir-to-llvmir \
// RUN:   %t.v4.mlir -o %t.v4.ll
// RUN: opt -O3 -mtriple=x86_64-linux-gnu -mcpu=x86-64-v4 %t.v4.ll -o %t.v4.bc
// RUN: llc -O3 -mcpu=x86-64-v4 %t.v4.bc -o %t.v4.s
// RUN: FileCheck %s --check-prefix=V4 < %t.v4.s
// RUN: FileCheck %s --check-prefix=NEVER < %t.v4.s
// RUN: lookupffn-opt %s -o %t.v3.mlir --pass-pipeline="builtin.module( \
// RUN:   lookupffn-resolve-target{target=x86-64-v3}, \
// RUN:   func.func(convert-lookupffn-to-vector),canonicalize,cse, \
// RUN:   convert-scf-to-cf,expand-strided-metadata,lower-affine, \
// RUN:   convert-to-llvm,reconcile-unrealized-casts,canonicalize,cse)"
// RUN: mlir-translate --allow-unregistered-dialect --mlir-to-llvmir \
// RUN:   %t.v3.mlir -o %t.v3.ll
// RUN: opt -O3 -mtriple=x86_64-linux-gnu -mcpu=x86-64-v3 %t.v3.ll -o %t.v3.bc
// RUN: llc -O3 -mcpu=x86-64-v3 %t.v3.bc -o %t.v3.s
// RUN: FileCheck %s --check-prefix=V3 < %t.v3.s
// RUN: FileCheck %s --check-prefix=NEVER < %t.v3.s
// RUN: FileCheck %s --check-prefix=NOZMM < %t.v3.s

// Machine code of the fast path: whole vectors of the target, rows as memory
// operands in ascending order, and nothing on the stack between them.

// NEVER-NOT: {{gather|call|memcpy|memset}}
// NOZMM-NOT: zmm

#lookup = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 128, panel_tokens = 64, prefetch_rows = 16, prefetch_locality = 2>
#narrow = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 64, panel_tokens = 64, prefetch_rows = 16, prefetch_locality = 2>

// V4-LABEL: lookup_wide:
// V4:      vbroadcastss {{.*}}, %[[W:zmm[0-9]+]]
// V4-NEXT: vfmadd231ps (%[[A:r[a-z0-9]+]],%[[B:r[a-z0-9]+]]), %[[W]],
// V4-NEXT: vfmadd231ps 64(%[[A]],%[[B]]), %[[W]],
// V4-NEXT: vfmadd231ps 128(%[[A]],%[[B]]), %[[W]],
// V4-NEXT: vfmadd231ps 192(%[[A]],%[[B]]), %[[W]],
// V4-NEXT: vfmadd231ps 256(%[[A]],%[[B]]), %[[W]],
// V4-NEXT: vfmadd231ps 320(%[[A]],%[[B]]), %[[W]],
// V4-NEXT: vfmadd231ps 384(%[[A]],%[[B]]), %[[W]],
// V4-NEXT: vfmadd231ps 448(%[[A]],%[[B]]), %[[W]],
// V4-NOT:  (%rsp)
// V4-COUNT-8: prefetcht1
// V4-NOT:  (%rsp)
// V4:      j{{[a-z]+}}
func.func @lookup_wide(%tables: memref<128x256x512xf32>,
                       %code: memref<?x128xi8>, %score: memref<?x128xf32>,
                       %bias: memref<512xf32>, %y: memref<?x512xf32>) {
  lookupffn.lookup tables(%tables : memref<128x256x512xf32>)
    code(%code : memref<?x128xi8>) score(%score : memref<?x128xf32>)
    bias(%bias : memref<512xf32>) outs(%y : memref<?x512xf32>) bounds = assume
    {lookupffn.schedule = #lookup}
  return
}

// V3-LABEL: lookup_narrow:
// V3:      vbroadcastss {{.*}}, %[[W:ymm[0-9]+]]
// V3:      vfmadd231ps (%[[A:r[a-z0-9]+]],%[[B:r[a-z0-9]+]]), %[[W]],
// V3-NEXT: vfmadd231ps 32(%[[A]],%[[B]]), %[[W]],
// V3-NEXT: vfmadd231ps 64(%[[A]],%[[B]]), %[[W]],
// V3-NEXT: vfmadd231ps 96(%[[A]],%[[B]]), %[[W]],
// V3-NEXT: vfmadd231ps 128(%[[A]],%[[B]]), %[[W]],
// V3-NEXT: vfmadd231ps 160(%[[A]],%[[B]]), %[[W]],
// V3-NEXT: vfmadd231ps 192(%[[A]],%[[B]]), %[[W]],
// V3-NEXT: vfmadd231ps 224(%[[A]],%[[B]]), %[[W]],
// V3-NOT:  (%rsp)
// V3-COUNT-4: prefetcht1
// V3-NOT:  (%rsp)
// V3:      j{{[a-z]+}}
func.func @lookup_narrow(%tables: memref<128x256x512xf32>,
                         %code: memref<?x128xi8>, %score: memref<?x128xf32>,
                         %bias: memref<512xf32>, %y: memref<?x512xf32>) {
  lookupffn.lookup tables(%tables : memref<128x256x512xf32>)
    code(%code : memref<?x128xi8>) score(%score : memref<?x128xf32>)
    bias(%bias : memref<512xf32>) outs(%y : memref<?x512xf32>) bounds = assume
    {lookupffn.schedule = #narrow}
  return
}

// V4-LABEL: lookup_bf16:
// V4: vpmovzxwd {{.*}}, %zmm
// V4: vfmadd{{.*}}%zmm
// V3-LABEL: lookup_bf16:
// V3: vpmovzxwd {{.*}}, %ymm
// V3: vfmadd{{.*}}%ymm
func.func @lookup_bf16(%tables: memref<128x256x64xbf16>,
                       %code: memref<?x128xi8>, %score: memref<?x128xf32>,
                       %y: memref<?x64xf32>) {
  lookupffn.lookup tables(%tables : memref<128x256x64xbf16>)
    code(%code : memref<?x128xi8>) score(%score : memref<?x128xf32>)
    outs(%y : memref<?x64xf32>) bounds = assume {lookupffn.schedule = #narrow}
  return
}

// V4-LABEL: lookup_f16:
// V4: vcvtph2ps {{.*}}, %zmm
// V3-LABEL: lookup_f16:
// V3: vcvtph2ps {{.*}}, %ymm
func.func @lookup_f16(%tables: memref<128x256x64xf16>,
                      %code: memref<?x128xi8>, %score: memref<?x128xf32>,
                      %y: memref<?x64xf32>) {
  lookupffn.lookup tables(%tables : memref<128x256x64xf16>)
    code(%code : memref<?x128xi8>) score(%score : memref<?x128xf32>)
    outs(%y : memref<?x64xf32>) bounds = assume {lookupffn.schedule = #narrow}
  return
}

// V4-LABEL: lookup_i8:
// V4: vpmovsxbd {{.*}}, %zmm
// V4: vcvtdq2ps %zmm
// V3-LABEL: lookup_i8:
// V3: vpmovsxbd {{.*}}, %ymm
// V3: vcvtdq2ps %ymm
func.func @lookup_i8(%tables: memref<128x256x64xi8>, %code: memref<?x128xi8>,
                     %score: memref<?x128xf32>, %scale: memref<128x256xf32>,
                     %y: memref<?x64xf32>) {
  lookupffn.lookup tables(%tables : memref<128x256x64xi8>)
    code(%code : memref<?x128xi8>) score(%score : memref<?x128xf32>)
    row_scale(%scale : memref<128x256xf32>)
    outs(%y : memref<?x64xf32>) bounds = assume {lookupffn.schedule = #narrow}
  return
}

// Comparisons make masks, and only one division is left.
// V4-LABEL: hash:
// V4: vcmp{{.*}}, %zmm{{.*}}, %k
// V4: vfmadd{{.*}}%zmm
// V4: vdivps %zmm
// V4-NOT: vdivps
// V4: retq
// V3-LABEL: hash:
// V3: vcmp{{.*}}, %ymm
// V3: vfmadd{{.*}}%ymm
// V3: vdivps %ymm
// V3-NOT: vdivps
// V3: retq
func.func @hash(%z: memref<?x8x128xf32>, %code: memref<?x128xi8>,
                %score: memref<?x128xf32>) {
  lookupffn.hash input(%z : memref<?x8x128xf32>)
    outs(%code, %score : memref<?x128xi8>, memref<?x128xf32>)
    compare = ogt bit_order = msb score = margin bit_major
    {lookupffn.schedule = #lookup}
  return
}

// V4-LABEL: layer_norm:
// V4: vfmadd{{.*}}%zmm
// V3-LABEL: layer_norm:
// V3: vfmadd{{.*}}%ymm
func.func @layer_norm(%x: memref<?x512xf32>, %gamma: memref<512xf32>,
                      %beta: memref<512xf32>, %out: memref<?x512xf32>) {
  lookupffn.layer_norm input(%x : memref<?x512xf32>)
    gamma(%gamma : memref<512xf32>) beta(%beta : memref<512xf32>)
    outs(%out : memref<?x512xf32>) {lookupffn.schedule = #lookup}
  return
}
