# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""``compile`` and ``Kernel``: a layer or an MLIR module as a callable."""

from __future__ import annotations

import ctypes
import operator
import os
import re
import sys
import weakref
from typing import Any, Iterable, Mapping

import numpy as np

from . import _capi
from ._arrays import Argument, Array, address, as_input
from ._calls import Calls
from ._cost import cost
from .errors import CompileError, DTypeError, ShapeError
from .layer import Layer


def compile(
    source: Any,
    *,
    target: str = "host",
    table_type: str | None = None,
    path: str = "auto",
    precision: str = "auto",
    outputs: Iterable[str] = ("y",),
    bounds: str = "check",
    code_type: str = "i64",
    entry: str | None = None,
    threads: int = 1,
    schedule: str | os.PathLike[str] | None = None,
    cache: bool | str | os.PathLike[str] = True,
    symbols: str | None = None,
) -> Kernel:
    """Compiles a layer for this process.

    source: a Layer; the path of a .safetensors file with one layer at its top
        ("FFN.tables" or "tables"; else load a Layer with a prefix); the path of
        an .mlir or .mlirbc file; or MLIR, as text or as bytes. The weights of
        MLIR sources are bound afterwards with ``Kernel.bind``.
    target: "host", a CPU name that LLVM knows, or a level as "x86-64-v3".
    table_type: "f32", "f16", "bf16" or "i8" converts the rows (i8: one scale a
        row); None keeps them.
    path: "auto", "linalg" (the portable path for every step) or "fast".
    precision: "exact": projections and sums run in f32. "codes": projections
        may run in integers of 16 bits or of two bytes, where the target has
        instructions for them; each z whose sign that could change is recomputed in f32, so codes are
        those of f32, and scores are off by 4e-4 of their value in rms. Rows of i8
        may be summed with weights of 8 bits, off by at most 1.5 % in rms, which
        puts y off by 4e-3 on random layers (relative L2). "auto": codes for layers
        whose rows are f16, bf16 or i8, exact for those with f32 rows.
    outputs: what a call returns, any of "y", "z", "code" and "score".
    bounds: of external codes. "check": a call with a code outside its table
        raises CodeRangeError and writes nothing; "clamp": such a code is moved
        to the nearest row; "assume": the caller promises that there is none.
    code_type: of external codes, "i64" or "i32".
    entry: the function of an MLIR module that has several.
    threads: most threads that a call uses, of the OpenMP runtime that the process
        has loaded, such as torch's. Outputs are the same with any number. Calls
        that are too small to gain stay on one, and so do calls that check codes.
    schedule: a schedule file, as a path or as its text, that overrides what would
        be chosen; see ``Kernel.schedule``. "tuned": the one that
        ``lookupffn.tune`` has found for such a layer on this target; ValueError
        when it has not.
    cache: whether compiled code is kept on disk, so that the next process that
        compiles the same for the same machine only loads it. True: in the folder
        of the environment variable LOOKUPFFN_CACHE (empty: nowhere), else in
        lookupffn in $XDG_CACHE_HOME or in ~/.cache. A path: there. Never an
        error: ``Kernel.cache`` tells what became of it.
    symbols: who sees the compiled functions by name: "gdb", "perf" (through
        /tmp/perf-<pid>.map) or "gdb,perf"; "" for nobody. None: what the environment
        variable LOOKUPFFN_SYMBOLS says, else perf where Python shows it its own
        functions (``python -X perf``).

    Raises CompileError, UnsupportedTarget, CheckpointError, OSError, and
    ValueError for an option that is unknown or does not go with the source.
    """
    file: str | None = None
    if _is_path(source):
        file = os.fspath(source)
        suffix = os.path.splitext(file)[1]
        if suffix == ".safetensors":
            source, file = Layer.from_safetensors(file), None
        elif suffix in (".mlir", ".mlirbc"):
            with open(file, "rb") as f:
                source = f.read()
        else:
            raise ValueError(
                f"source is {file!r}, expected MLIR text or a path that ends in"
                " .safetensors, .mlir or .mlirbc"
            )
    if not 1 <= operator.index(threads) < 2**31:
        raise ValueError(f"threads is {threads}, expected 1 or more")
    options = {
        "target": target,
        "path": path,
        "precision": precision,
        "entry": entry,
        "threads": threads,
        "cache_dir": _cache_dir(cache),
        "symbols": _symbols(symbols),
    }
    if isinstance(source, Layer):
        if table_type is not None:
            source = source.with_table_type(table_type)
        if schedule == "tuned":
            from .tuning import store

            schedule = store.read(source, target, cache)
        options["schedule"] = _schedule_text(schedule)
        text = source.mlir(outputs=outputs, bounds=bounds, code_type=code_type)
        kernel = Kernel(text.encode(), options, layer=source)
        weights = source.weights()
        kernel.bind({w.name: weights[w.name] for w in kernel.weights})
        return kernel
    if isinstance(source, str):
        source = source.encode()
    if not isinstance(source, (bytes, bytearray, memoryview)):
        raise DTypeError(
            f"source is a {type(source).__name__}, expected a Layer, a path, or MLIR"
            " as str or bytes"
        )
    if (table_type, tuple(outputs), bounds, code_type) != (
        None,
        ("y",),
        "check",
        "i64",
    ):
        raise ValueError(
            "table_type, outputs, bounds and code_type are for layers; an MLIR source"
            " says them itself"
        )
    if schedule == "tuned":
        raise ValueError(
            "schedule='tuned' is for layers; pass the path of a schedule file with an"
            " MLIR source"
        )
    options["schedule"] = _schedule_text(schedule)
    return Kernel(bytes(source), options, file=file)


class Kernel(Calls):
    """A compiled layer: ``kernel(x, out=None)`` or, with external codes,
    ``kernel(code, score=None, out=None)``.

    Inputs are row-major NumPy arrays of exactly the type of the kernel, or CPU
    tensors of other libraries (DLPack, ``__array__``), which are read in place.
    They are [..., D]: any leading dimensions, none for a single token, which the
    outputs keep. Outputs are new arrays, or those of ``out``: one array, or a
    tuple when the kernel has several outputs.

    A kernel may be called from several threads at once, but not while ``bind``
    runs. Raises ShapeError, DTypeError, LayoutError, CodeRangeError.
    Made by ``lookupffn.compile``.
    """

    def __init__(
        self,
        source: bytes,
        options: Mapping[str, str | int | None],
        *,
        layer: Layer | None = None,
        file: str | None = None,
    ) -> None:
        self._lib = _capi.library()
        self._source = source
        # Not the layer itself, whose arrays would live as long as the kernel.
        self._about: list[str] = []
        if layer is not None:
            size, flops = cost(layer)
            self._about.append(repr(layer))
            self._about.append(f"{size:,} bytes and {flops:,} FLOPs per token")
        self._options = _capi.LookupFFNOptions()
        self._lib.lookupffnOptionsInit(ctypes.byref(self._options))
        for name, value in options.items():
            if value is not None:
                encoded = os.fsencode(value) if isinstance(value, str) else value
                setattr(self._options, name, encoded)
        handle = self._compile(file)
        weakref.finalize(self, self._lib.lookupffnKernelDestroy, handle)
        super().__init__(
            self._lib.lookupffnKernelRun,
            handle,
            inputs=self._arguments(handle, _capi.LookupFFNRole.INPUT),
            outputs=self._arguments(handle, _capi.LookupFFNRole.OUTPUT),
            ones=layer is not None and layer.projection == "external",
        )
        self.weights = self._arguments(handle, _capi.LookupFFNRole.WEIGHT)
        # Weights that are read in place, and all of them until they are packed.
        self._bound: dict[str, Array] = {}
        # Those that packing copied, of which the caller may be the only owner.
        self._copied: dict[str, weakref.ref[Array]] = {}
        if not self.weights:
            self._pack()

    # -- Weights ---------------------------------------------------------------

    def bind(self, weights: Mapping[str, Any]) -> None:
        """Binds arrays to the keys of the weights, and packs once all are bound.

        The kernel reads arrays in place and holds on to them, but for those that
        packing copies, which it lets go of; they must not change afterwards,
        except by binding again. Then packing reads all weights: those that were
        let go of and are gone have to be bound again, too. Raises ValueError for
        that and for an unknown key, ShapeError, DTypeError, LayoutError, and
        CodeRangeError for pairs outside the input.

        Arrays that are read in place are read fastest when they begin on a multiple
        of 64 bytes: a shared table of 256 MB, with rows of 256 bytes, that began 16
        bytes off took 1.6x as long.
        """
        known = {w.name: w for w in self.weights}
        codes = {dtype: code for code, dtype in _capi.dtypes().items()}
        for key, value in weights.items():
            if key not in known:
                raise ValueError(
                    f"unknown weight {key!r}, expected some of"
                    f" {', '.join(known) or 'none'}"
                )
            _, dtype, shape = known[key]
            array = as_input(value, key)
            if array.dtype != dtype:
                raise DTypeError(f"{key} is {array.dtype}, expected {dtype}")
            if array.shape != shape:
                raise ShapeError(f"{key} has shape {array.shape}, expected {shape}")
            _capi.check(
                self._lib.lookupffnKernelBind(
                    self._handle,
                    key.encode(),
                    address(array, key),
                    codes[array.dtype],
                    array.ndim,
                    (ctypes.c_int64 * array.ndim)(*shape),
                )
            )
            self._packed = False
            self._bound[key] = array
            self._copied.pop(key, None)
        bound = len(self._bound) + len(self._copied)
        if bound == len(self.weights) and not self._packed:
            self._pack()
        self._protect(self._bound)

    def _pack(self) -> None:
        copied = {key: array() for key, array in self._copied.items()}
        gone = [key for key, array in copied.items() if array is None]
        if gone:
            raise ValueError(
                f"{', '.join(gone)} were let go of after packing; bind them again, too"
            )
        _capi.check(self._lib.lookupffnKernelPack(self._handle))
        self._packed = True
        for number, weight in enumerate(self.weights):
            reads = self._lib.lookupffnKernelReadsWeight(self._handle, number)
            if not reads and weight.name in self._bound:
                self._copied[weight.name] = weakref.ref(self._bound.pop(weight.name))

    def _unbound(self) -> str:
        held = self._bound.keys() | self._copied.keys()
        missing = [w.name for w in self.weights if w.name not in held]
        if not missing:
            return "weights not packed; call bind({key: array}) with ones that can be"
        return f"{', '.join(missing)} not bound; call bind({{key: array}})"

    # -- What was made ---------------------------------------------------------

    def ir(self, stage: str) -> str:
        """The module after a stage: "target", "schedule", "prepare", "linalg",
        "buffer", "vector", "llvm" or "asm". ValueError for another one."""
        text = ctypes.c_void_p()
        _capi.check(
            self._lib.lookupffnEmit(
                self._source,
                len(self._source),
                ctypes.byref(self._options),
                stage.encode(),
                ctypes.byref(text),
            )
        )
        try:
            return ctypes.string_at(text.value or 0).decode(errors="replace")
        finally:
            self._lib.lookupffnStringDestroy(text)

    @property
    def schedule(self) -> str:
        """What was chosen, as the text of a schedule file: for each entry point
        its batch regimes and its ops, for each op one schedule a regime."""
        text: bytes = self._lib.lookupffnKernelGetSchedule(self._handle)
        return text.decode()

    def save_schedule(self, path: str | os.PathLike[str]) -> None:
        """Writes the schedule file that ``compile(..., schedule=path)`` reads."""
        with open(path, "w", encoding="utf-8") as f:
            f.write(self.schedule)

    @property
    def target(self) -> str:
        """The resolved target, "cpu, +feature, ..."."""
        text: bytes = self._lib.lookupffnKernelGetTarget(self._handle)
        return text.decode()

    @property
    def cache(self) -> str:
        """What became of the compiled code: "loaded from '<file>'", "stored in
        '<file>'", "not cached: <reason>", or "" when none is kept."""
        note: bytes = self._lib.lookupffnKernelGetCacheNote(self._handle)
        return os.fsdecode(note)

    def __repr__(self) -> str:
        target = f"target {self.target.split(',')[0]}"
        return f"Kernel({'; '.join([self._signature(), target, *self._about])})"

    # -- Making it -------------------------------------------------------------

    def _compile(self, file: str | None) -> int:
        handle = ctypes.c_void_p()
        if file is None:
            error = self._lib.lookupffnCompile(
                self._source,
                len(self._source),
                ctypes.byref(self._options),
                ctypes.byref(handle),
            )
        else:
            # The same bytes, with the file's name in the diagnostics.
            error = self._lib.lookupffnCompileFile(
                os.fsencode(file), ctypes.byref(self._options), ctypes.byref(handle)
            )
        try:
            _capi.check(error)
        except CompileError as e:
            raise _with_reproducer(str(e), self._source, file) from None
        assert handle.value is not None
        return handle.value

    def _arguments(self, handle: int, role: int) -> tuple[Argument, ...]:
        dtypes, result = _capi.dtypes(), []
        for i in range(self._lib.lookupffnKernelGetNumArguments(handle, role)):
            a = _capi.LookupFFNArgument()
            _capi.check(
                self._lib.lookupffnKernelGetArgument(handle, role, i, ctypes.byref(a))
            )
            shape = tuple(a.shape[: a.rank])
            result.append(Argument(a.name.decode(), dtypes[a.dtype], shape))
        return tuple(result)


def _cache_dir(cache: bool | str | os.PathLike[str]) -> str | None:
    """The C API's ``cache_dir``: None for the default place, "" for none."""
    if cache is True:
        # The only place of the package that reads it, and the library does not.
        return os.environ.get("LOOKUPFFN_CACHE")
    return "" if cache is False else os.fspath(cache)


def _symbols(symbols: str | None) -> str:
    if symbols is not None:
        return symbols
    # Python 3.12 and later.
    active = getattr(sys, "is_stack_trampoline_active", bool)()
    return os.environ.get("LOOKUPFFN_SYMBOLS", "perf" if active else "")


def _schedule_text(schedule: str | os.PathLike[str] | None) -> str | None:
    if schedule is None or not _is_path(schedule):
        return schedule  # type: ignore[return-value]
    with open(schedule, encoding="utf-8") as f:
        return f.read()


def _is_path(source: Any) -> bool:
    """Text of MLIR has a brace or a line end in it; a path hardly ever does."""
    if isinstance(source, str):
        return not any(mark in source for mark in "{\n")
    return isinstance(source, os.PathLike)


def _with_reproducer(message: str, source: bytes, file: str | None) -> CompileError:
    """The error with the path of a file that shows it again."""
    # The library writes one itself once a module is parsed.
    written = re.search(r"reproducer written to (.+?\.mlir)", message)
    if written:
        return CompileError(message, written[1])
    if file is None:
        import tempfile

        try:
            suffix = ".mlirbc" if source.startswith(b"ML\xefR") else ".mlir"
            handle, file = tempfile.mkstemp(suffix, "lookupffn-reproducer-")
            with os.fdopen(handle, "wb") as f:
                f.write(source)
        except OSError:
            return CompileError(message)
    return CompileError(f"{message}\nreproducer: {file}", file)
