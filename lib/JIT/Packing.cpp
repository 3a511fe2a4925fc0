//===- Packing.cpp - Run pack functions of any target here ----------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In: a module for some target. Out: the bytes that its code wants its weights
// to be, made by code for this machine. The module decides the layout; which
// machine fills it in makes no difference, because packing neither contracts
// nor reassociates.
//
//===----------------------------------------------------------------------===//

#include "Packing.h"

#include "../Runtime/Runner.h"
#include "LayerTypes.h"

#include "lookupffn/JIT/CodeGen.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace mlir;
using namespace mlir::lookupffn;

void mlir::lookupffn::keepReachable(ModuleOp module,
                                    ArrayRef<std::string> roots) {
  SymbolTable symbols(module);
  DenseSet<Operation *> reached;
  SmallVector<Operation *> work;
  auto reach = [&](Operation *op) {
    if (op && reached.insert(op).second)
      work.push_back(op);
  };
  for (const std::string &root : roots)
    reach(symbols.lookup(root));
  while (!work.empty()) {
    Operation *next = work.pop_back_val();
    if (auto uses = SymbolTable::getSymbolUses(next))
      for (const SymbolTable::SymbolUse &use : *uses)
        reach(symbols.lookup(use.getSymbolRef().getRootReference()));
  }
  for (Operation &op : llvm::make_early_inc_range(*module.getBody()))
    if (isa<LLVM::LLVMFuncOp, LLVM::GlobalOp>(op) && !reached.contains(&op))
      op.erase();
}

struct PackFunctions::Code {
  std::unique_ptr<llvm::orc::LLJIT> jit;
  /// Address of each pack function, by name.
  std::vector<std::pair<std::string, int64_t (*)(void *const *)>> functions;
};

PackFunctions::PackFunctions() : code(std::make_unique<Code>()) {}
PackFunctions::~PackFunctions() = default;

/// Compiles the functions called `names` for this machine.
static Error compileForHost(ModuleOp module, ArrayRef<std::string> names,
                            llvm::SmallVectorImpl<char> &object) {
  auto host = CPUTarget::forHost();
  if (!host)
    return {ErrorCode::Target, llvm::toString(host.takeError())};
  OwningOpRef<ModuleOp> copy = module.clone();
  keepReachable(*copy, names);
  // Without attributes of their own functions are for the machine of the code
  // generator.
  for (auto function : copy->getOps<LLVM::LLVMFuncOp>()) {
    function.removeTargetCpuAttr();
    function.removeTargetFeaturesAttr();
    function.removeTuneCpuAttr();
    function.removePassthroughAttr();
    function.removeVscaleRangeAttr();
  }
  return generateCode(*copy, *host, llvm::CodeGenFileType::ObjectFile, object);
}

Error PackFunctions::load(ModuleOp module,
                          const std::vector<EntryPoint> &entries,
                          std::unique_ptr<PackFunctions> &functions) {
  std::unique_ptr<PackFunctions> result(new PackFunctions);
  std::vector<std::string> names;
  for (const EntryPoint &entry : entries)
    if (!entry.pack.empty())
      names.push_back(entry.pack);
  if (!names.empty()) {
    llvm::SmallVector<char, 0> object;
    if (Error error = compileForHost(module, names, object))
      return error;
    auto fail = [](llvm::Error error) {
      return Error(ErrorCode::Compile, "cannot load the code that packs: " +
                                           llvm::toString(std::move(error)));
    };
    auto jit = llvm::orc::LLJITBuilder().create();
    if (!jit)
      return fail(jit.takeError());
    result->code->jit = std::move(*jit);
    if (llvm::Error error = result->code->jit->addObjectFile(
            llvm::MemoryBuffer::getMemBufferCopy(
                StringRef(object.data(), object.size()), "pack")))
      return fail(std::move(error));
    for (const std::string &name : names) {
      auto address = result->code->jit->lookup(name);
      if (!address)
        return fail(address.takeError());
      result->code->functions.emplace_back(
          name, address->toPtr<int64_t (*)(void *const *)>());
    }
  }
  functions = std::move(result);
  return Error::success();
}

Error PackFunctions::pack(const EntryPoint &entry,
                          const std::vector<const void *> &weights,
                          const std::vector<void *> &packed) const {
  std::vector<void *> arguments;
  for (const void *weight : weights)
    arguments.push_back(const_cast<void *>(weight));
  llvm::append_range(arguments, packed);
  for (const auto &[name, function] : code->functions) {
    if (name != entry.pack)
      continue;
    int64_t status = function(arguments.data());
    if (!status)
      return Error::success();
    LayerTypes types(entry);
    return Error(lookupffnDecodeStatus(&types.layer, status, nullptr,
                                       weights.data(), 0));
  }
  return Error::success();
}
