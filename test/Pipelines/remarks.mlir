// Remarks answer "why is it slow" for every op of a layer.

// A width that is no multiple of a vector: the portable path.
// RUN: lookupffn-opt %S/Inputs/layer.mlir --lookupffn-pipeline="target=x86-64-v3" --remarks-filter-missed=".*" -o /dev/null 2>&1 | FileCheck %s --check-prefix=PORTABLE --implicit-check-not=remark:
// PORTABLE: layer.mlir:17:{{.*}}[Missed] PortablePath | Category:lookupffn-choose-schedule | Function=layer | Reason="T * L = 12 is not a multiple of the 8 lanes of a vector", Remark="lookupffn.project takes the portable path, which is slow"
// PORTABLE: layer.mlir:22:{{.*}}[Missed] PortablePath {{.*}}Reason="its input is not a projection that is written bit-major", Remark="lookupffn.hash takes
// PORTABLE: layer.mlir:51:{{.*}}[Missed] WholeTables {{.*}}Function=bag | Reason="all codes share one table"
// PORTABLE: layer.mlir:51:{{.*}}[Missed] NoSlabs {{.*}}Reason="all codes share one table"
// PORTABLE: layer.mlir:51:{{.*}}[Missed] Search | Category:lookupffn-lower-bounds-check {{.*}}Reason="codes come from outside", Remark="each call searches its codes for one that has no row", Suggestion="bounds = clamp
// PORTABLE: layer.mlir:45:{{.*}}[Missed] OneThread | Category:lookupffn-tile-tokens {{.*}}Reason="codes are searched before anything is stored"

// The published layer on its fast path: what it could still gain, and at what
// price.
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=znver4" --remarks-filter=".*" -o /dev/null 2>&1 | grep Function=bh4 | FileCheck %s --check-prefix=FAST --implicit-check-not=remark:
// FAST: remark: [Analysis] Target {{.*}}"znver4: 32 vectors of 512 bits, caches of 32 KiB, 1024 KiB and 32768 KiB"
// FAST: remark: [Analysis] Precision {{.*}}"exact: some rows of tables are f32, or there are no tables"
// FAST: remark: [Analysis] Regimes {{.*}}"from 0 tokens in blocks of 72, from 4 tokens in blocks of 4096, from 1024 tokens in blocks of 4096"
// FAST: remark: [Passed] FastPath {{.*}}"lookupffn.layer_norm takes the fast path, with vectors of 512 bits"
// FAST: remark: [Passed] FastPath {{.*}}"lookupffn.project takes
// FAST: remark: [Missed] FloatProjection {{.*}}Reason="the contract is exact", Remark="runs in f32", Suggestion="precision=codes lets it run in integers"
// FAST: remark: [Passed] FastPath {{.*}}"lookupffn.hash takes
// FAST: remark: [Passed] FastPath {{.*}}"lookupffn.lookup takes
// FAST: remark: [Passed] SlicedTables {{.*}}"tables are packed in slices of 32 columns"
// FAST: remark: [Analysis] TokenByToken {{.*}}"from 0 tokens each token reads all tables"
// FAST: remark: [Passed] Slices {{.*}}"from 4 tokens all tokens read one slice of the tables before the next"
// FAST: remark: [Passed] Slabs {{.*}}"from 1024 tokens slabs of 16 tables stay in the cache"
// FAST: remark: [Passed] NoSearch
// FAST: remark: [Analysis] Packing {{.*}}"packing writes 66570 KiB; weights that are read where they are: 1"
// FAST: remark: [Passed] Threads {{.*}}"with threads, the lookup is cut by slices from 1 tokens on, what comes before it by tokens from 2 on"

// The contract that was suggested, and a schedule that was asked for.
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=znver4 precision=codes stop-after=schedule" --remarks-filter=".*" -o %t.mlir 2>&1 | FileCheck %s --check-prefix=CODES
// CODES: [Analysis] Precision {{.*}}"codes: asked for"
// CODES: [Passed] IntegerProjection
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=znver4 path=linalg stop-after=schedule" --remarks-filter=".*" -o %t.mlir 2>&1 | FileCheck %s --check-prefix=ASKED
// ASKED: [Missed] PortablePath {{.*}}Reason="path=linalg was asked for"
// RUN: lookupffn-opt %t.mlir --lookupffn-choose-schedule --remarks-filter=".*" -o /dev/null 2>&1 | FileCheck %s --check-prefix=GIVEN
// GIVEN: [Missed] PortablePath {{.*}}Reason="the schedule that was given says so"

// Rows of i8 and of tables that lie unfavourably.
// RUN: lookupffn-opt %s --lookupffn-pipeline="target=znver4 precision=exact stop-after=prepare" --remarks-filter=".*" -o /dev/null 2>&1 | FileCheck %s --check-prefix=ROWS
// ROWS: [Missed] FloatSums {{.*}}Function=bytes | Reason="the contract is exact", {{.*}}Suggestion="precision=codes lets weights have 8 bits"
// ROWS: [Passed] SlicedTables {{.*}}Function=bytes | Remark="tables are packed in slices of 128 columns"
// ROWS: [Passed] NoSearch
// ROWS: [Missed] OneThread {{.*}}Function=bytes | Reason="the number of tokens is fixed"
// RUN: lookupffn-opt %s --lookupffn-pipeline="target=x86-64-v3 precision=codes stop-after=prepare" --remarks-filter=".*" -o /dev/null 2>&1 | FileCheck %s --check-prefix=AVX2
// AVX2: [Missed] FloatSums {{.*}}Reason="the target has no dot product of bytes: vpdpbusd of 512 bits (avx512vnni) or usdot (i8mm)"
// AVX2: [Passed] SlicedTables {{.*}}Remark="tables are packed in slices of 64 columns"
// RUN: lookupffn-opt %s --lookupffn-pipeline="target=x86-64-v2 stop-after=prepare" --remarks-filter=".*" -o /dev/null 2>&1 | FileCheck %s --check-prefix=SSE
// SSE: [Missed] NoSlabs {{.*}}Reason="half of the registers hold 32 columns, less than a cache line of i8"
// RUN: lookupffn-opt %s --lookupffn-pipeline="target=neoverse-n1 stop-after=prepare" --remarks-filter=".*" -o /dev/null 2>&1 | FileCheck %s --check-prefix=NEON
// NEON: [Missed] NoSlabs {{.*}}Reason="converting rows of i8 takes as long as reading them"
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=neoverse-n1 precision=codes stop-after=prepare" --remarks-filter=".*" -o /dev/null 2>&1 | FileCheck %s --check-prefix=N1
// N1: [Missed] FloatProjection {{.*}}Function=bh4 | Reason="the target multiplies neither pairs of i16 (AVX2 and later do) nor tiles of i8 (i8mm does)"
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=neoverse-v2 precision=codes stop-after=prepare" --remarks-filter=".*" -o /dev/null 2>&1 | FileCheck %s --check-prefix=I8MM
// I8MM: [Passed] IntegerProjection {{.*}}Function=bh4 | Remark="runs in 16-bit integers, and again in f32 where a code could change"
// RUN: lookupffn-opt %s --lookupffn-pipeline="target=znver4 precision=codes stop-after=prepare" --remarks-filter=".*" -o /dev/null 2>&1 | FileCheck %s --check-prefix=VNNI
// VNNI: [Passed] ByteSums

func.func @bytes(%code: tensor<4x512xi8> {lookupffn.input = "code"},
                 %t: tensor<512x256x512xi8> {lookupffn.weight = "FFN.tables"},
                 %s: tensor<512x256xf32>
                   {lookupffn.weight = "FFN.tables_scale"})
    -> (tensor<4x512xf32> {lookupffn.output = "y"}) {
  %e = tensor.empty() : tensor<4x512xf32>
  %y = lookupffn.lookup tables(%t : tensor<512x256x512xi8>)
    code(%code : tensor<4x512xi8>) row_scale(%s : tensor<512x256xf32>)
    outs(%e : tensor<4x512xf32>) -> tensor<4x512xf32>
  return %y : tensor<4x512xf32>
}
