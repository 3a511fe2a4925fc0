//===- EntryPoint.cpp - Arguments and results of entry points -------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lookupffn/Transforms/EntryPoint.h"

#include "lookupffn/IR/LookupFFN.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace mlir::lookupffn;

SmallVector<func::FuncOp> lookupffn::getEntryPoints(ModuleOp module) {
  SmallVector<func::FuncOp> entries;
  for (auto function : module.getOps<func::FuncOp>())
    if (function.isPublic() && !function.isExternal())
      entries.push_back(function);
  return entries;
}

static SmallVector<unsigned> getArguments(func::FuncOp function, bool weights) {
  SmallVector<unsigned> indices;
  for (unsigned i = 0; i < function.getNumArguments(); ++i)
    if (static_cast<bool>(function.getArgAttr(
            i, LookupFFNDialect::kWeightAttrName)) == weights)
      indices.push_back(i);
  return indices;
}

SmallVector<unsigned> lookupffn::getWeightArguments(func::FuncOp function) {
  return getArguments(function, /*weights=*/true);
}

SmallVector<unsigned> lookupffn::getInputArguments(func::FuncOp function) {
  return getArguments(function, /*weights=*/false);
}

DictionaryAttr lookupffn::getEntryAttr(func::FuncOp function) {
  return function->getAttrOfType<DictionaryAttr>(
      LookupFFNDialect::kEntryAttrName);
}

void lookupffn::setEntryKey(func::FuncOp function, StringRef key,
                            Attribute value) {
  NamedAttrList entries;
  if (DictionaryAttr old = getEntryAttr(function))
    entries = NamedAttrList(old);
  entries.set(key, value);
  function->setAttr(LookupFFNDialect::kEntryAttrName,
                    entries.getDictionary(function.getContext()));
}

unsigned lookupffn::getNumEntries(func::FuncOp function, StringRef key) {
  DictionaryAttr entry = getEntryAttr(function);
  if (!entry)
    return 0;
  auto list = entry.getAs<ArrayAttr>(key);
  return list ? list.size() : 0;
}

Value lookupffn::buildStatus(OpBuilder &b, Location loc, Value bad,
                             StatusKind kind, int64_t argument) {
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIntOp::create(b, loc, b.getI64Type(), value);
  };
  Value zero = constant(0);
  Value good =
      arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt, bad, zero);
  Value shifted = arith::ShLIOp::create(b, loc, bad, constant(16));
  Value status = arith::OrIOp::create(
      b, loc, shifted, constant((argument << 8) | static_cast<int64_t>(kind)));
  return arith::SelectOp::create(b, loc, good, zero, status);
}
