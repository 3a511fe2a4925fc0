//===- SliceTables.cpp - Pack tables in slices of columns -----------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In: lookups whose schedules have slice_columns = W. Out: the same on
//
//   sliced[s, t, c, w] = tables[t, c, s*W + w]
//
// so that a slice of some neighbouring tables is one run of memory: what the
// caches keep of it does not depend on the distance of rows in the checkpoint,
// which is a power of two more often than not and leaves most cache sets empty.
// Where rows are converted element by element on the way, that op writes the
// slices itself: packing then needs no memory beside its output.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/IR/LookupFFN.h"
#include "lookupffn/Transforms/EntryPoint.h"
#include "lookupffn/Transforms/Passes.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"

namespace mlir::lookupffn {
#define GEN_PASS_DEF_SLICETABLES
#include "lookupffn/Transforms/Passes.h.inc"
} // namespace mlir::lookupffn

using namespace mlir;
using namespace mlir::lookupffn;

/// The slice_columns of all schedules of `lookup`, 0 without schedules.
static FailureOr<int64_t> getSliceColumns(LookupOp lookup) {
  auto schedules =
      lookup->getAttrOfType<ArrayAttr>(LookupFFNDialect::kScheduleAttrName);
  std::optional<int64_t> columns;
  if (schedules)
    for (auto schedule : schedules.getAsRange<ScheduleAttr>()) {
      if (columns && *columns != schedule.getSliceColumns())
        return lookup.emitOpError("expects the same slice_columns in all "
                                  "regimes, but got ")
               << *columns << " and " << schedule.getSliceColumns();
      columns = schedule.getSliceColumns();
      if (*columns != 0 && schedule.getPath() != "fast")
        return lookup.emitOpError("expects slice_columns = 0 with path '")
               << schedule.getPath() << "', but got " << *columns;
    }
  return columns.value_or(0);
}

/// Whether `op` makes [T, S, O] element by element.
static bool isElementwise(linalg::GenericOp op) {
  return op && op.getNumResults() == 1 &&
         op.getNumParallelLoops() == op.getNumLoops() &&
         op.getIndexingMapsArray().back().isIdentity() &&
         !op.hasIndexSemantics() &&
         op.getRegionOutputArgs().front().use_empty();
}

/// `op` over [s, t, c, w], with what it reads of [t, c, s*W + w].
static Value buildSliced(OpBuilder &b, linalg::GenericOp op, Value init,
                         int64_t columns) {
  AffineExpr s, t, c, w;
  bindDims(b.getContext(), s, t, c, w);
  AffineMap source =
      AffineMap::get(4, 0, {t, c, s * columns + w}, b.getContext());
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  for (AffineMap &map : maps)
    map = map.compose(source);
  maps.back() = b.getMultiDimIdentityMap(4);
  SmallVector<utils::IteratorType> iterators(4, utils::IteratorType::parallel);
  auto sliced =
      linalg::GenericOp::create(b, op.getLoc(), TypeRange(init.getType()),
                                op.getInputs(), init, maps, iterators);
  IRMapping mapping;
  op.getRegion().cloneInto(&sliced.getRegion(), mapping);
  return sliced.getResult(0);
}

static LogicalResult slice(LookupOp lookup, int64_t columns) {
  auto type = dyn_cast<RankedTensorType>(lookup.getTables().getType());
  if (lookup.isSliced())
    return success();
  if (!type || lookup.isShared() || !type.hasStaticShape() ||
      type.getDimSize(2) % columns != 0)
    return lookup.emitOpError("expects tables of static shape [T, S, O] with O "
                              "a multiple of slice_columns = ")
           << columns << ", but got " << lookup.getTables().getType();
  OpBuilder b(lookup);
  Location loc = lookup.getLoc();
  int64_t tables = type.getDimSize(0), rows = type.getDimSize(1);
  int64_t slices = type.getDimSize(2) / columns;
  Value init = tensor::EmptyOp::create(
      b, loc, ArrayRef<int64_t>{slices, tables, rows, columns},
      type.getElementType());
  auto producer = lookup.getTables().getDefiningOp<linalg::GenericOp>();
  Value sliced;
  if (isElementwise(producer)) {
    sliced = buildSliced(b, producer, init, columns);
  } else {
    auto expandedType = type.clone({tables, rows, slices, columns});
    Value expanded = tensor::ExpandShapeOp::create(
        b, loc, expandedType, lookup.getTables(),
        SmallVector<ReassociationIndices>{{0}, {1}, {2, 3}});
    sliced = linalg::TransposeOp::create(b, loc, expanded, init,
                                         ArrayRef<int64_t>{2, 0, 1, 3})
                 ->getResult(0);
  }
  lookup.getTablesMutable().assign(sliced);
  return success();
}

namespace {
struct SliceTables final
    : public lookupffn::impl::SliceTablesBase<SliceTables> {
  using Base::Base;

  void runOnOperation() override {
    for (func::FuncOp function : getEntryPoints(getOperation()))
      for (auto lookup : function.front().getOps<LookupOp>()) {
        FailureOr<int64_t> columns = getSliceColumns(lookup);
        if (failed(columns) ||
            (*columns != 0 && failed(slice(lookup, *columns))))
          return signalPassFailure();
      }
  }
};
} // namespace
