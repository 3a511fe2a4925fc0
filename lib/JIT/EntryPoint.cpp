//===- EntryPoint.cpp - Arguments of a compiled function ------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In: a module at stage `llvm`, whose entry points carry `lookupffn.entry`.
// Out: plain structs. A user may hand over such a module as text, so nothing
// about the attribute is taken for granted: sizes that do not fit, unknown
// element types and functions of another type are errors here, which lets the
// calls below rely on all of it.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/JIT/EntryPoint.h"

#include "../Runtime/Runner.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringExtras.h"

#include <optional>

using namespace mlir;
using namespace mlir::lookupffn;

static constexpr llvm::StringLiteral kEntryAttr = "lookupffn.entry";
/// Same as LOOKUPFFN_MAX_RANK of the C header.
static constexpr int64_t kMaxRank = 8;
/// No buffer is larger than half the address space, so that sums cannot wrap.
static constexpr int64_t kMaxBytes = INT64_MAX / 2;

size_t mlir::lookupffn::getByteWidth(DType dtype) {
  return lookupffnGetByteWidth(static_cast<LookupFFNDType>(dtype));
}

const char *mlir::lookupffn::getName(DType dtype) {
  return lookupffnGetDTypeName(static_cast<LookupFFNDType>(dtype));
}

std::string mlir::lookupffn::formatShape(const int64_t *shape, size_t rank) {
  char text[LOOKUPFFN_SHAPE_CHARS];
  return lookupffnFormatShape(shape, static_cast<int32_t>(rank), text);
}

static std::optional<DType> getDType(Type type) {
  if (type.isF32())
    return DType::F32;
  if (type.isF16())
    return DType::F16;
  if (type.isBF16())
    return DType::BF16;
  for (DType dtype : {DType::I8, DType::I16, DType::I32, DType::I64})
    if (type.isSignlessInteger(8 * getByteWidth(dtype)))
      return dtype;
  return std::nullopt;
}

namespace {
/// Reads the parts of one attribute; every failure names the function.
class EntryReader {
public:
  EntryReader(LLVM::LLVMFuncOp func, EntryPoint &entry)
      : func(func), entry(entry) {}

  Error read();

private:
  Error malformed(const Twine &what) {
    return {ErrorCode::Compile, ("'lookupffn.entry' of '" + func.getName() +
                                 "' is malformed: " + what)
                                    .str()};
  }

  Error readArguments(DictionaryAttr dict, StringRef key,
                      std::vector<Argument> &arguments);
  Error readPacked(DictionaryAttr dict);
  Error readTokens();
  Error readType(Attribute attr, const Twine &owner, DType &dtype,
                 std::vector<int64_t> &shape);
  Error checkFunction(LLVM::LLVMFuncOp callee, StringRef arguments);
  Error readFunction(DictionaryAttr dict, StringRef key, StringRef arguments,
                     std::string &name);
  Error readNumber(DictionaryAttr dict, StringRef key, int64_t &number);

  LLVM::LLVMFuncOp func;
  EntryPoint &entry;
};
} // namespace

/// Bytes of the sizes from `first` on, or none when they do not fit.
static std::optional<int64_t> getBytes(ArrayRef<int64_t> shape, size_t first,
                                       DType dtype) {
  int64_t bytes = getByteWidth(dtype);
  for (int64_t size : shape.drop_front(std::min(first, shape.size()))) {
    if (size < 0 || llvm::MulOverflow(bytes, size, bytes) || bytes > kMaxBytes)
      return std::nullopt;
  }
  return bytes;
}

Error EntryReader::readType(Attribute attr, const Twine &owner, DType &dtype,
                            std::vector<int64_t> &shape) {
  auto typeAttr = dyn_cast_or_null<TypeAttr>(attr);
  auto type =
      typeAttr ? dyn_cast<RankedTensorType>(typeAttr.getValue()) : nullptr;
  if (!type)
    return malformed(owner + " needs a ranked tensor as 'type'");
  std::optional<DType> element = getDType(type.getElementType());
  if (!element)
    return malformed(owner +
                     " needs elements of f32, f16, bf16, i8, i16, i32 or i64");
  if (type.getRank() < 1 || type.getRank() > kMaxRank)
    return malformed(owner + " needs a rank of 1 to 8, but has rank " +
                     Twine(type.getRank()));
  dtype = *element;
  shape.clear();
  for (int64_t size : type.getShape())
    shape.push_back(ShapedType::isDynamic(size) ? -1 : size);
  return Error::success();
}

Error EntryReader::readArguments(DictionaryAttr dict, StringRef key,
                                 std::vector<Argument> &arguments) {
  auto list = dict.getAs<ArrayAttr>(key);
  if (!list)
    return malformed("it needs a list '" + key + "'");
  for (Attribute attr : list) {
    auto item = dyn_cast<DictionaryAttr>(attr);
    auto name = item ? item.getAs<StringAttr>("name") : StringAttr();
    if (!name || name.getValue().contains('\0'))
      return malformed("each of '" + key + "' needs a 'name'");
    Argument &argument = arguments.emplace_back();
    argument.name = name.str();
    if (Error error = readType(item.get("type"), "'" + name.getValue() + "'",
                               argument.dtype, argument.shape))
      return error;
    if (auto bound = item.getAs<IntegerAttr>("bound"))
      argument.bound = bound.getValue().getSExtValue();
    for (const Argument &other : ArrayRef(arguments).drop_back())
      if (other.name == argument.name)
        return malformed("'" + name.getValue() + "' occurs twice in '" + key +
                         "'");
  }
  return Error::success();
}

Error EntryReader::readPacked(DictionaryAttr dict) {
  auto list = dict.getAs<ArrayAttr>("packed");
  if (!list)
    return malformed("it needs a list 'packed'");
  for (auto [number, attr] : llvm::enumerate(list)) {
    std::string owner = "packed buffer " + std::to_string(number);
    auto item = dyn_cast<DictionaryAttr>(attr);
    if (!item)
      return malformed(owner + " needs a dictionary");
    DType dtype;
    std::vector<int64_t> shape;
    if (Error error = readType(item.get("type"), owner, dtype, shape))
      return error;
    std::optional<int64_t> bytes = getBytes(shape, 0, dtype);
    if (!bytes)
      return malformed(owner + " needs static sizes that fit in memory");
    PackedBuffer &buffer = entry.packed.emplace_back();
    buffer.dtype = dtype;
    buffer.shape = shape;
    buffer.bytes = *bytes;
    if (auto form = item.getAs<StringAttr>("form"))
      buffer.form = form.str();
    if (!item.get("weight")) {
      if (entry.pack.empty())
        return malformed(owner + " is no weight, and there is no 'pack'");
      continue;
    }
    auto weight = item.getAs<IntegerAttr>("weight");
    buffer.weight = weight ? weight.getValue().getSExtValue() : -1;
    if (buffer.weight < 0 ||
        buffer.weight >= static_cast<int64_t>(entry.weights.size()) ||
        entry.weights[buffer.weight].bytes != buffer.bytes)
      return malformed(owner + " needs the number of a weight of its size");
  }
  return Error::success();
}

Error EntryReader::readTokens() {
  if (entry.inputs.empty())
    return malformed("it needs an input");
  // Every input is one vector per token, so its leading sizes count tokens.
  entry.numTokenDims = entry.inputs[0].shape.size() - 1;
  if (entry.numTokenDims == 0)
    return malformed("input '" + entry.inputs[0].name + "' has rank 1");
  std::vector<int64_t> tokenDims(entry.inputs[0].shape.begin(),
                                 entry.inputs[0].shape.end() - 1);
  if (!llvm::is_contained(tokenDims, -1)) {
    entry.staticTokens = 1;
    for (int64_t size : tokenDims)
      if (llvm::MulOverflow(entry.staticTokens, size, entry.staticTokens))
        return malformed("the number of tokens does not fit in 64 bits");
  }
  for (std::vector<Argument> *list : {&entry.inputs, &entry.outputs}) {
    for (Argument &argument : *list) {
      if (argument.shape.size() < entry.numTokenDims ||
          !std::equal(tokenDims.begin(), tokenDims.end(),
                      argument.shape.begin()))
        return malformed("'" + argument.name +
                         "' has other token dimensions than '" +
                         entry.inputs[0].name + "'");
      std::optional<int64_t> bytes =
          getBytes(argument.shape, entry.numTokenDims, argument.dtype);
      if (!bytes)
        return malformed("the size of a token of '" + argument.name +
                         "' is not static or does not fit");
      argument.bytes = *bytes;
      if (*bytes)
        entry.maxTokens = std::min(entry.maxTokens, kMaxBytes / *bytes);
    }
  }
  return Error::success();
}

/// Whether `callee` has a body and one argument for each letter of `arguments`,
/// p for a pointer and i for an i64, and returns an i64.
Error EntryReader::checkFunction(LLVM::LLVMFuncOp callee, StringRef arguments) {
  MLIRContext *context = callee.getContext();
  Type pointer = LLVM::LLVMPointerType::get(context);
  Type integer = IntegerType::get(context, 64);
  SmallVector<Type> types;
  for (char letter : arguments)
    types.push_back(letter == 'p' ? pointer : integer);
  auto type = LLVM::LLVMFunctionType::get(integer, types);
  if (!callee.isExternal() && callee.getFunctionType() == type)
    return Error::success();
  std::string text;
  for (char letter : arguments)
    text += (text.empty() ? "" : ", ") +
            std::string(letter == 'p' ? "!llvm.ptr" : "i64");
  return malformed("'" + callee.getName() + "' needs a body and the type (" +
                   text + ") -> i64");
}

/// The function that the key `key` of `dict` names, of the arguments
/// `arguments` of checkFunction; empty without that key.
Error EntryReader::readFunction(DictionaryAttr dict, StringRef key,
                                StringRef arguments, std::string &name) {
  if (!dict.get(key))
    return Error::success();
  auto symbol = dict.getAs<StringAttr>(key);
  auto callee = symbol ? SymbolTable::lookupNearestSymbolFrom<LLVM::LLVMFuncOp>(
                             func->getParentOp(), symbol)
                       : LLVM::LLVMFuncOp();
  if (!callee)
    return malformed("'" + key + "' needs the name of a function");
  name = symbol.str();
  return checkFunction(callee, arguments);
}

/// The key `key` of `dict`, an i64 from 1 to 2^31 - 1, so that products of two
/// fit; `number` stays without it.
Error EntryReader::readNumber(DictionaryAttr dict, StringRef key,
                              int64_t &number) {
  Attribute attr = dict.get(key);
  if (!attr)
    return Error::success();
  auto value = dyn_cast<IntegerAttr>(attr);
  if (!value || !value.getType().isInteger(64) || value.getInt() < 1 ||
      value.getInt() > std::numeric_limits<int32_t>::max())
    return malformed("'" + key + "' needs an i64 from 1 to 2^31 - 1");
  number = value.getInt();
  return Error::success();
}

Error EntryReader::read() {
  auto dict = func->getAttrOfType<DictionaryAttr>(kEntryAttr);
  if (!dict)
    return malformed("it needs a dictionary");
  entry.name = func.getName().str();
  if (Error error = checkFunction(func, "pip"))
    return error;
  if (Error error = readFunction(dict, "pack", "p", entry.pack))
    return error;
  if (Error error = readArguments(dict, "inputs", entry.inputs))
    return error;
  if (Error error = readArguments(dict, "weights", entry.weights))
    return error;
  if (Error error = readArguments(dict, "outputs", entry.outputs))
    return error;
  if (Error error = readTokens())
    return error;
  for (Argument &weight : entry.weights) {
    std::optional<int64_t> bytes = getBytes(weight.shape, 0, weight.dtype);
    if (!bytes)
      return malformed("weight '" + weight.name +
                       "' needs static sizes that fit in memory");
    weight.bytes = *bytes;
  }
  if (Error error = readPacked(dict))
    return error;
  auto scratch = dict.getAs<IntegerAttr>("scratch_bytes");
  if (!scratch || !scratch.getType().isInteger(64) || scratch.getInt() < 0 ||
      scratch.getInt() > kMaxBytes)
    return malformed("it needs 'scratch_bytes', an i64 that is not negative");
  entry.scratchBytes = scratch.getInt();
  const std::pair<StringRef, int64_t *> numbers[] = {
      {"thread_tokens", &entry.threadTokens},
      {"block_tokens", &entry.blockTokens},
      {"num_slices", &entry.numSlices},
      {"part_tokens", &entry.partTokens},
      {"part_slices", &entry.partSlices}};
  for (auto [key, number] : numbers)
    if (Error error = readNumber(dict, key, *number))
      return error;
  if (Error error = readFunction(dict, "part", "pippiiiii", entry.part))
    return error;
  for (auto [key, number] : numbers)
    if (!entry.part.empty() && !dict.get(key))
      return malformed("'part' needs '" + key + "' beside it");
  if (Error error = readNumber(dict, "token_slices", entry.tokenSlices))
    return error;
  return Error::success();
}

/// The entry points of `module`, of which there has to be one at least.
static Error findEntryPoints(ModuleOp module,
                             SmallVectorImpl<LLVM::LLVMFuncOp> &entries) {
  for (auto func : module.getOps<LLVM::LLVMFuncOp>())
    if (func->hasAttr(kEntryAttr))
      entries.push_back(func);
  if (entries.empty())
    return {ErrorCode::Compile,
            "the module has no entry point; a public func.func with a token "
            "input and a result is needed"};
  return Error::success();
}

Error mlir::lookupffn::readEntryPoints(ModuleOp module,
                                       std::vector<EntryPoint> &entries) {
  SmallVector<LLVM::LLVMFuncOp> candidates;
  if (Error error = findEntryPoints(module, candidates))
    return error;
  for (LLVM::LLVMFuncOp func : candidates)
    if (Error error = EntryReader(func, entries.emplace_back()).read())
      return error;
  return Error::success();
}

Error mlir::lookupffn::readEntryPoint(ModuleOp module, const std::string &name,
                                      EntryPoint &entry) {
  SmallVector<LLVM::LLVMFuncOp> candidates;
  if (Error error = findEntryPoints(module, candidates))
    return error;
  std::string names = llvm::join(
      llvm::map_range(candidates,
                      [](LLVM::LLVMFuncOp func) { return func.getName(); }),
      ", ");
  if (name.empty()) {
    if (candidates.size() > 1)
      return {ErrorCode::Value, "the module has " +
                                    std::to_string(candidates.size()) +
                                    " entry points (" + names +
                                    "); set the option 'entry' to one of them"};
    return EntryReader(candidates[0], entry).read();
  }
  for (LLVM::LLVMFuncOp func : candidates)
    if (func.getName() == name)
      return EntryReader(func, entry).read();
  return {ErrorCode::Value,
          "no entry point '" + name + "'; the module has " + names};
}
