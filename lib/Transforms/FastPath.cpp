//===- FastPath.cpp - Which ops have a fast path --------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lookupffn/Conversion/Passes.h"
#include "lookupffn/Transforms/Schedule.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::lookupffn;

/// Largest number of blocks of bh4 whose Hadamard is emitted straight-line.
static constexpr int64_t kMaxBlocks = 64;

/// Largest block of bh4 in i16: packing needs b/2 of the 214748 that the sum of
/// a row of weights may be.
static constexpr int64_t kMaxIntegerBlock = 4096;

/// Largest R * P * P of bh4 in integers: packing has several temporaries of as
/// many floats, and the composed matrix has T*L * D. 16 times that of the
/// published layer with T = 128 and D = 512.
static constexpr int64_t kMaxComposedElements = 1 << 23;

/// The most bits of `identity` on the fast path: as many vectors of a chunk of
/// tables are in registers at one time.
static constexpr int64_t kMaxIdentityBits = 16;

/// Why `project` has no fast path.
static std::string getReason(TargetAttr target, ProjectOp project) {
  int64_t columns = project.getNumTables() * project.getNumBits();
  int64_t lanes = target.getF32Lanes();
  return llvm::TypeSwitch<Attribute, std::string>(project.getKind())
      .Case([&](DenseAttr) -> std::string {
        if (choosePanelColumns(target, columns) == 0)
          return "T * L = " + std::to_string(columns) +
                 " is not a multiple of the " + std::to_string(lanes) +
                 " lanes of a vector";
        return "";
      })
      .Case([&](BH4Attr) -> std::string {
        auto shape =
            cast<ShapedType>(project.getWeights().getType()).getShape();
        int64_t block = shape[3];
        if (block % lanes != 0)
          return "the block size " + std::to_string(block) +
                 " is not a multiple of the " + std::to_string(lanes) +
                 " lanes of a vector";
        if (block % project.getNumBits() != 0)
          return "the block size " + std::to_string(block) +
                 " is not a multiple of L = " +
                 std::to_string(project.getNumBits());
        if (columns % block != 0)
          return "T * L = " + std::to_string(columns) +
                 " is not a multiple of the block size " +
                 std::to_string(block);
        if (shape[2] > kMaxBlocks)
          return "it has more than " + std::to_string(kMaxBlocks) + " blocks";
        return "";
      })
      .Case([&](IdentityAttr) -> std::string {
        // Others want z as it is, so that there is nothing to compute.
        bool hashed = !project->use_empty() &&
                      llvm::all_of(project->getUsers(), llvm::IsaPred<HashOp>);
        if (!hashed)
          return "its kind moves data and computes nothing";
        if (project.getNumBits() > kMaxIdentityBits)
          return "L = " + std::to_string(project.getNumBits()) + " is above " +
                 std::to_string(kMaxIdentityBits);
        return "";
      })
      .Default([](Attribute) -> std::string {
        return "its kind moves data and computes nothing";
      });
}

/// Why packing does not compose the matrix of a projection bh4.
static std::string getReasonAgainstComposing(ProjectOp project) {
  auto shape = cast<ShapedType>(project.getWeights().getType()).getShape();
  int64_t padded = shape[2] * shape[3], elements = shape[0] * padded * padded;
  if (elements > kMaxComposedElements)
    return "R * P * P = " + std::to_string(elements) + " is above " +
           std::to_string(kMaxComposedElements) +
           ", and packing composes a matrix of that size";
  return "";
}

std::string lookupffn::getReasonAgainstInteger(TargetAttr target,
                                               ProjectOp project) {
  if (!isa<BH4Attr>(project.getKind()))
    return "its kind is not bh4";
  std::string reason = getReason(target, project);
  if (!reason.empty())
    return reason;
  if (!IntegerFeatures(target).supported())
    return "the target multiplies neither pairs of i16 (AVX2 and later do) nor "
           "tiles of i8 (i8mm does)";
  auto shape = cast<ShapedType>(project.getWeights().getType()).getShape();
  int64_t block = shape[3];
  int64_t pair = 2 * target.getF32Lanes();
  if (block % pair != 0)
    return "the block size " + std::to_string(block) +
           " is not a multiple of the " + std::to_string(pair) +
           " 16-bit lanes of a vector";
  if (block > kMaxIntegerBlock)
    return "the block size " + std::to_string(block) + " is above " +
           std::to_string(kMaxIntegerBlock);
  return getReasonAgainstComposing(project);
}

std::string lookupffn::getReasonAgainstTiles(TargetAttr target,
                                             ProjectOp project) {
  bool dense = isa<DenseAttr>(project.getKind());
  if (!dense && !isa<BH4Attr>(project.getKind()))
    return "its kind is neither dense nor bh4";
  std::string reason = getReason(target, project);
  if (!reason.empty())
    return reason;
  if (!hasByteTiles(target))
    return "the target multiplies no tiles of bytes (AMX-INT8 does)";
  int64_t columns = project.getNumTables() * project.getNumBits();
  if (columns % QuantizedDenseAttr::kTileColumns != 0)
    return "T * L = " + std::to_string(columns) + " is not a multiple of the " +
           std::to_string(QuantizedDenseAttr::kTileColumns) +
           " columns of a tile";
  if (project.getInputWidth() > QuantizedDenseAttr::kMaxWidth)
    return "D = " + std::to_string(project.getInputWidth()) + " is above " +
           std::to_string(QuantizedDenseAttr::kMaxWidth);
  return dense ? "" : getReasonAgainstComposing(project);
}

/// False when `op` has schedules and one of them is not fast.
static bool isScheduledFast(Operation *op) {
  auto schedules =
      op->getAttrOfType<ArrayAttr>(LookupFFNDialect::kScheduleAttrName);
  return !schedules || llvm::all_of(schedules, [](Attribute schedule) {
    auto attribute = dyn_cast<ScheduleAttr>(schedule);
    return attribute && attribute.getPath() == "fast";
  });
}

std::string lookupffn::getReasonAgainstFastPath(TargetAttr target,
                                                Operation *op) {
  if (target.getVectorBits() < 128)
    return "the target has no vectors";
  if (auto project = dyn_cast<ProjectOp>(op))
    return getReason(target, project);
  if (auto hash = dyn_cast<HashOp>(op)) {
    // Lanes are tables, so the hash is fast only behind a bit-major projection.
    // A schedule that is given may keep that one on the portable path.
    auto project = hash.getInput().getDefiningOp<ProjectOp>();
    if (!project || !getReason(target, project).empty() ||
        !isScheduledFast(project))
      return "its input is not a projection that is written bit-major";
    return "";
  }
  if (auto lookup = dyn_cast<LookupOp>(op)) {
    Type row = cast<ShapedType>(lookup.getTables().getType()).getElementType();
    if (row.isF16() && !PortableFeatures(target).f16)
      return "the target has no conversion of f16 vectors";
    return "";
  }
  if (isa<LayerNormOp>(op))
    return "";
  return "no fast path is written for it";
}
