// Attributes that are there stay; others are chosen, one schedule a regime.
// RUN: lookupffn-opt %s --lookupffn-resolve-target=target=x86-64-v3 --lookupffn-choose-schedule=path=linalg | FileCheck %s

#small = #lookupffn.schedule<path = "linalg", tile_tokens = 1,
  tile_columns = 1, panel_tokens = 4, prefetch_rows = 0, prefetch_locality = 3>

// CHECK-LABEL: func.func @given(
// CHECK-SAME:    lookupffn.regimes = [#lookupffn.regime<min_tokens = 0, block_tokens = 8>, #lookupffn.regime<min_tokens = 100, block_tokens = 32>]
// CHECK:         lookupffn.hadamard
// CHECK-SAME:    {lookupffn.schedule = [#lookupffn.schedule<{{.*}}panel_tokens = 4,{{.*}}panel_tokens = 4,
// CHECK:         lookupffn.hadamard
// CHECK-SAME:    {lookupffn.schedule = [#lookupffn.schedule<{{.*}}>, #lookupffn.schedule<{{.*}}>]}
func.func @given(%x: tensor<?x8xf32>, %o: tensor<?x8xf32>) -> tensor<?x8xf32>
    attributes {lookupffn.regimes = [
      #lookupffn.regime<min_tokens = 0, block_tokens = 8>,
      #lookupffn.regime<min_tokens = 100, block_tokens = 32>]} {
  %0 = lookupffn.hadamard input(%x : tensor<?x8xf32>)
    outs(%o : tensor<?x8xf32>) {lookupffn.schedule = [#small, #small]}
    -> tensor<?x8xf32>
  %1 = lookupffn.hadamard input(%0 : tensor<?x8xf32>)
    outs(%o : tensor<?x8xf32>) -> tensor<?x8xf32>
  return %1 : tensor<?x8xf32>
}

// CHECK-LABEL: func.func @chosen(
// CHECK-SAME:    lookupffn.regimes = [#lookupffn.regime<min_tokens = 0,
// CHECK:         lookupffn.hadamard
// CHECK-SAME:    lookupffn.schedule = [
func.func @chosen(%x: tensor<?x8xf32>, %o: tensor<?x8xf32>) -> tensor<?x8xf32> {
  %0 = lookupffn.hadamard input(%x : tensor<?x8xf32>)
    outs(%o : tensor<?x8xf32>) -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// Helpers are inlined before, or are no part of the kernel.
// CHECK-LABEL: func.func private @helper(
// CHECK-NOT:     lookupffn.schedule
func.func private @helper(%x: tensor<?x8xf32>, %o: tensor<?x8xf32>)
    -> tensor<?x8xf32> {
  %0 = lookupffn.hadamard input(%x : tensor<?x8xf32>)
    outs(%o : tensor<?x8xf32>) -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}
