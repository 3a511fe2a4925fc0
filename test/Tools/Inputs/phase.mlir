// A module at stage `llvm` for any host, with a phase that is not inlined:
// y[n] = x[0].
module {
  llvm.func internal @first_phase0(%from: !llvm.ptr, %to: !llvm.ptr)
      attributes {no_inline, target_cpu = "x86-64"} {
    %v = llvm.load volatile %from : !llvm.ptr -> f32
    llvm.store volatile %v, %to : f32, !llvm.ptr
    llvm.return
  }
  llvm.func @first(%args: !llvm.ptr, %tokens: i64, %scratch: !llvm.ptr) -> i64
      attributes {target_cpu = "x86-64", lookupffn.entry = {
        inputs = [{name = "x", type = tensor<?x1xf32>}], weights = [],
        packed = [], outputs = [{name = "y", type = tensor<?x1xf32>}],
        scratch_bytes = 0 : i64}} {
    %c0 = llvm.mlir.constant(0 : i64) : i64
    %arg1 = llvm.getelementptr %args[1] : (!llvm.ptr) -> !llvm.ptr, !llvm.ptr
    %x = llvm.load %args : !llvm.ptr -> !llvm.ptr
    %y = llvm.load %arg1 : !llvm.ptr -> !llvm.ptr
    llvm.call @first_phase0(%x, %y) : (!llvm.ptr, !llvm.ptr) -> ()
    llvm.return %c0 : i64
  }
}
