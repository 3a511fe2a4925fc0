# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Where tuned schedules are kept: in the folder of compiled code, a file for each
shape of a layer, target and version."""

from __future__ import annotations

import ctypes
import hashlib
import os
import re
import tempfile

from .. import _capi
from ..layer import Layer


def folder(cache: bool | str | os.PathLike[str]) -> str:
    """The folder ``tuned`` of the one that ``compile(cache=)`` would use; whether
    compiled code is kept does not matter. ValueError when there is none."""
    named = os.environ.get("LOOKUPFFN_CACHE") if isinstance(cache, bool) else cache
    if named is None:
        lib = _capi.library()
        text = lib.lookupffnGetDefaultCacheDir()
        named = os.fsdecode(ctypes.string_at(text)) if text else ""
        lib.lookupffnStringDestroy(text)
    if not named:
        raise ValueError(
            "there is no folder for tuned schedules; set LOOKUPFFN_CACHE, or pass"
            " cache=<folder>"
        )
    return os.path.join(os.path.abspath(named), "tuned")


def path(layer: Layer, target: str, cache: bool | str | os.PathLike[str]) -> str:
    """The file of a layer on a target, be it there or not."""
    weight = layer.projection_weight
    shape = [repr(layer), str(weight.shape if weight is not None else "")]
    version = _capi.library().lookupffnVersion().decode()
    key = "\n".join([version, *shape, _resolved(target)])
    name = hashlib.sha256(key.encode()).hexdigest()[:32]
    return os.path.join(folder(cache), f"{name}.mlir")


def read(layer: Layer, target: str, cache: bool | str | os.PathLike[str]) -> str:
    """The tuned schedule; ValueError when there is none."""
    try:
        with open(path(layer, target, cache), encoding="utf-8") as f:
            return f.read()
    except FileNotFoundError:
        raise ValueError(
            f"there is no tuned schedule for {layer!r} on target {target!r}; run"
            " lookupffn.tune(layer) or the command 'lookupffn tune' first"
        ) from None


def write(file: str | os.PathLike[str], text: str) -> None:
    """All of it or nothing."""
    directory = os.path.dirname(os.path.abspath(file))
    os.makedirs(directory, mode=0o700, exist_ok=True)
    handle, temporary = tempfile.mkstemp(".tmp", "lookupffn-", directory)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as f:
            f.write(text)
        os.replace(temporary, file)
    except BaseException:
        os.unlink(temporary)
        raise


def _resolved(target: str) -> str:
    """All that the library knows of a target but the number of cores, which a
    process may be kept from."""
    lib, text = _capi.library(), ctypes.c_void_p()
    options = _capi.LookupFFNOptions()
    lib.lookupffnOptionsInit(ctypes.byref(options))
    options.target = target.encode()
    source = b"module {}"
    _capi.check(
        lib.lookupffnEmit(
            source, len(source), ctypes.byref(options), b"target", ctypes.byref(text)
        )
    )
    try:
        module = ctypes.string_at(text.value or 0).decode()
    finally:
        lib.lookupffnStringDestroy(text)
    return re.sub(r", cores = \d+", "", module)
