// The distribution's mlir-opt knows the dialect, the passes and the pipeline
// once it has loaded the plugin. It has no sanitizer to share with a plugin.
// UNSUPPORTED: sanitizer
// DEFINE: %{plugin} = %lookupffn_lib/LookupFFNPlugin.so
// DEFINE: %{load} = mlir-opt --load-dialect-plugin=%{plugin} --load-pass-plugin=%{plugin}

// The dialect alone.
// RUN: mlir-opt %s --load-dialect-plugin=%{plugin} | FileCheck %s --check-prefix=DIALECT
// DIALECT: lookupffn.hadamard input(
// RUN: not mlir-opt %s --load-dialect-plugin=%{plugin} --pass-pipeline="builtin.module(lookupffn-pipeline)" 2>&1 | FileCheck %s --check-prefix=NEITHER
// NEITHER: error: 'lookupffn-pipeline' does not refer to a registered pass or pass pipeline

// A pass of ours between two of MLIR's.
// RUN: %{load} %s --pass-pipeline="builtin.module(canonicalize,func.func(convert-lookupffn-to-linalg),cse)" | FileCheck %s --check-prefix=PASS
// PASS-LABEL: func.func @transform
// PASS-NOT:     lookupffn.
// PASS:         linalg.generic

// The pipeline down to LLVM, and the rest of the way with stock tools; the
// attributes that describe entry points stay unread.
// RUN: %{load} %S/../Pipelines/Inputs/layer.mlir --pass-pipeline="builtin.module(lookupffn-pipeline{target=x86-64-v3})" -o %t.mlir
// RUN: FileCheck %s --check-prefix=LLVM < %t.mlir
// LLVM-NOT:   {{func\.func|lookupffn\.[a-z_]+ input|unrealized_conversion_cast}}
// LLVM:       llvm.func @layer({{.*}}lookupffn.entry = {
// RUN: mlir-translate %t.mlir --mlir-to-llvmir --allow-unregistered-dialect | llc -filetype=obj -relocation-model=pic -o %t.o
// RUN: llvm-readelf --symbols %t.o | FileCheck %s --check-prefix=OBJECT
// OBJECT-DAG: GLOBAL DEFAULT {{.*}} bag{{$}}
// OBJECT-DAG: GLOBAL DEFAULT {{.*}} layer{{$}}
// OBJECT-DAG: LOCAL DEFAULT {{.*}} layer_body{{$}}

// It is the module that our own tool makes.
// RUN: lookupffn-opt %S/../Pipelines/Inputs/layer.mlir --lookupffn-pipeline="target=x86-64-v3" -o %t.ours
// RUN: diff %t.ours %t.mlir

func.func @transform(%u: tensor<?x8xf32>) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %u, %c0 : tensor<?x8xf32>
  %e = tensor.empty(%n) : tensor<?x8xf32>
  %v = lookupffn.hadamard input(%u : tensor<?x8xf32>)
         outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
  return %v : tensor<?x8xf32>
}
