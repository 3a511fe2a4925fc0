/*===- amx.c - Executes AMX-INT8 where the CPU does not -------------------===*\
|*                                                                            *|
|* Part of the lookupffn project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
|*===----------------------------------------------------------------------===*|
|*                                                                            *|
|* Linked into a program, handles the signal that a CPU without AMX, or one   *|
|* whose tiles nobody has asked Linux for, raises for its instructions, and   *|
|* does what volume 2 of Intel's manual says they do: ldtilecfg, sttilecfg,   *|
|* tilerelease, tilezero, tileloadd, tilestored and tdpbssd. Any other        *|
|* unknown instruction, and tiles whose sizes do not agree, end the program.  *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

enum { NUM_TILES = 8, MAX_ROWS = 16, MAX_BYTES = 64 };

/* The operand of ldtilecfg. */
typedef struct Config {
  uint8_t palette, start_row, reserved[14];
  uint16_t bytes[16];
  uint8_t rows[16];
} Config;

_Static_assert(sizeof(Config) == 64, "what ldtilecfg reads");

static Config config;
static int8_t tiles[NUM_TILES][MAX_ROWS][MAX_BYTES];

/* A handler may call no more than this. */
static void check(int good, const char *what) {
  static const char prefix[] = "amx: ";
  if (good)
    return;
  ssize_t ignored = write(2, prefix, sizeof prefix - 1);
  ignored = write(2, what, strlen(what));
  ignored = write(2, "\n", 1);
  (void)ignored;
  _exit(1);
}

static void configure(const void *from) {
  memcpy(&config, from, sizeof config);
  memset(tiles, 0, sizeof tiles);
  check(config.palette <= 1 && config.start_row == 0, "unknown palette");
  for (int t = 0; t < NUM_TILES; ++t)
    check(config.rows[t] <= MAX_ROWS && config.bytes[t] <= MAX_BYTES,
          "a tile is too large");
}

static void release(void) {
  memset(&config, 0, sizeof config);
  memset(tiles, 0, sizeof tiles);
}

static void require(unsigned tile) {
  check(config.palette == 1 && tile < NUM_TILES && config.rows[tile] > 0 &&
            config.bytes[tile] > 0,
        "a tile is used that is not configured");
}

static void zero(unsigned tile) {
  require(tile);
  memset(tiles[tile], 0, sizeof tiles[tile]);
}

static void load(unsigned tile, const char *from, int64_t stride) {
  zero(tile);
  for (int row = 0; row < config.rows[tile]; ++row)
    memcpy(tiles[tile][row], from + row * stride, config.bytes[tile]);
}

static void store(unsigned tile, char *to, int64_t stride) {
  require(tile);
  for (int row = 0; row < config.rows[tile]; ++row)
    memcpy(to + row * stride, tiles[tile][row], config.bytes[tile]);
}

/* c[m][n] += sum over k and i of a[m][4 k + i] * b[k][4 n + i]. */
static void multiply(unsigned c, unsigned a, unsigned b) {
  require(a);
  require(b);
  require(c);
  check(config.rows[c] == config.rows[a] &&
            config.bytes[c] == config.bytes[b] &&
            config.bytes[a] == 4 * config.rows[b],
        "tiles of tdpbssd do not agree");
  check(c != a && c != b && a != b, "tiles of tdpbssd are not distinct");
  for (int m = 0; m < config.rows[c]; ++m)
    for (int n = 0; n < config.bytes[c] / 4; ++n) {
      int32_t sum;
      memcpy(&sum, &tiles[c][m][4 * n], sizeof sum);
      for (int k = 0; k < config.rows[b]; ++k)
        for (int i = 0; i < 4; ++i)
          sum += tiles[a][m][4 * k + i] * tiles[b][k][4 * n + i];
      memcpy(&tiles[c][m][4 * n], &sum, sizeof sum);
    }
}

/* General registers by their number in an instruction. */
static int64_t read_register(const ucontext_t *context, unsigned number) {
  static const int names[16] = {
      REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
      REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};
  return context->uc_mcontext.gregs[names[number]];
}

/* A memory operand: rows are `stride` apart where there is an index. */
typedef struct Operand {
  char *address;
  int64_t stride;
  /* The byte behind it. */
  const uint8_t *end;
} Operand;

static Operand read_operand(const ucontext_t *context, const uint8_t *modrm,
                            unsigned x, unsigned b) {
  unsigned mod = *modrm >> 6, rm = *modrm & 7;
  const uint8_t *next = modrm + 1;
  int64_t base = 0, stride = 0;
  int has_base = 1;
  if (rm == 4) {
    unsigned sib = *next++, index = (sib >> 3 & 7) | x << 3;
    if (index != 4)
      stride = read_register(context, index) * (INT64_C(1) << (sib >> 6));
    has_base = mod != 0 || (sib & 7) != 5;
    if (has_base)
      base = read_register(context, (sib & 7) | b << 3);
  } else {
    has_base = mod != 0 || rm != 5;
    if (has_base)
      base = read_register(context, rm | b << 3);
  }
  int32_t offset = 0;
  if (mod == 1) {
    offset = (int8_t)*next++;
  } else if (mod == 2 || !has_base) {
    memcpy(&offset, next, sizeof offset);
    next += sizeof offset;
  }
  /* Without a base and an index byte, the address is relative. */
  if (!has_base && rm == 5)
    base = (int64_t)(intptr_t)next;
  return (Operand){(char *)(intptr_t)(base + offset), stride, next};
}

static void handle(int signal, siginfo_t *info, void *state) {
  (void)signal, (void)info;
  ucontext_t *context = state;
  const uint8_t *code =
      (const uint8_t *)(intptr_t)context->uc_mcontext.gregs[REG_RIP];
  /* The VEX prefix of three bytes, opcode map 0F 38, W and L 0. */
  check(code[0] == 0xc4 && (code[1] & 0x1f) == 2 && (code[2] & 0x84) == 0,
        "unknown instruction");
  unsigned x = !(code[1] >> 6 & 1), b = !(code[1] >> 5 & 1);
  unsigned third = ~code[2] >> 3 & 15, opcode = code[3];
  const uint8_t *modrm = code + 4, *end = modrm + 1;
  unsigned is_memory = *modrm >> 6 != 3, reg = *modrm >> 3 & 7, rm = *modrm & 7;
  enum { NONE, P66, F3, F2 } prefix = code[2] & 3;
  Operand operand = {0};
  if (is_memory) {
    operand = read_operand(context, modrm, x, b);
    end = operand.end;
  }
  if (opcode == 0x49 && prefix == NONE && is_memory)
    configure(operand.address);
  else if (opcode == 0x49 && prefix == P66 && is_memory)
    memcpy(operand.address, &config, sizeof config);
  else if (opcode == 0x49 && prefix == NONE && *modrm == 0xc0)
    release();
  else if (opcode == 0x49 && prefix == F2 && !is_memory && rm == 0)
    zero(reg);
  else if (opcode == 0x4b && (prefix == F2 || prefix == P66) && is_memory)
    load(reg, operand.address, operand.stride);
  else if (opcode == 0x4b && prefix == F3 && is_memory)
    store(reg, operand.address, operand.stride);
  else if (opcode == 0x5e && prefix == F2 && !is_memory)
    multiply(reg, rm, third);
  else
    check(0, "unknown instruction");
  context->uc_mcontext.gregs[REG_RIP] = (greg_t)(intptr_t)end;
}

__attribute__((constructor)) static void install(void) {
  struct sigaction action = {0};
  action.sa_sigaction = handle;
  action.sa_flags = SA_SIGINFO;
  check(sigaction(SIGILL, &action, NULL) == 0, "cannot handle SIGILL");
}
