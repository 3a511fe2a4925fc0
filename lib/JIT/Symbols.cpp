//===- Symbols.cpp - Names of compiled functions for others ---------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Code that is compiled in the process is in no file, so debuggers and
// profilers know its addresses only. gdb is told by an object in memory, perf
// by a text file that it looks for itself.
//
//===----------------------------------------------------------------------===//

#include "Symbols.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ExecutionEngine/Orc/Debugging/DebuggerSupport.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

using namespace mlir;
using namespace mlir::lookupffn;

/// Appends `lines` to the map of this process, beside those of other compilers
/// in it, such as Python's. Opened as Python does, so that nobody can lead the
/// file elsewhere by a link.
static llvm::Error appendToPerfMap(llvm::StringRef lines) {
  std::string path = "/tmp/perf-" + std::to_string(getpid()) + ".map";
  int file = open(path.c_str(),
                  O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
  // In one piece, because other threads may load code as well.
  bool good = file >= 0 && write(file, lines.data(), lines.size()) ==
                               static_cast<ssize_t>(lines.size());
  int problem = errno;
  if (file >= 0)
    close(file);
  if (good)
    return llvm::Error::success();
  return llvm::createStringError("cannot write '" + path +
                                 "': " + std::strerror(problem) +
                                 "; drop perf from the readers of symbols");
}

namespace {
/// Writes the functions of each object to the map.
class PerfMapPlugin final : public llvm::orc::ObjectLinkingLayer::Plugin {
public:
  void modifyPassConfig(llvm::orc::MaterializationResponsibility &,
                        llvm::jitlink::LinkGraph &,
                        llvm::jitlink::PassConfiguration &config) override {
    // Calls within a section need no symbol, which would be dropped.
    config.PrePrunePasses.push_back([](llvm::jitlink::LinkGraph &graph) {
      for (llvm::jitlink::Symbol *symbol : graph.defined_symbols())
        if (symbol->isCallable())
          symbol->setLive(true);
      return llvm::Error::success();
    });
    config.PostFixupPasses.push_back([](llvm::jitlink::LinkGraph &graph) {
      std::string lines;
      llvm::raw_string_ostream stream(lines);
      for (llvm::jitlink::Symbol *symbol : graph.defined_symbols())
        if (symbol->isCallable() && symbol->hasName())
          stream << llvm::formatv("{0:x-} {1:x-} lookupffn::{2}\n",
                                  symbol->getAddress().getValue(),
                                  symbol->getSize(), *symbol->getName());
      return appendToPerfMap(lines);
    });
  }

  llvm::Error
  notifyFailed(llvm::orc::MaterializationResponsibility &) override {
    return llvm::Error::success();
  }
  llvm::Error notifyRemovingResources(llvm::orc::JITDylib &,
                                      llvm::orc::ResourceKey) override {
    return llvm::Error::success();
  }
  void notifyTransferringResources(llvm::orc::JITDylib &,
                                   llvm::orc::ResourceKey,
                                   llvm::orc::ResourceKey) override {}
};
} // namespace

static Error showTo(llvm::orc::LLJIT &jit, llvm::StringRef reader) {
  if (reader != "gdb" && reader != "perf")
    return {ErrorCode::Value, ("unknown reader of symbols '" + reader +
                               "'; expected 'gdb', 'perf' or 'gdb,perf'")
                                  .str()};
  if (reader == "gdb") {
    if (llvm::Error error = llvm::orc::enableDebuggerSupport(jit))
      return {ErrorCode::System, "cannot show symbols to gdb: " +
                                     llvm::toString(std::move(error))};
    return Error::success();
  }
  auto *layer =
      llvm::dyn_cast<llvm::orc::ObjectLinkingLayer>(&jit.getObjLinkingLayer());
  if (!layer)
    return {ErrorCode::System, "cannot show symbols to perf: LLVM's linker for "
                               "this machine does not tell them"};
  layer->addPlugin(std::make_unique<PerfMapPlugin>());
  return Error::success();
}

Error mlir::lookupffn::showSymbols(llvm::orc::LLJIT &jit,
                                   const std::string &readers) {
  if (readers.empty())
    return Error::success();
  for (llvm::StringRef reader : llvm::split(readers, ','))
    if (Error error = showTo(jit, reader))
      return error;
  return Error::success();
}
