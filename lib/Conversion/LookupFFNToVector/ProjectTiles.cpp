//===- ProjectTiles.cpp - quantized_dense to tiles of bytes ---------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In: lookupffn.project of kind quantized_dense on memrefs. Out: tokens rounded
// to integers of two bytes, 256 * high + low, and for 32 columns at a time
//
//   tiles:    hh = sum of high x high, mixed = sum of high x low + low x high
//   columns:  z = unit * step * 256 * (256 * hh + mixed) + bias, and what is in
//             doubt recomputed in f32
//
// Sums of low x low are left out; the bound counts them. A tile is 16 rows of
// 64 bytes: 64 inputs of 16 tokens, or the weights of 64 inputs and 16 columns
// with the four bytes of four inputs side by side. The tokens behind the last
// one fill its tile with what lies in scratch, and their sums are not read.
//
//===----------------------------------------------------------------------===//

#include "ProjectTiles.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace mlir::lookupffn;

bool lookupffn::hasByteTiles(TargetAttr target) {
  return target.getTriple().starts_with("x86_64") &&
         target.hasFeature("amx-tile") && target.hasFeature("amx-int8");
}

/// Bytes of all tiles of sums, and of as many of zeros behind them.
static constexpr int64_t kSumBytes =
    QuantizedDenseAttr::kMaxSums * sizeof(float);

TileEmitter::TileEmitter(OpBuilder &b, ProjectOp op, TargetAttr target,
                         ScheduleAttr schedule)
    : ProjectEmitter(b, op, target, schedule),
      steps(llvm::divideCeil(width, kInputs)) {
  tokenTiles = arith::CeilDivUIOp::create(b, loc, tokens, index(kTokens));
  rows = takeScratch(multiply(tokenTiles, steps * 2 * kTokens), kRowFloats);
  sums =
      takeScratch(index(2 * QuantizedDenseAttr::kMaxSums / kColumns), kColumns);
  state = takeScratch(tokens, QuantizedDenseAttr::kStateSize);
  z = memref::CollapseShapeOp::create(
      b, loc, op.getInit(), ArrayRef<ReassociationIndices>{{0}, {1, 2}});
}

//===----------------------------------------------------------------------===//
// Tiles
//===----------------------------------------------------------------------===//

/// The intrinsic `name` for tiles. In this form LLVM chooses their registers,
/// and configures them where it is needed.
Value TileEmitter::call(StringRef name, ValueRange operands, bool hasResult) {
  StringAttr intrinsic =
      b.getStringAttr("llvm.x86." + name.str() + ".internal");
  if (!hasResult) {
    LLVM::CallIntrinsicOp::create(b, loc, intrinsic, operands);
    return {};
  }
  Type type = LLVM::LLVMX86AMXType::get(b.getContext());
  return LLVM::CallIntrinsicOp::create(b, loc, type, intrinsic, operands)
      .getResult(0);
}

Value TileEmitter::loadTile(Value address, Value numRows) {
  Value stride =
      arith::ConstantOp::create(b, loc, b.getI64IntegerAttr(kInputs));
  return call("tileloadd64", {numRows, size16(kInputs),
                              buildPointer(b, loc, address), stride});
}

/// sums[m, n] + sum over 64 inputs k of x[m, k] * y[k, n].
Value TileEmitter::multiplyTiles(Value sums, Value x, Value y) {
  return call("tdpbssd",
              {tileRows, size16(kInputs), size16(kInputs), sums, x, y});
}

void TileEmitter::storeTile(Value address, Value tile) {
  Value stride =
      arith::ConstantOp::create(b, loc, b.getI64IntegerAttr(kInputs));
  call("tilestored64",
       {tileRows, size16(kInputs), buildPointer(b, loc, address), stride, tile},
       /*hasResult=*/false);
}

/// The sums of 16 tokens and of `count` tiles of columns: for each of these hh
/// and mixed, 16 rows each.
void TileEmitter::emitProducts(Value tokenTile, Value columnTile,
                               int64_t count) {
  Value input = buildAddress(b, loc, rows);
  input = add(input, multiply(tokenTile, steps * 2 * kTileBytes));
  Value weights = buildAddress(b, loc, op.getWeights());
  weights = add(weights, multiply(columnTile, steps * 2 * kTileBytes));
  // One tile of zeros for all sums would be copied through the stack, for there
  // is no move from tile to tile: each has zeros in memory of its own.
  Value output = buildAddress(b, loc, sums);
  SmallVector<Value> zeroTiles;
  for (int64_t k = 0; k < 2 * count; ++k)
    zeroTiles.push_back(
        loadTile(add(output, kSumBytes + k * kTileBytes), tileRows));
  auto loop =
      scf::ForOp::create(b, loc, index(0), endOfSteps, index(1), zeroTiles);
  {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    Value offset = multiply(loop.getInductionVar(), 2 * kTileBytes);
    Value first = add(input, offset);
    Value high = loadTile(first, tileRows);
    Value low = loadTile(add(first, kTileBytes), tileRows);
    Value weightRows = size16(kInputs / kInputsTogether);
    SmallVector<Value> tiles(loop.getRegionIterArgs());
    for (int64_t k = 0; k < count; ++k) {
      Value &hh = tiles[2 * k], &mixed = tiles[2 * k + 1];
      Value second = add(add(weights, offset), k * steps * 2 * kTileBytes);
      Value weight = loadTile(second, weightRows);
      hh = multiplyTiles(hh, high, weight);
      mixed = multiplyTiles(mixed, low, weight);
      weight = loadTile(add(second, kTileBytes), weightRows);
      mixed = multiplyTiles(mixed, high, weight);
    }
    scf::YieldOp::create(b, loc, tiles);
  }
  for (auto [k, tile] : llvm::enumerate(loop.getResults()))
    storeTile(add(output, k * kTileBytes), tile);
}

//===----------------------------------------------------------------------===//
// Columns
//===----------------------------------------------------------------------===//

/// A vector of sums as floats.
Value TileEmitter::loadSums(int64_t which, Value row, int64_t offset) {
  Value bits = load(lanes, sums, {add(row, which * kTokens), index(offset)});
  return arith::SIToFPOp::create(b, loc,
                                 VectorType::get({lanes}, b.getF32Type()),
                                 bitcast(bits, lanes, b.getI32Type()));
}

/// z of the 16 columns from `column` on, of the token whose sums are in row
/// `row` of the tiles hh = 2 * `part` and mixed.
void TileEmitter::emitColumns(Value token, Value row, Value column,
                              int64_t part) {
  Value units = splat(loadState(token, Unit), lanes);
  Value boundUnit = loadState(token, BoundUnit);
  Value boundUnits = splat(boundUnit, lanes);
  Value norms = splat(loadState(token, Norm), lanes);
  Value factor = splat(constant(256.0f), lanes);
  for (int64_t offset = 0; offset < kColumns; offset += lanes) {
    Value first = add(column, offset);
    auto loadStep = [&](int64_t which) {
      return load(lanes, op.getSteps(), {index(which), first});
    };
    Value sum = multiplyAdd(loadSums(2 * part, row, offset), factor,
                            loadSums(2 * part + 1, row, offset));
    // In this order no factor leaves the range before z does.
    Value value = multiplyFloats(multiplyFloats(sum, units), loadStep(0));
    if (op.getBias())
      value = arith::AddFOp::create(b, loc, value,
                                    load(lanes, op.getBias(), first));
    Value output = tile(z, {token, first}, lanes);
    store(value, output, index(0));
    Value bounds = multiplyAdd(boundUnits, loadStep(1),
                               multiplyFloats(norms, loadStep(2)));
    if (!cast<QuantizedDenseAttr>(op.getKind()).getSpreadsNan()) {
      emitRepair(token, output, first, bounds);
      continue;
    }
    Value finite = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::ORD,
                                         boundUnit, boundUnit);
    auto guard = scf::IfOp::create(b, loc, finite, /*withElseRegion=*/false);
    OpBuilder::InsertionGuard insertion(b);
    b.setInsertionPointToStart(guard.thenBlock());
    emitRepair(token, output, first, bounds);
  }
}

void TileEmitter::emit() {
  // LLVM would unroll a short loop over steps, and keep the addresses of all
  // its tiles on the stack.
  Type i64 = b.getI64Type();
  Value hidden = arith::ConstantOp::create(b, loc, b.getI64IntegerAttr(steps));
  hidden = LLVM::InlineAsmOp::create(
               b, loc, i64, hidden, /*asm_string=*/"", /*constraints=*/"=r,0",
               /*has_side_effects=*/false, /*is_align_stack=*/false,
               LLVM::TailCallKind::None, LLVM::AsmDialectAttr(), ArrayAttr())
               .getResult(0);
  endOfSteps = arith::IndexCastOp::create(b, loc, b.getIndexType(), hidden);
  // A tile of no rows is an error, which no tokens at all must not make.
  tileRows = arith::MaxUIOp::create(b, loc, tokens, index(1));
  tileRows = arith::MinUIOp::create(b, loc, tileRows, index(kTokens));
  tileRows = arith::IndexCastOp::create(b, loc, b.getI16Type(), tileRows);
  Value zero = call("tilezero", {tileRows, size16(kInputs)});
  Value zeros = add(buildAddress(b, loc, sums), kSumBytes);
  for (int64_t offset = 0; offset < kSumBytes; offset += kTileBytes)
    storeTile(add(zeros, offset), zero);
  forRange(index(0), tokens, 1, [&](Value token) { roundToken(token); });
  int64_t columnTiles = tables * bits / kColumns;
  int64_t together = schedule.getTileColumns() / kColumns;
  auto emitTiles = [&](Value columnTile, int64_t count) {
    forRange(index(0), tokenTiles, 1, [&](Value tokenTile) {
      emitProducts(tokenTile, columnTile, count);
      Value first = multiply(tokenTile, kTokens);
      Value left = arith::SubIOp::create(b, loc, tokens, first);
      left = arith::MinUIOp::create(b, loc, left, index(kTokens));
      forRange(index(0), left, 1, [&](Value row) {
        Value token = add(first, row);
        for (int64_t k = 0; k < count; ++k)
          emitColumns(token, row, multiply(add(columnTile, k), kColumns), k);
      });
    });
  };
  int64_t whole = columnTiles / together * together;
  forRange(index(0), index(whole), together,
           [&](Value columnTile) { emitTiles(columnTile, together); });
  if (whole < columnTiles)
    emitTiles(index(whole), columnTiles - whole);
}

void lookupffn::emitQuantizedDense(OpBuilder &b, ProjectOp op,
                                   TargetAttr target, ScheduleAttr schedule) {
  TileEmitter(b, op, target, schedule).emit();
}
