# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""MLIR text of a layer: destination style, weights as arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .reference import OUTPUTS

if TYPE_CHECKING:
    from .layer import Layer

BOUNDS = ("check", "clamp", "assume")
CODE_TYPES = ("i32", "i64")

_ELEMENTS = {
    "float32": "f32",
    "float16": "f16",
    "bfloat16": "bf16",
    "int8": "i8",
    "int32": "i32",
}

#: Operand name of each weight, by the end of its key.
_OPERANDS = {
    "LayerNorm.weight": "%gamma",
    "LayerNorm.bias": "%beta",
    "hash.projection.weight": "%w",
    "hash.projection.pairs": "%pairs",
    "hash.projection.bias": "%pb",
    "tables": "%tables",
    "tables_scale": "%row_scale",
    "bias": "%bias",
}


def emit(
    layer: Layer,
    batch: int | None,
    outputs: tuple[str, ...],
    bounds: str,
    code_type: str,
) -> str:
    """The module; see ``Layer.mlir``."""
    return _Emitter(layer, batch, outputs, bounds, code_type).module()


class _Emitter:
    def __init__(
        self,
        layer: Layer,
        batch: int | None,
        outputs: tuple[str, ...],
        bounds: str,
        code_type: str,
    ) -> None:
        self.layer, self.outputs, self.bounds = layer, outputs, bounds
        self.external = layer.projection == "external"
        self.code_type = code_type if self.external else _code_type(layer.bits)
        _check(layer, batch, outputs, bounds, code_type)
        self.tokens = "?" if batch is None else str(batch)
        # A step runs when an output needs it, and takes its weights along.
        self.needs_lookup = "y" in outputs
        self.needs_hash = not self.external and set(outputs) != {"z"}
        self.arguments: list[str] = []
        self.types: dict[str, str] = {}
        self.body: list[str] = []
        self.buffers = 0

    def module(self) -> str:
        layer, shapes = self.layer, self.shapes()
        if self.external:
            first = self.input("code", shapes["code"])
            score = None
            if layer.score == "margin":
                score = self.input("score", shapes["score"])
        else:
            first = self.input("x", f"tensor<{self.tokens}x{layer.d}xf32>")
        self.weight_arguments()
        if self.tokens == "?":
            self.body.append("%c0 = arith.constant 0 : index")
            self.body.append(f"%n = tensor.dim {first}, %c0 : {self.types[first]}")
        if not self.external:
            self.project(self.norm(first), shapes["z"])
            if self.needs_hash:
                self.hash(shapes["code"], shapes["score"])
            first, score = "%code", "%score"
        if self.needs_lookup:
            self.lookup(first, score, shapes["y"])
        results = ", ".join(
            f'{shapes[o]} {{lookupffn.output = "{o}"}}' for o in self.outputs
        )
        values = ", ".join(f"%{o}" for o in self.outputs)
        kinds = ", ".join(shapes[o] for o in self.outputs)
        arguments = ",\n                 ".join(self.arguments)
        body = "".join(f"  {line}\n" for line in self.body)
        return (
            f"func.func @layer({arguments})\n    -> ({results}) {{\n{body}"
            f"  return {values} : {kinds}\n}}\n"
        )

    def shapes(self) -> dict[str, str]:
        layer, n = self.layer, self.tokens
        return {
            "y": f"tensor<{n}x{layer.o}xf32>",
            "z": f"tensor<{n}x{layer.num_tables}x{layer.bits}xf32>",
            "code": f"tensor<{n}x{layer.num_tables}x{self.code_type}>",
            "score": f"tensor<{n}x{layer.num_tables}xf32>",
        }

    def input(self, name: str, kind: str) -> str:
        self.types[f"%{name}"] = kind
        self.arguments.append(f'%{name}: {kind} {{lookupffn.input = "{name}"}}')
        return f"%{name}"

    def weight_arguments(self) -> None:
        for key, array in self.layer.weights("").items():
            if key in ("tables", "tables_scale", "bias") and not self.needs_lookup:
                continue
            element = _ELEMENTS[array.dtype.name]
            kind = f"tensor<{'x'.join(map(str, array.shape))}x{element}>"
            name = _OPERANDS[key]
            self.types[name] = kind
            self.arguments.append(
                f'{name}: {kind} {{lookupffn.weight = "FFN.{key}"}}'
            )

    def empty(self, kind: str) -> str:
        name = f"%e{self.buffers}"
        self.buffers += 1
        size = "%n" if self.tokens == "?" else ""
        self.body.append(f"{name} = tensor.empty({size}) : {kind}")
        return name

    def operand(self, word: str, name: str) -> str:
        """`` word(%name : type)``, or nothing when the layer lacks it."""
        return f" {word}({name} : {self.types[name]})" if name in self.types else ""

    def norm(self, x: str) -> str:
        if "%gamma" not in self.types:
            return x
        kind = self.types[x]
        out = self.empty(kind)
        self.body.append(
            f"%xn = lookupffn.layer_norm{self.operand('input', x)}"
            f"{self.operand('gamma', '%gamma')}{self.operand('beta', '%beta')}"
            f" outs({out} : {kind}) {{eps = {_float(self.layer.eps)} : f64}} -> {kind}"
        )
        self.types["%xn"] = kind
        return "%xn"

    def project(self, x: str, kind: str) -> None:
        attribute = f"#lookupffn.{self.layer.projection}"
        if self.layer.projection == "bh4":
            attribute += f"<decay = {_float(self.layer.decay)} : f64>"
        out = self.empty(kind)
        weights = "%pairs" if self.layer.projection == "pairwise" else "%w"
        self.body.append(
            f"%z = lookupffn.project {attribute}{self.operand('input', x)}"
            f"{self.operand('weights', weights)}{self.operand('bias', '%pb')}"
            f" outs({out} : {kind}) -> {kind}"
        )
        self.types["%z"] = kind

    def hash(self, code: str, score: str) -> None:
        layer = self.layer
        attributes = []
        if layer.temperature != 1.0:
            attributes.append(f"temperature = {_float(layer.temperature)} : f64")
        if layer.score == "constant":
            attributes.append(f"constant = {_float(layer.constant)} : f64")
        outs = f"{self.empty(code)}, {self.empty(score)} : {code}, {score}"
        self.body.append(
            f"%code, %score = lookupffn.hash{self.operand('input', '%z')}"
            f" outs({outs}) compare = {layer.compare} bit_order = {layer.bit_order}"
            f" score = {layer.score}"
            f"{' {' + ', '.join(attributes) + '}' if attributes else ''}"
            f" -> {code}, {score}"
        )
        self.types |= {"%code": code, "%score": score}

    def lookup(self, code: str, score: str | None, kind: str) -> None:
        out = self.empty(kind)
        scored = self.operand("score", score) if score else ""
        bounds = f" bounds = {self.bounds}" if self.external else ""
        self.body.append(
            f"%y = lookupffn.lookup{self.operand('tables', '%tables')}"
            f"{self.operand('code', code)}{scored}"
            f"{self.operand('row_scale', '%row_scale')}"
            f"{self.operand('bias', '%bias')} outs({out} : {kind}){bounds} -> {kind}"
        )


def _check(
    layer: Layer,
    batch: int | None,
    outputs: tuple[str, ...],
    bounds: str,
    code_type: str,
) -> None:
    external = layer.projection == "external"
    known = ("y",) if external else OUTPUTS
    if not outputs or len(set(outputs)) < len(outputs) or set(outputs) - set(known):
        raise ValueError(
            f"outputs are {outputs}, expected some of {', '.join(known)}, each once"
        )
    if batch is not None and batch < 0:
        raise ValueError(f"batch is {batch}, expected 0 or more, or None for any")
    for name, value, values in (
        ("bounds", bounds, BOUNDS),
        ("code_type", code_type, CODE_TYPES),
    ):
        if value not in values:
            raise ValueError(
                f"{name} is {value!r}, expected one of {', '.join(values)}"
            )
    if not external and (bounds, code_type) != ("check", "i64"):
        raise ValueError(
            f"bounds={bounds!r} and code_type={code_type!r} are for external codes"
            f" only, and this layer is {layer.projection}; leave them out"
        )
    if layer.num_tables is None:
        raise ValueError(
            "the number of codes a token is not known; make the layer with"
            " num_tables (from_safetensors: tables=)"
        )


def _code_type(bits: int) -> str:
    return "i8" if bits <= 8 else "i16" if bits <= 16 else "i32"


def _float(value: float) -> str:
    """A float64 as MLIR reads it, which wants a decimal point before an e."""
    text = repr(value)
    mantissa, e, exponent = text.partition("e")
    return mantissa + ("" if "." in mantissa else ".0") + e + exponent
