// RUN: lookupffn-opt %s --convert-lookupffn-to-linalg --split-input-file | FileCheck %s
// RUN: lookupffn-opt %s --convert-lookupffn-to-linalg --split-input-file \
// RUN:   --one-shot-bufferize="bufferize-function-boundaries" \
// RUN:   --canonicalize --cse --canonicalize | FileCheck %s --check-prefix=BUFFER

// The results are arguments, so that every allocation and every copy below is
// one that the lowering asked for. The clean-up folds the copy of a slice to
// itself, which is how bufferization puts a slice back in place.

// CHECK-LABEL: @layer_norm
// CHECK-SAME: %[[X:.*]]: tensor<?x40xf32>, %[[GAMMA:.*]]: tensor<40xf32>, %{{.*}}: tensor<?x40xf32>
// CHECK: scf.for
// CHECK:   %[[ROW:.*]] = tensor.extract_slice %[[X]]
// CHECK:   scf.for {{.*}} -> (f64)
// CHECK:   scf.for {{.*}} -> (f64)
// CHECK:   math.sqrt {{.*}} : f64
// CHECK:   linalg.generic {{.*}} ins(%[[ROW]], %[[GAMMA]] :
// CHECK-NOT: lookupffn
// BUFFER-LABEL: @layer_norm
// BUFFER-NOT: memref.alloc
// BUFFER-NOT: memref.copy
func.func @layer_norm(%x: tensor<?x40xf32>, %gamma: tensor<40xf32>,
                      %out: tensor<?x40xf32>) -> tensor<?x40xf32> {
  %xn = lookupffn.layer_norm input(%x : tensor<?x40xf32>)
    gamma(%gamma : tensor<40xf32>) outs(%out : tensor<?x40xf32>)
    -> tensor<?x40xf32>
  return %xn : tensor<?x40xf32>
}

// -----

// CHECK-LABEL: @dense
// CHECK-NOT: scf.for
// CHECK: linalg.generic {{.*}} ["parallel", "parallel", "parallel", "parallel"]
// CHECK:   scf.for {{.*}} -> (f32)
// CHECK:   tensor.extract %{{.*}} : tensor<28xf32>
// CHECK-NOT: lookupffn
// BUFFER-LABEL: @dense
// BUFFER-NOT: memref.alloc
// BUFFER-NOT: memref.copy
func.func @dense(%x: tensor<?x3x40xf32>, %w: tensor<28x40xf32>,
                 %bias: tensor<28xf32>, %out: tensor<?x3x7x4xf32>)
    -> tensor<?x3x7x4xf32> {
  %z = lookupffn.project #lookupffn.dense input(%x : tensor<?x3x40xf32>)
    weights(%w : tensor<28x40xf32>) bias(%bias : tensor<28xf32>)
    outs(%out : tensor<?x3x7x4xf32>) -> tensor<?x3x7x4xf32>
  return %z : tensor<?x3x7x4xf32>
}

// -----

// An index outside the token is clamped.
// CHECK-LABEL: @pairwise
// CHECK: arith.maxsi
// CHECK: arith.minsi
// CHECK-NOT: lookupffn
func.func @pairwise(%x: tensor<?x40xf32>, %pairs: tensor<28x2xi32>,
                    %out: tensor<?x7x4xf32>) -> tensor<?x7x4xf32> {
  %z = lookupffn.project #lookupffn.pairwise input(%x : tensor<?x40xf32>)
    weights(%pairs : tensor<28x2xi32>) outs(%out : tensor<?x7x4xf32>)
    -> tensor<?x7x4xf32>
  return %z : tensor<?x7x4xf32>
}

// -----

// Three buffers of the size of one token, outside the loop over the tokens.
// CHECK-LABEL: @bh4
// CHECK-COUNT-3: tensor.empty() : tensor<2x8xf32>
// CHECK-NOT: tensor.empty
// CHECK: scf.for
// CHECK-NOT: lookupffn
// BUFFER-LABEL: @bh4
// BUFFER-COUNT-3: memref.alloc() {{.*}} : memref<2x8xf32>
// BUFFER: scf.for
// BUFFER-NOT: memref.alloc
// BUFFER-NOT: memref.copy
func.func @bh4(%x: tensor<?x6xf32>, %w: tensor<2x4x2x4x4xf32>,
               %out: tensor<?x5x2xf32>) -> tensor<?x5x2xf32> {
  %z = lookupffn.project #lookupffn.bh4<decay = 0.7 : f64>
    input(%x : tensor<?x6xf32>) weights(%w : tensor<2x4x2x4x4xf32>)
    outs(%out : tensor<?x5x2xf32>) -> tensor<?x5x2xf32>
  return %z : tensor<?x5x2xf32>
}

// -----

// Each step reads one buffer and writes another.
// CHECK-LABEL: @hadamard
// CHECK-SAME: %[[X:.*]]: tensor<?x8xf32>, %[[OUT:.*]]: tensor<?x8xf32>
// CHECK: %[[SCRATCH:.*]] = tensor.empty(%{{.*}}) : tensor<?x8xf32>
// CHECK: %[[A:.*]] = linalg.generic {{.*}} outs(%[[OUT]] :
// CHECK: tensor.extract %[[X]]
// CHECK: %[[B:.*]] = linalg.generic {{.*}} outs(%[[SCRATCH]] :
// CHECK: tensor.extract %[[A]]
// CHECK: %[[C:.*]] = linalg.generic {{.*}} outs(%[[A]] :
// CHECK: tensor.extract %[[B]]
// CHECK: return %[[C]]
// BUFFER-LABEL: @hadamard
// BUFFER-COUNT-1: memref.alloc
// BUFFER-NOT: memref.alloc
// BUFFER-NOT: memref.copy
func.func @hadamard(%x: tensor<?x8xf32>, %out: tensor<?x8xf32>)
    -> tensor<?x8xf32> {
  %v = lookupffn.hadamard input(%x : tensor<?x8xf32>)
    outs(%out : tensor<?x8xf32>) -> tensor<?x8xf32>
  return %v : tensor<?x8xf32>
}

// -----

// Without a target, exp is mul and add: no op that may become a call.
// CHECK-LABEL: @hash
// CHECK: linalg.generic
// CHECK:   scf.for {{.*}} -> (i32, f64, f64)
// CHECK:     arith.cmpf ogt
// CHECK-NOT: math.{{exp|fma|roundeven}}
// CHECK:   arith.trunci {{.*}} : i32 to i8
// CHECK-NOT: lookupffn
// BUFFER-LABEL: @hash
// BUFFER-NOT: memref.alloc
// BUFFER-NOT: memref.copy
func.func @hash(%z: tensor<?x7x4xf32>, %c: tensor<?x7xi8>,
                %s: tensor<?x7xf32>) -> (tensor<?x7xi8>, tensor<?x7xf32>) {
  %code, %score = lookupffn.hash input(%z : tensor<?x7x4xf32>)
    outs(%c, %s : tensor<?x7xi8>, tensor<?x7xf32>)
    compare = ogt bit_order = msb score = margin
    -> tensor<?x7xi8>, tensor<?x7xf32>
  return %code, %score : tensor<?x7xi8>, tensor<?x7xf32>
}

// -----

// A rule that does not read the size of z has no exp at all.
// CHECK-LABEL: @hash_constant
// CHECK: arith.cmpf oge
// CHECK: arith.shli
// CHECK-NOT: math.absf
// CHECK: arith.extui {{.*}} : i32 to i64
func.func @hash_constant(%z: tensor<?x4x7xf32>, %c: tensor<?x7xi64>,
                         %s: tensor<?x7xf32>)
    -> (tensor<?x7xi64>, tensor<?x7xf32>) {
  %code, %score = lookupffn.hash input(%z : tensor<?x4x7xf32>)
    outs(%c, %s : tensor<?x7xi64>, tensor<?x7xf32>)
    compare = oge bit_order = lsb score = constant bit_major
    {constant = 0.5 : f64} -> tensor<?x7xi64>, tensor<?x7xf32>
  return %code, %score : tensor<?x7xi64>, tensor<?x7xf32>
}

// -----

// The row is a slice, so its loop has no data-dependent address.
// CHECK-LABEL: @lookup
// CHECK-SAME: %[[TABLES:.*]]: tensor<7x16x24xf32>
// CHECK: scf.for
// CHECK:   linalg.copy
// CHECK:   scf.for
// CHECK:     arith.index_castui {{.*}} : i8 to index
// CHECK-NOT: arith.minsi
// CHECK:     %[[ROW:.*]] = tensor.extract_slice %[[TABLES]]
// CHECK:     linalg.generic {{.*}} ins(%[[ROW]] :
// CHECK:       arith.mulf {{.*}} fastmath<contract>
// CHECK:       arith.addf {{.*}} fastmath<contract>
// CHECK-NOT: lookupffn
// BUFFER-LABEL: @lookup
// BUFFER-NOT: memref.alloc
// BUFFER-NOT: memref.copy
func.func @lookup(%tables: tensor<7x16x24xf32>, %code: tensor<?x7xi8>,
                  %score: tensor<?x7xf32>, %bias: tensor<24xf32>,
                  %out: tensor<?x24xf32>) -> tensor<?x24xf32> {
  %y = lookupffn.lookup tables(%tables : tensor<7x16x24xf32>)
    code(%code : tensor<?x7xi8>) score(%score : tensor<?x7xf32>)
    bias(%bias : tensor<24xf32>) outs(%out : tensor<?x24xf32>) bounds = assume
    -> tensor<?x24xf32>
  return %y : tensor<?x24xf32>
}

// -----

// Clamped codes are signed; the scale of a row is a factor of its weight.
// CHECK-LABEL: @lookup_shared
// CHECK: linalg.fill
// CHECK: %[[CODE:.*]] = arith.index_cast {{.*}} : i64 to index
// CHECK: arith.maxsi %[[CODE]]
// CHECK: %[[ROW:.*]] = arith.minsi
// CHECK: tensor.extract %{{.*}}[%[[ROW]]] : tensor<96xf32>
// CHECK: arith.sitofp {{.*}} : i8 to f32
func.func @lookup_shared(%tables: tensor<96x24xi8>, %scale: tensor<96xf32>,
                         %code: tensor<?x?xi64>, %out: tensor<?x24xf32>)
    -> tensor<?x24xf32> {
  %y = lookupffn.lookup tables(%tables : tensor<96x24xi8>)
    code(%code : tensor<?x?xi64>) row_scale(%scale : tensor<96xf32>)
    outs(%out : tensor<?x24xf32>) bounds = clamp -> tensor<?x24xf32>
  return %y : tensor<?x24xf32>
}

// -----

// The largest code first, which LLVM finds by vectors; then the first bad one.
// CHECK-LABEL: @check_codes
// CHECK: scf.for {{.*}} -> (i32)
// CHECK:   arith.maxui
// CHECK: arith.cmpi uge
// CHECK: scf.if
// CHECK: scf.for {{.*}} -> (i64)
// CHECK:   scf.for {{.*}} -> (i64)
// CHECK:     arith.cmpi uge
// CHECK-NOT: lookupffn
func.func @check_codes(%code: tensor<?x3xi32>) -> i64 {
  %bad = lookupffn.check_codes %code rows = 96 : tensor<?x3xi32>
  return %bad : i64
}

// -----

// CHECK-LABEL: @scheduled
// CHECK: lookupffn.layer_norm
// CHECK-NOT: lookupffn.layer_norm
// CHECK: math.sqrt
func.func @scheduled(%x: tensor<?x40xf32>, %a: tensor<?x40xf32>,
                     %b: tensor<?x40xf32>) -> tensor<?x40xf32> {
  %first = lookupffn.layer_norm input(%x : tensor<?x40xf32>)
    outs(%a : tensor<?x40xf32>) {lookupffn.schedule = #lookupffn.schedule<
      path = "fast", tile_tokens = 1, tile_columns = 16, panel_tokens = 16,
      prefetch_rows = 0, prefetch_locality = 3>} -> tensor<?x40xf32>
  %second = lookupffn.layer_norm input(%first : tensor<?x40xf32>)
    outs(%b : tensor<?x40xf32>) {lookupffn.schedule = #lookupffn.schedule<
      path = "linalg", tile_tokens = 1, tile_columns = 16, panel_tokens = 16,
      prefetch_rows = 0, prefetch_locality = 3>} -> tensor<?x40xf32>
  return %second : tensor<?x40xf32>
}

// -----

// The target decides about instructions: fma for exp, f16 conversion.
// CHECK-LABEL: @target
// CHECK: math.fma
// CHECK: arith.extf {{.*}} : f16 to f32
module attributes {lookupffn.target = #lookupffn.target<
    triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v3",
    features = "+avx2,+f16c,+fma", vector_bits = 256, vector_registers = 16,
    l1_bytes = 32768, l2_bytes = 1048576, l3_bytes = 33554432,
    cache_line_bytes = 64, cores = 2>} {
  func.func @target(%z: tensor<?x7x4xf32>, %c: tensor<?x7xi8>,
                    %s: tensor<?x7xf32>, %tables: tensor<7x16x24xf16>,
                    %out: tensor<?x24xf32>) -> tensor<?x24xf32> {
    %code, %score = lookupffn.hash input(%z : tensor<?x7x4xf32>)
      outs(%c, %s : tensor<?x7xi8>, tensor<?x7xf32>)
      compare = ogt bit_order = msb score = softmax
      -> tensor<?x7xi8>, tensor<?x7xf32>
    %y = lookupffn.lookup tables(%tables : tensor<7x16x24xf16>)
      code(%code : tensor<?x7xi8>) score(%score : tensor<?x7xf32>)
      outs(%out : tensor<?x24xf32>) bounds = assume -> tensor<?x24xf32>
    return %y : tensor<?x24xf32>
  }
}
