/*===- SafeTensors.c - Fuzz the reader of safetensors files ---------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
|*===----------------------------------------------------------------------===*|
|*                                                                            *|
|* Whatever the bytes are, the reader takes nothing outside of them, and what *|
|* it accepts is what the format promises.                                    *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#include "Fuzz.h"

#include "SafeTensors.h"

#include <sanitizer/asan_interface.h>
#include <string.h>

/* Elements of a shape, which the reader has checked. */
static uint64_t countElements(const LookupFFNTensor *tensor) {
  uint64_t count = 1;
  for (size_t i = 0; i < tensor->rank; ++i) {
    CHECK(tensor->shape[i] >= 0);
    count *= (uint64_t)tensor->shape[i];
  }
  return count;
}

/* Tensors are the data, without holes, and are found by their names. */
static void checkTensors(const LookupFFNTensors *tensors, const char *end) {
  const char *at = tensors->num_tensors ? tensors->tensors[0].data : end;
  for (size_t i = 0; i < tensors->num_tensors; ++i) {
    const LookupFFNTensor *tensor = &tensors->tensors[i];
    CHECK((const char *)tensor->data == at);
    CHECK(tensor->bytes <= (size_t)(end - at));
    CHECK(lookupffnFindTensor(tensors, tensor->name) == tensor);
    uint64_t count = countElements(tensor);
    CHECK(count ? tensor->bytes % count == 0 && tensor->bytes / count <= 8
                : tensor->bytes == 0);
    CHECK(strlen(tensor->dtype) >= 2);
    CHECK(!__asan_region_is_poisoned((void *)(uintptr_t)at, tensor->bytes));
    at += tensor->bytes;
  }
  CHECK(at == end);
  for (size_t i = 0; i < tensors->num_metadata; ++i)
    CHECK(lookupffnFindMetadata(tensors, tensors->metadata[i].key) ==
          tensors->metadata[i].value);
  CHECK(!lookupffnFindMetadata(tensors, "no such key"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  LookupFFNTensors *tensors = NULL;
  LookupFFNError *error = lookupffnReadTensors("file", data, size, &tensors);
  CHECK(!error == !!tensors);
  if (error) {
    CHECK(lookupffnErrorGetCode(error) == LOOKUPFFN_ERROR_FORMAT);
    checkMessage(error);
    lookupffnErrorDestroy(error);
    return 0;
  }
  checkTensors(tensors, (const char *)data + size);
  lookupffnTensorsDestroy(tensors);

  /* Nothing can be cut off. Long files would take their length squared. */
  for (size_t length = size > 512 ? size : 0; length < size; ++length) {
    error = lookupffnReadTensors("file", data, length, &tensors);
    CHECK(error);
    lookupffnErrorDestroy(error);
  }
  return 0;
}
