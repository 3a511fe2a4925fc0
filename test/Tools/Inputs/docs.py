# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints the ops and passes that the generated pages leave out.

    docs.py <LookupFFNOps.td> <output of --list-passes> <README.md> <page>...
"""

import re
import sys
from pathlib import Path

ops, passes, readme, *pages = (Path(name) for name in sys.argv[1:])
text = "\n".join(page.read_text() for page in pages)
names = re.findall(r'^def LookupFFN_\w+Op : \w+<"(\w+)"', ops.read_text(), re.M)
names = [f"lookupffn.{name}" for name in names]
names += re.findall(r"--((?:convert-)?lookupffn-(?!pipeline)[\w-]+)", passes.read_text())
assert len(names) > 20, names
for name in names:
    if not re.search(rf"^### `-?{re.escape(name)}`", text, re.M):
        print(name, "has no page")
linked = re.findall(r"\(build/docs/(\w+\.md)\)", readme.read_text())
for page in pages:
    if page.name not in linked:
        print(page.name, "is not linked from the README")
if len(linked) != len(pages):
    print("the README links", linked)
