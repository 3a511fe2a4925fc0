//===- LookupFFNOps.td - Operations of the dialect ----------*- tablegen -*-===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOOKUPFFN_IR_LOOKUPFFNOPS_TD
#define LOOKUPFFN_IR_LOOKUPFFNOPS_TD

include "lookupffn/IR/LookupFFNAttrs.td"
include "mlir/Interfaces/DestinationStyleOpInterface.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/Interfaces/TilingInterface.td"

class LookupFFN_Shaped<list<Type> elements>
    : AnyTypeOf<[RankedTensorOf<elements>, StridedMemRefOf<elements>]>;

def LookupFFN_F32 : LookupFFN_Shaped<[F32]>;
def LookupFFN_Code : LookupFFN_Shaped<[I8, I16, I32, I64]>;
def LookupFFN_Weights : LookupFFN_Shaped<[F32, I32, I16, I8]>;
def LookupFFN_Rows : LookupFFN_Shaped<[F32, F16, BF16, I8]>;

/// A token op: every leading dimension is a token dimension, tokens do not
/// depend on one another, and `outs` is only written.
class LookupFFN_TokenOp<string mnemonic, list<Trait> traits = []>
    : Op<LookupFFN_Dialect, mnemonic, traits # [
        DestinationStyleOpInterface,
        DeclareOpInterfaceMethods<MemoryEffectsOpInterface>,
        DeclareOpInterfaceMethods<ConditionallySpeculatable>,
        DeclareOpInterfaceMethods<ReifyRankedShapedTypeOpInterface, [
          "reifyResultShapes"]>,
        DeclareOpInterfaceMethods<TilingInterface, [
          "getLoopIteratorTypes", "getIterationDomain",
          "getTiledImplementation", "getResultTilePosition",
          "generateResultTileValue"]>]> {
  let hasVerifier = 1;
  // By name, see lib/IR/Bytecode.cpp.
  let useCustomPropertiesEncoding = 1;
}

//===----------------------------------------------------------------------===//
// layer_norm
//===----------------------------------------------------------------------===//

def LookupFFN_LayerNormOp : LookupFFN_TokenOp<"layer_norm",
    [AttrSizedOperandSegments]> {
  let summary = "Normalise each token to mean 0 and variance 1";
  let description = [{
    Normalises the last axis, with the biased variance of the PyTorch module.

        mean = sum_i x[n,i] / D,  var = sum_i (x[n,i] - mean)^2 / D
        out[n,i] = (x[n,i] - mean) / sqrt(var + eps) * gamma[i] + beta[i]

    Shapes: input and outs `[B..., D]`, gamma and beta `[D]` or absent.

    Constraints:
    - C1: input and outs have the same shape, of rank 1 or more.
    - C2: gamma and beta, when present, are `[D]`.
    - C3: `eps` is finite and not negative.
    - C4: `D` is static and not 0.
    - C5: operands are all tensors, with one result of the type of outs, or all
      memrefs, with no result.

    Edge behaviour: a NaN or infinity makes the whole token NaN and no other
    token. A constant token gives beta (0 when absent) if `eps > 0`.

    Numerics: f32; the order of both sums is unspecified.

    ```mlir
    %xn = lookupffn.layer_norm input(%x : tensor<?x512xf32>)
            gamma(%gamma : tensor<512xf32>) beta(%beta : tensor<512xf32>)
            outs(%init : tensor<?x512xf32>) {eps = 1.0e-05 : f64}
            -> tensor<?x512xf32>
    ```
  }];
  let arguments = (ins
    LookupFFN_F32:$input, Optional<LookupFFN_F32>:$gamma,
    Optional<LookupFFN_F32>:$beta, LookupFFN_F32:$init,
    DefaultValuedAttr<F64Attr, "1.0e-05">:$eps);
  let results = (outs Optional<RankedTensorOf<[F32]>>:$result);
  let assemblyFormat = [{
    `input` `(` $input `:` type($input) `)`
    (`gamma` `(` $gamma^ `:` type($gamma) `)`)?
    (`beta` `(` $beta^ `:` type($beta) `)`)?
    `outs` `(` $init `:` type($init) `)` attr-dict (`->` type($result)^)?
  }];
  let extraClassDeclaration = [{
    MutableOperandRange getDpsInitsMutable() { return getInitMutable(); }
    /// Operands whose leading dimensions are the token dimensions.
    SmallVector<OpOperand *> getTokenOperands();
    unsigned getNumTokenDims();
  }];
}

//===----------------------------------------------------------------------===//
// project
//===----------------------------------------------------------------------===//

def LookupFFN_ProjectOp : LookupFFN_TokenOp<"project",
    [AttrSizedOperandSegments]> {
  let summary = "Project each token to the L values of each of T tables";
  let description = [{
    Computes `z` from a token by one of the kinds of projection; paper section
    4.1 for `bh4`.

        dense:     z[n,t,l] = sum_i weights[t*L+l, i] * x[n,i] + bias[t*L+l]
        identity:  z[n,t,l] = x[n, t*L+l] + bias[t*L+l]
        pairwise:  z[n,t,l] = x[n, a] - x[n, b] + bias[t*L+l],
                   (a, b) = weights[t*L+l, :]
        bh4:       hp = x padded with zeros from D to P
                   g[r*P..] = H_P W[r,3] H_P W[r,2] H_P W[r,1] H_P W[r,0] hp
                   z[n,t,l] = f32(decay) * g[k] + f32(1 - decay) * hp[k mod P]
                            + bias[k],  k = t*L+l

    `W[r,s]` is block diagonal, blocks `[b, b]` as (out, in); `H_P` is the
    unnormalised Walsh-Hadamard matrix. The kinds `absorbed_bh4`,
    `quantized_bh4`, `packed_dense` and `quantized_dense` are what weight
    preparation makes of `bh4` and `dense`; they take their weights prepacked, and
    write `z` bit-major, as preparation makes `identity` do for a hash.

    Shapes: input `[B..., D]`; outs `[B..., T, L]`, or `[B..., L, T]` with
    `bit_major`; bias `[T*L]` in the order of outs; weights as the kind says;
    `shift` `[R, P]` and `tap` `[P]` only for `absorbed_bh4` and
    `quantized_bh4`; `steps`, `composed` `[T*L, D]` and `composed_bias` `[T*L]`
    only for `quantized_bh4`, with `steps` `[R, 4, 3]`, and `quantized_dense`,
    with `steps` `[3, T*L]`; scratch `[C]`, memref form only.

    Constraints:
    - C1: outs has one dimension more than input and the same token dimensions.
    - C2: bias, when present, is `[T*L]`.
    - C3: weights are there if and only if the kind has weights, and have the
      rank and the element type that the kind asks for.
    - C4: `dense` weights are `[T*L, D]`.
    - C5: `identity` has `D = T*L`.
    - C6: `pairwise` weights are `[T*L, 2]` of i32.
    - C7: `bh4` weights are `[R, 4, P/b, b, b]` with P a power of two, P at
      least D, and `R*P >= T*L`; `quantized_bh4` weights are
      `[R, 4, P/b, b/2, b, 2]` of i16 or `[R, 4, P/b, b/8, b, 16]` of i8, the
      same otherwise.
    - C8: `shift` and `tap` are for `absorbed_bh4` and `quantized_bh4` only,
      `[R, P]` and `[P]`.
    - C9: `bit_major` is set for the packed kinds, allowed for `identity`, and
      not set for any other kind; `D`, `T`, `L` are static and not 0.
    - C10: operands are all tensors, with one result of the type of outs, or
      all memrefs, with no result; scratch is a memref.
    - C11: `steps` and `composed` are there if and only if the kind is
      `quantized_bh4`, `[R, 4, 3]` and `[T*L, D]`, or `quantized_dense`,
      `[3, T*L]` and `[T*L, D]`; `composed_bias` is `[T*L]`, and there only beside
      `composed`.
    - C12: `quantized_dense` has T*L a multiple of 16, D of at most 65536, and
      weights `[T*L/16, ceil(D/64), 2, 16, 64]`.

    Edge behaviour: a NaN or infinity spreads inside its token as IEEE
    arithmetic has it (`0 * inf` is NaN), and to no other token. A pairwise
    index outside `[0, D)` is clamped. `quantized_bh4` makes every z of a token
    with a NaN or an infinity NaN, as four stages in f32 do. A finite token whose
    largest magnitude is not 0 and not in `[2^-40, 2^40]`, or whose bound is not
    finite, gets every z from `composed`; a token of zeros is exact.
    `quantized_dense` does so too, also for a token that is not finite unless its
    kind has `spreads_nan`.

    Numerics: f32; the order of the sums is unspecified, but the same for every
    token at every batch size. `quantized_bh4` rounds the activations of each
    stage to integers of at most 10000, by the largest one of the token, and sums
    products in 32 bits, which cannot overflow: packing chooses steps for which
    10000 * sum_i abs(weights[.., i, o, ..]) < 2^31. Weights of i8 give the same
    sums: 65536 * sum high high + 256 * sum (high low + low high) + sum low low,
    modulo 2^32. Every z with
    `abs(z) < bound` is recomputed as the f32 dot product of the token with a row
    of `composed`, where, over the stages s of the repeat of z,

        bound^2 = kappa^2 * sum_s (step of activations)^2 / 12 * gain_s
                                + (step of weights)^2 / 12 * gain'_s * |v_s|^2

    `v_s` is what the stage reads, and a gain the largest sum of squares, over
    the outputs, of what the rest of the stages makes of one error: `steps` holds
    all but `v_s`. kappa is 6: the bound is no proof but six times a rms. A z that
    is not recomputed is off by about 2.5e-4 of the rms of z.
    `quantized_dense` rounds the token, by its largest magnitude, and every row
    of `composed` to integers of at most 32639, and leaves out the products of
    two low bytes. With the integers W of column j, their low bytes W0, its step s
    and the row a of `composed`,

        bound = unit * s * (sum abs(W) / 2 + 128 * sum abs(W0))
              + norm(x) * norm(a - s * W)

    is what all of that can make at most; `steps` holds s and, 1.02 times as large
    for what f32 rounds, the factors of the unit of the token and of its norm.

    ```mlir
    %z = lookupffn.project #lookupffn.dense input(%x : tensor<?x40xf32>)
           weights(%w : tensor<28x40xf32>) bias(%b : tensor<28xf32>)
           outs(%init : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
    %zq = lookupffn.project #lookupffn.quantized_bh4
            input(%x : tensor<?x40xf32>) weights(%wq : tensor<1x4x8x4x8x2xi16>)
            tap(%tap : tensor<64xf32>) steps(%steps : tensor<1x4x3xf32>)
            composed(%rows : tensor<28x40xf32>)
            outs(%initq : tensor<?x4x7xf32>) bit_major -> tensor<?x4x7xf32>
    %zt = lookupffn.project #lookupffn.quantized_dense
            input(%x : tensor<?x40xf32>) weights(%wt : tensor<2x1x2x16x64xi8>)
            steps(%s : tensor<3x32xf32>) composed(%a : tensor<32x40xf32>)
            outs(%initt : tensor<?x4x8xf32>) bit_major -> tensor<?x4x8xf32>
    ```
  }];
  let arguments = (ins
    AnyAttrOf<[LookupFFN_BH4Attr, LookupFFN_AbsorbedBH4Attr,
               LookupFFN_QuantizedBH4Attr, LookupFFN_DenseAttr,
               LookupFFN_PackedDenseAttr, LookupFFN_QuantizedDenseAttr,
               LookupFFN_IdentityAttr, LookupFFN_PairwiseAttr]>:$kind,
    LookupFFN_F32:$input, Optional<LookupFFN_Weights>:$weights,
    Optional<LookupFFN_F32>:$bias, Optional<LookupFFN_F32>:$shift,
    Optional<LookupFFN_F32>:$tap, LookupFFN_F32:$init,
    Optional<MemRefRankOf<[F32], [1]>>:$scratch,
    // Behind the others, so that bytecode without them still reads.
    Optional<LookupFFN_F32>:$steps, Optional<LookupFFN_F32>:$composed,
    Optional<LookupFFN_F32>:$composed_bias, UnitAttr:$bit_major);
  let results = (outs Optional<RankedTensorOf<[F32]>>:$result);
  let assemblyFormat = [{
    $kind `input` `(` $input `:` type($input) `)`
    (`weights` `(` $weights^ `:` type($weights) `)`)?
    (`bias` `(` $bias^ `:` type($bias) `)`)?
    (`shift` `(` $shift^ `:` type($shift) `)`)?
    (`tap` `(` $tap^ `:` type($tap) `)`)?
    (`steps` `(` $steps^ `:` type($steps) `)`)?
    (`composed` `(` $composed^ `:` type($composed) `)`)?
    (`composed_bias` `(` $composed_bias^ `:` type($composed_bias) `)`)?
    `outs` `(` $init `:` type($init) `)`
    (`scratch` `(` $scratch^ `:` type($scratch) `)`)?
    (`bit_major` $bit_major^)? attr-dict (`->` type($result)^)?
  }];
  let extraClassDeclaration = [{
    MutableOperandRange getDpsInitsMutable() { return getInitMutable(); }
    SmallVector<OpOperand *> getTokenOperands();
    unsigned getNumTokenDims();
    /// Sizes of the trailing dimensions of outs, whatever their order.
    int64_t getNumTables();
    int64_t getNumBits();
    int64_t getInputWidth();
  }];
}

//===----------------------------------------------------------------------===//
// hash
//===----------------------------------------------------------------------===//

def LookupFFN_HashOp : LookupFFN_TokenOp<"hash"> {
  let summary = "Turn the signs of z into row numbers and its size into scores";
  let description = [{
    Reads the signs of the L values of a table as a code and their distance
    from 0 as a score; paper section 3.

        bit_l = z[n,t,l] > 0                       (oge: z[n,t,l] >= 0)
        code[n,t] = sum_l bit_l * 2^(L-1-l)        (lsb: 2^l)
        m_l = abs(z[n,t,l]),  Q = prod_l 1 / (1 + exp(-2 m_l / temperature))
        score[n,t] = Q * sum_l m_l                 margin
                   | Q                             softmax
                   | 1                             one
                   | constant                      constant

    Shapes: input `[B..., T, L]`, or `[B..., L, T]` with `bit_major`; code_init
    and score_init `[B..., T]`.

    Constraints:
    - C1: code_init and score_init have the token dimensions of input and T.
    - C2: `1 <= L <= 30`, static.
    - C3: the code type holds L bits: i8 to L = 8, i16 to 16, i32 beyond; a
      wider type is allowed.
    - C4: `temperature` is finite and positive, in f32 too.
    - C5: `constant` is finite in f32, and given if and only if the score rule
      is `constant`.
    - C6: operands are all tensors, with two results of the types of outs, or
      all memrefs, with no result.

    Edge behaviour: +0, -0 and NaN give bit 0 under `ogt`; +0 and -0 give 1 and
    NaN gives 0 under `oge`. A code is always in `[0, 2^L)`. Score is NaN when a
    value is NaN, else +inf when one is infinite (`margin`).

    Numerics: f32; relative error of score at most 1e-6 for L up to 12. Codes
    are unsigned: an i8 code of 200 prints as -56.

    ```mlir
    %code, %score = lookupffn.hash input(%z : tensor<?x7x4xf32>)
        outs(%c, %s : tensor<?x7xi8>, tensor<?x7xf32>)
        compare = ogt bit_order = msb score = margin
        -> tensor<?x7xi8>, tensor<?x7xf32>
    ```
  }];
  let arguments = (ins
    LookupFFN_F32:$input, LookupFFN_Code:$code_init, LookupFFN_F32:$score_init,
    LookupFFN_Compare:$compare, LookupFFN_BitOrder:$bit_order,
    LookupFFN_ScoreRule:$score_rule,
    DefaultValuedAttr<F64Attr, "1.0">:$temperature,
    OptionalAttr<F64Attr>:$constant, UnitAttr:$bit_major);
  let results = (outs
    Variadic<RankedTensorOf<[I8, I16, I32, I64, F32]>>:$tensors);
  let assemblyFormat = [{
    `input` `(` $input `:` type($input) `)`
    `outs` `(` $code_init `,` $score_init `:` type($code_init) `,`
    type($score_init) `)`
    `compare` `=` $compare `bit_order` `=` $bit_order `score` `=` $score_rule
    (`bit_major` $bit_major^)? attr-dict (`->` type($tensors)^)?
  }];
  let extraClassDeclaration = [{
    MutableOperandRange getDpsInitsMutable() {
      return MutableOperandRange(getOperation(), 1, 2);
    }
    SmallVector<OpOperand *> getTokenOperands();
    unsigned getNumTokenDims();
    int64_t getNumTables();
    int64_t getNumBits();
    /// Results of the tensor form.
    Value getCode() { return getTensors()[0]; }
    Value getScore() { return getTensors()[1]; }
  }];
}

//===----------------------------------------------------------------------===//
// lookup
//===----------------------------------------------------------------------===//

def LookupFFN_LookupOp : LookupFFN_TokenOp<"lookup",
    [AttrSizedOperandSegments]> {
  let summary = "Sum the rows that the codes name, weighted by the scores";
  let description = [{
    Adds one row of each table, times its score, to the bias.

        y[n,o] = bias[o] + sum_t score[n,t] * row(t, code[n,t])[o]
        row(t, c)[o] = tables[t, c, o] * row_scale[t, c]
                       (shared: tables[c, o] * row_scale[c])
                       (sliced: tables[o / W, t, c, o mod W] * row_scale[t, c])

    Shapes: tables `[T, S, O]`, or `[S, O]` shared by all codes, or sliced by
    columns, `[O/W, T, S, W]`, which is what `lookupffn-slice-tables` makes;
    code `[B..., T]`; score `[B..., T]` or absent (1); row_scale `[T, S]` or
    `[S]`, for i8 rows; bias `[O]` or absent (0); outs `[B..., O]`; scratch
    `[C]`, memref form only. The bias is an operand and not the initial value of
    outs, so that outs need not be read.

    Constraints:
    - C1: tables have rank 3, rank 2 when shared, or rank 4 when sliced; S and O
      are static and not 0, S at most 2^31 - 1, and T*S*O elements fit in 63
      bits of bytes. O/W and O may be dynamic between memrefs: views of a range
      of the slices, W columns each.
    - C2: code has the token dimensions of outs and one more, T; tables that are
      not shared are as many as codes.
    - C3: score, when present, has the shape of code.
    - C4: row_scale is there if and only if rows are i8, `[T, S]` or `[S]`.
    - C5: bias, when present, is `[O]`.
    - C6: outs is `[B..., O]`.
    - C7: operands are all tensors, with one result of the type of outs, or all
      memrefs, with no result; scratch is a memref.

    Edge behaviour: codes are unsigned for i8 and i16, signed for i32 and i64. A
    code outside `[0, S)` ends the call with a status, outs untouched, under
    `bounds = check`, which is the default and costs nothing for codes of
    `lookupffn.hash`; it is moved to the nearest row under `clamp`, and is
    undefined behaviour under `assume`. With T = 0 codes y is the bias.

    Numerics: f32 accumulation, `row * row_scale` or `score * row_scale` rounded
    once; the order of the sum over `t` is unspecified. Under a schedule with
    `arithmetic = "u8"` the weights `score * row_scale` of a token are rounded to
    whole units, of which the largest has 255, and the sum is one of integers. A
    token is summed in f32 if a weight is negative or not finite, if none is 1e-30
    or more, and if rounding takes them off by more than 1.5 % in root mean square.
    Rows of like size that do not cancel then give y within 2e-2 (relative L2).

    ```mlir
    %y = lookupffn.lookup tables(%tables : tensor<7x16x24xf32>)
           code(%code : tensor<?x7xi8>) score(%score : tensor<?x7xf32>)
           bias(%bias : tensor<24xf32>) outs(%init : tensor<?x24xf32>)
           -> tensor<?x24xf32>
    ```
  }];
  let arguments = (ins
    LookupFFN_Rows:$tables, LookupFFN_Code:$code,
    Optional<LookupFFN_F32>:$score, Optional<LookupFFN_F32>:$row_scale,
    Optional<LookupFFN_F32>:$bias, LookupFFN_F32:$init,
    Optional<MemRefRankOf<[F32], [1]>>:$scratch,
    DefaultValuedAttr<LookupFFN_Bounds,
                      "::mlir::lookupffn::Bounds::Check">:$bounds);
  let results = (outs Optional<RankedTensorOf<[F32]>>:$result);
  let assemblyFormat = [{
    `tables` `(` $tables `:` type($tables) `)`
    `code` `(` $code `:` type($code) `)`
    (`score` `(` $score^ `:` type($score) `)`)?
    (`row_scale` `(` $row_scale^ `:` type($row_scale) `)`)?
    (`bias` `(` $bias^ `:` type($bias) `)`)?
    `outs` `(` $init `:` type($init) `)`
    (`scratch` `(` $scratch^ `:` type($scratch) `)`)? (`bounds` `=` $bounds^)?
    attr-dict (`->` type($result)^)?
  }];
  let extraClassDeclaration = [{
    MutableOperandRange getDpsInitsMutable() { return getInitMutable(); }
    SmallVector<OpOperand *> getTokenOperands();
    unsigned getNumTokenDims();
    /// True when one table serves all codes.
    bool isShared();
    /// True when the columns of a row lie in slices, far from one another.
    bool isSliced();
    /// Columns of a slice; O when tables are not sliced.
    int64_t getSliceWidth();
    /// Number of slices, which may be dynamic; 1 when tables are not sliced.
    int64_t getNumSlices();
    /// Number of codes of a token, which may be dynamic.
    int64_t getNumCodes();
    /// Number of codes, rounded up to whole vectors of bytes of any target; for
    /// static numbers only.
    int64_t getPaddedCodes();
    /// Number of tables, which may be dynamic; 1 when shared.
    int64_t getNumTables();
    int64_t getNumRows();
    /// Number of columns of y, dynamic where that of slices is.
    int64_t getOutputWidth();
  }];
}

//===----------------------------------------------------------------------===//
// check_codes
//===----------------------------------------------------------------------===//

def LookupFFN_CheckCodesOp : Op<LookupFFN_Dialect, "check_codes",
    [DeclareOpInterfaceMethods<MemoryEffectsOpInterface>,
     DeclareOpInterfaceMethods<ConditionallySpeculatable>]> {
  let summary = "Find the first code outside a table";
  let description = [{
    Searches external codes for one that names no row.

        result = min { k : code[k] < 0 or code[k] >= rows },  -1 if there is none

    with `k` the position in row-major order.

    Shapes: code of any rank.

    Constraints:
    - C1: `rows` is at least 1 and at most 2^31 - 1.

    Edge behaviour: no codes give -1. Codes are signed here, so an i8 code of
    200 is outside every table.

    Numerics: integers only.

    ```mlir
    %bad = lookupffn.check_codes %code rows = 96 : tensor<?x3xi64>
    ```
  }];
  let arguments = (ins LookupFFN_Code:$code, I64Attr:$rows);
  let results = (outs I64:$bad);
  let assemblyFormat = "$code `rows` `=` $rows attr-dict `:` type($code)";
  let hasVerifier = 1;
  let hasFolder = 1;
  let useCustomPropertiesEncoding = 1;
}

//===----------------------------------------------------------------------===//
// hadamard
//===----------------------------------------------------------------------===//

def LookupFFN_HadamardOp : LookupFFN_TokenOp<"hadamard"> {
  let summary = "Walsh-Hadamard transform of the last axis";
  let description = [{
    Multiplies the last axis by the unnormalised Walsh-Hadamard matrix.

        out[n,i] = sum_k (-1)^popcount(i & k) * x[n,k]

    Shapes: input and outs `[B..., P]`.

    Constraints:
    - C1: input and outs have the same shape, of rank 1 or more.
    - C2: `P` is static and a power of two.
    - C3: operands are all tensors, with one result of the type of outs, or all
      memrefs, with no result.

    Edge behaviour: a NaN or infinity spreads over its own vector.

    Numerics: f32 butterflies, log2 P rounding steps.

    ```mlir
    %v = lookupffn.hadamard input(%u : tensor<?x8xf32>)
           outs(%init : tensor<?x8xf32>) -> tensor<?x8xf32>
    ```
  }];
  let arguments = (ins LookupFFN_F32:$input, LookupFFN_F32:$init);
  let results = (outs Optional<RankedTensorOf<[F32]>>:$result);
  let assemblyFormat = [{
    `input` `(` $input `:` type($input) `)`
    `outs` `(` $init `:` type($init) `)` attr-dict (`->` type($result)^)?
  }];
  let extraClassDeclaration = [{
    MutableOperandRange getDpsInitsMutable() { return getInitMutable(); }
    SmallVector<OpOperand *> getTokenOperands();
    unsigned getNumTokenDims();
  }];
  let hasFolder = 1;
}

#endif // LOOKUPFFN_IR_LOOKUPFFNOPS_TD
