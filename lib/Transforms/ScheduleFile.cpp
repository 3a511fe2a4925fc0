//===- ScheduleFile.cpp - Schedules as text -------------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lookupffn/Transforms/ScheduleFile.h"

#include "lookupffn/IR/LookupFFN.h"
#include "lookupffn/Transforms/EntryPoint.h"

#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Parser/Parser.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace mlir::lookupffn;

/// What decides schedules, in one comment.
static void printTarget(raw_ostream &os, TargetAttr target) {
  os << "// Schedules for " << target.getCpu() << ": vectors of "
     << target.getVectorBits() << " bits, " << target.getVectorRegisters()
     << " registers; L1 " << target.getL1Bytes() / 1024 << " KiB, L2 "
     << target.getL2Bytes() / 1024 << " KiB, L3 " << target.getL3Bytes() / 1024
     << " KiB.\n";
}

/// Types of what an op reads and makes.
static void printTypes(raw_ostream &os, Operation *op) {
  auto destination = cast<DestinationStyleOpInterface>(op);
  llvm::interleaveComma(destination.getDpsInputs(), os,
                        [&](Value input) { os << input.getType(); });
  os << " -> ";
  llvm::interleaveComma(op->getResultTypes(), os);
}

/// A key of a dictionary, quoted where it has to be.
static void printKey(raw_ostream &os, StringRef key) {
  bool isPlain =
      !key.empty() && (llvm::isAlpha(key[0]) || key[0] == '_') &&
      llvm::all_of(key, [](char c) { return llvm::isAlnum(c) || c == '_'; });
  if (isPlain) {
    os << key;
    return;
  }
  os << '"';
  llvm::printEscapedString(key, os);
  os << '"';
}

/// Elements one a line, and the bracket behind the last.
static void printList(raw_ostream &os, ArrayAttr list, StringRef indent) {
  os << '[';
  llvm::interleave(
      list, os, [&](Attribute attr) { os << '\n'
                                         << indent << attr; }, ",");
  os << ']';
}

static void printEntry(raw_ostream &os, func::FuncOp function) {
  auto regimes =
      function->getAttrOfType<ArrayAttr>(LookupFFNDialect::kRegimesAttrName);
  os << "  ";
  printKey(os, function.getName());
  os << " = {\n    regimes = ";
  printList(os, regimes, "      ");
  os << ",\n    ops = [";
  bool isFirst = true;
  function.walk([&](Operation *op) {
    auto schedules =
        op->getAttrOfType<ArrayAttr>(LookupFFNDialect::kScheduleAttrName);
    if (!isTokenOp(op) || !schedules)
      return;
    os << (isFirst ? "\n" : ",\n") << "      // ";
    printTypes(os, op);
    os << "\n      {name = \"" << op->getName() << "\", schedules = ";
    printList(os, schedules, "        ");
    os << '}';
    isFirst = false;
  });
  os << "\n    ]\n  }";
}

std::string lookupffn::printScheduleFile(ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream os(text);
  if (auto target =
          module->getAttrOfType<TargetAttr>(LookupFFNDialect::kTargetAttrName))
    printTarget(os, target);
  os << "{\n";
  SmallVector<func::FuncOp> entries = getEntryPoints(module);
  llvm::erase_if(entries, [](func::FuncOp function) {
    return !function->hasAttr(LookupFFNDialect::kRegimesAttrName);
  });
  llvm::interleave(
      entries, os, [&](func::FuncOp function) { printEntry(os, function); },
      ",\n");
  os << (entries.empty() ? "}\n" : "\n}\n");
  return text;
}

DictionaryAttr lookupffn::parseScheduleFile(StringRef text, StringRef name,
                                            MLIRContext *context) {
  context->loadDialect<LookupFFNDialect>();
  // As the attribute of a module, for a parser of attributes alone knows
  // neither names nor lines. Nothing is put before the second line.
  std::string source =
      ("module attributes {" + LookupFFNDialect::kSchedulesAttrName + " = " +
       text + "\n} {}")
          .str();
  OwningOpRef<ModuleOp> module =
      parseSourceString<ModuleOp>(source, ParserConfig(context), name);
  if (!module)
    return nullptr;
  Attribute attr = (*module)->getAttr(LookupFFNDialect::kSchedulesAttrName);
  auto dictionary = dyn_cast_or_null<DictionaryAttr>(attr);
  if (!dictionary)
    emitError(FileLineColLoc::get(context, name, 1, 1))
        << "expects a schedule file to hold a dictionary, {...}";
  return dictionary;
}
