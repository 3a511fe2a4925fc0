//===- CheckpointLayer.cpp - A layer's keys, types and tables -------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LayerReader.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir::lookupffn;

/// Every key that a layer may have.
static constexpr const char *kKeys[] = {kGamma, kBeta,   kWeight, kBias,
                                        kPairs, kTables, kScale,  "bias"};

//===----------------------------------------------------------------------===//
// Keys and types
//===----------------------------------------------------------------------===//

Error LayerReader::checkKeys() {
  std::vector<std::string> unknown;
  for (const SafeTensor &tensor : file.getTensors()) {
    llvm::StringRef key = tensor.name;
    if (key.consume_front(prefix) &&
        llvm::none_of(kKeys, [&](const char *known) { return key == known; }))
      unknown.push_back(tensor.name);
  }
  if (!unknown.empty()) {
    if (unknown.size() > 8)
      unknown.resize(8);
    return {ErrorCode::Format, "unknown keys " + llvm::join(unknown, ", ") +
                                   ", expected only " +
                                   llvm::join(llvm::ArrayRef(kKeys), ", ") +
                                   " after '" + prefix + "'; remove them"};
  }
  const std::string &kind = options.projection;
  if (kind.empty() && !find(kWeight) && !find(kPairs))
    return {ErrorCode::Format, prefix + kWeight +
                                   " is missing; pass --projection=identity, "
                                   "pairwise or external"};
  const char *needed = kind == "bh4" || kind == "dense" ? kWeight
                       : kind == "pairwise"             ? kPairs
                                                        : kTables;
  if (!find(needed))
    return {ErrorCode::Format,
            prefix + needed + " is missing; add it or pass another projection"};
  if (!find(kGamma) != !find(kBeta)) {
    const char *found = find(kGamma) ? kGamma : kBeta;
    const char *missing = find(kGamma) ? kBeta : kGamma;
    return {ErrorCode::Format, prefix + missing + " is missing beside " +
                                   prefix + found +
                                   "; a layer has both or, without a norm, "
                                   "neither"};
  }
  return Error::success();
}

Error LayerReader::checkNumbers() {
  if (options.d < 0 || options.tables < 0)
    return {ErrorCode::Value,
            std::string(options.d < 0 ? "d" : "tables") + " is " +
                std::to_string(options.d < 0 ? options.d : options.tables) +
                ", expected an integer from 1"};
  return checkOptions(spec);
}

/// Types and shapes as the file has them.
Error LayerReader::readTypes() {
  for (const char *key : kKeys) {
    const SafeTensor *tensor = find(key);
    if (!tensor)
      continue;
    llvm::StringRef name = key, type = tensor->dtype;
    std::vector<llvm::StringRef> known = {"F32", "F16", "BF16"};
    if (name == kTables)
      known.push_back("I8");
    else if (name == kPairs)
      known = {"I32", "I64"};
    else if (name == kScale)
      known = {"F32"};
    if (!llvm::is_contained(known, type))
      return {ErrorCode::DType, prefix + key + " is " + tensor->dtype +
                                    ", expected " + llvm::join(known, ", ") +
                                    "; convert it"};
    spec.stored.push_back({key, type.lower(), tensor->shape});
  }
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

Error LayerReader::readTables() {
  const TensorShape &shape = find(kTables)->shape;
  spec.shared = options.shared;
  spec.tables = options.tables;
  size_t rank = spec.shared ? 2 : 3;
  bool flat = !spec.shared && shape.size() == 2;
  if (flat && !options.tables)
    return {ErrorCode::Format,
            tell(kTables) +
                ", which is ambiguous; pass --tables=T when it holds T tables "
                "(row t*S + code), or --shared when all codes index it"};
  if ((!flat && shape.size() != rank) || llvm::is_contained(shape, 0))
    return {
        ErrorCode::Shape,
        tell(kTables) + ", expected " +
            (spec.shared ? "[S, O]" : "[T, S, O], or [S, O] with --shared") +
            ", no size 0"};
  if (flat && shape[0] % options.tables)
    return {ErrorCode::Shape, prefix + kTables + " has " +
                                  std::to_string(shape[0]) +
                                  " rows, expected a multiple of --tables=" +
                                  std::to_string(options.tables)};
  if (shape.size() == 3) {
    if (options.tables && options.tables != shape[0])
      return {ErrorCode::Shape, tell(kTables) + ", expected " +
                                    std::to_string(options.tables) +
                                    " tables, as --tables says"};
    spec.tables = shape[0];
  }
  spec.o = shape.back();
  spec.rows = flat ? shape[0] / options.tables : shape[rank - 2];
  if (options.tableType.empty())
    spec.rowType = llvm::StringRef(find(kTables)->dtype).lower();
  return Error::success();
}

Error LayerReader::readScale() {
  const SafeTensor *tables = find(kTables), *scale = find(kScale);
  if ((tables->dtype == "I8") != (scale != nullptr))
    return {ErrorCode::Value,
            prefix + kTables + " is " + tables->dtype + " and " + prefix +
                kScale + " is " + (scale ? "present" : "absent") +
                "; rows of I8 need it and no other rows take it"};
  if (!scale)
    return Error::success();
  // Flat tables may have their scales one by one all the same.
  TensorShape like(tables->shape.begin(), tables->shape.end() - 1);
  if (scale->shape == like ||
      scale->shape == TensorShape{spec.tables, spec.rows})
    return Error::success();
  return {ErrorCode::Shape, tell(kScale) + ", expected " + format(like)};
}

Error LayerReader::checkShape(const char *key,
                              const TensorShape &expected) const {
  const SafeTensor *tensor = find(key);
  if (!tensor || tensor->shape == expected)
    return Error::success();
  return {ErrorCode::Shape, tell(key) + ", expected " + format(expected)};
}

Error LayerReader::checkShapes() {
  if (Error error = checkShape("bias", {spec.o}))
    return error;
  if (spec.projection == "external")
    return Error::success();
  int64_t columns = spec.tables * bits;
  const std::pair<const char *, TensorShape> expected[] = {
      {kGamma, {spec.d}},
      {kBeta, {spec.d}},
      {kBias, {columns}},
      {kPairs, {columns, 2}}};
  for (const auto &[key, shape] : expected)
    if (Error error = checkShape(key, shape))
      return error;
  if (spec.projection == "dense")
    return checkShape(kWeight, {columns, spec.d});
  return Error::success();
}

void LayerReader::copyOptions() {
  spec.prefix = prefix;
  // Where these are not said, the tensors tell them later.
  if (!options.projection.empty())
    spec.projection = options.projection;
  if (!options.tableType.empty())
    spec.rowType = options.tableType;
  spec.score = options.score;
  spec.compare = options.compare;
  spec.bitOrder = options.bitOrder;
  spec.decay = options.decay;
  spec.eps = options.eps;
  spec.temperature = options.temperature;
  spec.constant = options.constant;
  spec.norm = find(kGamma);
  spec.projectionBias = find(kBias);
  spec.bias = find("bias");
}

Error LayerReader::read() {
  using Step = Error (LayerReader::*)();
  using Self = LayerReader;
  auto run = [&](std::initializer_list<Step> steps) {
    for (Step step : steps)
      if (Error error = (this->*step)())
        return error;
    return Error::success();
  };
  copyOptions();
  if (Error error =
          run({&Self::checkNumbers, &Self::checkKeys, &Self::readTypes,
               &Self::readTables, &Self::readScale, &Self::chooseProjection}))
    return error;
  if (spec.projection == "external")
    return run({&Self::checkExternal, &Self::checkShapes});
  if (Error error = run(
          {&Self::readHash, &Self::checkProjectionWeight, &Self::readWidth}))
    return error;
  if (spec.projection == "bh4")
    if (Error error = readBlocks())
      return error;
  return checkShapes();
}

Error mlir::lookupffn::readLayer(const SafeTensorsFile &file,
                                 const CheckpointLayer &layer,
                                 const CheckpointOptions &options,
                                 LayerSpec &spec) {
  spec.function = layer.function;
  return LayerReader(file, layer.prefix, options, spec).read();
}
