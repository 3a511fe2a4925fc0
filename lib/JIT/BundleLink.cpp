//===- BundleLink.cpp - Libraries by a C compiler -------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The runtime is compiled with the code of a bundle, from sources that this
// library holds: so the one compiler that a user has for a machine is enough,
// and the runtime always fits.
//
//===----------------------------------------------------------------------===//

#include "BundleData.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Object/ArchiveWriter.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

using namespace mlir;
using namespace mlir::lookupffn;

namespace {
struct RuntimeFile {
  const char *path, *text;
};
} // namespace

/// The files of lib/Runtime, and of include/ what they include.
static constexpr RuntimeFile kRuntimeFiles[] = {
#include "RuntimeSources.inc"
};

/// A folder that goes with what is in it.
namespace {
class TemporaryFolder {
public:
  Error create() {
    if (std::error_code code =
            llvm::sys::fs::createUniqueDirectory("lookupffn", path))
      return {ErrorCode::System,
              "cannot make a temporary folder: " + code.message()};
    return Error::success();
  }
  ~TemporaryFolder() {
    if (!path.empty())
      (void)llvm::sys::fs::remove_directories(path);
  }

  std::string getPath(const llvm::Twine &name) const {
    llvm::SmallString<128> result(path);
    llvm::sys::path::append(result, name);
    return result.str().str();
  }

  Error write(const llvm::Twine &name, StringRef bytes) const {
    std::string file = getPath(name);
    (void)llvm::sys::fs::create_directories(llvm::sys::path::parent_path(file));
    return writeFile(file, bytes.str());
  }

private:
  llvm::SmallString<128> path;
};
} // namespace

/// The C compiler for `triple`, as distributions call it.
static std::string getDefaultCompiler(const llvm::Triple &triple) {
  if (triple.getArch() == llvm::Triple(llvm::sys::getProcessTriple()).getArch())
    return "cc";
  return (triple.getArchName() + "-linux-gnu-gcc").str();
}

/// Runs the C compiler; what it prints becomes part of the error.
static Error runCompiler(const std::string &compiler,
                         const std::vector<std::string> &arguments,
                         const TemporaryFolder &folder) {
  auto program = llvm::sys::findProgramByName(compiler);
  if (!program)
    return {ErrorCode::System,
            "a C compiler is needed to make a library, and there is no '" +
                compiler + "'; install it or name another one with --cc"};
  std::vector<StringRef> all = {*program};
  llvm::append_range(all, arguments);
  std::string log = folder.getPath("log"), message;
  std::optional<StringRef> redirects[] = {StringRef(""), StringRef(log),
                                          StringRef(log)};
  int status = llvm::sys::ExecuteAndWait(*program, all, std::nullopt, redirects,
                                         0, 0, &message);
  if (status == 0)
    return Error::success();
  auto output = llvm::MemoryBuffer::getFile(log);
  return {ErrorCode::System,
          "'" + compiler + "' failed: " + message +
              (output ? (*output)->getBuffer().rtrim().str() : "")};
}

/// Writes all that the library is made of into `folder`, and returns the
/// arguments of the C compiler for it.
static Error prepare(const std::string &name, const std::string &header,
                     const std::vector<BundleCode> &codes,
                     const TemporaryFolder &folder,
                     std::vector<std::string> &sources,
                     std::vector<std::string> &objects) {
  for (const RuntimeFile &file : kRuntimeFiles) {
    if (Error error = folder.write(file.path, file.text))
      return error;
    if (StringRef(file.path).ends_with(".c"))
      sources.push_back(folder.getPath(file.path));
  }
  if (Error error = folder.write(name + ".h", header))
    return error;
  if (Error error = folder.write(name + ".c", buildBundleSource(name, codes)))
    return error;
  sources.push_back(folder.getPath(name + ".c"));
  for (auto [number, code] : llvm::enumerate(codes)) {
    std::string file = "code" + std::to_string(number) + ".o";
    if (Error error = folder.write(file, code.object))
      return error;
    objects.push_back(folder.getPath(file));
  }
  return Error::success();
}

static std::vector<std::string> getCompileFlags(const TemporaryFolder &folder) {
  return {"-std=gnu11",
          "-O2",
          "-fPIC",
          "-fvisibility=hidden",
          "-ffile-prefix-map=" + folder.getPath("") + "=",
          "-I" + folder.getPath("include"),
          "-I" + folder.getPath("Runtime"),
          "-I" + folder.getPath("")};
}

Error Bundle::linkShared(const std::string &compiler,
                         const std::string &path) const {
  TemporaryFolder folder;
  if (Error error = folder.create())
    return error;
  std::vector<std::string> sources, objects;
  if (Error error = prepare(data->name, getHeader(), data->codes, folder, sources, objects))
    return error;
  if (Error error = folder.write(
          "exports.map", "{\n  global: " + data->name +
                             "_*; lookupffn_bundle;\n  local: *;\n};\n"))
    return error;
  std::vector<std::string> arguments = getCompileFlags(folder);
  arguments.insert(arguments.end(),
                   {"-shared", "-DSHARED", "-o", path,
                    "-Wl,-soname,lib" + data->name + ".so",
                    "-Wl,--version-script=" + folder.getPath("exports.map"),
                    "-Wl,-z,relro,-z,now,-z,noexecstack",
                    "-Wl,--build-id=none"});
  llvm::append_range(arguments, sources);
  llvm::append_range(arguments, objects);
  arguments.insert(arguments.end(), {"-ldl", "-lpthread"});
  llvm::Triple triple(data->codes.front().target->getTriple());
  return runCompiler(compiler.empty() ? getDefaultCompiler(triple) : compiler,
                     arguments, folder);
}

Error Bundle::linkStatic(const std::string &compiler,
                         const std::string &path) const {
  TemporaryFolder folder;
  if (Error error = folder.create())
    return error;
  std::vector<std::string> sources, objects;
  if (Error error = prepare(data->name, getHeader(), data->codes, folder, sources, objects))
    return error;
  llvm::Triple triple(data->codes.front().target->getTriple());
  for (const std::string &source : sources) {
    std::vector<std::string> arguments = getCompileFlags(folder);
    objects.push_back(folder.getPath(llvm::sys::path::stem(source) + ".o"));
    arguments.insert(arguments.end(), {"-c", source, "-o", objects.back()});
    if (Error error = runCompiler(compiler.empty() ? getDefaultCompiler(triple)
                                                   : compiler,
                                  arguments, folder))
      return error;
  }
  std::vector<llvm::NewArchiveMember> members;
  for (const std::string &object : objects) {
    auto member =
        llvm::NewArchiveMember::getFile(object, /*Deterministic=*/true);
    if (!member)
      return {ErrorCode::System, llvm::toString(member.takeError())};
    member->MemberName = llvm::sys::path::filename(member->MemberName);
    members.push_back(std::move(*member));
  }
  if (llvm::Error error = llvm::writeArchive(
          path, members, llvm::SymtabWritingMode::NormalSymtab,
          llvm::object::Archive::K_GNU, /*Deterministic=*/true, /*Thin=*/false))
    return {ErrorCode::System,
            "cannot write '" + path + "': " + llvm::toString(std::move(error))};
  return Error::success();
}
