// RUN: lookupffn-opt %s --lookupffn-resolve-target="target=x86-64-v4" --lookupffn-stamp-target > %t.v4.mlir
// RUN: FileCheck %s --check-prefixes=CHECK,V4 --input-file=%t.v4.mlir
// RUN: lookupffn-opt %s --lookupffn-resolve-target="target=x86-64-v3" --lookupffn-stamp-target \
// RUN:   | FileCheck %s --check-prefixes=CHECK,V3
// RUN: lookupffn-opt %s --lookupffn-resolve-target="target=znver4 features=-avx512f" --lookupffn-stamp-target > %t.less.mlir
// RUN: FileCheck %s --check-prefixes=CHECK,LESS --input-file=%t.less.mlir
// RUN: lookupffn-opt %s --lookupffn-resolve-target="target=x86-64-v4 vector-bits=256" --lookupffn-stamp-target | FileCheck %s --check-prefix=HALF
// HALF: ["prefer-vector-width", "256"]

// RUN: not lookupffn-opt %s --lookupffn-stamp-target 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: error: module has no 'lookupffn.target' of type #lookupffn.target; run 'lookupffn-resolve-target' first

// The attributes bind LLVM's code generator whatever CPU it is told itself: a
// feature that the target lacks stays out although the CPU has it.
// RUN: mlir-translate --allow-unregistered-dialect --mlir-to-llvmir %t.v4.mlir | llc -mcpu=x86-64 | FileCheck %s --check-prefix=ASM512
// RUN: mlir-translate --allow-unregistered-dialect --mlir-to-llvmir %t.less.mlir | llc -mcpu=znver4 | FileCheck %s --check-prefix=ASM256
// ASM512-LABEL: add:
// ASM512: vaddps {{.*}}%zmm
// ASM256-LABEL: add:
// ASM256-NOT: zmm
// ASM256: vaddps {{.*}}%ymm

// CHECK: llvm.func @add(
// V3-NOT: passthrough
// LESS-NOT: passthrough
// V4-SAME: passthrough = {{\[}}["prefer-vector-width", "512"]]
// V4-SAME: target_cpu = "x86-64-v4", target_features = #llvm.target_features<["+64bit", {{.*}}"+avx512f", {{.*}}"+xsave"]>
// V3-SAME: target_cpu = "x86-64-v3", target_features = #llvm.target_features<["+64bit", {{.*}}"+avx2", {{.*}}"+fma", {{.*}}"+xsave"]>
// LESS-SAME: target_cpu = "znver4", target_features = #llvm.target_features<["+64bit", {{.*}}"+xsaves", {{.*}}"-avx512f", {{.*}}"-avx512vnni"
llvm.func @add(%a: vector<16xf32>, %b: vector<16xf32>) -> vector<16xf32> {
  %sum = llvm.fadd %a, %b : vector<16xf32>
  llvm.return %sum : vector<16xf32>
}

// Other attributes stay, and the key is not added twice.
// CHECK: llvm.func @kept()
// V4-SAME: passthrough = ["noinline", ["prefer-vector-width", "512"]]
// CHECK-SAME: target_cpu = "{{x86-64-v[34]|znver4}}"
llvm.func @kept() attributes {
    passthrough = ["noinline", ["prefer-vector-width", "512"]],
    target_cpu = "i386"} {
  llvm.return
}

// A declaration has no code to generate.
// CHECK: llvm.func @declared()
// CHECK-NOT: target_cpu
llvm.func @declared()
