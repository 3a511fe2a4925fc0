// RUN: lookupffn-opt %s --lookupffn-raise --split-input-file --remarks-filter='.*' -o %t 2>&1 | FileCheck %s
// RUN: FileCheck %s --check-prefix=IR < %t

// What looks like a step and is none stays, with a remark that names the first
// thing that differs.

// IR-NOT: lookupffn.layer_norm
// IR-NOT: lookupffn.project

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>

// CHECK: remark: [Missed] Raise | Category:lookupffn-raise | Remark="norm: expected the variance of 8 values, found the mean of their squares"
// CHECK-NEXT: math.rsqrt
func.func @rms_norm(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %f = arith.constant dense<0.0> : tensor<4xf32>
  %width = arith.constant 8.0 : f32
  %eps = arith.constant 1.0e-5 : f32
  %squares = linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<4x8xf32>) outs(%f : tensor<4xf32>) {
  ^bb0(%i: f32, %o: f32):
    %q = arith.mulf %i, %i : f32
    %s = arith.addf %o, %q : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  %e = tensor.empty() : tensor<4x8xf32>
  %y = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %squares : tensor<4x8xf32>, tensor<4xf32>) outs(%e : tensor<4x8xf32>) {
  ^bb0(%i: f32, %q: f32, %o: f32):
    %mean = arith.divf %q, %width : f32
    %v = arith.addf %mean, %eps : f32
    %r = math.rsqrt %v : f32
    %n = arith.mulf %i, %r : f32
    linalg.yield %n : f32
  } -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>

// CHECK: Remark="norm: expected the variance of 8 values divided by 8, found it divided by 7"
func.func @unbiased(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %f = arith.constant dense<0.0> : tensor<4xf32>
  %width = arith.constant 8.0 : f32
  %less = arith.constant 7.0 : f32
  %sum = linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<4x8xf32>) outs(%f : tensor<4xf32>) {
  ^bb0(%i: f32, %o: f32):
    %s = arith.addf %o, %i : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  %var = linalg.generic {indexing_maps = [#id, #row, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x, %sum : tensor<4x8xf32>, tensor<4xf32>) outs(%f : tensor<4xf32>) {
  ^bb0(%i: f32, %s: f32, %o: f32):
    %mean = arith.divf %s, %width : f32
    %d = arith.subf %i, %mean : f32
    %q = arith.mulf %d, %d : f32
    %a = arith.addf %o, %q : f32
    linalg.yield %a : f32
  } -> tensor<4xf32>
  %e = tensor.empty() : tensor<4x8xf32>
  %y = linalg.generic {indexing_maps = [#id, #row, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %sum, %var : tensor<4x8xf32>, tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4x8xf32>) {
  ^bb0(%i: f32, %s: f32, %v: f32, %o: f32):
    %mean = arith.divf %s, %width : f32
    %d = arith.subf %i, %mean : f32
    %u = arith.divf %v, %less : f32
    %r = math.sqrt %u : f32
    %n = arith.divf %d, %r : f32
    linalg.yield %n : f32
  } -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

#z = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#t = affine_map<(d0, d1, d2) -> (d0, d1)>

// A NaN would give 1.

// CHECK: Remark="code: expected bits z > 0 or z >= 0 that a NaN makes 0 (ogt, oge), found 'ugt'"
func.func @unordered(%z: tensor<2x3x4xf32>) -> tensor<2x3xi32> {
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1 : i32
  %none = arith.constant dense<0> : tensor<2x3xi32>
  %code = linalg.generic {indexing_maps = [#z, #t], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%z : tensor<2x3x4xf32>) outs(%none : tensor<2x3xi32>) {
  ^bb0(%i: f32, %o: i32):
    %b = arith.cmpf ugt, %i, %zero : f32
    %bit = arith.extui %b : i1 to i32
    %twice = arith.shli %o, %one : i32
    %c = arith.ori %twice, %bit : i32
    linalg.yield %c : i32
  } -> tensor<2x3xi32>
  return %code : tensor<2x3xi32>
}

// -----

#z = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#t = affine_map<(d0, d1, d2) -> (d0, d1)>

// CHECK: Remark="code: expected the sum of 4 bits times powers of two, the most or the least significant bit first, found what arith.xori makes of the bits"
func.func @gray(%z: tensor<2x3x4xf32>) -> tensor<2x3xi32> {
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1 : i32
  %none = arith.constant dense<0> : tensor<2x3xi32>
  %code = linalg.generic {indexing_maps = [#z, #t], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%z : tensor<2x3x4xf32>) outs(%none : tensor<2x3xi32>) {
  ^bb0(%i: f32, %o: i32):
    %b = arith.cmpf ogt, %i, %zero : f32
    %bit = arith.extui %b : i1 to i32
    %twice = arith.shli %o, %one : i32
    %last = arith.andi %o, %one : i32
    %changed = arith.xori %last, %bit : i32
    %c = arith.xori %twice, %changed : i32
    linalg.yield %c : i32
  } -> tensor<2x3xi32>
  return %code : tensor<2x3xi32>
}

// -----

// Named products extend the sign of a bit, which is its value.

// CHECK: Remark="code: expected bits that are 0 or 1, found 0 or -1: they are extended with their sign"
#id = affine_map<(d0, d1) -> (d0, d1)>
func.func @signed(%z: tensor<6x4xf32>) -> tensor<6xi32> {
  %zero = arith.constant 0.0 : f32
  %powers = arith.constant dense<[8, 4, 2, 1]> : tensor<4xi32>
  %none = arith.constant dense<0> : tensor<6xi32>
  %e = tensor.empty() : tensor<6x4xi1>
  %bits = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%z : tensor<6x4xf32>) outs(%e : tensor<6x4xi1>) {
  ^bb0(%i: f32, %o: i1):
    %b = arith.cmpf ogt, %i, %zero : f32
    linalg.yield %b : i1
  } -> tensor<6x4xi1>
  %code = linalg.matvec ins(%bits, %powers : tensor<6x4xi1>, tensor<4xi32>) outs(%none : tensor<6xi32>) -> tensor<6xi32>
  return %code : tensor<6xi32>
}

// -----

#z = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#t = affine_map<(d0, d1, d2) -> (d0, d1)>

// CHECK: Remark="score: expected sum |z|, or 1, over a product of 4 values 1 + exp(-2|z| / temperature), found a sum of them"
func.func @sum_of_factors(%z: tensor<2x3x4xf32>) -> tensor<2x3xf32> {
  %one = arith.constant 1.0 : f32
  %scale = arith.constant -2.0 : f32
  %zeros = arith.constant dense<0.0> : tensor<2x3xf32>
  %s:2 = linalg.generic {indexing_maps = [#z, #t, #t], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%z : tensor<2x3x4xf32>) outs(%zeros, %zeros : tensor<2x3xf32>, tensor<2x3xf32>) {
  ^bb0(%i: f32, %s: f32, %p: f32):
    %m = math.absf %i : f32
    %a = arith.mulf %m, %scale : f32
    %e = math.exp %a : f32
    %q = arith.addf %e, %one : f32
    %s1 = arith.addf %s, %m : f32
    %p1 = arith.addf %p, %q : f32
    linalg.yield %s1, %p1 : f32, f32
  } -> (tensor<2x3xf32>, tensor<2x3xf32>)
  %score = arith.divf %s#0, %s#1 : tensor<2x3xf32>
  return %score : tensor<2x3xf32>
}

// -----

#y = affine_map<(d0, d1, d2) -> (d0, d1)>
#tok = affine_map<(d0, d1, d2) -> (d0, d2)>

// CHECK: Remark="lookup: expected codes from outside that are clamped, or not used when they are outside [0, 9), found codes that count from the end when they are negative"
// CHECK-NEXT: tensor.extract
func.func @wrapped(%code: tensor<4x3xi64>, %tables: tensor<9x5xf32>) -> tensor<4x5xf32> {
  %f = arith.constant dense<0.0> : tensor<4x5xf32>
  %zero = arith.constant 0 : i64
  %rows = arith.constant 9 : i64
  %y = linalg.generic {indexing_maps = [#tok, #y], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%code : tensor<4x3xi64>) outs(%f : tensor<4x5xf32>) {
  ^bb0(%c: i64, %o: f32):
    %negative = arith.cmpi slt, %c, %zero : i64
    %end = arith.addi %c, %rows : i64
    %w = arith.select %negative, %end, %c : i64
    %r = arith.index_cast %w : i64 to index
    %d = linalg.index 1 : index
    %v = tensor.extract %tables[%r, %d] : tensor<9x5xf32>
    %a = arith.addf %o, %v : f32
    linalg.yield %a : f32
  } -> tensor<4x5xf32>
  return %y : tensor<4x5xf32>
}

// -----

#z = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#t = affine_map<(d0, d1, d2) -> (d0, d1)>
#y = affine_map<(d0, d1, d2) -> (d0, d1)>
#tok = affine_map<(d0, d1, d2) -> (d0, d2)>

// A clamp that is not dead: the last row is never read. The hash is raised.

// CHECK: Remark="lookup: expected row c for every code c in [0, 16), found another row for some of them"
// IR: func.func @clamped_below
// IR: lookupffn.hash
// IR: tensor.extract
func.func @clamped_below(%z: tensor<2x3x4xf32>, %tables: tensor<3x16x5xf32>) -> tensor<2x5xf32> {
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1 : i32
  %last = arith.constant 14 : i32
  %none = arith.constant dense<0> : tensor<2x3xi32>
  %f = arith.constant dense<0.0> : tensor<2x5xf32>
  %code = linalg.generic {indexing_maps = [#z, #t], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%z : tensor<2x3x4xf32>) outs(%none : tensor<2x3xi32>) {
  ^bb0(%i: f32, %o: i32):
    %b = arith.cmpf ogt, %i, %zero : f32
    %bit = arith.extui %b : i1 to i32
    %twice = arith.shli %o, %one : i32
    %c = arith.ori %twice, %bit : i32
    linalg.yield %c : i32
  } -> tensor<2x3xi32>
  %y = linalg.generic {indexing_maps = [#tok, #y], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%code : tensor<2x3xi32>) outs(%f : tensor<2x5xf32>) {
  ^bb0(%c: i32, %o: f32):
    %inside = arith.minsi %c, %last : i32
    %r = arith.index_cast %inside : i32 to index
    %d = linalg.index 1 : index
    %k = linalg.index 2 : index
    %v = tensor.extract %tables[%k, %r, %d] : tensor<3x16x5xf32>
    %a = arith.addf %o, %v : f32
    linalg.yield %a : f32
  } -> tensor<2x5xf32>
  return %y : tensor<2x5xf32>
}

// -----

#x = affine_map<(d0, d1, d2, d3) -> (d0, d3)>
#w = affine_map<(d0, d1, d2, d3) -> (d1, d2, d3)>
#zz = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
#z = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#t = affine_map<(d0, d1, d2) -> (d0, d1)>

// A projection of squares: the hash is raised, the projection is not.

// CHECK: Remark="projection: expected a dense matrix [12, D], four stages of blocks and Hadamard transforms, or x itself, plus a bias, found what arith.addf makes of other things"
// IR: func.func @squares
// IR-NOT: lookupffn.project
// IR: lookupffn.hash
func.func @squares(%x: tensor<2x6xf32>, %w: tensor<3x4x6xf32>) -> tensor<2x3xi32> {
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1 : i32
  %none = arith.constant dense<0> : tensor<2x3xi32>
  %f = arith.constant dense<0.0> : tensor<2x3x4xf32>
  %p = linalg.generic {indexing_maps = [#x, #w, #zz], iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<2x6xf32>, tensor<3x4x6xf32>) outs(%f : tensor<2x3x4xf32>) {
  ^bb0(%i: f32, %k: f32, %o: f32):
    %q = arith.mulf %i, %i : f32
    %m = arith.mulf %q, %k : f32
    %a = arith.addf %o, %m : f32
    linalg.yield %a : f32
  } -> tensor<2x3x4xf32>
  %code = linalg.generic {indexing_maps = [#z, #t], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%p : tensor<2x3x4xf32>) outs(%none : tensor<2x3xi32>) {
  ^bb0(%i: f32, %o: i32):
    %b = arith.cmpf ogt, %i, %zero : f32
    %bit = arith.extui %b : i1 to i32
    %twice = arith.shli %o, %one : i32
    %c = arith.ori %twice, %bit : i32
    linalg.yield %c : i32
  } -> tensor<2x3xi32>
  return %code : tensor<2x3xi32>
}

// -----

#z = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#t = affine_map<(d0, d1, d2) -> (d0, d1)>
#y = affine_map<(d0, d1, d2) -> (d0, d1)>
#tok = affine_map<(d0, d1, d2) -> (d0, d2)>

// Scores of another rule are scores from outside of the lookup.

// CHECK: Remark="score: expected sum |z|, or 1, over a product of 4 values 1 + exp(-2|z| / temperature), found what arith.addf makes of z"
// IR: func.func @other_score
// IR: %[[H:.*]]:2 = lookupffn.hash
// IR: %[[S:.*]] = linalg.generic
// IR: lookupffn.lookup tables({{.*}} code(%[[H]]#0 {{.*}} score(%[[S]]
func.func @other_score(%z: tensor<2x3x4xf32>, %tables: tensor<3x16x5xf32>) -> tensor<2x5xf32> {
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1 : i32
  %none = arith.constant dense<0> : tensor<2x3xi32>
  %zeros = arith.constant dense<0.0> : tensor<2x3xf32>
  %f = arith.constant dense<0.0> : tensor<2x5xf32>
  %code = linalg.generic {indexing_maps = [#z, #t], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%z : tensor<2x3x4xf32>) outs(%none : tensor<2x3xi32>) {
  ^bb0(%i: f32, %o: i32):
    %b = arith.cmpf ogt, %i, %zero : f32
    %bit = arith.extui %b : i1 to i32
    %twice = arith.shli %o, %one : i32
    %c = arith.ori %twice, %bit : i32
    linalg.yield %c : i32
  } -> tensor<2x3xi32>
  %score = linalg.generic {indexing_maps = [#z, #t], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%z : tensor<2x3x4xf32>) outs(%zeros : tensor<2x3xf32>) {
  ^bb0(%i: f32, %o: f32):
    %m = math.absf %i : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<2x3xf32>
  %y = linalg.generic {indexing_maps = [#tok, #tok, #y], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%code, %score : tensor<2x3xi32>, tensor<2x3xf32>) outs(%f : tensor<2x5xf32>) {
  ^bb0(%c: i32, %s: f32, %o: f32):
    %r = arith.index_cast %c : i32 to index
    %d = linalg.index 1 : index
    %k = linalg.index 2 : index
    %v = tensor.extract %tables[%k, %r, %d] : tensor<3x16x5xf32>
    %w = arith.mulf %v, %s : f32
    %a = arith.addf %o, %w : f32
    linalg.yield %a : f32
  } -> tensor<2x5xf32>
  return %y : tensor<2x5xf32>
}

// -----

#y = affine_map<(d0, d1, d2) -> (d0, d1)>
#tok = affine_map<(d0, d1, d2) -> (d0, d2)>

// CHECK: Remark="lookup: expected codes in the range of the tables, found reads outside or of what is no number"
func.func @outside(%code: tensor<4x3xi64>, %tables: tensor<9x5xf32>) -> tensor<4x5xf32> {
  %f = arith.constant dense<0.0> : tensor<4x5xf32>
  %rows = arith.constant 9 : i64
  %y = linalg.generic {indexing_maps = [#tok, #y], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%code : tensor<4x3xi64>) outs(%f : tensor<4x5xf32>) {
  ^bb0(%c: i64, %o: f32):
    %beyond = arith.addi %c, %rows : i64
    %r = arith.index_cast %beyond : i64 to index
    %d = linalg.index 1 : index
    %v = tensor.extract %tables[%r, %d] : tensor<9x5xf32>
    %a = arith.addf %o, %v : f32
    linalg.yield %a : f32
  } -> tensor<4x5xf32>
  return %y : tensor<4x5xf32>
}

// -----

#z = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#t = affine_map<(d0, d1, d2) -> (d0, d1)>

// CHECK: Remark="code: expected the sum of bits times powers of two, found no integer"
func.func @thirds(%z: tensor<2x3x4xf32>) -> tensor<2x3xi32> {
  %zero = arith.constant 0.0 : f32
  %third = arith.constant 0.3 : f32
  %none = arith.constant dense<0.0> : tensor<2x3xf32>
  %sum = linalg.generic {indexing_maps = [#z, #t], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%z : tensor<2x3x4xf32>) outs(%none : tensor<2x3xf32>) {
  ^bb0(%i: f32, %o: f32):
    %b = arith.cmpf ogt, %i, %zero : f32
    %bit = arith.uitofp %b : i1 to f32
    %next = arith.addf %o, %bit : f32
    %c = arith.mulf %next, %third : f32
    linalg.yield %c : f32
  } -> tensor<2x3xf32>
  %code = arith.fptosi %sum : tensor<2x3xf32> to tensor<2x3xi32>
  return %code : tensor<2x3xi32>
}
