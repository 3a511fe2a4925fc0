/*===- Bundle.c - Fuzz the loader of packed weights -----------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
|*===----------------------------------------------------------------------===*|
|*                                                                            *|
|* Each input is the packed file of a bundle with two tiny layers, whose code *|
|* reads every byte that it was promised. Loading either fails or gives a     *|
|* bundle that runs, and does the same wherever the weights are kept.         *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#define _GNU_SOURCE

#include "Fuzz.h"

#include "Bundle.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* -- The bundle ----------------------------------------------------------- */

/* Packed buffers as seeds.py writes them. */
enum { kTableBytes = 64, kBiasBytes = 16 };

static unsigned addBytes(const void *data, size_t bytes) {
  unsigned sum = 0;
  for (size_t i = 0; i < bytes; ++i)
    sum = 31 * sum + ((const unsigned char *)data)[i];
  return sum;
}

/* y = x + all packed bytes, through scratch. */
static int64_t run(void *const *arguments, int64_t tokens, void *scratch) {
  const int32_t *x = arguments[0];
  int32_t *y = arguments[3], *sum = scratch;
  *sum = (int32_t)(addBytes(arguments[1], kTableBytes) % 65536 +
                   addBytes(arguments[2], kBiasBytes) % 65536);
  for (int64_t i = 0; i < tokens; ++i)
    y[i] = x[i] + *sum;
  return 0;
}

#define ARGUMENT(name) {{name, LOOKUPFFN_DTYPE_I32, 2, {-1, 1}}, -1, 4}
static const LookupFFNLayerArgument inputs[] = {ARGUMENT("x")};
static const LookupFFNLayerArgument outputs[] = {ARGUMENT("y")};
static const LookupFFNPackedTensor packed[] = {{"FFN.tables", kTableBytes},
                                               {"FFN.bias", kBiasBytes}};
static const LookupFFNPackedTensor other[] = {{"FFN.tables", kTableBytes},
                                              {"other.bias", kBiasBytes}};
static const LookupFFNBundleLayer layers[] = {
    {{"one", inputs, NULL, outputs, 1, 0, 1, 2, 64, -1, -1, 0, 0, 0, 0, 0, 1000,
      run, NULL},
     packed},
    {{"two", inputs, NULL, outputs, 1, 0, 1, 2, 64, -1, -1, 0, 0, 0, 0, 0, 1000,
      run, NULL},
     other}};
static const char *const features[] = {NULL};
static const LookupFFNBundleTarget target = {"any", features, layers};
static const LookupFFNBundleTable table = {
    LOOKUPFFN_BUNDLE_ABI, 2, 1, "fuzz", "none", &target};

/* -- The file ------------------------------------------------------------- */

/* A file in memory with the input as its content. */
static const char *writeFile(const uint8_t *data, size_t size) {
  static char path[32];
  static int file = -1;
  if (file < 0) {
    file = memfd_create("packed", MFD_CLOEXEC);
    CHECK(file >= 0);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
  }
  CHECK(ftruncate(file, 0) == 0);
  CHECK(pwrite(file, data, size, 0) == (ssize_t)size);
  return path;
}

/* Loads the file and runs both layers. Returns whether it could be loaded. */
static int openAndRun(const char *path, LookupFFNResidency residency,
                      int verify, int32_t y[2]) {
  LookupFFNLoadOptions options;
  lookupffnLoadOptionsInit(&options);
  options.residency = residency;
  options.verify = verify;
  LookupFFNBundle *bundle = NULL;
  LookupFFNError *error = lookupffnBundleOpen(&table, path, &options, &bundle);
  CHECK(!error == !!bundle);
  if (error) {
    CHECK(lookupffnErrorGetCode(error) == LOOKUPFFN_ERROR_FORMAT);
    checkMessage(error);
    lookupffnErrorDestroy(error);
    return 0;
  }
  int32_t x = 1;
  for (int layer = 0; layer < 2; ++layer) {
    LookupFFNBuffer in = {&x, sizeof(x)}, out = {&y[layer], sizeof(y[layer])};
    error = lookupffnBundleRun(bundle, layer, &in, &out, 1, NULL);
    CHECK(!error);
  }
  lookupffnBundleDestroy(bundle);
  return 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const char *path = writeFile(data, size);
  int32_t mapped[2], copied[2];
  int opened = openAndRun(path, LOOKUPFFN_RESIDENCY_MAPPED, 0, mapped);
  /* The copy is on the heap, where reading past its end is noticed. */
  CHECK(openAndRun(path, LOOKUPFFN_RESIDENCY_HUGE, 0, copied) == opened);
  if (opened)
    CHECK(memcmp(mapped, copied, sizeof(mapped)) == 0);
  if (openAndRun(path, LOOKUPFFN_RESIDENCY_POPULATED, 1, copied))
    CHECK(opened);
  return 0;
}
