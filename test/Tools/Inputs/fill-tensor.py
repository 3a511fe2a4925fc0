# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

"""Fills a tensor of a safetensors file with one byte: PATH NAME BYTE."""

import json
import struct
import sys

path, name, byte = sys.argv[1:]
with open(path, "r+b") as file:
    (length,) = struct.unpack("<Q", file.read(8))
    begin, end = json.loads(file.read(length))[name]["data_offsets"]
    file.seek(8 + length + begin)
    file.write(bytes([int(byte, 0)]) * (end - begin))
