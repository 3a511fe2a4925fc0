// Tables are packed in slices where the schedules say so.
// RUN: lookupffn-opt %s --lookupffn-slice-tables --split-input-file | FileCheck %s
// RUN: lookupffn-opt %s --lookupffn-slice-tables --lookupffn-slice-tables --split-input-file | FileCheck %s

#token = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 16,
  panel_tokens = 64, prefetch_rows = 8, prefetch_locality = 3, slice_columns = 8>
#slab = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 8,
  panel_tokens = 64, prefetch_rows = 1, prefetch_locality = 2, tile_tables = 2,
  slice_columns = 8, slab = true>

// sliced[s, t, c, w] = tables[t, c, s*W + w], with the scales as they are.
// CHECK-LABEL: func.func @sliced(
// CHECK-SAME:    %[[T:[^:]*]]: tensor<7x16x24xi8>
// CHECK:         %[[E:.*]] = tensor.expand_shape %[[T]] {{.*}} into tensor<7x16x3x8xi8>
// CHECK:         %[[S:.*]] = linalg.transpose ins(%[[E]] : tensor<7x16x3x8xi8>) outs(%{{.*}} : tensor<3x7x16x8xi8>) permutation = [2, 0, 1, 3]
// CHECK-NOT:     linalg.transpose
// CHECK:         lookupffn.lookup tables(%[[S]] : tensor<3x7x16x8xi8>) {{.*}} row_scale(%{{.*}} : tensor<7x16xf32>)
func.func @sliced(%t: tensor<7x16x24xi8> {lookupffn.weight = "t"},
                  %s: tensor<7x16xf32> {lookupffn.weight = "s"},
                  %c: tensor<?x7xi8>, %e: tensor<?x24xf32>)
    -> tensor<?x24xf32> {
  %y = lookupffn.lookup tables(%t : tensor<7x16x24xi8>)
    code(%c : tensor<?x7xi8>) row_scale(%s : tensor<7x16xf32>)
    outs(%e : tensor<?x24xf32>) bounds = assume
    {lookupffn.schedule = [#token, #slab]} -> tensor<?x24xf32>
  return %y : tensor<?x24xf32>
}

// -----

// No schedule, no slices.
// CHECK-LABEL: func.func @whole(
// CHECK-NOT:     linalg.transpose
// CHECK:         lookupffn.lookup tables(%{{.*}} : tensor<7x16x24xf32>)
func.func @whole(%t: tensor<7x16x24xf32> {lookupffn.weight = "t"},
                 %c: tensor<?x7xi8>, %e: tensor<?x24xf32>)
    -> tensor<?x24xf32> {
  %y = lookupffn.lookup tables(%t : tensor<7x16x24xf32>)
    code(%c : tensor<?x7xi8>) outs(%e : tensor<?x24xf32>) bounds = assume
    -> tensor<?x24xf32>
  return %y : tensor<?x24xf32>
}
