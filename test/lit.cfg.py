# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

# Configures lit: which files are tests, which tools they call, and which
# features of this machine they may ask for with REQUIRES.

import os
import platform
import subprocess

import lit.formats
import lit.util
from lit.llvm import llvm_config
from lit.llvm.subst import ToolSubst

if not hasattr(config, "lookupffn_obj_root"):
    lit_config.fatal("found no site configuration; run 'ninja check-lookupffn'"
                     " or give lit the folder 'test' of the build")

config.name = "lookupffn"
config.test_format = lit.formats.ShTest(not llvm_config.use_lit_shell)
config.suffixes = [".mlir", ".test"]
# python/ belongs to pytest; lib/ holds test passes.
config.excludes = ["Inputs", "CMakeLists.txt", "lib", "python", "README.md"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.lookupffn_obj_root, "test")

llvm_config.with_system_environment(["HOME", "TMP", "TEMP", "ASAN_OPTIONS",
                                     "UBSAN_OPTIONS", "LSAN_OPTIONS"])
llvm_config.use_default_substitutions()
llvm_config.with_environment("PATH", config.llvm_tools_dir, append_path=True)
llvm_config.with_environment("PATH", config.lookupffn_tools_dir,
                             append_path=True)

# What a test compiles stays with it.
config.environment["LOOKUPFFN_CACHE"] = ""
# What builds this build, for tests that build something.
config.environment["CMAKE_GENERATOR"] = config.cmake_generator

config.substitutions.append(("%PYTHON", config.python_executable))
config.substitutions.append(("%host_cxx", config.host_cxx))
config.substitutions.append(("%host_cc", config.host_cc))
config.substitutions.append(
    ("%clang", os.path.join(config.llvm_tools_dir, "clang")))
config.substitutions.append(("%cmake", config.cmake))
config.substitutions.append(("%mlir_include", config.mlir_include))
config.substitutions.append(("%lookupffn_obj", config.lookupffn_obj_root))
config.substitutions.append(("%lookupffn_src", config.lookupffn_src_root))
config.substitutions.append(("%lookupffn_lib", config.lookupffn_lib_dir))
config.substitutions.append(
    ("%inputs", os.path.join(config.test_source_root, "Inputs")))
config.substitutions.append(
    ("%vectors", os.path.join(config.test_source_root, "Inputs", "vectors")))

# A tool that is not built yet must not stop the others' tests.
tools = ["lookupffn-opt", "lookupffn-runner", "lookupffn-compile",
         "lookupffn-lsp-server", "lookupffn-reduce",
         "mlir-opt", "mlir-translate", "mlir-runner", "llc", "opt",
         "llvm-ar", "llvm-mca", "llvm-nm", "llvm-objdump", "llvm-readelf",
         "split-file"]
llvm_config.add_tool_substitutions(
    [ToolSubst(tool, unresolved="ignore") for tool in tools],
    [config.lookupffn_tools_dir, config.llvm_tools_dir])
for tool in tools:
    if lit.util.which(tool, config.environment["PATH"]):
        config.available_features.add(tool)

# Tests that run code ask for the host's features by LLVM's names. Tests that
# only compile need none of this.
machine = platform.machine().lower()
config.available_features.add("host-" + machine)


def cpu_features():
    """Features that the kernel reports, under LLVM's names."""
    names = {"pni": "sse3", "sse4_1": "sse4.1", "sse4_2": "sse4.2",
             "avx512_bf16": "avx512bf16", "avx512_fp16": "avx512fp16",
             "avx512_vnni": "avx512vnni", "amx_tile": "amx-tile",
             "amx_bf16": "amx-bf16", "amx_int8": "amx-int8",
             "asimd": "neon"}
    try:
        with open("/proc/cpuinfo") as file:
            for line in file:
                key, _, value = line.partition(":")
                if key.strip().lower() in ("flags", "features", "isa"):
                    return {names.get(f, f) for f in value.split()}
    except OSError:
        pass
    return set()


host = cpu_features()
config.available_features |= host & {
    "sse4.1", "avx", "avx2", "fma", "f16c", "avx512f", "avx512bw", "avx512dq",
    "avx512vl", "avx512bf16", "avx512fp16", "avx512vnni", "amx-tile",
    "amx-bf16", "amx-int8", "neon", "sve", "sve2", "bf16"}
levels = {
    "x86-64-v2": {"sse4.2", "popcnt", "ssse3"},
    "x86-64-v3": {"avx2", "fma", "bmi1", "bmi2", "f16c"},
    "x86-64-v4": {"avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512cd"},
}
if machine == "x86_64":
    for level, needed in levels.items():
        if needed <= host:
            config.available_features.add(level)

# Containers may have gdb but not let it trace a process.
try:
    gdb = subprocess.run(["gdb", "-batch", "-nx", "-ex", "run", "/bin/true"],
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if b"exited normally" in gdb.stdout:
        config.available_features.add("gdb")
except OSError:
    pass

for emulator in ("qemu-aarch64", "qemu-riscv64"):
    if lit.util.which(emulator, os.environ.get("PATH", "")):
        config.available_features.add(emulator)
if config.sanitize.upper() in ("ON", "1", "TRUE", "YES"):
    config.available_features.add("sanitizer")
    # LLVM's allocators mark memory as unusable where their inline code is
    # compiled with the sanitizer, ours, and unmark it in the distribution's
    # library, which is not. Only the marks of the sanitizer itself count.
    options = config.environment.get("ASAN_OPTIONS", "")
    config.environment["ASAN_OPTIONS"] = ":".join(
        filter(None, ["allow_user_poisoning=0", options]))
