/*===- Features.c - What this processor can do ----------------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#define _GNU_SOURCE

#include "Features.h"

#include <string.h>
#include <unistd.h>

#if defined(__x86_64__)

#include <cpuid.h>
#include <sys/syscall.h>

typedef struct Feature {
  const char *name;
  unsigned leaf, subleaf, reg, bit;
} Feature;

static const Feature kFeatures[] = {
#define LOOKUPFFN_X86_FEATURE(name, leaf, subleaf, reg, bit)                   \
  {name, leaf, subleaf, reg, bit},
#include "Features.def"
};

/* Bits of XCR0 that the operating system has to have set before registers of the
   feature may be used. */
static unsigned long long getStateBits(const char *name) {
  if (strncmp(name, "amx", 3) == 0)
    return 0x60000;
  if (strncmp(name, "avx512", 6) == 0 || strncmp(name, "avx10", 5) == 0)
    return 0xe6;
  if (strncmp(name, "avx", 3) == 0 || strcmp(name, "fma") == 0 ||
      strcmp(name, "f16c") == 0 || strcmp(name, "fma4") == 0 ||
      strcmp(name, "xop") == 0 || strcmp(name, "vaes") == 0 ||
      strcmp(name, "vpclmulqdq") == 0)
    return 0x6;
  return 0;
}

static unsigned long long readEnabledState(void) {
  unsigned a, b, c, d;
  /* Without OSXSAVE there is no XCR0 to read. */
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c >> 27 & 1))
    return 0;
  __asm__ volatile("xgetbv" : "=a"(a), "=d"(d) : "c"(0));
  return (unsigned long long)d << 32 | a;
}

static int hasFeature(const Feature *feature) {
  unsigned registers[4];
  if (!__get_cpuid_count(feature->leaf, feature->subleaf, &registers[0],
                         &registers[1], &registers[2], &registers[3]))
    return 0;
  /* A subleaf beyond the last one that leaf 7 has means nothing. */
  if (feature->leaf == 7 && feature->subleaf > 0) {
    unsigned last, b, c, d;
    if (!__get_cpuid_count(7, 0, &last, &b, &c, &d) || last < feature->subleaf)
      return 0;
  }
  unsigned long long state = getStateBits(feature->name);
  return registers[feature->reg] >> feature->bit & 1 &&
         (readEnabledState() & state) == state;
}

LookupFFNError *lookupffnRequestFeatures(const char *const *features) {
  /* ARCH_REQ_XCOMP_PERM of XTILEDATA. */
  for (; *features; ++features)
    if (strncmp(*features, "amx", 3) == 0)
      return syscall(SYS_arch_prctl, 0x1023, 18) == 0
                 ? NULL
                 : lookupffnMakeError(LOOKUPFFN_ERROR_TARGET,
                                      "the operating system does not allow "
                                      "AMX; it needs Linux 5.16 or newer");
  return NULL;
}

#else

#if defined(__aarch64__)

#include <sys/auxv.h>

static const struct Feature {
  const char *name;
  int word, bit;
} kFeatures[] = {
#define LOOKUPFFN_AARCH64_FEATURE(name, word, bit) {name, word, bit},
#include "Features.def"
};

static unsigned long long readWord(int word) {
  return getauxval(word == 1 ? AT_HWCAP : AT_HWCAP2);
}

#elif defined(__riscv)

#include <sys/auxv.h>
#include <sys/syscall.h>

static const struct Feature {
  const char *name;
  int word, bit;
} kFeatures[] = {
#define LOOKUPFFN_RISCV_FEATURE(name, word, bit) {name, word, bit},
#include "Features.def"
};

static unsigned long long readWord(int word) {
  if (word == 1)
    return getauxval(AT_HWCAP);
  /* riscv_hwprobe with the key IMA_EXT_0; older kernels know nothing beyond the
     base extensions. */
  struct {
    long long key;
    unsigned long long value;
  } pair = {4, 0};
  if (syscall(258, &pair, 1L, 0L, NULL, 0L) != 0 || pair.key != 4)
    return 0;
  return pair.value;
}

#else
#error "the runtime knows x86-64, AArch64 and RISC-V"
#endif

typedef struct Feature Feature;

static int hasFeature(const Feature *feature) {
  return readWord(feature->word) >> feature->bit & 1;
}

LookupFFNError *lookupffnRequestFeatures(const char *const *features) {
  (void)features;
  return NULL;
}

#endif

const char *lookupffnFindMissingFeature(const char *const *features) {
  for (; *features; ++features) {
    int has = 0;
    for (size_t i = 0; i < sizeof(kFeatures) / sizeof(kFeatures[0]); ++i)
      if (strcmp(kFeatures[i].name, *features) == 0)
        has = hasFeature(&kFeatures[i]);
    if (!has)
      return *features;
  }
  return NULL;
}
