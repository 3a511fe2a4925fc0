// The verifiers of attributes, and of what the dialect puts on operations,
// function arguments and function results.
// RUN: lookupffn-opt %s --verify-diagnostics --split-input-file

// expected-error @+1 {{expects decay of type f64, but got 'f32'}}
"builtin.module"() ({}) {a = #lookupffn.bh4<decay = 0.7 : f32>} : () -> ()

// -----

// expected-error @+1 {{expects a decay that is finite in f32}}
"builtin.module"() ({}) {a = #lookupffn.bh4<decay = 1.0e+60 : f64>} : () -> ()

// -----

// expected-error @+1 {{expects path 'linalg' or 'fast', but got 'slow'}}
#schedule = #lookupffn.schedule<path = "slow", tile_tokens = 1, tile_columns = 1, panel_tokens = 1, prefetch_rows = 0, prefetch_locality = 0>

// -----

// expected-error @+1 {{expects tile and panel sizes of 1 or more}}
#schedule = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 0, panel_tokens = 1, prefetch_rows = 0, prefetch_locality = 0>

// -----

// expected-error @+1 {{expects prefetch_rows of 0 or more and prefetch_locality from 0 to 3}}
#schedule = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 1, panel_tokens = 1, prefetch_rows = 0, prefetch_locality = 4>

// -----

// expected-error @+1 {{expects tile_tables of 0 or more, but got -1}}
#schedule = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 1, panel_tokens = 1, prefetch_rows = 0, prefetch_locality = 0, tile_tables = -1>

// -----

// expected-error @+1 {{expects arithmetic 'f32', 'u8', 'i16' or 'i8x2', but got 'u4'}}
#schedule = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 1, panel_tokens = 1, prefetch_rows = 0, prefetch_locality = 0, arithmetic = "u4">

// -----

// expected-error @+1 {{expects slice_columns of 0 or more, but got -8}}
#schedule = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 1, panel_tokens = 1, prefetch_rows = 0, prefetch_locality = 0, slice_columns = -8>

// -----

// expected-error @+1 {{expects slice_columns of 1 or more with slab, but got 0}}
#schedule = #lookupffn.schedule<path = "fast", tile_tokens = 1, tile_columns = 1, panel_tokens = 1, prefetch_rows = 0, prefetch_locality = 0, tile_tables = 2, slab = true>

// -----

// expected-error @+1 {{expects min_tokens of 0 or more and block_tokens of 1 or more, but got 0 and 0}}
#regime = #lookupffn.regime<min_tokens = 0, block_tokens = 0>

// -----

// expected-error @+1 {{attribute 'lookupffn.target' expects #lookupffn.target}}
module attributes {lookupffn.target = "host"} {}

// -----

func.func @schedule(%x: tensor<8xf32>) {
  // expected-error @+1 {{attribute 'lookupffn.schedule' expects #lookupffn.schedule}}
  %0 = lookupffn.hadamard input(%x : tensor<8xf32>) outs(%x : tensor<8xf32>)
         {lookupffn.schedule = "fast"} -> tensor<8xf32>
  return
}

// -----

// expected-error @+1 {{attribute 'lookupffn.regimes' expects a list of #lookupffn.regime}}
func.func private @regimes_list() attributes {lookupffn.regimes = [1]}

// -----

// expected-error @+1 {{attribute 'lookupffn.regimes' expects a list of #lookupffn.regime}}
func.func private @regimes_empty() attributes {lookupffn.regimes = []}

// -----

// expected-error @+1 {{attribute 'lookupffn.regimes' expects a first min_tokens of 0}}
func.func private @regimes_gap() attributes {lookupffn.regimes = [
  #lookupffn.regime<min_tokens = 8, block_tokens = 1>]}

// -----

// expected-error @+1 {{attribute 'lookupffn.regimes' expects rising min_tokens}}
func.func private @regimes_order() attributes {lookupffn.regimes = [
  #lookupffn.regime<min_tokens = 0, block_tokens = 1>,
  #lookupffn.regime<min_tokens = 8, block_tokens = 1>,
  #lookupffn.regime<min_tokens = 8, block_tokens = 2>]}

// -----

// expected-error @+1 {{has no argument attribute 'lookupffn.wieght'}}
func.func private @unknown(tensor<8xf32> {lookupffn.wieght = "FFN.bias"})

// -----

// expected-error @+1 {{attribute 'lookupffn.weight' expects a name, but got 3}}
func.func private @weight_name(tensor<8xf32> {lookupffn.weight = 3 : i64})

// -----

// expected-error @+1 {{attribute 'lookupffn.input' expects a name, but got ""}}
func.func private @input_name(tensor<8xf32> {lookupffn.input = ""})

// -----

// expected-error @+1 {{arguments 0 and 2 share 'lookupffn.weight' = "FFN.bias"; names must differ}}
func.func private @weights_differ(
  tensor<8xf32> {lookupffn.weight = "FFN.bias"}, tensor<8xf32>,
  tensor<8xf32> {lookupffn.weight = "FFN.bias"})

// -----

// expected-error @+1 {{argument 0 has both 'lookupffn.weight' and 'lookupffn.input'; drop one}}
func.func private @weight_and_input(
  tensor<8xf32> {lookupffn.input = "x", lookupffn.weight = "FFN.bias"})

// -----

// expected-error @+1 {{has no result attribute 'lookupffn.input'}}
func.func private @result() -> (tensor<8xf32> {lookupffn.input = "x"})

// -----

// expected-error @+1 {{attribute 'lookupffn.output' expects a name, but got 1}}
func.func private @output_name() -> (tensor<8xf32> {lookupffn.output = 1 : i64})

// -----

// expected-error @+1 {{results 0 and 1 share 'lookupffn.output' = "y"; names must differ}}
func.func private @outputs_differ() -> (tensor<8xf32> {lookupffn.output = "y"},
                                        tensor<8xf32> {lookupffn.output = "y"})

// -----

// expected-error @+1 {{attribute 'lookupffn.layout_targets' expects a list of #lookupffn.target}}
module attributes {lookupffn.layout_targets = 1 : i64} {}
