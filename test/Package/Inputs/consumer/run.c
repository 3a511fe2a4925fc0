/*===- run.c - A layer in a program of someone else -----------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#include "lookupffn-c/Compiler.h"

#include <stdio.h>
#include <string.h>

static const char source[] =
    "func.func @embed(%code: tensor<1x2xi32> {lookupffn.input = \"code\"},\n"
    "                 %t: tensor<3x1xf32> {lookupffn.weight = \"tables\"})\n"
    "    -> (tensor<1x1xf32> {lookupffn.output = \"y\"}) {\n"
    "  %e = tensor.empty() : tensor<1x1xf32>\n"
    "  %y = lookupffn.lookup tables(%t : tensor<3x1xf32>)\n"
    "    code(%code : tensor<1x2xi32>) outs(%e : tensor<1x1xf32>)\n"
    "    -> tensor<1x1xf32>\n"
    "  return %y : tensor<1x1xf32>\n"
    "}\n";

static int check(LookupFFNError *error) {
  if (error)
    fprintf(stderr, "%s\n", lookupffnErrorGetMessage(error));
  return error != NULL;
}

int main(void) {
  const float tables[3] = {1, 10, 100};
  const int64_t shape[2] = {3, 1};
  const int32_t code[2] = {2, 0};
  float y = 0;
  const void *inputs[1] = {code};
  void *outputs[1] = {&y};
  LookupFFNKernel *kernel = NULL;
  LookupFFNOptions options;
  lookupffnOptionsInit(&options);
  options.cache_dir = "";
  if (check(lookupffnCompile(source, strlen(source), &options, &kernel)) ||
      check(lookupffnKernelBind(kernel, "tables", tables, LOOKUPFFN_DTYPE_F32,
                                2, shape)) ||
      check(lookupffnKernelPack(kernel)) ||
      check(lookupffnKernelRun(kernel, inputs, outputs, 1)))
    return 1;
  printf("y = %g\n", y);
  lookupffnKernelDestroy(kernel);
  return 0;
}
