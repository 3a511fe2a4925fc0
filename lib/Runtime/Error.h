/*===- Error.h - Errors of the runtime ------------------------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#ifndef LOOKUPFFN_RUNTIME_ERROR_H
#define LOOKUPFFN_RUNTIME_ERROR_H

#include "lookupffn-c/Types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* An error with a message made as printf does; never NULL. */
LookupFFNError *lookupffnMakeError(LookupFFNErrorCode code, const char *format,
                                   ...) __attribute__((format(printf, 2, 3)));

/* The error for a pointer that must not be NULL: "expected <what>, but got a
   null pointer". */
LookupFFNError *lookupffnMakeNullError(const char *what);

/* Room for a text in a message, longer than any name that means something. */
#define LOOKUPFFN_QUOTED_CHARS 200

/* Writes `text`, which comes from a file and may be anything, to `quoted`,
   which is returned. What a terminal would obey becomes a question mark, and a
   text that is too long ends in three dots. */
const char *lookupffnQuote(const char *text,
                           char quoted[LOOKUPFFN_QUOTED_CHARS]);

#ifdef __cplusplus
}
#endif

#endif /* LOOKUPFFN_RUNTIME_ERROR_H */
