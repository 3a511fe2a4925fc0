// RUN: split-file %s %t
// DEFINE: %{options} =
// DEFINE: %{resolve} = not lookupffn-opt %t/empty.mlir --lookupffn-resolve-target="%{options}" 2>&1 | FileCheck %s

// REDEFINE: %{options} = target=skylake-avx513
// RUN: %{resolve} --check-prefix=NEAR
// NEAR: error: unknown cpu 'skylake-avx513'; did you mean 'skylake-avx512'? use 'host' for this machine

// REDEFINE: %{options} = target=znver9
// RUN: %{resolve} --check-prefix=NEWEST
// NEWEST: error: unknown cpu 'znver9'; did you mean 'znver{{[0-9]}}', 'znver{{[0-9]}}' or 'znver{{[0-9]}}'? use

// REDEFINE: %{options} = target=abacus
// RUN: %{resolve} --check-prefix=FAR
// FAR: error: unknown cpu 'abacus'; use 'host' for this machine, or a level such as 'x86-64-v3'

// REDEFINE: %{options} =
// RUN: %{resolve} --check-prefix=NONE
// NONE: error: no target; expects 'host', a cpu name such as 'znver4' or a level such as 'x86-64-v3'

// REDEFINE: %{options} = target=pentium4
// RUN: %{resolve} --check-prefix=OLD
// OLD: error: cpu 'pentium4' lacks feature '64bit', which x86_64 code needs; choose another cpu or add '+64bit'

// REDEFINE: %{options} = target=znver4 features=+avx22
// RUN: %{resolve} --check-prefix=FEATURE
// FEATURE: error: unknown feature 'avx22' for x86_64; did you mean 'avx2'?

// REDEFINE: %{options} = target=neoverse-n1 features=+abacus
// RUN: %{resolve} --check-prefix=FAR-FEATURE
// FAR-FEATURE: error: unknown feature 'abacus' for aarch64; expects one that 'llc -mtriple=aarch64 -mattr=help' lists

// REDEFINE: %{options} = target=znver4 features=avx2
// RUN: %{resolve} --check-prefix=SIGN
// SIGN: error: feature 'avx2' has no sign; write '+avx2' or '-avx2'

// REDEFINE: %{options} = target=znver4 features=+avx2,-avx2
// RUN: %{resolve} --check-prefix=TWICE
// TWICE: error: feature 'avx2' is both enabled and disabled; give it once

// REDEFINE: %{options} = target=znver4 features=-avx,+avx2
// RUN: %{resolve} --check-prefix=CONTRADICT
// CONTRADICT: error: feature '-avx' contradicts '+avx2', which needs 'avx'; drop one of the two

// REDEFINE: %{options} = target=znver4 features=-sse
// RUN: %{resolve} --check-prefix=REQUIRED
// REQUIRED: error: feature 'sse' cannot be disabled: x86_64 code needs 'sse2'

// REDEFINE: %{options} = target=znver4 triple=aarch64-linux-gnu
// RUN: %{resolve} --check-prefix=OTHER
// OTHER: error: cpu 'znver4' belongs to x86_64, but the triple is for aarch64; drop the triple or choose another cpu

// REDEFINE: %{options} = target=znver4 triple=mips-linux-gnu
// RUN: %{resolve} --check-prefix=TRIPLE
// TRIPLE: error: unsupported triple 'mips-unknown-linux-gnu'; expects one that starts with x86_64, aarch64 or riscv64

// REDEFINE: %{options} = target=host triple=x86_64-linux-gnu
// RUN: %{resolve} --check-prefix=HOST
// HOST: error: target 'host' takes no triple, but got 'x86_64-linux-gnu'; drop the triple or name a cpu

// REDEFINE: %{options} = target=znver4 vector-bits=1024
// RUN: %{resolve} --check-prefix=WIDE
// WIDE: error: vector-bits is 1024; expects a power of two from 128 to 512, the register of 'znver4', or 0 for the whole register

// REDEFINE: %{options} = target=x86-64-v2 vector-bits=96
// RUN: %{resolve} --check-prefix=ODD
// ODD: error: vector-bits is 96; expects a power of two from 128 to 128, the register of 'x86-64-v2', or 0 for the whole register

// REDEFINE: %{options} = target=znver4 l2-bytes=-1
// RUN: %{resolve} --check-prefix=NEGATIVE
// NEGATIVE: error: l2-bytes is -1; expects 1 or more, or 0 for what the cpu has

// REDEFINE: %{options} = target=armv8a
// RUN: %{resolve} --check-prefix=LEVEL
// LEVEL: error: unknown cpu 'armv8a'; did you mean 'armv8-a'

// RUN: not lookupffn-opt %t/kept.mlir --lookupffn-resolve-target="features=+fma" 2>&1 | FileCheck %s --check-prefix=KEPT
// KEPT: error: options 'features' and 'triple' need option 'target', because the module has a 'lookupffn.target' already

// RUN: lookupffn-opt %t/written.mlir --split-input-file --verify-diagnostics --lookupffn-resolve-target

//--- empty.mlir
module {}

//--- kept.mlir
module attributes {lookupffn.target = #lookupffn.target<
    triple = "x86_64-unknown-linux-gnu", cpu = "x86-64", features = "+sse2",
    vector_bits = 128, vector_registers = 16, l1_bytes = 1, l2_bytes = 1,
    l3_bytes = 1, cache_line_bytes = 64, cores = 1>} {}

//--- written.mlir
// expected-error @below {{unsupported triple 'mips'; expects one that starts with x86_64, aarch64 or riscv64}}
module attributes {lookupffn.target = #lookupffn.target<
    triple = "mips", cpu = "x86-64", features = "+sse2",
    vector_bits = 128, vector_registers = 16, l1_bytes = 1, l2_bytes = 1,
    l3_bytes = 1, cache_line_bytes = 64, cores = 1>} {}

// -----

// expected-error @below {{unknown cpu 'x86-64-v9'; did you mean}}
module attributes {lookupffn.target = #lookupffn.target<
    triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v9", features = "+sse2",
    vector_bits = 128, vector_registers = 16, l1_bytes = 1, l2_bytes = 1,
    l3_bytes = 1, cache_line_bytes = 64, cores = 1>} {}

// -----

// expected-error @below {{'lookupffn.target' has feature 'sse9'; expects '+' and a feature of x86_64}}
module attributes {lookupffn.target = #lookupffn.target<
    triple = "x86_64-unknown-linux-gnu", cpu = "x86-64", features = "+sse2,+sse9",
    vector_bits = 128, vector_registers = 16, l1_bytes = 1, l2_bytes = 1,
    l3_bytes = 1, cache_line_bytes = 64, cores = 1>} {}

// -----

// expected-error @below {{'lookupffn.target' has vector_bits = 100; expects a power of two, 32 or more}}
module attributes {lookupffn.target = #lookupffn.target<
    triple = "x86_64-unknown-linux-gnu", cpu = "x86-64", features = "+sse2",
    vector_bits = 100, vector_registers = 16, l1_bytes = 1, l2_bytes = 1,
    l3_bytes = 1, cache_line_bytes = 64, cores = 1>} {}

// -----

// expected-error @below {{'lookupffn.target' has scalable = true, but neither of the features 'sve' and 'v'}}
module attributes {lookupffn.target = #lookupffn.target<
    triple = "x86_64-unknown-linux-gnu", cpu = "x86-64", features = "+sse2",
    vector_bits = 128, vector_registers = 16, l1_bytes = 1, l2_bytes = 1,
    l3_bytes = 1, cache_line_bytes = 64, cores = 1, scalable = true>} {}

// -----

// expected-error @below {{'lookupffn.target' has l2_bytes = 0; expects 1 or more}}
module attributes {lookupffn.target = #lookupffn.target<
    triple = "x86_64-unknown-linux-gnu", cpu = "x86-64", features = "+sse2",
    vector_bits = 128, vector_registers = 16, l1_bytes = 1, l2_bytes = 0,
    l3_bytes = 1, cache_line_bytes = 64, cores = 1>} {}
