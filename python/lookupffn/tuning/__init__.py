# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""``lookupffn.tune`` and ``lookupffn tune``: schedules measured on this machine.

    space      what is searched
    schedule   a schedule file as numbers that can be changed
    measure    two kernels in turns, and what is noise
    search     one parameter after the other
    store      where tuned schedules are kept
    command    the options of ``lookupffn tune``
    progress   what is shown meanwhile
"""

from .search import Change, Times, Tuned, tune

__all__ = ["Change", "Times", "Tuned", "tune"]
