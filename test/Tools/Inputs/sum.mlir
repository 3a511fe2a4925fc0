// A module at stage `llvm`: y[n] = w + x[n,0] + x[n,1], for any host.
module {
  llvm.func @sum(%args: !llvm.ptr, %tokens: i64, %scratch: !llvm.ptr) -> i64
      attributes {target_cpu = "x86-64", lookupffn.entry = {
        inputs = [{name = "x", type = tensor<?x2xf32>}],
        weights = [{name = "w", type = tensor<1xf32>}],
        packed = [{type = tensor<1xf32>, weight = 0 : i64}],
        outputs = [{name = "y", type = tensor<?x1xf32>}],
        scratch_bytes = 0 : i64}} {
    %c0 = llvm.mlir.constant(0 : i64) : i64
    %c1 = llvm.mlir.constant(1 : i64) : i64
    %c2 = llvm.mlir.constant(2 : i64) : i64
    %arg1 = llvm.getelementptr %args[1] : (!llvm.ptr) -> !llvm.ptr, !llvm.ptr
    %arg2 = llvm.getelementptr %args[2] : (!llvm.ptr) -> !llvm.ptr, !llvm.ptr
    %x = llvm.load %args : !llvm.ptr -> !llvm.ptr
    %wp = llvm.load %arg1 : !llvm.ptr -> !llvm.ptr
    %y = llvm.load %arg2 : !llvm.ptr -> !llvm.ptr
    %w = llvm.load %wp : !llvm.ptr -> f32
    llvm.br ^loop(%c0 : i64)
  ^loop(%n: i64):
    %more = llvm.icmp "slt" %n, %tokens : i64
    llvm.cond_br %more, ^body, ^done
  ^body:
    %k = llvm.mul %n, %c2 : i64
    %p0 = llvm.getelementptr %x[%k] : (!llvm.ptr, i64) -> !llvm.ptr, f32
    %p1 = llvm.getelementptr %p0[1] : (!llvm.ptr) -> !llvm.ptr, f32
    %v0 = llvm.load %p0 : !llvm.ptr -> f32
    %v1 = llvm.load %p1 : !llvm.ptr -> f32
    %s0 = llvm.fadd %v0, %v1 : f32
    %s1 = llvm.fadd %s0, %w : f32
    %yp = llvm.getelementptr %y[%n] : (!llvm.ptr, i64) -> !llvm.ptr, f32
    llvm.store %s1, %yp : f32, !llvm.ptr
    %next = llvm.add %n, %c1 : i64
    llvm.br ^loop(%next : i64)
  ^done:
    llvm.return %c0 : i64
  }
}
