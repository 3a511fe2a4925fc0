//===- PackedForm.cpp - Tell packed buffers apart -------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A packed file may serve the code of several targets, and code may meet a file
// that was packed for other code. So each packed buffer is named after the ops
// that make it, in a text that depends on nothing else of the module.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/IR/LookupFFN.h"
#include "lookupffn/Transforms/EntryPoint.h"

#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/xxhash.h"

using namespace mlir;
using namespace mlir::lookupffn;

/// The ops of `function` that `value` depends on, and the arguments, both in
/// the order in which they stand there.
static std::pair<SmallVector<Operation *>, SmallVector<Value>>
getSlice(func::FuncOp function, Value value) {
  DenseSet<Operation *> ops;
  DenseSet<Value> seen;
  SmallVector<Value> work = {value};
  while (!work.empty()) {
    Value next = work.pop_back_val();
    if (!seen.insert(next).second)
      continue;
    Operation *def = next.getDefiningOp();
    if (!def || !ops.insert(def).second)
      continue;
    def->walk([&](Operation *nested) {
      for (Value operand : nested->getOperands())
        if (operand.getParentBlock() == &function.front())
          work.push_back(operand);
    });
  }
  std::pair<SmallVector<Operation *>, SmallVector<Value>> slice;
  for (Operation &op : function.front())
    if (ops.contains(&op))
      slice.first.push_back(&op);
  for (BlockArgument argument : function.getArguments())
    if (seen.contains(argument))
      slice.second.push_back(argument);
  return slice;
}

std::string lookupffn::getPackedForm(func::FuncOp function, Value value) {
  auto [ops, arguments] = getSlice(function, value);
  // A function of its own, so that names do not depend on what stands beside.
  OpBuilder b(function.getContext());
  Location loc = b.getUnknownLoc();
  OwningOpRef<func::FuncOp> slice = func::FuncOp::create(
      loc, "pack",
      b.getFunctionType(TypeRange(ValueRange(arguments)), value.getType()));
  Block *body = slice->addEntryBlock();
  b.setInsertionPointToStart(body);
  IRMapping mapping;
  std::string first;
  for (auto [number, argument] : llvm::enumerate(arguments)) {
    mapping.map(argument, body->getArgument(number));
    auto key = function.getArgAttrOfType<StringAttr>(
        cast<BlockArgument>(argument).getArgNumber(),
        LookupFFNDialect::kWeightAttrName);
    if (!key)
      continue;
    slice->setArgAttr(number, LookupFFNDialect::kWeightAttrName, key);
    if (first.empty())
      first = key.str();
  }
  for (Operation *op : ops)
    b.clone(*op, mapping);
  func::ReturnOp::create(b, loc, mapping.lookup(value));

  std::string text;
  llvm::raw_string_ostream os(text);
  slice.get()->print(os,
                     OpPrintingFlags().useLocalScope().printGenericOpForm());
  return first + ":" +
         llvm::utohexstr(llvm::xxh3_64bits(text), /*LowerCase=*/true,
                         /*Width=*/16);
}
