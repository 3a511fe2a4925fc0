/*===- SafeTensors.c - Reads safetensors files ----------------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
|*===----------------------------------------------------------------------===*|
|*                                                                            *|
|* Files come from anywhere, so each is hostile until it has been checked:    *|
|* every size is compared before it is used, and products are checked for     *|
|* overflow.                                                                  *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#include "SafeTensors.h"

#include "TensorsHeader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* The limit of the reference reader, which keeps a bad length from turning into
   a huge allocation. */
#define MAX_HEADER_BYTES ((uint64_t)100000000)

/* -- Files ---------------------------------------------------------------- */

LookupFFNError *lookupffnMapFile(const char *path, const void **content,
                                 size_t *bytes) {
  /* Without O_NONBLOCK a pipe would wait for someone who writes to it. */
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct stat status;
  const char *reason = NULL;
  void *memory = NULL;
  if (file < 0 || fstat(file, &status) < 0) {
    reason = strerror(errno);
  } else if (!S_ISREG(status.st_mode)) {
    reason = "not a regular file";
  } else if (status.st_size > 0) {
    /* An empty file cannot be mapped, and is no error here. */
    memory = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_SHARED, file, 0);
    if (memory == MAP_FAILED)
      reason = strerror(errno);
  }
  if (file >= 0)
    close(file);
  if (reason)
    return lookupffnMakeError(LOOKUPFFN_ERROR_SYSTEM, "cannot read '%s': %s",
                              path, reason);
  *content = memory;
  *bytes = (size_t)status.st_size;
  return NULL;
}

/* All of a file's memory: the public part comes first. */
struct Tensors {
  LookupFFNTensors tensors;
  char *text;
  int64_t *sizes;
  /* The tensors in the order of their names. */
  const LookupFFNTensor **by_name;
};

/* -- The whole ------------------------------------------------------------ */

static int compareMetadata(const void *a, const void *b) {
  return strcmp(((const LookupFFNMetadata *)a)->key,
                ((const LookupFFNMetadata *)b)->key);
}

static int compareNames(const void *a, const void *b) {
  return strcmp((*(const LookupFFNTensor *const *)a)->name,
                (*(const LookupFFNTensor *const *)b)->name);
}

/* Empty tensors come before the one that starts at the same place. */
static int comparePlaces(const void *a, const void *b) {
  const LookupFFNTensor *x = a, *y = b;
  if (x->data != y->data)
    return (const char *)x->data < (const char *)y->data ? -1 : 1;
  if (x->bytes != y->bytes)
    return x->bytes < y->bytes ? -1 : 1;
  return strcmp(x->name, y->name);
}

/* Sorts the tensors by their names into `by_name`. */
static LookupFFNError *sortNames(struct LookupFFNReader *reader,
                                 const LookupFFNTensor **by_name) {
  for (size_t i = 0; i < reader->num_tensors; ++i)
    by_name[i] = &reader->tensors[i];
  qsort(by_name, reader->num_tensors, sizeof(*by_name), compareNames);
  for (size_t i = 1; i < reader->num_tensors; ++i)
    if (compareNames(&by_name[i - 1], &by_name[i]) == 0)
      return lookupffnFailTwice(reader, by_name[i]->name);
  return NULL;
}

/* Sorts, and checks what only all members together can violate. */
static LookupFFNError *checkWhole(struct LookupFFNReader *reader,
                                  const LookupFFNTensor ***by_name) {
  int64_t *sizes = reader->sizes;
  for (size_t i = 0; i < reader->num_tensors; ++i) {
    reader->tensors[i].shape = sizes;
    sizes += reader->tensors[i].rank;
  }
  if (reader->num_metadata)
    qsort(reader->metadata, reader->num_metadata, sizeof(LookupFFNMetadata),
          compareMetadata);
  for (size_t i = 1; i < reader->num_metadata; ++i)
    if (compareMetadata(&reader->metadata[i - 1], &reader->metadata[i]) == 0)
      return lookupffnFailTwice(reader, reader->metadata[i].key);
  if (reader->num_tensors) {
    qsort(reader->tensors, reader->num_tensors, sizeof(LookupFFNTensor),
          comparePlaces);
    *by_name = malloc(reader->num_tensors * sizeof(**by_name));
    if (!*by_name)
      return lookupffnFailMemory();
    LookupFFNError *error = sortNames(reader, *by_name);
    if (error)
      return error;
  }

  /* In the order of their data, each has to start where the one before ends. */
  const char *end = reader->data;
  for (size_t i = 0; i < reader->num_tensors; ++i) {
    const LookupFFNTensor *tensor = &reader->tensors[i];
    char name[LOOKUPFFN_QUOTED_CHARS];
    if (tensor->data != end)
      return lookupffnMakeError(
          LOOKUPFFN_ERROR_FORMAT, "cannot read '%s': tensor '%s' %s",
          reader->path, lookupffnQuote(tensor->name, name),
          (const char *)tensor->data < end ? "overlaps the one before it"
                                           : "has a hole before it");
    end += tensor->bytes;
  }
  uint64_t rest = reader->data_bytes - (uint64_t)(end - reader->data);
  if (rest)
    return lookupffnMakeError(LOOKUPFFN_ERROR_FORMAT,
                              "cannot read '%s': there are %llu bytes after "
                              "the last tensor",
                              reader->path, (unsigned long long)rest);
  return NULL;
}

LookupFFNError *lookupffnReadTensors(const char *path, const void *content,
                                     size_t bytes, LookupFFNTensors **tensors) {
  struct LookupFFNReader reader = {.path = path};
  char text[128];
  const unsigned char *start = content;
  if (bytes < 8) {
    snprintf(text, sizeof(text),
             "expected at least 8 bytes, but the file has %zu", bytes);
    return lookupffnFailReading(&reader, text);
  }
  uint64_t length = 0;
  for (int i = 7; i >= 0; --i)
    length = length << 8 | start[i];
  if (length > MAX_HEADER_BYTES || length > bytes - 8) {
    snprintf(text, sizeof(text),
             "the header has %llu bytes, but the file has %zu and the limit is "
             "%llu",
             (unsigned long long)length, bytes - 8,
             (unsigned long long)MAX_HEADER_BYTES);
    return lookupffnFailReading(&reader, text);
  }
  reader.json.at = (const char *)start + 8;
  reader.json.end = reader.json.at + length;
  reader.data = reader.json.end;
  reader.data_bytes = bytes - 8 - length;

  struct Tensors *result = calloc(1, sizeof(struct Tensors));
  if (result)
    result->text = malloc(length + 1);
  if (!result || !result->text) {
    free(result);
    return lookupffnFailMemory();
  }
  reader.text = result->text;
  LookupFFNError *error = lookupffnReadHeader(&reader);
  if (!error)
    error = checkWhole(&reader, &result->by_name);
  result->sizes = reader.sizes;
  result->tensors.tensors = reader.tensors;
  result->tensors.num_tensors = reader.num_tensors;
  result->tensors.metadata = reader.metadata;
  result->tensors.num_metadata = reader.num_metadata;
  if (error)
    lookupffnTensorsDestroy(&result->tensors);
  else
    *tensors = &result->tensors;
  return error;
}

void lookupffnTensorsDestroy(LookupFFNTensors *tensors) {
  struct Tensors *all = (struct Tensors *)tensors;
  if (!all)
    return;
  free((void *)(uintptr_t)all->tensors.tensors);
  free((void *)(uintptr_t)all->tensors.metadata);
  free(all->by_name);
  free(all->sizes);
  free(all->text);
  free(all);
}

const LookupFFNTensor *lookupffnFindTensor(const LookupFFNTensors *tensors,
                                           const char *name) {
  if (!tensors->num_tensors)
    return NULL;
  /* A file may have a great many tensors, and may be searched for each. */
  LookupFFNTensor sought = {.name = name};
  const LookupFFNTensor *key = &sought;
  const LookupFFNTensor **found =
      bsearch(&key, ((const struct Tensors *)tensors)->by_name,
              tensors->num_tensors, sizeof(key), compareNames);
  return found ? *found : NULL;
}

const char *lookupffnFindMetadata(const LookupFFNTensors *tensors,
                                  const char *key) {
  if (!tensors->num_metadata)
    return NULL;
  LookupFFNMetadata sought = {key, NULL};
  const LookupFFNMetadata *found =
      bsearch(&sought, tensors->metadata, tensors->num_metadata, sizeof(sought),
              compareMetadata);
  return found ? found->value : NULL;
}
