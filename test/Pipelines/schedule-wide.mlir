// Where a slice of all tables, 32 MiB, would not stay in the last-level cache,
// large batches read slabs of some tables, an eighth of that cache, with
// prefetches. Elsewhere they stay in the second-level cache.
// RUN: sed s/TYPE/bf16/g %s | lookupffn-opt --lookupffn-pipeline="target=znver4 stop-after=schedule" | FileCheck %s -DTABLES=128
// RUN: sed s/TYPE/f16/g %s | lookupffn-opt --lookupffn-pipeline="target=znver4 stop-after=schedule" | FileCheck %s -DTABLES=128
// RUN: sed s/TYPE/bf16/g %s | lookupffn-opt --lookupffn-pipeline="target=znver4 l3-bytes=16777216 stop-after=schedule" | FileCheck %s -DTABLES=64
// RUN: sed -e s/TYPE/bf16/g -e s/1024x/512x/g %s | lookupffn-opt --lookupffn-pipeline="target=znver4 stop-after=schedule" | FileCheck %s --check-prefix=FITS
// RUN: sed s/TYPE/f32/g %s | lookupffn-opt --lookupffn-pipeline="target=sapphirerapids stop-after=schedule" | FileCheck %s --check-prefix=AMX

// CHECK:      lookupffn.regimes = [#lookupffn.regime<min_tokens = 0, block_tokens = 72>, #lookupffn.regime<min_tokens = 16, block_tokens = 682>, #lookupffn.regime<min_tokens = 512, block_tokens = 682>]
// CHECK:      lookupffn.lookup
// CHECK-SAME: prefetch_rows = 128, prefetch_locality = 2, slice_columns = 64, slab = true>,
// CHECK-SAME: prefetch_rows = 128, prefetch_locality = 2, tile_tables = [[TABLES]], slice_columns = 64, slab = true>]
// FITS:       lookupffn.lookup
// FITS-SAME:  prefetch_rows = 0, prefetch_locality = 3, tile_tables = 8,
// AMX:        lookupffn.lookup
// AMX-NOT:    prefetch_rows = 64
func.func @wide(%code: tensor<?x1024xi8>, %score: tensor<?x1024xf32>,
                %tables: tensor<1024x256x4096xTYPE> {lookupffn.weight = "tables"})
    -> tensor<?x4096xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %code, %c0 : tensor<?x1024xi8>
  %init = tensor.empty(%n) : tensor<?x4096xf32>
  %y = lookupffn.lookup tables(%tables : tensor<1024x256x4096xTYPE>)
    code(%code : tensor<?x1024xi8>) score(%score : tensor<?x1024xf32>)
    outs(%init : tensor<?x4096xf32>) -> tensor<?x4096xf32>
  return %y : tensor<?x4096xf32>
}
