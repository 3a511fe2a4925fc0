// The phases of a block become functions of a token range; regimes share them.
// RUN: lookupffn-opt %s --lookupffn-outline-phases | FileCheck %s

#panel = affine_map<(d0)[s0] -> (-d0 + s0, 4)>
#block = affine_map<(d0)[s0] -> (-d0 + s0, 8)>

// The loop over panels, with its own constants and the caller's scratch offset.
// CHECK-LABEL: func.func private @two_regimes_phase0(
// CHECK-SAME:    %[[FIRST:[a-z0-9]+]]: index, %[[LAST:[a-z0-9]+]]: index
// CHECK-SAME:    attributes {llvm.linkage = #llvm.linkage<internal>}
// CHECK:         %[[C4:.*]] = arith.constant 4 : index
// CHECK:         scf.for %{{.*}} = %[[FIRST]] to %[[LAST]] step %[[C4]]
// CHECK:           memref.view
// CHECK:           lookupffn.hadamard
// CHECK:         return

// The lookup, on the tokens of the range.
// CHECK-LABEL: func.func private @two_regimes_phase1(
// CHECK-SAME:    %[[FIRST:[a-z0-9]+]]: index, %[[LAST:[a-z0-9]+]]: index
// CHECK:         %[[N:.*]] = arith.subi %[[LAST]], %[[FIRST]]
// CHECK:         memref.subview %{{.*}}[%[[FIRST]], 0] [%[[N]], 3]
// CHECK:         memref.subview %{{.*}}[%[[FIRST]], 0] [%[[N]], 8]
// CHECK:         lookupffn.lookup

// CHECK-NOT:   @two_regimes_phase2
// CHECK-LABEL: func.func @two_regimes(
// CHECK:         scf.if
// CHECK:           scf.for
// CHECK:             %[[A:.*]] = arith.constant 64 : index
// CHECK:             call @two_regimes_phase0({{.*}}%[[A]]
// CHECK:             call @two_regimes_phase1(
// CHECK:         else
// CHECK:           scf.for
// CHECK:             %[[B:.*]] = arith.constant 128 : index
// CHECK:             call @two_regimes_phase0({{.*}}%[[B]]
// CHECK:             call @two_regimes_phase1(
// CHECK-NOT:     lookupffn.lookup
// CHECK:         return
func.func @two_regimes(%x: memref<?x8xf32>, %t: memref<9x8xf32>, %code: memref<?x3xi32>, %y: memref<?x8xf32>, %scratch: memref<?xi8>) -> i64
    attributes {lookupffn.entry = {}} {
  %status = arith.constant 0 : i64
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  %n = memref.dim %x, %c0 : memref<?x8xf32>
  %large = arith.cmpi uge, %n, %c8 : index
  scf.if %large {
    scf.for %i = %c0 to %n step %c8 {
      %m = affine.min #block(%i)[%n]
      scf.for %j = %c0 to %m step %c4 {
        %k = affine.min #panel(%j)[%m]
        %offset = arith.constant 64 : index
        %v = memref.view %scratch[%offset][%k] : memref<?xi8> to memref<?x8xf32>
        lookupffn.hadamard input(%v : memref<?x8xf32>) outs(%v : memref<?x8xf32>)
      }
      lookupffn.lookup tables(%t : memref<9x8xf32>) code(%code : memref<?x3xi32>) outs(%y : memref<?x8xf32>)
    }
  } else {
    scf.for %i = %c0 to %n step %c8 {
      %m = affine.min #block(%i)[%n]
      scf.for %j = %c0 to %m step %c4 {
        %k = affine.min #panel(%j)[%m]
        %offset = arith.constant 128 : index
        %v = memref.view %scratch[%offset][%k] : memref<?xi8> to memref<?x8xf32>
        lookupffn.hadamard input(%v : memref<?x8xf32>) outs(%v : memref<?x8xf32>)
      }
      lookupffn.lookup tables(%t : memref<9x8xf32>) code(%code : memref<?x3xi32>) outs(%y : memref<?x8xf32>)
    }
  }
  return %status : i64
}
