# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

"""Prints what is in a file of packed weights, and whether it is aligned."""

import json
import struct
import sys

from safetensors import safe_open

with open(sys.argv[1], "rb") as file:
    (length,) = struct.unpack("<Q", file.read(8))
    header = json.loads(file.read(length))
print("format", header["__metadata__"]["lookupffn.packed"])
tensors = {k: v for k, v in header.items() if k != "__metadata__"}
starts = [v["data_offsets"][0] for k, v in tensors.items() if "pad." not in k]
page = (8 + length) % 4096 == 0
print("aligned" if page and all(s % 64 == 0 for s in starts) else "misaligned")
# The reference reader takes it as well.
with safe_open(sys.argv[1], framework="np") as file:
    for name in sorted(file.keys()):
        part = file.get_slice(name)
        print(name, part.get_dtype(), part.get_shape())
