# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The definition of the layer in torch, exported and compiled by IREE."""

from __future__ import annotations

from torch import nn

from . import iree
from ._definition import Definition


class Peer(iree.Peer):
    def module(self) -> nn.Module:
        return Definition(self.case, bag=False)
