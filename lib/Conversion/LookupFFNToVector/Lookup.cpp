//===- Lookup.cpp - lookup to vectors -------------------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Token by token, a chunk of columns at a time, with all rows of the token
// inside and the sums of the chunk in registers:
//
//   for n:  for each chunk:  sums = bias;  for t: sums += weight * row(t)
//
// Rows are read by plain vector loads in ascending order, which the hardware
// prefetcher follows. Each step asks for the row that is needed
// `prefetch_rows` codes later; the last steps of a chunk ask for the first rows
// of the next chunk, or of the next token.
//
// Where registers have a length that is known at run time only, there is one
// such nest for each length:
//
//   if vscale == 2: ... vector<[4]xf32> ...  else if vscale == 4: ...
//   else: ... vector<4xf32> ...
//
//===----------------------------------------------------------------------===//

#include "Lookup.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace mlir::lookupffn;

/// Where the sums of a chunk begin: at the bias, or at what the groups before
/// have left in outs.
SmallVector<Value> TokenEmitter::buildSums(OpBuilder &b, const Chunk &chunk) {
  if (!isFirstGroup)
    return buildFirstSums(b, chunk);
  auto yieldFirst = [&](OpBuilder &nested, Location) {
    scf::YieldOp::create(nested, loc, buildFirstSums(nested, chunk));
  };
  auto yieldEarlier = [&](OpBuilder &nested, Location) {
    scf::YieldOp::create(
        nested, loc,
        loadSums(nested, chunk, op.getInit(), {chunk.token, chunk.column}));
  };
  auto ifOp = scf::IfOp::create(b, loc, isFirstGroup, yieldFirst, yieldEarlier);
  return SmallVector<Value>(ifOp.getResults());
}

/// Emits one chunk; its last steps prefetch the first rows of `next`.
void TokenEmitter::emitChunk(OpBuilder &b, const Chunk &chunk,
                             const Chunk &next) {
  SmallVector<Value> sums = buildSums(b, chunk);
  if (distance == 0) {
    sums = emitRows(b, chunk, beginCode, endCode, sums, nullptr);
  } else {
    sums = emitRows(b, chunk, beginCode, lastCodes, sums,
                    [&](OpBuilder &nested, Value table) {
                      table = buildOffset(nested, loc, table, distance);
                      emitPrefetch(nested, chunk, table, /*mayPassRow=*/false);
                    });
    sums =
        emitRows(b, chunk, lastCodes, endCode, sums,
                 [&](OpBuilder &nested, Value table) {
                   table = arith::SubIOp::create(nested, loc, table, lastCodes);
                   table = arith::AddIOp::create(nested, loc, table, beginCode);
                   emitPrefetch(nested, next, table, mayPassRow());
                 });
  }
  storeSums(b, chunk, sums, op.getInit(), {chunk.token, chunk.column});
}

void TokenEmitter::emit(OpBuilder &b) {
  Value zero = buildIndex(b, loc, 0);
  int64_t codes = op.getNumCodes();
  Value numCodes = buildNumCodes(b);
  auto setLastCodes = [&](OpBuilder &at) {
    Value far = buildIndex(at, loc, distance);
    lastCodes = arith::SubIOp::create(at, loc, endCode, far);
    lastCodes = arith::MaxSIOp::create(at, loc, lastCodes, beginCode);
  };
  beginCode = zero;
  endCode = numCodes;
  if (groupSize == 0 || (ShapedType::isStatic(codes) && groupSize >= codes)) {
    setLastCodes(b);
    emitTokens(b);
    return;
  }
  // Group by group, so that the rows of one group stay in the caches while all
  // tokens of the block read them. No codes at all still make the bias.
  Value one = buildIndex(b, loc, 1);
  Value atLeastOne = arith::MaxSIOp::create(b, loc, numCodes, one);
  scf::ForOp::create(
      b, loc, zero, atLeastOne, buildIndex(b, loc, groupSize), ValueRange(),
      [&](OpBuilder &nested, Location, Value begin, ValueRange) {
        beginCode = begin;
        endCode = buildOffset(nested, loc, begin, groupSize);
        endCode = arith::MinSIOp::create(nested, loc, endCode, numCodes);
        setLastCodes(nested);
        isFirstGroup = arith::CmpIOp::create(
            nested, loc, arith::CmpIPredicate::eq, begin, zero);
        emitTokens(nested);
        scf::YieldOp::create(nested, loc);
      });
}

void TokenEmitter::emitTokens(OpBuilder &b) {
  Value one = buildIndex(b, loc, 1);
  Value numTokens = memref::DimOp::create(b, loc, op.getInit(), 0);
  forEachToken(b, loc, numTokens, [&](OpBuilder &nested, Value token) {
    Value following = arith::AddIOp::create(nested, loc, token, one);
    Value more = arith::CmpIOp::create(nested, loc, arith::CmpIPredicate::ult,
                                       following, numTokens);
    following = arith::SelectOp::create(nested, loc, more, following, token);
    emitToken(nested, token, following);
  });
}

void TokenEmitter::emitToken(OpBuilder &b, Value token, Value following) {
  forEachChunk(b, token, following,
               [&](OpBuilder &nested, const Chunk &chunk, const Chunk &next) {
                 emitChunk(nested, chunk, next);
               });
}

void TokenEmitter::forEachChunk(OpBuilder &b, Value token, Value following,
                                EmitChunk emit) {
  Value zero = buildIndex(b, loc, 0), columns = buildNumColumns(b);
  auto emitStep = [&](OpBuilder &nested, Value column, int64_t stepWidth,
                      int64_t nextWidth) {
    Value end = buildOffset(nested, loc, column, stepWidth);
    Value atEnd = arith::CmpIOp::create(nested, loc, arith::CmpIPredicate::uge,
                                        end, columns);
    Chunk next{arith::SelectOp::create(nested, loc, atEnd, following, token),
               arith::SelectOp::create(nested, loc, atEnd, zero, end),
               nextWidth};
    // Narrow chunks that follow are the end of a whole one.
    if (op.isSliced() && nextWidth > sliceWidth) {
      Value last = buildOffset(nested, loc, columns, -nextWidth);
      next.column = arith::MinUIOp::create(nested, loc, next.column, last);
    }
    emit(nested, {token, column, stepWidth}, next);
  };
  if (!op.isSliced()) {
    forEachStep(b, loc, width, chunkWidth,
                [&](OpBuilder &nested, Value column, int64_t stepWidth) {
                  emitStep(nested, column, stepWidth, chunkWidth);
                });
    return;
  }
  // Whole chunks, then the slices that are left.
  auto emitLoop = [&](Value begin, Value end, int64_t stepWidth) {
    scf::ForOp::create(
        b, loc, begin, end, buildIndex(b, loc, stepWidth), ValueRange(),
        [&](OpBuilder &nested, Location, Value column, ValueRange) {
          emitStep(nested, column, stepWidth, stepWidth);
          scf::YieldOp::create(nested, loc);
        });
  };
  Value rest =
      arith::RemUIOp::create(b, loc, columns, buildIndex(b, loc, chunkWidth));
  Value whole = arith::SubIOp::create(b, loc, columns, rest);
  emitLoop(zero, whole, chunkWidth);
  if (chunkWidth > sliceWidth)
    emitLoop(whole, columns, sliceWidth);
}

/// Lowers `op` with arithmetic u8, or says why that cannot be.
static LogicalResult lowerDots(RewriterBase &rewriter, LookupOp op,
                               TargetAttr target, ScheduleAttr schedule,
                               int64_t chunkWidth) {
  std::string reason = DotFeatures::getReasonAgainst(target, op);
  if (!reason.empty())
    return op.emitOpError("expects arithmetic = \"f32\": ") << reason;
  if (schedule.getTileTables() != 0)
    return op.emitOpError("expects tile_tables = 0 with arithmetic = \"u8\", "
                          "but got ")
           << schedule.getTileTables();
  int64_t bytes = target.getVectorBits() / 8;
  if (chunkWidth % bytes != 0)
    return op.emitOpError("expects tile_columns that is a multiple of ")
           << bytes << ", the bytes of a vector, with arithmetic = \"u8\", but "
           << "got " << schedule.getTileColumns();
  if (!op.getScratch())
    return op.emitOpError("expects scratch for the weights of a token with "
                          "arithmetic = \"u8\"");
  if (schedule.getSlab())
    emitLookupDotSlabs(rewriter, op, target, schedule);
  else
    emitLookupDots(rewriter, op, target, schedule, chunkWidth);
  return success();
}

/// Emits `op` for registers of one shape.
static void emitForShape(OpBuilder &b, LookupOp op, TargetAttr target,
                         ScheduleAttr schedule, RegisterShape shape) {
  if (schedule.getSlab())
    return emitLookupSlabs(b, op, target, schedule, shape);
  // Longer registers take more columns, but half as many registers: LLVM reads
  // all rows of a step first, and with 16 sums beside them SVE code spilled.
  int64_t columns = schedule.getTileColumns();
  if (!op.isSliced() || columns % op.getSliceWidth() == 0)
    columns *= std::max<int64_t>(1, shape.lanes / target.getF32Lanes() / 2);
  if (ShapedType::isStatic(op.getOutputWidth()))
    columns = std::min(columns, op.getOutputWidth());
  TokenEmitter(op, target, schedule, shape, columns).emit(b);
}

/// Emits `op` once for each length that scalable registers are known to have,
/// and for registers of fixed length, which every machine has. So all sizes are
/// constants, and neither masks nor loops over vectors are needed.
static void emitForEachLength(OpBuilder &b, LookupOp op, TargetAttr target,
                              ScheduleAttr schedule) {
  RegisterShape fixed{target.getF32Lanes()};
  if (!target.getScalable())
    return emitForShape(b, op, target, schedule, fixed);
  Location loc = op.getLoc();
  Value vscale = vector::VectorScaleOp::create(b, loc, b.getIndexType());
  // vscale counts 128 bits of SVE, and 64 bits of V.
  int64_t unit = target.hasFeature("sve") ? 4 : 2;
  OpBuilder::InsertionGuard guard(b);
  for (int64_t factor : {2, 4}) {
    RegisterShape shape{factor * fixed.lanes, factor * fixed.lanes / unit};
    // Registers are not cut at the ends of slices.
    if (op.isSliced() && op.getSliceWidth() % shape.lanes != 0)
      continue;
    Value isLength =
        arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, vscale,
                              buildIndex(b, loc, shape.vscale));
    auto ifOp = scf::IfOp::create(b, loc, isLength, /*withElseRegion=*/true);
    b.setInsertionPointToStart(ifOp.thenBlock());
    emitForShape(b, op, target, schedule, shape);
    b.setInsertionPointToStart(ifOp.elseBlock());
  }
  emitForShape(b, op, target, schedule, fixed);
}

LogicalResult lookupffn::lowerLookup(RewriterBase &rewriter, LookupOp op,
                                     TargetAttr target, ScheduleAttr schedule) {
  if (op.getBounds() == Bounds::Check)
    return op.emitOpError("expects bounds = check to be lowered by "
                          "lookupffn-lower-bounds-check first");
  int64_t most = int64_t(target.getF32Lanes()) * target.getVectorRegisters();
  int64_t sliceWidth = op.getSliceWidth();
  int64_t chunkWidth = schedule.getTileColumns();
  if (ShapedType::isStatic(op.getOutputWidth()))
    chunkWidth = std::min(chunkWidth, op.getOutputWidth());
  if (chunkWidth > most)
    return op.emitOpError("expects tile_columns of at most ")
           << most << ", all vector registers of the target, but got "
           << schedule.getTileColumns();
  if (schedule.getTileTokens() != 1)
    return op.emitOpError("expects tile_tokens = 1, but got ")
           << schedule.getTileTokens();
  auto rows = cast<MemRefType>(op.getTables().getType());
  if (rows.getElementType().isF16() && !PortableFeatures(target).f16)
    return op.emitOpError("expects a target that converts f16 rows in "
                          "hardware, but ")
           << target.getCpu() << " does not; use path=linalg";
  SmallVector<Value> vectors = {op.getTables(), op.getInit()};
  if (op.getBias())
    vectors.push_back(op.getBias());
  if (failed(verifyUnitStride(op, vectors)))
    return failure();
  if (!op.isSliced() && schedule.getSliceColumns() != 0)
    return op.emitOpError("expects tables in slices of slice_columns = ")
           << schedule.getSliceColumns()
           << " columns; run lookupffn-slice-tables first";
  if (op.isSliced() && chunkWidth % sliceWidth != 0 &&
      sliceWidth % chunkWidth != 0)
    return op.emitOpError("expects tile_columns that divides the slices of ")
           << sliceWidth << " columns or is a multiple of them, but got "
           << schedule.getTileColumns();
  if (schedule.getArithmetic() != "f32" && schedule.getArithmetic() != "u8")
    return op.emitOpError("expects arithmetic = \"f32\" or \"u8\", but got \"")
           << schedule.getArithmetic() << "\"";
  if (schedule.getSlab() && chunkWidth != sliceWidth)
    return op.emitOpError("expects tile_columns of one slice with slab, ")
           << sliceWidth << ", but got " << schedule.getTileColumns();
  if (schedule.getArithmetic() == "u8")
    return lowerDots(rewriter, op, target, schedule, chunkWidth);
  int64_t tables = schedule.getTileTables();
  bool isPartial = tables > 0 && !(ShapedType::isStatic(op.getNumCodes()) &&
                                   op.getNumCodes() <= tables);
  if (schedule.getSlab() && isPartial && !op.getScratch())
    return op.emitOpError("expects scratch for the partial sums of ")
           << tables << " tables";
  emitForEachLength(rewriter, op, target, schedule);
  return success();
}
