//===- LookupFFNAttrs.td - Attributes of the dialect --------*- tablegen -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_IR_LOOKUPFFNATTRS_TD
#define LOOKUPFFN_IR_LOOKUPFFNATTRS_TD

include "lookupffn/IR/LookupFFNDialect.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"

//===----------------------------------------------------------------------===//
// Enumerations of hash and lookup
//===----------------------------------------------------------------------===//

def LookupFFN_Compare : I32EnumAttr<"Compare",
    "comparison that turns z into a bit", [
      I32EnumAttrCase<"OGT", 0, "ogt">, I32EnumAttrCase<"OGE", 1, "oge">]> {
  let cppNamespace = "::mlir::lookupffn";
}

def LookupFFN_BitOrder : I32EnumAttr<"BitOrder",
    "whether bit 0 of z is the most or the least significant bit of a code", [
      I32EnumAttrCase<"MSB", 0, "msb">, I32EnumAttrCase<"LSB", 1, "lsb">]> {
  let cppNamespace = "::mlir::lookupffn";
}

def LookupFFN_ScoreRule : I32EnumAttr<"ScoreRule",
    "how z becomes the weight of a row", [
      I32EnumAttrCase<"Margin", 0, "margin">,
      I32EnumAttrCase<"Softmax", 1, "softmax">,
      I32EnumAttrCase<"One", 2, "one">,
      I32EnumAttrCase<"Constant", 3, "constant">]> {
  let cppNamespace = "::mlir::lookupffn";
}

def LookupFFN_Bounds : I32EnumAttr<"Bounds",
    "what happens to a code outside the table", [
      I32EnumAttrCase<"Assume", 0, "assume">,
      I32EnumAttrCase<"Clamp", 1, "clamp">,
      I32EnumAttrCase<"Check", 2, "check">]> {
  let cppNamespace = "::mlir::lookupffn";
}

//===----------------------------------------------------------------------===//
// Projection kinds
//===----------------------------------------------------------------------===//

class LookupFFN_Attr<string name, string attrMnemonic, list<Trait> traits = []>
    : AttrDef<LookupFFN_Dialect, name, traits> {
  let mnemonic = attrMnemonic;
}

def LookupFFN_BH4Attr : LookupFFN_Attr<"BH4", "bh4"> {
  let summary = "Block-diagonal x Hadamard projection, four stages, R repeats";
  let description = [{
    Weights `[R, 4, P/b, b, b]`, last two axes (out, in). `decay` mixes the
    projected value with the padded input; both `decay` and `1 - decay` are
    rounded to f32 before use.
  }];
  let parameters = (ins "::mlir::FloatAttr":$decay);
  let assemblyFormat = "`<` `decay` `=` $decay `>`";
  let genVerifyDecl = 1;
}

def LookupFFN_AbsorbedBH4Attr
    : LookupFFN_Attr<"AbsorbedBH4", "absorbed_bh4"> {
  let summary = "BH4 with the in-block Hadamard stages absorbed in the blocks";
  let description = [{
    What `lookupffn-prepare-weights` makes of `bh4`. Weights
    `[R, 4, P/b, b, b]`, last two axes (in, out), hold `H_b W`; gamma and decay
    are folded in. Only `H_{P/b}` across the blocks remains of each Hadamard.
    The op takes `shift` `[R, P]`, added after the blocks of the first stage,
    and `tap` `[P]`, the factors of the residual input.
  }];
}

def LookupFFN_QuantizedBH4Attr
    : LookupFFN_Attr<"QuantizedBH4", "quantized_bh4"> {
  let summary = "BH4 in 16-bit integers, with doubtful signs recomputed in f32";
  let description = [{
    What `lookupffn-prepare-weights` makes of `bh4` whose schedule says
    `arithmetic = "i16"`. Weights are those of `absorbed_bh4` in units of a step
    for each repeat and stage, in one of two forms, as the target multiplies:

    - `[R, 4, P/b, b/2, b, 2]` i16, axes (pair of inputs, out, half): pair `p` of
      a block is its inputs `p` and `p + b/2`.
    - `[R, 4, P/b, b/8, b, 16]` i8, axes (group of inputs, out, byte): group `g`
      of a block is its inputs `8 g` to `8 g + 7`, first their eight high bytes,
      then the eight low ones. The integer is `256 * high + low`, with both bytes
      signed: `high = (integer + 128) >> 8`.

    `steps` `[R, 4, 3]` holds the step, and what an activation and a weight
    contribute to the bound on the error of z; `composed` `[T*L, D]` and
    `composed_bias` `[T*L]` are the whole projection as one dense matrix, in the
    order of z and of the input.
  }];
  let extraClassDeclaration = [{
    /// Largest integer that an activation becomes. With 3000 as the rms of
    /// integer weights both round alike, and sums over a block of 64 stay below
    /// 2^31.
    static constexpr int64_t kMaxActivation = 10000;
    /// Largest magnitude of a weight: 256 * 127 + 127, so that the high byte is
    /// signed as the low one is.
    static constexpr int64_t kMaxWeight = 32639;
    /// Inputs of a group of the form in bytes.
    static constexpr int64_t kGroupInputs = 8;
  }];
}

def LookupFFN_QuantizedDenseAttr
    : LookupFFN_Attr<"QuantizedDense", "quantized_dense"> {
  let summary = "Dense projection in integers of two bytes, with doubtful signs "
                "recomputed in f32";
  let description = [{
    What `lookupffn-prepare-weights` makes of `dense`, and of `bh4` composed to
    one dense matrix, whose schedule says `arithmetic = "i8x2"`. Weights
    `[T*L/16, K/64, 2, 16, 64]` i8, K being D rounded up to 64, axes (tile of
    columns, step, part, row, byte): byte `4 c + i` of row `r` belongs to column
    `c` of the tile and to input `64 step + 4 r + i`, as tiles of AMX have it.
    Part 0 has the high and part 1 the low bytes, both with sign, of the integers
    `256 high + low`, which are the columns of `composed` in units of a step each.
    `steps` `[3, T*L]` holds the steps, and what the unit and the norm of a token
    are multiplied with in the bound on the error of z. `composed` `[T*L, D]` and
    `composed_bias` `[T*L]` are as for `quantized_bh4`. With `spreads_nan` every z
    of a token with a NaN or an infinity is NaN, as the stages of `bh4` make it;
    without, such a token gets its z from `composed`.
  }];
  let parameters = (ins DefaultValuedParameter<"bool", "false">:$spreads_nan);
  let assemblyFormat = "(`<` struct(params)^ `>`)?";
  let extraClassDeclaration = [{
    /// A tile is 16 tokens or 16 columns by 64 inputs.
    static constexpr int64_t kTileTokens = 16, kTileColumns = 16;
    static constexpr int64_t kTileInputs = 64;
    /// Sums of one tile of tokens and two of columns, two kinds of each, and
    /// numbers that are kept of a token.
    static constexpr int64_t kMaxSums = 4 * kTileTokens * kTileColumns;
    static constexpr int64_t kStateSize = 4;
    /// Largest integer, of activations too, for the same reason.
    static constexpr int64_t kMaxInteger = QuantizedBH4Attr::kMaxWeight;
    /// Largest D: sums of 2 * 127 * 128 for each input stay below 2^31.
    static constexpr int64_t kMaxWidth = 65536;
  }];
}

def LookupFFN_DenseAttr : LookupFFN_Attr<"Dense", "dense"> {
  let summary = "Dense projection";
  let description = [{ Weights `[T*L, D]`: `z = A x`. }];
}

def LookupFFN_PackedDenseAttr : LookupFFN_Attr<"PackedDense", "packed_dense"> {
  let summary = "Dense projection with columns packed in panels";
  let description = [{
    What `lookupffn-prepare-weights` makes of `dense`. Weights
    `[ceil(T*L / panel), D, panel]`: the columns of one panel are contiguous,
    absent columns are zero, gamma is folded in.
  }];
}

def LookupFFN_IdentityAttr : LookupFFN_Attr<"Identity", "identity"> {
  let summary = "No projection: D = T*L, z is x split into T groups of L";
}

def LookupFFN_PairwiseAttr : LookupFFN_Attr<"Pairwise", "pairwise"> {
  let summary = "Differences of two inputs";
  let description = [{
    Weights `[T*L, 2]` i32, each in `[0, D)`: `z_j = x[a_j] - x[b_j]`. An index
    outside is clamped into the range; `lookupffn.check_codes` finds it.
  }];
}

//===----------------------------------------------------------------------===//
// Target and schedule
//===----------------------------------------------------------------------===//

def LookupFFN_TargetAttr : LookupFFN_Attr<"Target", "target"> {
  let summary = "A resolved CPU: all that later passes know of the machine";
  let description = [{
    Made by `lookupffn-resolve-target` and read-only after it. `features` is the
    full, sorted list that LLVM derives from the CPU, with "+"; sizes are bytes.
    Vector registers have `vector_bits`. With `scalable` they have at least as
    many, and the machine that runs the code tells how many.
  }];
  let parameters = (ins
    StringRefParameter<"target triple">:$triple,
    StringRefParameter<"CPU name known to LLVM">:$cpu,
    StringRefParameter<"features, comma separated">:$features,
    "unsigned":$vector_bits, "unsigned":$vector_registers,
    "int64_t":$l1_bytes, "int64_t":$l2_bytes, "int64_t":$l3_bytes,
    "unsigned":$cache_line_bytes, "unsigned":$cores,
    DefaultValuedParameter<"bool", "false">:$scalable);
  let assemblyFormat = "`<` struct(params) `>`";
  let extraClassDeclaration = [{
    /// True when the feature `name` (without "+") is enabled.
    bool hasFeature(::llvm::StringRef name) const;
    /// Number of f32 lanes of one vector register.
    unsigned getF32Lanes() const { return getVectorBits() / 32; }
  }];
}

def LookupFFN_ScheduleAttr : LookupFFN_Attr<"Schedule", "schedule"> {
  let summary = "How one op runs in one batch regime";
  let description = [{
    `path` is `linalg` (portable, every parameter) or `fast` (our own lowering).
    `tile_tokens` and `tile_columns` are the register tile: the tokens and the
    output columns that one inner loop keeps in registers.
    `panel_tokens` is the number of tokens that one pass of the projection and
    the hash keeps in the caches; `prefetch_rows` is the prefetch distance of
    the lookup in rows, and of `identity` in tokens, 0 for none, and
    `prefetch_locality` is 3 (nearest cache) to 0. `tile_tables` is the number of tables whose rows the lookup sums
    for all tokens of a block before it turns to the next ones, 0 for all.
    `slice_columns` is the width of the slices into which the columns of the
    tables are packed, 0 for tables that stay as they are; it is the same in all
    regimes. With `slab` the lookup reads one slice of `tile_tables` tables, a
    slab, and takes it through all tokens of a block before it turns to the next
    one. With `prefetch_rows` of 0 a slab of some tables is loaded ahead as a
    whole.
    `arithmetic` is `f32`, `u8` for a lookup of i8 rows that sums integers, `i16`
    for a projection that runs in 16-bit integers, or `i8x2` for one that
    multiplies tiles of integers of two bytes.
  }];
  let parameters = (ins
    StringRefParameter<"linalg or fast">:$path,
    "int64_t":$tile_tokens, "int64_t":$tile_columns,
    "int64_t":$panel_tokens, "int64_t":$prefetch_rows,
    "int64_t":$prefetch_locality,
    DefaultValuedParameter<"int64_t", "0">:$tile_tables,
    DefaultValuedParameter<"int64_t", "0">:$slice_columns,
    DefaultValuedParameter<"bool", "false">:$slab,
    StringRefParameter<"f32, u8, i16 or i8x2", [{"f32"}]>:$arithmetic);
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
}

def LookupFFN_RegimeAttr : LookupFFN_Attr<"Regime", "regime"> {
  let summary = "A range of batch sizes and the token block it is run in";
  let description = [{
    The regime holds for `B >= min_tokens` up to the next regime. Tokens run in
    blocks of `block_tokens`; scratch memory is sized by it.
  }];
  let parameters = (ins "int64_t":$min_tokens, "int64_t":$block_tokens);
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
}

#endif // LOOKUPFFN_IR_LOOKUPFFNATTRS_TD
