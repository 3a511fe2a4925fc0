//===- LayerTypes.cpp - An entry point as the runtime sees it -------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LayerTypes.h"

#include <algorithm>

using namespace mlir::lookupffn;

static std::vector<LookupFFNLayerArgument>
describe(const std::vector<Argument> &arguments) {
  std::vector<LookupFFNLayerArgument> result;
  for (const Argument &argument : arguments) {
    LookupFFNLayerArgument &to = result.emplace_back();
    to.type.name = argument.name.c_str();
    to.type.dtype = static_cast<LookupFFNDType>(argument.dtype);
    to.type.rank = static_cast<int32_t>(argument.shape.size());
    std::copy(argument.shape.begin(), argument.shape.end(), to.type.shape);
    to.bound = argument.bound;
    to.bytes = static_cast<int64_t>(argument.bytes);
  }
  return result;
}

LayerTypes::LayerTypes(const EntryPoint &entry)
    : inputs(describe(entry.inputs)), weights(describe(entry.weights)),
      outputs(describe(entry.outputs)),
      layer{entry.name.c_str(),
            inputs.data(),
            weights.data(),
            outputs.data(),
            static_cast<int32_t>(inputs.size()),
            static_cast<int32_t>(weights.size()),
            static_cast<int32_t>(outputs.size()),
            static_cast<int32_t>(entry.packed.size()),
            static_cast<int64_t>(entry.scratchBytes),
            entry.staticTokens,
            entry.threadTokens,
            entry.blockTokens,
            entry.numSlices,
            entry.partTokens,
            entry.partSlices,
            entry.tokenSlices,
            entry.maxTokens,
            nullptr,
            nullptr} {}
