//===- PrepareWeights.cpp - Weight algebra as IR ---------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In: fast projections on the weights of the checkpoint. Out: the packed kinds,
// with the change of the weights as ops beside them.
//
//   bh4:    H_P = (H_{P/b} x I_b)(I_{P/b} x H_b), so H_b goes into the blocks:
//           W'[r,s,m] = H_b W[r,s,m], stored (in, out)
//   gamma:  W'[r,0,m,i,:] *= gamma[m*b+i];   beta: shift = H_b W[r,0] beta
//   decay:  W'[r,3] *= f32(decay);  tap = f32(1-decay) * gamma,
//           bias += f32(1-decay) * beta
//   dense:  A'[k,i] = A[k,i] * gamma[i];     bias += A beta
//
// identity has no weights, so gamma and beta stay in the norm.
//
// z becomes bit-major, [L, T]: inside a block of bh4 the order of the last
// outputs, and of the first inputs, is [L, b/L] instead of [b/L, L].
//
//===----------------------------------------------------------------------===//

#include "WeightBuilder.h"

#include "lookupffn/Conversion/Passes.h"
#include "lookupffn/Transforms/EntryPoint.h"
#include "lookupffn/Transforms/Passes.h"
#include "lookupffn/Transforms/Schedule.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace mlir::lookupffn {
#define GEN_PASS_DEF_PREPAREWEIGHTS
#include "lookupffn/Transforms/Passes.h.inc"
} // namespace mlir::lookupffn

using namespace mlir;
using namespace mlir::lookupffn;

Value WeightBuilder::generate(ArrayRef<int64_t> shape, Body body,
                              Type element) {
  if (!element)
    element = b.getF32Type();
  auto type = RankedTensorType::get(shape, element);
  Value init = tensor::EmptyOp::create(b, loc, shape, element);
  AffineMap map = b.getMultiDimIdentityMap(shape.size());
  SmallVector<utils::IteratorType> iterators(shape.size(),
                                             utils::IteratorType::parallel);
  return linalg::GenericOp::create(
             b, loc, type, ValueRange(), init, map, iterators,
             [&](OpBuilder &nested, Location, ValueRange) {
               OpBuilder outer = b;
               b = nested;
               SmallVector<Value> indices;
               for (unsigned dim = 0; dim < shape.size(); ++dim)
                 indices.push_back(linalg::IndexOp::create(b, loc, dim));
               linalg::YieldOp::create(b, loc, body(indices));
               b = outer;
             })
      .getResult(0);
}

Value WeightBuilder::accumulate(Value init, int64_t count, Body body) {
  auto type = cast<RankedTensorType>(init.getType());
  unsigned rank = type.getRank();
  // The size of the extra dimension comes from an operand of that size.
  Value extent =
      tensor::EmptyOp::create(b, loc, ArrayRef<int64_t>{count}, b.getF32Type());
  AffineMap extentMap =
      AffineMap::get(rank + 1, 0, b.getAffineDimExpr(rank), b.getContext());
  AffineMap map = b.getMultiDimIdentityMap(rank + 1).dropResult(rank);
  SmallVector<utils::IteratorType> iterators(rank,
                                             utils::IteratorType::parallel);
  iterators.push_back(utils::IteratorType::reduction);
  return linalg::GenericOp::create(
             b, loc, type, extent, init, ArrayRef<AffineMap>{extentMap, map},
             iterators,
             [&](OpBuilder &nested, Location, ValueRange arguments) {
               OpBuilder outer = b;
               b = nested;
               SmallVector<Value> indices;
               for (unsigned dim = 0; dim <= rank; ++dim)
                 indices.push_back(linalg::IndexOp::create(b, loc, dim));
               Value sum = arith::AddFOp::create(b, loc, arguments.back(),
                                                 body(indices));
               linalg::YieldOp::create(b, loc, sum);
               b = outer;
             })
      .getResult(0);
}

Value WeightBuilder::extractPadded(Value vector, Value i, float otherwise) {
  Value inside = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, i,
                                       index(width));
  Value clamped = arith::MinUIOp::create(b, loc, i, index(width - 1));
  return arith::SelectOp::create(b, loc, inside, extract(vector, clamped),
                                 constant(otherwise));
}

Value WeightBuilder::permuteBias(int64_t padded, float factor) {
  Value bias = op.getBias();
  if (!bias && !beta)
    return {};
  return generate({tables * bits}, [&](ValueRange q) {
    Value column = getColumn(q[0]);
    Value value = bias ? extract(bias, column) : constant(0.0f);
    if (!beta || factor == 0.0f)
      return value;
    Value residual = product(
        constant(factor), extractPadded(beta, remainder(column, padded), 0.0f));
    return arith::AddFOp::create(b, loc, value, residual).getResult();
  });
}

ProjectOp WeightBuilder::replace(Attribute kind, Value weights, Value bias,
                                 Value shift, Value tap) {
  auto type = cast<RankedTensorType>(op.getInit().getType());
  SmallVector<int64_t> shape(type.getShape());
  std::swap(shape[shape.size() - 1], shape[shape.size() - 2]);
  SmallVector<Value> dynamic;
  if (type.isDynamicDim(0))
    dynamic.push_back(tensor::DimOp::create(b, loc, op.getInput(), 0));
  Value init =
      tensor::EmptyOp::create(b, loc, shape, type.getElementType(), dynamic);
  auto packed =
      ProjectOp::create(b, loc, TypeRange(init.getType()), kind, op.getInput(),
                        weights, bias, shift, tap, init, /*scratch=*/Value(),
                        /*steps=*/Value(), /*composed=*/Value(),
                        /*composed_bias=*/Value(),
                        /*bit_major=*/true);
  packed->setAttr(LookupFFNDialect::kScheduleAttrName,
                  op->getAttr(LookupFFNDialect::kScheduleAttrName));
  bool others = false;
  for (Operation *user : llvm::make_early_inc_range(op.getResult().getUsers())) {
    auto hash = dyn_cast<HashOp>(user);
    if (!hash || hash.getBitMajor()) {
      others = true;
      continue;
    }
    hash.getInputMutable().assign(packed.getResult());
    hash.setBitMajor(true);
  }
  if (others) {
    Value back = tensor::EmptyOp::create(
        b, loc, type.getShape(), type.getElementType(), dynamic);
    auto transpose = linalg::TransposeOp::create(
        b, loc, packed.getResult(), back, ArrayRef<int64_t>{0, 2, 1});
    op.getResult().replaceAllUsesWith(transpose->getResult(0));
  }
  return packed;
}

ProjectOp WeightBuilder::packDense(int64_t panel) {
  Value source = op.getWeights();
  int64_t columns = tables * bits;
  Value weights =
      generate({columns / panel, width, panel}, [&](ValueRange d) {
        Value column = getColumn(affine(d[0], panel, d[2]));
        Value value = extract(source, {column, d[1]});
        return gamma ? product(value, extract(gamma, d[1])) : value;
      });
  return replace(PackedDenseAttr::get(op.getContext()), weights,
                 composeDenseBias());
}

ProjectOp WeightBuilder::addComposed(ProjectOp packed, Value steps,
                                     Value matrix, Value bias) {
  packed.getStepsMutable().assign(steps);
  packed.getComposedMutable().assign(matrix);
  if (bias)
    packed.getComposedBiasMutable().assign(bias);
  return packed;
}

ProjectOp WeightBuilder::permute() {
  return replace(op.getKind(), /*weights=*/Value(),
                 permuteBias(/*padded=*/width, /*factor=*/0.0f));
}

WeightBuilder::Blocks WeightBuilder::absorbBlocks() {
  Value source = op.getWeights();
  ArrayRef<int64_t> shape = cast<RankedTensorType>(source.getType()).getShape();
  int64_t blocks = shape[2], block = shape[3];
  double decay = cast<BH4Attr>(op.getKind()).getDecay().getValueAsDouble();
  float mix = static_cast<float>(decay);
  Blocks result{
      shape[0], blocks, block, blocks * block, static_cast<float>(1.0 - decay),
      {},       {},     {}};

  // (in, out), then H_b over out.
  Value transposed = generate(shape, [&](ValueRange d) {
    return extract(source, {d[0], d[1], d[2], d[4], d[3]});
  });
  Value empty = tensor::EmptyOp::create(b, loc, shape, b.getF32Type());
  Value absorbed =
      HadamardOp::create(b, loc, TypeRange(empty.getType()), transposed, empty)
          .getResult();

  result.weights = generate(shape, [&](ValueRange d) {
    Value first =
        arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, d[1], index(0));
    Value last =
        arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, d[1], index(3));
    Value in =
        arith::SelectOp::create(b, loc, first, getNatural(d[3], block), d[3]);
    Value out =
        arith::SelectOp::create(b, loc, last, getNatural(d[4], block), d[4]);
    Value value = extract(absorbed, {d[0], d[1], d[2], in, out});
    if (gamma) {
      Value factor = arith::SelectOp::create(
          b, loc, first, extractPadded(gamma, affine(d[2], block, in), 0.0f),
          constant(1.0f));
      value = product(value, factor);
    }
    Value scaled = product(value, constant(mix));
    return arith::SelectOp::create(b, loc, last, scaled, value).getResult();
  });

  if (beta) {
    Value zeros = generate({result.repeats, result.padded},
                           [&](ValueRange) { return constant(0.0f); });
    result.shift = accumulate(zeros, block, [&](ValueRange d) {
      Value m = quotient(d[1], block), out = remainder(d[1], block);
      Value weight = extract(absorbed, {d[0], index(0), m, d[2], out});
      return product(weight,
                     extractPadded(beta, affine(m, block, d[2]), 0.0f));
    });
  }
  result.tap = generate({result.padded}, [&](ValueRange d) {
    Value i = affine(quotient(d[0], block), block,
                     getNatural(remainder(d[0], block), block));
    if (gamma)
      return product(constant(result.rest), extractPadded(gamma, i, 0.0f));
    return constant(result.rest);
  });
  return result;
}

ProjectOp WeightBuilder::absorb() {
  Blocks blocks = absorbBlocks();
  return replace(AbsorbedBH4Attr::get(op.getContext()), blocks.weights,
                 permuteBias(blocks.padded, blocks.rest), blocks.shift,
                 blocks.tap);
}

/// True when every regime runs `op` on the fast path.
static bool isFast(Operation *op) {
  auto list =
      op->getAttrOfType<ArrayAttr>(LookupFFNDialect::kScheduleAttrName);
  return list && llvm::all_of(list.getAsRange<ScheduleAttr>(),
                              [](ScheduleAttr schedule) {
                                return schedule.getPath() == "fast";
                              });
}

/// The arithmetic of all regimes of a projection, which share its weights.
static FailureOr<StringRef> getArithmetic(ProjectOp project) {
  StringRef arithmetic;
  for (auto schedule :
       project->getAttrOfType<ArrayAttr>(LookupFFNDialect::kScheduleAttrName)
           .getAsRange<ScheduleAttr>()) {
    if (!arithmetic.empty() && arithmetic != schedule.getArithmetic())
      return project.emitOpError("expects one arithmetic in all regimes, which "
                                 "share the weights, but got '")
             << arithmetic << "' and '" << schedule.getArithmetic() << "'";
    arithmetic = schedule.getArithmetic();
  }
  return arithmetic;
}

/// Rewrites `project`; gamma and beta of a norm that only it reads go along.
static LogicalResult prepare(TargetAttr target, ProjectOp project) {
  if (!target)
    return project.emitOpError("expects the module attribute "
                               "'lookupffn.target'; run "
                               "lookupffn-resolve-target first");
  // Schedules that are given may ask for what there is not.
  std::string reason = getReasonAgainstFastPath(target, project);
  if (!reason.empty())
    return project.emitOpError("has no fast path: ")
           << reason << "; schedule it with path 'linalg'";
  FailureOr<StringRef> arithmetic = getArithmetic(project);
  if (failed(arithmetic))
    return failure();
  bool integer = *arithmetic == "i16", tiles = *arithmetic == "i8x2";
  if (integer)
    reason = getReasonAgainstInteger(target, project);
  else if (tiles)
    reason = getReasonAgainstTiles(target, project);
  if (!reason.empty())
    return project.emitOpError("cannot run in ")
           << *arithmetic << ": " << reason
           << "; schedule it with arithmetic 'f32'";
  Value gamma, beta;
  auto norm = project.getInput().getDefiningOp<LayerNormOp>();
  bool identity = isa<IdentityAttr>(project.getKind());
  if (norm && norm->hasOneUse() && !identity) {
    gamma = norm.getGamma();
    beta = norm.getBeta();
    norm.getGammaMutable().clear();
    norm.getBetaMutable().clear();
  }
  WeightBuilder builder(project, gamma, beta);
  if (identity)
    builder.permute();
  else if (tiles)
    builder.quantizeDense();
  else if (isa<DenseAttr>(project.getKind()))
    builder.packDense(choosePanelColumns(target, project.getNumTables() *
                                                     project.getNumBits()));
  else if (integer)
    builder.quantize(IntegerFeatures(target).bytes);
  else
    builder.absorb();
  project.erase();
  return success();
}

namespace {
struct PrepareWeights final
    : public lookupffn::impl::PrepareWeightsBase<PrepareWeights> {
  using Base::Base;

  void runOnOperation() override {
    auto target = getOperation()->getAttrOfType<TargetAttr>(
        LookupFFNDialect::kTargetAttrName);
    for (func::FuncOp function : getEntryPoints(getOperation()))
      for (auto project :
           llvm::make_early_inc_range(function.front().getOps<ProjectOp>()))
        if (isa<DenseAttr, BH4Attr, IdentityAttr>(project.getKind()) &&
            !project.getBitMajor() && isFast(project) &&
            failed(prepare(target, project)))
          return signalPassFailure();
  }
};
} // namespace
