// Tables are packed in slices where the schedules say so.
// RUN: lookupffn-opt %s --lookupffn-slice-tables --split-input-file | FileCheck %s
// RUN: lookupffn-opt %s --lookupffn-slice-tables --lookupffn-slice-tables --split-input-file | FileCheck %s

#token = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 16,
  panel_tokens = 64, prefetch_rows = 8, prefetch_locality = 3, slice_columns = 8>
#slab = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 8,
  panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3, tile_tables = 2,
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

// -----

// Rows that are converted on the way are written in slices at once.
#row = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 16,
  panel_tokens = 64, prefetch_rows = 8, prefetch_locality = 3, slice_columns = 8>

// CHECK-DAG:   #[[ROW:.*]] = affine_map<(d0, d1, d2, d3) -> (d1, d2, d0 * 8 + d3)>
// CHECK-DAG:   #[[SCALE:.*]] = affine_map<(d0, d1, d2, d3) -> (d1, d2)>
// CHECK-DAG:   #[[OUT:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
// CHECK-LABEL: func.func @converted(
// CHECK-SAME:    %[[T:[^:]*]]: tensor<7x16x24xi8> {{.*}}, %[[S:[^:]*]]: tensor<7x16xf32>
// CHECK:         %[[SLICED:.*]] = linalg.generic {indexing_maps = [#[[ROW]], #[[SCALE]], #[[OUT]]]
// CHECK-SAME:      ins(%[[T]], %[[S]] : {{.*}}) outs(%{{.*}} : tensor<3x7x16x8xf16>)
// CHECK:         arith.truncf
// CHECK-NOT:     linalg.transpose
// CHECK:         lookupffn.lookup tables(%[[SLICED]] : tensor<3x7x16x8xf16>)
func.func @converted(%t: tensor<7x16x24xi8> {lookupffn.weight = "t"},
                     %s: tensor<7x16xf32> {lookupffn.weight = "s"},
                     %c: tensor<?x7xi8>, %e: tensor<?x24xf32>)
    -> tensor<?x24xf32> {
  %init = tensor.empty() : tensor<7x16x24xf16>
  %rows = linalg.generic {
      indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>,
                       affine_map<(d0, d1, d2) -> (d0, d1)>,
                       affine_map<(d0, d1, d2) -> (d0, d1, d2)>],
      iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%t, %s : tensor<7x16x24xi8>, tensor<7x16xf32>)
      outs(%init : tensor<7x16x24xf16>) {
  ^bb0(%row: i8, %scale: f32, %out: f16):
    %0 = arith.sitofp %row : i8 to f32
    %1 = arith.mulf %0, %scale : f32
    %2 = arith.truncf %1 : f32 to f16
    linalg.yield %2 : f16
  } -> tensor<7x16x24xf16>
  %y = lookupffn.lookup tables(%rows : tensor<7x16x24xf16>)
    code(%c : tensor<?x7xi8>) outs(%e : tensor<?x24xf32>) bounds = assume
    {lookupffn.schedule = [#row]} -> tensor<?x24xf32>
  return %y : tensor<?x24xf32>
}
