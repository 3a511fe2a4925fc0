//===- StampTarget.cpp - Put the target on every function -----------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A module with `lookupffn.target` comes in. Each of its functions with a body
// leaves with the attributes that LLVM's code generator reads in place of the
// settings of its target machine. Runs late, so that functions made by earlier
// passes have them too.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/Target/Passes.h"

#include "lookupffn/IR/LookupFFN.h"
#include "lookupffn/Target/CPUTarget.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

namespace mlir::lookupffn {
#define GEN_PASS_DEF_STAMPTARGET
#include "lookupffn/Target/Passes.h.inc"
} // namespace mlir::lookupffn

using namespace mlir;
using namespace mlir::lookupffn;

/// Sets `prefer-vector-width` in the passthrough attributes of `function` and
/// keeps the others.
static void setPreferredVectorWidth(FunctionOpInterface function,
                                    unsigned bits) {
  constexpr llvm::StringLiteral name = "passthrough";
  constexpr llvm::StringLiteral key = "prefer-vector-width";
  Builder builder(function.getContext());
  SmallVector<Attribute> entries;
  if (auto old = function->getAttrOfType<ArrayAttr>(name))
    for (Attribute entry : old) {
      auto pair = dyn_cast<ArrayAttr>(entry);
      if (pair && !pair.empty() && pair[0] == builder.getStringAttr(key))
        continue;
      entries.push_back(entry);
    }
  entries.push_back(builder.getStrArrayAttr({key, std::to_string(bits)}));
  function->setAttr(name, builder.getArrayAttr(entries));
}

namespace {
struct StampTarget final : lookupffn::impl::StampTargetBase<StampTarget> {
  using Base::Base;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    llvm::Expected<CPUTarget> target = CPUTarget::fromModule(module);
    if (!target) {
      emitError(module.getLoc()) << llvm::toString(target.takeError());
      return signalPassFailure();
    }

    std::vector<std::string> list = target->getTargetFeatures();
    SmallVector<StringRef> names(list.begin(), list.end());
    auto features = LLVM::TargetFeaturesAttr::get(&getContext(), names);
    auto cpu = StringAttr::get(&getContext(), target->getCPU());
    module.walk([&](FunctionOpInterface function) {
      if (function.isExternal())
        return;
      function->setAttr("target_cpu", cpu);
      function->setAttr(LLVM::TargetFeaturesAttr::getAttributeName(), features);
      if (target->hasFeature("avx512f"))
        setPreferredVectorWidth(function, target->getVectorBits());
    });
  }
};
} // namespace
