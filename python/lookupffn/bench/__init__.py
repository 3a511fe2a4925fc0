# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""``lookupffn bench``: this package beside what a user could pick instead.

    command      the options, and the run
    cases        what is measured: shapes, stages, sizes, work
    data         seeded weights and tokens, the same for every contender
    contenders   ours and the peers, one module for each library
    worker       the process of one contender
    driver       starts the workers, and lets them take turns
    report       tables and JSON
    plot         the PNG
    machine      what the numbers were measured on
"""
