# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The contenders: which there are, and what each of them offers a worker.

This module is read by the driver, and so imports no library that is measured.
"""

from __future__ import annotations

import abc
import importlib
from dataclasses import dataclass
from typing import Any, Callable, Sequence

from ..cases import WHAT, Case

#: A call of one layer: the arguments are those that ``Contender.form`` returns.
Call = Callable[..., Any]

#: Layers and the batches that they are called with, in order.
Turns = Sequence[tuple[Call, tuple[Any, ...]]]


class Unsupported(Exception):
    """What a library cannot do on this machine; the message is shown."""


class Contender(abc.ABC):
    """One library at one case, in a process of its own.

    case: what to measure.
    element: type of the weights, "f32", "f16", "bf16" or "i8".
    mode: "eager", "compiled" or "", as the family has it.
    """

    def __init__(self, case: Case, element: str, mode: str) -> None:
        self.case, self.element, self.mode = case, element, mode

    @abc.abstractmethod
    def version(self) -> str:
        """Name and version of the library."""

    @abc.abstractmethod
    def calls(self, batch: int) -> Sequence[Call]:
        """``case.layers`` layers, each with weights of its own, ready for calls
        with ``batch`` tokens."""

    def form(self, *arrays: Any) -> tuple[Any, ...]:
        """A batch as the call wants it. Not timed: a user has it in that form."""
        return arrays

    def values(self, result: Any) -> Any:
        """A result as one NumPy array [batch, ...], for the comparison."""
        return result

    def loop(self, turns: Turns) -> int | None:
        """Nanoseconds of all these calls without the library's own Python around
        them; None where that cannot be had."""
        return None


@dataclass(frozen=True)
class Family:
    """Contenders that share a module.

    module: in this package, with a class ``Peer``.
    function: "dense" or "lookupffn"; results of equal functions are compared.
    what: the stages it takes part in.
    variants: element and mode of each contender.
    """

    module: str
    function: str
    what: tuple[str, ...]
    variants: tuple[tuple[str, str], ...]


def _each(elements: str, modes: str = "") -> tuple[tuple[str, str], ...]:
    return tuple((e, m) for e in elements.split() for m in modes.split() or [""])


OURS = "lookupffn"

_DEFINED = ("layer", "projection", "hash")

FAMILIES = {
    OURS: Family("ours", "lookupffn", WHAT, _each("f32 f16 bf16 i8")),
    "torch-dense": Family(
        "torch_dense", "dense", ("layer",), _each("f32 bf16 i8", "eager compiled")
    ),
    "openvino": Family("openvino", "dense", ("layer",), _each("f32 bf16 i8")),
    "onnxruntime": Family("onnxruntime", "dense", ("layer",), _each("f32 i8")),
    "iree": Family("iree", "dense", ("layer",), _each("f32")),
    "intrinsics": Family(
        "intrinsics", "lookupffn", ("lookup",), _each("f32 f16 bf16 i8")
    ),
    "embedding-bag": Family(
        "embedding_bag", "lookupffn", ("lookup",), _each("f32 f16 bf16")
    ),
    "fbgemm": Family("fbgemm", "lookupffn", ("lookup",), _each("f32 f16 i8")),
    # The definition of the layer in plain torch, in the hands of others.
    "definition-torch": Family(
        "definition_torch", "lookupffn", _DEFINED, _each("f32", "eager compiled")
    ),
    "definition-iree": Family(
        "definition_iree", "lookupffn", _DEFINED, _each("f32")
    ),
}


@dataclass(frozen=True)
class Spec:
    """One contender by name, such as "torch-dense-bf16-compiled"."""

    family: str
    element: str
    mode: str

    @property
    def name(self) -> str:
        return "-".join(filter(None, (self.family, self.element, self.mode)))

    @property
    def function(self) -> str:
        return FAMILIES[self.family].function

    @property
    def ours(self) -> bool:
        return self.family == OURS

    def make(self, case: Case) -> Contender:
        """Imports the library; ImportError where it is not installed."""
        module = importlib.import_module(f"{__name__}.{FAMILIES[self.family].module}")
        contender: Contender = module.Peer(case, self.element, self.mode)
        return contender


SPECS = tuple(
    Spec(family, *variant)
    for family, found in FAMILIES.items()
    for variant in found.variants
)


def take_part(what: str, elements: Sequence[str], peers: Sequence[str]) -> list[Spec]:
    """The contenders at a stage, ours first.

    elements: types of the rows, for those that look rows up.
    peers: names of families or of contenders.
    """
    chosen = []
    for spec in SPECS:
        if what not in FAMILIES[spec.family].what:
            continue
        # Rows are all that has a type: a projection and a hash are f32.
        rows = what in ("layer", "lookup")
        if spec.function == "lookupffn":
            if spec.element not in (elements if rows else ("f32",)):
                continue
        if spec.ours or spec.family in peers or spec.name in peers:
            chosen.append(spec)
    return chosen
