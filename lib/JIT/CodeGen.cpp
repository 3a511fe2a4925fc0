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
#include "llvm/IR/OptBisect.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

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

Error mlir::lookupffn::readTarget(ModuleOp module,
                                  std::optional<CPUTarget> &target) {
  auto take = [&](llvm::Expected<CPUTarget> result) -> Error {
    if (!result)
      return {ErrorCode::Target, llvm::toString(result.takeError())};
    target = std::move(*result);
    return Error::success();
  };
  for (auto func : module.getOps<LLVM::LLVMFuncOp>()) {
    if (!func.getTargetCpu())
      continue;
    std::string features;
    if (LLVM::TargetFeaturesAttr list = func.getTargetFeaturesAttr())
      features = list.getFeaturesString();
    auto triple = module->getAttrOfType<StringAttr>(
        LLVM::LLVMDialect::getTargetTripleAttrName());
    return take(CPUTarget::forName(*func.getTargetCpu(), features,
                                   triple ? triple.getValue() : StringRef()));
  }
  return take(CPUTarget::fromModule(module));
}

/// What a kernel has use for of clang -O2. Phases become part of their callers;
/// loops of the linalg path are scalar until here, so they are rotated, freed
/// of invariants and vectorised, while those of the fast path pass through; the
/// second half cleans up after the vectoriser. On the layer with D = 512,
/// T = 128 and bh4, all of -O2 took 0.1 s longer (Zen 3), and on neither path
/// was the code faster by more than runs differ. Written as text, instcombine
/// ends the process where one round leaves something to combine, unless it is
/// told not to.
static constexpr char kPipeline[] =
    "ipsccp,inline,function("
    "sroa,early-cse<memssa>,instcombine<no-verify-fixpoint>,simplifycfg,"
    "loop-simplify,lcssa,loop-mssa(loop-rotate,licm),loop(indvars),"
    "loop-vectorize,"
    "instcombine<no-verify-fixpoint>,simplifycfg,early-cse,loop-mssa(licm))";

static llvm::Error optimize(llvm::Module &module,
                            llvm::TargetMachine &machine) {
  llvm::PassBuilder builder(&machine);
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  llvm::ModulePassManager passes;
  if (llvm::Error error = builder.parsePassPipeline(passes, kPipeline))
    return error;
  passes.run(module, modules);
  return llvm::Error::success();
}

namespace {
/// Leaves out the pass that rewrites addresses in loops. It took a third of the
/// time of code generation, and the code was no faster for it: tiles have one
/// address each already.
struct SkipStrengthReduction : llvm::OptPassGate {
  bool shouldRunPass(llvm::StringRef name, llvm::StringRef) const override {
    return name != "Loop Strength Reduction";
  }
  bool isEnabled() const override { return true; }
};
} // namespace

Error mlir::lookupffn::generateCode(ModuleOp module, const CPUTarget &target,
                                    llvm::CodeGenFileType type,
                                    llvm::SmallVectorImpl<char> &output) {
  initializeTargets();
  llvm::Triple triple(target.getTriple());
  std::string reason;
  const llvm::Target *backend =
      llvm::TargetRegistry::lookupTarget(triple, reason);
  if (!backend)
    return {ErrorCode::Target, reason};

  SkipStrengthReduction gate;
  llvm::LLVMContext context;
  context.setOptPassGate(gate);
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

  std::unique_ptr<llvm::TargetMachine> machine(backend->createTargetMachine(
      triple, target.getCPU(), llvm::join(target.getTargetFeatures(), ","),
      llvm::TargetOptions(), llvm::Reloc::PIC_, std::nullopt,
      llvm::CodeGenOptLevel::Default));
  llvmModule->setTargetTriple(triple);
  llvmModule->setDataLayout(machine->createDataLayout());
  if (llvm::Error error = optimize(*llvmModule, *machine))
    return {ErrorCode::Compile, llvm::toString(std::move(error))};

  llvm::raw_svector_ostream stream(output);
  llvm::legacy::PassManager passes;
  if (machine->addPassesToEmitFile(passes, stream, nullptr, type))
    return {ErrorCode::Target,
            "LLVM cannot write this kind of file for '" + triple.str() + "'"};
  passes.run(*llvmModule);
  if (!problems.empty())
    return {ErrorCode::Compile, "LLVM rejects the module" + problems};
  return Error::success();
}
