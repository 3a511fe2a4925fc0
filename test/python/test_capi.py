# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""_capi.py against the text of the C header, and finding the library."""

from __future__ import annotations

import ctypes
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import lookupffn
from lookupffn import _capi

ROOT = Path(__file__).parents[2]
HEADER = "".join(
    (ROOT / "include/lookupffn-c" / name).read_text()
    for name in ("Types.h", "Compiler.h", "Runtime.h")
)
CODE = re.sub(r"/\*.*?\*/", "", HEADER, flags=re.DOTALL)

#: What each C type may be in ctypes. Handles and pointers to data are plain
#: pointers there, so that a run makes no objects.
TYPES: dict[str, tuple[Any, ...]] = {
    "void": (None,),
    "int32_t": (ctypes.c_int32,),
    "int64_t": (ctypes.c_int64,),
    "double": (ctypes.c_double,),
    "size_t": (ctypes.c_size_t,),
    "const char *": (ctypes.c_char_p,),
    "char *": (ctypes.c_void_p,),
    "char **": (ctypes.POINTER(ctypes.c_void_p),),
    "const void *": (ctypes.c_void_p,),
    "const void *const *": (ctypes.c_void_p,),
    "void *const *": (ctypes.c_void_p,),
    "const int64_t *": (ctypes.POINTER(ctypes.c_int64),),
    "void *": (ctypes.c_void_p,),
    "LookupFFNParallelFor": (ctypes.c_void_p,),
    "LookupFFNErrorCode": (ctypes.c_int,),
    "LookupFFNDType": (ctypes.c_int,),
    "LookupFFNRole": (ctypes.c_int,),
    "LookupFFNError *": (ctypes.c_void_p,),
    "const LookupFFNError *": (ctypes.c_void_p,),
    "LookupFFNKernel *": (ctypes.c_void_p,),
    "const LookupFFNKernel *": (ctypes.c_void_p,),
    "LookupFFNKernel **": (ctypes.POINTER(ctypes.c_void_p),),
    "LookupFFNOptions *": (ctypes.POINTER(_capi.LookupFFNOptions),),
    "const LookupFFNOptions *": (ctypes.POINTER(_capi.LookupFFNOptions),),
    "LookupFFNLayerSpec *": (ctypes.POINTER(_capi.LookupFFNLayerSpec),),
    "const LookupFFNLayerSpec *": (ctypes.POINTER(_capi.LookupFFNLayerSpec),),
    "LookupFFNArgument *": (ctypes.POINTER(_capi.LookupFFNArgument),),
    "const char *const *": (ctypes.POINTER(ctypes.c_char_p),),
    "LookupFFNBundle *": (ctypes.c_void_p,),
    "const LookupFFNBundle *": (ctypes.c_void_p,),
    "LookupFFNBundle **": (ctypes.POINTER(ctypes.c_void_p),),
    "LookupFFNLoadOptions *": (ctypes.POINTER(_capi.LookupFFNLoadOptions),),
    "const LookupFFNLoadOptions *": (ctypes.POINTER(_capi.LookupFFNLoadOptions),),
    "LookupFFNRunOptions *": (ctypes.POINTER(_capi.LookupFFNRunOptions),),
    "const LookupFFNRunOptions *": (ctypes.POINTER(_capi.LookupFFNRunOptions),),
    "const LookupFFNBuffer *": (ctypes.c_void_p,),
    "LookupFFNResidency": (ctypes.c_int,),
    "LookupFFNReduce": (ctypes.c_void_p,),
}


def normalised(declaration: str) -> str:
    """A type without the name behind it, one space between words."""
    text = " ".join(declaration.replace("*", " * ").split())
    text = re.sub(r"\* (?=\*)", "*", text)
    return text.replace("* const", "*const")


def type_of(parameter: str) -> str:
    """The type of ``type name``."""
    return normalised(re.sub(r"\w+\s*$", "", parameter))


def functions() -> dict[str, tuple[str, list[str]]]:
    found = re.findall(
        r"LOOKUPFFN_EXPORT\s+([\w\s*]+?)\s*\b(lookupffn\w+)\(([^)]*)\);", CODE
    )
    return {
        name: (
            normalised(result),
            [] if parameters == "void" else [type_of(p) for p in parameters.split(",")],
        )
        for result, name, parameters in found
    }


def test_every_function_is_there() -> None:
    # Two are its own definitions.
    assert len(re.findall(r"LOOKUPFFN_EXPORT\s", CODE)) - 2 == len(functions())
    assert list(functions()) == list(_capi.FUNCTIONS)


@pytest.mark.parametrize("name", list(_capi.FUNCTIONS))
def test_signature(name: str) -> None:
    result, parameters = functions()[name]
    found_result, found_parameters = _capi.FUNCTIONS[name]
    assert found_result in TYPES[result]
    assert len(found_parameters) == len(parameters)
    for found, wanted in zip(found_parameters, parameters):
        assert found in TYPES[wanted], wanted


@pytest.mark.parametrize(
    "enum, prefix",
    [
        (_capi.LookupFFNErrorCode, "LOOKUPFFN_ERROR_"),
        (_capi.LookupFFNDType, "LOOKUPFFN_DTYPE_"),
        (_capi.LookupFFNRole, "LOOKUPFFN_ROLE_"),
    ],
)
def test_enum(enum: Any, prefix: str) -> None:
    body = re.search(rf"typedef enum {enum.__name__} {{(.*?)}}", CODE, re.DOTALL)
    assert body is not None
    wanted = re.findall(rf"{prefix}(\w+) = (\d+)", body[1])
    assert len(wanted) == body[1].count("=")
    assert [(e.name, str(e.value)) for e in enum] == wanted


@pytest.mark.parametrize(
    "struct",
    [
        _capi.LookupFFNOptions,
        _capi.LookupFFNLayerSpec,
        _capi.LookupFFNArgument,
        _capi.LookupFFNLoadOptions,
        _capi.LookupFFNRunOptions,
    ],
)
def test_struct(struct: Any) -> None:
    body = re.search(rf"typedef struct {struct.__name__} {{(.*?)}}", CODE, re.DOTALL)
    assert body is not None
    wanted = [line.strip() for line in body[1].split(";") if line.strip()]
    assert len(wanted) == len(struct._fields_)
    for line, (name, kind) in zip(wanted, struct._fields_):
        array = re.fullmatch(r"(.*?)(\w+)\[LOOKUPFFN_MAX_RANK\]", line)
        if array:
            assert kind._length_ == _capi.MAX_RANK
            kind, line = kind._type_, array[1] + array[2]
        assert re.search(r"\w+$", line)[0] == name  # type: ignore[index]
        assert kind in TYPES[type_of(line)]


def test_constants() -> None:
    assert f"#define LOOKUPFFN_MAX_RANK {_capi.MAX_RANK}\n" in CODE


def test_every_error_code_has_an_exception() -> None:
    assert set(_capi._ERRORS) == set(_capi.LookupFFNErrorCode)


def test_dtypes_have_the_size_their_name_says() -> None:
    for code, dtype in _capi.dtypes().items():
        bits = int(re.sub(r"\D", "", _capi.LookupFFNDType(code).name))
        assert dtype.itemsize * 8 == bits


def test_missing_library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(_capi, "__file__", str(tmp_path / "a" / "b" / "_capi.py"))
    monkeypatch.setenv("LOOKUPFFN_LIBRARY", "/nowhere.so")
    message = r"liblookupffn-c.so is not at .*, /nowhere.so, .*; install with"
    with pytest.raises(OSError, match=message):
        _capi.library_path()


def test_places_of_the_library(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = tmp_path / "python" / "lookupffn"
    monkeypatch.setattr(_capi, "__file__", str(package / "_capi.py"))
    monkeypatch.setenv("LOOKUPFFN_LIBRARY", str(tmp_path / "named.so"))
    # Each place comes before those that were filled earlier.
    for place in (
        tmp_path / "build" / "lib" / _capi.LIBRARY,
        tmp_path / "named.so",
        package / _capi.LIBRARY,
    ):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()
        assert _capi.library_path() == str(place)


def test_version() -> None:
    version = _capi.library().lookupffnVersion().decode()
    assert version.startswith(f"lookupffn {lookupffn.__version__} (LLVM ")


def test_one_version_everywhere() -> None:
    version = lookupffn.__version__
    assert f'\nversion = "{version}"\n' in (ROOT / "python/pyproject.toml").read_text()
    assert f"VERSION {version} " in (ROOT / "CMakeLists.txt").read_text()


IMPORT = """
import sys, time, numpy
start = time.process_time()
import lookupffn
seconds = time.process_time() - start
late = {"safetensors", "ml_dtypes", "torch"} & set(sys.modules)
print(seconds, *late)
assert lookupffn._capi.library.cache_info().currsize == 0
"""


def test_import_is_cheap() -> None:
    """Under 100 ms beside numpy's own time; the library comes later."""
    runs = []
    for _ in range(5):
        out = subprocess.check_output([sys.executable, "-c", IMPORT], text=True)
        seconds, *late = out.split()
        assert not late
        runs.append(float(seconds))
    assert min(runs) < 0.1
