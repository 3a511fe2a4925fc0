// DEFINE: %{compile} = lookupffn-opt %s --convert-lookupffn-to-linalg \
// DEFINE:   --one-shot-bufferize="bufferize-function-boundaries" \
// DEFINE:   --canonicalize --cse --canonicalize --convert-linalg-to-loops \
// DEFINE:   --convert-scf-to-cf --expand-strided-metadata --lower-affine \
// DEFINE:   --convert-to-llvm --reconcile-unrealized-casts

// REQUIRES: mlir-runner, host-x86_64

// RUN: %{compile} -o %t.mlir
// RUN: mlir-runner %t.mlir -e code -entry-point-result=i32 \
// RUN:   | FileCheck %s --check-prefix=CODE
// RUN: mlir-runner %t.mlir -e score -entry-point-result=f32 \
// RUN:   | FileCheck %s --check-prefix=SCORE
// RUN: mlir-runner %t.mlir -e y -entry-point-result=f32 \
// RUN:   | FileCheck %s --check-prefix=Y
// RUN: mlir-runner %t.mlir -e bad -entry-point-result=i64 \
// RUN:   | FileCheck %s --check-prefix=BAD

// The portable path executed. The first bit of z is a projection, the others
// are copied by it, so that z is the golden vector, whose code is 173 and whose
// score is 0.20985276906. Row c of the table is (c, -c) and the bias (1, 2).

// CODE: 173
// SCORE: 2.09852{{[78]}}{{[0-9]*}}e-01
// 1 + 173 * 0.20985276906 = 37.304529
// Y: 3.73045{{[23]}}{{[0-9]*}}e+01
// BAD: 2

func.func private @layer() -> (tensor<1xi8>, tensor<1xf32>, tensor<2xf32>) {
  %x = arith.constant dense<[0.5, -0.3, 0.9, -0.2, 0.7, 0.6, -0.1, 0.5]>
    : tensor<8xf32>
  %w = arith.constant dense<[
    [1., 0., 0., 0., 0., 0., 1., 0.], [0., 1., 0., 0., 0., 0., 0., 0.],
    [0., 0., 1., 0., 0., 0., 0., 0.], [0., 0., 0., 1., 0., 0., 0., 0.],
    [0., 0., 0., 0., 1., 0., 0., 0.], [0., 0., 0., 0., 0., 1., 0., 0.],
    [0., 0., 0., 0., 0., 0., 1., 0.], [0., 0., 0., 0., 0., 0., 0., 1.]]>
    : tensor<8x8xf32>
  %bias = arith.constant dense<[1., 2.]> : tensor<2xf32>
  %tables = tensor.generate {
  ^bb0(%t: index, %c: index, %o: index):
    %row = arith.index_cast %c : index to i32
    %value = arith.sitofp %row : i32 to f32
    %negated = arith.negf %value : f32
    %zero = arith.constant 0 : index
    %first = arith.cmpi eq, %o, %zero : index
    %element = arith.select %first, %value, %negated : f32
    tensor.yield %element : f32
  } : tensor<1x256x2xf32>
  %ez = tensor.empty() : tensor<1x8xf32>
  %z = lookupffn.project #lookupffn.dense input(%x : tensor<8xf32>)
    weights(%w : tensor<8x8xf32>) outs(%ez : tensor<1x8xf32>)
    -> tensor<1x8xf32>
  %ec = tensor.empty() : tensor<1xi8>
  %es = tensor.empty() : tensor<1xf32>
  %code, %score = lookupffn.hash input(%z : tensor<1x8xf32>)
    outs(%ec, %es : tensor<1xi8>, tensor<1xf32>)
    compare = ogt bit_order = msb score = margin
    -> tensor<1xi8>, tensor<1xf32>
  %ey = tensor.empty() : tensor<2xf32>
  %y = lookupffn.lookup tables(%tables : tensor<1x256x2xf32>)
    code(%code : tensor<1xi8>) score(%score : tensor<1xf32>)
    bias(%bias : tensor<2xf32>) outs(%ey : tensor<2xf32>) bounds = assume -> tensor<2xf32>
  return %code, %score, %y : tensor<1xi8>, tensor<1xf32>, tensor<2xf32>
}

func.func @code() -> i32 {
  %code, %score, %y = func.call @layer()
    : () -> (tensor<1xi8>, tensor<1xf32>, tensor<2xf32>)
  %c0 = arith.constant 0 : index
  %element = tensor.extract %code[%c0] : tensor<1xi8>
  %wide = arith.extui %element : i8 to i32
  return %wide : i32
}

func.func @score() -> f32 {
  %code, %score, %y = func.call @layer()
    : () -> (tensor<1xi8>, tensor<1xf32>, tensor<2xf32>)
  %c0 = arith.constant 0 : index
  %element = tensor.extract %score[%c0] : tensor<1xf32>
  return %element : f32
}

func.func @y() -> f32 {
  %code, %score, %y = func.call @layer()
    : () -> (tensor<1xi8>, tensor<1xf32>, tensor<2xf32>)
  %c0 = arith.constant 0 : index
  %element = tensor.extract %y[%c0] : tensor<2xf32>
  return %element : f32
}

// Position 2 is the first code that is no row; position 3 is one as well.
func.func @bad() -> i64 {
  %code = arith.constant dense<[[0, 15], [16, -1]]> : tensor<2x2xi32>
  %bad = lookupffn.check_codes %code rows = 16 : tensor<2x2xi32>
  return %bad : i64
}
