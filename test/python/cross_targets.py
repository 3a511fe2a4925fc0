# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The targets whose code is tested, and the table of them in the README.

Run as a program, prints the table.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import Callable

ARM = "aarch64-linux-gnu-gcc"
RISCV = "riscv64-linux-gnu-gcc"


@dataclass(frozen=True)
class Machine:
    """What executes code of a target: an emulator, or this machine."""

    #: "" unless registers of several lengths are executed.
    length: str
    compiler: str = "cc"
    emulator: tuple[str, ...] = ()
    #: What is linked in, of test/Cross, for instructions that the CPU has not.
    sources: tuple[str, ...] = ()

    def missing(self, features: set[str], host: Callable[[], set[str]]) -> str:
        """Why the machine cannot execute code with ``features``, "" if it can."""
        for program in (self.compiler, *self.emulator[:1]):
            if not shutil.which(program):
                return f"{program} is not installed"
        if self.emulator:
            return ""
        absent = features - host()
        return f"this machine has no {', '.join(sorted(absent))}" if absent else ""


@dataclass(frozen=True)
class Target:
    name: str
    #: On top of those of the name.
    features: str
    #: What the reader wants to know of it.
    about: str
    #: None where the assembly is tested alone.
    machines: tuple[Machine, ...]
    #: What the code may use of what not every machine has, for this machine.
    needs: frozenset[str] = frozenset()

    @property
    def options(self) -> list[str]:
        """Of lookupffn-compile."""
        options = [f"--target-cpu={self.name}"]
        if self.features:
            options.append(f"--target-features={self.features}")
        return options

    @property
    def id(self) -> str:
        return self.name + self.features.replace(",", "")

    @property
    def executed(self) -> str:
        if not self.machines:
            return "assembly only"
        how = "qemu" if self.machines[0].emulator else "native"
        if self.machines[0].sources:
            how += ", tiles emulated"
        lengths = [m.length for m in self.machines if m.length]
        return f"{how}, {', '.join(lengths)} bits" if lengths else how


def _qemu_arm(length: str, cpu: str) -> Machine:
    return Machine(length, ARM, ("qemu-aarch64", "-cpu", cpu))


def _qemu_riscv(length: str, cpu: str) -> Machine:
    return Machine(length, RISCV, ("qemu-riscv64", "-cpu", cpu))


NATIVE = (Machine(""),)
SVE = tuple(
    _qemu_arm(str(128 * vq), f"max,sve-max-vq={vq}") for vq in (1, 2, 4)
)
V = tuple(
    _qemu_riscv(str(n), f"rv64,v=true,vlen={n},vext_spec=v1.0,Zfhmin=true")
    for n in (128, 256, 512)
)
AVX2 = {"avx2", "bmi2", "f16c", "fma"}
AVX512 = AVX2 | {"avx512f", "avx512bw", "avx512dq", "avx512vl"}

TARGETS = [
    Target("x86-64-v1", "", "SSE2", NATIVE),
    Target("x86-64-v2", "", "SSE4.2", NATIVE, frozenset({"sse4.2", "popcnt"})),
    Target("x86-64-v3", "", "AVX2, FMA, F16C", NATIVE, frozenset(AVX2)),
    Target("x86-64-v4", "", "AVX-512", NATIVE, frozenset(AVX512)),
    Target(
        "x86-64-v4",
        "+amx-int8,+amx-tile",
        "AVX-512, AMX-INT8",
        (Machine("", sources=("amx.c",)),),
        frozenset(AVX512),
    ),
    Target(
        "znver4",
        "",
        "AVX512-VNNI, AVX512-BF16",
        NATIVE,
        frozenset(AVX512 | {"avx512vnni", "avx512bf16", "avx512vbmi", "gfni"}),
    ),
    Target("sapphirerapids", "", "AVX512-FP16, AMX-BF16, AMX-INT8", ()),
    Target("graniterapids", "", "AMX-FP16", ()),
    Target("cortex-a72", "", "NEON", (_qemu_arm("", "cortex-a72"),)),
    Target(
        "armv8-a",
        "+bf16,+dotprod,+i8mm",
        "NEON",
        (_qemu_arm("", "max,sve=off"),),
    ),
    Target("neoverse-v1", "", "SVE", SVE),
    Target("neoverse-v2", "", "SVE2", SVE),
    Target("rva22u64", "", "no vectors", (_qemu_riscv("", "rv64,Zfhmin=true"),)),
    Target("rva22u64-v", "", "V", V),
    Target("rva22u64-v", "+zvfh", "V with f16", ()),
    Target("rva23u64", "", "V with f16 conversions", ()),
]


def table() -> str:
    rows = [("Target", "Vectors", "Executed")]
    for target in TARGETS:
        name = f"`{target.name}`"
        if target.features:
            name += f" `{target.features}`"
        rows.append((name, target.about, target.executed))
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|---|---|---|", *lines[1:]]) + "\n"


if __name__ == "__main__":
    print(table(), end="")
