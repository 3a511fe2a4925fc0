/*===- Error.c - Errors of the runtime ------------------------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#include "Error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct LookupFFNError {
  LookupFFNErrorCode code;
  char message[];
};

/* What is returned when there is no memory for a message. It belongs to no one,
   so destroying it does nothing. */
static const struct {
  LookupFFNErrorCode code;
  char message[48];
} kNoMemory = {LOOKUPFFN_ERROR_SYSTEM, "cannot allocate memory for a message"};

static LookupFFNError *getNoMemory(void) {
  return (LookupFFNError *)(uintptr_t)&kNoMemory;
}

LookupFFNError *lookupffnMakeError(LookupFFNErrorCode code, const char *format,
                                   ...) {
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  LookupFFNError *error = NULL;
  if (length >= 0)
    error = malloc(sizeof(LookupFFNError) + (size_t)length + 1);
  if (error) {
    error->code = code;
    vsnprintf(error->message, (size_t)length + 1, format, again);
  }
  va_end(again);
  return error ? error : getNoMemory();
}

LookupFFNError *lookupffnMakeNullError(const char *what) {
  return lookupffnMakeError(LOOKUPFFN_ERROR_VALUE,
                            "expected %s, but got a null pointer", what);
}

const char *lookupffnQuote(const char *text,
                           char quoted[LOOKUPFFN_QUOTED_CHARS]) {
  size_t length = 0;
  for (const char *at = text; *at; ++at) {
    unsigned char c = (unsigned char)*at, next = (unsigned char)at[1];
    /* Room for this character, three dots and a 0. */
    if (length + 5 > LOOKUPFFN_QUOTED_CHARS) {
      /* A character of UTF-8 goes as a whole. */
      while (length && ((unsigned char)*at & 0xc0) == 0x80)
        --at, --length;
      memcpy(quoted + length, "...", 3);
      length += 3;
      break;
    }
    /* The control characters from U+0080 to U+009F have two bytes in UTF-8. */
    int is_long = c == 0xc2 && next >= 0x80 && next <= 0x9f;
    at += is_long;
    quoted[length++] = is_long || c < 0x20 || c == 0x7f ? '?' : (char)c;
  }
  quoted[length] = 0;
  return quoted;
}

LookupFFNErrorCode lookupffnErrorGetCode(const LookupFFNError *error) {
  return error ? error->code : (LookupFFNErrorCode)0;
}

const char *lookupffnErrorGetMessage(const LookupFFNError *error) {
  return error ? error->message : "";
}

void lookupffnErrorDestroy(LookupFFNError *error) {
  if (error != getNoMemory())
    free(error);
}
