/*===- Check.c - What callers get wrong -----------------------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
|*===----------------------------------------------------------------------===*|
|*                                                                            *|
|* Everything that can be checked about a call without reading the arrays is  *|
|* checked here, because compiled code trusts its pointers. What only the     *|
|* code can see comes back in its status, which is turned into words here.    *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#include "Runner.h"

#include <stdio.h>
#include <string.h>

/* -- Types ---------------------------------------------------------------- */

size_t lookupffnGetByteWidth(LookupFFNDType dtype) {
  switch (dtype) {
  case LOOKUPFFN_DTYPE_I8:
    return 1;
  case LOOKUPFFN_DTYPE_F16:
  case LOOKUPFFN_DTYPE_BF16:
  case LOOKUPFFN_DTYPE_I16:
    return 2;
  case LOOKUPFFN_DTYPE_I64:
    return 8;
  default:
    return 4;
  }
}

const char *lookupffnGetDTypeName(LookupFFNDType dtype) {
  static const char *const names[] = {"f32", "f16", "bf16", "i8",
                                      "i16", "i32", "i64"};
  return names[dtype];
}

const char *lookupffnFormatShape(const int64_t *shape, int32_t rank,
                                 char text[LOOKUPFFN_SHAPE_CHARS]) {
  size_t length = 0;
  text[length++] = '(';
  for (int32_t i = 0; i < rank && i < LOOKUPFFN_MAX_RANK; ++i) {
    size_t left = LOOKUPFFN_SHAPE_CHARS - length;
    const char *separator = i ? ", " : "";
    length += (size_t)(shape[i] == -1
                           ? snprintf(text + length, left, "%s?", separator)
                           : snprintf(text + length, left, "%s%lld", separator,
                                      (long long)shape[i]));
  }
  strcpy(text + length, rank == 1 ? ",)" : ")");
  return text;
}

/* -- Arguments ------------------------------------------------------------ */

LookupFFNError *lookupffnCheckAlignment(const char *role, const char *name,
                                        const void *data,
                                        LookupFFNDType dtype) {
  size_t width = lookupffnGetByteWidth(dtype);
  if ((uintptr_t)data % width == 0)
    return NULL;
  return lookupffnMakeError(
      LOOKUPFFN_ERROR_VALUE,
      "%s '%s': the address is not a multiple of %zu, the size of its %s "
      "elements; copy the array",
      role, name, width, lookupffnGetDTypeName(dtype));
}

static LookupFFNError *checkArray(const char *role,
                                  const LookupFFNLayerArgument *argument,
                                  const void *data, const size_t *bytes,
                                  int64_t tokens) {
  const char *name = argument->type.name;
  if (!data && argument->bytes)
    return lookupffnMakeError(LOOKUPFFN_ERROR_VALUE,
                              "%s '%s': expected an array, but got a null "
                              "pointer",
                              role, name);
  if (bytes && *bytes / (size_t)tokens < (size_t)argument->bytes)
    return lookupffnMakeError(
        LOOKUPFFN_ERROR_SHAPE,
        "%s '%s': expected %lld bytes for each of %lld tokens, but got %zu "
        "bytes in all",
        role, name, (long long)argument->bytes, (long long)tokens, *bytes);
  return lookupffnCheckAlignment(role, name, data, argument->type.dtype);
}

/* Whether two arrays of `tokens` tokens share memory. */
static int overlaps(const void *a, int64_t a_bytes, const void *b,
                    int64_t b_bytes, int64_t tokens) {
  uintptr_t x = (uintptr_t)a, y = (uintptr_t)b;
  return x < y + (uintptr_t)(b_bytes * tokens) &&
         y < x + (uintptr_t)(a_bytes * tokens);
}

/* Outputs are written while inputs are still being read. */
static LookupFFNError *checkOverlap(const LookupFFNLayer *layer,
                                    const LookupFFNCall *call, int32_t output) {
  const LookupFFNLayerArgument *own = &layer->outputs[output];
  const char *role = NULL, *name = NULL;
  for (int32_t i = 0; i < layer->num_inputs && !role; ++i)
    if (overlaps(call->outputs[output], own->bytes, call->inputs[i],
                 layer->inputs[i].bytes, call->tokens)) {
      role = "input";
      name = layer->inputs[i].type.name;
    }
  for (int32_t i = 0; i < output && !role; ++i)
    if (overlaps(call->outputs[output], own->bytes, call->outputs[i],
                 layer->outputs[i].bytes, call->tokens)) {
      role = "output";
      name = layer->outputs[i].type.name;
    }
  if (!role)
    return NULL;
  return lookupffnMakeError(
      LOOKUPFFN_ERROR_VALUE,
      "output '%s' overlaps %s '%s'; give it memory of its own", own->type.name,
      role, name);
}

LookupFFNError *lookupffnCheckCall(const LookupFFNLayer *layer,
                                   const LookupFFNCall *call) {
  if (layer->static_tokens >= 0 && call->tokens != layer->static_tokens)
    return lookupffnMakeError(
        LOOKUPFFN_ERROR_SHAPE,
        "the kernel is compiled for %lld tokens, but got %lld",
        (long long)layer->static_tokens, (long long)call->tokens);
  if (call->tokens > layer->max_tokens)
    return lookupffnMakeError(
        LOOKUPFFN_ERROR_VALUE, "expected at most %lld tokens, but got %lld",
        (long long)layer->max_tokens, (long long)call->tokens);
  if (!call->inputs && layer->num_inputs)
    return lookupffnMakeNullError("a list of pointers to inputs");
  if (!call->outputs && layer->num_outputs)
    return lookupffnMakeNullError("a list of pointers to outputs");
  LookupFFNError *error = NULL;
  for (int32_t i = 0; i < layer->num_inputs && !error; ++i)
    error = checkArray("input", &layer->inputs[i], call->inputs[i],
                       call->input_bytes ? &call->input_bytes[i] : NULL,
                       call->tokens);
  for (int32_t i = 0; i < layer->num_outputs && !error; ++i)
    error = checkArray("output", &layer->outputs[i], call->outputs[i],
                       call->output_bytes ? &call->output_bytes[i] : NULL,
                       call->tokens);
  for (int32_t i = 0; i < layer->num_outputs && !error; ++i)
    error = checkOverlap(layer, call, i);
  return error;
}

/* -- Status --------------------------------------------------------------- */

/* Reads an element of an array of signed integers. */
static int64_t readInteger(const void *data, LookupFFNDType dtype,
                           uint64_t position) {
  switch (dtype) {
  case LOOKUPFFN_DTYPE_I8:
    return ((const int8_t *)data)[position];
  case LOOKUPFFN_DTYPE_I16:
    return ((const int16_t *)data)[position];
  case LOOKUPFFN_DTYPE_I64:
    return ((const int64_t *)data)[position];
  default:
    return ((const int32_t *)data)[position];
  }
}

/* Writes "is outside [0, 16)" or "is out of range". */
static void formatRange(int64_t bound, char text[64]) {
  if (bound >= 0)
    snprintf(text, 64, "is outside [0, %lld)", (long long)bound);
  else
    strcpy(text, "is out of range");
}

LookupFFNError *lookupffnDecodeStatus(const LookupFFNLayer *layer,
                                      int64_t status, const void *const *inputs,
                                      const void *const *weights,
                                      int64_t tokens) {
  /* Low 8 bits: kind; next 8: argument; the rest: row-major position. */
  enum { CodeOutOfRange = 1, OtherBatch = 2, PairOutOfRange = 3 };
  uint64_t bits = (uint64_t)status;
  unsigned kind = bits & 0xff;
  int32_t number = (bits >> 8) & 0xff;
  uint64_t position = bits >> 16;
  char range[64];
  if (kind == CodeOutOfRange && inputs && number < layer->num_inputs) {
    const LookupFFNLayerArgument *codes = &layer->inputs[number];
    int64_t last = codes->type.shape[codes->type.rank - 1];
    uint64_t per_token = last > 0 ? (uint64_t)last : 1;
    if (position / per_token < (uint64_t)tokens) {
      formatRange(codes->bound, range);
      return lookupffnMakeError(
          LOOKUPFFN_ERROR_RANGE, "token %llu, code %llu: code %lld %s",
          (unsigned long long)(position / per_token),
          (unsigned long long)(position % per_token),
          (long long)readInteger(inputs[number], codes->type.dtype, position),
          range);
    }
  }
  if (kind == OtherBatch && number < layer->num_inputs) {
    const LookupFFNArgument *input = &layer->inputs[number].type;
    char shape[LOOKUPFFN_SHAPE_CHARS];
    return lookupffnMakeError(
        LOOKUPFFN_ERROR_SHAPE,
        "input '%s': expected shape %s, but got %lld tokens", input->name,
        lookupffnFormatShape(input->shape, input->rank, shape),
        (long long)tokens);
  }
  if (kind == PairOutOfRange && weights && number < layer->num_weights) {
    const LookupFFNLayerArgument *pairs = &layer->weights[number];
    size_t width = lookupffnGetByteWidth(pairs->type.dtype);
    if (position < (uint64_t)pairs->bytes / width) {
      formatRange(pairs->bound, range);
      return lookupffnMakeError(
          LOOKUPFFN_ERROR_RANGE, "weight '%s', pair %llu: index %lld %s",
          pairs->type.name, (unsigned long long)(position / 2),
          (long long)readInteger(weights[number], pairs->type.dtype, position),
          range);
    }
  }
  return lookupffnMakeError(LOOKUPFFN_ERROR_COMPILE,
                            "the compiled code returned status %lld, which it "
                            "should not; please report it",
                            (long long)status);
}
