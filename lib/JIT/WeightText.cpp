//===- WeightText.cpp - The MLIR text that converts weights ---------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Rows are rounded as python/lookupffn/_rows.py rounds them, bit for bit, on
// any machine that packs.
//
//===----------------------------------------------------------------------===//

#include "WeightText.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir::lookupffn;

using Lines = std::vector<std::string>;

std::string TextValue::getType() const {
  std::string type = "tensor<";
  for (int64_t size : shape)
    type += (size < 0 ? "?" : std::to_string(size)) + "x";
  return type + element + ">";
}

TextValue WeightWriter::empty(const TextValue &like) {
  TextValue result = like;
  result.name += "_init";
  lines.push_back(result.name + " = tensor.empty() : " + result.getType());
  return result;
}

/// "affine_map<(d0, d1, d2) -> (d0, d1)>".
static std::string getMap(size_t rank, size_t results) {
  std::string dims;
  size_t cut = 0;
  for (size_t i = 0; i < rank; ++i) {
    dims += (i ? ", d" : "d") + std::to_string(i);
    if (i + 1 == results)
      cut = dims.size();
  }
  return "affine_map<(" + dims + ") -> (" + dims.substr(0, cut) + ")>";
}

void WeightWriter::generic(const std::vector<TextValue> &inputs,
                           const TextValue &init, const TextValue &result,
                           const Lines &body, const std::string &yield) {
  size_t rank = inputs.front().shape.size();
  Lines maps, names, types, arguments, iterators;
  for (size_t i = 0; i < inputs.size(); ++i) {
    maps.push_back(getMap(rank, inputs[i].shape.size()));
    names.push_back(inputs[i].name);
    types.push_back(inputs[i].getType());
    arguments.push_back("%a" + std::to_string(i) + ": " + inputs[i].element);
  }
  maps.push_back(getMap(rank, result.shape.size()));
  arguments.push_back("%out: " + result.element);
  for (size_t i = 0; i < rank; ++i)
    iterators.push_back(i < result.shape.size() ? "\"parallel\""
                                                : "\"reduction\"");
  lines.push_back(result.name + " = linalg.generic {indexing_maps = [" +
                  llvm::join(maps, ", ") + "], iterator_types = [" +
                  llvm::join(iterators, ", ") + "]} ins(" +
                  llvm::join(names, ", ") + " : " + llvm::join(types, ", ") +
                  ") outs(" + init.name + " : " + init.getType() + ") {");
  lines.push_back("^bb0(" + llvm::join(arguments, ", ") + "):");
  for (const std::string &line : body)
    lines.push_back("  " + line);
  lines.push_back("  linalg.yield " + yield + " : " + result.element);
  lines.push_back("} -> " + result.getType());
}

void WeightWriter::expand(const TextValue &source, const TextValue &result) {
  // The first dimension alone comes apart.
  size_t extra = result.shape.size() - source.shape.size();
  Lines sizes, groups;
  std::string group;
  for (size_t i = 0; i < result.shape.size(); ++i) {
    sizes.push_back(std::to_string(result.shape[i]));
    group += (group.empty() ? "" : ", ") + std::to_string(i);
    if (i < extra)
      continue;
    groups.push_back("[" + group + "]");
    group.clear();
  }
  lines.push_back(result.name + " = tensor.expand_shape " + source.name + " [" +
                  llvm::join(groups, ", ") + "] output_shape [" +
                  llvm::join(sizes, ", ") + "] : " + source.getType() +
                  " into " + result.getType());
}

void WeightWriter::widen(const TextValue &source, const TextValue &result) {
  // Indices of inputs were checked, so they fit.
  const char *op = result.element == "i32" ? "arith.trunci" : "arith.extf";
  generic({source}, empty(result), result,
          {std::string("%r = ") + op + " %a0 : " + source.element + " to " +
           result.element},
          "%r");
}

std::string WeightWriter::readRow(const std::string &element, Lines &body) {
  if (element == "f32")
    return "%a0";
  if (element == "i8") {
    body.push_back("%i = arith.sitofp %a0 : i8 to f32");
    body.push_back("%f = arith.mulf %i, %a1 : f32");
  } else {
    body.push_back("%f = arith.extf %a0 : " + element + " to f32");
  }
  return "%f";
}

std::string WeightWriter::roundRow(const std::string &element,
                                   const std::string &value, Lines &body) {
  if (element == "f32")
    return value;
  if (element == "f16") {
    body.push_back("%r = arith.truncf " + value + " : f32 to f16");
    return "%r";
  }
  // By integers, to nearest even: arith.truncf to bf16 flushes denormals where
  // there is an instruction for it, and is a call an element elsewhere. A NaN
  // stays one.
  for (const std::string &line :
       Lines{"%one = arith.constant 1 : i32",
             "%half = arith.constant 0x7fff : i32",
             "%quiet = arith.constant 0x40 : i32",
             "%c16 = arith.constant 16 : i32",
             "%bits = arith.bitcast " + value + " : f32 to i32",
             "%high = arith.shrui %bits, %c16 : i32",
             "%odd = arith.andi %high, %one : i32",
             "%step = arith.addi %odd, %half : i32",
             "%sum = arith.addi %bits, %step : i32",
             "%near = arith.shrui %sum, %c16 : i32",
             "%nan = arith.ori %high, %quiet : i32",
             "%is_nan = arith.cmpf uno, " + value + ", " + value + " : f32",
             "%word = arith.select %is_nan, %nan, %near : i32",
             "%short = arith.trunci %word : i32 to i16",
             "%r = arith.bitcast %short : i16 to bf16"})
    body.push_back(line);
  return "%r";
}

void WeightWriter::writeScales(const std::vector<TextValue> &rows,
                               const TextValue &result) {
  TextValue peak = result, zeros = result;
  peak.name += "_peak";
  zeros.name += "_zeros";
  TextValue init = empty(peak);
  lines.push_back("%zero = arith.constant 0.0 : f32");
  lines.push_back(zeros.name + " = linalg.fill ins(%zero : f32) outs(" +
                  init.name + " : " + init.getType() + ") -> " +
                  init.getType());
  Lines body;
  std::string value = readRow(rows.front().element, body);
  body.push_back("%size = math.absf " + value + " : f32");
  body.push_back("%r = arith.maximumf %size, %out : f32");
  generic(rows, zeros, peak, body, "%r");
  // A row of zeros, or so small that its scale is zero, becomes zeros.
  generic({peak}, empty(result), result,
          {"%most = arith.constant 127.0 : f32",
           "%one = arith.constant 1.0 : f32",
           "%scale = arith.divf %a0, %most : f32",
           "%is_zero = arith.cmpf oeq, %scale, %zero : f32",
           "%r = arith.select %is_zero, %one, %scale : f32"},
          "%r");
}

void WeightWriter::convertRows(const TextValue &source,
                               const TextValue &sourceScale,
                               const TextValue &result,
                               const TextValue &resultScale) {
  std::vector<TextValue> inputs = {source};
  if (source.element == "i8")
    inputs.push_back(sourceScale);
  Lines body;
  std::string value = readRow(source.element, body);
  if (result.element != "i8") {
    std::string rounded = roundRow(result.element, value, body);
    return generic(inputs, empty(result), result, body, rounded);
  }
  writeScales(inputs, resultScale);
  std::string scale = "%a" + std::to_string(inputs.size());
  inputs.push_back(resultScale);
  for (const std::string &line :
       Lines{"%quotient = arith.divf " + value + ", " + scale + " : f32",
             "%rounded = math.roundeven %quotient : f32",
             "%most = arith.constant 127.0 : f32",
             "%least = arith.constant -127.0 : f32",
             "%above = arith.maximumf %rounded, %least : f32",
             "%inside = arith.minimumf %above, %most : f32",
             "%r = arith.fptosi %inside : f32 to i8"})
    body.push_back(line);
  generic(inputs, empty(result), result, body, "%r");
}
