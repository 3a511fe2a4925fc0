//===- Raiser.h - Recognise the steps of a layer ----------------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each step is recognised by what it computes. From the elements of a value,
// and the roots, exponentials, comparisons and reads behind them, a matcher
// works out the only parameters that the formula of an op could have, and
// compares the formula with the value, element by element. Values that became
// ops are leaves for what comes after them.
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_CONVERSION_LINALGTOLOOKUPFFN_RAISER_H
#define LOOKUPFFN_CONVERSION_LINALGTOLOOKUPFFN_RAISER_H

#include "Evaluator.h"

#include "lookupffn/IR/LookupFFN.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"

namespace mlir::lookupffn {

class Raiser {
public:
  explicit Raiser(func::FuncOp function) : function(function) {}

  /// Raises what there is and emits remarks on the rest.
  void run();

private:
  // Each of these replaces `value` if it is what the op computes.
  bool raiseNorm(Value value);
  // They raise the projection first, and try again once it is a leaf.
  bool raiseCode(Value value, bool isRetry = false);
  bool raiseScore(Value value, bool isRetry = false);
  bool raiseLookup(Value value);
  // The same for what an op that was raised lacks.
  bool raiseNormParameters(Value value);
  bool raiseScoreSum(Value value);
  bool raiseLookupBias(Value value);
  bool raiseLookupFactor(Value value);
  /// Projections in front of comparisons that are no hash.
  void raiseLooseProjections();
  /// The projection that computes `z`, `[B..., T, L]`, or `z` if none does.
  Value raiseProject(Value z);

  /// The tensor `[B..., T, L]` in `slice` that satisfies `isMember`, with the
  /// tokens and tables of `like`; null if there is none. One that is
  /// `[B..., T * L]` is expanded.
  Value findZ(ArrayRef<Value> slice, Value like, int64_t numBits,
              function_ref<bool(Value candidate)> isMember);
  /// The hash of `z` whose score is not raised yet, made right behind it with
  /// unused results if there is none.
  HashOp getHash(Value z);

  /// Takes the place of `value`, and erases what is not used any more.
  void replace(Value value, Value replacement);
  void eraseDead(Value value);

  /// Notes why the ops behind `evaluator`'s events of this kind stay what they
  /// are. Of several attempts the one counts that got farthest.
  void note(Evaluator &evaluator, Event::Kind kind, int progress,
            const Twine &reason);
  void note(Operation *op, int progress, const Twine &reason);

  func::FuncOp function;
  struct Mismatch {
    int progress;
    std::string reason;
  };
  llvm::DenseMap<Operation *, Mismatch> mismatches;
};

/// A projection that may compute z: how `weights` lie, and what it computes.
struct ProjectionCandidate {
  Attribute kind;
  /// Null for `identity`.
  Value weights;
  /// Shape of the operand of the op, and the order of its dimensions in memory.
  SmallVector<int64_t> shape, order;
  /// Of bh4: the factor of the residual input, as in the program.
  double tap;

  /// Values of z for the token `x`, without bias; empty if weights cannot be
  /// evaluated. The first `count` ones.
  SmallVector<Element> compute(Evaluator &evaluator, ArrayRef<Element> x,
                               int64_t count) const;
};

/// Candidates of kind bh4 for `width` inputs and `count` values of z, with
/// weights and constants of `slice`.
SmallVector<ProjectionCandidate> getBH4Candidates(ArrayRef<Value> slice,
                                                  int64_t width, int64_t count,
                                                  MLIRContext *context);
/// The same for dense.
SmallVector<ProjectionCandidate>
getDenseCandidates(ArrayRef<Value> slice, int64_t width, int64_t numTables,
                   int64_t numBits, MLIRContext *context);
SmallVector<Element> computeBH4(Evaluator &evaluator,
                                const ProjectionCandidate &candidate,
                                ArrayRef<Element> x, int64_t count);

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

/// True for a tensor with the leading dimensions that `like` has in front of
/// `likeTrailing` dimensions, and with `trailing` behind them.
bool hasTokensOf(Value value, Value like, int64_t likeTrailing,
                 ArrayRef<int64_t> trailing);

/// True for a static f32 tensor of `count` elements.
bool isParameter(Value value, int64_t count);

/// An empty tensor with the first `tokenDims` dimensions of `like`.
Value createEmpty(OpBuilder &b, Location loc, Value like, int64_t tokenDims,
                  ArrayRef<int64_t> trailing, Type elementType);

/// `value` in another static shape, without a chain of reshapes.
Value reshape(OpBuilder &b, Location loc, Value value, ArrayRef<int64_t> shape);

/// `value`, whose row-major order is that of the dimensions `order` of `shape`,
/// as a tensor of `shape`.
Value reorder(OpBuilder &b, Location loc, Value value, ArrayRef<int64_t> shape,
              ArrayRef<int64_t> order);

/// The value in `slice` of `count` numbers that are `numbers`.
Value findParameter(Evaluator &evaluator, ArrayRef<Value> slice,
                    ArrayRef<Element> numbers);

/// The first and the last token of `count`.
inline SmallVector<int64_t> getSampleTokens(int64_t count) {
  if (count <= 1)
    return {0};
  return {0, count - 1};
}

/// Name of the op that computes the elements of `value`.
StringRef getComputation(Value value);

} // namespace mlir::lookupffn

#endif // LOOKUPFFN_CONVERSION_LINALGTOLOOKUPFFN_RAISER_H
