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
// registers.
//
// A token of 1024 values is a page of memory, at whose end the hardware stops
// prefetching, so each chunk asks for that of the token `prefetch_rows` later.
//
//===----------------------------------------------------------------------===//

#include "Project.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace mlir::lookupffn;

namespace {
class IdentityEmitter : public ProjectEmitter {
public:
  using ProjectEmitter::ProjectEmitter;

  void emit();

private:
  void emitTables(Value token, Value table, int64_t count);
  void emitPrefetch(Value tile, int64_t elements);
};
} // namespace

/// Asks for the lines of a later token that are where the tile `input` of
/// `elements` is in this one. They may be those of another panel or lie behind
/// the input, where only an address of integers may point.
void IdentityEmitter::emitPrefetch(Value input, int64_t elements) {
  auto whole = memref::ExtractStridedMetadataOp::create(b, loc, op.getInput());
  Value distance = multiply(whole.getStrides().front(),
                            schedule.getPrefetchRows() * sizeof(float));
  Value first = add(buildAddress(b, loc, input), distance);
  for (int64_t offset = 0; offset < elements; offset += lineElements) {
    Value line = buildPointer(b, loc, add(first, offset * sizeof(float)));
    LLVM::Prefetch::create(b, loc, line, /*rw=*/0,
                           schedule.getPrefetchLocality(), /*cache=*/1);
  }
}

/// `count` tables, a power of two, of one token.
void IdentityEmitter::emitTables(Value token, Value table, int64_t count) {
  Value input =
      tile(op.getInput(), {token, multiply(table, bits)}, count * bits);
  SmallVector<Value> vectors;
  for (int64_t l = 0; l < bits; ++l)
    vectors.push_back(load(count, input, index(l * count)));
  vectors = deinterleave(vectors);
  if (schedule.getPrefetchRows() > 0)
    emitPrefetch(input, count * bits);
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
