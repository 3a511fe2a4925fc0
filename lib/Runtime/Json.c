/*===- Json.c - Reads JSON piece by piece ---------------------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#include "Json.h"

#include <string.h>

char lookupffnJsonPeek(LookupFFNJson *json) {
  while (json->at < json->end && (*json->at == ' ' || *json->at == '\t' ||
                                  *json->at == '\n' || *json->at == '\r'))
    ++json->at;
  return json->at < json->end ? *json->at : 0;
}

int lookupffnJsonTake(LookupFFNJson *json, char mark) {
  if (lookupffnJsonPeek(json) != mark)
    return 0;
  ++json->at;
  return 1;
}

/* Takes four hexadecimal digits. */
static int takeHex(LookupFFNJson *json, uint32_t *value) {
  *value = 0;
  if (json->end - json->at < 4)
    return 0;
  for (int i = 0; i < 4; ++i) {
    static const char digits[] = "0123456789abcdefABCDEF";
    char c = *json->at++;
    const char *digit = c ? strchr(digits, c) : NULL;
    if (!digit)
      return 0;
    uint32_t number = (uint32_t)(digit - digits);
    *value = *value * 16 + (number < 16 ? number : number - 6);
  }
  return 1;
}

/* Takes the rest of an escape after its backslash. */
static int takeEscape(LookupFFNJson *json, uint32_t *point) {
  static const char names[] = "\"\\/bfnrt";
  static const char values[] = "\"\\/\b\f\n\r\t";
  if (json->at == json->end)
    return 0;
  char c = *json->at++;
  if (c != 'u') {
    const char *name = c ? strchr(names, c) : NULL;
    *point = name ? (uint32_t)values[name - names] : 0;
    return name != NULL;
  }
  if (!takeHex(json, point))
    return 0;
  if (*point < 0xd800 || *point > 0xdfff)
    return 1;
  /* The first half of a pair, of which the second has to follow. */
  uint32_t low;
  if (*point > 0xdbff || json->end - json->at < 6 || json->at[0] != '\\' ||
      json->at[1] != 'u')
    return 0;
  json->at += 2;
  if (!takeHex(json, &low) || low < 0xdc00 || low > 0xdfff)
    return 0;
  *point = 0x10000 + ((*point - 0xd800) << 10) + (low - 0xdc00);
  return 1;
}

/* Takes a character of UTF-8 that is not ASCII, whose first byte is `first`. */
static int takeCharacter(LookupFFNJson *json, unsigned char first,
                         uint32_t *point) {
  int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
  static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
  if (first < 0xc0 || first > 0xf7 || json->end - json->at < more)
    return 0;
  *point = first & (0x3fu >> more);
  for (int i = 0; i < more; ++i) {
    unsigned char next = (unsigned char)*json->at++;
    if ((next & 0xc0) != 0x80)
      return 0;
    *point = *point << 6 | (next & 0x3f);
  }
  return *point >= least[more] && *point <= 0x10ffff &&
         (*point < 0xd800 || *point > 0xdfff);
}

/* Writes the code point `point` in UTF-8. */
static void putCharacter(char **text, uint32_t point) {
  char *to = *text;
  if (point < 0x80) {
    *to++ = (char)point;
  } else {
    int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    static const unsigned char lead[] = {0, 0xc0, 0xe0, 0xf0};
    *to++ = (char)(lead[more] | point >> (6 * more));
    while (more-- > 0)
      *to++ = (char)(0x80 | (point >> (6 * more) & 0x3f));
  }
  *text = to;
}

int lookupffnJsonTakeString(LookupFFNJson *json, char **text) {
  if (!lookupffnJsonTake(json, '"'))
    return 0;
  while (json->at < json->end) {
    unsigned char c = (unsigned char)*json->at++;
    uint32_t point = c;
    if (c == '"') {
      *(*text)++ = 0;
      return 1;
    }
    if (c == '\\' ? !takeEscape(json, &point)
                  : c >= 0x80 && !takeCharacter(json, c, &point))
      return 0;
    /* Bare control characters are not JSON; a 0 would end the C string. */
    if (point == 0 || c < 0x20)
      return 0;
    putCharacter(text, point);
  }
  return 0;
}

int lookupffnJsonTakeInteger(LookupFFNJson *json, int64_t *value) {
  char first = lookupffnJsonPeek(json);
  if (first < '0' || first > '9')
    return 0;
  const char *start = json->at;
  *value = 0;
  for (; json->at < json->end && *json->at >= '0' && *json->at <= '9';
       ++json->at) {
    int digit = *json->at - '0';
    if (*value > (INT64_MAX - digit) / 10)
      return 0;
    *value = *value * 10 + digit;
  }
  /* Neither 01 nor 1.5 nor 1e3. */
  char next = json->at < json->end ? *json->at : 0;
  return (first != '0' || json->at - start == 1) && next != '.' &&
         next != 'e' && next != 'E';
}
