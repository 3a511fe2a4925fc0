//===- Bytecode.cpp - The dialect in bytecode -----------------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a file holds depends on no order in the .td files: attributes are stored
// in their syntax, and what an op is made of beside its operands by name. So an
// attribute or parameter with a default may be added, and one that gets another
// name is looked up here, by the version of the file. Version 1 had what ODS
// writes, the values alone in the order of their names.
//
//===----------------------------------------------------------------------===//

#include "Bytecode.h"

#include "lookupffn/IR/LookupFFN.h"

#include "mlir/Bytecode/BytecodeImplementation.h"

using namespace mlir;
using namespace mlir::lookupffn;

namespace {
/// Version of the dialect in bytecode. Readers accept what is not newer.
struct LookupFFNBytecode final : public BytecodeDialectInterface {
  explicit LookupFFNBytecode(Dialect *dialect)
      : BytecodeDialectInterface(dialect) {}

  static constexpr uint64_t kVersion = 2;

  struct Version final : public DialectVersion {
    explicit Version(uint64_t number) : number(number) {}
    uint64_t number;
  };

  void writeVersion(DialectBytecodeWriter &writer) const override {
    writer.writeVarInt(kVersion);
  }

  std::unique_ptr<DialectVersion>
  readVersion(DialectBytecodeReader &reader) const override {
    uint64_t number;
    if (failed(reader.readVarInt(number)))
      return nullptr;
    if (number > kVersion) {
      reader.emitError() << "bytecode has version " << number
                         << " of the lookupffn dialect, but this build reads "
                            "up to version "
                         << kVersion << "; use a newer lookupffn";
      return nullptr;
    }
    return std::make_unique<Version>(number);
  }
};

} // namespace

void lookupffn::addBytecodeInterface(LookupFFNDialect &dialect) {
  dialect.addInterfaces<LookupFFNBytecode>();
}

//===----------------------------------------------------------------------===//
// Properties of ops
//===----------------------------------------------------------------------===//

static bool isVersion1(DialectBytecodeReader &reader) {
  FailureOr<const DialectVersion *> version =
      reader.getDialectVersion<LookupFFNDialect>();
  return succeeded(version) &&
         static_cast<const LookupFFNBytecode::Version *>(*version)->number == 1;
}

template <typename OpTy>
static LogicalResult readByName(DialectBytecodeReader &reader,
                                OperationState &state) {
  DictionaryAttr named;
  if (failed(reader.readAttribute(named)))
    return failure();
  return OpTy::setPropertiesFromAttr(
      state.getOrAddProperties<typename OpTy::Properties>(), named,
      [&] { return reader.emitError(); });
}

template <typename OpTy>
static void writeByName(OpTy op, DialectBytecodeWriter &writer) {
  Attribute named =
      OpTy::getPropertiesAsAttr(op.getContext(), op.getProperties());
  // None where an op has nothing set.
  writer.writeAttribute(named ? named : DictionaryAttr::get(op.getContext()));
}

template <typename Properties>
static LogicalResult readSegments(DialectBytecodeReader &reader,
                                  Properties &properties) {
  return reader.readSparseArray(
      MutableArrayRef<int32_t>(properties.operandSegmentSizes));
}

LogicalResult LayerNormOp::readProperties(DialectBytecodeReader &reader,
                                          OperationState &state) {
  if (!isVersion1(reader))
    return readByName<LayerNormOp>(reader, state);
  auto &properties = state.getOrAddProperties<Properties>();
  return failure(failed(reader.readOptionalAttribute(properties.eps)) ||
                 failed(readSegments(reader, properties)));
}

LogicalResult ProjectOp::readProperties(DialectBytecodeReader &reader,
                                        OperationState &state) {
  if (!isVersion1(reader))
    return readByName<ProjectOp>(reader, state);
  auto &properties = state.getOrAddProperties<Properties>();
  return failure(failed(reader.readOptionalAttribute(properties.bit_major)) ||
                 failed(reader.readAttribute(properties.kind)) ||
                 failed(readSegments(reader, properties)));
}

LogicalResult HashOp::readProperties(DialectBytecodeReader &reader,
                                     OperationState &state) {
  if (!isVersion1(reader))
    return readByName<HashOp>(reader, state);
  auto &properties = state.getOrAddProperties<Properties>();
  return failure(failed(reader.readOptionalAttribute(properties.bit_major)) ||
                 failed(reader.readAttribute(properties.bit_order)) ||
                 failed(reader.readAttribute(properties.compare)) ||
                 failed(reader.readOptionalAttribute(properties.constant)) ||
                 failed(reader.readAttribute(properties.score_rule)) ||
                 failed(reader.readOptionalAttribute(properties.temperature)));
}

LogicalResult LookupOp::readProperties(DialectBytecodeReader &reader,
                                       OperationState &state) {
  if (!isVersion1(reader))
    return readByName<LookupOp>(reader, state);
  auto &properties = state.getOrAddProperties<Properties>();
  return failure(failed(reader.readOptionalAttribute(properties.bounds)) ||
                 failed(readSegments(reader, properties)));
}

LogicalResult CheckCodesOp::readProperties(DialectBytecodeReader &reader,
                                           OperationState &state) {
  if (!isVersion1(reader))
    return readByName<CheckCodesOp>(reader, state);
  return reader.readAttribute(state.getOrAddProperties<Properties>().rows);
}

void LayerNormOp::writeProperties(DialectBytecodeWriter &writer) {
  writeByName(*this, writer);
}
void ProjectOp::writeProperties(DialectBytecodeWriter &writer) {
  writeByName(*this, writer);
}
void HashOp::writeProperties(DialectBytecodeWriter &writer) {
  writeByName(*this, writer);
}
void LookupOp::writeProperties(DialectBytecodeWriter &writer) {
  writeByName(*this, writer);
}
void CheckCodesOp::writeProperties(DialectBytecodeWriter &writer) {
  writeByName(*this, writer);
}
