//===- CodeCache.cpp - Compiled code on disk ------------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A file is a line that tells its kind, the key, the hash of the content, and
// the content. It is written under another name and moved into place, so that
// readers see all of it or nothing, and two writers replace one good file by
// another. The directory belongs to the user alone: who can write there can
// have code run.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/JIT/CodeCache.h"

#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TargetParser/Host.h"

#include <cerrno>
#include <cstring>

#include <link.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace mlir;
using namespace mlir::lookupffn;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

/// Changes with the order of what serialize() writes.
static constexpr llvm::StringLiteral kMagic = "lookupffn kernel 1\n";
static constexpr size_t kHashBytes = 32;
/// Other files in the directory are left alone.
static constexpr llvm::StringLiteral kSuffix = ".kernel";
/// The published layer has about 100 KiB of code.
static constexpr uint64_t kMaxBytes = 256 << 20;

static std::string hash(llvm::ArrayRef<llvm::StringRef> parts) {
  llvm::BLAKE3 hasher;
  for (llvm::StringRef part : parts)
    hasher.update(part);
  return llvm::toStringRef(hasher.final()).str();
}

std::string mlir::lookupffn::getDefaultCacheDirectory() {
  llvm::SmallString<128> directory;
  // A relative one is to be ignored, says the XDG specification.
  if (!path::cache_directory(directory) || !path::is_absolute(directory)) {
    directory.clear();
    if (!path::home_directory(directory) || !path::is_absolute(directory))
      return "";
    path::append(directory, ".cache");
  }
  path::append(directory, "lookupffn");
  return directory.str().str();
}

/// The build id among the notes of an object, which the linker has made of its
/// content; empty when it has none.
static llvm::StringRef findBuildId(const dl_phdr_info *info) {
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const auto &segment = info->dlpi_phdr[i];
    if (segment.p_type != PT_NOTE)
      continue;
    const char *note =
        reinterpret_cast<const char *>(info->dlpi_addr + segment.p_vaddr);
    const char *end = note + segment.p_memsz;
    while (end - note >= static_cast<ptrdiff_t>(sizeof(ElfW(Nhdr)))) {
      ElfW(Nhdr) header;
      std::memcpy(&header, note, sizeof header);
      const char *name = note + sizeof header;
      const char *data = name + llvm::alignTo<4>(header.n_namesz);
      if (header.n_type == NT_GNU_BUILD_ID &&
          llvm::StringRef(name, header.n_namesz) == llvm::StringRef("GNU", 4))
        return {data, header.n_descsz};
      note = data + llvm::alignTo<4>(header.n_descsz);
    }
  }
  return "";
}

namespace {
struct Query {
  uintptr_t address;
  llvm::StringRef buildId;
};
} // namespace

/// Fills the build id of the object that holds the address.
static int findObject(dl_phdr_info *info, size_t, void *data) {
  auto *query = static_cast<Query *>(data);
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const auto &segment = info->dlpi_phdr[i];
    uintptr_t start = info->dlpi_addr + segment.p_vaddr;
    if (segment.p_type != PT_LOAD || query->address - start >= segment.p_memsz)
      continue;
    query->buildId = findBuildId(info);
    return 1;
  }
  return 0;
}

std::string mlir::lookupffn::getBuildIdentity() {
  // Versions alone would keep code that a developer's last build made, or an
  // LLVM before its update. Files may have been replaced since they were
  // loaded.
  std::string text;
  for (auto *address :
       {reinterpret_cast<const void *>(&mlir::lookupffn::getBuildIdentity),
        reinterpret_cast<const void *>(&llvm::sys::getProcessTriple),
        reinterpret_cast<const void *>(&mlir::registerMLIRContextCLOptions)}) {
    Query query{reinterpret_cast<uintptr_t>(address), ""};
    dl_iterate_phdr(findObject, &query);
    if (query.buildId.empty())
      return "";
    text += llvm::toHex(query.buildId) + " ";
  }
  return text;
}

void CodeCache::setKey(const std::vector<std::string> &parts) {
  // Lengths, so that no part can take over from its neighbour.
  std::string text;
  for (const std::string &part : parts)
    text += std::to_string(part.size()) + ":" + part;
  key = hash({text});
  llvm::SmallString<128> name(directory);
  path::append(name, llvm::toHex(key, /*LowerCase=*/true) + kSuffix);
  file = name.str().str();
}

void CodeCache::turnOff(const std::string &why) {
  directory.clear();
  note = "not cached: " + why;
}

bool CodeCache::openDirectory() {
  std::error_code code = fs::create_directories(
      directory, /*IgnoreExisting=*/true, fs::perms::owner_all);
  struct stat status;
  if (code || stat(directory.c_str(), &status) != 0) {
    turnOff("cannot create '" + directory + "': " +
            (code ? code.message() : std::string(std::strerror(errno))));
    return false;
  }
  if (status.st_uid != geteuid() || (status.st_mode & (S_IWGRP | S_IWOTH))) {
    turnOff("'" + directory +
            "' can be written by other users; make it yours, with mode 0700");
    return false;
  }
  return true;
}

bool CodeCache::load(CompiledCode &code) {
  if (!isOn() || !openDirectory())
    return false;
  auto handle = fs::openNativeFileForRead(file);
  if (!handle) {
    llvm::consumeError(handle.takeError());
    return false;
  }
  auto buffer = llvm::MemoryBuffer::getOpenFile(
      *handle, file, /*FileSize=*/-1, /*RequiresNullTerminator=*/false,
      // Read, not mapped: another program may cut it meanwhile.
      /*IsVolatile=*/true);
  if (buffer) {
    // Used now: the oldest time is the next to be removed.
    fs::setLastAccessAndModificationTime(*handle,
                                         std::chrono::system_clock::now());
  }
  fs::closeFile(*handle);
  if (!buffer)
    return false;
  llvm::StringRef bytes = (*buffer)->getBuffer();
  if (!bytes.consume_front(kMagic) || !bytes.consume_front(key) ||
      bytes.size() < kHashBytes)
    return false;
  llvm::StringRef content = bytes.drop_front(kHashBytes);
  CompiledCode read;
  if (hash({content}) != bytes.take_front(kHashBytes) ||
      !deserialize(content.str(), read))
    return false;
  code = std::move(read);
  note = "loaded from '" + file + "'";
  return true;
}

/// Removes files of the cache, the longest unused first, until the others are
/// within the bound.
static void prune(llvm::StringRef directory, llvm::StringRef keep) {
  struct Entry {
    llvm::sys::TimePoint<> used;
    uint64_t bytes;
    std::string name;
  };
  std::vector<Entry> entries;
  uint64_t bytes = 0;
  std::error_code code;
  for (fs::directory_iterator it(directory, code), end; !code && it != end;
       it.increment(code)) {
    fs::file_status status;
    // What a writer left that was killed has the suffix too.
    if (!llvm::StringRef(it->path()).ends_with(kSuffix) ||
        fs::status(it->path(), status))
      continue;
    bytes += status.getSize();
    if (it->path() != keep)
      entries.push_back(
          {status.getLastModificationTime(), status.getSize(), it->path()});
  }
  llvm::sort(entries, [](const Entry &a, const Entry &b) {
    return std::tie(a.used, a.name) < std::tie(b.used, b.name);
  });
  for (const Entry &entry : entries) {
    if (bytes <= kMaxBytes)
      return;
    // Another process may have been faster; it is gone all the same.
    fs::remove(entry.name);
    bytes -= entry.bytes;
  }
}

void CodeCache::store(const CompiledCode &code) {
  if (!isOn())
    return;
  std::string content = serialize(code);
  int descriptor = -1;
  llvm::SmallString<128> temporary;
  auto fail = [&](std::error_code error) {
    turnOff("cannot write '" + file + "': " + error.message());
  };
  if (std::error_code error = fs::createUniqueFile(
          file + ".%%%%%%%%" + kSuffix, descriptor, temporary, fs::OF_None,
          fs::owner_read | fs::owner_write))
    return fail(error);
  llvm::raw_fd_ostream os(descriptor, /*shouldClose=*/true);
  os << kMagic << key << hash({content}) << content;
  os.close();
  std::error_code error = os.error();
  os.clear_error();
  if (!error)
    error = fs::rename(temporary, file);
  if (error) {
    fs::remove(temporary);
    return fail(error);
  }
  note = "stored in '" + file + "'";
  prune(directory, file);
}
