/*===- processes.c - Share packed weights between processes ---------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
|*===----------------------------------------------------------------------===*|
|*                                                                            *|
|* Two processes load one bundle. No page of the weights then belongs to one  *|
|* of them alone, as Linux tells in /proc/self/smaps.                         *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#define _POSIX_C_SOURCE 200809L

#include "lookupffn-c/Runtime.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static LookupFFNBundle *load(char **files) {
  LookupFFNLoadOptions options;
  lookupffnLoadOptionsInit(&options);
  options.residency = LOOKUPFFN_RESIDENCY_POPULATED;
  LookupFFNBundle *bundle = NULL;
  LookupFFNError *error =
      lookupffnBundleLoad(files[0], files[1], &options, &bundle);
  if (error) {
    fprintf(stderr, "%s\n", lookupffnErrorGetMessage(error));
    exit(1);
  }
  return bundle;
}

/* KiB of the mapping of the file `path`: all in memory, and in memory for this
   process alone. */
static void readMapping(const char *path, long *resident, long *own) {
  FILE *file = fopen("/proc/self/smaps", "r");
  char line[4096];
  int inside = 0;
  *resident = *own = 0;
  while (file && fgets(line, sizeof(line), file)) {
    long kib;
    if (strstr(line, path))
      inside = 1;
    else if (inside && sscanf(line, "Rss: %ld", &kib) == 1)
      *resident += kib;
    else if (inside && (sscanf(line, "Private_Clean: %ld", &kib) == 1 ||
                        sscanf(line, "Private_Dirty: %ld", &kib) == 1))
      *own += kib;
    else if (strncmp(line, "VmFlags", 7) == 0)
      inside = 0;
  }
  if (file)
    fclose(file);
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: %s library weights\n", argv[0]);
    return 2;
  }
  int ready[2], done[2];
  if (pipe(ready) || pipe(done))
    return 1;
  fflush(NULL);
  pid_t child = fork();
  if (child < 0)
    return 1;
  char byte = 0;
  LookupFFNBundle *bundle = load(argv + 1);
  if (child == 0) {
    close(done[1]);
    /* Stays until the parent has looked, or is gone. */
    int failed = write(ready[1], &byte, 1) != 1 || read(done[0], &byte, 1) < 0;
    lookupffnBundleDestroy(bundle);
    return failed;
  }
  close(ready[1]);
  int failed = read(ready[0], &byte, 1) != 1;
  long resident, own;
  readMapping(argv[2], &resident, &own);
  printf("%ld KiB in memory, %ld KiB for this process alone\n", resident, own);
  close(done[1]);
  int status = 0;
  failed |= waitpid(child, &status, 0) != child || status;
  lookupffnBundleDestroy(bundle);
  return failed || resident < 12 || own > 0;
}
