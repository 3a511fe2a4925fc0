//===- Lookup.cpp - The lookup by hand, for the benchmark -----------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The same loops as those the compiler chooses for AVX-512 (Schedule.cpp), in
// intrinsics, so that the benchmark tells what the generated code loses to code
// written by hand. Codes are i64 and checked, as those of a caller are. Loops
// over the vectors of a chunk are unrolled by pragma: else GCC keeps their sums
// in memory.
//
//===----------------------------------------------------------------------===//

#if defined(__AVX512F__) && defined(__AVX512VNNI__)

#include <immintrin.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <sys/mman.h>
#include <vector>

namespace {

constexpr int64_t kLanes = 16, kSlice = 64, kChunk = 256, kLine = 64;
constexpr size_t kLargePage = 2 << 20;
constexpr int64_t kSlabBytes = 512 << 10, kMaxSlabTables = 8;

struct F32 {
  using Element = float;
  static constexpr int64_t kAhead = 16, kSlabRatio = 3;
  static __m512 load(const float *row) { return _mm512_loadu_ps(row); }
};
struct F16 {
  using Element = uint16_t;
  static constexpr int64_t kAhead = 32, kSlabRatio = 6;
  static __m512 load(const uint16_t *row) {
    return _mm512_cvtph_ps(
        _mm256_loadu_si256(reinterpret_cast<const __m256i *>(row)));
  }
};
struct BF16 {
  using Element = uint16_t;
  static constexpr int64_t kAhead = 32, kSlabRatio = 6;
  static __m512 load(const uint16_t *row) {
    __m256i half = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(row));
    return _mm512_castsi512_ps(
        _mm512_slli_epi32(_mm512_cvtepu16_epi32(half), 16));
  }
};

/// Memory on large pages, as packed tables of ours are.
void *allocate(size_t bytes) {
  bytes = (bytes + kLargePage - 1) & ~(kLargePage - 1);
  void *memory = std::aligned_alloc(kLargePage, bytes);
  (void)madvise(memory, bytes, MADV_HUGEPAGE);
  return memory;
}

struct Shape {
  int64_t tables, rows, width;
};

struct Batch {
  const int64_t *code;
  const float *score;
  float *y;
  int64_t tokens;
};

bool inBounds(const Shape &shape, const Batch &batch) {
  uint64_t largest = 0;
  for (int64_t i = 0; i < batch.tokens * shape.tables; ++i)
    largest = std::max(largest, static_cast<uint64_t>(batch.code[i]));
  return largest < static_cast<uint64_t>(shape.rows);
}

/// Tables in slices, [O / 64][T][S][64].
template <typename Row> class Sliced {
public:
  using Element = typename Row::Element;

  Sliced(const Shape &shape, const Element *tables) : shape(shape) {
    size_t bytes = shape.tables * shape.rows * shape.width * sizeof(Element);
    packed = static_cast<Element *>(allocate(bytes));
    for (int64_t slice = 0; slice < shape.width / kSlice; ++slice)
      for (int64_t row = 0; row < shape.tables * shape.rows; ++row)
        std::copy_n(
            tables + row * shape.width + slice * kSlice, kSlice,
            &packed[(slice * shape.tables * shape.rows + row) * kSlice]);
  }

  void run(const Batch &batch, const float *bias) {
    if (batch.tokens < shape.rows * Row::kSlabRatio)
      return runTokens(batch, bias);
    for (int64_t first = 0; first < batch.tokens; first += 4096) {
      Batch block = batch;
      block.code += first * shape.tables;
      block.score += first * shape.tables;
      block.y += first * shape.width;
      block.tokens = std::min<int64_t>(4096, batch.tokens - first);
      runSlabs(block, bias);
    }
  }

private:
  const Element *row(int64_t slice, int64_t table, int64_t code) const {
    return &packed[((slice * shape.tables + table) * shape.rows + code) *
                   kSlice];
  }

  /// Inlined by force: GCC takes a function that only prefetches for one
  /// without effects, and drops its calls.
  [[gnu::always_inline]] void prefetch(const Batch &batch, int64_t token,
                                       int64_t column, int64_t table) const {
    int64_t code = batch.code[token * shape.tables + table];
    const Element *first = row(column / kSlice, table, code);
    int64_t stride = shape.tables * shape.rows * kSlice;
    constexpr int64_t step = kLine / sizeof(Element);
    for (int64_t slice = 0; slice < kChunk / kSlice; ++slice)
      for (int64_t offset = 0; offset < kSlice; offset += step)
        _mm_prefetch(
            reinterpret_cast<const char *>(first + slice * stride + offset),
            _MM_HINT_T0);
  }

  void runTokens(const Batch &batch, const float *bias) const {
    constexpr int64_t vectors = kChunk / kLanes;
    int64_t stride = shape.tables * shape.rows * kSlice;
    for (int64_t token = 0; token < batch.tokens; ++token)
      for (int64_t column = 0; column < shape.width; column += kChunk) {
        bool end = column + kChunk == shape.width;
        int64_t nextToken = end ? std::min(token + 1, batch.tokens - 1) : token;
        int64_t nextColumn = end ? 0 : column + kChunk;
        __m512 sums[vectors];
#pragma GCC unroll 16
        for (int64_t v = 0; v < vectors; ++v)
          sums[v] = _mm512_loadu_ps(bias + column + v * kLanes);
        int64_t last = std::max<int64_t>(0, shape.tables - Row::kAhead);
        for (int64_t table = 0; table < shape.tables; ++table) {
          int64_t at = token * shape.tables + table;
          __m512 weight = _mm512_set1_ps(batch.score[at]);
          const Element *first = row(column / kSlice, table, batch.code[at]);
#pragma GCC unroll 16
          for (int64_t v = 0; v < vectors; ++v) {
            const Element *source =
                first + v * kLanes / kSlice * stride + v * kLanes % kSlice;
            sums[v] = _mm512_fmadd_ps(weight, Row::load(source), sums[v]);
          }
          if (table < last)
            prefetch(batch, token, column, table + Row::kAhead);
          else
            prefetch(batch, nextToken, nextColumn, table - last);
        }
#pragma GCC unroll 16
        for (int64_t v = 0; v < vectors; ++v)
          _mm512_storeu_ps(batch.y + token * shape.width + column + v * kLanes,
                           sums[v]);
      }
  }

  void runSlabs(const Batch &batch, const float *bias) {
    constexpr int64_t vectors = kSlice / kLanes;
    int64_t tableElements = shape.rows * kSlice;
    int64_t group = std::clamp<int64_t>(
        kSlabBytes / (tableElements * sizeof(Element)), 1, kMaxSlabTables);
    partial.resize(batch.tokens * kSlice);
    const Element *end = packed + shape.tables * shape.rows * shape.width;
    constexpr int64_t step = kLine / sizeof(Element);
    int64_t lines = (group * tableElements + step - 1) / step;
    int64_t share = (lines + batch.tokens - 1) / batch.tokens * step;
    for (int64_t slice = 0; slice < shape.width / kSlice; ++slice)
      for (int64_t begin = 0; begin < shape.tables; begin += group) {
        int64_t stop = std::min(begin + group, shape.tables);
        const Element *next = row(slice, stop, 0);
        const Element *nextEnd = std::min(next + group * tableElements, end);
        for (int64_t token = 0; token < batch.tokens; ++token) {
          const Element *line = next + token * share;
          const Element *lineEnd = std::min(line + share, nextEnd);
          for (; line < lineEnd; line += step)
            _mm_prefetch(reinterpret_cast<const char *>(line), _MM_HINT_T1);
          const float *from =
              begin == 0 ? bias + slice * kSlice : &partial[token * kSlice];
          float *to = stop == shape.tables
                          ? batch.y + token * shape.width + slice * kSlice
                          : &partial[token * kSlice];
          __m512 sums[vectors];
#pragma GCC unroll 16
          for (int64_t v = 0; v < vectors; ++v)
            sums[v] = _mm512_loadu_ps(from + v * kLanes);
          for (int64_t table = begin; table < stop; ++table) {
            int64_t at = token * shape.tables + table;
            const Element *source = row(slice, table, batch.code[at]);
            __m512 weight = _mm512_set1_ps(batch.score[at]);
#pragma GCC unroll 16
            for (int64_t v = 0; v < vectors; ++v)
              sums[v] = _mm512_fmadd_ps(weight, Row::load(source + v * kLanes),
                                        sums[v]);
          }
#pragma GCC unroll 16
          for (int64_t v = 0; v < vectors; ++v)
            _mm512_storeu_ps(to + v * kLanes, sums[v]);
        }
      }
  }

  Shape shape;
  Element *packed;
  std::vector<float> partial;
};

/// Rows of i8, whole, with weights of 8 bits. All weights are taken to be
/// positive and near one another.
class Bytes {
public:
  Bytes(const Shape &shape, const int8_t *source, const float *scales)
      : shape(shape), scales(scales), weights(shape.tables),
        bytes(shape.tables) {
    size_t size = shape.tables * shape.rows * shape.width;
    tables = static_cast<int8_t *>(allocate(size));
    std::memcpy(tables, source, size);
  }

  void run(const Batch &batch, const float *bias) {
    for (int64_t token = 0; token < batch.tokens; ++token)
      runToken(batch, token, bias);
  }

private:
  static constexpr int64_t kAhead = 32;

  void runToken(const Batch &batch, int64_t token, const float *bias) {
    const int64_t *code = batch.code + token * shape.tables;
    const float *score = batch.score + token * shape.tables;
    float largest = 0;
    for (int64_t table = 0; table < shape.tables; ++table) {
      weights[table] = score[table] * scales[table * shape.rows + code[table]];
      largest = std::max(largest, weights[table]);
    }
    float factor = 255 / largest, unit = largest / 255;
    for (int64_t table = 0; table < shape.tables; ++table)
      bytes[table] = static_cast<uint8_t>(weights[table] * factor + 0.5f);
    for (int64_t column = 0; column < shape.width; column += kChunk) {
      bool end = column + kChunk == shape.width;
      int64_t nextToken = end ? std::min(token + 1, batch.tokens - 1) : token;
      const int64_t *nextCode = batch.code + nextToken * shape.tables;
      int64_t nextColumn = end ? 0 : column + kChunk;
      __m512i sums[16];
      for (__m512i &sum : sums)
        sum = _mm512_setzero_si512();
      for (int64_t table = 0; table < shape.tables; table += 4) {
        addFour(code, table, column, sums);
        bool within = table + kAhead < shape.tables;
        for (int64_t row = table; row < table + 4; ++row) {
          int64_t ahead = within ? row + kAhead : row + kAhead - shape.tables;
          const int8_t *source =
              tables +
              (ahead * shape.rows + (within ? code : nextCode)[ahead]) *
                  shape.width +
              (within ? column : nextColumn);
          for (int64_t offset = 0; offset < kChunk; offset += kLine)
            _mm_prefetch(reinterpret_cast<const char *>(source + offset),
                         _MM_HINT_T0);
        }
      }
      store(batch.y + token * shape.width + column, bias + column, unit, sums);
    }
  }

  void addFour(const int64_t *code, int64_t table, int64_t column,
               __m512i *sums) const {
    int32_t four;
    std::memcpy(&four, &bytes[table], 4);
    __m512i weight = _mm512_set1_epi32(four);
    const int8_t *rows[4];
    for (int64_t k = 0; k < 4; ++k)
      rows[k] = tables +
                ((table + k) * shape.rows + code[table + k]) * shape.width +
                column;
#pragma GCC unroll 16
    for (int64_t part = 0; part < kChunk / 64; ++part) {
      __m512i r0 = _mm512_loadu_si512(rows[0] + part * 64);
      __m512i r1 = _mm512_loadu_si512(rows[1] + part * 64);
      __m512i r2 = _mm512_loadu_si512(rows[2] + part * 64);
      __m512i r3 = _mm512_loadu_si512(rows[3] + part * 64);
      __m512i low01 = _mm512_unpacklo_epi8(r0, r1);
      __m512i high01 = _mm512_unpackhi_epi8(r0, r1);
      __m512i low23 = _mm512_unpacklo_epi8(r2, r3);
      __m512i high23 = _mm512_unpackhi_epi8(r2, r3);
      __m512i *s = sums + part * 4;
      s[0] = _mm512_dpbusd_epi32(s[0], weight,
                                 _mm512_unpacklo_epi16(low01, low23));
      s[1] = _mm512_dpbusd_epi32(s[1], weight,
                                 _mm512_unpackhi_epi16(low01, low23));
      s[2] = _mm512_dpbusd_epi32(s[2], weight,
                                 _mm512_unpacklo_epi16(high01, high23));
      s[3] = _mm512_dpbusd_epi32(s[3], weight,
                                 _mm512_unpackhi_epi16(high01, high23));
    }
  }

  static void store(float *y, const float *bias, float unit,
                    const __m512i *sums) {
#pragma GCC unroll 16
    for (int64_t part = 0; part < kChunk / 64; ++part) {
      const __m512i *s = sums + part * 4;
      // A transpose of 4 x 4 groups of four columns.
      __m512i a = _mm512_shuffle_i32x4(s[0], s[1], 0x44);
      __m512i b = _mm512_shuffle_i32x4(s[0], s[1], 0xee);
      __m512i c = _mm512_shuffle_i32x4(s[2], s[3], 0x44);
      __m512i d = _mm512_shuffle_i32x4(s[2], s[3], 0xee);
      __m512i ordered[4] = {
          _mm512_shuffle_i32x4(a, c, 0x88), _mm512_shuffle_i32x4(a, c, 0xdd),
          _mm512_shuffle_i32x4(b, d, 0x88), _mm512_shuffle_i32x4(b, d, 0xdd)};
#pragma GCC unroll 16
      for (int64_t v = 0; v < 4; ++v) {
        int64_t at = part * 64 + v * kLanes;
        _mm512_storeu_ps(y + at, _mm512_fmadd_ps(_mm512_set1_ps(unit),
                                                 _mm512_cvtepi32_ps(ordered[v]),
                                                 _mm512_loadu_ps(bias + at)));
      }
    }
  }

  Shape shape;
  int8_t *tables;
  const float *scales;
  std::vector<float> weights;
  std::vector<uint8_t> bytes;
};

struct Kernel {
  Shape shape;
  std::vector<float> bias;
  Sliced<F32> *f32 = nullptr;
  Sliced<F16> *f16 = nullptr;
  Sliced<BF16> *bf16 = nullptr;
  Bytes *i8 = nullptr;
};

} // namespace

/// A kernel for tables of f32, f16, bf16 or i8 (0 to 3); null for widths that
/// are no multiple of a chunk and tables no multiple of 4. It lives as long as
/// the process, and copies the tables but not the scales.
extern "C" void *lookupffnIntrinsicsCreate(int64_t type, int64_t tables,
                                           int64_t rows, int64_t width,
                                           const void *data,
                                           const float *scales) {
  if (width % kChunk != 0 || tables % 4 != 0 || tables < 32)
    return nullptr;
  auto *kernel = new Kernel{{tables, rows, width}, std::vector<float>(width)};
  if (type == 0)
    kernel->f32 =
        new Sliced<F32>(kernel->shape, static_cast<const float *>(data));
  else if (type == 1)
    kernel->f16 =
        new Sliced<F16>(kernel->shape, static_cast<const uint16_t *>(data));
  else if (type == 2)
    kernel->bf16 =
        new Sliced<BF16>(kernel->shape, static_cast<const uint16_t *>(data));
  else
    kernel->i8 =
        new Bytes(kernel->shape, static_cast<const int8_t *>(data), scales);
  return kernel;
}

/// 0, or 1 when a code names no row.
extern "C" int64_t lookupffnIntrinsicsRun(void *handle, const int64_t *code,
                                          const float *score, float *y,
                                          int64_t tokens) {
  auto *kernel = static_cast<Kernel *>(handle);
  Batch batch{code, score, y, tokens};
  if (!inBounds(kernel->shape, batch))
    return 1;
  const float *bias = kernel->bias.data();
  if (kernel->f32)
    kernel->f32->run(batch, bias);
  else if (kernel->f16)
    kernel->f16->run(batch, bias);
  else if (kernel->bf16)
    kernel->bf16->run(batch, bias);
  else
    kernel->i8->run(batch, bias);
  return 0;
}

#endif // AVX-512
