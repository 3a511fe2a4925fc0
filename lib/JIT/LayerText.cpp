//===- LayerText.cpp - The MLIR text of a layer ---------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lookupffn/JIT/LayerText.h"

#include "WeightText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <charconv>
#include <cmath>
#include <optional>

using namespace mlir::lookupffn;

using Names = std::vector<std::string>;

const Names &mlir::lookupffn::getRowTypes() {
  static const Names types = {"f32", "f16", "bf16", "i8"};
  return types;
}

/// A double as MLIR reads it, which wants a decimal point before an e, in as
/// few digits as tell it apart.
static std::string formatDouble(double value) {
  double size = std::fabs(value);
  bool exponent = size != 0.0 && (size < 1e-4 || size >= 1e16);
  char buffer[64];
  char *end = std::to_chars(buffer, buffer + sizeof(buffer), value,
                            exponent ? std::chars_format::scientific
                                     : std::chars_format::fixed)
                  .ptr;
  std::string text(buffer, end);
  size_t e = std::min(text.find('e'), text.size());
  if (text.find('.') == std::string::npos)
    text.insert(e, ".0");
  return text;
}

//===----------------------------------------------------------------------===//
// Checks
//===----------------------------------------------------------------------===//

static Error checkName(const std::string &what, const std::string &value,
                       const Names &known) {
  if (llvm::is_contained(known, value))
    return Error::success();
  return {ErrorCode::Value, what + " is '" + value + "', expected one of " +
                                llvm::join(known, ", ")};
}

static Error checkNames(const LayerSpec &spec) {
  const std::pair<const char *, std::pair<const std::string &, Names>> all[] = {
      {"projection",
       {spec.projection, {"bh4", "dense", "identity", "pairwise", "external"}}},
      {"score", {spec.score, {"margin", "softmax", "one", "constant"}}},
      {"compare", {spec.compare, {"ogt", "oge"}}},
      {"bit_order", {spec.bitOrder, {"msb", "lsb"}}},
      {"table_type", {spec.rowType, getRowTypes()}},
      {"bounds", {spec.bounds, {"check", "clamp", "assume"}}},
      {"code_type", {spec.codeType, {"i32", "i64"}}}};
  for (const auto &[what, values] : all)
    if (Error error = checkName(what, values.first, values.second))
      return error;
  return Error::success();
}

static Error checkNumbers(const LayerSpec &spec) {
  const std::pair<const char *, double> all[] = {
      {"decay", spec.decay},
      {"eps", spec.eps},
      {"temperature", spec.temperature},
      {"constant", spec.constant}};
  for (const auto &[what, value] : all)
    if (!std::isfinite(value))
      return {ErrorCode::Value, std::string(what) + " is " +
                                    (std::isnan(value) ? "nan" : "infinite") +
                                    ", expected a finite number"};
  if (spec.eps < 0)
    return {ErrorCode::Value,
            "eps is " + formatDouble(spec.eps) + ", expected 0 or more"};
  if (spec.temperature <= 0)
    return {ErrorCode::Value, "temperature is " +
                                  formatDouble(spec.temperature) +
                                  ", expected more than 0"};
  return Error::success();
}

Error mlir::lookupffn::checkOptions(const LayerSpec &spec) {
  if (Error error = checkNames(spec))
    return error;
  return checkNumbers(spec);
}

static Error check(const LayerSpec &spec) {
  if (Error error = checkOptions(spec))
    return error;
  bool external = spec.projection == "external";
  Names known = {"y"};
  if (!external)
    known = {"y", "z", "code", "score"};
  Names sorted = spec.outputs;
  llvm::sort(sorted);
  bool twice = std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end();
  if (sorted.empty() || twice ||
      !llvm::all_of(sorted, [&](const std::string &name) {
        return llvm::is_contained(known, name);
      }))
    return {ErrorCode::Value, "outputs are '" + llvm::join(spec.outputs, ", ") +
                                  "', expected some of " +
                                  llvm::join(known, ", ") + ", each once"};
  if (spec.batch < -1)
    return {ErrorCode::Value, "batch is " + std::to_string(spec.batch) +
                                  ", expected 0 or more, or none for any"};
  if (!external && (spec.bounds != "check" || spec.codeType != "i64"))
    return {ErrorCode::Value, "bounds '" + spec.bounds + "' and code_type '" +
                                  spec.codeType +
                                  "' are for external codes only, and this "
                                  "layer is " +
                                  spec.projection + "; leave them out"};
  if (spec.tables < 1)
    return {ErrorCode::Value, "the number of codes a token is not known; say "
                              "how many tables there are"};
  if (!external && !llvm::isPowerOf2_64(std::max<int64_t>(spec.rows, 0)))
    return {ErrorCode::Shape, "tables have " + std::to_string(spec.rows) +
                                  " rows, expected a power of two unless codes "
                                  "are external"};
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

/// A key in the quotes of MLIR.
static std::string quote(const std::string &text) {
  std::string result;
  llvm::raw_string_ostream os(result);
  os << '"';
  llvm::printEscapedString(text, os);
  os << '"';
  return result;
}

namespace {
class LayerWriter {
public:
  explicit LayerWriter(const LayerSpec &spec)
      : spec(spec), external(spec.projection == "external"),
        needsLookup(llvm::is_contained(spec.outputs, "y")), weights(body) {
    if (!external)
      bits = llvm::Log2_64(spec.rows);
  }

  std::string write();

private:
  TextValue getValue(const std::string &name) const;
  std::string getType(const std::string &name) const {
    return getValue(name).getType();
  }
  void addInput(const std::string &name);
  std::optional<StoredWeight> findStored(const std::string &key) const;
  TextValue addArgument(const std::string &key, const TextValue &value);
  void addWeight(const std::string &key, const TextValue &value);
  void addWeights();
  void addTables();
  std::string addEmpty(const std::string &type);
  std::string operand(const std::string &word, const std::string &name) const;
  std::string norm(const std::string &x);
  void project(const std::string &x);
  void hash();
  void lookup();

  const LayerSpec &spec;
  bool external, needsLookup;
  int64_t bits = 0;
  Names arguments, body;
  /// The type of each operand that the layer has.
  std::vector<std::pair<std::string, std::string>> types;
  unsigned numEmpty = 0;
  WeightWriter weights;
};
} // namespace

/// An input or output.
TextValue LayerWriter::getValue(const std::string &name) const {
  std::string codeType = external     ? spec.codeType
                         : bits <= 8  ? "i8"
                         : bits <= 16 ? "i16"
                                      : "i32";
  TextValue value = {"%" + name, "f32", {spec.batch, spec.tables}};
  if (name == "x")
    value.shape = {spec.batch, spec.d};
  else if (name == "y")
    value.shape = {spec.batch, spec.o};
  else if (name == "z")
    value.shape.push_back(bits);
  else if (name == "code")
    value.element = codeType;
  return value;
}

void LayerWriter::addInput(const std::string &name) {
  std::string type = getType(name);
  types.emplace_back(name, type);
  arguments.push_back("%" + name + ": " + type + " {lookupffn.input = \"" +
                      name + "\"}");
}

std::optional<StoredWeight>
LayerWriter::findStored(const std::string &key) const {
  for (const StoredWeight &weight : spec.stored)
    if (weight.key == key)
      return weight;
  return std::nullopt;
}

/// The argument of the weight `key`, which is `value` unless it is stored
/// otherwise.
TextValue LayerWriter::addArgument(const std::string &key,
                                   const TextValue &value) {
  TextValue argument = value;
  std::optional<StoredWeight> stored = findStored(key);
  if (stored &&
      (stored->element != value.element || stored->shape != value.shape))
    argument = {value.name + "_stored", stored->element, stored->shape};
  arguments.push_back(argument.name + ": " + argument.getType() +
                      " {lookupffn.weight = " + quote(spec.prefix + key) + "}");
  return argument;
}

/// An operand that may be stored in 16 bits, or in 64.
void LayerWriter::addWeight(const std::string &key, const TextValue &value) {
  TextValue argument = addArgument(key, value);
  if (argument.name != value.name)
    weights.widen(argument, value);
  types.emplace_back(value.name.substr(1), value.getType());
}

void LayerWriter::addTables() {
  TextValue tables = {
      "%tables", spec.rowType, {spec.tables, spec.rows, spec.o}};
  if (spec.shared)
    tables.shape.erase(tables.shape.begin());
  TextValue scale = {
      "%row_scale", "f32", {tables.shape.begin(), tables.shape.end() - 1}};
  types.emplace_back("tables", tables.getType());
  if (spec.rowType == "i8")
    types.emplace_back("row_scale", scale.getType());
  // Flat tables come apart first, then their rows are converted.
  auto addExpanded = [&](const std::string &key, const TextValue &value) {
    TextValue argument = addArgument(key, value);
    TextValue expanded = {argument.name, argument.element, value.shape};
    if (argument.shape == value.shape)
      return expanded;
    expanded.name =
        argument.element == value.element ? value.name : value.name + "_flat";
    weights.expand(argument, expanded);
    return expanded;
  };
  TextValue storedRows = addExpanded("tables", tables), storedScale;
  if (storedRows.element == "i8")
    storedScale = addExpanded("tables_scale", scale);
  if (storedRows.element != spec.rowType)
    weights.convertRows(storedRows, storedScale, tables, scale);
}

/// In the order of the Python class Layer.
void LayerWriter::addWeights() {
  int64_t columns = spec.tables * bits;
  if (spec.norm) {
    addWeight("LayerNorm.weight", {"%gamma", "f32", {spec.d}});
    addWeight("LayerNorm.bias", {"%beta", "f32", {spec.d}});
  }
  if (spec.projection == "bh4")
    addWeight("hash.projection.weight",
              {"%w",
               "f32",
               {spec.repeats, 4, spec.padded / std::max<int64_t>(spec.block, 1),
                spec.block, spec.block}});
  else if (spec.projection == "dense")
    addWeight("hash.projection.weight", {"%w", "f32", {columns, spec.d}});
  else if (spec.projection == "pairwise")
    addWeight("hash.projection.pairs", {"%pairs", "i32", {columns, 2}});
  if (spec.projectionBias)
    addWeight("hash.projection.bias", {"%pb", "f32", {columns}});
  if (!needsLookup)
    return;
  addTables();
  if (spec.bias)
    addWeight("bias", {"%bias", "f32", {spec.o}});
}

std::string LayerWriter::addEmpty(const std::string &type) {
  std::string name = "%e" + std::to_string(numEmpty++);
  body.push_back(name + " = tensor.empty(" + (spec.batch < 0 ? "%n" : "") +
                 ") : " + type);
  return name;
}

/// " word(%name : type)", or nothing when the layer lacks it.
std::string LayerWriter::operand(const std::string &word,
                                 const std::string &name) const {
  for (const auto &[known, type] : types)
    if (known == name)
      return " " + word + "(%" + name + " : " + type + ")";
  return "";
}

/// The name of what the projection reads.
std::string LayerWriter::norm(const std::string &x) {
  if (!spec.norm)
    return x;
  std::string type = getType(x), out = addEmpty(type);
  body.push_back("%xn = lookupffn.layer_norm" + operand("input", x) +
                 operand("gamma", "gamma") + operand("beta", "beta") +
                 " outs(" + out + " : " + type +
                 ") {eps = " + formatDouble(spec.eps) + " : f64} -> " + type);
  types.emplace_back("xn", type);
  return "xn";
}

void LayerWriter::project(const std::string &x) {
  std::string kind = "#lookupffn." + spec.projection;
  if (spec.projection == "bh4")
    kind += "<decay = " + formatDouble(spec.decay) + " : f64>";
  std::string type = getType("z"), out = addEmpty(type);
  body.push_back(
      "%z = lookupffn.project " + kind + operand("input", x) +
      operand("weights", spec.projection == "pairwise" ? "pairs" : "w") +
      operand("bias", "pb") + " outs(" + out + " : " + type + ") -> " + type);
  types.emplace_back("z", type);
}

void LayerWriter::hash() {
  std::string code = getType("code"), score = getType("score");
  Names parameters;
  if (spec.temperature != 1.0)
    parameters.push_back("temperature = " + formatDouble(spec.temperature) +
                         " : f64");
  if (spec.score == "constant")
    parameters.push_back("constant = " + formatDouble(spec.constant) +
                         " : f64");
  std::string codeOut = addEmpty(code), scoreOut = addEmpty(score);
  std::string attributes;
  if (!parameters.empty())
    attributes = " {" + llvm::join(parameters, ", ") + "}";
  body.push_back("%code, %score = lookupffn.hash" + operand("input", "z") +
                 " outs(" + codeOut + ", " + scoreOut + " : " + code + ", " +
                 score + ") compare = " + spec.compare +
                 " bit_order = " + spec.bitOrder + " score = " + spec.score +
                 attributes + " -> " + code + ", " + score);
  types.emplace_back("code", code);
  types.emplace_back("score", score);
}

void LayerWriter::lookup() {
  std::string type = getType("y"), out = addEmpty(type);
  body.push_back("%y = lookupffn.lookup" + operand("tables", "tables") +
                 operand("code", "code") + operand("score", "score") +
                 operand("row_scale", "row_scale") + operand("bias", "bias") +
                 " outs(" + out + " : " + type + ")" +
                 (external ? " bounds = " + spec.bounds : "") + " -> " + type);
}

std::string LayerWriter::write() {
  std::string first = external ? "code" : "x";
  addInput(first);
  if (external && spec.score == "margin")
    addInput("score");
  addWeights();
  if (spec.batch < 0) {
    body.push_back("%c0 = arith.constant 0 : index");
    body.push_back("%n = tensor.dim %" + first + ", %c0 : " + getType(first));
  }
  if (!external) {
    project(norm(first));
    if (spec.outputs != Names{"z"})
      hash();
  }
  if (needsLookup)
    lookup();
  Names results, values, kinds;
  for (const std::string &output : spec.outputs) {
    results.push_back(getType(output) + " {lookupffn.output = \"" + output +
                      "\"}");
    values.push_back("%" + output);
    kinds.push_back(getType(output));
  }
  // Arguments stand below each other.
  std::string text = "func.func @" + spec.function + "(";
  text += llvm::join(arguments, ",\n" + std::string(text.size(), ' '));
  text += ")\n    -> (" + llvm::join(results, ", ") + ") {\n";
  for (const std::string &line : body)
    text += "  " + line + "\n";
  return text + "  return " + llvm::join(values, ", ") + " : " +
         llvm::join(kinds, ", ") + "\n}\n";
}

Error mlir::lookupffn::writeLayer(const LayerSpec &spec, std::string &text) {
  if (Error error = check(spec))
    return error;
  text = LayerWriter(spec).write();
  return Error::success();
}
