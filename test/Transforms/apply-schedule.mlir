// Schedules of a module or of a file go to the ops by position; entry points
// that they leave out are left alone.
// RUN: split-file %s %t
// RUN: lookupffn-opt %t/module.mlir --lookupffn-apply-schedule | FileCheck %s
// RUN: lookupffn-opt %t/module.mlir --lookupffn-apply-schedule=file=%t/schedule.mlir | FileCheck %s

//--- schedule.mlir
// A comment.
{
  given = {
    regimes = [#lookupffn.regime<min_tokens = 0, block_tokens = 8>,
               #lookupffn.regime<min_tokens = 9, block_tokens = 16>],
    ops = [
      {name = "lookupffn.hadamard", schedules = [
        #lookupffn.schedule<path = "linalg", tile_tokens = 1, tile_columns = 1, panel_tokens = 2, prefetch_rows = 0, prefetch_locality = 3>,
        #lookupffn.schedule<path = "linalg", tile_tokens = 1, tile_columns = 1, panel_tokens = 4, prefetch_rows = 0, prefetch_locality = 3>]},
      {name = "lookupffn.hadamard", schedules = [
        #lookupffn.schedule<path = "linalg", tile_tokens = 1, tile_columns = 1, panel_tokens = 6, prefetch_rows = 0, prefetch_locality = 3>,
        #lookupffn.schedule<path = "linalg", tile_tokens = 1, tile_columns = 1, panel_tokens = 8, prefetch_rows = 0, prefetch_locality = 3>]}
    ]
  }
}

//--- module.mlir
#p2 = #lookupffn.schedule<path = "linalg", tile_tokens = 1, tile_columns = 1,
  panel_tokens = 2, prefetch_rows = 0, prefetch_locality = 3>
#p4 = #lookupffn.schedule<path = "linalg", tile_tokens = 1, tile_columns = 1,
  panel_tokens = 4, prefetch_rows = 0, prefetch_locality = 3>
#p6 = #lookupffn.schedule<path = "linalg", tile_tokens = 1, tile_columns = 1,
  panel_tokens = 6, prefetch_rows = 0, prefetch_locality = 3>
#p8 = #lookupffn.schedule<path = "linalg", tile_tokens = 1, tile_columns = 1,
  panel_tokens = 8, prefetch_rows = 0, prefetch_locality = 3>

// CHECK-NOT: lookupffn.schedules
module attributes {lookupffn.schedules = {given = {
    regimes = [#lookupffn.regime<min_tokens = 0, block_tokens = 8>,
               #lookupffn.regime<min_tokens = 9, block_tokens = 16>],
    ops = [{name = "lookupffn.hadamard", schedules = [#p2, #p4]},
           {name = "lookupffn.hadamard", schedules = [#p6, #p8]}]}}} {
// CHECK-LABEL: func.func @given(
// CHECK-SAME:    lookupffn.regimes = [#lookupffn.regime<min_tokens = 0, block_tokens = 8>, #lookupffn.regime<min_tokens = 9, block_tokens = 16>]
// CHECK:         lookupffn.hadamard {{.*}}panel_tokens = 2,{{.*}}panel_tokens = 4,
// CHECK:         lookupffn.hadamard {{.*}}panel_tokens = 6,{{.*}}panel_tokens = 8,
func.func @given(%x: tensor<?x8xf32>, %o: tensor<?x8xf32>) -> tensor<?x8xf32> {
  %0 = lookupffn.hadamard input(%x : tensor<?x8xf32>)
    outs(%o : tensor<?x8xf32>) -> tensor<?x8xf32>
  %1 = lookupffn.hadamard input(%0 : tensor<?x8xf32>)
    outs(%o : tensor<?x8xf32>) -> tensor<?x8xf32>
  return %1 : tensor<?x8xf32>
}

// CHECK-LABEL: func.func @other(
// CHECK-NOT:     lookupffn.schedule
func.func @other(%x: tensor<?x8xf32>, %o: tensor<?x8xf32>) -> tensor<?x8xf32> {
  %0 = lookupffn.hadamard input(%x : tensor<?x8xf32>)
    outs(%o : tensor<?x8xf32>) -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}
}
