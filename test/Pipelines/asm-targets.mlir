// Machine code of the published layer for ten targets, as it goes into objects:
// tiles of projections and rows of tables in registers, fused multiply-adds where
// there are any, prefetches, and no calls or gathers. What the loops of x86 levels
// with AVX2 and AVX-512 are like is in asm-project.mlir and asm-slab.mlir.

// DEFINE: %{cpu} =
// DEFINE: %{arch} =
// DEFINE: %{compile} = lookupffn-compile %S/Inputs/published.mlir --target-cpu=%{cpu} --emit=asm -o %t.s
// DEFINE: %{count} = %PYTHON %S/Inputs/inner-loops.py %{arch} < %t.s > %t.loops
// DEFINE: %{never} = FileCheck %s --check-prefix=NEVER --input-file=%t.loops

// NEVER-NOT: {{^(bh4|dense)(_phase[0-9]+)?: (.*, )?((16|24) fma (zmm|neon|vector|scalar)|8 fma sve),.* [1-9][0-9]* stack}}
// NEVER-NOT: {{^all of (bh4|dense)(_phase[0-9]+)?: .* [1-9][0-9]* (call|gather)}}

// Without FMA, products and sums: vector.fma would call fmaf for each lane.
// REDEFINE: %{arch} = x86
// REDEFINE: %{cpu} = x86-64-v1
// RUN: %{compile} && FileCheck %s --check-prefixes=SSE,SSE2 --input-file=%t.s && %{count} && %{never}
// REDEFINE: %{cpu} = x86-64-v2
// RUN: %{compile} && FileCheck %s --check-prefix=SSE --input-file=%t.s && %{count} && %{never}
// SSE-LABEL: {{^}}bh4_phase0:
// SSE-NOT:   call
// SSE2-NOT:  round
// SSE:       mulps
// SSE-NOT:   call
// SSE2-NOT:  round
// SSE:       addps
// SSE-LABEL: {{^}}bh4:
// SSE:       prefetcht1
// SSE:       mulps

// All 512 bits, also where LLVM prefers 256.
// REDEFINE: %{cpu} = x86-64-v4
// RUN: %{compile} && %{count} && %{never} && FileCheck %s --check-prefix=ZMM --input-file=%t.loops
// REDEFINE: %{cpu} = znver4
// RUN: %{compile} && %{count} && %{never} && FileCheck %s --check-prefix=ZMM --input-file=%t.loops
// REDEFINE: %{cpu} = sapphirerapids
// RUN: %{compile} && %{count} && %{never} && FileCheck %s --check-prefix=ZMM --input-file=%t.loops
// ZMM-COUNT-4: bh4_phase0: 24 fma zmm, 0 fma ymm, 0 fma xmm, 0 stack
// ZMM-COUNT-2: {{^bh4(_phase[0-9]+)?: }}16 fma zmm, 0 fma ymm, 0 fma xmm, 16 prefetch, 0 stack

// 256 bits of the same registers where they are asked for.
// RUN: %{compile} --vector-bits=256 && %{count} && FileCheck %s --check-prefix=YMM --input-file=%t.loops
// YMM-NOT: {{[1-9][0-9]*}} fma zmm
// YMM-COUNT-4: bh4_phase0: 0 fma zmm, 24 fma ymm
// YMM-NOT: {{[1-9][0-9]*}} fma zmm

// REDEFINE: %{arch} = arm
// REDEFINE: %{cpu} = cortex-a72
// RUN: %{compile} && %{count} && %{never} && FileCheck %s --check-prefix=NEON --input-file=%t.loops
// NEON-COUNT-4: bh4_phase0: 0 fma sve, 24 fma neon
// NEON-COUNT-2: {{^bh4(_phase[0-9]+)?: }}0 fma sve, 16 fma neon, 4 prefetch, 0 stack
// NEON:         {{^}}bh4: 0 fma sve, 8 fma neon, 0 stack
// NEON-NOT:     {{[1-9][0-9]*}} fma sve

// The hash and the projections stay on NEON. Rows of 256 and of 512 bits take
// registers of that length.
// REDEFINE: %{cpu} = neoverse-v1
// RUN: %{compile} && %{count} && %{never} && FileCheck %s --check-prefix=SVE --input-file=%t.loops
// REDEFINE: %{cpu} = neoverse-v2
// RUN: %{compile} && %{count} && %{never} && FileCheck %s --check-prefix=SVE --input-file=%t.loops
// SVE-COUNT-4: bh4_phase0: 0 fma sve, 24 fma neon
// SVE:         all of bh4_phase0: 0 fma sve,
// SVE-DAG:     {{^bh4(_phase[0-9]+)?: }}8 fma sve, 0 fma neon, 4 prefetch, 0 stack
// SVE-DAG:     {{^bh4(_phase[0-9]+)?: }}8 fma sve, 0 fma neon, 8 prefetch, 0 stack
// SVE-DAG:     {{^bh4(_phase[0-9]+)?: }}0 fma sve, 16 fma neon, 4 prefetch, 0 stack

// Rows of i8 with weights of 8 bits: 4 rows of 64 columns at a time.
// RUN: lookupffn-compile %S/schedule-rows.mlir --target-cpu=%{cpu} --emit=asm -o %t.s && %{count} && FileCheck %s --check-prefix=DOT --input-file=%t.loops
// DOT-COUNT-2: {{^layer(_phase[0-9]+)?: }}0 fma sve, 0 fma neon, 16 dot, 4 prefetch, 0 stack, 0 call, 0 gather

// REDEFINE: %{arch} = riscv
// REDEFINE: %{cpu} = rva22u64
// RUN: %{compile} && %{count} && %{never} && FileCheck %s --check-prefix=RV64 --input-file=%t.loops
// RV64: bh4_phase0: 0 fma vector, 16 fma scalar, 0 stack
// RV64: bh4: 0 fma vector, 16 fma scalar, 1 prefetch, 0 stack
// REDEFINE: %{cpu} = rva22u64-v
// RUN: %{compile} && %{count} && %{never} && FileCheck %s --check-prefix=V --input-file=%t.loops
// RUN: %{compile} --target-features=+zvfh && %{count} && %{never} && FileCheck %s --check-prefix=V --input-file=%t.loops
// V-COUNT-4: bh4_phase0: 24 fma vector
// V-DAG:     {{^bh4(_phase[0-9]+)?: }}8 fma vector, 4 prefetch, 0 stack
// V-DAG:     {{^bh4(_phase[0-9]+)?: }}8 fma vector, 8 prefetch, 0 stack
// V-DAG:     {{^bh4(_phase[0-9]+)?: }}16 fma vector, 4 prefetch, 0 stack
