//===- ProjectDense.cpp - packed_dense to vectors -------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Panels of columns outside, so that a panel's weights stay in the caches while
// all tokens read them.
//
//===----------------------------------------------------------------------===//

#include "Project.h"

using namespace mlir;
using namespace mlir::lookupffn;

namespace {
class DenseEmitter : public ProjectEmitter {
public:
  using ProjectEmitter::ProjectEmitter;

  void emit();
};
} // namespace

void DenseEmitter::emit() {
  auto shape = cast<MemRefType>(op.getWeights().getType()).getShape();
  int64_t panels = shape[0], panel = shape[2];
  int64_t vectors = panel / lanes;
  Value z = memref::CollapseShapeOp::create(
      b, loc, op.getInit(), ArrayRef<ReassociationIndices>{{0}, {1, 2}});
  // One token alone has too few sums to hide the latency of the multiply-add,
  // so it takes several panels at once.
  int64_t together = 1;
  while (together * 2 * vectors <= registers / 2 &&
         panels % (together * 2) == 0)
    together *= 2;

  auto emitPanels = [&](Value token, int64_t rows, Value first, int64_t count) {
    int64_t columns = count * panel;
    Value column = multiply(first, panel);
    Value weights = tile(op.getWeights(), {first, index(0), index(0)},
                         {count, width, panel});
    Value bias = op.getBias() ? tile(op.getBias(), column, columns) : Value();
    Value output = tile(z, {token, column}, {rows, columns});
    auto loadWeights = [&](Value i, int64_t k) {
      return load(lanes, weights,
                  {index(k / vectors), i, index(k % vectors * lanes)});
    };
    auto storeSum = [&](int64_t row, int64_t k, Value sum) {
      Value position = index(k * lanes);
      if (bias)
        sum = arith::AddFOp::create(b, loc, sum, load(lanes, bias, position));
      store(sum, output, {index(row), position});
    };
    emitTile(tile(op.getInput(), {token, index(0)}, {rows, width}),
             count * vectors, loadWeights, storeSum);
  };
  int64_t rows = schedule.getTileTokens();
  Value whole = getWholeTokens();
  forRange(index(0), index(panels), 1, [&](Value p) {
    forRange(index(0), whole, rows,
             [&](Value token) { emitPanels(token, rows, p, 1); });
  });
  forRange(index(0), index(panels), together, [&](Value p) {
    forRange(whole, tokens, 1,
             [&](Value token) { emitPanels(token, 1, p, together); });
  });
}

void lookupffn::emitPackedDense(OpBuilder &b, ProjectOp op, TargetAttr target,
                                ScheduleAttr schedule) {
  DenseEmitter(b, op, target, schedule).emit();
}
