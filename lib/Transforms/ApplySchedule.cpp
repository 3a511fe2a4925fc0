//===- ApplySchedule.cpp - Schedules of a file onto ops -------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In: a module at the end of `lookupffn-flatten-tokens` and a schedule file,
// which may well be that of another module. Out: its attributes, checked: the
// verifier has seen the module already.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/IR/LookupFFN.h"
#include "lookupffn/Transforms/EntryPoint.h"
#include "lookupffn/Transforms/Passes.h"
#include "lookupffn/Transforms/ScheduleFile.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"

namespace mlir::lookupffn {
#define GEN_PASS_DEF_APPLYSCHEDULE
#include "lookupffn/Transforms/Passes.h.inc"
} // namespace mlir::lookupffn

using namespace mlir;
using namespace mlir::lookupffn;

static std::string quoted(StringRef name) { return ("'" + name + "'").str(); }

/// Names of `ops`, for messages.
static std::string listNames(ArrayRef<Operation *> ops) {
  return llvm::join(llvm::map_range(ops,
                                    [](Operation *op) {
                                      return op->getName().getStringRef().str();
                                    }),
                    ", ");
}

/// Sets an attribute that was not in the module that was verified.
static LogicalResult setVerified(Operation *op, StringRef name,
                                 Attribute value) {
  NamedAttribute attr(name, value);
  op->setAttr(name, value);
  return op->getContext()
      ->getOrLoadDialect<LookupFFNDialect>()
      ->verifyOperationAttribute(op, attr);
}

/// Applies {regimes = [...], ops = [...]} to one entry point.
static LogicalResult applyEntry(func::FuncOp function, Attribute value) {
  auto entry = dyn_cast<DictionaryAttr>(value);
  auto regimes = entry ? entry.getAs<ArrayAttr>("regimes") : ArrayAttr();
  auto list = entry ? entry.getAs<ArrayAttr>("ops") : ArrayAttr();
  if (!regimes || !list || entry.size() != 2)
    return function.emitOpError(
               "expects a schedule of the form {regimes = [...], ops = [...]}, "
               "but got ")
           << value;
  SmallVector<Operation *> ops;
  function.walk([&](Operation *op) {
    if (isTokenOp(op))
      ops.push_back(op);
  });
  if (list.size() != ops.size())
    return function.emitOpError("has ")
           << ops.size() << " ops that are scheduled (" << listNames(ops)
           << "), but its schedule has " << list.size()
           << "; dump one for this module";
  if (failed(
          setVerified(function, LookupFFNDialect::kRegimesAttrName, regimes)))
    return failure();
  for (auto [number, op, item] : llvm::enumerate(ops, list)) {
    auto pair = dyn_cast<DictionaryAttr>(item);
    auto name = pair ? pair.getAs<StringAttr>("name") : StringAttr();
    auto schedules = pair ? pair.getAs<ArrayAttr>("schedules") : ArrayAttr();
    if (!name || !schedules || pair.size() != 2)
      return op->emitOpError("expects a schedule of the form {name = \"...\", "
                             "schedules = [...]}, but got ")
             << item;
    if (name.getValue() != op->getName().getStringRef())
      return op->emitOpError("is op #")
             << number << " of '" << function.getName()
             << "', but its schedule has '" << name.getValue()
             << "' there; dump one for this module";
    if (schedules.size() != regimes.size())
      return op->emitOpError("expects ")
             << regimes.size() << " schedules, one for each regime of '"
             << function.getName() << "', but got " << schedules.size();
    if (failed(setVerified(op, LookupFFNDialect::kScheduleAttrName, schedules)))
      return failure();
  }
  return success();
}

namespace {
struct ApplySchedule final
    : public lookupffn::impl::ApplyScheduleBase<ApplySchedule> {
  using Base::Base;

  /// The schedules to apply, or null when there are none; fails when they
  /// cannot be read.
  FailureOr<DictionaryAttr> read() {
    ModuleOp module = getOperation();
    Attribute attr = module->removeAttr(LookupFFNDialect::kSchedulesAttrName);
    if (file.empty()) {
      auto schedules = dyn_cast_or_null<DictionaryAttr>(attr);
      if (attr && !schedules)
        return module.emitError("attribute '")
               << LookupFFNDialect::kSchedulesAttrName
               << "' expects a dictionary, but got " << attr;
      return schedules;
    }
    auto buffer = llvm::MemoryBuffer::getFile(file);
    if (std::error_code code = buffer.getError())
      return module.emitError("cannot read the schedule file '")
             << file << "': " << code.message();
    DictionaryAttr schedules =
        parseScheduleFile((*buffer)->getBuffer(), file, &getContext());
    if (!schedules)
      return failure();
    return schedules;
  }

  void runOnOperation() override {
    ModuleOp module = getOperation();
    FailureOr<DictionaryAttr> schedules = read();
    if (failed(schedules))
      return signalPassFailure();
    if (!*schedules)
      return;
    SmallVector<func::FuncOp> entries = getEntryPoints(module);
    for (NamedAttribute entry : *schedules) {
      auto function = llvm::find_if(entries, [&](func::FuncOp candidate) {
        return candidate.getName() == entry.getName().getValue();
      });
      if (function == entries.end()) {
        std::string known =
            llvm::join(llvm::map_range(entries,
                                       [](func::FuncOp other) {
                                         return quoted(other.getName());
                                       }),
                       ", ");
        module.emitError("the schedule is for an entry point '")
            << entry.getName().getValue() << "', but the module has "
            << (known.empty() ? "none" : known);
        return signalPassFailure();
      }
      if (failed(applyEntry(*function, entry.getValue())))
        return signalPassFailure();
    }
  }
};
} // namespace
