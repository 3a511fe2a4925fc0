//===- CodeGen.cpp - From the LLVM dialect to machine code ----------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In: a module in the LLVM dialect. Out: an object file or assembly for the
// target that the module names. The target machine is made from the module, so
// the same module gives the same code on every host; MLIR's execution engine
// would add what it guesses about the host.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/JIT/CodeGen.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/TargetParser/Host.h"

using namespace mlir;
using namespace mlir::lookupffn;

static void initializeTargets() {
  // All of them, because assembly is emitted for machines other than this one.
  static const bool done = [] {
    llvm::InitializeAllTargetInfos();
    llvm::InitializeAllTargets();
    llvm::InitializeAllTargetMCs();
    llvm::InitializeAllAsmPrinters();
    return true;
  }();
  (void)done;
}

Error mlir::lookupffn::readCodeTarget(ModuleOp module, CodeTarget &target) {
  if (auto triple = module->getAttrOfType<StringAttr>(
          LLVM::LLVMDialect::getTargetTripleAttrName()))
    target.triple = triple.str();
  for (auto func : module.getOps<LLVM::LLVMFuncOp>()) {
    if (!func.getTargetCpu())
      continue;
    target.cpu = func.getTargetCpu()->str();
    if (LLVM::TargetFeaturesAttr features = func.getTargetFeaturesAttr())
      target.features = features.getFeaturesString();
    break;
  }
  if (target.cpu.empty())
    return {ErrorCode::Target,
            "the module names no target; run the stage 'target', or give its "
            "functions a 'target_cpu'"};
  if (target.triple.empty())
    target.triple = llvm::sys::getProcessTriple();
  return Error::success();
}

/// Looks up the backend and, with it, what the CPU of `target` can do. LLVM
/// only warns, on standard error, about a CPU or a feature that it does not
/// know, so both are looked up before it gets to see them.
static Error
createSubtarget(const CodeTarget &target, const llvm::Target *&backend,
                std::unique_ptr<llvm::MCSubtargetInfo> &subtarget) {
  initializeTargets();
  llvm::Triple triple(target.triple);
  std::string reason;
  backend = llvm::TargetRegistry::lookupTarget(triple, reason);
  if (!backend || !backend->hasTargetMachine())
    return {ErrorCode::Target, "unknown target triple '" + target.triple +
                                   "'; expected one that LLVM knows, such as "
                                   "'x86_64-unknown-linux-gnu'"};
  subtarget.reset(backend->createMCSubtargetInfo(triple, "", ""));
  if (!subtarget || !subtarget->isCPUStringValid(target.cpu))
    return {ErrorCode::Target,
            "unknown cpu '" + target.cpu + "' for '" + target.triple + "'"};
  llvm::SmallVector<llvm::StringRef> features;
  llvm::StringRef(target.features).split(features, ',', -1, false);
  for (llvm::StringRef feature : features) {
    llvm::StringRef name = feature.drop_front();
    bool known = (feature[0] == '+' || feature[0] == '-') &&
                 llvm::any_of(subtarget->getAllProcessorFeatures(),
                              [&](const llvm::SubtargetFeatureKV &entry) {
                                return name == entry.Key;
                              });
    if (!known)
      return {ErrorCode::Target, "unknown feature '" + feature.str() +
                                     "' for '" + target.triple +
                                     "'; expected a name after '+' or '-'"};
  }
  subtarget.reset(
      backend->createMCSubtargetInfo(triple, target.cpu, target.features));
  return Error::success();
}

Error mlir::lookupffn::checkHost(const CodeTarget &target) {
  const llvm::Target *backend = nullptr;
  std::unique_ptr<llvm::MCSubtargetInfo> subtarget;
  if (Error error = createSubtarget(target, backend, subtarget))
    return error;
  llvm::Triple triple(target.triple), host(llvm::sys::getProcessTriple());
  if (triple.getArch() != host.getArch())
    return {ErrorCode::Target,
            "the code is for '" + triple.getArchName().str() +
                "', but this process runs on '" + host.getArchName().str() +
                "'; compile for 'host', or emit the stage 'asm'"};

  // Only features that the host knows how to look for are in the map; the
  // others are tuning hints and harmless.
  llvm::StringMap<bool> hostFeatures = llvm::sys::getHostCPUFeatures();
  std::vector<llvm::StringRef> missing;
  for (const llvm::SubtargetFeatureKV &entry :
       subtarget->getAllProcessorFeatures()) {
    auto found = hostFeatures.find(entry.Key);
    if (found != hostFeatures.end() && !found->second &&
        subtarget->getFeatureBits()[entry.Value])
      missing.push_back(entry.Key);
  }
  if (!missing.empty())
    return {ErrorCode::Target, "this machine cannot run code for '" +
                                   target.cpu + "': it has no " +
                                   llvm::join(missing, ", ") +
                                   "; compile for 'host'"};
  return Error::success();
}

/// The pipeline of clang -O2 without what a kernel has no use for. Loops of the
/// linalg path are scalar until here, so the vectoriser stays on; the loops of
/// the fast path are vectors already and pass through.
static void optimize(llvm::Module &module, llvm::TargetMachine &machine) {
  llvm::PipelineTuningOptions tuning;
  tuning.LoopVectorization = true;
  tuning.LoopInterleaving = true;
  tuning.SLPVectorization = false;
  llvm::PassBuilder builder(&machine, tuning);
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  builder.buildPerModuleDefaultPipeline(llvm::OptimizationLevel::O2)
      .run(module, modules);
}

Error mlir::lookupffn::generateCode(ModuleOp module, const CodeTarget &target,
                                    llvm::CodeGenFileType type,
                                    llvm::SmallVectorImpl<char> &output) {
  const llvm::Target *backend = nullptr;
  std::unique_ptr<llvm::MCSubtargetInfo> subtarget;
  if (Error error = createSubtarget(target, backend, subtarget))
    return error;

  llvm::LLVMContext context;
  std::string problems;
  context.setDiagnosticHandlerCallBack(
      [](const llvm::DiagnosticInfo *info, void *problems) {
        if (info->getSeverity() != llvm::DS_Error)
          return;
        llvm::raw_string_ostream stream(*static_cast<std::string *>(problems));
        llvm::DiagnosticPrinterRawOStream printer(stream);
        stream << "; ";
        info->print(printer);
      },
      &problems);
  std::unique_ptr<llvm::Module> llvmModule =
      translateModuleToLLVMIR(module, context, "lookupffn");
  if (!llvmModule)
    return {ErrorCode::Compile, "cannot translate the module to LLVM IR"};

  llvm::Triple triple(target.triple);
  std::unique_ptr<llvm::TargetMachine> machine(backend->createTargetMachine(
      triple, target.cpu, target.features, llvm::TargetOptions(),
      llvm::Reloc::PIC_, std::nullopt, llvm::CodeGenOptLevel::Default));
  llvmModule->setTargetTriple(triple);
  llvmModule->setDataLayout(machine->createDataLayout());
  optimize(*llvmModule, *machine);

  llvm::raw_svector_ostream stream(output);
  llvm::legacy::PassManager passes;
  if (machine->addPassesToEmitFile(passes, stream, nullptr, type))
    return {ErrorCode::Target, "LLVM cannot write this kind of file for '" +
                                   target.triple + "'"};
  passes.run(*llvmModule);
  if (!problems.empty())
    return {ErrorCode::Compile, "LLVM rejects the module" + problems};
  return Error::success();
}
