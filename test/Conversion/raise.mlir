// RUN: lookupffn-opt %s --lookupffn-raise --split-input-file | FileCheck %s

// Each step on its own, as small as it gets; test/Inputs/exports has whole
// layers.

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
#col = affine_map<(d0, d1) -> (d1)>

// A norm with E[x^2] - E[x]^2, a division by the root, and gamma alone.

// CHECK-LABEL: func.func @norm(
// CHECK-SAME: %[[X:.*]]: tensor<?x8xf32>, %[[G:.*]]: tensor<8xf32>
// CHECK: lookupffn.layer_norm input(%[[X]] : tensor<?x8xf32>) gamma(%[[G]] :
// CHECK-NOT: beta
// CHECK-SAME: {eps = 1.000000e-03 : f64}
// CHECK-NOT: linalg
func.func @norm(%x: tensor<?x8xf32>, %gamma: tensor<8xf32>) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %width = arith.constant 8.0 : f32
  %eps = arith.constant 1.0e-3 : f32
  %n = tensor.dim %x, %c0 : tensor<?x8xf32>
  %e = tensor.empty(%n) : tensor<?xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %sum = linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<?x8xf32>) outs(%f : tensor<?xf32>) {
  ^bb0(%i: f32, %o: f32):
    %s = arith.addf %o, %i : f32
    linalg.yield %s : f32
  } -> tensor<?xf32>
  %squares = linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<?x8xf32>) outs(%f : tensor<?xf32>) {
  ^bb0(%i: f32, %o: f32):
    %q = arith.mulf %i, %i : f32
    %s = arith.addf %o, %q : f32
    linalg.yield %s : f32
  } -> tensor<?xf32>
  %ey = tensor.empty(%n) : tensor<?x8xf32>
  %y = linalg.generic {indexing_maps = [#id, #row, #row, #col, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %sum, %squares, %gamma : tensor<?x8xf32>, tensor<?xf32>, tensor<?xf32>, tensor<8xf32>)
      outs(%ey : tensor<?x8xf32>) {
  ^bb0(%i: f32, %s: f32, %q: f32, %g: f32, %o: f32):
    %mean = arith.divf %s, %width : f32
    %msq = arith.divf %q, %width : f32
    %m2 = arith.mulf %mean, %mean : f32
    %var = arith.subf %msq, %m2 : f32
    %ve = arith.addf %var, %eps : f32
    %root = math.sqrt %ve : f32
    %d = arith.subf %i, %mean : f32
    %r = arith.divf %d, %root : f32
    %rg = arith.mulf %r, %g : f32
    linalg.yield %rg : f32
  } -> tensor<?x8xf32>
  return %y : tensor<?x8xf32>
}

// -----

#z = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#t = affine_map<(d0, d1, d2) -> (d0, d1)>

// Codes alone: bits are or-ed, lsb first, and returned as i32.

// CHECK-LABEL: func.func @code(
// CHECK-SAME: %[[Z:.*]]: tensor<2x3x4xf32>
// CHECK: %[[H:.*]]:2 = lookupffn.hash input(%[[Z]] {{.*}} compare = oge bit_order = lsb score = one
// CHECK: %[[C:.*]] = arith.extui %[[H]]#0 : tensor<2x3xi8> to tensor<2x3xi32>
// CHECK: return %[[C]]
func.func @code(%z: tensor<2x3x4xf32>) -> tensor<2x3xi32> {
  %zero = arith.constant 0.0 : f32
  %none = arith.constant dense<0> : tensor<2x3xi32>
  %code = linalg.generic {indexing_maps = [#z, #t], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%z : tensor<2x3x4xf32>) outs(%none : tensor<2x3xi32>) {
  ^bb0(%i: f32, %o: i32):
    %b = arith.cmpf ole, %zero, %i : f32
    %bit = arith.extui %b : i1 to i32
    %l = linalg.index 2 : index
    %shift = arith.index_cast %l : index to i32
    %place = arith.shli %bit, %shift : i32
    %c = arith.ori %o, %place : i32
    linalg.yield %c : i32
  } -> tensor<2x3xi32>
  return %code : tensor<2x3xi32>
}

// -----

#z = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#t = affine_map<(d0, d1, d2) -> (d0, d1)>

// Scores alone: |z| is a selection, 1 / (1 + exp(-|z|)) a hyperbolic tangent.

// CHECK-LABEL: func.func @score(
// CHECK: %[[H:.*]]:2 = lookupffn.hash input(%{{.*}} score = margin {temperature = 2.000000e+00 : f64}
// CHECK-NOT: linalg
// CHECK: return %[[H]]#1
func.func @score(%z: tensor<2x3x4xf32>) -> tensor<2x3xf32> {
  %zero = arith.constant 0.0 : f32
  %half = arith.constant 0.5 : f32
  %sums = arith.constant dense<0.0> : tensor<2x3xf32>
  %ones = arith.constant dense<1.0> : tensor<2x3xf32>
  %one = arith.constant 1.0 : f32
  %s:2 = linalg.generic {indexing_maps = [#z, #t, #t], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%z : tensor<2x3x4xf32>) outs(%sums, %ones : tensor<2x3xf32>, tensor<2x3xf32>) {
  ^bb0(%i: f32, %s: f32, %p: f32):
    %neg = arith.negf %i : f32
    %less = arith.cmpf olt, %i, %zero : f32
    %m = arith.select %less, %neg, %i : f32
    %h = arith.mulf %m, %half : f32
    %tanh = math.tanh %h : f32
    %t1 = arith.addf %tanh, %one : f32
    %q = arith.mulf %t1, %half : f32
    %s1 = arith.addf %s, %m : f32
    %p1 = arith.mulf %p, %q : f32
    linalg.yield %s1, %p1 : f32, f32
  } -> (tensor<2x3xf32>, tensor<2x3xf32>)
  %score = arith.mulf %s#0, %s#1 : tensor<2x3xf32>
  return %score : tensor<2x3xf32>
}

// -----

#rows = affine_map<(d0, d1, d2) -> (d0, d2)>
#code = affine_map<(d0, d1, d2) -> (d0, d1)>
#y = affine_map<(d0, d1, d2) -> (d0, d1)>
#tok = affine_map<(d0, d1, d2) -> (d0, d2)>

// Codes from outside: what is outside the tables is undefined, so the default
// of checking it does no harm.

// CHECK-LABEL: func.func @lookup(
// CHECK-SAME: %[[C:.*]]: tensor<?x3xi32>, %[[S:.*]]: tensor<?x3xf32>, %[[T:.*]]: tensor<9x5xf32>
// CHECK: lookupffn.lookup tables(%[[T]] : tensor<9x5xf32>) code(%[[C]] {{.*}} score(%[[S]]
// CHECK-NOT: bounds
// CHECK-NOT: linalg
func.func @lookup(%code: tensor<?x3xi32>, %score: tensor<?x3xf32>, %tables: tensor<9x5xf32>) -> tensor<?x5xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %code, %c0 : tensor<?x3xi32>
  %e = tensor.empty(%n) : tensor<?x5xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<?x5xf32>) -> tensor<?x5xf32>
  %y = linalg.generic {indexing_maps = [#tok, #tok, #y], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%code, %score : tensor<?x3xi32>, tensor<?x3xf32>) outs(%f : tensor<?x5xf32>) {
  ^bb0(%c: i32, %s: f32, %o: f32):
    %r = arith.index_cast %c : i32 to index
    %d = linalg.index 1 : index
    %v = tensor.extract %tables[%r, %d] : tensor<9x5xf32>
    %w = arith.mulf %s, %v : f32
    %a = arith.addf %o, %w : f32
    linalg.yield %a : f32
  } -> tensor<?x5xf32>
  return %y : tensor<?x5xf32>
}

// -----

#y = affine_map<(d0, d1, d2) -> (d0, d1)>
#tok = affine_map<(d0, d1, d2) -> (d0, d2)>

// Clamped codes, tables with columns in front: [O, T, S].

// CHECK-LABEL: func.func @clamped(
// CHECK-SAME: %[[C:.*]]: tensor<4x3xi64>, %[[A:.*]]: tensor<5x3x9xf32>
// CHECK: %[[T:.*]] = linalg.transpose ins(%[[A]] : tensor<5x3x9xf32>) {{.*}} permutation = [1, 2, 0]
// CHECK: lookupffn.lookup tables(%[[T]] : tensor<3x9x5xf32>) code(%[[C]] {{.*}} bounds = clamp
func.func @clamped(%code: tensor<4x3xi64>, %tables: tensor<5x3x9xf32>) -> tensor<4x5xf32> {
  %f = arith.constant dense<0.0> : tensor<4x5xf32>
  %low = arith.constant 0 : i64
  %high = arith.constant 8 : i64
  %y = linalg.generic {indexing_maps = [#tok, #y], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%code : tensor<4x3xi64>) outs(%f : tensor<4x5xf32>) {
  ^bb0(%c: i64, %o: f32):
    %above = arith.maxsi %c, %low : i64
    %inside = arith.minsi %above, %high : i64
    %r = arith.index_cast %inside : i64 to index
    %d = linalg.index 1 : index
    %t = linalg.index 2 : index
    %v = tensor.extract %tables[%d, %t, %r] : tensor<5x3x9xf32>
    %a = arith.addf %o, %v : f32
    linalg.yield %a : f32
  } -> tensor<4x5xf32>
  return %y : tensor<4x5xf32>
}

// -----

#x = affine_map<(d0, d1, d2, d3) -> (d0, d3)>
#w = affine_map<(d0, d1, d2, d3) -> (d3, d1, d2)>
#zz = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
#z = affine_map<(d0, d1, d2) -> (d0, d1, d2)>

// A projection whose bits become no code; its weights are [D, T, L].

// CHECK-LABEL: func.func @project(
// CHECK-SAME: %[[X:.*]]: tensor<2x6xf32>, %[[W:.*]]: tensor<6x3x4xf32>
// CHECK: %[[A:.*]] = linalg.transpose ins(%[[W]] : tensor<6x3x4xf32>) {{.*}} permutation = [1, 2, 0]
// CHECK: %[[B:.*]] = tensor.collapse_shape %[[A]] {{\[}}[0, 1], [2]]
// CHECK: lookupffn.project #lookupffn.dense input(%[[X]] : tensor<2x6xf32>) weights(%[[B]] : tensor<12x6xf32>)
// CHECK: arith.cmpf
func.func @project(%x: tensor<2x6xf32>, %w: tensor<6x3x4xf32>) -> tensor<2x3x4xi1> {
  %zero = arith.constant 0.0 : f32
  %f = arith.constant dense<0.0> : tensor<2x3x4xf32>
  %p = linalg.generic {indexing_maps = [#x, #w, #zz], iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<2x6xf32>, tensor<6x3x4xf32>) outs(%f : tensor<2x3x4xf32>) {
  ^bb0(%i: f32, %k: f32, %o: f32):
    %m = arith.mulf %i, %k : f32
    %a = arith.addf %o, %m : f32
    linalg.yield %a : f32
  } -> tensor<2x3x4xf32>
  %e = tensor.empty() : tensor<2x3x4xi1>
  %bits = linalg.generic {indexing_maps = [#z, #z], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%p : tensor<2x3x4xf32>) outs(%e : tensor<2x3x4xi1>) {
  ^bb0(%i: f32, %o: i1):
    %b = arith.cmpf ogt, %i, %zero : f32
    linalg.yield %b : i1
  } -> tensor<2x3x4xi1>
  return %bits : tensor<2x3x4xi1>
}

// -----

// Ops that are not known are inputs, and functions without a layer stay.

// CHECK-LABEL: func.func @other(
// CHECK: linalg.matmul
// CHECK-NOT: lookupffn
func.func private @noise(tensor<4x8xf32>) -> tensor<4x8xf32>
func.func @other(%x: tensor<4x8xf32>, %w: tensor<8x8xf32>) -> tensor<4x8xf32> {
  %f = arith.constant dense<0.0> : tensor<4x8xf32>
  %n = call @noise(%x) : (tensor<4x8xf32>) -> tensor<4x8xf32>
  %y = linalg.matmul ins(%n, %w : tensor<4x8xf32>, tensor<8x8xf32>) outs(%f : tensor<4x8xf32>) -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}
