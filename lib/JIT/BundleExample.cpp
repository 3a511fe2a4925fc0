//===- BundleExample.cpp - A program that runs a bundle -------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In the text @ stands for the name of the bundle.
//
//===----------------------------------------------------------------------===//

#include "BundleData.h"

using namespace mlir;
using namespace mlir::lookupffn;

static constexpr char kExample[] = R"(
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  const char *weights = argc > 1 ? argv[1] : "@.safetensors";
  char message[512];
  @_bundle *bundle = NULL;
  if (@_open(weights, NULL, &bundle, message, sizeof(message)) != @_OK) {
    fprintf(stderr, "%s\n", message);
    return 1;
  }
  printf("%s, code for %s\n", @_version(), @_target(bundle));

  /* A few tokens of zeros; yours go here. */
  int64_t tokens = LAYER_tokens < 0 ? 3 : LAYER_tokens;
BUFFERS
  if (@_run(bundle, LAYER, inputs, outputs, tokens, NULL, message,
            sizeof(message)) != @_OK) {
    fprintf(stderr, "%s\n", message);
    return 1;
  }
  printf("OUTPUT: %zu bytes, first value %g\n", outputs[0].bytes, FIRST);
FREE  @_close(bundle);
  return 0;
}
)";

std::string
mlir::lookupffn::buildBundleExample(const std::string &name,
                                    const std::vector<BundleCode> &codes) {
  const EntryPoint &entry = codes.front().entries.front();
  std::string layer = name + "_" + makeIdentifier(entry.name);
  std::string buffers, freeing;
  auto add = [&](const char *role, const std::vector<Argument> &arguments) {
    buffers += "  " + name + "_buffer " + role + "[] = {\n";
    for (auto [number, argument] : llvm::enumerate(arguments)) {
      std::string bytes = "(size_t)tokens * " + layer + "_" +
                          makeIdentifier(argument.name) + "_bytes";
      buffers += "      {calloc(1, " + bytes + " + 1), " + bytes + "},\n";
      freeing += std::string("  free(") + role + "[" + std::to_string(number) +
                 "].data);\n";
    }
    buffers += "  };\n";
  };
  add("inputs", entry.inputs);
  add("outputs", entry.outputs);

  const Argument &output = entry.outputs.front();
  bool isFloat = output.dtype == DType::F32;
  std::string first = isFloat ? "((float *)outputs[0].data)[0]"
                              : "(double)((signed char *)outputs[0].data)[0]";
  std::string text = "/* Runs layer " + makeIdentifier(entry.name) +
                     " of the bundle " + name + ":\n\n     cc " + name +
                     "_example.c -L. -l" + name +
                     " -Wl,-rpath,. -o example && ./example " + name +
                     ".safetensors */\n\n#include \"" + name + ".h\"\n" +
                     fillName(kExample, name);
  auto replace = [&](StringRef word, const std::string &by) {
    for (size_t at = 0; (at = text.find(word.str(), at)) != std::string::npos;
         at += by.size())
      text.replace(at, word.size(), by);
  };
  replace("BUFFERS\n", buffers);
  replace("FREE", freeing);
  replace("FIRST", first);
  replace("OUTPUT", makeIdentifier(output.name));
  replace("LAYER", layer);
  return text;
}
