/*===- compile.c - Compile, bind, pack and run from C ---------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
|*===----------------------------------------------------------------------===*|
|*                                                                            *|
|* Runs the module of entry.mlir, given by path, and provokes every error     *|
|* that can be had without the pipeline. Prints failed checks only.           *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#include "lookupffn-c/Compiler.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

static int failures = 0;

#define CHECK(condition)                                                       \
  do {                                                                         \
    if (!(condition)) {                                                        \
      fprintf(stderr, "line %d: not true: %s\n", __LINE__, #condition);        \
      ++failures;                                                              \
    }                                                                          \
  } while (0)

/* Checks the code and a part of the message, and destroys the error. */
static void checkError(int line, LookupFFNError *error, int code,
                       const char *part) {
  const char *message = lookupffnErrorGetMessage(error);
  size_t length = strlen(message);
  if ((int)lookupffnErrorGetCode(error) != code || !strstr(message, part)) {
    fprintf(stderr,
            "line %d: expected code %d and '%s', got code %d and '%s'\n", line,
            code, part, (int)lookupffnErrorGetCode(error), message);
    ++failures;
  }
  if (length && (message[length - 1] == '.' || message[length - 1] == '\n')) {
    fprintf(stderr, "line %d: the message ends badly: '%s'\n", line, message);
    ++failures;
  }
  lookupffnErrorDestroy(error);
}
#define EXPECT(error, code, part) checkError(__LINE__, error, code, part)
#define EXPECT_OK(error) checkError(__LINE__, error, 0, "")

static const float tables[5] = {1, 2, 4, 8, 16};
static const int32_t pairs[4] = {0, 1, 2, 3};
static const int64_t tablesShape[2] = {5, 1}, pairsShape[2] = {2, 2};

static LookupFFNError *bindAll(LookupFFNKernel *kernel) {
  EXPECT_OK(lookupffnKernelBind(kernel, "tables", tables, LOOKUPFFN_DTYPE_F32,
                                2, tablesShape));
  EXPECT_OK(lookupffnKernelBind(kernel, "pairs", pairs, LOOKUPFFN_DTYPE_I32, 2,
                                pairsShape));
  return lookupffnKernelPack(kernel);
}

static LookupFFNKernel *compile(const char *source, const char *entry) {
  LookupFFNKernel *kernel = NULL;
  LookupFFNOptions options;
  lookupffnOptionsInit(&options);
  options.entry = entry;
  EXPECT_OK(lookupffnCompile(source, strlen(source), &options, &kernel));
  if (!kernel)
    exit(1);
  return kernel;
}

static LookupFFNError *compileOnly(const char *source,
                                   const LookupFFNOptions *options) {
  LookupFFNKernel *kernel = NULL;
  LookupFFNError *error =
      lookupffnCompile(source, strlen(source), options, &kernel);
  CHECK(!kernel == !!error);
  lookupffnKernelDestroy(kernel);
  return error;
}

static void testArguments(LookupFFNKernel *kernel) {
  LookupFFNArgument argument;
  CHECK(lookupffnKernelGetNumArguments(kernel, LOOKUPFFN_ROLE_INPUT) == 1);
  CHECK(lookupffnKernelGetNumArguments(kernel, LOOKUPFFN_ROLE_WEIGHT) == 2);
  CHECK(lookupffnKernelGetNumArguments(kernel, LOOKUPFFN_ROLE_OUTPUT) == 1);
  CHECK(lookupffnKernelGetNumArguments(kernel, (LookupFFNRole)7) == 0);
  CHECK(lookupffnKernelGetNumArguments(NULL, LOOKUPFFN_ROLE_INPUT) == 0);
  EXPECT_OK(
      lookupffnKernelGetArgument(kernel, LOOKUPFFN_ROLE_INPUT, 0, &argument));
  CHECK(!strcmp(argument.name, "code") && argument.rank == 2);
  CHECK(argument.dtype == LOOKUPFFN_DTYPE_I32);
  CHECK(argument.shape[0] == -1 && argument.shape[1] == 2);
  EXPECT(
      lookupffnKernelGetArgument(kernel, LOOKUPFFN_ROLE_WEIGHT, 2, &argument),
      LOOKUPFFN_ERROR_VALUE, "argument 2 is outside [0, 2)");
  EXPECT(lookupffnKernelGetArgument(kernel, (LookupFFNRole)7, 0, &argument),
         LOOKUPFFN_ERROR_VALUE, "unknown role 7; expected input (0)");
  EXPECT(lookupffnKernelGetArgument(NULL, LOOKUPFFN_ROLE_INPUT, 0, &argument),
         LOOKUPFFN_ERROR_VALUE, "expected a kernel, but got a null pointer");
  EXPECT(lookupffnKernelGetArgument(kernel, LOOKUPFFN_ROLE_INPUT, 0, NULL),
         LOOKUPFFN_ERROR_VALUE, "expected a place for the argument");
  CHECK(!strncmp(lookupffnKernelGetTarget(kernel), "x86-64, +64bit", 14));
  CHECK(lookupffnKernelGetScratchBytes(kernel) == 128);
  CHECK(lookupffnKernelGetPackedBytes(kernel) == 20);
  CHECK(!strcmp(lookupffnKernelGetSchedule(kernel), ""));
  CHECK(!strcmp(lookupffnKernelGetSchedule(NULL), ""));
  CHECK(!strcmp(lookupffnKernelGetTarget(NULL), ""));
  CHECK(lookupffnKernelGetScratchBytes(NULL) == 0);
  CHECK(lookupffnKernelGetPackedBytes(NULL) == 0);
}

static void testWeights(LookupFFNKernel *kernel) {
  const int64_t flat[1] = {5};
  const int32_t badPairs[4] = {0, 1, 2, 9};
  const char *odd = (const char *)tables + 1;
  EXPECT(lookupffnKernelRun(kernel, NULL, NULL, 0), LOOKUPFFN_ERROR_VALUE,
         "the weights are not packed; bind all of them, then pack");
  EXPECT(lookupffnKernelPack(kernel), LOOKUPFFN_ERROR_VALUE,
         "weights are not bound: tables, pairs; bind all of them");
  EXPECT(lookupffnKernelPack(NULL), LOOKUPFFN_ERROR_VALUE, "a kernel");
  EXPECT(lookupffnKernelBind(NULL, "tables", tables, LOOKUPFFN_DTYPE_F32, 2,
                             tablesShape),
         LOOKUPFFN_ERROR_VALUE, "a kernel");
  EXPECT(lookupffnKernelBind(kernel, NULL, tables, LOOKUPFFN_DTYPE_F32, 2,
                             tablesShape),
         LOOKUPFFN_ERROR_VALUE, "a weight key");
  EXPECT(lookupffnKernelBind(kernel, "table", tables, LOOKUPFFN_DTYPE_F32, 2,
                             tablesShape),
         LOOKUPFFN_ERROR_VALUE,
         "no weight 'table'; the kernel has tables, pairs");
  EXPECT(lookupffnKernelBind(kernel, "tables", tables, (LookupFFNDType)9, 2,
                             tablesShape),
         LOOKUPFFN_ERROR_VALUE, "unknown element type 9");
  EXPECT(lookupffnKernelBind(kernel, "tables", tables, LOOKUPFFN_DTYPE_F16, 2,
                             tablesShape),
         LOOKUPFFN_ERROR_DTYPE, "weight 'tables': expected f32, but got f16");
  EXPECT(lookupffnKernelBind(kernel, "tables", tables, LOOKUPFFN_DTYPE_F32, 1,
                             flat),
         LOOKUPFFN_ERROR_SHAPE, "expected shape (5, 1), but got (5,)");
  EXPECT(lookupffnKernelBind(kernel, "tables", tables, LOOKUPFFN_DTYPE_F32, 9,
                             flat),
         LOOKUPFFN_ERROR_SHAPE, "expected a rank of 0 to 8, but got 9");
  EXPECT(lookupffnKernelBind(kernel, "tables", tables, LOOKUPFFN_DTYPE_F32, 2,
                             NULL),
         LOOKUPFFN_ERROR_VALUE, "expected a shape, but got a null pointer");
  EXPECT(lookupffnKernelBind(kernel, "tables", NULL, LOOKUPFFN_DTYPE_F32, 2,
                             tablesShape),
         LOOKUPFFN_ERROR_VALUE, "weight 'tables': expected an array");
  EXPECT(lookupffnKernelBind(kernel, "tables", odd, LOOKUPFFN_DTYPE_F32, 2,
                             tablesShape),
         LOOKUPFFN_ERROR_VALUE, "the address is not a multiple of 4");

  EXPECT_OK(lookupffnKernelBind(kernel, "tables", tables, LOOKUPFFN_DTYPE_F32,
                                2, tablesShape));
  EXPECT_OK(lookupffnKernelBind(kernel, "pairs", badPairs, LOOKUPFFN_DTYPE_I32,
                                2, pairsShape));
  EXPECT(lookupffnKernelPack(kernel), LOOKUPFFN_ERROR_RANGE,
         "weight 'pairs', pair 1: index 9 is outside [0, 4)");
  EXPECT(lookupffnKernelRun(kernel, NULL, NULL, 1), LOOKUPFFN_ERROR_VALUE,
         "not packed");
  EXPECT_OK(bindAll(kernel));
  /* Tables are doubled into memory of the kernel, pairs stay where they are. */
  CHECK(lookupffnKernelReadsWeight(kernel, 0) == 0);
  CHECK(lookupffnKernelReadsWeight(kernel, 1) == 1);
  CHECK(lookupffnKernelReadsWeight(kernel, 2) == 0);
  CHECK(lookupffnKernelReadsWeight(NULL, 0) == 0);
}

static void testRun(LookupFFNKernel *kernel) {
  int32_t code[8] = {0, 1, 2, 3, 4, 0, 3, 3};
  float y[4] = {-1, -1, -1, -1};
  const void *inputs[1] = {code};
  void *outputs[1] = {y};
  EXPECT_OK(lookupffnKernelRun(kernel, inputs, outputs, 4));
  CHECK(y[0] == 6 && y[1] == 24 && y[2] == 34 && y[3] == 32);
  EXPECT_OK(lookupffnKernelRun(kernel, NULL, NULL, 0));
  EXPECT(lookupffnKernelRun(kernel, inputs, outputs, -3), LOOKUPFFN_ERROR_VALUE,
         "expected 0 tokens or more, but got -3");
  EXPECT(lookupffnKernelRun(kernel, inputs, outputs, INT64_MAX),
         LOOKUPFFN_ERROR_VALUE, "expected at most 576460752303423487 tokens");
  EXPECT(lookupffnKernelRun(NULL, inputs, outputs, 4), LOOKUPFFN_ERROR_VALUE,
         "a kernel");
  EXPECT(lookupffnKernelRun(kernel, NULL, outputs, 4), LOOKUPFFN_ERROR_VALUE,
         "expected a list of pointers to inputs, but got a null pointer");
  EXPECT(lookupffnKernelRun(kernel, inputs, NULL, 4), LOOKUPFFN_ERROR_VALUE,
         "expected a list of pointers to outputs, but got a null pointer");
  inputs[0] = NULL;
  EXPECT(lookupffnKernelRun(kernel, inputs, outputs, 4), LOOKUPFFN_ERROR_VALUE,
         "input 'code': expected an array, but got a null pointer");
  inputs[0] = (const char *)code + 2;
  EXPECT(lookupffnKernelRun(kernel, inputs, outputs, 3), LOOKUPFFN_ERROR_VALUE,
         "input 'code': the address is not a multiple of 4");
  inputs[0] = code;
  outputs[0] = NULL;
  EXPECT(lookupffnKernelRun(kernel, inputs, outputs, 4), LOOKUPFFN_ERROR_VALUE,
         "output 'y': expected an array");
  outputs[0] = code + 7;
  EXPECT(lookupffnKernelRun(kernel, inputs, outputs, 4), LOOKUPFFN_ERROR_VALUE,
         "output 'y' overlaps input 'code'; give it memory of its own");

  outputs[0] = y;
  y[0] = -1;
  code[7] = 77;
  EXPECT(lookupffnKernelRun(kernel, inputs, outputs, 4), LOOKUPFFN_ERROR_RANGE,
         "token 3, code 1: code 77 is outside [0, 5)");
  code[2] = -1;
  EXPECT(lookupffnKernelRun(kernel, inputs, outputs, 4), LOOKUPFFN_ERROR_RANGE,
         "token 1, code 0: code -1 is outside [0, 5)");
  CHECK(y[0] == -1);
}

static int runOften(void *kernel) {
  int wrong = 0;
  for (int i = 0; i < 2000; ++i) {
    int32_t code[2] = {i % 5, (i + 1) % 5};
    float y = -1;
    const void *inputs[1] = {code};
    void *outputs[1] = {&y};
    LookupFFNError *error = lookupffnKernelRun(kernel, inputs, outputs, 1);
    wrong += error || y != 2 * (tables[code[0]] + tables[code[1]]);
    lookupffnErrorDestroy(error);
  }
  return wrong;
}

static void testThreads(LookupFFNKernel *kernel) {
  thrd_t threads[4];
  for (int i = 0; i < 4; ++i)
    CHECK(thrd_create(&threads[i], runOften, kernel) == thrd_success);
  for (int i = 0; i < 4; ++i) {
    int wrong = 1;
    thrd_join(threads[i], &wrong);
    CHECK(wrong == 0);
  }
}

static void testOtherEntries(const char *source) {
  float x[10] = {0}, y[5];
  const void *inputs[1] = {x};
  void *outputs[1] = {y};
  LookupFFNKernel *kernel = compile(source, "fixed");
  EXPECT_OK(lookupffnKernelRun(kernel, inputs, outputs, 4));
  EXPECT(lookupffnKernelRun(kernel, inputs, outputs, 5), LOOKUPFFN_ERROR_SHAPE,
         "the kernel is compiled for 4 tokens, but got 5");
  EXPECT(lookupffnKernelBind(kernel, "w", x, LOOKUPFFN_DTYPE_F32, 0, NULL),
         LOOKUPFFN_ERROR_VALUE, "no weight 'w'; the kernel has none");
  lookupffnKernelDestroy(kernel);

  kernel = compile(source, "other_status");
  EXPECT(lookupffnKernelRun(kernel, inputs, outputs, 1), LOOKUPFFN_ERROR_SHAPE,
         "input 'x': expected shape (?, 2), but got 1 tokens");
  EXPECT(lookupffnKernelRun(kernel, inputs, outputs, 2),
         LOOKUPFFN_ERROR_COMPILE, "the compiled code returned status 77");
  lookupffnKernelDestroy(kernel);
}

static void testCompileErrors(const char *source, const char *path) {
  LookupFFNKernel *kernel = NULL;
  LookupFFNOptions options;
  char *text = NULL;
  size_t length = strlen(source);
  lookupffnOptionsInit(NULL);
  lookupffnOptionsInit(&options);
  CHECK(options.size == sizeof options && !strcmp(options.target, "host"));

  EXPECT(lookupffnCompile(NULL, 0, NULL, &kernel), LOOKUPFFN_ERROR_VALUE,
         "expected a source, but got a null pointer");
  EXPECT(lookupffnCompile(source, length, NULL, NULL), LOOKUPFFN_ERROR_VALUE,
         "expected a place for the kernel");
  EXPECT(lookupffnCompileFile(NULL, NULL, &kernel), LOOKUPFFN_ERROR_VALUE,
         "expected a path");
  EXPECT(lookupffnCompileFile(path, NULL, NULL), LOOKUPFFN_ERROR_VALUE,
         "expected a place for the kernel");
  EXPECT(lookupffnCompileFile("/no/such/file", NULL, &kernel),
         LOOKUPFFN_ERROR_SYSTEM, "cannot read '/no/such/file': ");
  EXPECT(compileOnly(source, NULL), LOOKUPFFN_ERROR_VALUE,
         "the module has 3 entry points (bag, fixed, other_status); set the "
         "option 'entry' to one of them");
  options.entry = "bog";
  EXPECT(compileOnly(source, &options), LOOKUPFFN_ERROR_VALUE,
         "no entry point 'bog'; the module has bag, fixed, other_status");
  options.size = 8;
  EXPECT(compileOnly(source, &options), LOOKUPFFN_ERROR_VALUE,
         "call lookupffnOptionsInit of this library first");
  lookupffnOptionsInit(&options);
  options.entry = "bag";
  options.threads = 0;
  EXPECT(compileOnly(source, &options), LOOKUPFFN_ERROR_VALUE,
         "expected 1 thread or more, but got 0");
  lookupffnOptionsInit(&options);
  options.path = "slow";
  EXPECT(compileOnly(source, &options), LOOKUPFFN_ERROR_VALUE,
         "unknown path 'slow'; expected 'auto', 'linalg' or 'fast'");
  lookupffnOptionsInit(&options);
  options.precision = "fast";
  EXPECT(compileOnly(source, &options), LOOKUPFFN_ERROR_VALUE,
         "unknown precision 'fast'; expected 'auto', 'exact' or 'codes'");

  EXPECT(compileOnly("module {\n  oops\n}", NULL), LOOKUPFFN_ERROR_COMPILE,
         "source:2:3: error: ");
  EXPECT(compileOnly("", NULL), LOOKUPFFN_ERROR_COMPILE, "no entry point");
  EXPECT(compileOnly("ML\xefR\r garbage", NULL), LOOKUPFFN_ERROR_COMPILE,
         "error: ");
  EXPECT(compileOnly("func.func @f() { \"no.dialect\"() : () -> () return }",
                     NULL),
         LOOKUPFFN_ERROR_COMPILE, "source:1:30: error: ");

  EXPECT(lookupffnEmit(source, length, NULL, "asm", NULL),
         LOOKUPFFN_ERROR_VALUE, "expected a place for the text");
  EXPECT(lookupffnEmit(NULL, 0, NULL, "asm", &text), LOOKUPFFN_ERROR_VALUE,
         "expected a source");
  EXPECT(lookupffnEmit(source, length, NULL, NULL, &text),
         LOOKUPFFN_ERROR_VALUE, "expected a stage");
  EXPECT(lookupffnEmit(source, length, NULL, "assembly", &text),
         LOOKUPFFN_ERROR_VALUE,
         "unknown stage 'assembly'; expected target, schedule, prepare, "
         "linalg, buffer, vector, llvm, asm");
  CHECK(!text);
  EXPECT_OK(lookupffnEmit(source, length, NULL, "asm", &text));
  CHECK(text && strstr(text, "bag_pack:") && strstr(text, "addss"));
  lookupffnStringDestroy(text);
  lookupffnStringDestroy(NULL);
}

static void testWriteLayer(void) {
  LookupFFNLayerSpec spec;
  LookupFFNKernel *kernel = NULL;
  char *text = NULL;
  lookupffnLayerSpecInit(NULL);
  lookupffnLayerSpecInit(&spec);
  EXPECT(lookupffnWriteLayer(&spec, NULL), LOOKUPFFN_ERROR_VALUE,
         "expected a place for the text");
  EXPECT(lookupffnWriteLayer(NULL, &text), LOOKUPFFN_ERROR_VALUE,
         "expected a specification");
  EXPECT(lookupffnWriteLayer(&spec, &text), LOOKUPFFN_ERROR_VALUE,
         "the number of codes a token is not known; say how many tables there "
         "are");
  spec.num_tables = 3;
  spec.rows = 12;
  EXPECT(lookupffnWriteLayer(&spec, &text), LOOKUPFFN_ERROR_SHAPE,
         "tables have 12 rows, expected a power of two");
  spec.rows = 16;
  spec.eps = spec.eps / 0.0;
  EXPECT(lookupffnWriteLayer(&spec, &text), LOOKUPFFN_ERROR_VALUE,
         "eps is infinite, expected a finite number");
  spec.eps = 1e-5;
  spec.score = NULL;
  EXPECT(lookupffnWriteLayer(&spec, &text), LOOKUPFFN_ERROR_VALUE,
         "expected every word of the specification");
  spec.score = "sum";
  EXPECT(lookupffnWriteLayer(&spec, &text), LOOKUPFFN_ERROR_VALUE,
         "score is 'sum', expected one of margin, softmax, one, constant");
  spec.score = "margin";
  spec.size = 8;
  EXPECT(lookupffnWriteLayer(&spec, &text), LOOKUPFFN_ERROR_VALUE,
         "call lookupffnLayerSpecInit of this library first");
  spec.size = sizeof spec;
  spec.projection = "identity";
  spec.d = 12;
  spec.o = 5;
  spec.function = "first";
  spec.prefix = "a\"b.";
  spec.outputs = "y, code";
  EXPECT_OK(lookupffnWriteLayer(&spec, &text));
  CHECK(strstr(text, "func.func @first(") && strstr(text, "\"a\\22b.tables\""));
  EXPECT_OK(lookupffnCompile(text, strlen(text), NULL, &kernel));
  CHECK(lookupffnKernelGetNumArguments(kernel, LOOKUPFFN_ROLE_OUTPUT) == 2);
  lookupffnKernelDestroy(kernel);
  lookupffnStringDestroy(text);
}

static char *readFile(const char *path) {
  FILE *file = fopen(path, "rb");
  char *text = NULL;
  long length;
  if (file && !fseek(file, 0, SEEK_END) && (length = ftell(file)) >= 0 &&
      !fseek(file, 0, SEEK_SET) && (text = calloc(length + 1, 1)) &&
      fread(text, 1, length, file) != (size_t)length)
    text[0] = 0;
  if (file)
    fclose(file);
  return text;
}

/* What main has compiled is found again in the default place, XDG_CACHE_HOME,
   unless the cache is off. */
static void testCache(const char *source) {
  LookupFFNOptions options;
  LookupFFNKernel *kernel = NULL;
  lookupffnOptionsInit(&options);
  options.entry = "bag";
  EXPECT_OK(lookupffnCompile(source, strlen(source), &options, &kernel));
  CHECK(!strncmp(lookupffnKernelGetCacheNote(kernel), "loaded from '/", 14));
  char *directory = lookupffnGetDefaultCacheDir();
  CHECK(strstr(directory, "/lookupffn"));
  CHECK(strstr(lookupffnKernelGetCacheNote(kernel), directory));
  lookupffnStringDestroy(directory);
  CHECK(!strncmp(lookupffnKernelGetTarget(kernel), "x86-64, +", 9));
  testArguments(kernel);
  testWeights(kernel);
  testRun(kernel);
  lookupffnKernelDestroy(kernel);

  /* A schedule comes too late for a module at stage llvm. */
  kernel = NULL;
  options.schedule = "{}";
  EXPECT(lookupffnCompile(source, strlen(source), &options, &kernel),
         LOOKUPFFN_ERROR_VALUE, "the module is at stage llvm already");
  options.schedule = NULL;

  options.cache_dir = "";
  kernel = NULL;
  EXPECT_OK(lookupffnCompile(source, strlen(source), &options, &kernel));
  CHECK(!strcmp(lookupffnKernelGetCacheNote(kernel), ""));
  lookupffnKernelDestroy(kernel);
  CHECK(!strcmp(lookupffnKernelGetCacheNote(NULL), ""));
}

int main(int argc, char **argv) {
  char *source = argc == 2 ? readFile(argv[1]) : NULL;
  if (!source) {
    fprintf(stderr, "usage: lookupffn-c-test entry.mlir\n");
    return 2;
  }
  CHECK(!strncmp(lookupffnVersion(), "lookupffn 0.1.0 (LLVM 22", 24));
  CHECK(lookupffnErrorGetCode(NULL) == 0);
  CHECK(!strcmp(lookupffnErrorGetMessage(NULL), ""));
  lookupffnErrorDestroy(NULL);
  lookupffnKernelDestroy(NULL);

  LookupFFNKernel *kernel = compile(source, "bag");
  testArguments(kernel);
  testWeights(kernel);
  testRun(kernel);
  testThreads(kernel);
  lookupffnKernelDestroy(kernel);

  LookupFFNOptions options;
  lookupffnOptionsInit(&options);
  options.entry = "bag";
  kernel = NULL;
  EXPECT_OK(lookupffnCompileFile(argv[1], &options, &kernel));
  lookupffnKernelDestroy(kernel);

  testCache(source);
  testOtherEntries(source);
  testCompileErrors(source, argv[1]);
  testWriteLayer();
  free(source);
  return failures != 0;
}
