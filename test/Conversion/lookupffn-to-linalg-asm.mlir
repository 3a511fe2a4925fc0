// REQUIRES: mlir-translate, opt, llc
// RUN: lookupffn-opt %s --convert-lookupffn-to-linalg \
// RUN:   --one-shot-bufferize="bufferize-function-boundaries function-boundary-type-conversion=identity-layout-map" \
// RUN:   --canonicalize --cse --canonicalize --convert-linalg-to-loops \
// RUN:   --convert-scf-to-cf --expand-strided-metadata --lower-affine \
// RUN:   --convert-to-llvm --reconcile-unrealized-casts \
// RUN:   | mlir-translate --mlir-to-llvmir -o %t.ll
// RUN: opt -O3 -mtriple=x86_64-linux-gnu -mcpu=x86-64 %t.ll -S -o %t.v1.ll
// RUN: FileCheck %s < %t.v1.ll
// RUN: llc -O3 -mcpu=x86-64 %t.v1.ll -o - | FileCheck %s --check-prefix=CALL

// On the oldest x86-64, without FMA, SSE4.1 and F16C: rows of every type are
// summed in vectors, and neither exp nor f16 calls a function.

// CALL-NOT: call

// CHECK-LABEL: @f16
// CHECK: fmul contract <4 x float>
// CHECK: fadd contract <4 x float>
func.func @f16(%tables: tensor<7x16x64xf16>, %z: tensor<?x7x4xf32>,
               %code: tensor<?x7xi8>, %score: tensor<?x7xf32>,
               %out: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %c, %s = lookupffn.hash input(%z : tensor<?x7x4xf32>)
    outs(%code, %score : tensor<?x7xi8>, tensor<?x7xf32>)
    compare = ogt bit_order = msb score = margin
    -> tensor<?x7xi8>, tensor<?x7xf32>
  %y = lookupffn.lookup tables(%tables : tensor<7x16x64xf16>)
    code(%c : tensor<?x7xi8>) score(%s : tensor<?x7xf32>)
    outs(%out : tensor<?x64xf32>) bounds = assume -> tensor<?x64xf32>
  return %y : tensor<?x64xf32>
}

// CHECK-LABEL: @bf16
// CHECK: fadd contract <4 x float>
func.func @bf16(%tables: tensor<96x64xbf16>, %code: tensor<?x?xi64>,
                %bias: tensor<64xf32>, %out: tensor<?x64xf32>)
    -> tensor<?x64xf32> {
  %y = lookupffn.lookup tables(%tables : tensor<96x64xbf16>)
    code(%code : tensor<?x?xi64>) bias(%bias : tensor<64xf32>)
    outs(%out : tensor<?x64xf32>) bounds = clamp -> tensor<?x64xf32>
  return %y : tensor<?x64xf32>
}

// CHECK-LABEL: @i8
// CHECK: sitofp <4 x i8>
// CHECK: fmul contract <4 x float>
func.func @i8(%tables: tensor<7x16x64xi8>, %scale: tensor<7x16xf32>,
              %code: tensor<?x7xi8>, %score: tensor<?x7xf32>,
              %out: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %y = lookupffn.lookup tables(%tables : tensor<7x16x64xi8>)
    code(%code : tensor<?x7xi8>) score(%score : tensor<?x7xf32>)
    row_scale(%scale : tensor<7x16xf32>) outs(%out : tensor<?x64xf32>)
    bounds = assume
    -> tensor<?x64xf32>
  return %y : tensor<?x64xf32>
}
