// Machine code of slices of all tables, which medium batches read: the loop over
// the rows of a token prefetches the two lines of another row, or those of four
// rows of i8, and keeps all sums in registers.

// DEFINE: %{cpu} = znver4
// DEFINE: %{type} =
// DEFINE: %{loops} = sed s/TYPE/%{type}/g %s > %t.mlir && lookupffn-compile %t.mlir --target-cpu=%{cpu} --emit=asm -o %t.s && %PYTHON %S/Inputs/inner-loops.py < %t.s > %t.loops
// REDEFINE: %{type} = f32
// RUN: %{loops} && FileCheck %s --check-prefixes=NEVER,FLOATS -DFMA="2 fma zmm, 0 fma ymm" --input-file=%t.loops
// REDEFINE: %{type} = f16
// RUN: %{loops} && FileCheck %s --check-prefixes=NEVER,FLOATS -DFMA="4 fma zmm, 0 fma ymm" --input-file=%t.loops
// REDEFINE: %{type} = bf16
// RUN: %{loops} && FileCheck %s --check-prefixes=NEVER,FLOATS,BYTES -DFMA="4 fma zmm, 0 fma ymm" --input-file=%t.loops
// REDEFINE: %{cpu} = x86-64-v3
// RUN: %{loops} && FileCheck %s --check-prefixes=NEVER,FLOATS -DFMA="0 fma zmm, 8 fma ymm" --input-file=%t.loops

// NEVER-NOT: {{^all of (floats|bytes)(_body|_phase[0-9]+)?: .* [1-9][0-9]* (call|gather)}}
// FLOATS:    {{^floats(_body|_phase[0-9]+)?: }}[[FMA]]{{, 0 fma xmm, 2 prefetch, 0 stack, 0 call, 0 gather$}}
// BYTES:     {{^bytes(_body|_phase[0-9]+)?: }}0 fma zmm, 0 fma ymm, 0 fma xmm, 8 dot zmm, 8 prefetch, 0 stack, 0 call, 0 gather{{$}}

func.func @floats(%code: tensor<?x128xi8>, %score: tensor<?x128xf32>,
                  %tables: tensor<128x256x512xTYPE> {lookupffn.weight = "tables"})
    -> tensor<?x512xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %code, %c0 : tensor<?x128xi8>
  %init = tensor.empty(%n) : tensor<?x512xf32>
  %y = lookupffn.lookup tables(%tables : tensor<128x256x512xTYPE>)
    code(%code : tensor<?x128xi8>) score(%score : tensor<?x128xf32>)
    outs(%init : tensor<?x512xf32>) -> tensor<?x512xf32>
  return %y : tensor<?x512xf32>
}

func.func @bytes(%code: tensor<?x128xi8>, %score: tensor<?x128xf32>,
                 %tables: tensor<128x256x512xi8> {lookupffn.weight = "tables"},
                 %scale: tensor<128x256xf32> {lookupffn.weight = "scale"})
    -> tensor<?x512xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %code, %c0 : tensor<?x128xi8>
  %init = tensor.empty(%n) : tensor<?x512xf32>
  %y = lookupffn.lookup tables(%tables : tensor<128x256x512xi8>)
    code(%code : tensor<?x128xi8>) score(%score : tensor<?x128xf32>)
    row_scale(%scale : tensor<128x256xf32>)
    outs(%init : tensor<?x512xf32>) -> tensor<?x512xf32>
  return %y : tensor<?x512xf32>
}
