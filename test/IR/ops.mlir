// The tensor form of every op: the examples of the descriptions first, then
// each kind, optional operand and attribute, with several token dimensions.
// RUN: lookupffn-opt %s | lookupffn-opt | FileCheck %s
// RUN: lookupffn-opt %s --mlir-print-op-generic | lookupffn-opt | FileCheck %s
// RUN: lookupffn-opt %s --emit-bytecode | lookupffn-opt | FileCheck %s
// RUN: lookupffn-opt %s --verify-roundtrip

// CHECK-LABEL: @layer_norm(
func.func @layer_norm(%x: tensor<?x512xf32>, %gamma: tensor<512xf32>,
                      %beta: tensor<512xf32>, %init: tensor<?x512xf32>,
                      %x3: tensor<2x?x3xf32>) {
  // CHECK: lookupffn.layer_norm input(%{{.*}} : tensor<?x512xf32>) gamma(%{{.*}} : tensor<512xf32>) beta(%{{.*}} : tensor<512xf32>) outs(%{{.*}} : tensor<?x512xf32>) -> tensor<?x512xf32>
  %xn = lookupffn.layer_norm input(%x : tensor<?x512xf32>)
          gamma(%gamma : tensor<512xf32>) beta(%beta : tensor<512xf32>)
          outs(%init : tensor<?x512xf32>) {eps = 1.0e-05 : f64}
          -> tensor<?x512xf32>
  // CHECK: layer_norm input(%{{.*}} : tensor<?x512xf32>) beta(%{{.*}}) outs(%{{.*}} : tensor<?x512xf32>) {eps = 0.000000e+00 : f64} ->
  %0 = lookupffn.layer_norm input(%x : tensor<?x512xf32>)
         beta(%beta : tensor<512xf32>) outs(%init : tensor<?x512xf32>)
         {eps = 0.0 : f64} -> tensor<?x512xf32>
  // CHECK: layer_norm input(%{{.*}} : tensor<2x?x3xf32>) outs(%{{.*}} : tensor<2x?x3xf32>) -> tensor<2x?x3xf32>
  %1 = lookupffn.layer_norm input(%x3 : tensor<2x?x3xf32>)
         outs(%x3 : tensor<2x?x3xf32>) -> tensor<2x?x3xf32>
  return
}

// CHECK-LABEL: @project_dense(
func.func @project_dense(%x: tensor<?x40xf32>, %w: tensor<28x40xf32>,
                         %b: tensor<28xf32>, %init: tensor<?x7x4xf32>,
                         %one: tensor<40xf32>, %one_init: tensor<7x4xf32>) {
  // CHECK: lookupffn.project #lookupffn.dense input(%{{.*}} : tensor<?x40xf32>) weights(%{{.*}} : tensor<28x40xf32>) bias(%{{.*}} : tensor<28xf32>) outs(%{{.*}} : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
  %z = lookupffn.project #lookupffn.dense input(%x : tensor<?x40xf32>)
         weights(%w : tensor<28x40xf32>) bias(%b : tensor<28xf32>)
         outs(%init : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
  // One token as a vector: no token dimension at all.
  // CHECK: project #lookupffn.dense input(%{{.*}} : tensor<40xf32>) weights(%{{.*}}) outs(%{{.*}} : tensor<7x4xf32>) -> tensor<7x4xf32>
  %0 = lookupffn.project #lookupffn.dense input(%one : tensor<40xf32>)
         weights(%w : tensor<28x40xf32>) outs(%one_init : tensor<7x4xf32>)
         -> tensor<7x4xf32>
  return
}

// CHECK-LABEL: @project_packed_dense(
func.func @project_packed_dense(%x: tensor<?x40xf32>, %w: tensor<2x40x16xf32>,
                                %b: tensor<28xf32>,
                                %init: tensor<?x4x7xf32>) {
  // CHECK: project #lookupffn.packed_dense input(%{{.*}}) weights(%{{.*}} : tensor<2x40x16xf32>) bias(%{{.*}}) outs(%{{.*}} : tensor<?x4x7xf32>) bit_major -> tensor<?x4x7xf32>
  %z = lookupffn.project #lookupffn.packed_dense input(%x : tensor<?x40xf32>)
         weights(%w : tensor<2x40x16xf32>) bias(%b : tensor<28xf32>)
         outs(%init : tensor<?x4x7xf32>) bit_major -> tensor<?x4x7xf32>
  return
}

// CHECK-LABEL: @project_quantized_bh4(
func.func @project_quantized_bh4(
    %x: tensor<?x40xf32>, %wq: tensor<1x4x8x4x8x2xi16>, %b: tensor<28xf32>,
    %shift: tensor<1x64xf32>, %tap: tensor<64xf32>, %steps: tensor<1x4x3xf32>,
    %rows: tensor<28x40xf32>, %initq: tensor<?x4x7xf32>) {
  // CHECK: project #lookupffn.quantized_bh4 input(%{{.*}}) weights(%{{.*}} : tensor<1x4x8x4x8x2xi16>) tap(%{{.*}} : tensor<64xf32>) steps(%{{.*}} : tensor<1x4x3xf32>) composed(%{{.*}} : tensor<28x40xf32>) outs(%{{.*}}) bit_major -> tensor<?x4x7xf32>
  %zq = lookupffn.project #lookupffn.quantized_bh4
          input(%x : tensor<?x40xf32>) weights(%wq : tensor<1x4x8x4x8x2xi16>)
          tap(%tap : tensor<64xf32>) steps(%steps : tensor<1x4x3xf32>)
          composed(%rows : tensor<28x40xf32>)
          outs(%initq : tensor<?x4x7xf32>) bit_major -> tensor<?x4x7xf32>
  // CHECK: composed(%{{.*}} : tensor<28x40xf32>) composed_bias(%{{.*}} : tensor<28xf32>)
  // CHECK-SAME: lookupffn.schedule = #lookupffn.schedule<{{.*}}, arithmetic = "i16">
  %0 = lookupffn.project #lookupffn.quantized_bh4
         input(%x : tensor<?x40xf32>) weights(%wq : tensor<1x4x8x4x8x2xi16>)
         bias(%b : tensor<28xf32>) shift(%shift : tensor<1x64xf32>)
         tap(%tap : tensor<64xf32>) steps(%steps : tensor<1x4x3xf32>)
         composed(%rows : tensor<28x40xf32>) composed_bias(%b : tensor<28xf32>)
         outs(%initq : tensor<?x4x7xf32>) bit_major
         {lookupffn.schedule = #lookupffn.schedule<
            path = "fast", tile_tokens = 4, tile_columns = 8,
            panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3,
            arithmetic = "i16">} -> tensor<?x4x7xf32>
  return
}

// CHECK-LABEL: @project_quantized_bh4_in_bytes(
func.func @project_quantized_bh4_in_bytes(
    %x: tensor<?x40xf32>, %wq: tensor<1x4x8x1x8x16xi8>,
    %steps: tensor<1x4x3xf32>, %rows: tensor<28x40xf32>,
    %initq: tensor<?x4x7xf32>) {
  // CHECK: project #lookupffn.quantized_bh4 input(%{{.*}}) weights(%{{.*}} : tensor<1x4x8x1x8x16xi8>)
  %zq = lookupffn.project #lookupffn.quantized_bh4
          input(%x : tensor<?x40xf32>) weights(%wq : tensor<1x4x8x1x8x16xi8>)
          steps(%steps : tensor<1x4x3xf32>) composed(%rows : tensor<28x40xf32>)
          outs(%initq : tensor<?x4x7xf32>) bit_major -> tensor<?x4x7xf32>
  return
}

// CHECK-LABEL: @project_quantized_dense(
func.func @project_quantized_dense(
    %x: tensor<?x40xf32>, %wt: tensor<2x1x2x16x64xi8>, %b: tensor<32xf32>,
    %s: tensor<3x32xf32>, %a: tensor<32x40xf32>, %initt: tensor<?x4x8xf32>) {
  // CHECK: project #lookupffn.quantized_dense input(%{{.*}}) weights(%{{.*}} : tensor<2x1x2x16x64xi8>) steps(%{{.*}} : tensor<3x32xf32>) composed(%{{.*}} : tensor<32x40xf32>) outs(%{{.*}}) bit_major -> tensor<?x4x8xf32>
  %zt = lookupffn.project #lookupffn.quantized_dense
          input(%x : tensor<?x40xf32>) weights(%wt : tensor<2x1x2x16x64xi8>)
          steps(%s : tensor<3x32xf32>) composed(%a : tensor<32x40xf32>)
          outs(%initt : tensor<?x4x8xf32>) bit_major -> tensor<?x4x8xf32>
  // CHECK: project #lookupffn.quantized_dense<spreads_nan = true> input(
  // CHECK-SAME: composed_bias(%{{.*}} : tensor<32xf32>)
  // CHECK-SAME: lookupffn.schedule = #lookupffn.schedule<{{.*}}, arithmetic = "i8x2">
  %0 = lookupffn.project #lookupffn.quantized_dense<spreads_nan = true>
         input(%x : tensor<?x40xf32>) weights(%wt : tensor<2x1x2x16x64xi8>)
         bias(%b : tensor<32xf32>) steps(%s : tensor<3x32xf32>)
         composed(%a : tensor<32x40xf32>) composed_bias(%b : tensor<32xf32>)
         outs(%initt : tensor<?x4x8xf32>) bit_major
         {lookupffn.schedule = #lookupffn.schedule<
            path = "fast", tile_tokens = 16, tile_columns = 32,
            panel_tokens = 64, prefetch_rows = 0, prefetch_locality = 3,
            arithmetic = "i8x2">} -> tensor<?x4x8xf32>
  return
}

// CHECK-LABEL: @project_bh4(
func.func @project_bh4(%x: tensor<2x?x40xf32>, %w: tensor<2x4x8x8x8xf32>,
                       %init: tensor<2x?x12x8xf32>) {
  // CHECK: project #lookupffn.bh4<decay = 0.69999999999999996 : f64> input(%{{.*}} : tensor<2x?x40xf32>) weights(%{{.*}} : tensor<2x4x8x8x8xf32>) outs(%{{.*}}) -> tensor<2x?x12x8xf32>
  %z = lookupffn.project #lookupffn.bh4<decay = 0.7 : f64>
         input(%x : tensor<2x?x40xf32>) weights(%w : tensor<2x4x8x8x8xf32>)
         outs(%init : tensor<2x?x12x8xf32>) -> tensor<2x?x12x8xf32>
  return
}

// CHECK-LABEL: @project_absorbed_bh4(
func.func @project_absorbed_bh4(%x: tensor<?x40xf32>,
                                %w: tensor<2x4x8x8x8xf32>,
                                %shift: tensor<2x64xf32>, %tap: tensor<64xf32>,
                                %init: tensor<?x8x12xf32>) {
  // CHECK: project #lookupffn.absorbed_bh4 input(%{{.*}}) weights(%{{.*}}) shift(%{{.*}} : tensor<2x64xf32>) tap(%{{.*}} : tensor<64xf32>) outs(%{{.*}}) bit_major -> tensor<?x8x12xf32>
  %z = lookupffn.project #lookupffn.absorbed_bh4 input(%x : tensor<?x40xf32>)
         weights(%w : tensor<2x4x8x8x8xf32>) shift(%shift : tensor<2x64xf32>)
         tap(%tap : tensor<64xf32>) outs(%init : tensor<?x8x12xf32>)
         bit_major -> tensor<?x8x12xf32>
  return
}

// CHECK-LABEL: @project_without_products(
func.func @project_without_products(%x: tensor<?x28xf32>, %b: tensor<28xf32>,
                                    %pairs: tensor<28x2xi32>,
                                    %init: tensor<?x7x4xf32>) {
  // CHECK: project #lookupffn.identity input(%{{.*}}) bias(%{{.*}}) outs(%{{.*}}) -> tensor<?x7x4xf32>
  %0 = lookupffn.project #lookupffn.identity input(%x : tensor<?x28xf32>)
         bias(%b : tensor<28xf32>) outs(%init : tensor<?x7x4xf32>)
         -> tensor<?x7x4xf32>
  // CHECK: project #lookupffn.pairwise input(%{{.*}}) weights(%{{.*}} : tensor<28x2xi32>) outs(%{{.*}}) -> tensor<?x7x4xf32>
  %1 = lookupffn.project #lookupffn.pairwise input(%x : tensor<?x28xf32>)
         weights(%pairs : tensor<28x2xi32>) outs(%init : tensor<?x7x4xf32>)
         -> tensor<?x7x4xf32>
  return
}

// CHECK-LABEL: @hash(
func.func @hash(%z: tensor<?x7x4xf32>, %c: tensor<?x7xi8>, %s: tensor<?x7xf32>,
                %zb: tensor<2x3x12x?xf32>, %cb: tensor<2x3x?xi16>,
                %sb: tensor<2x3x?xf32>) {
  // CHECK: lookupffn.hash input(%{{.*}} : tensor<?x7x4xf32>) outs(%{{.*}}, %{{.*}} : tensor<?x7xi8>, tensor<?x7xf32>) compare = ogt bit_order = msb score = margin -> tensor<?x7xi8>, tensor<?x7xf32>
  %code, %score = lookupffn.hash input(%z : tensor<?x7x4xf32>)
      outs(%c, %s : tensor<?x7xi8>, tensor<?x7xf32>)
      compare = ogt bit_order = msb score = margin
      -> tensor<?x7xi8>, tensor<?x7xf32>
  // CHECK: compare = oge bit_order = lsb score = softmax bit_major {temperature = 2.000000e+00 : f64} -> tensor<2x3x?xi16>, tensor<2x3x?xf32>
  %0:2 = lookupffn.hash input(%zb : tensor<2x3x12x?xf32>)
      outs(%cb, %sb : tensor<2x3x?xi16>, tensor<2x3x?xf32>)
      compare = oge bit_order = lsb score = softmax bit_major
      {temperature = 2.0 : f64} -> tensor<2x3x?xi16>, tensor<2x3x?xf32>
  // CHECK: compare = ogt bit_order = lsb score = one ->
  %1:2 = lookupffn.hash input(%z : tensor<?x7x4xf32>)
      outs(%c, %s : tensor<?x7xi8>, tensor<?x7xf32>)
      compare = ogt bit_order = lsb score = one
      -> tensor<?x7xi8>, tensor<?x7xf32>
  // CHECK: score = constant {constant = 1.250000e-01 : f64} ->
  %2:2 = lookupffn.hash input(%z : tensor<?x7x4xf32>)
      outs(%c, %s : tensor<?x7xi8>, tensor<?x7xf32>)
      compare = ogt bit_order = lsb score = constant {constant = 0.125 : f64}
      -> tensor<?x7xi8>, tensor<?x7xf32>
  return
}
