// The tensor forms of lookup, check_codes and hadamard.
// RUN: lookupffn-opt %s | lookupffn-opt | FileCheck %s
// RUN: lookupffn-opt %s --mlir-print-op-generic | lookupffn-opt | FileCheck %s
// RUN: lookupffn-opt %s --emit-bytecode | lookupffn-opt | FileCheck %s
// RUN: lookupffn-opt %s --verify-roundtrip

// CHECK-LABEL: @lookup(
func.func @lookup(%tables: tensor<7x16x24xf32>, %code: tensor<?x7xi8>,
                  %score: tensor<?x7xf32>, %bias: tensor<24xf32>,
                  %init: tensor<?x24xf32>) {
  // CHECK: lookupffn.lookup tables(%{{.*}} : tensor<7x16x24xf32>) code(%{{.*}} : tensor<?x7xi8>) score(%{{.*}} : tensor<?x7xf32>) bias(%{{.*}} : tensor<24xf32>) outs(%{{.*}} : tensor<?x24xf32>) -> tensor<?x24xf32>
  %y = lookupffn.lookup tables(%tables : tensor<7x16x24xf32>)
         code(%code : tensor<?x7xi8>) score(%score : tensor<?x7xf32>)
         bias(%bias : tensor<24xf32>) outs(%init : tensor<?x24xf32>)
         -> tensor<?x24xf32>
  return
}

// CHECK-LABEL: @lookup_row_types(
func.func @lookup_row_types(%f16: tensor<7x16x24xf16>,
                            %bf16: tensor<7x16x24xbf16>,
                            %i8: tensor<7x16x24xi8>, %scale: tensor<7x16xf32>,
                            %code: tensor<2x?x7xi32>,
                            %init: tensor<2x?x24xf32>) {
  // CHECK: lookup tables(%{{.*}} : tensor<7x16x24xf16>)
  %0 = lookupffn.lookup tables(%f16 : tensor<7x16x24xf16>)
         code(%code : tensor<2x?x7xi32>) outs(%init : tensor<2x?x24xf32>)
         -> tensor<2x?x24xf32>
  // CHECK: lookup tables(%{{.*}} : tensor<7x16x24xbf16>)
  %1 = lookupffn.lookup tables(%bf16 : tensor<7x16x24xbf16>)
         code(%code : tensor<2x?x7xi32>) outs(%init : tensor<2x?x24xf32>)
         -> tensor<2x?x24xf32>
  // CHECK: lookup tables(%{{.*}} : tensor<7x16x24xi8>) code(%{{.*}}) row_scale(%{{.*}} : tensor<7x16xf32>) outs(
  %2 = lookupffn.lookup tables(%i8 : tensor<7x16x24xi8>)
         code(%code : tensor<2x?x7xi32>) row_scale(%scale : tensor<7x16xf32>)
         outs(%init : tensor<2x?x24xf32>) -> tensor<2x?x24xf32>
  return
}

// S is no power of two here, and T is dynamic: an embedding bag.
// CHECK-LABEL: @lookup_shared(
func.func @lookup_shared(%table: tensor<2147483647x24xi8>,
                         %scale: tensor<2147483647xf32>,
                         %code: tensor<?x?xi64>, %score: tensor<?x?xf32>,
                         %init: tensor<?x24xf32>) {
  // The default is not printed.
  // CHECK: outs(%{{.*}} : tensor<?x24xf32>) ->
  %0 = lookupffn.lookup tables(%table : tensor<2147483647x24xi8>)
         code(%code : tensor<?x?xi64>) score(%score : tensor<?x?xf32>)
         row_scale(%scale : tensor<2147483647xf32>)
         outs(%init : tensor<?x24xf32>) bounds = check -> tensor<?x24xf32>
  // CHECK: outs(%{{.*}} : tensor<?x24xf32>) bounds = clamp ->
  %1 = lookupffn.lookup tables(%table : tensor<2147483647x24xi8>)
         code(%code : tensor<?x?xi64>) row_scale(%scale : tensor<2147483647xf32>)
         outs(%init : tensor<?x24xf32>) bounds = clamp -> tensor<?x24xf32>
  // CHECK: outs(%{{.*}} : tensor<?x24xf32>) bounds = assume ->
  %2 = lookupffn.lookup tables(%table : tensor<2147483647x24xi8>)
         code(%code : tensor<?x?xi64>) row_scale(%scale : tensor<2147483647xf32>)
         outs(%init : tensor<?x24xf32>) bounds = assume -> tensor<?x24xf32>
  return
}

// CHECK-LABEL: @lookup_empty(
func.func @lookup_empty(%tables: tensor<0x16x24xf32>, %code: tensor<0x0xi8>,
                        %init: tensor<0x24xf32>) {
  // CHECK: lookup tables(%{{.*}} : tensor<0x16x24xf32>) code(%{{.*}} : tensor<0x0xi8>)
  %0 = lookupffn.lookup tables(%tables : tensor<0x16x24xf32>)
         code(%code : tensor<0x0xi8>) outs(%init : tensor<0x24xf32>)
         -> tensor<0x24xf32>
  return
}

// CHECK-LABEL: @check_codes(
func.func @check_codes(%code: tensor<?x3xi64>, %one: tensor<i32>,
                       %buffer: memref<2x?xi32, strided<[?, 1], offset: ?>>) {
  // CHECK: lookupffn.check_codes %{{.*}} rows = 96 : tensor<?x3xi64>
  %bad = lookupffn.check_codes %code rows = 96 : tensor<?x3xi64>
  // CHECK: lookupffn.check_codes %{{.*}} rows = 2147483647 : tensor<i32>
  %0 = lookupffn.check_codes %one rows = 2147483647 : tensor<i32>
  // CHECK: lookupffn.check_codes %{{.*}} rows = 1 : memref<2x?xi32, strided<[?, 1], offset: ?>>
  %1 = lookupffn.check_codes %buffer rows = 1
         : memref<2x?xi32, strided<[?, 1], offset: ?>>
  return
}

// CHECK-LABEL: @hadamard(
func.func @hadamard(%u: tensor<?x8xf32>, %init: tensor<?x8xf32>,
                    %one: tensor<1xf32>) {
  // CHECK: lookupffn.hadamard input(%{{.*}} : tensor<?x8xf32>) outs(%{{.*}} : tensor<?x8xf32>) -> tensor<?x8xf32>
  %v = lookupffn.hadamard input(%u : tensor<?x8xf32>)
         outs(%init : tensor<?x8xf32>) -> tensor<?x8xf32>
  // CHECK: lookupffn.hadamard input(%{{.*}} : tensor<1xf32>)
  %0 = lookupffn.hadamard input(%one : tensor<1xf32>)
         outs(%one : tensor<1xf32>) -> tensor<1xf32>
  return
}
