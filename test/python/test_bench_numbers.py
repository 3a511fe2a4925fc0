# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What ``lookupffn bench`` makes of times, shapes and seeds."""

from __future__ import annotations

import os

import numpy as np
import pytest

from lookupffn._cost import cost
from lookupffn.bench import data, machine, roofs
from lookupffn.bench.cases import Case, Shape, layers_to_exceed, weight_bytes, work
from lookupffn.bench.contenders import OURS, Spec, take_part
from lookupffn.bench.driver import Compared, Group, Times, compare, ratio
from lookupffn.bench.plot import crossovers
from lookupffn.bench.process import NotMeasured

F32 = Spec(OURS, "f32", "")
BAG = Spec("embedding-bag", "f32", "")
SHAPE = Shape.parse("d512-t128-bh4")


def times(spec: Spec, rounds: list[float], calls: list[int] = []) -> Times:
    group = Group(Case("lookup", SHAPE), False, (F32, BAG))
    return Times(group, spec, 1, "1.0", 1, rounds, calls)


def test_ratio_is_of_medians_and_its_range_of_rounds() -> None:
    ours, peer = times(F32, [10.0, 20.0, 40.0]), times(BAG, [30.0, 30.0, 40.0])
    found = ratio(peer, ours)
    assert (found.value, found.low, found.high) == (1.5, 1.0, 3.0)
    assert ours.spread == 1.5


def test_crossovers_lie_where_lines_meet() -> None:
    ours = [(1.0, 10.0), (4.0, 10.0), (16.0, 10.0)]
    # From 20 to 5 between 4 and 16 tokens, so half-way on logarithmic axes.
    peer = [(1.0, 20.0), (4.0, 20.0), (16.0, 5.0), (64.0, 1.0)]
    ((batch, time),) = crossovers(ours, peer)
    assert (batch, time) == pytest.approx((8.0, 10.0))
    assert crossovers(ours, ours) == []


def test_roofs_are_measured() -> None:
    core = min(os.sched_getaffinity(0))
    found = roofs.measure(core)
    assert set(found) == {"f32", "memory", *set(machine.caches(core)) - {"L1d"}}
    assert all(value > 0 for value in found.values())


def test_machine_is_described() -> None:
    found = machine.describe(0)
    assert found["cpu"] and found["cores"] >= 1 and found["memory"] > 1 << 20
    assert 0 < machine.available_memory() <= found["memory"]
    assert [machine.size(s) for s in (7, 1 << 19, 64 << 20, 5 << 29)] == [
        "7 B", "512 KiB", "64 MiB", "2.5 GiB",
    ]  # fmt: skip


def test_percentiles_are_of_single_calls() -> None:
    found = times(F32, [1.0], list(range(200, 0, -1)))
    assert (found.percentile(50), found.percentile(99)) == (100, 198)


def test_differing_results_are_not_measured() -> None:
    first: dict[str, Compared] = {}
    compare("lookup", first, Compared(F32, [[1.0, 2.0]]))
    compare("lookup", first, Compared(BAG, [[1.0, 2.00001]]))
    half = Spec("embedding-bag", "f16", "")
    compare("lookup", first, Compared(half, [[1.0, 2.01]]))
    message = "its results differ from those of lookupffn-f32 by 4.5e-03, more than"
    with pytest.raises(NotMeasured, match=message):
        compare("lookup", first, Compared(BAG, [[1.0, 2.01]]))
    with pytest.raises(NotMeasured, match="more than 1e-04"):
        compare("lookup", first, Compared(BAG, [[1.0, float("nan")]]))
    with pytest.raises(NotMeasured, match=r"shape \(3,\) a token, and that of"):
        compare("lookup", first, Compared(BAG, [[1.0, 2.0, 3.0]]))


@pytest.mark.parametrize("name", ["d128-t8-bh4", "d64-t8-dense", "d96-t24-bh4"])
@pytest.mark.parametrize("element", ["f32", "i8"])
def test_sizes_and_work_are_those_of_the_layer(name: str, element: str) -> None:
    shape = Shape.parse(name)
    assert shape.name == name
    layer = data.layer(Case("layer", shape), element)
    arrays = (layer.tables, layer.tables_scale, layer.projection_weight)
    size = sum(a.nbytes for a in arrays if a is not None)
    assert weight_bytes(OURS, "layer", shape, element) == size
    hashing = 4 * shape.tables * layer.bits
    assert work(OURS, "layer", shape, element, 1).flops == cost(layer)[1] + hashing
    # A layer's rows are read once a call at most.
    large = work(OURS, "layer", shape, element, 1 << 20).traffic
    assert large < 2 * size + (1 << 20) * 8 * shape.d


def test_dense_sizes() -> None:
    weights = data.dense(Case("layer", SHAPE))
    size = sum(a.nbytes for a in weights.values())
    assert weight_bytes("dense", "layer", SHAPE, "f32") == size
    assert work("dense", "layer", SHAPE, "f32", 2).flops == 2 * 4 * 512 * 2048
    for cache in (0, 1000, 1001, 32 << 20):
        assert layers_to_exceed(cache, 1000) * 1000 > 4 * cache


def test_data_is_seeded_and_fresh() -> None:
    case = Case("lookup", Shape.parse("d64-t8"))
    code, score = pool = data.inputs(case)
    assert code.shape == score.shape == (data.POOL, 8)
    assert np.array_equal(code, data.inputs(case)[0])
    assert not np.array_equal(code, data.inputs(Case("lookup", case.shape, seed=1))[0])
    batches = data.batches(pool, 3)
    assert len(batches) == data.POOL // 3
    assert np.array_equal(np.concatenate([b[0] for b in batches])[:9], code[:9])
    (large,) = data.batches(pool, 3 * data.POOL)
    assert np.array_equal(large[1][data.POOL :][: data.POOL], score)


def test_skewed_codes_prefer_some_rows() -> None:
    shape = Shape.parse("d64-t8")
    share = {}
    for codes in ("random", "skewed"):
        code, _ = data.inputs(Case("lookup", shape, codes))
        assert code.min() >= 0 and code.max() < 256
        share[codes] = np.mean([np.bincount(c).max() / len(c) for c in code.T])
    assert share["random"] < 0.01 and share["skewed"] > 0.1


def test_rows_of_all_types_have_the_same_values() -> None:
    shape = Shape.parse("d64-t8")
    exact, _ = data.tables(shape, "f32", 0)
    for element, limit in (("f16", 1e-3), ("bf16", 5e-3), ("i8", 1e-2)):
        rows, scale = data.tables(shape, element, 0)
        values = rows.astype(np.float32)
        if scale is not None:
            values *= scale[..., None]
        assert np.linalg.norm(values - exact) < limit * np.linalg.norm(exact)


def test_who_takes_part() -> None:
    names = [s.name for s in take_part("lookup", ["f16", "i8"], ["embedding-bag"])]
    assert names == ["lookupffn-f16", "lookupffn-i8", "embedding-bag-f16"]
    names = [s.name for s in take_part("layer", ["i8"], ["torch-dense-bf16-eager"])]
    assert names == ["lookupffn-i8", "torch-dense-bf16-eager"]
