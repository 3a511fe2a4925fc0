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

constexpr int64_t kLanes = 16, kChunk = 256, kLine = 64, kBlock = 4096;
/// Bytes of a row of a slice.
constexpr int64_t kSliceBytes = 128;
constexpr size_t kLargePage = 2 << 20;

/// How rows of one type are added up: `add` takes those of two vectors of sums,
/// which `load` and `store` bring from and to the order of the columns.
/// `kAhead` and `kSliceAhead` are the rows between a prefetch and its use token
/// by token and slice by slice, `kSliceTokens` and `kSlabTokens` the batch
/// sizes from which slices of all tables and slabs of `kSlabTables` win.
struct F32 {
  using Element = float;
  static constexpr int64_t kAhead = 16, kSliceAhead = 64, kSlabTables = 16;
  static constexpr int64_t kSliceTokens = 4, kSlabTokens = 1024;
  static void add(const float *row, __m512 weight, __m512 *sums) {
    sums[0] = _mm512_fmadd_ps(weight, _mm512_loadu_ps(row), sums[0]);
    sums[1] = _mm512_fmadd_ps(weight, _mm512_loadu_ps(row + kLanes), sums[1]);
  }
  static void load(const float *from, __m512 *sums) {
    sums[0] = _mm512_loadu_ps(from);
    sums[1] = _mm512_loadu_ps(from + kLanes);
  }
  static void store(float *to, const __m512 *sums) {
    _mm512_storeu_ps(to, sums[0]);
    _mm512_storeu_ps(to + kLanes, sums[1]);
  }
};
struct F16 : F32 {
  using Element = uint16_t;
  static constexpr int64_t kAhead = 32, kSliceAhead = 128, kSlabTables = 8;
  static constexpr int64_t kSliceTokens = 16, kSlabTokens = INT64_MAX;
  static __m512 convert(const uint16_t *row) {
    return _mm512_cvtph_ps(
        _mm256_loadu_si256(reinterpret_cast<const __m256i *>(row)));
  }
  static void add(const uint16_t *row, __m512 weight, __m512 *sums) {
    sums[0] = _mm512_fmadd_ps(weight, convert(row), sums[0]);
    sums[1] = _mm512_fmadd_ps(weight, convert(row + kLanes), sums[1]);
  }
};
/// Words of two columns: sums of the even ones, then those of the odd ones.
struct BF16 {
  using Element = uint16_t;
  static constexpr int64_t kAhead = 32, kSliceAhead = 128, kSlabTables = 8;
  static constexpr int64_t kSliceTokens = 16, kSlabTokens = 2048;
  static void add(const uint16_t *row, __m512 weight, __m512 *sums) {
    __m512i words = _mm512_loadu_si512(row);
    __m512i odd = _mm512_and_si512(words, _mm512_set1_epi32(0xffff0000));
    sums[0] = _mm512_fmadd_ps(
        weight, _mm512_castsi512_ps(_mm512_slli_epi32(words, 16)), sums[0]);
    sums[1] = _mm512_fmadd_ps(weight, _mm512_castsi512_ps(odd), sums[1]);
  }
  static void load(const float *from, __m512 *sums) {
    __m512i even = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22,
                                     24, 26, 28, 30);
    __m512i odd = _mm512_add_epi32(even, _mm512_set1_epi32(1));
    __m512 low = _mm512_loadu_ps(from), high = _mm512_loadu_ps(from + kLanes);
    sums[0] = _mm512_permutex2var_ps(low, even, high);
    sums[1] = _mm512_permutex2var_ps(low, odd, high);
  }
  static void store(float *to, const __m512 *sums) {
    __m512i low = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6,
                                    22, 7, 23);
    __m512i high = _mm512_add_epi32(low, _mm512_set1_epi32(8));
    _mm512_storeu_ps(to, _mm512_permutex2var_ps(sums[0], low, sums[1]));
    _mm512_storeu_ps(to + kLanes,
                     _mm512_permutex2var_ps(sums[0], high, sums[1]));
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
  /// The block from token `first` on.
  Batch from(const Shape &shape, int64_t first) const {
    return {code + first * shape.tables, score + first * shape.tables,
            y + first * shape.width, std::min(kBlock, tokens - first)};
  }

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

/// Tables in slices of `kSliceBytes` a row, [O / W][T][S][W].
template <typename Element> class Slices {
public:
  static constexpr int64_t kWidth = kSliceBytes / sizeof(Element);

  Slices(const Shape &shape, const Element *tables) : shape(shape) {
    int64_t rows = shape.tables * shape.rows;
    packed =
        static_cast<Element *>(allocate(rows * shape.width * sizeof(Element)));
    for (int64_t slice = 0; slice < shape.width / kWidth; ++slice)
      for (int64_t row = 0; row < rows; ++row)
        std::copy_n(tables + row * shape.width + slice * kWidth, kWidth,
                    &packed[(slice * rows + row) * kWidth]);
  }

  const Element *row(int64_t slice, int64_t table, int64_t code) const {
    return &packed[((slice * shape.tables + table) * shape.rows + code) *
                   kWidth];
  }

  /// `slices` slices of one row, from `slice` on. Inlined by force: GCC takes a
  /// function that only prefetches for one without effects, and drops its
  /// calls.
  [[gnu::always_inline]] void prefetch(int64_t slice, int64_t slices,
                                       int64_t table, int64_t code) const {
    auto *line = reinterpret_cast<const char *>(row(slice, table, code));
    int64_t stride = shape.tables * shape.rows * kSliceBytes;
    for (int64_t i = 0; i < slices; ++i)
      for (int64_t offset = 0; offset < kSliceBytes; offset += kLine)
        _mm_prefetch(line + i * stride + offset, _MM_HINT_T1);
  }

  Shape shape;
  Element *packed;
};

/// A token, and where its chunk or slice begins.
struct Place {
  int64_t token, slice;
};

template <typename Row> class Floats {
public:
  using Element = typename Row::Element;

  Floats(const Shape &shape, const Element *tables) : tables(shape, tables) {}

  void run(const Batch &batch, const float *bias) {
    if (batch.tokens < Row::kSliceTokens)
      return runTokens(batch, bias);
    for (int64_t first = 0; first < batch.tokens; first += kBlock) {
      Batch block = batch.from(tables.shape, first);
      if (batch.tokens < Row::kSlabTokens)
        runSlices(block, bias);
      else
        runSlabs(block, bias);
    }
  }

private:
  static constexpr int64_t kWidth = Slices<Element>::kWidth;
  static constexpr int64_t kSliceVectors = kWidth / kLanes;

  template <int64_t slices>
  [[gnu::always_inline]] void addRow(const Element *row, float score,
                                     __m512 *sums) const {
    const Shape &shape = tables.shape;
    __m512 weight = _mm512_set1_ps(score);
#pragma GCC unroll 16
    for (int64_t v = 0; v < slices * kSliceVectors; v += 2)
      Row::add(row + v / kSliceVectors * shape.tables * shape.rows * kWidth +
                   v % kSliceVectors * kLanes,
               weight, sums + v);
  }

  /// All rows of `slices` slices of a token. The last steps prefetch the first
  /// rows of `next`.
  template <int64_t slices, int64_t ahead>
  [[gnu::always_inline]] void runChunk(const Batch &batch, const float *bias,
                                       Place place, Place next) const {
    constexpr int64_t vectors = slices * kSliceVectors;
    const Shape &shape = tables.shape;
    int64_t first = place.token * shape.tables, column = place.slice * kWidth;
    const int64_t *code = batch.code + first;
    const int64_t *nextCode = batch.code + next.token * shape.tables;
    __m512 sums[vectors];
#pragma GCC unroll 16
    for (int64_t v = 0; v < vectors; v += 2)
      Row::load(bias + column + v * kLanes, sums + v);
    int64_t last = std::max<int64_t>(0, shape.tables - ahead);
    for (int64_t table = 0; table < last; ++table) {
      addRow<slices>(tables.row(place.slice, table, code[table]),
                     batch.score[first + table], sums);
      tables.prefetch(place.slice, slices, table + ahead, code[table + ahead]);
    }
    for (int64_t table = last; table < shape.tables; ++table) {
      addRow<slices>(tables.row(place.slice, table, code[table]),
                     batch.score[first + table], sums);
      tables.prefetch(next.slice, slices, table - last, nextCode[table - last]);
    }
#pragma GCC unroll 16
    for (int64_t v = 0; v < vectors; v += 2)
      Row::store(batch.y + place.token * shape.width + column + v * kLanes,
                 sums + v);
  }

  void runTokens(const Batch &batch, const float *bias) const {
    constexpr int64_t step = kChunk / kWidth;
    int64_t slices = tables.shape.width / kWidth;
    for (int64_t token = 0; token < batch.tokens; ++token)
      for (int64_t slice = 0; slice < slices; slice += step) {
        Place next{token, slice + step};
        if (next.slice == slices)
          next = {std::min(token + 1, batch.tokens - 1), 0};
        runChunk<step, Row::kAhead>(batch, bias, {token, slice}, next);
      }
  }

  void runSlices(const Batch &batch, const float *bias) const {
    int64_t slices = tables.shape.width / kWidth;
    for (int64_t slice = 0; slice < slices; ++slice)
      for (int64_t token = 0; token < batch.tokens; ++token) {
        Place next{token + 1, slice};
        if (next.token == batch.tokens)
          next = {0, std::min(slice + 1, slices - 1)};
        runChunk<1, Row::kSliceAhead>(batch, bias, {token, slice}, next);
      }
  }

  /// Reads what a slab has in two streams.
  void read(int64_t slice, int64_t begin, int64_t end) const {
    auto *first = reinterpret_cast<const char *>(tables.row(slice, begin, 0));
    int64_t half = (end - begin) * tables.shape.rows * kSliceBytes / 2;
    for (int64_t offset = 0; offset < half; offset += kLine) {
      (void)*static_cast<const volatile char *>(first + offset);
      (void)*static_cast<const volatile char *>(first + half + offset);
    }
  }

  /// Adds the rows of `Row::kSlabTables` tables from `begin` on to `sums`.
  [[gnu::always_inline]] void addGroup(const Batch &batch, Place place,
                                       int64_t begin, __m512 *sums) const {
    int64_t first = place.token * tables.shape.tables + begin;
#pragma GCC unroll 16
    for (int64_t i = 0; i < Row::kSlabTables; ++i)
      addRow<1>(tables.row(place.slice, begin + i, batch.code[first + i]),
                batch.score[first + i], sums);
  }

  void runSlabs(const Batch &batch, const float *bias) {
    const Shape &shape = tables.shape;
    partial.resize(batch.tokens * kWidth);
    for (int64_t slice = 0; slice < shape.width / kWidth; ++slice)
      for (int64_t begin = 0; begin < shape.tables; begin += Row::kSlabTables) {
        int64_t end = begin + Row::kSlabTables;
        read(slice, begin, end);
        for (int64_t token = 0; token < batch.tokens; ++token) {
          __m512 sums[kSliceVectors];
          float *kept = &partial[token * kWidth];
#pragma GCC unroll 16
          for (int64_t v = 0; v < kSliceVectors; ++v)
            if (begin > 0)
              sums[v] = _mm512_loadu_ps(kept + v * kLanes);
            else if (v % 2 == 0)
              Row::load(bias + slice * kWidth + v * kLanes, sums + v);
          addGroup(batch, {token, slice}, begin, sums);
          float *y = batch.y + token * shape.width + slice * kWidth;
#pragma GCC unroll 16
          for (int64_t v = 0; v < kSliceVectors; ++v)
            if (end < shape.tables)
              _mm512_storeu_ps(kept + v * kLanes, sums[v]);
            else if (v % 2 == 0)
              Row::store(y + v * kLanes, sums + v);
        }
      }
  }

  Slices<Element> tables;
  std::vector<float> partial;
};

/// Rows of i8 with weights of 8 bits. All weights are taken to be positive and
/// near one another.
class Bytes {
public:
  Bytes(const Shape &shape, const int8_t *source, const float *scales)
      : tables(shape, source), scales(scales), weights(shape.tables) {}

  void run(const Batch &batch, const float *bias) {
    for (int64_t first = 0; first < batch.tokens; first += kBlock)
      runBlock(batch.from(tables.shape, first), bias);
  }

private:
  static constexpr int64_t kWidth = Slices<int8_t>::kWidth;
  static constexpr int64_t kAhead = 64, kSliceAhead = 128, kSliceTokens = 16;

  void runBlock(const Batch &batch, const float *bias) {
    const Shape &shape = tables.shape;
    bytes.resize(batch.tokens * shape.tables);
    units.resize(batch.tokens);
    for (int64_t token = 0; token < batch.tokens; ++token)
      roundWeights(batch, token);
    int64_t slices = shape.width / kWidth;
    if (batch.tokens < kSliceTokens) {
      constexpr int64_t step = kChunk / kWidth;
      for (int64_t token = 0; token < batch.tokens; ++token)
        for (int64_t slice = 0; slice < slices; slice += step) {
          Place next{token, slice + step};
          if (next.slice == slices)
            next = {std::min(token + 1, batch.tokens - 1), 0};
          runChunk<step, kAhead>(batch, bias, {token, slice}, next);
        }
      return;
    }
    for (int64_t slice = 0; slice < slices; ++slice)
      for (int64_t token = 0; token < batch.tokens; ++token) {
        Place next{token + 1, slice};
        if (next.token == batch.tokens)
          next = {0, std::min(slice + 1, slices - 1)};
        runChunk<1, kSliceAhead>(batch, bias, {token, slice}, next);
      }
  }

  void roundWeights(const Batch &batch, int64_t token) {
    const Shape &shape = tables.shape;
    const int64_t *code = batch.code + token * shape.tables;
    const float *score = batch.score + token * shape.tables;
    float largest = 0;
    for (int64_t table = 0; table < shape.tables; ++table) {
      weights[table] = score[table] * scales[table * shape.rows + code[table]];
      largest = std::max(largest, weights[table]);
    }
    float factor = 255 / largest;
    units[token] = largest / 255;
    for (int64_t table = 0; table < shape.tables; ++table)
      bytes[token * shape.tables + table] =
          static_cast<uint8_t>(weights[table] * factor + 0.5f);
  }

  template <int64_t slices, int64_t ahead>
  [[gnu::always_inline]] void runChunk(const Batch &batch, const float *bias,
                                       Place place, Place next) const {
    const Shape &shape = tables.shape;
    const int64_t *code = batch.code + place.token * shape.tables;
    const int64_t *nextCode = batch.code + next.token * shape.tables;
    const uint8_t *weight = &bytes[place.token * shape.tables];
    __m512i sums[slices * 8];
#pragma GCC unroll 16
    for (__m512i &sum : sums)
      sum = _mm512_setzero_si512();
    int64_t last = std::max<int64_t>(0, shape.tables - ahead);
    for (int64_t table = 0; table < last; table += 4) {
      addFour<slices>(code, place.slice, table, weight, sums);
      for (int64_t i = table + ahead; i < table + ahead + 4; ++i)
        tables.prefetch(place.slice, slices, i, code[i]);
    }
    for (int64_t table = last; table < shape.tables; table += 4) {
      addFour<slices>(code, place.slice, table, weight, sums);
      for (int64_t i = table - last; i < table - last + 4; ++i)
        tables.prefetch(next.slice, slices, i, nextCode[i]);
    }
    int64_t column = place.slice * kWidth;
    store<slices>(batch.y + place.token * shape.width + column, bias + column,
                  units[place.token], sums);
  }

  template <int64_t slices>
  [[gnu::always_inline]] void addFour(const int64_t *code, int64_t slice,
                                      int64_t table, const uint8_t *weights,
                                      __m512i *sums) const {
    int32_t four;
    std::memcpy(&four, weights + table, 4);
    __m512i weight = _mm512_set1_epi32(four);
    int64_t stride = tables.shape.tables * tables.shape.rows * kWidth;
    const int8_t *rows[4];
#pragma GCC unroll 4
    for (int64_t k = 0; k < 4; ++k)
      rows[k] = tables.row(slice, table + k, code[table + k]);
#pragma GCC unroll 16
    for (int64_t part = 0; part < slices * 2; ++part) {
      int64_t offset = part / 2 * stride + part % 2 * 64;
      __m512i r0 = _mm512_loadu_si512(rows[0] + offset);
      __m512i r1 = _mm512_loadu_si512(rows[1] + offset);
      __m512i r2 = _mm512_loadu_si512(rows[2] + offset);
      __m512i r3 = _mm512_loadu_si512(rows[3] + offset);
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

  template <int64_t slices>
  [[gnu::always_inline]] static void store(float *y, const float *bias,
                                           float unit, const __m512i *sums) {
#pragma GCC unroll 16
    for (int64_t part = 0; part < slices * 2; ++part) {
      const __m512i *s = sums + part * 4;
      // A transpose of 4 x 4 groups of four columns.
      __m512i a = _mm512_shuffle_i32x4(s[0], s[1], 0x44);
      __m512i b = _mm512_shuffle_i32x4(s[0], s[1], 0xee);
      __m512i c = _mm512_shuffle_i32x4(s[2], s[3], 0x44);
      __m512i d = _mm512_shuffle_i32x4(s[2], s[3], 0xee);
      __m512i ordered[4] = {
          _mm512_shuffle_i32x4(a, c, 0x88), _mm512_shuffle_i32x4(a, c, 0xdd),
          _mm512_shuffle_i32x4(b, d, 0x88), _mm512_shuffle_i32x4(b, d, 0xdd)};
#pragma GCC unroll 4
      for (int64_t v = 0; v < 4; ++v) {
        int64_t at = part * 64 + v * kLanes;
        _mm512_storeu_ps(y + at, _mm512_fmadd_ps(_mm512_set1_ps(unit),
                                                 _mm512_cvtepi32_ps(ordered[v]),
                                                 _mm512_loadu_ps(bias + at)));
      }
    }
  }

  Slices<int8_t> tables;
  const float *scales;
  std::vector<float> weights, units;
  std::vector<uint8_t> bytes;
};

struct Kernel {
  Shape shape;
  std::vector<float> bias;
  Floats<F32> *f32 = nullptr;
  Floats<F16> *f16 = nullptr;
  Floats<BF16> *bf16 = nullptr;
  Bytes *i8 = nullptr;
};

} // namespace

/// A kernel for tables of f32, f16, bf16 or i8 (0 to 3); null for widths that
/// are no multiple of a chunk and tables no multiple of the largest slab. It
/// lives as long as the process, and copies the tables but not the scales.
extern "C" void *lookupffnIntrinsicsCreate(int64_t type, int64_t tables,
                                           int64_t rows, int64_t width,
                                           const void *data,
                                           const float *scales) {
  if (width % kChunk != 0 || tables % 16 != 0)
    return nullptr;
  auto *kernel = new Kernel{{tables, rows, width}, std::vector<float>(width)};
  if (type == 0)
    kernel->f32 =
        new Floats<F32>(kernel->shape, static_cast<const float *>(data));
  else if (type == 1)
    kernel->f16 =
        new Floats<F16>(kernel->shape, static_cast<const uint16_t *>(data));
  else if (type == 2)
    kernel->bf16 =
        new Floats<BF16>(kernel->shape, static_cast<const uint16_t *>(data));
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
