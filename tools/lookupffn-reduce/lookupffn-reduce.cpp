//===- lookupffn-reduce.cpp - Make a failing module small -----------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Takes a module and a script that tells whether a module is interesting, such
// as one that makes a pass fail, and removes what the script does not miss.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/IR/LookupFFN.h"
#include "lookupffn/Pipelines/Pipelines.h"
#include "lookupffn/Pipelines/Registration.h"

#include "mlir/IR/DialectRegistry.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Reducer/Passes.h"
#include "mlir/Reducer/ReductionPatternInterface.h"
#include "mlir/Reducer/Tester.h"
#include "mlir/Tools/mlir-reduce/MlirReduceMain.h"

using namespace mlir;
using namespace mlir::lookupffn;

/// Drops `op`: its results have the types of what they are written to.
static void replaceByDestination(RewriterBase &rewriter, Operation *op) {
  auto inits = cast<DestinationStyleOpInterface>(op).getDpsInits();
  rewriter.replaceOp(op, SmallVector<Value>(inits));
}

namespace {
/// Drops an op that the script does not miss.
struct ReplaceByDestination final : public RewritePattern {
  ReplaceByDestination(MLIRContext *context, Tester &tester)
      : RewritePattern(MatchAnyOpTypeTag(), /*benefit=*/1, context),
        tester(tester) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (!isTokenOp(op) || op->getNumResults() == 0)
      return rewriter.notifyMatchFailure(op, "not the tensor form of an op");
    // Tried on a copy. All at once would be tried without asking otherwise, and
    // what does not find that interesting would keep every op.
    IRMapping mapping;
    OwningOpRef<ModuleOp> copy =
        cast<ModuleOp>(op->getParentOfType<ModuleOp>()->clone(mapping));
    IRRewriter copyRewriter(op->getContext());
    replaceByDestination(copyRewriter, mapping.lookup(op));
    if (tester.isInteresting(*copy).first != Tester::Interestingness::True)
      return rewriter.notifyMatchFailure(op, "the script misses it");
    replaceByDestination(rewriter, op);
    return success();
  }

private:
  Tester &tester;
};

struct LookupFFNReduction final : public DialectReductionPatternInterface {
  explicit LookupFFNReduction(Dialect *dialect)
      : DialectReductionPatternInterface(dialect) {}

  void populateReductionPatterns(RewritePatternSet &) const override {}
  void populateReductionPatternsWithTester(RewritePatternSet &patterns,
                                           Tester &tester) const override {
    patterns.add<ReplaceByDestination>(patterns.getContext(), tester);
  }
};
} // namespace

int main(int argc, char **argv) {
  registerPipelinePasses();
  registerReducerPasses();
  DialectRegistry registry;
  registerToolDialects(registry);
  registry.addExtension(+[](MLIRContext *, LookupFFNDialect *dialect) {
    dialect->addInterfaces<LookupFFNReduction>();
  });
  MLIRContext context(registry);
  return failed(mlirReduceMain(argc, argv, context));
}
