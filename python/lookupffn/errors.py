# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The typed errors of the package, each also a builtin error of its kind."""

from __future__ import annotations


class ShapeError(ValueError):
    """An array has another rank or other sizes than expected."""


class LayoutError(ValueError):
    """An array is not row-major, misaligned, read-only or overlaps another."""


class DTypeError(TypeError):
    """An array has another element type than expected, or is no array."""


class CheckpointError(ValueError):
    """A file of weights is damaged or another's, or lacks, or has too many, keys."""


class UnsupportedTarget(RuntimeError):
    """The target is unknown, or this machine lacks one of its features."""


class CompileError(RuntimeError):
    """The MLIR source cannot be parsed, verified or lowered.

    The message holds the MLIR diagnostics. ``reproducer`` is the path of a file
    with the module, or None when it could not be written.
    """

    def __init__(self, message: str, reproducer: str | None = None) -> None:
        super().__init__(message)
        self.reproducer = reproducer


class CodeRangeError(IndexError):
    """A code or a pair index names no row or no input; nothing was written."""
