# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Sizes of the small layer that conftest.py makes, and inputs for it."""

from __future__ import annotations

import numpy as np

D, O, T, L = 12, 5, 3, 4


def tokens(*lead: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((*lead, D), np.float32)
