// A module at stage `llvm`, written by hand: the least that a kernel needs, and
// every kind of argument and status. It shows what the pipeline has to produce.
//
//   bag_pack:  doubled[s] = 2 * tables[s]             (or: pair out of range)
//   bag:       y[n] = doubled[code[n,0]] + doubled[code[n,1]]
//                                                     (or: code out of range)
//
// RUN: rm -rf %t
// RUN: env XDG_CACHE_HOME=%t lookupffn-c-test %s

module attributes {llvm.target_triple = "x86_64-unknown-linux-gnu"} {
  llvm.func @bag(%args: !llvm.ptr, %tokens: i64, %scratch: !llvm.ptr) -> i64
      attributes {target_cpu = "x86-64", lookupffn.entry = {
        inputs = [{name = "code", type = tensor<?x2xi32>, bound = 5 : i64}],
        weights = [{name = "tables", type = tensor<5x1xf32>},
                   {name = "pairs", type = tensor<2x2xi32>, bound = 4 : i64}],
        packed = [{type = tensor<2x2xi32>, weight = 1 : i64},
                  {type = tensor<5x1xf32>}],
        outputs = [{name = "y", type = tensor<?x1xf32>}],
        scratch_bytes = 128 : i64, pack = "bag_pack"}} {
    %c0 = llvm.mlir.constant(0 : i64) : i64
    %c1 = llvm.mlir.constant(1 : i64) : i64
    %c2 = llvm.mlir.constant(2 : i64) : i64
    %rows = llvm.mlir.constant(5 : i32) : i32
    %arg2 = llvm.getelementptr %args[2] : (!llvm.ptr) -> !llvm.ptr, !llvm.ptr
    %arg3 = llvm.getelementptr %args[3] : (!llvm.ptr) -> !llvm.ptr, !llvm.ptr
    %code = llvm.load %args : !llvm.ptr -> !llvm.ptr
    %doubled = llvm.load %arg2 : !llvm.ptr -> !llvm.ptr
    %y = llvm.load %arg3 : !llvm.ptr -> !llvm.ptr
    %codes = llvm.mul %tokens, %c2 : i64
    llvm.br ^check(%c0 : i64)
  ^check(%i: i64):
    %more = llvm.icmp "slt" %i, %codes : i64
    llvm.cond_br %more, ^checkBody, ^sum(%c0 : i64)
  ^checkBody:
    %cp = llvm.getelementptr %code[%i] : (!llvm.ptr, i64) -> !llvm.ptr, i32
    %c = llvm.load %cp : !llvm.ptr -> i32
    %inside = llvm.icmp "ult" %c, %rows : i32
    %next = llvm.add %i, %c1 : i64
    llvm.cond_br %inside, ^check(%next : i64), ^outside
  ^outside:
    // Kind 1, argument 0, position i.
    %c16 = llvm.mlir.constant(16 : i64) : i64
    %position = llvm.shl %i, %c16 : i64
    %status = llvm.or %position, %c1 : i64
    llvm.return %status : i64
  ^sum(%n: i64):
    %moreTokens = llvm.icmp "slt" %n, %tokens : i64
    llvm.cond_br %moreTokens, ^sumBody, ^done
  ^sumBody:
    %k = llvm.mul %n, %c2 : i64
    %p0 = llvm.getelementptr %code[%k] : (!llvm.ptr, i64) -> !llvm.ptr, i32
    %p1 = llvm.getelementptr %p0[1] : (!llvm.ptr) -> !llvm.ptr, i32
    %r0 = llvm.load %p0 : !llvm.ptr -> i32
    %r1 = llvm.load %p1 : !llvm.ptr -> i32
    %t0 = llvm.getelementptr %doubled[%r0] : (!llvm.ptr, i32) -> !llvm.ptr, f32
    %t1 = llvm.getelementptr %doubled[%r1] : (!llvm.ptr, i32) -> !llvm.ptr, f32
    %v0 = llvm.load %t0 : !llvm.ptr -> f32
    %v1 = llvm.load %t1 : !llvm.ptr -> f32
    %v = llvm.fadd %v0, %v1 : f32
    %yp = llvm.getelementptr %y[%n] : (!llvm.ptr, i64) -> !llvm.ptr, f32
    llvm.store %v, %yp : f32, !llvm.ptr
    %nextToken = llvm.add %n, %c1 : i64
    llvm.br ^sum(%nextToken : i64)
  ^done:
    llvm.return %c0 : i64
  }

  llvm.func @bag_pack(%args: !llvm.ptr) -> i64
      attributes {target_cpu = "x86-64"} {
    %c0 = llvm.mlir.constant(0 : i64) : i64
    %c1 = llvm.mlir.constant(1 : i64) : i64
    %c4 = llvm.mlir.constant(4 : i64) : i64
    %rows = llvm.mlir.constant(5 : i64) : i64
    %width = llvm.mlir.constant(4 : i32) : i32
    %arg1 = llvm.getelementptr %args[1] : (!llvm.ptr) -> !llvm.ptr, !llvm.ptr
    %arg3 = llvm.getelementptr %args[3] : (!llvm.ptr) -> !llvm.ptr, !llvm.ptr
    %tables = llvm.load %args : !llvm.ptr -> !llvm.ptr
    %pairs = llvm.load %arg1 : !llvm.ptr -> !llvm.ptr
    %doubled = llvm.load %arg3 : !llvm.ptr -> !llvm.ptr
    llvm.br ^check(%c0 : i64)
  ^check(%i: i64):
    %more = llvm.icmp "slt" %i, %c4 : i64
    llvm.cond_br %more, ^checkBody, ^double(%c0 : i64)
  ^checkBody:
    %pp = llvm.getelementptr %pairs[%i] : (!llvm.ptr, i64) -> !llvm.ptr, i32
    %p = llvm.load %pp : !llvm.ptr -> i32
    %inside = llvm.icmp "ult" %p, %width : i32
    %next = llvm.add %i, %c1 : i64
    llvm.cond_br %inside, ^check(%next : i64), ^outside
  ^outside:
    // Kind 3, argument 1, position i.
    %kind = llvm.mlir.constant(259 : i64) : i64
    %c16 = llvm.mlir.constant(16 : i64) : i64
    %position = llvm.shl %i, %c16 : i64
    %status = llvm.or %position, %kind : i64
    llvm.return %status : i64
  ^double(%r: i64):
    %moreRows = llvm.icmp "slt" %r, %rows : i64
    llvm.cond_br %moreRows, ^doubleBody, ^done
  ^doubleBody:
    %tp = llvm.getelementptr %tables[%r] : (!llvm.ptr, i64) -> !llvm.ptr, f32
    %dp = llvm.getelementptr %doubled[%r] : (!llvm.ptr, i64) -> !llvm.ptr, f32
    %t = llvm.load %tp : !llvm.ptr -> f32
    %d = llvm.fadd %t, %t : f32
    llvm.store %d, %dp : f32, !llvm.ptr
    %nextRow = llvm.add %r, %c1 : i64
    llvm.br ^double(%nextRow : i64)
  ^done:
    llvm.return %c0 : i64
  }

  // Two more entry points, which the tests of errors ask for by name.
  llvm.func @fixed(%args: !llvm.ptr, %tokens: i64, %scratch: !llvm.ptr) -> i64
      attributes {target_cpu = "x86-64", lookupffn.entry = {
        inputs = [{name = "x", type = tensor<4x2xf32>}], weights = [],
        packed = [], outputs = [{name = "y", type = tensor<4x1xf32>}],
        scratch_bytes = 0 : i64}} {
    %c0 = llvm.mlir.constant(0 : i64) : i64
    llvm.return %c0 : i64
  }

  llvm.func @other_status(%args: !llvm.ptr, %tokens: i64, %scratch: !llvm.ptr)
      -> i64 attributes {target_cpu = "x86-64", lookupffn.entry = {
        inputs = [{name = "x", type = tensor<?x2xf32>}], weights = [],
        packed = [], outputs = [{name = "y", type = tensor<?x1xf32>}],
        scratch_bytes = 0 : i64}} {
    // Status 2 for one token, and one that means nothing for more.
    %c1 = llvm.mlir.constant(1 : i64) : i64
    %c2 = llvm.mlir.constant(2 : i64) : i64
    %c77 = llvm.mlir.constant(77 : i64) : i64
    %one = llvm.icmp "eq" %tokens, %c1 : i64
    %status = llvm.select %one, %c2, %c77 : i1, i64
    llvm.return %status : i64
  }
}
