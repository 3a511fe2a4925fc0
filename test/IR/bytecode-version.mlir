// Bytecode of every version stays readable, and what is newer than this build is
// refused by name. The dialect section holds the version as a section of one
// byte (id 7, length 1, value 2; a varint of one byte is 2 * n + 1).
// RUN: lookupffn-opt %inputs/bytecode/version-1.mlirbc > %t.old
// RUN: lookupffn-opt %inputs/bytecode/version-1.mlir > %t.new
// RUN: diff %t.new %t.old
// RUN: lookupffn-opt %inputs/bytecode/version-2.mlirbc > %t.old
// RUN: lookupffn-opt %inputs/bytecode/version-2.mlir > %t.new
// RUN: diff %t.new %t.old

// What is read from version 1 is written as version 2, by name.
// RUN: lookupffn-opt %inputs/bytecode/version-1.mlirbc --emit-bytecode -o %t.mlirbc
// RUN: lookupffn-opt %t.mlirbc > %t.old
// RUN: lookupffn-opt %inputs/bytecode/version-1.mlir > %t.new
// RUN: diff %t.new %t.old
// RUN: grep -q bit_order %t.mlirbc && not grep -q bit_order %inputs/bytecode/version-1.mlirbc

// RUN: lookupffn-opt %s --emit-bytecode -o %t.mlirbc
// RUN: %PYTHON -c "import sys; data = open(sys.argv[1], 'rb').read(); now = bytes([7, 3, 5]); assert data.count(now) == 1; open(sys.argv[2], 'wb').write(data.replace(now, bytes([7, 3, 7])))" %t.mlirbc %t.newer.mlirbc
// RUN: not lookupffn-opt %t.newer.mlirbc 2>&1 | FileCheck %s

// CHECK: error: bytecode has version 3 of the lookupffn dialect, but this build reads up to version 2; use a newer lookupffn
func.func @hadamard(%u: tensor<8xf32>) -> tensor<8xf32> {
  %v = lookupffn.hadamard input(%u : tensor<8xf32>) outs(%u : tensor<8xf32>)
         -> tensor<8xf32>
  return %v : tensor<8xf32>
}
