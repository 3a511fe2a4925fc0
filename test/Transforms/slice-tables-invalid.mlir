// Schedules that are given may ask for slices that there cannot be.
// RUN: lookupffn-opt %s --lookupffn-slice-tables --verify-diagnostics --split-input-file

#whole = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 16,
  panel_tokens = 64, prefetch_rows = 8, prefetch_locality = 3>
#eight = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 16,
  panel_tokens = 64, prefetch_rows = 8, prefetch_locality = 3, slice_columns = 8>
#nine = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 9,
  panel_tokens = 64, prefetch_rows = 8, prefetch_locality = 3, slice_columns = 9>
#portable = #lookupffn.schedule<path = "linalg", tile_tokens = 1,
  tile_columns = 1, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3,
  slice_columns = 8>
func.func @differ(%t: tensor<7x16x24xf32>, %c: tensor<?x7xi8>, %e: tensor<?x24xf32>)
    -> tensor<?x24xf32> {
  // expected-error @+1 {{expects the same slice_columns in all regimes, but got 0 and 8}}
  %y = lookupffn.lookup tables(%t : tensor<7x16x24xf32>)
    code(%c : tensor<?x7xi8>) outs(%e : tensor<?x24xf32>) bounds = assume
    {lookupffn.schedule = [#whole, #eight]} -> tensor<?x24xf32>
  return %y : tensor<?x24xf32>
}

// -----

#whole = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 16,
  panel_tokens = 64, prefetch_rows = 8, prefetch_locality = 3>
#eight = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 16,
  panel_tokens = 64, prefetch_rows = 8, prefetch_locality = 3, slice_columns = 8>
#nine = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 9,
  panel_tokens = 64, prefetch_rows = 8, prefetch_locality = 3, slice_columns = 9>
#portable = #lookupffn.schedule<path = "linalg", tile_tokens = 1,
  tile_columns = 1, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3,
  slice_columns = 8>
func.func @rest(%t: tensor<7x16x24xf32>, %c: tensor<?x7xi8>, %e: tensor<?x24xf32>)
    -> tensor<?x24xf32> {
  // expected-error @+1 {{expects tables of static shape [T, S, O] with O a multiple of slice_columns = 9, but got 'tensor<7x16x24xf32>'}}
  %y = lookupffn.lookup tables(%t : tensor<7x16x24xf32>)
    code(%c : tensor<?x7xi8>) outs(%e : tensor<?x24xf32>) bounds = assume
    {lookupffn.schedule = [#nine]} -> tensor<?x24xf32>
  return %y : tensor<?x24xf32>
}

// -----

#whole = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 16,
  panel_tokens = 64, prefetch_rows = 8, prefetch_locality = 3>
#eight = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 16,
  panel_tokens = 64, prefetch_rows = 8, prefetch_locality = 3, slice_columns = 8>
#nine = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 9,
  panel_tokens = 64, prefetch_rows = 8, prefetch_locality = 3, slice_columns = 9>
#portable = #lookupffn.schedule<path = "linalg", tile_tokens = 1,
  tile_columns = 1, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3,
  slice_columns = 8>
func.func @shared(%t: tensor<16x24xf32>, %c: tensor<?x7xi8>, %e: tensor<?x24xf32>)
    -> tensor<?x24xf32> {
  // expected-error @+1 {{expects tables of static shape [T, S, O] with O a multiple of slice_columns = 8, but got 'tensor<16x24xf32>'}}
  %y = lookupffn.lookup tables(%t : tensor<16x24xf32>)
    code(%c : tensor<?x7xi8>) outs(%e : tensor<?x24xf32>) bounds = assume
    {lookupffn.schedule = [#eight]} -> tensor<?x24xf32>
  return %y : tensor<?x24xf32>
}

// -----

#whole = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 16,
  panel_tokens = 64, prefetch_rows = 8, prefetch_locality = 3>
#eight = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 16,
  panel_tokens = 64, prefetch_rows = 8, prefetch_locality = 3, slice_columns = 8>
#nine = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 9,
  panel_tokens = 64, prefetch_rows = 8, prefetch_locality = 3, slice_columns = 9>
#portable = #lookupffn.schedule<path = "linalg", tile_tokens = 1,
  tile_columns = 1, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3,
  slice_columns = 8>
func.func @dynamic(%t: tensor<?x16x24xf32>, %c: tensor<?x7xi8>, %e: tensor<?x24xf32>)
    -> tensor<?x24xf32> {
  // expected-error @+1 {{expects tables of static shape [T, S, O] with O a multiple of slice_columns = 8, but got 'tensor<?x16x24xf32>'}}
  %y = lookupffn.lookup tables(%t : tensor<?x16x24xf32>)
    code(%c : tensor<?x7xi8>) outs(%e : tensor<?x24xf32>) bounds = assume
    {lookupffn.schedule = [#eight]} -> tensor<?x24xf32>
  return %y : tensor<?x24xf32>
}

// -----

#whole = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 16,
  panel_tokens = 64, prefetch_rows = 8, prefetch_locality = 3>
#eight = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 16,
  panel_tokens = 64, prefetch_rows = 8, prefetch_locality = 3, slice_columns = 8>
#nine = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 9,
  panel_tokens = 64, prefetch_rows = 8, prefetch_locality = 3, slice_columns = 9>
#portable = #lookupffn.schedule<path = "linalg", tile_tokens = 1,
  tile_columns = 1, panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3,
  slice_columns = 8>
func.func @portable(%t: tensor<7x16x24xf32>, %c: tensor<?x7xi8>, %e: tensor<?x24xf32>)
    -> tensor<?x24xf32> {
  // expected-error @+1 {{expects slice_columns = 0 with path 'linalg', but got 8}}
  %y = lookupffn.lookup tables(%t : tensor<7x16x24xf32>)
    code(%c : tensor<?x7xi8>) outs(%e : tensor<?x24xf32>) bounds = assume
    {lookupffn.schedule = [#portable]} -> tensor<?x24xf32>
  return %y : tensor<?x24xf32>
}
