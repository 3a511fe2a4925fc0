/*===- driver.c - Runs kernels of another architecture --------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
|*===----------------------------------------------------------------------===*|
|*                                                                            *|
|* Linked with the kernels of kernels.inc, each a line KERNEL(name), or       *|
|* PACKED_KERNEL(name) where weights are packed. Reads jobs from a file and   *|
|* writes results to another, as test/python/cross.py makes and reads them:   *|
|* int64 numbers and raw data, in the byte order of all our targets.          *|
|*                                                                            *|
|* Every buffer ends at a page that must not be touched, so that a load or a  *|
|* store past the end stops the program.                                      *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef int64_t (*Run)(void *const *arguments, int64_t tokens, void *scratch);
typedef int64_t (*Pack)(void *const *arguments);

#define KERNEL(name)                                                           \
  int64_t name(void *const *arguments, int64_t tokens, void *scratch);
#define PACKED_KERNEL(name)                                                    \
  KERNEL(name)                                                                 \
  int64_t name##_pack(void *const *arguments);
#include "kernels.inc"
#undef KERNEL
#undef PACKED_KERNEL

#define KERNEL(name) {name, NULL},
#define PACKED_KERNEL(name) {name, name##_pack},
static const struct {
  Run run;
  Pack pack;
} kernels[] = {
#include "kernels.inc"
};

enum { MAX_POINTERS = 64 };

static FILE *jobs, *results;

static void check(int good, const char *what) {
  if (good)
    return;
  fprintf(stderr, "driver: cannot %s\n", what);
  exit(1);
}

static int64_t read_number(void) {
  int64_t number;
  check(fread(&number, sizeof number, 1, jobs) == 1, "read a number");
  return number;
}

static void write_data(const void *data, size_t bytes) {
  check(fwrite(data, 1, bytes, results) == bytes, "write a result");
}

typedef struct Buffer {
  void *data;
  size_t bytes;
  void *pages;
  size_t length;
} Buffer;

/* What kernels rely on for packed data and scratch; the caller's arrays are
   aligned to their elements only. */
static Buffer allocate(size_t bytes, size_t alignment) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  size_t used = (bytes + alignment - 1) / alignment * alignment;
  size_t length = (used + page - 1) / page * page + page;
  char *pages = mmap(NULL, length, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  check(pages != MAP_FAILED, "allocate");
  check(mprotect(pages + length - page, page, PROT_NONE) == 0,
        "protect a page");
  Buffer buffer = {pages + length - page - used, bytes, pages, length};
  return buffer;
}

static void release(Buffer *buffers, int64_t count) {
  for (int64_t i = 0; i < count; ++i)
    munmap(buffers[i].pages, buffers[i].length);
}

/* Sizes in bytes, each followed by that much data. */
static void read_buffers(Buffer *buffers, int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    size_t bytes = (size_t)read_number();
    buffers[i] = allocate(bytes, 1);
    check(fread(buffers[i].data, 1, bytes, jobs) == bytes, "read data");
  }
}

static void run_job(void) {
  int64_t kernel = read_number();
  int64_t num_weights = read_number(), num_packed = read_number();
  int64_t scratch_bytes = read_number(), num_runs = read_number();
  check(num_weights + num_packed <= MAX_POINTERS, "hold so many weights");
  Buffer weights[MAX_POINTERS], packed[MAX_POINTERS];
  void *pointers[MAX_POINTERS];
  read_buffers(weights, num_weights);
  int64_t num_owned = 0;
  for (int64_t i = 0; i < num_weights; ++i)
    pointers[i] = weights[i].data;
  /* A packed buffer is a weight as it is, or has a size of its own. */
  for (int64_t i = 0; i < num_packed; ++i) {
    int64_t weight = read_number(), bytes = read_number();
    if (weight < 0)
      packed[num_owned++] = allocate((size_t)bytes, 64);
    pointers[num_weights + i] =
        weight < 0 ? packed[num_owned - 1].data : weights[weight].data;
  }
  Buffer scratch = allocate((size_t)scratch_bytes, 64);
  int64_t status = kernels[kernel].pack ? kernels[kernel].pack(pointers) : 0;
  write_data(&status, sizeof status);

  for (int64_t run = 0; run < num_runs; ++run) {
    int64_t tokens = read_number();
    int64_t num_inputs = read_number(), num_outputs = read_number();
    check(num_inputs + num_packed + num_outputs <= MAX_POINTERS,
          "hold so many arguments");
    Buffer inputs[MAX_POINTERS], outputs[MAX_POINTERS];
    void *arguments[MAX_POINTERS];
    read_buffers(inputs, num_inputs);
    for (int64_t i = 0; i < num_inputs; ++i)
      arguments[i] = inputs[i].data;
    memcpy(arguments + num_inputs, pointers + num_weights,
           (size_t)num_packed * sizeof *arguments);
    for (int64_t i = 0; i < num_outputs; ++i) {
      outputs[i] = allocate((size_t)read_number(), 1);
      memset(outputs[i].data, 0x7f, outputs[i].bytes);
      arguments[num_inputs + num_packed + i] = outputs[i].data;
    }
    /* What is in scratch must not matter. */
    memset(scratch.data, 0xff, scratch.bytes);
    status = kernels[kernel].run(arguments, tokens, scratch.data);
    write_data(&status, sizeof status);
    for (int64_t i = 0; i < num_outputs; ++i)
      write_data(outputs[i].data, outputs[i].bytes);
    release(inputs, num_inputs);
    release(outputs, num_outputs);
  }
  release(weights, num_weights);
  release(packed, num_owned);
  release(&scratch, 1);
}

int main(int argc, char **argv) {
  check(argc == 3, "run without the files of jobs and of results");
  jobs = fopen(argv[1], "rb");
  results = fopen(argv[2], "wb");
  check(jobs && results, "open a file");
  for (int64_t count = read_number(); count > 0; --count)
    run_job();
  check(fclose(results) == 0, "write the results");
  return 0;
}
