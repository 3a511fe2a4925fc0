// What cannot be an entry point, and leading dimensions that are needed.
// RUN: lookupffn-opt %s --lookupffn-flatten-tokens --verify-diagnostics --split-input-file

// expected-error @+1 {{has the attribute 'lookupffn.entry', which the pipeline sets; compile the module that it was made from}}
func.func @compiled() attributes {lookupffn.entry = {}} {
  return
}

// -----

// expected-error @+1 {{is an entry point and expects a body of one block that ends in 'func.return'; use scf instead of branches}}
func.func @branches(%x: tensor<?x8xf32>) -> tensor<?x8xf32> {
  cf.br ^end
^end:
  return %x : tensor<?x8xf32>
}

// -----

// expected-error @+1 {{expects a body of one block that ends in 'func.return'}}
func.func @no_return(%x: tensor<?x8xf32>) -> tensor<?x8xf32> {
  llvm.unreachable
}

// -----

// expected-error @+1 {{expects argument #1 to be a ranked tensor, but got 'index'; make the function private if it is a helper}}
func.func @scalar_argument(%x: tensor<?x8xf32>, %n: index) {
  return
}

// -----

// expected-error @+1 {{expects argument #0 to be a ranked tensor, but got 'memref<2x3x8xf32>'}}
func.func @memref(%x: memref<2x3x8xf32>, %o: memref<2x3x8xf32>) {
  lookupffn.hadamard input(%x : memref<2x3x8xf32>) outs(%o : memref<2x3x8xf32>)
  return
}

// -----

// expected-error @+1 {{expects argument #0 to be a ranked tensor, but got 'tensor<*xf32>'}}
func.func @unranked(%x: tensor<*xf32>) -> tensor<*xf32> {
  return %x : tensor<*xf32>
}

// -----

// expected-error @+1 {{expects result #0 to be a ranked tensor, but got 'i64'}}
func.func @scalar_result(%x: tensor<?x8xf32>) -> i64 {
  %c1 = arith.constant 1 : i64
  return %c1 : i64
}

// -----

// expected-error @+1 {{expects only the first dimension of 'tensor<?x?xf32>' to be dynamic; the number of tokens is the one size known at run time}}
func.func @dynamic_width(%x: tensor<?x?xf32>) {
  return
}

// -----

// The first op has one leading dimension, the second two.
// expected-error @+1 {{mixes ops with 2 and 1 leading dimensions; reshape them to one}}
func.func @mixed(%x: tensor<4x8xf32>, %y: tensor<2x2x8xf32>)
    -> (tensor<4x8xf32>, tensor<2x2x8xf32>) {
  %e0 = tensor.empty() : tensor<4x8xf32>
  %0 = lookupffn.hadamard input(%x : tensor<4x8xf32>)
    outs(%e0 : tensor<4x8xf32>) -> tensor<4x8xf32>
  %e1 = tensor.empty() : tensor<2x2x8xf32>
  %1 = lookupffn.hadamard input(%y : tensor<2x2x8xf32>)
    outs(%e1 : tensor<2x2x8xf32>) -> tensor<2x2x8xf32>
  return %0, %1 : tensor<4x8xf32>, tensor<2x2x8xf32>
}

// -----

// expected-error @+1 {{uses weight "w" as tokens beside ops with several leading dimensions; reshape the inputs to one leading dimension}}
func.func @weight(%x: tensor<2x2x8xf32>,
                  %w: tensor<2x2x8xf32> {lookupffn.weight = "w"})
    -> tensor<2x2x8xf32> {
  %e = tensor.empty() : tensor<2x2x8xf32>
  %0 = lookupffn.hadamard input(%w : tensor<2x2x8xf32>)
    outs(%e : tensor<2x2x8xf32>) -> tensor<2x2x8xf32>
  return %0 : tensor<2x2x8xf32>
}

// -----

func.func @other_use(%x: tensor<2x3x8xf32>, %i: tensor<2x3x8xf32>)
    -> tensor<2x3x8xf32> {
  %e = tensor.empty() : tensor<2x3x8xf32>
  %0 = lookupffn.hadamard input(%x : tensor<2x3x8xf32>)
    outs(%i : tensor<2x3x8xf32>) -> tensor<2x3x8xf32>
  // expected-error @+1 {{uses a tensor with 2 leading dimensions; only lookupffn token ops may, collapse them to one first}}
  %1 = linalg.add ins(%0, %x : tensor<2x3x8xf32>, tensor<2x3x8xf32>)
    outs(%e : tensor<2x3x8xf32>) -> tensor<2x3x8xf32>
  return %1 : tensor<2x3x8xf32>
}

// -----

func.func @other_source(%x: tensor<6x8xf32>) -> tensor<2x3x8xf32> {
  // expected-error @+1 {{makes a tensor with 2 leading dimensions; only lookupffn token ops may, collapse them to one first}}
  %v = tensor.expand_shape %x [[0, 1], [2]] output_shape [2, 3, 8]
    : tensor<6x8xf32> into tensor<2x3x8xf32>
  %e = tensor.empty() : tensor<2x3x8xf32>
  %0 = lookupffn.hadamard input(%v : tensor<2x3x8xf32>)
    outs(%e : tensor<2x3x8xf32>) -> tensor<2x3x8xf32>
  return %0 : tensor<2x3x8xf32>
}

// -----

// expected-error @+1 {{has no input with tokens}}
func.func @no_input() -> tensor<2x3x8xf32> {
  %e0 = tensor.empty() : tensor<2x3x8xf32>
  %e1 = tensor.empty() : tensor<2x3x8xf32>
  %0 = lookupffn.hadamard input(%e0 : tensor<2x3x8xf32>)
    outs(%e1 : tensor<2x3x8xf32>) -> tensor<2x3x8xf32>
  return %0 : tensor<2x3x8xf32>
}

// -----

func.func @single_size(%x: tensor<?x?x8xf32>, %i: tensor<?x?x8xf32>)
    -> tensor<?x?x8xf32> {
  %c1 = arith.constant 1 : index
  // expected-error @+1 {{reads a single leading dimension of an entry point; only destinations may}}
  %m = tensor.dim %x, %c1 : tensor<?x?x8xf32>
  %big = arith.cmpi sgt, %m, %c1 : index
  scf.if %big {
    vector.print str "big"
  }
  %0 = lookupffn.hadamard input(%x : tensor<?x?x8xf32>)
    outs(%i : tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  return %0 : tensor<?x?x8xf32>
}
