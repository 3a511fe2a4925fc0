/*===- header.c - The C header compiles alone -----------------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#include "lookupffn-c/Compiler.h"

/* ISO C wants something in a translation unit. */
typedef LookupFFNOptions LookupFFNHeaderIsC11;
