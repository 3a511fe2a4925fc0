//===- SourceInfo.cpp - What lowering forgets -----------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SourceInfo.h"

#include "lookupffn/IR/LookupFFN.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace mlir::lookupffn;

SmallVector<Bound> mlir::lookupffn::findBounds(ModuleOp module) {
  SmallVector<Bound> bounds;
  auto add = [&](Value value, StringRef attrName, int64_t bound) {
    auto argument = dyn_cast_or_null<BlockArgument>(value);
    if (!argument)
      return;
    auto function = dyn_cast<func::FuncOp>(argument.getOwner()->getParentOp());
    auto name = function ? function.getArgAttrOfType<StringAttr>(
                               argument.getArgNumber(), attrName)
                         : StringAttr();
    if (name)
      bounds.push_back({function.getName().str(), name.str(), bound});
  };
  module.walk([&](Operation *op) {
    if (auto lookup = dyn_cast<LookupOp>(op))
      add(lookup.getCode(), LookupFFNDialect::kInputAttrName,
          lookup.getNumRows());
    else if (auto project = dyn_cast<ProjectOp>(op))
      if (isa<PairwiseAttr>(project.getKind()))
        add(project.getWeights(), LookupFFNDialect::kWeightAttrName,
            project.getInputWidth());
  });
  return bounds;
}

void mlir::lookupffn::setBounds(ModuleOp module, ArrayRef<Bound> bounds) {
  Builder builder(module);
  for (const Bound &bound : bounds) {
    auto function = module.lookupSymbol<LLVM::LLVMFuncOp>(bound.function);
    auto entry = function ? function->getAttrOfType<DictionaryAttr>(
                                LookupFFNDialect::kEntryAttrName)
                          : DictionaryAttr();
    if (!entry)
      continue;
    NamedAttrList attrs(entry);
    for (StringRef key : {"inputs", "weights"}) {
      SmallVector<Attribute> list;
      for (auto item :
           entry.getAs<ArrayAttr>(key).getAsRange<DictionaryAttr>()) {
        NamedAttrList argument(item);
        if (item.getAs<StringAttr>("name") == bound.argument)
          argument.set("bound", builder.getI64IntegerAttr(bound.bound));
        list.push_back(argument.getDictionary(module.getContext()));
      }
      attrs.set(key, builder.getArrayAttr(list));
    }
    function->setAttr(LookupFFNDialect::kEntryAttrName,
                      attrs.getDictionary(module.getContext()));
  }
}
