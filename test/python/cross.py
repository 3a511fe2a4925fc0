# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Kernels of any target, run by an emulator or by this machine.

The layers of a test are one MLIR file, which is compiled once a target and linked
with test/Cross/driver.c to a program that runs them on the tokens it is given.
"""

from __future__ import annotations

import re
import struct
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Sequence

import numpy as np

from lookupffn import Layer

DRIVER = Path(__file__).parents[1] / "Cross" / "driver.c"

#: Bytes of the elements that arguments and packed buffers may have, and the NumPy
#: types of those that are outputs. Codes are unsigned where they are narrow.
BYTES = {"f32": 4, "f16": 2, "bf16": 2, "i8": 1, "i16": 2, "i32": 4, "i64": 8}
DTYPES = {"f32": "f4", "i8": "u1", "i16": "u2", "i32": "i4", "i64": "i8"}


@dataclass(frozen=True)
class Tensor:
    """A type in ``lookupffn.entry``; -1 is the number of tokens."""

    shape: tuple[int, ...]
    element: str

    @staticmethod
    def parse(text: str) -> Tensor:
        *sizes, element = text.split("x")
        return Tensor(tuple(-1 if s == "?" else int(s) for s in sizes), element)

    def size(self, tokens: int = 0) -> int:
        sizes = [tokens if s < 0 else s for s in self.shape]
        return int(np.prod(sizes, dtype=np.int64)) * BYTES[self.element]


@dataclass
class Run:
    """Inputs with one token dimension; outputs once they are there."""

    inputs: dict[str, np.ndarray]
    status: int = -1
    outputs: dict[str, np.ndarray] = field(default_factory=dict)

    @property
    def tokens(self) -> int:
        return len(next(iter(self.inputs.values())))


@dataclass
class Case:
    """A layer and what it is run on. ``options`` are those of ``Layer.mlir``."""

    layer: Layer
    runs: list[Run]
    options: dict[str, Any] = field(default_factory=dict)


class Entry:
    """What ``lookupffn.entry`` says of a kernel, on a line of stage llvm."""

    def __init__(self, line: str) -> None:
        self.inputs = self._names(line, "inputs")
        self.weights = self._names(line, "weights")
        self.outputs = self._names(line, "outputs")
        #: The weight that is used as it is, or -1, and the type of the buffer.
        self.packed = [
            (int(weight or -1), Tensor.parse(kind))
            for kind, weight in re.findall(
                r"type = tensor<([^>]*)>(?:, weight = (\d+))?",
                self._list(line, "packed"),
            )
        ]
        (scratch,) = re.findall(r"scratch_bytes = (\d+)", line)
        self.scratch_bytes = int(scratch)
        self.has_pack = ', pack = "' in line

    @staticmethod
    def _list(line: str, key: str) -> str:
        (found,) = re.findall(rf"\b{key} = \[(.*?)\]", line)
        return str(found)

    def _names(self, line: str, key: str) -> list[tuple[str, Tensor]]:
        pairs = re.findall(
            r'name = "([^"]*)", type = tensor<([^>]*)>', self._list(line, key)
        )
        return [(name, Tensor.parse(kind)) for name, kind in pairs]


def undefined_symbols(file: Path) -> set[str]:
    """Names that an ELF object of 64 bits, lowest byte first, expects of others."""
    data = file.read_bytes()
    assert data[:6] == b"\x7fELF\x02\x01"
    (offset,), (size, count) = (
        struct.unpack_from("<Q", data, 0x28),
        struct.unpack_from("<HH", data, 0x3A),
    )
    # Type, offset, size and link of each section.
    sections = [
        struct.unpack_from("<4xI16xQQI", data, offset + i * size) for i in range(count)
    ]
    found = set()
    for kind, begin, length, link in sections:
        if kind != 2:  # SHT_SYMTAB
            continue
        for at in range(begin + 24, begin + length, 24):
            name, section = struct.unpack_from("<I2xH", data, at)
            if section == 0:  # SHN_UNDEF
                text = data[sections[link][1] + name :]
                found.add(text[: text.index(b"\0")].decode())
    return found


class Program:
    """The kernels of some cases for one target.

    target: options of lookupffn-compile. Only packing may call functions, those
    that get and free memory.
    """

    def __init__(
        self, cases: list[Case], target: list[str], tools: Path, folder: Path
    ) -> None:
        self.cases, self.folder = cases, folder
        texts = []
        for number, case in enumerate(cases):
            text = case.layer.mlir(**case.options)
            texts.append(text.replace("@layer(", f"@kernel_{number}("))
        source, module = folder / "source.mlir", folder / "module.mlir"
        self.module = module
        self.object = folder / "kernels.o"
        source.write_text("".join(texts))
        compiler = tools / "lookupffn-compile"
        for file, kind, output in (
            (source, "llvm", module),
            (module, "obj", self.object),
        ):
            subprocess.run(
                [compiler, file, f"--emit={kind}", "-o", output, *target], check=True
            )
        # No libm, and no helper of the compiler.
        assert undefined_symbols(self.object) <= {"malloc", "free"}
        self.entries = {}
        for line in module.read_text().splitlines():
            if "lookupffn.entry" in line:
                (number,) = re.findall(r"@kernel_(\d+)\(", line)
                self.entries[int(number)] = Entry(line)
        assert len(self.entries) == len(cases)

    def kernels_with(self, instruction: str) -> set[int]:
        """Numbers of the kernels in whose functions an intrinsic is."""
        found = set()
        for function in self.module.read_text().split("llvm.func ")[1:]:
            name = re.search(r"@kernel_(\d+)", function.split("(")[0])
            if name and instruction in function:
                found.add(int(name[1]))
        return found

    def run(
        self, compiler: str, emulator: list[str], sources: Sequence[str] = ()
    ) -> None:
        """Links, with ``sources`` of test/Cross, for the machine that ``emulator``
        is, empty for this one, and fills in the outputs of all runs."""
        kinds = [
            f"{'PACKED_' * self.entries[i].has_pack}KERNEL(kernel_{i})\n"
            for i in range(len(self.cases))
        ]
        (self.folder / "kernels.inc").write_text("".join(kinds))
        program = self.folder / "program"
        subprocess.run(
            [compiler, "-std=c11", "-O1", "-Wall", "-Wextra", "-Werror", "-static"]
            + [f"-I{self.folder}", DRIVER, *(DRIVER.parent / s for s in sources)]
            + [self.object, "-o", program],
            check=True,
        )
        jobs, results = self.folder / "jobs", self.folder / "results"
        with open(jobs, "wb") as file:
            self._write_jobs(file)
        subprocess.run([*emulator, program, jobs, results], check=True)
        with open(results, "rb") as file:
            self._read_results(file)

    def _write_jobs(self, file: BinaryIO) -> None:
        def number(*values: int) -> None:
            file.write(struct.pack(f"<{len(values)}q", *values))

        def data(array: np.ndarray, kind: Tensor, tokens: int = 0) -> None:
            raw = np.ascontiguousarray(array).tobytes()
            assert len(raw) == kind.size(tokens)
            number(len(raw))
            file.write(raw)

        number(len(self.cases))
        for i, case in enumerate(self.cases):
            entry, weights = self.entries[i], case.layer.weights()
            number(i, len(entry.weights), len(entry.packed))
            number(entry.scratch_bytes, len(case.runs))
            for name, kind in entry.weights:
                data(weights[name], kind)
            for weight, kind in entry.packed:
                number(weight, kind.size())
            for run in case.runs:
                number(run.tokens, len(entry.inputs), len(entry.outputs))
                for name, kind in entry.inputs:
                    data(run.inputs[name], kind, run.tokens)
                for _, kind in entry.outputs:
                    number(kind.size(run.tokens))

    def _read_results(self, file: BinaryIO) -> None:
        for i, case in enumerate(self.cases):
            (status,) = struct.unpack("<q", file.read(8))
            assert status == 0, f"packing of kernel {i} returns {status}"
            for run in case.runs:
                (run.status,) = struct.unpack("<q", file.read(8))
                for name, kind in self.entries[i].outputs:
                    raw = file.read(kind.size(run.tokens))
                    array = np.frombuffer(raw, DTYPES[kind.element])
                    run.outputs[name] = array.reshape(run.tokens, *kind.shape[1:])
        assert not file.read(1)
