/*===- TensorsHeader.c - Reads the header of safetensors files ------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#include "TensorsHeader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

LookupFFNError *lookupffnFailReading(const struct LookupFFNReader *reader,
                                     const char *what) {
  return lookupffnMakeError(LOOKUPFFN_ERROR_FORMAT, "cannot read '%s': %s",
                            reader->path, what);
}

static LookupFFNError *failTensor(const struct LookupFFNReader *reader,
                                  const char *tensor, const char *what) {
  char name[LOOKUPFFN_QUOTED_CHARS];
  return lookupffnMakeError(LOOKUPFFN_ERROR_FORMAT,
                            "cannot read '%s': tensor '%s': %s", reader->path,
                            lookupffnQuote(tensor, name), what);
}

LookupFFNError *lookupffnFailMemory(void) {
  return lookupffnMakeError(LOOKUPFFN_ERROR_SYSTEM,
                            "cannot allocate memory for a header");
}

/* The error where the header cannot go on. */
static LookupFFNError *failSyntax(struct LookupFFNReader *reader,
                                  const char *expected) {
  (void)lookupffnJsonPeek(&reader->json);
  return lookupffnMakeError(
      LOOKUPFFN_ERROR_FORMAT,
      "cannot read '%s': the header is not JSON: expected %s, %zu bytes before "
      "its end",
      reader->path, expected, (size_t)(reader->json.end - reader->json.at));
}

LookupFFNError *lookupffnFailTwice(const struct LookupFFNReader *reader,
                                   const char *key) {
  char name[LOOKUPFFN_QUOTED_CHARS];
  return lookupffnMakeError(LOOKUPFFN_ERROR_FORMAT,
                            "cannot read '%s': key '%s' occurs twice in the "
                            "header",
                            reader->path, lookupffnQuote(key, name));
}

/* Takes a string, which stays valid. */
static int takeString(struct LookupFFNReader *reader, const char **string) {
  *string = reader->text;
  return lookupffnJsonTakeString(&reader->json, &reader->text);
}

/* Takes a comma between two members, or the end of the list: `more` says which.
   False when it is neither. */
static int takeNext(struct LookupFFNReader *reader, char end, int *more) {
  *more = lookupffnJsonTake(&reader->json, ',');
  return *more || lookupffnJsonTake(&reader->json, end);
}

static LookupFFNError *readMetadata(struct LookupFFNReader *reader) {
  static const char wrong[] = "'__metadata__' is not an object of strings";
  if (!lookupffnJsonTake(&reader->json, '{'))
    return lookupffnFailReading(reader, wrong);
  int more = !lookupffnJsonTake(&reader->json, '}');
  while (more) {
    LookupFFNMetadata item;
    if (!takeString(reader, &item.key))
      return failSyntax(reader, "a key");
    if (!lookupffnJsonTake(&reader->json, ':'))
      return failSyntax(reader, "':'");
    if (!takeString(reader, &item.value))
      return lookupffnFailReading(reader, wrong);
    void *array = reader->metadata;
    int grown = grow(&array, reader->num_metadata, &reader->max_metadata,
                     sizeof(LookupFFNMetadata));
    reader->metadata = array;
    if (!grown)
      return lookupffnFailMemory();
    reader->metadata[reader->num_metadata++] = item;
    if (!takeNext(reader, '}', &more))
      return failSyntax(reader, "',' or '}'");
  }
  return NULL;
}

static LookupFFNError *readShape(struct LookupFFNReader *reader,
                                 LookupFFNTensor *tensor) {
  if (!lookupffnJsonTake(&reader->json, '['))
    return failTensor(reader, tensor->name,
                      "expected sizes that are integers and not negative");
  int more = !lookupffnJsonTake(&reader->json, ']');
  while (more) {
    int64_t size;
    char next = lookupffnJsonPeek(&reader->json);
    if (next == '[' || next == '{')
      return lookupffnFailReading(
          reader, "the header is nested deeper than an object of tensors");
    if (!lookupffnJsonTakeInteger(&reader->json, &size))
      return failTensor(reader, tensor->name,
                        "expected sizes that are integers and not negative");
    void *array = reader->sizes;
    int grown =
        grow(&array, reader->num_sizes, &reader->max_sizes, sizeof(int64_t));
    reader->sizes = array;
    if (!grown)
      return lookupffnFailMemory();
    reader->sizes[reader->num_sizes++] = size;
    ++tensor->rank;
    if (!takeNext(reader, ']', &more))
      return failSyntax(reader, "',' or ']'");
  }
  return NULL;
}

/* Checks the offsets of a tensor against its type and the file. */
static LookupFFNError *placeTensor(struct LookupFFNReader *reader,
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

static int takeOffsets(struct LookupFFNReader *reader, int64_t *begin,
                       int64_t *end) {
  LookupFFNJson *json = &reader->json;
  return lookupffnJsonTake(json, '[') &&
         lookupffnJsonTakeInteger(json, begin) &&
         lookupffnJsonTake(json, ',') && lookupffnJsonTakeInteger(json, end) &&
         lookupffnJsonTake(json, ']') && *begin <= *end;
}

static LookupFFNError *readTensor(struct LookupFFNReader *reader,
                                  const char *name) {
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
      return lookupffnFailTwice(reader, key);
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
    return lookupffnFailMemory();
  reader->tensors[reader->num_tensors++] = tensor;
  return NULL;
}

LookupFFNError *lookupffnReadHeader(struct LookupFFNReader *reader) {
  if (reader->json.at == reader->json.end || *reader->json.at != '{')
    return lookupffnFailReading(reader, "the header does not start with '{'");
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
      return lookupffnFailTwice(reader, name);
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
