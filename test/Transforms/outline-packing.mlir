// Ops on weights move to @<name>_pack; inputs come first, then packed buffers.
// RUN: lookupffn-opt %s --lookupffn-outline-packing | FileCheck %s

// A weight that is used as it is stays an argument, an alias.
// CHECK-LABEL: func.func @alias(
// CHECK-SAME:    %[[X:.*]]: tensor<?x8xf32>, %[[O:.*]]: tensor<?x8xf32>, %[[G:.*]]: tensor<8xf32>)
// CHECK-SAME:    inputs = [{name = "x", type = tensor<?x8xf32>}, {name = "input1", type = tensor<?x8xf32>}]
// CHECK-SAME:    outputs = [{name = "y", type = tensor<?x8xf32>}]
// CHECK-NOT:     pack =
// CHECK-SAME:    packed = [{type = tensor<8xf32>, weight = 1 : i64}]
// CHECK-SAME:    weights = [{name = "unused", type = tensor<3xf32>}, {name = "gamma", type = tensor<8xf32>}]
// CHECK:         lookupffn.layer_norm input(%[[X]] : tensor<?x8xf32>) gamma(%[[G]] : tensor<8xf32>) outs(%[[O]]
// CHECK-NOT:   @alias_pack
func.func @alias(%unused: tensor<3xf32> {lookupffn.weight = "unused"},
                 %gamma: tensor<8xf32> {lookupffn.weight = "gamma"},
                 %x: tensor<?x8xf32> {lookupffn.input = "x"},
                 %o: tensor<?x8xf32>)
    -> (tensor<?x8xf32> {lookupffn.output = "y"}, i64) {
  %c0 = arith.constant 0 : i64
  %0 = lookupffn.layer_norm input(%x : tensor<?x8xf32>)
    gamma(%gamma : tensor<8xf32>) outs(%o : tensor<?x8xf32>) -> tensor<?x8xf32>
  return %0, %c0 : tensor<?x8xf32>, i64
}

// CHECK-LABEL: func.func @packed(
// CHECK-SAME:    %{{.*}}: tensor<?x8xf32>, %[[SUM:.*]]: tensor<8xf32>)
// CHECK-SAME:    pack = "packed_pack_0", packed = [{form = "a:{{[0-9a-f]+}}", type = tensor<8xf32>}]
// CHECK-NOT:     linalg.add
// CHECK:         gamma(%[[SUM]] : tensor<8xf32>)

// CHECK-LABEL: func.func @packed_pack_0(
// CHECK-SAME:    %[[A:[^:]*]]: tensor<8xf32> {bufferization.writable = false}
// CHECK-SAME:    %[[B:[^:]*]]: tensor<8xf32> {bufferization.writable = false}
// CHECK-SAME:    %[[D:[^:]*]]: tensor<8xf32>) -> (tensor<8xf32>, i64)
// CHECK:         %[[R:.*]] = linalg.add ins(%[[A]], %[[B]] : tensor<8xf32>, tensor<8xf32>) outs(%[[D]]
// CHECK:         return %[[R]], %{{.*}} : tensor<8xf32>, i64
func.func @packed(%x: tensor<?x8xf32>,
                  %a: tensor<8xf32> {lookupffn.weight = "a"},
                  %b: tensor<8xf32> {lookupffn.weight = "b"})
    -> (tensor<?x8xf32>, i64) {
  %c0 = arith.constant 0 : index
  %status = arith.constant 0 : i64
  %n = tensor.dim %x, %c0 : tensor<?x8xf32>
  %e0 = tensor.empty() : tensor<8xf32>
  %sum = linalg.add ins(%a, %b : tensor<8xf32>, tensor<8xf32>)
    outs(%e0 : tensor<8xf32>) -> tensor<8xf32>
  %e1 = tensor.empty(%n) : tensor<?x8xf32>
  %0 = lookupffn.layer_norm input(%x : tensor<?x8xf32>)
    gamma(%sum : tensor<8xf32>) outs(%e1 : tensor<?x8xf32>) -> tensor<?x8xf32>
  return %0, %status : tensor<?x8xf32>, i64
}
// The name that packing wants is taken.
func.func private @packed_pack(f32)

// A weight that is spread over the tokens depends on them: it is not packed.
// CHECK-LABEL: func.func @spread(
// CHECK-SAME:    packed = [{type = tensor<8xf32>, weight = 0 : i64}]
// CHECK:         linalg.broadcast
func.func @spread(%x: tensor<?x8xf32>,
                  %a: tensor<8xf32> {lookupffn.weight = "a"})
    -> (tensor<?x8xf32>, i64) {
  %c0 = arith.constant 0 : index
  %status = arith.constant 0 : i64
  %n = tensor.dim %x, %c0 : tensor<?x8xf32>
  %e = tensor.empty(%n) : tensor<?x8xf32>
  %0 = linalg.broadcast ins(%a : tensor<8xf32>) outs(%e : tensor<?x8xf32>)
    dimensions = [0]
  return %0, %status : tensor<?x8xf32>, i64
}

// Pairs are checked while packing: weight 0, kind 3.
// CHECK-LABEL: func.func @pairs(
// CHECK-SAME:    pack = "pairs_pack"
// CHECK-LABEL: func.func @pairs_pack(
// CHECK-SAME:    %[[P:.*]]: tensor<4x2xi32> {bufferization.writable = false}) -> i64
// CHECK:         %[[BAD:.*]] = lookupffn.check_codes %[[P]] rows = 8
// CHECK:         arith.shli %[[BAD]], %c16_i64
// CHECK:         arith.ori %{{.*}}, %c3_i64
func.func @pairs(%x: tensor<?x8xf32>, %o: tensor<?x2x2xf32>,
                 %p: tensor<4x2xi32> {lookupffn.weight = "p"})
    -> (tensor<?x2x2xf32>, i64) {
  %status = arith.constant 0 : i64
  %0 = lookupffn.project #lookupffn.pairwise input(%x : tensor<?x8xf32>)
    weights(%p : tensor<4x2xi32>) outs(%o : tensor<?x2x2xf32>)
    -> tensor<?x2x2xf32>
  return %0, %status : tensor<?x2x2xf32>, i64
}

// An entry point that is described already is left alone.
// CHECK-LABEL: func.func @described(
// CHECK-SAME:    lookupffn.entry = {inputs = []}
func.func @described() -> i64 attributes {lookupffn.entry = {inputs = []}} {
  %status = arith.constant 0 : i64
  return %status : i64
}

// -----

// What is computed from constants alone is packed, not computed a call.
// CHECK-LABEL: func.func @constant_bias(
// CHECK-SAME: tensor<?x3xi32>, %{{.*}}: tensor<?x8xf32>, %{{.*}}: tensor<9x8xf32>, %[[BIAS:.*]]: tensor<8xf32>)
// CHECK-NOT: linalg.fill
// CHECK: lookupffn.lookup {{.*}} bias(%[[BIAS]] : tensor<8xf32>)
// CHECK-LABEL: func.func @constant_bias_pack(
// CHECK: linalg.fill
func.func @constant_bias(%code: tensor<?x3xi32>, %o: tensor<?x8xf32>, %t: tensor<9x8xf32>)
    -> (tensor<?x8xf32>, i64) {
  %status = arith.constant 0 : i64
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<8xf32>
  %b = linalg.fill ins(%zero : f32) outs(%e : tensor<8xf32>) -> tensor<8xf32>
  %y = lookupffn.lookup tables(%t : tensor<9x8xf32>)
    code(%code : tensor<?x3xi32>) bias(%b : tensor<8xf32>)
    outs(%o : tensor<?x8xf32>) -> tensor<?x8xf32>
  return %y, %status : tensor<?x8xf32>, i64
}
