// The packed weights are the same bytes on every host: what makes them neither
// contracts nor re-associates, whatever the target has.
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="target=x86-64-v4 path=fast" | FileCheck %s
// RUN: lookupffn-opt %S/Inputs/published.mlir --lookupffn-pipeline="triple=aarch64-linux-gnu target=neoverse-n1 path=fast" | FileCheck %s

// CHECK-LABEL: llvm.func @bh4_pack(
// CHECK-NOT:     {{llvm\.intr\.fma|fmuladd|fastmath}}
// CHECK:       {{^  }$}}
// CHECK-LABEL: llvm.func {{(internal )?}}@bh4_pack_body(
// CHECK-NOT:     {{llvm\.intr\.fma|fmuladd|fastmath}}
// CHECK:         llvm.fmul
// CHECK-NOT:     {{llvm\.intr\.fma|fmuladd|fastmath}}
// CHECK:       {{^  }$}}
// CHECK-LABEL: llvm.func @dense_pack(
// CHECK-NOT:     {{llvm\.intr\.fma|fmuladd|fastmath}}
// CHECK:       {{^  }$}}
// CHECK-LABEL: llvm.func {{(internal )?}}@dense_pack_body(
// CHECK-NOT:     {{llvm\.intr\.fma|fmuladd|fastmath}}
// CHECK:         llvm.fmul
// CHECK-NOT:     {{llvm\.intr\.fma|fmuladd|fastmath}}
// CHECK:       {{^  }$}}
