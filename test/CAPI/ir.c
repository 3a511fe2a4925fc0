/*===- ir.c - The dialect and the passes through MLIR's C API -------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
|*===----------------------------------------------------------------------===*|
|*                                                                            *|
|* Prints the module of a file after a pipeline, both given as arguments.     *|
|* ir.mlir calls it.                                                          *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#include "lookupffn-c/Dialect.h"
#include "lookupffn-c/Passes.h"

#include "mlir-c/IR.h"
#include "mlir-c/Pass.h"

#include <stdio.h>
#include <stdlib.h>

static void print(MlirStringRef text, void *stream) {
  fwrite(text.data, 1, text.length, stream);
}

/* The text of a file, to be freed, or NULL. */
static char *readFile(const char *path) {
  char *text = NULL;
  FILE *file = fopen(path, "rb");
  if (!file)
    return NULL;
  if (fseek(file, 0, SEEK_END) == 0) {
    long size = ftell(file);
    rewind(file);
    text = size >= 0 ? malloc((size_t)size + 1) : NULL;
    if (text && fread(text, 1, (size_t)size, file) == (size_t)size)
      text[size] = '\0';
  }
  fclose(file);
  return text;
}

int main(int argc, char **argv) {
  char *text = argc == 3 ? readFile(argv[1]) : NULL;
  if (!text) {
    fprintf(stderr, "usage: %s <file> <pipeline>\n", argv[0]);
    return 2;
  }

  mlirLookupFFNRegisterPasses();
  MlirDialectRegistry registry = mlirDialectRegistryCreate();
  mlirLookupFFNRegisterDialects(registry);
  MlirContext context = mlirContextCreateWithRegistry(registry, false);
  mlirDialectRegistryDestroy(registry);
  MlirDialect dialect = mlirDialectHandleLoadDialect(
      mlirGetDialectHandle__lookupffn__(), context);
  print(mlirDialectGetNamespace(dialect), stdout);
  putchar('\n');

  int status = 1;
  MlirModule module =
      mlirModuleCreateParse(context, mlirStringRefCreateFromCString(text));
  if (!mlirModuleIsNull(module)) {
    MlirPassManager manager = mlirPassManagerCreateOnOperation(
        context, mlirStringRefCreateFromCString("builtin.module"));
    MlirOperation operation = mlirModuleGetOperation(module);
    if (mlirLogicalResultIsSuccess(mlirParsePassPipeline(
            mlirPassManagerGetAsOpPassManager(manager),
            mlirStringRefCreateFromCString(argv[2]), print, stderr)) &&
        mlirLogicalResultIsSuccess(
            mlirPassManagerRunOnOp(manager, operation))) {
      mlirOperationPrint(operation, print, stdout);
      status = 0;
    }
    mlirPassManagerDestroy(manager);
    mlirModuleDestroy(module);
  }
  mlirContextDestroy(context);
  free(text);
  return status;
}
