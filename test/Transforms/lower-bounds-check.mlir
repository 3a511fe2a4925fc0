// bounds = check becomes a search of all codes before the first store.
// RUN: lookupffn-opt %s --lookupffn-lower-bounds-check | FileCheck %s

// Codes are input 1 (the weight is no input): status = position, 1, kind 1.
// CHECK-LABEL: func.func @check(
// CHECK-SAME:    %[[CODE:[^:]*]]: tensor<?x3xi64>
// CHECK-SAME:    -> (tensor<?x8xf32>, i64)
// CHECK:         lookupffn.lookup {{.*}}bounds = assume
// CHECK:         %[[BAD:.*]] = lookupffn.check_codes %[[CODE]] rows = 96
// CHECK:         arith.cmpi slt, %[[BAD]]
// CHECK:         arith.shli %[[BAD]], %c16_i64
// CHECK:         arith.ori %{{.*}}, %c257_i64
// CHECK:         %[[STATUS:.*]] = arith.select
// CHECK:         return %{{.*}}, %[[STATUS]] : tensor<?x8xf32>, i64
func.func @check(%o: tensor<?x8xf32>,
                 %tables: tensor<96x8xf32> {lookupffn.weight = "FFN.tables"},
                 %code: tensor<?x3xi64>) -> tensor<?x8xf32> {
  %y = lookupffn.lookup tables(%tables : tensor<96x8xf32>)
    code(%code : tensor<?x3xi64>) outs(%o : tensor<?x8xf32>)
    -> tensor<?x8xf32>
  return %y : tensor<?x8xf32>
}

// The first status that is not 0 wins.
// CHECK-LABEL: func.func @two(
// CHECK:         %[[BAD0:.*]] = lookupffn.check_codes %{{.*}} rows = 16 : tensor<?x3xi32>
// CHECK:         %[[S0:.*]] = arith.select
// CHECK:         %[[BAD1:.*]] = lookupffn.check_codes %{{.*}} rows = 9 : tensor<?x3xi32>
// CHECK:         %[[S1:.*]] = arith.select
// CHECK:         %[[GOOD:.*]] = arith.cmpi eq, %[[S0]]
// CHECK:         arith.select %[[GOOD]], %[[S1]], %[[S0]]
func.func @two(%code: tensor<?x3xi32>, %o: tensor<?x8xf32>,
               %a: tensor<3x16x8xf32> {lookupffn.weight = "a"},
               %b: tensor<9x8xf32> {lookupffn.weight = "b"})
    -> (tensor<?x8xf32>, tensor<?x8xf32>) {
  %0 = lookupffn.lookup tables(%a : tensor<3x16x8xf32>)
    code(%code : tensor<?x3xi32>) outs(%o : tensor<?x8xf32>) bounds = check
    -> tensor<?x8xf32>
  %1 = lookupffn.lookup tables(%b : tensor<9x8xf32>)
    code(%code : tensor<?x3xi32>) outs(%o : tensor<?x8xf32>) bounds = check
    -> tensor<?x8xf32>
  return %0, %1 : tensor<?x8xf32>, tensor<?x8xf32>
}

// Other rules and functions without a lookup return the status 0.
// CHECK-LABEL: func.func @clamp(
// CHECK:         bounds = clamp
// CHECK-NOT:     check_codes
// CHECK:         return %{{.*}}, %c0_i64
func.func @clamp(%code: tensor<?x3xi8>, %o: tensor<?x8xf32>,
                 %b: tensor<9x8xf32> {lookupffn.weight = "b"})
    -> tensor<?x8xf32> {
  %0 = lookupffn.lookup tables(%b : tensor<9x8xf32>)
    code(%code : tensor<?x3xi8>) outs(%o : tensor<?x8xf32>) bounds = clamp
    -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// Codes that all have a row need no check: those of a hash, and those of a type
// with no larger value.
// CHECK-LABEL: func.func @hashed(
// CHECK:         lookupffn.lookup {{.*}}bounds = assume
// CHECK-NOT:     check_codes
// CHECK:         return %{{.*}}, %c0_i64
func.func @hashed(%z: tensor<?x3x4xf32>, %c: tensor<?x3xi32>,
                  %s: tensor<?x3xf32>, %o: tensor<?x8xf32>,
                  %b: tensor<16x8xf32> {lookupffn.weight = "b"})
    -> tensor<?x8xf32> {
  %code, %score = lookupffn.hash input(%z : tensor<?x3x4xf32>)
    outs(%c, %s : tensor<?x3xi32>, tensor<?x3xf32>)
    compare = ogt bit_order = msb score = one
    -> tensor<?x3xi32>, tensor<?x3xf32>
  %0 = lookupffn.lookup tables(%b : tensor<16x8xf32>)
    code(%code : tensor<?x3xi32>) outs(%o : tensor<?x8xf32>)
    -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// CHECK-LABEL: func.func @narrow(
// CHECK:         lookupffn.lookup {{.*}}bounds = assume
// CHECK-NOT:     check_codes
// CHECK:         return %{{.*}}, %c0_i64
func.func @narrow(%code: tensor<?x3xi8>, %o: tensor<?x8xf32>,
                  %b: tensor<256x8xf32> {lookupffn.weight = "b"})
    -> tensor<?x8xf32> {
  %0 = lookupffn.lookup tables(%b : tensor<256x8xf32>)
    code(%code : tensor<?x3xi8>) outs(%o : tensor<?x8xf32>)
    -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// CHECK-LABEL: func.func @nothing() -> i64
// CHECK:         return %c0_i64 : i64
func.func @nothing() {
  return
}
