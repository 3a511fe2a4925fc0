// The schedules of the published layer, bh4 and dense alike, on several CPUs.
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=x86-64-v2 stop-after=schedule" | FileCheck %s --check-prefixes=CHECK,V2
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=x86-64-v3 stop-after=schedule" | FileCheck %s --check-prefixes=CHECK,V3
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=x86-64-v4 stop-after=schedule" | FileCheck %s --check-prefixes=CHECK,AVX512,V4 -DSLABS=1024 -DSLICES=", #lookupffn.regime<min_tokens = 4, block_tokens = 4096>"
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=znver4 stop-after=schedule" | FileCheck %s --check-prefixes=CHECK,AVX512,BIGL2,ZEN4 -DLOCALITY=2 -DSLABS=1024 -DSLICES=", #lookupffn.regime<min_tokens = 4, block_tokens = 4096>"
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=sapphirerapids stop-after=schedule" | FileCheck %s --check-prefixes=CHECK,AVX512,BIGL2 -DLOCALITY=3 -DSLABS=512 -DSLICES=
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="triple=aarch64-linux-gnu target=neoverse-n1 stop-after=schedule" | FileCheck %s --check-prefixes=CHECK,N1
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=neoverse-v1 stop-after=schedule" | FileCheck %s --check-prefixes=CHECK,N1
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=neoverse-v2 stop-after=schedule" | FileCheck %s --check-prefixes=CHECK,N1

// Tiles of V are those of NEON; slabs take half of 512 KiB, and of 256 KiB.
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=rva22u64-v stop-after=schedule" | FileCheck %s --check-prefix=V -DTABLES=8
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=cortex-a72 stop-after=schedule" | FileCheck %s --check-prefix=V -DTABLES=4
// V:      lookupffn.project #lookupffn.bh4
// V-SAME: [#lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 16, panel_tokens = 36,
// V:      lookupffn.lookup
// V-SAME: [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 64, panel_tokens = 72, prefetch_rows = 16, prefetch_locality = 3, slice_columns = 32>,
// V-SAME:  #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 32, panel_tokens = 4096, prefetch_rows = 0, prefetch_locality = 3, tile_tables = [[TABLES]], slice_columns = 32, slab = true>]

// Without V, tiles have the 8 vectors that scalar registers hold.
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=rva22u64 stop-after=schedule" | FileCheck %s --check-prefix=RV64
// RV64:      lookupffn.project #lookupffn.bh4
// RV64-SAME: [#lookupffn.schedule<path = "fast", tile_tokens = 2, tile_columns = 8, panel_tokens = 36,
// RV64:      lookupffn.lookup
// RV64-SAME: [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 16,

// Half of the register where that is asked for, and the caches that are named.
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=znver4 vector-bits=256 l2-bytes=524288 stop-after=schedule" | FileCheck %s --check-prefix=HALF
// HALF:      lookupffn.layer_norm
// HALF-SAME: tile_columns = 8,
// HALF:      lookupffn.project #lookupffn.bh4
// HALF-SAME: [#lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 32,
// HALF:      lookupffn.lookup
// HALF-SAME: tile_tables = 8, slice_columns = 32, slab = true

// Tables that the last-level cache holds run slab by slab from larger batches on.
// RUN: sed s/128x256x512xf32/128x256x512xbf16/g %S/Inputs/published.mlir | lookupffn-opt --lookupffn-pipeline="target=znver4 stop-after=schedule" | FileCheck %s --check-prefix=BF16
// BF16-LABEL: func.func @bh4(
// BF16-SAME:  lookupffn.regimes = [#lookupffn.regime<min_tokens = 0, block_tokens = 72>, #lookupffn.regime<min_tokens = 16, block_tokens = 4096>, #lookupffn.regime<min_tokens = 2048, block_tokens = 4096>]

// But not where it is smaller.
// RUN: sed s/128x256x512xf32/128x256x512xbf16/g %S/Inputs/published.mlir | lookupffn-opt --lookupffn-pipeline="target=znver4 l3-bytes=8388608 stop-after=schedule" | FileCheck %s --check-prefix=SMALLL3
// SMALLL3-LABEL: func.func @bh4(
// SMALLL3-SAME:  lookupffn.regimes = [#lookupffn.regime<min_tokens = 0, block_tokens = 72>, #lookupffn.regime<min_tokens = 16, block_tokens = 4096>, #lookupffn.regime<min_tokens = 1024, block_tokens = 4096>]

// Under codes bh4 runs in i16 where pairs of them multiply, or their bytes, and both
// run in tiles of bytes where there are some.
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=x86-64-v2 precision=codes stop-after=schedule" | FileCheck %s --check-prefix=NONE
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="triple=aarch64-linux-gnu target=neoverse-n1 precision=codes stop-after=schedule" | FileCheck %s --check-prefix=NONE
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=x86-64-v3 precision=codes stop-after=schedule" | FileCheck %s --check-prefix=INTEGER
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=x86-64-v4 precision=codes stop-after=schedule" | FileCheck %s --check-prefix=INTEGER
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=znver4 precision=codes stop-after=schedule" | FileCheck %s --check-prefix=INTEGER
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=neoverse-v1 precision=codes stop-after=schedule" | FileCheck %s --check-prefixes=INTEGER,BYTES
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=neoverse-v2 precision=codes stop-after=schedule" | FileCheck %s --check-prefixes=INTEGER,BYTES
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=neoverse-v2 stop-after=schedule" | FileCheck %s --check-prefix=NONE
// The tables are f32: auto is exact.
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=znver4 stop-after=schedule" | FileCheck %s --check-prefix=NONE
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=znver4 precision=codes stop-after=schedule" --remarks-filter='.*' 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=sapphirerapids precision=codes stop-after=schedule" --remarks-filter='.*' -o %t.tiles.mlir 2> %t.tiles.remarks
// RUN: FileCheck %s --check-prefix=TILES < %t.tiles.mlir
// RUN: FileCheck %s --check-prefix=TILES-REMARK < %t.tiles.remarks
// But not where the matrix exceeds the L2 by far.
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=sapphirerapids precision=codes l2-bytes=262144 stop-after=schedule" | FileCheck %s --check-prefix=SMALLL2
// SMALLL2:      lookupffn.project #lookupffn.bh4
// SMALLL2-SAME: arithmetic = "i16"
// SMALLL2:      lookupffn.project #lookupffn.dense
// SMALLL2-SAME: arithmetic = "i8x2"
// TILES-LABEL:   func.func @bh4(
// TILES-SAME:    #lookupffn.regime<min_tokens = 0, block_tokens = 128>
// TILES:         lookupffn.layer_norm
// TILES-SAME:    panel_tokens = 64,
// TILES:         lookupffn.project #lookupffn.bh4
// TILES-SAME:    [#lookupffn.schedule<path = "fast", tile_tokens = 16, tile_columns = 32, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3, arithmetic = "i8x2">
// TILES:         lookupffn.hash
// TILES-SAME:    panel_tokens = 64,
// TILES-LABEL:   func.func @dense(
// TILES:         lookupffn.project #lookupffn.dense
// TILES-SAME:    tile_tokens = 16, tile_columns = 32, {{.*}}arithmetic = "i8x2">
// TILES-REMARK:  TiledProjection {{.*}}runs as one matrix in tiles of integers of two bytes, and again in f32 where a code could change
// NONE-NOT:      arithmetic
// INTEGER-LABEL: func.func @bh4(
// INTEGER:       lookupffn.project #lookupffn.bh4
// BYTES-SAME:    tile_tokens = 6, tile_columns = 4,
// INTEGER-SAME:  arithmetic = "i16">, #lookupffn.schedule<{{.*}}arithmetic = "i16">]
// INTEGER-LABEL: func.func @dense(
// INTEGER-NOT:   arithmetic
// REMARK:        FloatProjection {{.*}}the target multiplies no tiles of bytes (AMX-INT8 does)

// Tiles are vectors of the target: 4 lanes in 16 registers (v2), 8 in 16 (v3),
// 16 in 32 (AVX-512), 4 in 32 (NEON).
// Tables of f32 are sliced. Large batches run slab by slab, and slabs take half
// of the L2: 512 KiB (v3, v4), 1 MiB and more (znver4, sapphirerapids,
// neoverse-n1). On x86 without AMX rows are prefetched into the L2, and from 4
// tokens on slices are read one after the other.

// CHECK-LABEL:  func.func @bh4(
// V2-SAME:      lookupffn.regimes = [#lookupffn.regime<min_tokens = 0, block_tokens = 72>, #lookupffn.regime<min_tokens = 4, block_tokens = 4096>, #lookupffn.regime<min_tokens = 1024, block_tokens = 4096>]
// V3-SAME:      lookupffn.regimes = [#lookupffn.regime<min_tokens = 0, block_tokens = 72>, #lookupffn.regime<min_tokens = 4, block_tokens = 4096>, #lookupffn.regime<min_tokens = 1024, block_tokens = 4096>]
// AVX512-SAME:  lookupffn.regimes = [#lookupffn.regime<min_tokens = 0, block_tokens = 72>[[SLICES]], #lookupffn.regime<min_tokens = [[SLABS]], block_tokens = 4096>]
// N1-SAME:      lookupffn.regimes = [#lookupffn.regime<min_tokens = 0, block_tokens = 72>, #lookupffn.regime<min_tokens = 512, block_tokens = 4096>]
// CHECK:        lookupffn.layer_norm
// V2-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 4, panel_tokens = 36,
// V3-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 8, panel_tokens = 36,
// AVX512-SAME:  [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 16, panel_tokens = 36,
// N1-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 4, panel_tokens = 36,
// CHECK:        lookupffn.project #lookupffn.bh4
// V2-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 8, panel_tokens = 36,
// V3-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 16, panel_tokens = 36,
// AVX512-SAME:  [#lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 64, panel_tokens = 36,
// N1-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 16, panel_tokens = 36,
// CHECK:        lookupffn.hash
// V2-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 4, panel_tokens = 36,
// V3-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 8, panel_tokens = 36,
// AVX512-SAME:  [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 16, panel_tokens = 36,
// N1-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 4, panel_tokens = 36,
// CHECK:        lookupffn.lookup
// V2-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 32, panel_tokens = 72, prefetch_rows = 16, prefetch_locality = 2, slice_columns = 32>,
// V2-SAME:        #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 32, panel_tokens = 4096, prefetch_rows = 64, prefetch_locality = 2, slice_columns = 32, slab = true>,
// V2-SAME:       #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 32, panel_tokens = 4096, prefetch_rows = 0, prefetch_locality = 3, tile_tables = 8, slice_columns = 32, slab = true>]
// V3-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 96, panel_tokens = 72, prefetch_rows = 16, prefetch_locality = 2, slice_columns = 32>,
// V3-SAME:        #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 32, panel_tokens = 4096, prefetch_rows = 64, prefetch_locality = 2, slice_columns = 32, slab = true>,
// V3-SAME:       #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 32, panel_tokens = 4096, prefetch_rows = 0, prefetch_locality = 3, tile_tables = 8, slice_columns = 32, slab = true>]
// V4-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 256, panel_tokens = 72, prefetch_rows = 16, prefetch_locality = 2, slice_columns = 32>,
// V4-SAME:        #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 32, panel_tokens = 4096, prefetch_rows = 64, prefetch_locality = 2, slice_columns = 32, slab = true>,
// V4-SAME:       #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 32, panel_tokens = 4096, prefetch_rows = 0, prefetch_locality = 3, tile_tables = 8, slice_columns = 32, slab = true>]
// BIGL2-SAME:   [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 256, panel_tokens = 72, prefetch_rows = 16, prefetch_locality = [[LOCALITY]], slice_columns = 32>,
// ZEN4-SAME:      #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 32, panel_tokens = 4096, prefetch_rows = 64, prefetch_locality = 2, slice_columns = 32, slab = true>,
// BIGL2-SAME:    #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 32, panel_tokens = 4096, prefetch_rows = 0, prefetch_locality = 3, tile_tables = 16, slice_columns = 32, slab = true>]
// N1-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 64, panel_tokens = 72, prefetch_rows = 16, prefetch_locality = 3, slice_columns = 32>,
// N1-SAME:       #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 32, panel_tokens = 4096, prefetch_rows = 0, prefetch_locality = 3, tile_tables = 16, slice_columns = 32, slab = true>]
// CHECK-LABEL:  func.func @dense(
// V2-SAME:      lookupffn.regimes = [#lookupffn.regime<min_tokens = 0, block_tokens = 72>, #lookupffn.regime<min_tokens = 4, block_tokens = 4096>, #lookupffn.regime<min_tokens = 1024, block_tokens = 4096>]
// V3-SAME:      lookupffn.regimes = [#lookupffn.regime<min_tokens = 0, block_tokens = 72>, #lookupffn.regime<min_tokens = 4, block_tokens = 4096>, #lookupffn.regime<min_tokens = 1024, block_tokens = 4096>]
// AVX512-SAME:  lookupffn.regimes = [#lookupffn.regime<min_tokens = 0, block_tokens = 72>[[SLICES]], #lookupffn.regime<min_tokens = [[SLABS]], block_tokens = 4096>]
// N1-SAME:      lookupffn.regimes = [#lookupffn.regime<min_tokens = 0, block_tokens = 72>, #lookupffn.regime<min_tokens = 512, block_tokens = 4096>]
// CHECK:        lookupffn.layer_norm
// V2-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 4, panel_tokens = 36,
// V3-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 8, panel_tokens = 36,
// AVX512-SAME:  [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 16, panel_tokens = 36,
// N1-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 4, panel_tokens = 36,
// CHECK:        lookupffn.project #lookupffn.dense
// V2-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 8, panel_tokens = 36,
// V3-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 16, panel_tokens = 36,
// AVX512-SAME:  [#lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 64, panel_tokens = 36,
// N1-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 16, panel_tokens = 36,
// CHECK:        lookupffn.hash
// V2-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 4, panel_tokens = 36,
// V3-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 8, panel_tokens = 36,
// AVX512-SAME:  [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 16, panel_tokens = 36,
// N1-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 4, panel_tokens = 36,
// CHECK:        lookupffn.lookup
// V2-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 32, panel_tokens = 72, prefetch_rows = 16, prefetch_locality = 2, slice_columns = 32>,
// V2-SAME:        #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 32, panel_tokens = 4096, prefetch_rows = 64, prefetch_locality = 2, slice_columns = 32, slab = true>,
// V2-SAME:       #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 32, panel_tokens = 4096, prefetch_rows = 0, prefetch_locality = 3, tile_tables = 8, slice_columns = 32, slab = true>]
// V3-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 96, panel_tokens = 72, prefetch_rows = 16, prefetch_locality = 2, slice_columns = 32>,
// V3-SAME:        #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 32, panel_tokens = 4096, prefetch_rows = 64, prefetch_locality = 2, slice_columns = 32, slab = true>,
// V3-SAME:       #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 32, panel_tokens = 4096, prefetch_rows = 0, prefetch_locality = 3, tile_tables = 8, slice_columns = 32, slab = true>]
// V4-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 256, panel_tokens = 72, prefetch_rows = 16, prefetch_locality = 2, slice_columns = 32>,
// V4-SAME:        #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 32, panel_tokens = 4096, prefetch_rows = 64, prefetch_locality = 2, slice_columns = 32, slab = true>,
// V4-SAME:       #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 32, panel_tokens = 4096, prefetch_rows = 0, prefetch_locality = 3, tile_tables = 8, slice_columns = 32, slab = true>]
// BIGL2-SAME:   [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 256, panel_tokens = 72, prefetch_rows = 16, prefetch_locality = [[LOCALITY]], slice_columns = 32>,
// ZEN4-SAME:      #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 32, panel_tokens = 4096, prefetch_rows = 64, prefetch_locality = 2, slice_columns = 32, slab = true>,
// BIGL2-SAME:    #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 32, panel_tokens = 4096, prefetch_rows = 0, prefetch_locality = 3, tile_tables = 16, slice_columns = 32, slab = true>]
// N1-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 64, panel_tokens = 72, prefetch_rows = 16, prefetch_locality = 3, slice_columns = 32>,
// N1-SAME:       #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 32, panel_tokens = 4096, prefetch_rows = 0, prefetch_locality = 3, tile_tables = 16, slice_columns = 32, slab = true>]
