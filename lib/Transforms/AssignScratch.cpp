//===- AssignScratch.cpp - Place temporary buffers ------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In: bufferized entry points. Out: entry points without allocations that
// return the status alone.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/IR/LookupFFN.h"
#include "lookupffn/Transforms/EntryPoint.h"
#include "lookupffn/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/DataLayoutInterfaces.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"
#include "llvm/Support/MathExtras.h"

#include <map>

namespace mlir::lookupffn {
#define GEN_PASS_DEF_ASSIGNSCRATCH
#include "lookupffn/Transforms/Passes.h.inc"
} // namespace mlir::lookupffn

using namespace mlir;
using namespace mlir::lookupffn;

/// Alignment of temporary buffers: one cache line, and one vector of 512 bits.
static constexpr int64_t kAlignment = 64;

/// An upper bound of the bytes of `alloc`.
static FailureOr<int64_t> getMaxBytes(memref::AllocOp alloc) {
  MemRefType type = alloc.getType();
  Type element = type.getElementType();
  if (!element.isIntOrIndexOrFloat() && !isa<ComplexType, VectorType>(element))
    return failure();
  int64_t bytes = DataLayout::closest(alloc).getTypeSize(element);
  for (int64_t dim = 0; dim < type.getRank(); ++dim) {
    int64_t size = type.getDimSize(dim);
    if (ShapedType::isDynamic(size)) {
      FailureOr<int64_t> bound = ValueBoundsConstraintSet::computeConstantBound(
          presburger::BoundType::UB,
          {alloc.getDynamicSizes()[type.getDynamicDimIndex(dim)]},
          /*stopCondition=*/nullptr, /*closedUB=*/true);
      if (failed(bound))
        return failure();
      size = *bound;
    }
    if (llvm::MulOverflow(bytes, size, bytes))
      return failure();
  }
  return bytes;
}

/// The value behind casts that do not change the data.
static Value stripCasts(Value value) {
  while (auto cast = value.getDefiningOp<memref::CastOp>())
    value = cast.getSource();
  return value;
}

/// Copies returned memrefs to their destinations and drops them.
static LogicalResult dropResults(func::FuncOp function, unsigned firstOutput,
                                 unsigned numOutputs) {
  Operation *terminator = function.front().getTerminator();
  OpBuilder b(terminator);
  // Results that bufferization folded away were their destination.
  if (terminator->getNumOperands() != numOutputs + 1)
    return function.emitOpError("expects ")
           << numOutputs << " results and a status after bufferization";
  for (unsigned i = 0; i < numOutputs; ++i) {
    Value destination = function.getArgument(firstOutput + i);
    if (stripCasts(terminator->getOperand(i)) != destination)
      linalg::CopyOp::create(b, function.getLoc(), terminator->getOperand(i),
                             destination);
  }
  Value status = terminator->getOperand(numOutputs);
  terminator->setOperands(status);
  function.setType(FunctionType::get(function.getContext(),
                                     function.front().getArgumentTypes(),
                                     status.getType()));
  return success();
}

static LogicalResult assignScratch(func::FuncOp function) {
  unsigned position = function.getNumArguments();
  auto scratchType = MemRefType::get(
      {ShapedType::kDynamic}, IntegerType::get(function.getContext(), 8));
  if (failed(function.insertArgument(position, scratchType, {},
                                     function.getLoc())))
    return failure();
  Value scratch = function.getArgument(position);

  // Regimes are alternatives, the regions of the scf.if ops around all loops:
  // their buffers share the memory behind those of what is around them. Inside
  // a region, buffers are placed one after the other.
  Region *body = &function.getBody();
  auto getRegimes = [&](Operation *op) {
    SmallVector<Region *> regimes;
    for (Region *region = op->getParentRegion(); region != body;
         region = region->getParentRegion()) {
      if (isa<scf::IfOp>(region->getParentOp()))
        regimes.push_back(region);
      else
        regimes.clear();
    }
    regimes.push_back(body);
    return regimes;
  };
  // By depth; equal keys stay in the order in which they came.
  std::multimap<size_t, std::pair<memref::AllocOp, SmallVector<Region *>>>
      allocs;
  function.walk([&](memref::AllocOp alloc) {
    SmallVector<Region *> regimes = getRegimes(alloc);
    size_t depth = regimes.size();
    allocs.emplace(depth, std::make_pair(alloc, std::move(regimes)));
  });
  int64_t largest = 0;
  DenseMap<Region *, int64_t> used;
  for (auto &entry : allocs) {
    auto &[alloc, regimes] = entry.second;
    FailureOr<int64_t> bytes = getMaxBytes(alloc);
    if (failed(bytes))
      return alloc.emitOpError("has no constant bound of its size, so no "
                               "scratch memory can be set aside for it");
    // What is around the region was placed before, since it is less deep.
    int64_t around = 0;
    for (Region *region : llvm::drop_begin(regimes))
      around = std::max(around, used.lookup(region));
    int64_t &end = used.try_emplace(regimes.front(), around).first->second;
    OpBuilder b(alloc);
    Value start = arith::ConstantIndexOp::create(b, alloc.getLoc(), end);
    if (*bytes > std::numeric_limits<int64_t>::max() - kAlignment - end)
      return alloc.emitOpError("needs more scratch memory than 63 bits count");
    Value view = memref::ViewOp::create(b, alloc.getLoc(), alloc.getType(),
                                        scratch, start,
                                        alloc.getDynamicSizes());
    alloc.replaceAllUsesWith(view);
    alloc.erase();
    end += llvm::alignTo(*bytes, kAlignment);
    largest = std::max(largest, end);
  }
  function.walk([&](memref::DeallocOp dealloc) { dealloc.erase(); });
  setEntryKey(function, "scratch_bytes",
              Builder(function).getI64IntegerAttr(largest));
  return success();
}

namespace {
struct AssignScratch final
    : public lookupffn::impl::AssignScratchBase<AssignScratch> {
  using Base::Base;

  void runOnOperation() override {
    for (func::FuncOp function : getEntryPoints(getOperation())) {
      if (!getEntryAttr(function))
        continue;
      unsigned first = getNumEntries(function, "inputs") +
                       getNumEntries(function, "packed");
      unsigned outputs = getNumEntries(function, "outputs");
      if (failed(dropResults(function, first, outputs)) ||
          failed(assignScratch(function)))
        return signalPassFailure();
      auto packName =
          getEntryAttr(function).getAs<StringAttr>("pack");
      if (!packName)
        continue;
      // A pack function runs once, so its temporaries are allocated; nothing
      // that it allocates leaves the block.
      auto pack = getOperation().lookupSymbol<func::FuncOp>(packName);
      unsigned packOutputs = 0;
      for (auto packed : getEntryAttr(function)
                             .getAs<ArrayAttr>("packed")
                             .getAsRange<DictionaryAttr>())
        packOutputs += packed.contains("weight") ? 0 : 1;
      if (failed(dropResults(pack, getNumEntries(function, "weights"),
                             packOutputs)))
        return signalPassFailure();
      pack.walk([](memref::AllocOp alloc) {
        OpBuilder b(alloc->getBlock()->getTerminator());
        memref::DeallocOp::create(b, alloc.getLoc(), alloc);
      });
    }
  }
};
} // namespace
