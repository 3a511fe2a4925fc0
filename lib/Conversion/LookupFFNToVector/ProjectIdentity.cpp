//===- ProjectIdentity.cpp - identity to vectors --------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A token is the L values of its first table, then those of the next; the hash
// wants the first values of all tables, then the second ones. So a chunk of as
// many tables as there are lanes is loaded as L vectors and de-interleaved in
// registers:
//
//   (a0 b0 a1 b1)(a2 b2 a3 b3) -> even (a0 a1 a2 a3), odd (b0 b1 b2 b3)
//
// halves L in a round of L shuffles, and the odd factor that is left, if any,
// takes one shuffle for each pair of an input and an output.
//
//===----------------------------------------------------------------------===//

#include "Project.h"

using namespace mlir;
using namespace mlir::lookupffn;

namespace {
class IdentityEmitter : public ProjectEmitter {
public:
  using ProjectEmitter::ProjectEmitter;

  void emit();

private:
  void emitTables(Value token, Value table, int64_t count);
  SmallVector<Value> deinterleave(ArrayRef<Value> vectors);
  Value takeEvery(ArrayRef<Value> vectors, int64_t first);
  Value shuffle(Value x, Value y, ArrayRef<int64_t> mask) {
    return vector::ShuffleOp::create(b, loc, x, y, mask);
  }
};
} // namespace

/// Elements `first`, `first + n`, `first + 2 * n`, .. of the n vectors
/// `vectors`, one after the other.
Value IdentityEmitter::takeEvery(ArrayRef<Value> vectors, int64_t first) {
  int64_t count = vectors.size();
  int64_t size = cast<VectorType>(vectors[0].getType()).getNumElements();
  // Each step keeps what it has in its lane, and adds that of one more vector.
  Value result = vectors[0];
  for (int64_t source = 1; source < count; ++source) {
    SmallVector<int64_t> mask;
    for (int64_t lane = 0; lane < size; ++lane) {
      int64_t element = lane * count + first;
      int64_t from = element / size, position = element % size;
      if (from == source)
        mask.push_back(size + position);
      else
        mask.push_back(source == 1 && from == 0 ? position : lane);
    }
    result = shuffle(result, vectors[source], mask);
  }
  return result;
}

/// Vector l of the result has the elements l, l + n, l + 2 * n, .. of the n
/// vectors `vectors`.
SmallVector<Value> IdentityEmitter::deinterleave(ArrayRef<Value> vectors) {
  int64_t count = vectors.size();
  SmallVector<Value> result(count);
  if (count % 2 != 0) {
    for (int64_t l = 0; l < count; ++l)
      result[l] = takeEvery(vectors, l);
    return result;
  }
  for (int64_t parity : {0, 1}) {
    SmallVector<Value> half;
    for (int64_t pair = 0; pair < count; pair += 2)
      half.push_back(takeEvery(vectors.slice(pair, 2), parity));
    for (auto [l, vector] : llvm::enumerate(deinterleave(half)))
      result[2 * l + parity] = vector;
  }
  return result;
}

/// `count` tables, a power of two, of one token.
void IdentityEmitter::emitTables(Value token, Value table, int64_t count) {
  Value input =
      tile(op.getInput(), {token, multiply(table, bits)}, count * bits);
  SmallVector<Value> vectors;
  for (int64_t l = 0; l < bits; ++l)
    vectors.push_back(load(count, input, index(l * count)));
  vectors = deinterleave(vectors);
  Value z = tile(op.getInit(), {token, index(0), table}, {bits, count});
  for (int64_t l = 0; l < bits; ++l) {
    if (op.getBias()) {
      Value bias = load(count, op.getBias(), add(table, l * tables));
      vectors[l] = arith::AddFOp::create(b, loc, vectors[l], bias);
    }
    store(vectors[l], z, {index(l), index(0)});
  }
}

void IdentityEmitter::emit() {
  forRange(index(0), tokens, 1, [&](Value token) {
    int64_t whole = tables / lanes * lanes;
    forRange(index(0), index(whole), lanes,
             [&](Value table) { emitTables(token, table, lanes); });
    for (auto [offset, count] : cutIntoPieces(tables - whole, lanes))
      emitTables(token, index(whole + offset), count);
  });
}

void lookupffn::emitIdentity(OpBuilder &b, ProjectOp op, TargetAttr target,
                             ScheduleAttr schedule) {
  IdentityEmitter(b, op, target, schedule).emit();
}
