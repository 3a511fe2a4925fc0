// What has no lowering is named where it stands, all of it at once.
// RUN: lookupffn-opt %s --lookupffn-check-lowered --verify-diagnostics --allow-unregistered-dialect

func.func @good(%m: memref<4xf32>, %i: index) {
  %v = memref.load %m[%i] : memref<4xf32>
  %e = math.exp %v : f32
  memref.store %e, %m[%i] : memref<4xf32>
  return
}

func.func @bad(%x: memref<4x8xf32>, %v: f32, %c: i1) {
  // expected-error @+1 {{cannot be lowered to LLVM; nothing in the pipeline converts the dialect 'lookupffn'}}
  lookupffn.hadamard input(%x : memref<4x8xf32>) outs(%x : memref<4x8xf32>)
  // expected-error @+1 {{cannot be lowered to LLVM; nothing in the pipeline converts the dialect 'other'}}
  "other.op"() : () -> ()
  // expected-error @+1 {{has no lowering to instructions alone, and kernels call no run-time library}}
  memref.copy %x, %x : memref<4x8xf32> to memref<4x8xf32>
  // expected-error @+1 {{has no lowering to instructions alone}}
  %e = math.erf %v : f32
  // expected-error @+1 {{has no lowering to instructions alone}}
  vector.print %e : f32
  // expected-error @+1 {{has no lowering to instructions alone}}
  cf.assert %c, "no"
  return
}
