//===- CheckpointKeys.cpp - Layers of a checkpoint by their keys ----------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A layer is where there is a key that ends in "tables". Without a prefix those
// of the published models are looked for, then any that are numbered alike.
//
//===----------------------------------------------------------------------===//

#include "CheckpointKeys.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"

#include <map>
#include <set>

using namespace mlir::lookupffn;
using llvm::StringRef;

static constexpr StringRef kNumber = "{i}";
static constexpr StringRef kPublished = "roberta.encoder.layer.{i}.";

/// Lists are cut where they become long.
static constexpr size_t kShown = 8;

/// All that stands before "tables" somewhere, sorted.
static std::set<std::string> listPrefixes(const SafeTensorsFile &file) {
  std::set<std::string> prefixes;
  for (const SafeTensor &tensor : file.getTensors()) {
    StringRef name = tensor.name;
    if (name.consume_back("tables") && (name.empty() || name.ends_with(".")))
      prefixes.insert(name.str());
  }
  return prefixes;
}

/// `'a', 'b' and 3 more`.
static std::string quoteAll(const std::vector<std::string> &names) {
  std::string text;
  for (size_t i = 0; i < std::min(names.size(), kShown); ++i)
    text += (i ? ", '" : "'") + names[i] + "'";
  if (names.size() > kShown)
    text += " and " + std::to_string(names.size() - kShown) + " more";
  return text;
}

/// "layer.3.FFN." as 3 and "layer.{i}." if it is like that.
static bool splitNumber(StringRef prefix, uint64_t &number,
                        std::string &pattern) {
  if (!prefix.consume_back(".FFN."))
    return false;
  StringRef digits = prefix.drop_front(prefix.rfind('.') + 1);
  if (digits.getAsInteger(10, number))
    return false;
  pattern = (prefix.drop_back(digits.size()) + kNumber + ".").str();
  return true;
}

using Numbered = std::map<uint64_t, std::string>;

/// The layers of `pattern`, with "FFN." behind it or not.
static Error match(const std::set<std::string> &prefixes, StringRef pattern,
                   Numbered &layers) {
  auto [before, behind] = pattern.split(kNumber);
  for (StringRef name : prefixes) {
    StringRef rest = name;
    if (!rest.consume_front(before))
      continue;
    StringRef digits = rest.take_while(llvm::isDigit);
    rest = rest.drop_front(digits.size());
    uint64_t number;
    if (digits.getAsInteger(10, number) || !rest.consume_front(behind))
      continue;
    // "layer.{i}" may lack its full stop, as prefixes may.
    if (!behind.ends_with("."))
      rest.consume_front(".");
    if (!rest.empty() && rest != "FFN.")
      continue;
    auto [other, isNew] = layers.emplace(number, name.str());
    if (!isNew)
      return {ErrorCode::Format,
              "layer " + std::to_string(number) +
                  " is twice in the checkpoint, at '" + other->second +
                  "' and at '" + name.str() +
                  "'; pass --prefix with the one to compile"};
  }
  return Error::success();
}

/// The layers of the only pattern that the file has.
static Error matchAny(const std::set<std::string> &prefixes, Numbered &layers) {
  std::vector<std::string> patterns;
  for (StringRef name : prefixes) {
    uint64_t number;
    std::string pattern;
    if (splitNumber(name, number, pattern) &&
        !llvm::is_contained(patterns, pattern))
      patterns.push_back(pattern);
  }
  if (patterns.size() > 1)
    return {ErrorCode::Format, "the checkpoint numbers layers in " +
                                   std::to_string(patterns.size()) +
                                   " ways; pass --prefix= one of " +
                                   quoteAll(patterns)};
  if (patterns.empty())
    return Error::success();
  return match(prefixes, patterns.front(), layers);
}

/// The part of the keys before "tables" of one layer, from what the caller
/// wrote.
static Error findPrefix(const std::set<std::string> &prefixes,
                        const std::string &prefix, std::string &found) {
  bool ended = prefix.empty() || StringRef(prefix).ends_with(".");
  std::string first = prefix + (ended ? "" : "."), second = first + "FFN.";
  for (const std::string &candidate : {first, second})
    if (prefixes.count(candidate)) {
      found = candidate;
      return Error::success();
    }
  std::string message = "no layer at prefix '" + prefix + "': neither " +
                        first + "tables nor " + second + "tables is there; ";
  if (prefixes.empty())
    message += "the checkpoint has no key that ends in 'tables'";
  else
    message +=
        "pass --prefix= one of " + quoteAll({prefixes.begin(), prefixes.end()});
  return {ErrorCode::Format, message};
}

/// "0-3,7" as pairs of a first and a last number.
static Error parseRanges(const std::string &text,
                         std::vector<std::pair<uint64_t, uint64_t>> &ranges) {
  llvm::SmallVector<StringRef> parts;
  StringRef(text).split(parts, ',');
  for (StringRef part : parts) {
    auto [first, last] = part.split('-');
    if (last.data() == nullptr)
      last = first;
    uint64_t from, to;
    if (first.getAsInteger(10, from) || last.getAsInteger(10, to) || from > to)
      return {ErrorCode::Value, "--layers=" + text + " has '" + part.str() +
                                    "', expected numbers and ranges of "
                                    "numbers, such as 0-3,7"};
    ranges.emplace_back(from, to);
  }
  return Error::success();
}

/// The numbers of `layers`, for people.
static std::string listNumbers(const Numbered &layers) {
  std::vector<std::string> numbers;
  for (const auto &[number, prefix] : layers) {
    numbers.push_back(std::to_string(number));
    if (numbers.size() == kShown && layers.size() > kShown) {
      numbers.push_back("...");
      break;
    }
  }
  return llvm::join(numbers, ", ");
}

static Error choose(const Numbered &all, const std::string &text,
                    Numbered &chosen) {
  std::vector<std::pair<uint64_t, uint64_t>> ranges;
  if (Error error = parseRanges(text, ranges))
    return error;
  for (auto [from, to] : ranges)
    for (uint64_t number = from;; ++number) {
      auto layer = all.find(number);
      if (layer == all.end())
        return {ErrorCode::Value, "the checkpoint has no layer " +
                                      std::to_string(number) + "; it has " +
                                      listNumbers(all)};
      chosen.insert(*layer);
      if (number == to)
        break;
    }
  return Error::success();
}

Error mlir::lookupffn::findLayers(const SafeTensorsFile &file,
                                  const CheckpointOptions &options,
                                  std::vector<CheckpointLayer> &layers) {
  std::set<std::string> prefixes = listPrefixes(file);
  bool isPattern = StringRef(options.prefix).contains(kNumber);
  Numbered all;
  if (isPattern) {
    if (Error error = match(prefixes, options.prefix, all))
      return error;
    if (all.empty())
      return {ErrorCode::Format,
              "no layer at prefix '" + options.prefix + "'; " +
                  (prefixes.empty()
                       ? "the checkpoint has no key that ends in 'tables'"
                       : "the checkpoint has " +
                             quoteAll({prefixes.begin(), prefixes.end()}))};
  } else if (options.prefix.empty()) {
    if (Error error = match(prefixes, kPublished, all))
      return error;
    if (all.empty())
      if (Error error = matchAny(prefixes, all))
        return error;
  }
  if (all.empty()) {
    if (!options.layers.empty())
      return {ErrorCode::Value,
              "--layers is for layers with numbers, but " +
                  (options.prefix.empty()
                       ? std::string("the checkpoint has none")
                       : "'" + options.prefix + "' is one layer") +
                  "; leave it out, or pass --prefix with {i} in the place of "
                  "the number"};
    std::string prefix;
    if (Error error = findPrefix(prefixes, options.prefix, prefix))
      return error;
    layers = {{"layer", prefix}};
    return Error::success();
  }
  Numbered chosen = all;
  if (!options.layers.empty()) {
    chosen.clear();
    if (Error error = choose(all, options.layers, chosen))
      return error;
  }
  for (const auto &[number, prefix] : chosen)
    layers.push_back({"layer" + std::to_string(number), prefix});
  return Error::success();
}
