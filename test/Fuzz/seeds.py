# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

"""Writes the inputs that the fuzzers start from: OUT.

OUT/safetensors and OUT/bundle get one small file for each way to attack a reader
of safetensors files that is known, next to files that are well-formed. What
fuzzing found in addition is in corpus/.

One known attack has no file: paths that lead out of a folder. Nothing in a file
is a path. The packed file of a bundle names tensors only, and the paths of the
library and of the weights are the caller's own.
"""

from __future__ import annotations

import json
import struct
import sys
from pathlib import Path
from typing import Any

# The limit of the length of a header, as in the reader.
LIMIT = 100_000_000


def file(header: Any, data: bytes = b"", length: int | None = None) -> bytes:
    """A file; `header` is text or what json makes text from."""
    if not isinstance(header, (str, bytes)):
        header = json.dumps(header, separators=(",", ":"))
    if isinstance(header, str):
        header = header.encode()
    length = len(header) if length is None else length
    return struct.pack("<Q", length) + header + data


def tensor(begin: Any, end: Any, shape: Any = None, dtype: Any = "F32") -> Any:
    """One tensor, by default a vector that fits its offsets."""
    shape = [(end - begin) // 4] if shape is None else shape
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


ONE = {"x": tensor(0, 8)}
DATA = bytes(range(8))
TEXT = json.dumps(ONE, separators=(",", ":"))

GOOD = {
    "one": file(ONE, DATA),
    "empty": file({}),
    "scalar-first": file({"x": tensor(0, 4, [])}, DATA[:4]),
    "no-elements": file({"x": tensor(0, 0, [0]), "y": tensor(0, 8)}, DATA),
    "reordered": file({"y": tensor(4, 8), "x": tensor(0, 4)}, DATA),
    "types": file(
        {
            str(i): tensor(8 * i, 8 * i + 8, [8 // width], dtype)
            for i, (dtype, width) in enumerate(
                [("F64", 8), ("I64", 8), ("U64", 8), ("F32", 4), ("I32", 4)]
                + [("U32", 4), ("F16", 2), ("BF16", 2), ("I16", 2), ("U16", 2)]
                + [("I8", 1), ("U8", 1), ("BOOL", 1), ("F8_E4M3", 1), ("F8_E5M2", 1)]
            )
        },
        bytes(120),
    ),
    "metadata": file({"__metadata__": {"b": "2", "a": "1"}, **ONE}, DATA),
    "spaces": file("{ \"x\" :\t" + TEXT[5:-1] + " }\n   ", DATA),
    "escapes": file(TEXT.replace("x", r"\u00e9\ud83d\ude00\n\"\\\/"), DATA),
    "utf-8": file(TEXT.replace("x", "é中😀"), DATA),
}

ATTACKS = {
    # The length of the header.
    "no-bytes": b"",
    "length-cut": b"\x02\0\0\0\0\0\0",
    "length-past-end": file(ONE, DATA, length=len(TEXT) + len(DATA) + 1),
    "length-of-all": file("{}", b"", length=LIMIT),
    "length-over-limit": file(ONE, DATA, length=LIMIT + 1),
    "length-largest": file(ONE, DATA, length=2**64 - 1),
    "length-wraps": file(ONE, DATA, length=2**64 - 8),
    "length-zero": file("", DATA),
    "header-cut": file(TEXT[:-1], DATA),
    "header-into-data": file(TEXT, DATA, length=len(TEXT) + 4),
    # Offsets.
    "overlap": file({"x": tensor(0, 8), "y": tensor(4, 8)}, DATA),
    "same-data": file({"x": tensor(0, 8), "y": tensor(0, 8)}, DATA),
    "hole": file({"x": tensor(0, 4), "y": tensor(8, 12)}, DATA + DATA),
    "hole-first": file({"x": tensor(4, 8)}, DATA),
    "hole-last": file({"x": tensor(0, 4)}, DATA),
    "offset-negative": file({"x": tensor(-8, 0, [2])}, DATA),
    "offset-swapped": file({"x": tensor(8, 0, [2])}, DATA),
    "offset-outside": file({"x": tensor(0, 16, [4])}, DATA),
    "offset-largest": file({"x": tensor(2**63 - 9, 2**63 - 1, [2])}, DATA),
    "offset-over-63-bits": file({"x": tensor(2**64 - 8, 2**64, [2])}, DATA),
    "offset-float": file({"x": tensor(0.0, 8.0, [2])}, DATA),
    "offset-exponent": file(TEXT.replace("[0,8]", "[0,8e0]"), DATA),
    "offset-three": file(TEXT.replace("[0,8]", "[0,8,8]"), DATA),
    "offset-text": file(TEXT.replace("[0,8]", '["0","8"]'), DATA),
    # Shapes.
    "shape-too-large": file({"x": tensor(0, 8, [3])}, DATA),
    "shape-too-small": file({"x": tensor(0, 8, [1])}, DATA),
    "shape-overflow": file({"x": tensor(0, 8, [2**62 + 2, 4])}, DATA),
    "shape-overflow-by-type": file({"x": tensor(0, 8, [2**61 + 1], "F64")}, DATA),
    "shape-overflow-zero": file({"x": tensor(0, 0, [2**62, 8, 0]), **ONE}, DATA),
    "shape-negative": file({"x": tensor(0, 8, [-1, -2])}, DATA),
    "shape-zero-padded": file(TEXT.replace("[2]", "[02]"), DATA),
    "shape-nested": file({"x": tensor(0, 8, [[2]])}, DATA),
    "shape-null": file(TEXT.replace("[2]", "null"), DATA),
    "shape-of-many": file({"x": tensor(0, 8, [1] * 200 + [2])}, DATA),
    # Types.
    "type-unknown": file({"x": tensor(0, 8, [2], "F33")}, DATA),
    "type-empty": file({"x": tensor(0, 8, [2], "")}, DATA),
    "type-long": file({"x": tensor(0, 8, [2], "F" * 300)}, DATA),
    "type-number": file({"x": tensor(0, 8, [2], 32)}, DATA),
    # Keys.
    "name-twice": file("{" + TEXT[1:-1] + "," + TEXT[1:-1] + "}", DATA),
    "name-twice-escaped": file(
        '{"x":%s,"\\u0078":%s}' % ((json.dumps(tensor(0, 0)),) * 2), b""
    ),
    "field-twice": file(TEXT.replace('"shape"', '"dtype":"F32","shape"'), DATA),
    "field-missing": file({"x": {"dtype": "F32", "shape": [2]}}, DATA),
    "field-unknown": file({"x": {**ONE["x"], "path": "../../etc/passwd"}}, DATA),
    "metadata-twice": file('{"__metadata__":{},"__metadata__":{}}'),
    "metadata-key-twice": file('{"__metadata__":{"k":"a","\\u006b":"b"}}'),
    "metadata-number": file({"__metadata__": {"k": 1}}),
    "metadata-nested": file({"__metadata__": {"k": {"k": "v"}}}),
    "metadata-null": file({"__metadata__": None}),
    "name-long": file({"x" * 600: tensor(0, 8, [1])}, DATA),
    "name-of-controls": file(TEXT.replace("x", "\\u001b[2J\\r\\n").replace("[2]", "[9]")),
    "name-empty": file({"": tensor(0, 8)}, DATA),
    # JSON.
    "nul-in-name": file(TEXT.replace("x", "x\\u0000y"), DATA),
    "nul-after-header": file(TEXT + "\0" + TEXT, DATA),
    "nul-in-header": file(TEXT.replace(":", ":\0", 1), DATA),
    "deep": file('{"x":' * 150),
    "deep-shape": file('{"x":{"shape":' + "[" * 500),
    "comma-last": file(TEXT[:-1] + ",}", DATA),
    "comma-first": file("{," + TEXT[1:], DATA),
    "two-headers": file(TEXT + TEXT, DATA),
    "space-first": file(" " + TEXT, DATA),
    "list": file("[]"),
    "comment": file("{/**/" + TEXT[1:], DATA),
    "quote-open": file('{"x'),
    "escape-cut": file('{"x\\'),
    "escape-hex-cut": file('{"x\\u12'),
    "escape-unknown": file(TEXT.replace("x", "\\x41"), DATA),
    "surrogate-alone": file(TEXT.replace("x", "\\ud83d"), DATA),
    "surrogate-swapped": file(TEXT.replace("x", "\\ude00\\ud83d"), DATA),
    "utf-8-cut": file(TEXT.encode().replace(b"x", b"\xf0\x9f"), DATA),
    "utf-8-too-long": file(TEXT.encode().replace(b"x", b"\xc0\xaf"), DATA),
    "utf-8-surrogate": file(TEXT.encode().replace(b"x", b"\xed\xa0\x80"), DATA),
    "utf-8-too-large": file(TEXT.encode().replace(b"x", b"\xf4\x90\x80\x80"), DATA),
    "control-in-name": file(TEXT.replace("x", "\x01"), DATA),
}

# -- Packed files --------------------------------------------------------------

# What Bundle.c looks for.
PACKED = {
    "FFN.tables": tensor(0, 64, [2, 4, 2]),
    "FFN.bias": tensor(64, 80),
    "pad.0": tensor(80, 128, [48], "U8"),
    "other.bias": tensor(128, 144),
}
PACKED_DATA = bytes(range(144))
# XXH64 of PACKED_DATA.
HASH = "b166758ff8e06daf"


def packed(
    tensors: Any = PACKED,
    data: bytes = PACKED_DATA,
    alignment: int = 64,
    **metadata: str,
) -> bytes:
    """A packed file whose data starts on a multiple of `alignment`."""
    known = {"lookupffn.packed": "1", "lookupffn.xxh64": HASH}
    known.update({f"lookupffn.{key}": value for key, value in metadata.items()})
    header = {"__metadata__": known, **tensors}
    text = json.dumps(header, separators=(",", ":"))
    return file(text + " " * (-(len(text) + 8) % alignment), data)


def changed(name: str, value: Any) -> Any:
    return {**PACKED, name: value}


def without(name: str) -> Any:
    return {key: value for key, value in PACKED.items() if key != name}


BUNDLES = {
    "good": packed(),
    "format-later": packed(packed="2"),
    "format-of-controls": packed(packed="\x1b[2J\r\n" * 20),
    "format-none": file(PACKED, PACKED_DATA),
    "hash-wrong": packed(xxh64="0" * 16),
    "hash-long": packed(xxh64="0" * 400),
    "data-damaged": packed(data=PACKED_DATA[:-1] + b"\0"),
    "data-cut": packed()[:-1],
    "data-more": packed() + b"\0",
    "misaligned": packed(alignment=4),
    "tensor-missing": packed(without("FFN.bias") | {"FFN.bios": PACKED["FFN.bias"]}),
    "tensor-smaller": packed(
        changed("FFN.tables", tensor(0, 32)) | {"more": tensor(32, 64)}
    ),
    "tensor-larger": packed(
        without("FFN.bias") | {"FFN.tables": tensor(0, 80)},
    ),
    "tensor-misaligned": packed(
        changed("pad.0", tensor(80, 124)) | {"other.bias": tensor(124, 140)},
        PACKED_DATA[:140],
    ),
    "tensor-in-tensor": packed(changed("other.bias", tensor(64, 80))),
    "tensor-outside": packed(changed("other.bias", tensor(128, 144)), bytes(130)),
    "other-type": packed(changed("FFN.tables", tensor(0, 64, [64], "I8"))),
}


def main() -> None:
    out = Path(sys.argv[1])
    for name, seeds in [("safetensors", {**GOOD, **ATTACKS}), ("bundle", BUNDLES)]:
        (out / name).mkdir(parents=True, exist_ok=True)
        for seed, content in seeds.items():
            (out / name / seed).write_bytes(content)


main()
