# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

"""Writes a safetensors file, well-formed or not: OUT HEADER DATA [LENGTH].

HEADER is written as it is, DATA is a number of zero bytes or a list of f32
values with commas, LENGTH replaces the length of the header.
"""

import struct
import sys

out, header, data = sys.argv[1:4]
header = header.encode("utf-8", "surrogateescape")
length = int(sys.argv[4]) if len(sys.argv) > 4 else len(header)
if "," in data:
    values = [float(value) for value in data.split(",")]
    data = struct.pack(f"<{len(values)}f", *values)
else:
    data = bytes(int(data))
with open(out, "wb") as file:
    file.write(struct.pack("<Q", length) + header + data)
