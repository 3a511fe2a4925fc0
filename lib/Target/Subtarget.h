//===- Subtarget.h - Questions to LLVM's CPU tables -------------*- C++ -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_LIB_TARGET_SUBTARGET_H
#define LOOKUPFFN_LIB_TARGET_SUBTARGET_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/TargetParser/Triple.h"

#include <string>
#include <vector>

namespace mlir::lookupffn::subtarget {

/// An error with `message`, in the form that every factory here returns.
llvm::Error makeError(const llvm::Twine &message);

/// Fails unless the project compiles for the architecture of `triple`.
llvm::Error checkTriple(const llvm::Triple &triple);

/// The triple of the first architecture that knows `cpu`; an error with near
/// matches when there is none.
llvm::Expected<llvm::Triple> findTriple(llvm::StringRef cpu);

/// Fails when LLVM does not know `cpu` for `triple`.
llvm::Error checkCPU(const llvm::Triple &triple, llvm::StringRef cpu);

bool isKnownCPU(const llvm::Triple &triple, llvm::StringRef cpu);
bool isKnownFeature(const llvm::Triple &triple, llvm::StringRef feature);

/// All features, sorted and without "+", that `cpu` has after `features`
/// ("+avx2,-fma") are applied. Everything is known to be right.
std::vector<std::string> getEnabledFeatures(const llvm::Triple &triple,
                                            llvm::StringRef cpu,
                                            llvm::StringRef features);

/// The same for `features` that come from a user, which are checked; `preset`
/// is in the same form, is applied first and is trusted.
llvm::Expected<std::vector<std::string>>
resolveFeatures(const llvm::Triple &triple, llvm::StringRef cpu,
                llvm::StringRef features, llvm::StringRef preset = {});

/// "; did you mean 'a' or 'b'?" for the candidates nearest to `name`, or
/// nothing when none is near.
std::string suggest(llvm::StringRef name,
                    llvm::ArrayRef<llvm::StringRef> candidates);

} // namespace mlir::lookupffn::subtarget

#endif // LOOKUPFFN_LIB_TARGET_SUBTARGET_H
