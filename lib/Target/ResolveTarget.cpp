//===- ResolveTarget.cpp - Write the resolved CPU on the module -----------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Any module comes in. It leaves with `lookupffn.target`, with the triple and
// the data layout that the LLVM dialect reads, and with the DLTI description
// that upstream passes read. All are made from one `CPUTarget`, so they agree.
//
// This is the one and only place in the compiler where the host may be queried,
// and only when the option says `host`: it is the boundary between the user's
// wish and the module. Every pass after it reads the module.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/Target/Passes.h"

#include "lookupffn/IR/LookupFFN.h"
#include "lookupffn/Target/CPUTarget.h"
#include "mlir/Dialect/DLTI/DLTI.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"

namespace mlir::lookupffn {
#define GEN_PASS_DEF_RESOLVETARGET
#include "lookupffn/Target/Passes.h.inc"
} // namespace mlir::lookupffn

using namespace mlir;
using namespace mlir::lookupffn;

/// Describes `target` with the keys that DLTI's own documentation uses.
static TargetDeviceSpecAttr makeDeviceSpec(const CPUTarget &target,
                                           Builder &builder) {
  auto entry = [&](StringRef key, int64_t value) -> DataLayoutEntryInterface {
    return DataLayoutEntryAttr::get(builder.getStringAttr(key),
                                    builder.getI64IntegerAttr(value));
  };
  return TargetDeviceSpecAttr::get(
      builder.getContext(),
      {entry("L1_cache_size_in_bytes", target.getL1Bytes()),
       entry("L2_cache_size_in_bytes", target.getL2Bytes()),
       entry("L3_cache_size_in_bytes", target.getL3Bytes()),
       entry("max_vector_op_width", target.getVectorBits())});
}

/// The system specification of `module` with its CPU replaced by `cpu`.
static TargetSystemSpecAttr
makeSystemSpec(ModuleOp module, TargetDeviceSpecAttr cpu, Builder &builder) {
  StringAttr cpuKey = builder.getStringAttr("CPU");
  SmallVector<DataLayoutEntryInterface> entries;
  entries.push_back(DataLayoutEntryAttr::get(cpuKey, cpu));
  auto old = module->getAttrOfType<TargetSystemSpecAttr>(
      DLTIDialect::kTargetSystemDescAttrName);
  if (old)
    for (DataLayoutEntryInterface device : old.getEntries())
      if (device.getKey() != DataLayoutEntryKey(cpuKey))
        entries.push_back(device);
  return TargetSystemSpecAttr::get(builder.getContext(), entries);
}

namespace {
struct ResolveTarget final : lookupffn::impl::ResolveTargetBase<ResolveTarget> {
  using Base::Base;

  llvm::Expected<CPUTarget> resolve() {
    bool isPresent = getOperation()->hasAttr(LookupFFNDialect::kTargetAttrName);
    if (!target.empty() || !isPresent)
      return CPUTarget::forName(target, features, triple);
    if (features.empty() && triple.empty())
      return CPUTarget::fromModule(getOperation());
    return llvm::createStringError(
        "options 'features' and 'triple' need option 'target', because the "
        "module has a 'lookupffn.target' already");
  }

  void runOnOperation() override {
    ModuleOp module = getOperation();
    llvm::Expected<CPUTarget> cpu = resolve();
    if (cpu)
      cpu = cpu->withSizes({l1Bytes, l2Bytes, l3Bytes, vectorBits});
    if (!cpu) {
      emitError(module.getLoc()) << llvm::toString(cpu.takeError());
      return signalPassFailure();
    }

    Builder builder(&getContext());
    module->setAttr(LookupFFNDialect::kTargetAttrName,
                    cpu->toAttr(&getContext()));
    module->setAttr(LLVM::LLVMDialect::getTargetTripleAttrName(),
                    builder.getStringAttr(cpu->getTriple()));
    module->setAttr(LLVM::LLVMDialect::getDataLayoutAttrName(),
                    builder.getStringAttr(cpu->getDataLayout()));
    module->setAttr(
        DLTIDialect::kTargetSystemDescAttrName,
        makeSystemSpec(module, makeDeviceSpec(*cpu, builder), builder));
  }
};
} // namespace
