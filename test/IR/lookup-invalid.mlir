// Every constraint of lookup.
// RUN: lookupffn-opt %s --verify-diagnostics --split-input-file

func.func @lookup_c1_rank_1(%t: tensor<24xf32>, %c: tensor<?x7xi8>,
                            %init: tensor<?x24xf32>) {
  // expected-error @+1 {{expects tables of rank 3 (tables x rows x width), 2 (rows x width) when shared, or 4 (slices x tables x rows x columns), but got rank 1}}
  %0 = lookupffn.lookup tables(%t : tensor<24xf32>)
    code(%c : tensor<?x7xi8>)
    outs(%init : tensor<?x24xf32>) -> tensor<?x24xf32>
  return
}

// -----

func.func @lookup_c1_rank_5(%t: tensor<1x1x7x16x24xf32>, %c: tensor<?x7xi8>,
                            %init: tensor<?x24xf32>) {
  // expected-error @+1 {{expects tables of rank 3 (tables x rows x width), 2 (rows x width) when shared, or 4 (slices x tables x rows x columns), but got rank 5}}
  %0 = lookupffn.lookup tables(%t : tensor<1x1x7x16x24xf32>)
    code(%c : tensor<?x7xi8>)
    outs(%init : tensor<?x24xf32>) -> tensor<?x24xf32>
  return
}

// -----

func.func @lookup_c1_rows_dynamic(%t: tensor<7x?x24xf32>, %c: tensor<?x7xi8>,
                                  %init: tensor<?x24xf32>) {
  // expected-error @+1 {{expects S to be static and not 0, but got ?}}
  %0 = lookupffn.lookup tables(%t : tensor<7x?x24xf32>)
    code(%c : tensor<?x7xi8>)
    outs(%init : tensor<?x24xf32>) -> tensor<?x24xf32>
  return
}

// -----

func.func @lookup_c1_rows_0(%t: tensor<0x24xf32>, %c: tensor<?x7xi8>,
                            %init: tensor<?x24xf32>) {
  // expected-error @+1 {{expects S to be static and not 0, but got 0}}
  %0 = lookupffn.lookup tables(%t : tensor<0x24xf32>)
    code(%c : tensor<?x7xi8>)
    outs(%init : tensor<?x24xf32>) -> tensor<?x24xf32>
  return
}

// -----

func.func @lookup_c1_width_dynamic(%t: tensor<7x16x?xf32>, %c: tensor<?x7xi8>,
                                   %init: tensor<?x24xf32>) {
  // expected-error @+1 {{expects O to be static and not 0, but got ?}}
  %0 = lookupffn.lookup tables(%t : tensor<7x16x?xf32>)
    code(%c : tensor<?x7xi8>)
    outs(%init : tensor<?x24xf32>) -> tensor<?x24xf32>
  return
}

// -----

func.func @lookup_c1_rows_large(%t: tensor<2147483648x24xf32>,
                                %c: tensor<?x7xi8>, %init: tensor<?x24xf32>) {
  // expected-error @+1 {{expects at most 2^31 - 1 rows a table, but got 2147483648}}
  %0 = lookupffn.lookup tables(%t : tensor<2147483648x24xf32>)
    code(%c : tensor<?x7xi8>)
    outs(%init : tensor<?x24xf32>) -> tensor<?x24xf32>
  return
}

// -----

func.func @lookup_c1_overflow(%t: tensor<4294967296x1073741824x4xf32>,
                              %c: tensor<?x4294967296xi32>,
                              %init: tensor<?x4xf32>) {
  // expected-error @+1 {{expects tables whose size in bytes fits in 63 bits, but got shape [4294967296, 1073741824, 4]}}
  %0 = lookupffn.lookup tables(%t : tensor<4294967296x1073741824x4xf32>)
    code(%c : tensor<?x4294967296xi32>)
    outs(%init : tensor<?x4xf32>) -> tensor<?x4xf32>
  return
}

// -----

func.func @lookup_c1_overflow_bytes(%t: tensor<2147483648x1073741824x1xf32>,
                                    %c: tensor<?x2147483648xi32>,
                                    %init: tensor<?x1xf32>) {
  // expected-error @+1 {{expects tables whose size in bytes fits in 63 bits, but got shape [2147483648, 1073741824, 1]}}
  %0 = lookupffn.lookup tables(%t : tensor<2147483648x1073741824x1xf32>)
    code(%c : tensor<?x2147483648xi32>)
    outs(%init : tensor<?x1xf32>) -> tensor<?x1xf32>
  return
}

// -----

func.func @lookup_c2_rank(%t: tensor<7x16x24xf32>, %c: tensor<?xi8>,
                          %init: tensor<?x24xf32>) {
  // expected-error @+1 {{expects code to have the token dimensions of outs and one more, but got [?] and [?, 24]}}
  %0 = lookupffn.lookup tables(%t : tensor<7x16x24xf32>)
    code(%c : tensor<?xi8>)
    outs(%init : tensor<?x24xf32>) -> tensor<?x24xf32>
  return
}

// -----

func.func @lookup_c2_tokens(%t: tensor<7x16x24xf32>, %c: tensor<2x7xi8>,
                            %init: tensor<3x24xf32>) {
  // expected-error @+1 {{expects code to have the token dimensions of outs and one more, but got [2, 7] and [3, 24]}}
  %0 = lookupffn.lookup tables(%t : tensor<7x16x24xf32>)
    code(%c : tensor<2x7xi8>)
    outs(%init : tensor<3x24xf32>) -> tensor<3x24xf32>
  return
}

// -----

func.func @lookup_c2_tables(%t: tensor<7x16x24xf32>, %c: tensor<?x6xi8>,
                            %init: tensor<?x24xf32>) {
  // expected-error @+1 {{expects as many codes a token as tables, but got [?, 6] codes for 7 tables}}
  %0 = lookupffn.lookup tables(%t : tensor<7x16x24xf32>)
    code(%c : tensor<?x6xi8>)
    outs(%init : tensor<?x24xf32>) -> tensor<?x24xf32>
  return
}

// -----

func.func @lookup_c3_score(%t: tensor<7x16x24xf32>, %c: tensor<?x7xi8>,
                           %s: tensor<?x1xf32>, %init: tensor<?x24xf32>) {
  // expected-error @+1 {{expects score of shape [?, 7], but got [?, 1]}}
  %0 = lookupffn.lookup tables(%t : tensor<7x16x24xf32>)
    code(%c : tensor<?x7xi8>) score(%s : tensor<?x1xf32>)
    outs(%init : tensor<?x24xf32>) -> tensor<?x24xf32>
  return
}

// -----

func.func @lookup_c4_missing(%t: tensor<7x16x24xi8>, %c: tensor<?x7xi8>,
                             %init: tensor<?x24xf32>) {
  // expected-error @+1 {{expects row_scale if and only if rows are i8, but got rows of 'i8'}}
  %0 = lookupffn.lookup tables(%t : tensor<7x16x24xi8>)
    code(%c : tensor<?x7xi8>)
    outs(%init : tensor<?x24xf32>) -> tensor<?x24xf32>
  return
}

// -----

func.func @lookup_c4_not_wanted(%t: tensor<7x16x24xf16>, %c: tensor<?x7xi8>,
                                %r: tensor<7x16xf32>, %init: tensor<?x24xf32>) {
  // expected-error @+1 {{expects row_scale if and only if rows are i8, but got rows of 'f16'}}
  %0 = lookupffn.lookup tables(%t : tensor<7x16x24xf16>)
    code(%c : tensor<?x7xi8>) row_scale(%r : tensor<7x16xf32>)
    outs(%init : tensor<?x24xf32>) -> tensor<?x24xf32>
  return
}

// -----

func.func @lookup_c4_row_scale(%t: tensor<7x16x24xi8>, %c: tensor<?x7xi8>,
                               %r: tensor<16xf32>, %init: tensor<?x24xf32>) {
  // expected-error @+1 {{expects row_scale of shape [7, 16], but got [16]}}
  %0 = lookupffn.lookup tables(%t : tensor<7x16x24xi8>)
    code(%c : tensor<?x7xi8>) row_scale(%r : tensor<16xf32>)
    outs(%init : tensor<?x24xf32>) -> tensor<?x24xf32>
  return
}

// -----

func.func @lookup_c4_row_scale_shared(%t: tensor<16x24xi8>, %c: tensor<?x7xi8>,
                                      %r: tensor<7x16xf32>,
                                      %init: tensor<?x24xf32>) {
  // expected-error @+1 {{expects row_scale of shape [16], but got [7, 16]}}
  %0 = lookupffn.lookup tables(%t : tensor<16x24xi8>)
    code(%c : tensor<?x7xi8>) row_scale(%r : tensor<7x16xf32>)
    outs(%init : tensor<?x24xf32>) -> tensor<?x24xf32>
  return
}

// -----

func.func @lookup_c5_bias(%t: tensor<7x16x24xf32>, %c: tensor<?x7xi8>,
                          %b: tensor<16xf32>, %init: tensor<?x24xf32>) {
  // expected-error @+1 {{expects bias of shape [24], but got [16]}}
  %0 = lookupffn.lookup tables(%t : tensor<7x16x24xf32>)
    code(%c : tensor<?x7xi8>) bias(%b : tensor<16xf32>)
    outs(%init : tensor<?x24xf32>) -> tensor<?x24xf32>
  return
}

// -----

func.func @lookup_c6_rank(%t: tensor<7x16x24xf32>, %c: tensor<?x7xi8>,
                          %init: tensor<f32>) {
  // expected-error @+1 {{expects outs of rank 1 or more, but got rank 0}}
  %0 = lookupffn.lookup tables(%t : tensor<7x16x24xf32>)
    code(%c : tensor<?x7xi8>)
    outs(%init : tensor<f32>) -> tensor<f32>
  return
}

// -----

func.func @lookup_c6_width(%t: tensor<7x16x24xf32>, %c: tensor<?x7xi8>,
                           %init: tensor<?x16xf32>) {
  // expected-error @+1 {{expects outs of shape [?, 24], but got [?, 16]}}
  %0 = lookupffn.lookup tables(%t : tensor<7x16x24xf32>)
    code(%c : tensor<?x7xi8>)
    outs(%init : tensor<?x16xf32>) -> tensor<?x16xf32>
  return
}

// -----

func.func @lookup_c7_mixed(%t: tensor<7x16x24xf32>, %c: memref<?x7xi8>,
                           %init: tensor<?x24xf32>) {
  // expected-error @+1 {{expects operands that are all tensors or all memrefs, but got 'memref<?x7xi8>' beside 'tensor<?x24xf32>'}}
  %0 = lookupffn.lookup tables(%t : tensor<7x16x24xf32>)
    code(%c : memref<?x7xi8>)
    outs(%init : tensor<?x24xf32>) -> tensor<?x24xf32>
  return
}

// -----

func.func @lookup_c7_result_type(%t: tensor<7x16x24xf32>, %c: tensor<?x7xi8>,
                                 %init: tensor<?x24xf32>) {
  // expected-error @+1 {{to match type of corresponding result ('tensor<?x16xf32>')}}
  %0 = lookupffn.lookup tables(%t : tensor<7x16x24xf32>)
    code(%c : tensor<?x7xi8>)
    outs(%init : tensor<?x24xf32>) -> tensor<?x16xf32>
  return
}

// -----

func.func @lookup_row_type(%t: tensor<7x16x24xi16>, %c: tensor<?x7xi8>,
                           %init: tensor<?x24xf32>) {
  // expected-error @+1 {{operand #0 must be}}
  %0 = lookupffn.lookup tables(%t : tensor<7x16x24xi16>)
    code(%c : tensor<?x7xi8>)
    outs(%init : tensor<?x24xf32>) -> tensor<?x24xf32>
  return
}

// -----

func.func @lookup_code_type(%t: tensor<7x16x24xf32>, %c: tensor<?x7xi4>,
                            %init: tensor<?x24xf32>) {
  // expected-error @+1 {{operand #1 must be}}
  %0 = lookupffn.lookup tables(%t : tensor<7x16x24xf32>)
    code(%c : tensor<?x7xi4>)
    outs(%init : tensor<?x24xf32>) -> tensor<?x24xf32>
  return
}

// -----

func.func @lookup_segments(%t: tensor<7x16x24xf32>, %s: tensor<7xf32>,
                           %init: tensor<24xf32>) {
  // expected-error @+1 {{expects 'operandSegmentSizes' of 1 at position 1, but got 0}}
  %0 = "lookupffn.lookup"(%t, %s, %init)
    <{operandSegmentSizes = array<i32: 1, 0, 1, 0, 0, 1, 0>}>
    : (tensor<7x16x24xf32>, tensor<7xf32>, tensor<24xf32>)
    -> tensor<24xf32>
  return
}

// -----

func.func @lookup_c1_slices_dynamic(%t: tensor<?x7x16x8xf32>,
                                    %c: tensor<?x7xi8>,
                                    %init: tensor<?x24xf32>) {
  // expected-error @+1 {{expects O/W to be static and not 0, but got ?}}
  %0 = lookupffn.lookup tables(%t : tensor<?x7x16x8xf32>)
    code(%c : tensor<?x7xi8>)
    outs(%init : tensor<?x24xf32>) -> tensor<?x24xf32>
  return
}

// -----

func.func @lookup_c2_sliced(%t: tensor<3x6x16x8xf32>, %c: tensor<?x7xi8>,
                            %init: tensor<?x24xf32>) {
  // expected-error @+1 {{expects as many codes a token as tables, but got [?, 7] codes for 6 tables}}
  %0 = lookupffn.lookup tables(%t : tensor<3x6x16x8xf32>)
    code(%c : tensor<?x7xi8>)
    outs(%init : tensor<?x24xf32>) -> tensor<?x24xf32>
  return
}

// -----

func.func @lookup_c4_sliced(%t: tensor<3x7x16x8xi8>, %c: tensor<?x7xi8>,
                            %s: tensor<3x7x16xf32>, %init: tensor<?x24xf32>) {
  // expected-error @+1 {{expects row_scale of shape [7, 16], but got [3, 7, 16]}}
  %0 = lookupffn.lookup tables(%t : tensor<3x7x16x8xi8>)
    code(%c : tensor<?x7xi8>) row_scale(%s : tensor<3x7x16xf32>)
    outs(%init : tensor<?x24xf32>) -> tensor<?x24xf32>
  return
}

// -----

func.func @lookup_c6_sliced(%t: tensor<3x7x16x8xf32>, %c: tensor<?x7xi8>,
                            %init: tensor<?x8xf32>) {
  // expected-error @+1 {{expects outs of shape [?, 24], but got [?, 8]}}
  %0 = lookupffn.lookup tables(%t : tensor<3x7x16x8xf32>)
    code(%c : tensor<?x7xi8>)
    outs(%init : tensor<?x8xf32>) -> tensor<?x8xf32>
  return
}

// -----

func.func @lookup_c7_scratch(%t: tensor<3x7x16x8xf32>, %c: tensor<?x7xi8>,
                             %init: tensor<?x24xf32>, %s: memref<8xf32>) {
  // expected-error @+1 {{expects scratch only beside memref operands}}
  %0 = lookupffn.lookup tables(%t : tensor<3x7x16x8xf32>)
    code(%c : tensor<?x7xi8>) outs(%init : tensor<?x24xf32>)
    scratch(%s : memref<8xf32>) -> tensor<?x24xf32>
  return
}
