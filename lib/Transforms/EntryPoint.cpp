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

/// A status names an argument by 8 bits.
static constexpr unsigned kMaxArguments = 256;

LogicalResult lookupffn::verifyEntryPoint(func::FuncOp function) {
  if (function->hasAttr(LookupFFNDialect::kEntryAttrName))
    return function.emitOpError("has the attribute '")
           << LookupFFNDialect::kEntryAttrName
           << "', which the pipeline sets; compile the module that it was made "
              "from";
  if (!llvm::hasSingleElement(function.getBody()) ||
      !isa<func::ReturnOp>(function.front().getTerminator()))
    return function.emitOpError("is an entry point and expects a body of one "
                                "block that ends in 'func.return'; use scf "
                                "instead of branches");
  if (function.getNumArguments() > kMaxArguments)
    return function.emitOpError("is an entry point and expects at most ")
           << kMaxArguments << " arguments, the most that a status can tell "
           << "apart, but has " << function.getNumArguments();
  auto verify = [&](StringRef what, unsigned number, Type type) {
    if (isa<RankedTensorType>(type))
      return success();
    return LogicalResult(
        function.emitOpError("is an entry point and expects ")
        << what << " #" << number << " to be a ranked tensor, but got " << type
        << "; make the function private if it is a helper");
  };
  for (auto [number, type] : llvm::enumerate(function.getArgumentTypes()))
    if (failed(verify("argument", number, type)))
      return failure();
  for (auto [number, type] : llvm::enumerate(function.getResultTypes()))
    if (failed(verify("result", number, type)))
      return failure();
  return success();
}

FailureOr<func::ReturnOp>
lookupffn::getReturnWithStatus(func::FuncOp function) {
  auto terminator = dyn_cast<func::ReturnOp>(function.front().getTerminator());
  if (!terminator || terminator.getNumOperands() == 0 ||
      !terminator.getOperands().back().getType().isInteger(64)) {
    function.emitOpError("expects the status, an i64, as its last result; run "
                         "lookupffn-lower-bounds-check first");
    return failure();
  }
  return terminator;
}

std::string lookupffn::getUnusedName(ModuleOp module, const Twine &name) {
  std::string unused = name.str();
  for (unsigned i = 0; module.lookupSymbol(unused); ++i)
    unused = (name + "_" + Twine(i)).str();
  return unused;
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

bool lookupffn::isFromWeights(Value value) {
  DenseSet<Value> seen;
  SmallVector<Value> work = {value};
  bool hasWeight = false;
  while (!work.empty()) {
    Value next = work.pop_back_val();
    if (!seen.insert(next).second)
      continue;
    if (auto argument = dyn_cast<BlockArgument>(next)) {
      auto function =
          dyn_cast<func::FuncOp>(argument.getOwner()->getParentOp());
      if (!function || !function.getArgAttr(argument.getArgNumber(),
                                            LookupFFNDialect::kWeightAttrName))
        return false;
      hasWeight = true;
      continue;
    }
    // Ops nested in `def` read what stands before it as well.
    Operation *def = next.getDefiningOp();
    def->walk([&](Operation *nested) {
      for (Value operand : nested->getOperands())
        if (operand.getParentBlock() == def->getBlock())
          work.push_back(operand);
    });
  }
  return hasWeight;
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
