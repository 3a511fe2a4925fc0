//===- Bufferization.cpp - Token ops bufferize as themselves --------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A token op on tensors becomes the same op on memrefs. Outs are written and
// never read, so a destination that is reused elsewhere needs no copy.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/IR/LookupFFN.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/Dialect/Bufferization/IR/DstBufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace mlir::lookupffn;
using namespace mlir::bufferization;

/// `perToken` floats for each of the tokens of `operand`, and `extra` ones.
static Value allocate(RewriterBase &rewriter, Location loc, Value operand,
                      int64_t perToken, int64_t extra = 0) {
  OpFoldResult tokens = memref::getMixedSize(rewriter, loc, operand, 0);
  OpFoldResult size = affine::makeComposedFoldedAffineApply(
      rewriter, loc, rewriter.getAffineDimExpr(0) * perToken + extra, tokens);
  auto [sizes, dynamicSizes] = decomposeMixedValues({size});
  auto type = MemRefType::get(sizes, rewriter.getF32Type());
  return memref::AllocOp::create(rewriter, loc, type, dynamicSizes);
}

/// Sets memory aside for what bh4 keeps between its stages: the padded input
/// and two buffers of [tokens, P]. quantized_bh4 halves one of them, uses the
/// half for integers too, and has 8 numbers a token. quantized_dense keeps two
/// bytes for each input of whole tiles of tokens, their sums and as many zeros.
static void addScratch(RewriterBase &rewriter, ProjectOp project) {
  bool quantized = isa<QuantizedBH4Attr>(project.getKind());
  bool tiles = isa<QuantizedDenseAttr>(project.getKind());
  if (!quantized && !tiles && !isa<AbsorbedBH4Attr>(project.getKind()))
    return;
  if (project.getScratch())
    return;
  ArrayRef<int64_t> shape =
      cast<ShapedType>(project.getWeights().getType()).getShape();
  int64_t perToken, extra = 0;
  if (tiles) {
    int64_t bytes = shape[1] * QuantizedDenseAttr::kTileInputs * 2;
    perToken = bytes / sizeof(float) + QuantizedDenseAttr::kStateSize;
    extra = (QuantizedDenseAttr::kTileTokens - 1) * (bytes / sizeof(float)) +
            2 * QuantizedDenseAttr::kMaxSums;
  } else {
    perToken = 3 * shape[2] * shape[4] + (quantized ? 8 : 0);
  }
  OpBuilder::InsertionGuard guard(rewriter);
  rewriter.setInsertionPoint(project);
  project.getScratchMutable().assign(allocate(
      rewriter, project.getLoc(), project.getInput(), perToken, extra));
}

/// Sets memory aside for the partial sums between two slabs, [tokens, W], or
/// for the weights of one token, as floats and rounded to bytes. With slabs
/// that is the bytes of all tokens, and the unit of each.
static void addScratch(RewriterBase &rewriter, LookupOp lookup) {
  auto schedule =
      lookup->getAttrOfType<ScheduleAttr>(LookupFFNDialect::kScheduleAttrName);
  if (!schedule || lookup.getScratch())
    return;
  OpBuilder::InsertionGuard guard(rewriter);
  rewriter.setInsertionPoint(lookup);
  Location loc = lookup.getLoc();
  int64_t codes = lookup.getNumCodes();
  bool isStatic = ShapedType::isStatic(codes);
  if (schedule.getArithmetic() == "u8" && isStatic) {
    int64_t padded = lookup.getPaddedCodes();
    int64_t perToken = schedule.getSlab() ? padded / 4 + 1 : 0;
    lookup.getScratchMutable().assign(allocate(rewriter, loc, lookup.getInit(),
                                               perToken, padded + padded / 4));
  } else if (schedule.getSlab() && lookup.isSliced() &&
             schedule.getTileTables() > 0 &&
             !(isStatic && codes <= schedule.getTileTables())) {
    lookup.getScratchMutable().assign(
        allocate(rewriter, loc, lookup.getInit(), lookup.getSliceWidth()));
  }
}

namespace {
template <typename OpTy>
struct TokenOpBufferization
    : public DstBufferizableOpInterfaceExternalModel<TokenOpBufferization<OpTy>,
                                                     OpTy> {
  bool bufferizesToMemoryRead(Operation *op, OpOperand &operand,
                              const AnalysisState &) const {
    return !cast<DestinationStyleOpInterface>(op).isDpsInit(&operand);
  }

  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &options,
                          BufferizationState &state) const {
    SmallVector<Value> buffers;
    for (Value operand : op->getOperands()) {
      if (!isa<TensorType>(operand.getType())) {
        buffers.push_back(operand);
        continue;
      }
      FailureOr<Value> buffer = getBuffer(rewriter, operand, options, state);
      if (failed(buffer))
        return failure();
      buffers.push_back(*buffer);
    }
    auto dps = cast<DestinationStyleOpInterface>(op);
    SmallVector<Value> results;
    for (OpOperand &init : dps.getDpsInitsMutable())
      results.push_back(buffers[init.getOperandNumber()]);
    Operation *buffered =
        mlir::clone(rewriter, op, /*newResultTypes=*/{}, buffers);
    if (auto project = dyn_cast<ProjectOp>(buffered))
      addScratch(rewriter, project);
    if (auto lookup = dyn_cast<LookupOp>(buffered))
      addScratch(rewriter, lookup);
    replaceOpWithBufferizedValues(rewriter, op, results);
    return success();
  }
};

struct CheckCodesBufferization
    : public BufferizableOpInterface::ExternalModel<CheckCodesBufferization,
                                                    CheckCodesOp> {
  bool bufferizesToMemoryRead(Operation *, OpOperand &,
                              const AnalysisState &) const {
    return true;
  }
  bool bufferizesToMemoryWrite(Operation *, OpOperand &,
                               const AnalysisState &) const {
    return false;
  }
  AliasingValueList getAliasingValues(Operation *, OpOperand &,
                                      const AnalysisState &) const {
    return {};
  }
  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &options,
                          BufferizationState &state) const {
    auto check = cast<CheckCodesOp>(op);
    FailureOr<Value> code =
        getBuffer(rewriter, check.getCode(), options, state);
    if (failed(code))
      return failure();
    rewriter.modifyOpInPlace(check,
                             [&] { check.getCodeMutable().assign(*code); });
    return success();
  }
};
} // namespace

void lookupffn::registerBufferizableOpInterfaceExternalModels(
    DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, LookupFFNDialect *) {
    LayerNormOp::attachInterface<TokenOpBufferization<LayerNormOp>>(*context);
    ProjectOp::attachInterface<TokenOpBufferization<ProjectOp>>(*context);
    HashOp::attachInterface<TokenOpBufferization<HashOp>>(*context);
    LookupOp::attachInterface<TokenOpBufferization<LookupOp>>(*context);
    HadamardOp::attachInterface<TokenOpBufferization<HadamardOp>>(*context);
    CheckCodesOp::attachInterface<CheckCodesBufferization>(*context);
  });
}
