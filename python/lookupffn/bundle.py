# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""``save`` and ``load``: layers for machines without a compiler."""

from __future__ import annotations

import ctypes
import os
import tempfile
import weakref
from struct import Struct
from typing import Any, Callable, Iterable, Iterator, Mapping, Sequence

from . import _capi
from ._arrays import Argument
from ._calls import Calls
from .kernel import _schedule_text
from .layer import Layer

RESIDENCIES = ("mapped", "populated", "huge", "locked")


def save(
    layer: Layer,
    path: str | os.PathLike[str],
    *,
    targets: Sequence[str] = ("host",),
    table_type: str | None = None,
    precision: str = "auto",
    outputs: Iterable[str] = ("y",),
    bounds: str = "check",
    code_type: str = "i64",
    schedule: str | os.PathLike[str] | None = None,
    cc: str | None = None,
) -> None:
    """Compiles a layer and writes it as a bundle, which runs without this package
    and without LLVM.

    path: a folder, which is made when it is not there, and the name of the bundle,
        a C identifier. "out/ffn" writes out/libffn.so, out/ffn.h, out/ffn.safetensors
        (packed weights) and out/ffn_example.c, a program that runs it.
    targets: machines of one architecture, "x86-64-v3", "znver4+avxvnni" or "host";
        the bundle runs the code of the best that the processor can.
    cc: the C compiler that makes the library; None for the usual one.
    The rest is as for ``compile``.

    Raises what ``compile`` raises, and OSError when there is no C compiler or a
    file cannot be written.
    """
    folder, name = os.path.split(os.fspath(path))
    if table_type is not None:
        layer = layer.with_table_type(table_type)
    source = layer.mlir(outputs=outputs, bounds=bounds, code_type=code_type).encode()
    lib, options = _capi.library(), _capi.LookupFFNOptions()
    lib.lookupffnOptionsInit(ctypes.byref(options))
    options.precision = precision.encode()
    text = _schedule_text(schedule)
    if text is not None:
        options.schedule = text.encode()
    if isinstance(targets, str):
        raise ValueError(f"targets is {targets!r}, expected a list of targets")
    machines = (ctypes.c_char_p * len(targets))(*(t.encode() for t in targets))
    with tempfile.TemporaryDirectory(prefix="lookupffn-") as scratch:
        weights = os.path.join(scratch, "weights.safetensors")
        layer.save_safetensors(weights)
        _capi.check(
            lib.lookupffnWriteBundle(
                source,
                len(source),
                ctypes.byref(options),
                machines,
                len(targets),
                os.fsencode(weights),
                b"",
                None if cc is None else os.fsencode(cc),
                os.fsencode(folder or "."),
                name.encode(),
            )
        )


def load(
    path: str | os.PathLike[str],
    *,
    residency: str = "mapped",
    verify: bool = False,
    target: str | None = None,
    threads: int = 1,
) -> Bundle:
    """Opens the bundle that ``save`` or lookupffn-compile has written to ``path``.

    residency: where the weights are, whose file must not change meanwhile.
        "mapped": read when used, pages shared with other processes; "populated":
        read at once; "huge": copied, on large pages where the system has them;
        "locked": kept in memory, within the limit of ``ulimit -l``.
    verify: whether to compare the weights with the hash in their file.
    target: whose code to run, one of ``save``; None for the best.
    threads: most threads that a call uses, see ``compile``.

    Raises UnsupportedTarget when this processor lacks a feature that the code
    needs, CheckpointError for files that are damaged or do not belong together,
    OSError and ValueError.
    """
    if residency not in RESIDENCIES:
        raise ValueError(
            f"residency is {residency!r}, expected one of {', '.join(RESIDENCIES)}"
        )
    folder, name = os.path.split(os.fspath(path))
    lib, options = _capi.library(), _capi.LookupFFNLoadOptions()
    lib.lookupffnLoadOptionsInit(ctypes.byref(options))
    options.residency = RESIDENCIES.index(residency)
    options.verify = verify
    if target is not None:
        options.target = target.encode()
    handle = ctypes.c_void_p()
    # A path, so that the system's folders of libraries are not searched.
    library = os.path.join(folder or ".", f"lib{name}.so")
    _capi.check(
        lib.lookupffnBundleLoad(
            os.fsencode(library),
            os.fsencode(os.path.join(folder, f"{name}.safetensors")),
            ctypes.byref(options),
            ctypes.byref(handle),
        )
    )
    assert handle.value is not None
    return Bundle(handle.value, threads)


class _Opened:
    """Closes a bundle when nothing refers to it any more."""

    def __init__(self, handle: int) -> None:
        self.handle = handle
        weakref.finalize(self, _capi.library().lookupffnBundleDestroy, handle)


class Bundle(Mapping[str, "BundleLayer"]):
    """The layers of a bundle, by name; one that has a single layer can be called
    itself. Made by ``lookupffn.load``."""

    def __init__(self, handle: int, threads: int) -> None:
        self._lib, self._handle = _capi.library(), handle
        self._opened = opened = _Opened(handle)
        count = self._lib.lookupffnBundleGetNumLayers(handle)
        layers = [BundleLayer(opened, i, threads) for i in range(count)]
        self._layers = {layer.name: layer for layer in layers}

    def __getitem__(self, name: str) -> BundleLayer:
        return self._layers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._layers)

    def __len__(self) -> int:
        return len(self._layers)

    def __call__(self, *inputs: Any, out: Any = None, **named: Any) -> Any:
        """Runs the only layer."""
        if len(self) != 1:
            raise TypeError(
                f"the bundle has {len(self)} layers, call one of them:"
                f" {', '.join(map(repr, self))}"
            )
        return next(iter(self.values()))(*inputs, out=out, **named)

    @property
    def target(self) -> str:
        """The target whose code runs."""
        text: bytes = self._lib.lookupffnBundleGetTarget(self._handle)
        return text.decode()

    @property
    def version(self) -> str:
        """The compiler that made the bundle."""
        text: bytes = self._lib.lookupffnBundleGetVersion(self._handle)
        return text.decode()

    def __repr__(self) -> str:
        layers = "; ".join(f"{k}: {v._signature()}" for k, v in self.items())
        return f"Bundle({layers}; target {self.target})"


class BundleLayer(Calls):
    """A layer of a bundle, called as a ``Kernel`` is."""

    def __init__(self, opened: _Opened, number: int, threads: int) -> None:
        handle = opened.handle
        lib = _capi.library()
        name = lib.lookupffnBundleGetLayerName(handle, number).decode()
        run, options = lib.lookupffnBundleRun, _capi.LookupFFNRunOptions()
        lib.lookupffnRunOptionsInit(ctypes.byref(options))
        options.threads = threads
        self.name = name
        # The code and the weights stay as long as their last layer.
        self._opened = opened
        pointer = ctypes.byref(options)

        def call(handle: int, inputs: bytes, outputs: bytes, tokens: int) -> Any:
            return run(handle, number, inputs, outputs, tokens, pointer)

        super().__init__(
            call,
            handle,
            inputs=self._arguments(handle, number, _capi.LookupFFNRole.INPUT),
            outputs=self._arguments(handle, number, _capi.LookupFFNRole.OUTPUT),
            ones=True,
        )
        self._pack_inputs = _buffers(len(self.inputs))
        self._pack_outputs = _buffers(len(self.outputs))
        self._packed = True

    @staticmethod
    def _arguments(handle: int, number: int, role: int) -> tuple[Argument, ...]:
        lib, dtypes, result = _capi.library(), _capi.dtypes(), []
        for i in range(lib.lookupffnBundleGetNumArguments(handle, number, role)):
            a = _capi.LookupFFNArgument()
            _capi.check(
                lib.lookupffnBundleGetArgument(
                    handle, number, role, i, ctypes.byref(a)
                )
            )
            shape = tuple(a.shape[: a.rank])
            result.append(Argument(a.name.decode(), dtypes[a.dtype], shape))
        return tuple(result)


def _buffers(count: int) -> Callable[..., bytes]:
    """Packs addresses as LookupFFNBuffer; `Calls` has checked all sizes."""
    pack, rest = Struct(f"{2 * count}P").pack, 2**63

    def buffers(*starts: int) -> bytes:
        fields = [rest] * (2 * count)
        fields[::2] = starts
        return pack(*fields)

    return buffers
