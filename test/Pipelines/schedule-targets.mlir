// The schedules of the published layer, bh4 and dense alike, on several CPUs.
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=x86-64-v2 stop-after=schedule" | FileCheck %s --check-prefixes=CHECK,V2
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=x86-64-v3 stop-after=schedule" | FileCheck %s --check-prefixes=CHECK,V3
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=x86-64-v4 stop-after=schedule" | FileCheck %s --check-prefixes=CHECK,AVX512
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=znver4 stop-after=schedule" | FileCheck %s --check-prefixes=CHECK,AVX512
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=sapphirerapids stop-after=schedule" | FileCheck %s --check-prefixes=CHECK,AVX512
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="triple=aarch64-linux-gnu target=neoverse-n1 stop-after=schedule" | FileCheck %s --check-prefixes=CHECK,N1

// Tiles are vectors of the target: 4 lanes in 16 registers (v2), 8 in 16 (v3),
// 16 in 32 (AVX-512), 4 in 32 (NEON).

// CHECK-LABEL:  func.func @bh4(
// CHECK:        lookupffn.layer_norm
// V2-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 4, panel_tokens = 64,
// V3-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 8, panel_tokens = 64,
// AVX512-SAME:  [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 16, panel_tokens = 64,
// N1-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 4, panel_tokens = 64,
// CHECK:        lookupffn.project #lookupffn.bh4
// V2-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 8, panel_tokens = 64,
// V3-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 16, panel_tokens = 64,
// AVX512-SAME:  [#lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 64, panel_tokens = 64,
// N1-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 16, panel_tokens = 64,
// CHECK:        lookupffn.hash
// V2-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 4, panel_tokens = 64,
// V3-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 8, panel_tokens = 64,
// AVX512-SAME:  [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 16, panel_tokens = 64,
// N1-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 4, panel_tokens = 64,
// CHECK:        lookupffn.lookup
// V2-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 56,
// V3-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 112,
// AVX512-SAME:  [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 256,
// N1-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 64,
// CHECK-LABEL:  func.func @dense(
// CHECK:        lookupffn.layer_norm
// V2-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 4, panel_tokens = 64,
// V3-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 8, panel_tokens = 64,
// AVX512-SAME:  [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 16, panel_tokens = 64,
// N1-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 4, panel_tokens = 64,
// CHECK:        lookupffn.project #lookupffn.dense
// V2-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 8, panel_tokens = 64,
// V3-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 16, panel_tokens = 64,
// AVX512-SAME:  [#lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 64, panel_tokens = 64,
// N1-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 6, tile_columns = 16, panel_tokens = 64,
// CHECK:        lookupffn.hash
// V2-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 4, panel_tokens = 64,
// V3-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 8, panel_tokens = 64,
// AVX512-SAME:  [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 16, panel_tokens = 64,
// N1-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 4, panel_tokens = 64,
// CHECK:        lookupffn.lookup
// V2-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 56,
// V3-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 112,
// AVX512-SAME:  [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 256,
// N1-SAME:      [#lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 64,
