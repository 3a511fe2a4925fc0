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

#include "Json.h"

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

/* -- The header ----------------------------------------------------------- */

/* Bytes of an element, 0 for a name that the format does not have. */
static uint64_t getElementBytes(const char *dtype) {
  static const struct {
    const char *name;
    uint64_t bytes;
  } types[] = {{"F64", 8},  {"I64", 8},     {"U64", 8},    {"F32", 4},
               {"I32", 4},  {"U32", 4},     {"F16", 2},    {"BF16", 2},
               {"I16", 2},  {"U16", 2},     {"I8", 1},     {"U8", 1},
               {"BOOL", 1}, {"F8_E4M3", 1}, {"F8_E5M2", 1}};
  for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); ++i)
    if (strcmp(types[i].name, dtype) == 0)
      return types[i].bytes;
  return 0;
}

/* What is being read. Tensors and sizes are in growing arrays, so that until
   all are there a tensor knows its sizes by number only. */
struct Reader {
  const char *path;
  LookupFFNJson json;
  const char *data;
  uint64_t data_bytes;
  /* Room for all strings: a literal is longer than what it stands for. */
  char *text;
  LookupFFNTensor *tensors;
  size_t num_tensors, max_tensors;
  LookupFFNMetadata *metadata;
  size_t num_metadata, max_metadata;
  int64_t *sizes;
  size_t num_sizes, max_sizes;
  int has_metadata;
};

/* All of a file's memory: the public part comes first. */
struct Tensors {
  LookupFFNTensors tensors;
  char *text;
  int64_t *sizes;
  /* The tensors in the order of their names. */
  const LookupFFNTensor **by_name;
};

/* Makes room for one more element; false when there is no memory. */
static int grow(void **array, size_t count, size_t *max, size_t bytes) {
  if (count < *max)
    return 1;
  size_t more = *max ? 2 * *max : 16;
  void *larger = realloc(*array, more * bytes);
  if (!larger)
    return 0;
  *array = larger;
  *max = more;
  return 1;
}

static LookupFFNError *fail(const struct Reader *reader, const char *what) {
  return lookupffnMakeError(LOOKUPFFN_ERROR_FORMAT, "cannot read '%s': %s",
                            reader->path, what);
}

static LookupFFNError *failTensor(const struct Reader *reader,
                                  const char *tensor, const char *what) {
  char name[LOOKUPFFN_QUOTED_CHARS];
  return lookupffnMakeError(LOOKUPFFN_ERROR_FORMAT,
                            "cannot read '%s': tensor '%s': %s", reader->path,
                            lookupffnQuote(tensor, name), what);
}

static LookupFFNError *failMemory(void) {
  return lookupffnMakeError(LOOKUPFFN_ERROR_SYSTEM,
                            "cannot allocate memory for a header");
}

/* The error where the header cannot go on. */
static LookupFFNError *failSyntax(struct Reader *reader, const char *expected) {
  (void)lookupffnJsonPeek(&reader->json);
  return lookupffnMakeError(
      LOOKUPFFN_ERROR_FORMAT,
      "cannot read '%s': the header is not JSON: expected %s, %zu bytes before "
      "its end",
      reader->path, expected, (size_t)(reader->json.end - reader->json.at));
}

static LookupFFNError *failTwice(const struct Reader *reader, const char *key) {
  char name[LOOKUPFFN_QUOTED_CHARS];
  return lookupffnMakeError(LOOKUPFFN_ERROR_FORMAT,
                            "cannot read '%s': key '%s' occurs twice in the "
                            "header",
                            reader->path, lookupffnQuote(key, name));
}

/* Takes a string, which stays valid. */
static int takeString(struct Reader *reader, const char **string) {
  *string = reader->text;
  return lookupffnJsonTakeString(&reader->json, &reader->text);
}

/* Takes a comma between two members, or the end of the list: `more` says which.
   False when it is neither. */
static int takeNext(struct Reader *reader, char end, int *more) {
  *more = lookupffnJsonTake(&reader->json, ',');
  return *more || lookupffnJsonTake(&reader->json, end);
}

static LookupFFNError *readMetadata(struct Reader *reader) {
  static const char wrong[] = "'__metadata__' is not an object of strings";
  if (!lookupffnJsonTake(&reader->json, '{'))
    return fail(reader, wrong);
  int more = !lookupffnJsonTake(&reader->json, '}');
  while (more) {
    LookupFFNMetadata item;
    if (!takeString(reader, &item.key))
      return failSyntax(reader, "a key");
    if (!lookupffnJsonTake(&reader->json, ':'))
      return failSyntax(reader, "':'");
    if (!takeString(reader, &item.value))
      return fail(reader, wrong);
    void *array = reader->metadata;
    int grown = grow(&array, reader->num_metadata, &reader->max_metadata,
                     sizeof(LookupFFNMetadata));
    reader->metadata = array;
    if (!grown)
      return failMemory();
    reader->metadata[reader->num_metadata++] = item;
    if (!takeNext(reader, '}', &more))
      return failSyntax(reader, "',' or '}'");
  }
  return NULL;
}

static LookupFFNError *readShape(struct Reader *reader,
                                 LookupFFNTensor *tensor) {
  if (!lookupffnJsonTake(&reader->json, '['))
    return failTensor(reader, tensor->name,
                      "expected sizes that are integers and not negative");
  int more = !lookupffnJsonTake(&reader->json, ']');
  while (more) {
    int64_t size;
    char next = lookupffnJsonPeek(&reader->json);
    if (next == '[' || next == '{')
      return fail(reader,
                  "the header is nested deeper than an object of tensors");
    if (!lookupffnJsonTakeInteger(&reader->json, &size))
      return failTensor(reader, tensor->name,
                        "expected sizes that are integers and not negative");
    void *array = reader->sizes;
    int grown =
        grow(&array, reader->num_sizes, &reader->max_sizes, sizeof(int64_t));
    reader->sizes = array;
    if (!grown)
      return failMemory();
    reader->sizes[reader->num_sizes++] = size;
    ++tensor->rank;
    if (!takeNext(reader, ']', &more))
      return failSyntax(reader, "',' or ']'");
  }
  return NULL;
}

/* Checks the offsets of a tensor against its type and the file. */
static LookupFFNError *placeTensor(struct Reader *reader,
                                   LookupFFNTensor *tensor, int64_t begin,
                                   int64_t end) {
  uint64_t bytes = getElementBytes(tensor->dtype);
  char text[LOOKUPFFN_QUOTED_CHARS + 32], dtype[LOOKUPFFN_QUOTED_CHARS];
  if (bytes == 0) {
    snprintf(text, sizeof(text), "unknown dtype '%s'",
             lookupffnQuote(tensor->dtype, dtype));
    return failTensor(reader, tensor->name, text);
  }
  const int64_t *sizes = reader->sizes + (reader->num_sizes - tensor->rank);
  /* Sizes of 0 are left out, so that no product of sizes overflows later. */
  int is_empty = 0;
  for (size_t i = 0; i < tensor->rank; ++i)
    if (sizes[i] == 0)
      is_empty = 1;
    else if (__builtin_mul_overflow(bytes, (uint64_t)sizes[i], &bytes) ||
             bytes > INT64_MAX)
      return failTensor(reader, tensor->name,
                        "the number of bytes does not fit in 63 bits");
  if (is_empty)
    bytes = 0;
  if ((uint64_t)end > reader->data_bytes) {
    snprintf(text, sizeof(text),
             "the data ends at %lld, but the file has only %llu bytes of data",
             (long long)end, (unsigned long long)reader->data_bytes);
    return failTensor(reader, tensor->name, text);
  }
  if ((uint64_t)(end - begin) != bytes) {
    snprintf(text, sizeof(text),
             "dtype and shape need %llu bytes, but 'data_offsets' span %lld",
             (unsigned long long)bytes, (long long)(end - begin));
    return failTensor(reader, tensor->name, text);
  }
  tensor->data = reader->data + begin;
  tensor->bytes = bytes;
  return NULL;
}

static int takeOffsets(struct Reader *reader, int64_t *begin, int64_t *end) {
  LookupFFNJson *json = &reader->json;
  return lookupffnJsonTake(json, '[') &&
         lookupffnJsonTakeInteger(json, begin) &&
         lookupffnJsonTake(json, ',') && lookupffnJsonTakeInteger(json, end) &&
         lookupffnJsonTake(json, ']') && *begin <= *end;
}

static LookupFFNError *readTensor(struct Reader *reader, const char *name) {
  static const char wrong[] =
      "expected an object with 'dtype', 'shape' and 'data_offsets'";
  enum { Dtype = 1, Shape = 2, Offsets = 4 };
  LookupFFNTensor tensor = {name, NULL, NULL, 0, NULL, 0};
  int64_t begin = 0, end = 0;
  int seen = 0, more = 1;
  if (!lookupffnJsonTake(&reader->json, '{'))
    return failTensor(reader, name, wrong);
  if (lookupffnJsonTake(&reader->json, '}'))
    return failTensor(reader, name, wrong);
  while (more) {
    const char *key;
    if (!takeString(reader, &key))
      return failSyntax(reader, "a key");
    if (!lookupffnJsonTake(&reader->json, ':'))
      return failSyntax(reader, "':'");
    int field = strcmp(key, "dtype") == 0          ? Dtype
                : strcmp(key, "shape") == 0        ? Shape
                : strcmp(key, "data_offsets") == 0 ? Offsets
                                                   : 0;
    if (!field)
      return failTensor(reader, name, wrong);
    if (seen & field)
      return failTwice(reader, key);
    seen |= field;
    LookupFFNError *error = NULL;
    if (field == Dtype && !takeString(reader, &tensor.dtype))
      error = failTensor(reader, name, wrong);
    else if (field == Shape)
      error = readShape(reader, &tensor);
    else if (field == Offsets && !takeOffsets(reader, &begin, &end))
      error = failTensor(reader, name,
                         "expected 'data_offsets' to be two integers, 0 <= "
                         "begin <= end");
    if (error)
      return error;
    if (!takeNext(reader, '}', &more))
      return failSyntax(reader, "',' or '}'");
  }
  if (seen != (Dtype | Shape | Offsets))
    return failTensor(reader, name, wrong);
  LookupFFNError *error = placeTensor(reader, &tensor, begin, end);
  if (error)
    return error;
  void *array = reader->tensors;
  int grown = grow(&array, reader->num_tensors, &reader->max_tensors,
                   sizeof(LookupFFNTensor));
  reader->tensors = array;
  if (!grown)
    return failMemory();
  reader->tensors[reader->num_tensors++] = tensor;
  return NULL;
}

static LookupFFNError *readHeader(struct Reader *reader) {
  if (reader->json.at == reader->json.end || *reader->json.at != '{')
    return fail(reader, "the header does not start with '{'");
  ++reader->json.at;
  int more = !lookupffnJsonTake(&reader->json, '}');
  while (more) {
    const char *name;
    if (!takeString(reader, &name))
      return failSyntax(reader, "a key");
    if (!lookupffnJsonTake(&reader->json, ':'))
      return failSyntax(reader, "':'");
    char next = lookupffnJsonPeek(&reader->json);
    if (next != '{' && next != '[' && next != '"' &&
        !(next >= '0' && next <= '9') && !(next && strchr("-tfn", next)))
      return failSyntax(reader, "a value");
    int is_metadata = strcmp(name, "__metadata__") == 0;
    if (is_metadata && reader->has_metadata)
      return failTwice(reader, name);
    reader->has_metadata |= is_metadata;
    LookupFFNError *error =
        is_metadata ? readMetadata(reader) : readTensor(reader, name);
    if (error)
      return error;
    if (!takeNext(reader, '}', &more))
      return failSyntax(reader, "',' or '}'");
  }
  /* Not by the next character, which may be a 0. */
  (void)lookupffnJsonPeek(&reader->json);
  if (reader->json.at != reader->json.end)
    return failSyntax(reader, "nothing more");
  return NULL;
}

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
static LookupFFNError *sortNames(struct Reader *reader,
                                 const LookupFFNTensor **by_name) {
  for (size_t i = 0; i < reader->num_tensors; ++i)
    by_name[i] = &reader->tensors[i];
  qsort(by_name, reader->num_tensors, sizeof(*by_name), compareNames);
  for (size_t i = 1; i < reader->num_tensors; ++i)
    if (compareNames(&by_name[i - 1], &by_name[i]) == 0)
      return failTwice(reader, by_name[i]->name);
  return NULL;
}

/* Sorts, and checks what only all members together can violate. */
static LookupFFNError *checkWhole(struct Reader *reader,
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
      return failTwice(reader, reader->metadata[i].key);
  if (reader->num_tensors) {
    qsort(reader->tensors, reader->num_tensors, sizeof(LookupFFNTensor),
          comparePlaces);
    *by_name = malloc(reader->num_tensors * sizeof(**by_name));
    if (!*by_name)
      return failMemory();
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
  struct Reader reader = {.path = path};
  char text[128];
  const unsigned char *start = content;
  if (bytes < 8) {
    snprintf(text, sizeof(text),
             "expected at least 8 bytes, but the file has %zu", bytes);
    return fail(&reader, text);
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
    return fail(&reader, text);
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
    return failMemory();
  }
  reader.text = result->text;
  LookupFFNError *error = readHeader(&reader);
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
