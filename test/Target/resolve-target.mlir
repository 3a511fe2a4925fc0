// The vector registers follow from the features, the architecture from the
// CPU's name.

// RUN: lookupffn-opt %s --lookupffn-resolve-target="target=x86-64-v2" | FileCheck %s --check-prefixes=CHECK,X86,V2
// RUN: lookupffn-opt %s --lookupffn-resolve-target="target=x86-64-v3" | FileCheck %s --check-prefixes=CHECK,X86,V3
// RUN: lookupffn-opt %s --lookupffn-resolve-target="target=x86-64-v4" | FileCheck %s --check-prefixes=CHECK,X86,V4
// RUN: lookupffn-opt %s --lookupffn-resolve-target="target=znver4" | FileCheck %s --check-prefixes=CHECK,X86,ZNVER4
// RUN: lookupffn-opt %s --lookupffn-resolve-target="target=sapphirerapids" | FileCheck %s --check-prefixes=CHECK,X86,SPR
// RUN: lookupffn-opt %s --lookupffn-resolve-target="target=neoverse-n1" | FileCheck %s --check-prefixes=CHECK,N1
// RUN: lookupffn-opt %s --lookupffn-resolve-target="target=generic triple=aarch64-linux-gnu" | FileCheck %s --check-prefixes=CHECK,GENERIC
// RUN: lookupffn-opt %s --lookupffn-resolve-target="target=sifive-x280" | FileCheck %s --check-prefixes=CHECK,X280
// RUN: lookupffn-opt %s --lookupffn-resolve-target="target=generic-rv64 features=+d" | FileCheck %s --check-prefixes=CHECK,RV64

// Names of our own: levels, and CPUs that LLVM names after another.
// RUN: lookupffn-opt %s --lookupffn-resolve-target="target=x86-64-v1" | FileCheck %s --check-prefixes=CHECK,X86,V1
// RUN: lookupffn-opt %s --lookupffn-resolve-target="target=armv9-a" | FileCheck %s --check-prefixes=CHECK,ARMV9
// RUN: lookupffn-opt %s --lookupffn-resolve-target="target=rva22u64-v" | FileCheck %s --check-prefixes=CHECK,RVA22V
// RUN: lookupffn-opt %s --lookupffn-resolve-target="target=apple-m1" | FileCheck %s --check-prefixes=CHECK,M1

// Registers of SVE and V may be longer than what all machines have; a width that
// is asked for is used as it is. Other sizes replace those of the table.
// RUN: lookupffn-opt %s --lookupffn-resolve-target="target=neoverse-v1" | FileCheck %s --check-prefixes=CHECK,SCALABLE
// RUN: lookupffn-opt %s --lookupffn-resolve-target="target=neoverse-v1 vector-bits=128" | FileCheck %s --check-prefixes=CHECK,FIXED
// RUN: lookupffn-opt %s --lookupffn-resolve-target="target=znver4 vector-bits=256 l1-bytes=65536 l2-bytes=2097152 l3-bytes=4194304" > %t.sizes.mlir
// RUN: FileCheck %s --check-prefixes=CHECK,X86,SIZES --input-file=%t.sizes.mlir
// RUN: lookupffn-opt %t.sizes.mlir --lookupffn-resolve-target="l2-bytes=1000000" | FileCheck %s --check-prefixes=CHECK,X86,SIZES2
// RUN: lookupffn-opt %s --lookupffn-resolve-target="target=skylake-avx512 features=-avx512vl vector-bits=128" | FileCheck %s --check-prefixes=CHECK,X86,NOVL

// Implied features come and go with those that the option names.
// RUN: lookupffn-opt %s --lookupffn-resolve-target="target=x86-64 features=+avx512bw" | FileCheck %s --check-prefixes=CHECK,X86,PLUS
// RUN: lookupffn-opt %s --lookupffn-resolve-target="target=znver4 features=-avx512f" | FileCheck %s --check-prefixes=CHECK,X86,MINUS

// A target that the module has is kept, unless an option asks for another; the
// other devices of the system are kept in any case.
// RUN: lookupffn-opt %s --lookupffn-resolve-target="target=znver4" \
// RUN:   | lookupffn-opt --lookupffn-resolve-target | FileCheck %s --check-prefixes=CHECK,X86,ZNVER4
// RUN: lookupffn-opt %s --lookupffn-resolve-target="target=neoverse-n1" \
// RUN:   | lookupffn-opt --lookupffn-resolve-target="target=x86-64-v3" | FileCheck %s --check-prefixes=CHECK,X86,V3

// What this machine is, nobody knows here; that it has a target is enough.
// RUN: lookupffn-opt %s --lookupffn-resolve-target="target=host" | FileCheck %s --check-prefix=HOST

// CHECK:      #dlti.target_system_spec<"CPU" = #dlti.target_device_spec<
// V2-SAME:    "L1_cache_size_in_bytes" = 32768 : i64, "L2_cache_size_in_bytes" = 524288 : i64, "L3_cache_size_in_bytes" = 8388608 : i64, "max_vector_op_width" = 128 : i64>
// ZNVER4-SAME: "L1_cache_size_in_bytes" = 32768 : i64, "L2_cache_size_in_bytes" = 1048576 : i64, "L3_cache_size_in_bytes" = 33554432 : i64, "max_vector_op_width" = 512 : i64>
// CHECK-SAME: "GPU" = #dlti.target_device_spec<"max_vector_op_width" = 64
// X86-SAME:   llvm.data_layout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
// X86-SAME:   llvm.target_triple = "x86_64-unknown-linux-gnu"
// X86-SAME:   #lookupffn.target<triple = "x86_64-unknown-linux-gnu"
// CHECK-NOT:  bit-mode

// V2-SAME:    cpu = "x86-64-v2", features = "+64bit,
// V2-SAME:    +sse4.2,
// V2-SAME:    vector_bits = 128, vector_registers = 16, l1_bytes = 32768, l2_bytes = 524288, l3_bytes = 8388608, cache_line_bytes = 64, cores = 1>

// V1-SAME:    cpu = "x86-64"
// V1-SAME:    vector_bits = 128, vector_registers = 16

// V3-SAME:    cpu = "x86-64-v3"
// V3-SAME:    +avx2,
// V3-SAME:    +fma,
// V3-SAME:    vector_bits = 256, vector_registers = 16

// V4-SAME:    cpu = "x86-64-v4"
// V4-SAME:    +avx512bw,+avx512cd,+avx512dq,+avx512f,+avx512vl,
// V4-SAME:    vector_bits = 512, vector_registers = 32

// ZNVER4-SAME: cpu = "znver4"
// ZNVER4-SAME: +avx512bf16,
// ZNVER4-SAME: +avx512vnni,
// ZNVER4-SAME: vector_bits = 512, vector_registers = 32, l1_bytes = 32768, l2_bytes = 1048576, l3_bytes = 33554432

// SPR-SAME:   cpu = "sapphirerapids"
// SPR-SAME:   +amx-bf16,+amx-int8,+amx-tile,
// SPR-SAME:   +avx512fp16,
// SPR-SAME:   vector_bits = 512, vector_registers = 32, l1_bytes = 49152, l2_bytes = 2097152

// N1-SAME:    llvm.data_layout = "{{[^"]*}}-Fn32"
// N1-SAME:    llvm.target_triple = "aarch64-unknown-linux-gnu"
// N1-SAME:    cpu = "neoverse-n1"
// N1-SAME:    +neon,
// N1-SAME:    vector_bits = 128, vector_registers = 32, l1_bytes = 65536, l2_bytes = 1048576

// GENERIC-SAME: llvm.target_triple = "aarch64-unknown-linux-gnu"
// GENERIC-SAME: cpu = "generic"
// GENERIC-SAME: vector_bits = 128, vector_registers = 32

// ARMV9-SAME: cpu = "generic", features = "{{.*}}+sve,+sve2,
// ARMV9-SAME: vector_bits = 128, vector_registers = 32, {{.*}}cores = 1, scalable = true>

// RVA22V-SAME: cpu = "generic-rv64", features = "{{.*}}+v,{{.*}}+zicbop,
// RVA22V-SAME: vector_bits = 128, vector_registers = 32, {{.*}}cores = 1, scalable = true>

// M1-SAME:    cpu = "apple-a14"
// M1-SAME:    l1_bytes = 131072, l2_bytes = 3145728, l3_bytes = 12582912, cache_line_bytes = 128, cores = 1>

// SCALABLE-SAME: vector_bits = 128, vector_registers = 32, {{.*}}cores = 1, scalable = true>
// FIXED-SAME:    vector_bits = 128, vector_registers = 32, {{.*}}cores = 1>
// SIZES-SAME:    vector_bits = 256, vector_registers = 32, l1_bytes = 65536, l2_bytes = 2097152, l3_bytes = 4194304,
// SIZES2-SAME:   vector_bits = 256, vector_registers = 32, l1_bytes = 65536, l2_bytes = 1000000, l3_bytes = 4194304,
// NOVL-SAME:     vector_bits = 128, vector_registers = 16

// X280-SAME:  llvm.target_triple = "riscv64-unknown-linux-gnu"
// X280-SAME:  +v,
// X280-SAME:  vector_bits = 512, vector_registers = 32

// RV64-SAME:  "+64bit,+d,+f,
// RV64-SAME:  vector_bits = 128, vector_registers = 8

// PLUS-SAME:  +avx,+avx2,+avx512bw,+avx512f,
// PLUS-SAME:  +sse4.2,
// PLUS-SAME:  vector_bits = 512

// MINUS-NOT:  avx512
// MINUS-SAME: +fma,
// MINUS-SAME: vector_bits = 256, vector_registers = 16

// HOST: llvm.data_layout = "
// HOST-SAME: #lookupffn.target<triple = "{{[^"]+}}", cpu = "{{[^"]+}}", features = "+{{[^"]+}}", vector_bits = {{[0-9]+}}, vector_registers = {{[0-9]+}}, l1_bytes = {{[1-9][0-9]*}}, l2_bytes = {{[1-9][0-9]*}}, l3_bytes = {{[1-9][0-9]*}}, cache_line_bytes = {{[1-9][0-9]*}}, cores = {{[1-9][0-9]*}}>

module attributes {dlti.target_system_spec = #dlti.target_system_spec<
    "CPU" = #dlti.target_device_spec<"max_vector_op_width" = 64 : i64>,
    "GPU" = #dlti.target_device_spec<"max_vector_op_width" = 64 : i64>>} {
}
