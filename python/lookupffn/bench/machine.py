# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the numbers were measured on."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any

#: Features that decide which code a library runs.
_FEATURES = (
    "sse4_2 avx avx2 fma f16c avx512f avx512bw avx512vl avx512_vnni avx512_bf16"
    " avx512_fp16 avx_vnni amx_tile amx_int8 amx_bf16 asimd asimddp i8mm bf16 sve sve2"
).split()

_CACHES = Path("/sys/devices/system/cpu")


def cpu_name() -> str:
    return _cpuinfo()[0]


def cpu_features() -> list[str]:
    """Those vector features of this machine that decide between code paths."""
    flags = _cpuinfo()[1]
    return [f for f in _FEATURES if f in flags]


def cpu() -> str:
    """Name and features in one line."""
    return f"{cpu_name()}; {' '.join(cpu_features())}"


def caches(core: int = 0) -> dict[str, int]:
    """Bytes of the caches that a core reads data through, by level: "L1d"."""
    found = {}
    for index in sorted((_CACHES / f"cpu{core}" / "cache").glob("index*")):
        kind = _read(index / "type")
        size, level = _read(index / "size"), _read(index / "level")
        if kind in ("Data", "Unified") and size.endswith("K"):
            found[f"L{level}{'d' if kind == 'Data' else ''}"] = int(size[:-1]) << 10
    return found


def last_level_cache(core: int = 0) -> int:
    """Bytes of the largest cache of a core; 32 MiB where the system tells none."""
    return max(caches(core).values(), default=32 << 20)


def available_memory() -> int:
    """Bytes that can be had without swapping."""
    try:
        for line in _read(Path("/proc/meminfo")).splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) << 10
    except (IndexError, ValueError):
        pass
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def describe(core: int) -> dict[str, Any]:
    """The machine as the JSON file holds it; sizes in bytes."""
    return {
        "cpu": cpu_name(),
        "features": cpu_features(),
        "cores": os.cpu_count(),
        "caches": caches(core),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "load": os.getloadavg()[0],
        "system": platform.platform(),
        "python": platform.python_version(),
    }


def size(count: float) -> str:
    """Bytes for people: "512 KiB"."""
    for unit in ("B", "KiB", "MiB"):
        if count < 1024:
            return f"{count:.4g} {unit}"
        count /= 1024
    return f"{count:.4g} GiB"


def _cpuinfo() -> tuple[str, set[str]]:
    name, flags = platform.machine(), set[str]()
    for line in _read(Path("/proc/cpuinfo")).splitlines():
        key, _, value = line.partition(":")
        if key.strip() == "model name":
            name = value.strip()
        elif key.strip() in ("flags", "Features"):
            flags = set(value.split())
    return name, flags


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
