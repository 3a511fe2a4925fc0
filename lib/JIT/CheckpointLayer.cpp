//===- CheckpointLayer.cpp - A layer by the shapes of its tensors ---------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The rules are those of the Python class Layer.
//
//===----------------------------------------------------------------------===//

#include "CheckpointKeys.h"

#include "lookupffn/JIT/EntryPoint.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir::lookupffn;

using Shape = std::vector<int64_t>;

static constexpr const char *kGamma = "LayerNorm.weight";
static constexpr const char *kBeta = "LayerNorm.bias";
static constexpr const char *kWeight = "hash.projection.weight";
static constexpr const char *kBias = "hash.projection.bias";
static constexpr const char *kPairs = "hash.projection.pairs";
static constexpr const char *kTables = "tables";
static constexpr const char *kScale = "tables_scale";

/// Every key that a layer may have.
static constexpr const char *kKeys[] = {kGamma, kBeta,   kWeight, kBias,
                                        kPairs, kTables, kScale,  "bias"};

static std::string format(const Shape &shape) {
  return formatShape(shape.data(), shape.size());
}

namespace {
class LayerReader {
public:
  LayerReader(const SafeTensorsFile &file, const std::string &prefix,
              const CheckpointOptions &options, LayerSpec &spec)
      : file(file), prefix(prefix), options(options), spec(spec) {}

  Error read();

private:
  const SafeTensor *find(const char *key) const {
    return file.find(prefix + key);
  }
  /// "layer.0.FFN.tables has shape [3, 4]".
  std::string tell(const char *key) const {
    return prefix + key + " has shape " + format(find(key)->shape);
  }
  void copyOptions();
  Error checkKeys();
  Error checkNumbers();
  Error readTypes();
  Error readTables();
  Error readScale();
  Error chooseProjection();
  Error checkExternal();
  Error readHash();
  Error checkProjectionWeight();
  Error readWidth();
  Error readBlocks();
  Error checkShape(const char *key, const Shape &expected) const;
  Error checkShapes();

  const SafeTensorsFile &file;
  const std::string &prefix;
  const CheckpointOptions &options;
  LayerSpec &spec;
  int64_t bits = 0;
};
} // namespace

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
  const Shape &shape = find(kTables)->shape;
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
  Shape like(tables->shape.begin(), tables->shape.end() - 1);
  if (scale->shape == like || scale->shape == Shape{spec.tables, spec.rows})
    return Error::success();
  return {ErrorCode::Shape, tell(kScale) + ", expected " + format(like)};
}

//===----------------------------------------------------------------------===//
// Projections
//===----------------------------------------------------------------------===//

Error LayerReader::chooseProjection() {
  if (!options.projection.empty())
    return Error::success();
  const SafeTensor *weight = find(kWeight);
  if (!weight) {
    spec.projection = "pairwise";
    return Error::success();
  }
  size_t rank = weight->shape.size();
  if (rank != 5 && rank != 2)
    return {ErrorCode::Shape, tell(kWeight) + " of rank " +
                                  std::to_string(rank) +
                                  ", expected rank 5 (bh4) or 2 (dense)"};
  spec.projection = rank == 5 ? "bh4" : "dense";
  return Error::success();
}

Error LayerReader::checkExternal() {
  if (spec.score != "margin" && spec.score != "one")
    return {ErrorCode::Value,
            "score is '" + spec.score +
                "', expected 'margin' (the caller passes scores) or 'one' with "
                "external codes"};
  for (const char *key : {kWeight, kBias, kPairs, kGamma})
    if (find(key))
      return {ErrorCode::Value,
              "--projection=external takes no " + prefix + key + "; remove it"};
  return Error::success();
}

/// L, and T of a shared table: the columns of z by L.
Error LayerReader::readHash() {
  if (!llvm::isPowerOf2_64(spec.rows) || spec.rows < 2 ||
      spec.rows > int64_t(1) << 30)
    return {ErrorCode::Shape,
            prefix + kTables + " has " + std::to_string(spec.rows) +
                " rows a table, expected a power of two from 2 to 2^30 unless "
                "--projection=external"};
  bits = llvm::Log2_64(spec.rows);
  if (spec.tables)
    return Error::success();
  const SafeTensor *like = find(kBias);
  if (!like && spec.projection == "dense")
    like = find(kWeight);
  if (!like)
    like = find(kPairs);
  if (!like && spec.projection == "identity")
    like = find(kGamma);
  int64_t columns = like && !like->shape.empty()    ? like->shape[0]
                    : spec.projection == "identity" ? options.d
                                                    : 0;
  if (columns < 1 || columns % bits)
    return {ErrorCode::Shape, "cannot tell the number of tables from " +
                                  std::to_string(columns) +
                                  " columns of z and " + std::to_string(bits) +
                                  " bits; pass --tables"};
  spec.tables = columns / bits;
  return Error::success();
}

Error LayerReader::checkProjectionWeight() {
  const SafeTensor *weight = find(kWeight);
  size_t rank = spec.projection == "bh4"     ? 5
                : spec.projection == "dense" ? 2
                                             : 0;
  if (!rank && weight)
    return {ErrorCode::Value, "--projection=" + spec.projection + " takes no " +
                                  prefix + kWeight +
                                  "; remove it or choose another projection"};
  if (rank && weight->shape.size() != rank)
    return {ErrorCode::Shape, tell(kWeight) + ", expected rank " +
                                  std::to_string(rank) +
                                  " for --projection=" + spec.projection};
  if (find(kPairs) && spec.projection != "pairwise")
    return {ErrorCode::Value,
            prefix + kPairs + " is present and the projection is " +
                spec.projection + "; only pairwise takes it; remove it"};
  return Error::success();
}

/// D, by the arrays or by what the caller says.
Error LayerReader::readWidth() {
  const SafeTensor *gamma = find(kGamma), *weight = find(kWeight);
  int64_t columns = spec.tables * bits, width = 0;
  if (gamma && gamma->shape.size() != 1)
    return {ErrorCode::Shape, tell(kGamma) + ", expected rank 1"};
  if (gamma)
    width = gamma->shape[0];
  else if (spec.projection == "dense")
    width = weight->shape[1];
  else if (spec.projection == "identity")
    width = columns;
  else if (spec.projection == "bh4" && !options.d)
    width = weight->shape[2] * weight->shape[3];
  if (!options.d && !width)
    return {ErrorCode::Value, "the width of the input is not known; pass --d"};
  if (options.d && width && options.d != width)
    return {ErrorCode::Shape, "--d=" + std::to_string(options.d) +
                                  ", but the tensors at '" + prefix +
                                  "' have width " + std::to_string(width)};
  spec.d = width ? width : options.d;
  if (spec.projection == "identity" && spec.d != columns)
    return {ErrorCode::Shape,
            "the width of the input is " + std::to_string(spec.d) +
                ", expected T*L = " + std::to_string(columns) +
                " for --projection=identity"};
  return Error::success();
}

Error LayerReader::readBlocks() {
  const Shape &shape = find(kWeight)->shape;
  spec.repeats = shape[0];
  spec.block = shape[3];
  spec.padded = shape[2] * shape[3];
  if (shape[1] != 4 || shape[4] != spec.block ||
      !llvm::isPowerOf2_64(spec.padded))
    return {ErrorCode::Shape,
            tell(kWeight) +
                ", expected [R, 4, P/b, b, b] with P a power of two"};
  int64_t columns = spec.tables * bits;
  if (spec.padded < spec.d || spec.repeats * spec.padded < columns)
    return {ErrorCode::Shape,
            tell(kWeight) + ", expected P = " + std::to_string(spec.padded) +
                " of at least d = " + std::to_string(spec.d) +
                " and R*P = " + std::to_string(spec.repeats * spec.padded) +
                " of at least T*L = " + std::to_string(columns)};
  return Error::success();
}

Error LayerReader::checkShape(const char *key, const Shape &expected) const {
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
  const std::pair<const char *, Shape> expected[] = {{kGamma, {spec.d}},
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
