# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What innermost loops of assembly (stdin) do, one line a loop.

FileCheck cannot say "none of these anywhere inside this loop", so the loops are
counted here. The last line of a function counts what is in all of it. The argument
names the architecture: x86, the default, arm or riscv.
"""

import re
import sys

#: What is counted, by a pattern of one instruction.
COUNTED = {
    "x86": {
        "fma zmm": r"^vfn?m(add|sub)\w+ .*%zmm",
        "fma ymm": r"^vfn?m(add|sub)\w+ .*%ymm",
        "fma xmm": r"^vfn?m(add|sub)\w+ .*%xmm",
        "pairs zmm": r"^vp(dpwssd|maddwd) .*%zmm",
        "pairs ymm": r"^({vex} )?vp(dpwssd|maddwd) .*%ymm",
        "dot zmm": r"^vpdpbusd .*%zmm",
        "tile products": r"^tdpbssd",
        "tile loads": r"^tileloadd",
        "tile stores": r"^tilestored",
        "prefetch": r"^prefetcht",
        "stack": r"\(%rsp",
        "call": r"^call(?!.*_(body|phase\d+)\b)",
        "gather": r"^v\w*gather",
    },
    "arm": {
        "fma sve": r"^f(mla|mad) z",
        "fma neon": r"^fmla v",
        "fma scalar": r"^fmadd",
        "dot": r"^usdot",
        "tiles": r"^smmla",
        "prefetch": r"^prfm",
        "stack": r"\[(sp|x29)\b",
        "call": r"^bl (?!.*_(body|phase\d+)\b)",
        "gather": r"\[.*\bz\d",
    },
    "riscv": {
        "fma vector": r"^vfn?m(acc|add)\.v",
        "fma scalar": r"^fmadd",
        "prefetch": r"^prefetch\.r",
        "stack": r"\(sp\)",
        "call": r"^call (?!.*_(body|phase\d+)\b)",
        "gather": r"^vl[uo]xei",
    },
}[sys.argv[1] if len(sys.argv) > 1 else "x86"]
#: Told only where there is one.
RARE = {"pairs zmm", "pairs ymm", "dot zmm", "dot", "prefetch", "fma scalar"}
RARE |= {"tiles", "tile products", "tile loads", "tile stores"}
BRANCH = r"(?:j|b|cb|tb)[\w.]* (?:.*, )?(\.LBB\w+)$"
COMMENT = "//" if "fma neon" in COUNTED else "#"


def count(name, lines):
    found = []
    for what, pattern in COUNTED.items():
        number = sum(bool(re.search(pattern, l)) for l in lines)
        if number or what not in RARE:
            found.append(f"{number} {what}")
    print(f"{name}: {', '.join(found)}")


def is_label(line):
    return line.endswith(":")


# Where x29 is not made from sp, it is a register like any other.
FRAME = re.compile(r"^(mov|add) x29, sp\b")

function, body, has_frame = "", [], False
for line in sys.stdin:
    line = " ".join(line.split(COMMENT)[0].split())
    if not line or (line.startswith(".") and not is_label(line)):
        if line.startswith(".size") and function:
            count(f"all of {function}", body)
        continue
    if is_label(line) and not line.startswith("."):
        function, body, has_frame = line[:-1], [], False
    has_frame |= bool(FRAME.match(line))
    body.append(line if has_frame else line.replace("[x29", "[x_29"))
    jump = re.match(BRANCH, line)
    if not jump or jump[1] + ":" not in body:
        continue
    loop = body[body.index(jump[1] + ":") :]
    if sum(map(is_label, loop)) == 1:
        count(function, loop)
