//===- EmitEntryPoints.cpp - Bare-pointer signatures ----------------------===//
//
// Part of the lookupffn project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In: functions on memrefs of identity layout. Out: beside each a function on
// bare pointers that builds the descriptors and calls it. The cast from an LLVM
// struct to a memref folds away in the conversion to LLVM.
//
//===----------------------------------------------------------------------===//

#include "lookupffn/IR/LookupFFN.h"
#include "lookupffn/Transforms/EntryPoint.h"
#include "lookupffn/Transforms/Passes.h"

#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace mlir::lookupffn {
#define GEN_PASS_DEF_EMITENTRYPOINTS
#include "lookupffn/Transforms/Passes.h.inc"
} // namespace mlir::lookupffn

using namespace mlir;
using namespace mlir::lookupffn;

/// A memref of `type` at `pointer`; dynamic sizes are `tokens`.
static Value buildMemRef(OpBuilder &b, Location loc,
                         const LLVMTypeConverter &converter, MemRefType type,
                         Value pointer, Value tokens) {
  auto descriptor =
      MemRefDescriptor::poison(b, loc, converter.convertType(type));
  descriptor.setAllocatedPtr(b, loc, pointer);
  descriptor.setAlignedPtr(b, loc, pointer);
  descriptor.setConstantOffset(b, loc, 0);
  int64_t stride = 1;
  for (int64_t dim = type.getRank() - 1; dim >= 0; --dim) {
    // Only the first size is dynamic, so every stride is constant.
    descriptor.setConstantStride(b, loc, dim, stride);
    if (type.isDynamicDim(dim)) {
      descriptor.setSize(b, loc, dim, tokens);
    } else {
      descriptor.setConstantSize(b, loc, dim, type.getDimSize(dim));
      stride *= type.getDimSize(dim);
    }
  }
  Value value = descriptor;
  return UnrealizedConversionCastOp::create(b, loc, type, value).getResult(0);
}

/// The elements of `args` that the first `count` arguments of a body stand for.
/// To packing, a packed buffer that is a weight as it is has an element but no
/// argument.
static SmallVector<int32_t> getSlots(DictionaryAttr entry, bool isEntry,
                                     unsigned count) {
  SmallVector<int32_t> slots;
  if (isEntry) {
    llvm::append_range(slots, llvm::seq<int32_t>(count));
    return slots;
  }
  int32_t numWeights = entry.getAs<ArrayAttr>("weights").size();
  auto packed = entry.getAs<ArrayAttr>("packed");
  for (int32_t slot = 0; slots.size() < count; ++slot) {
    size_t buffer = slot - numWeights;
    if (slot < numWeights || buffer >= packed.size() ||
        !cast<DictionaryAttr>(packed[buffer]).contains("weight"))
      slots.push_back(slot);
  }
  return slots;
}

namespace {
/// The functions of an entry point.
enum class Role { Run, Part, Pack };
} // namespace

/// Creates @`name` on bare pointers, which calls `body` with one memref an
/// element of `args`, and what `role` has beside them.
static LogicalResult emitWrapper(func::FuncOp body, StringRef name, Role role,
                                 DictionaryAttr entry) {
  MLIRContext *context = body.getContext();
  Location loc = body.getLoc();
  OpBuilder b(body);
  LLVMTypeConverter converter(context);
  auto pointer = LLVM::LLVMPointerType::get(context);
  bool isEntry = role != Role::Pack;
  SmallVector<Type> arguments = {pointer};
  if (isEntry)
    arguments.append({b.getI64Type(), pointer});
  if (role == Role::Part) {
    // Its own scratch memory, the phase, and the range.
    arguments.push_back(pointer);
    arguments.append(5, b.getI64Type());
  }
  auto wrapper = func::FuncOp::create(
      b, loc, name, b.getFunctionType(arguments, b.getI64Type()));
  Block *block = wrapper.addEntryBlock();
  b.setInsertionPointToStart(block);
  Value tokens =
      isEntry ? block->getArgument(1)
              : arith::ConstantIntOp::create(b, loc, b.getI64Type(), 0)
                    .getResult();

  bool hasDynamic = false;
  SmallVector<Value> operands;
  // All but the array of pointers and the number of tokens.
  unsigned numPointers =
      body.getNumArguments() - (isEntry ? arguments.size() - 2 : 0);
  SmallVector<int32_t> slots = getSlots(entry, isEntry, numPointers);
  for (unsigned i = 0; i < numPointers; ++i) {
    auto type = dyn_cast<MemRefType>(body.getArgument(i).getType());
    if (!type || !type.getLayout().isIdentity())
      return body.emitOpError("expects arguments that are memrefs of identity "
                              "layout, but got ")
             << body.getArgument(i).getType();
    for (int64_t dim = 1; dim < type.getRank(); ++dim)
      if (type.isDynamicDim(dim))
        return body.emitOpError("expects only the first dimension of ")
               << type << " to be dynamic; the number of tokens is the one "
               << "size known at run time";
    hasDynamic |= !type.hasStaticShape();
    Value slot =
        LLVM::GEPOp::create(b, loc, pointer, pointer, block->getArgument(0),
                            ArrayRef<LLVM::GEPArg>{slots[i]});
    Value data = LLVM::LoadOp::create(b, loc, pointer, slot);
    operands.push_back(buildMemRef(b, loc, converter, type, data, tokens));
  }
  if (isEntry) {
    Value bytes = arith::ConstantIntOp::create(
        b, loc, b.getI64Type(),
        entry.getAs<IntegerAttr>("scratch_bytes").getInt());
    for (BlockArgument argument : block->getArguments().drop_front(2)) {
      Type type = body.getArgument(operands.size()).getType();
      operands.push_back(
          isa<LLVM::LLVMPointerType>(argument.getType())
              ? buildMemRef(b, loc, converter, cast<MemRefType>(type), argument,
                            bytes)
              : arith::IndexCastOp::create(b, loc, type, argument).getResult());
    }
  }

  // Without a dynamic size the number of tokens is a promise to check.
  bool hasTokens = isEntry && (!entry.getAs<ArrayAttr>("outputs").empty() ||
                               !entry.getAs<ArrayAttr>("inputs").empty());
  if (hasTokens && !hasDynamic) {
    int64_t expected = 0;
    for (StringRef list : {"outputs", "inputs"})
      if (auto entries = entry.getAs<ArrayAttr>(list); !entries.empty()) {
        auto type = cast<ShapedType>(cast<DictionaryAttr>(entries[0])
                                         .getAs<TypeAttr>("type")
                                         .getValue());
        expected = type.getRank() ? type.getDimSize(0) : 1;
        break;
      }
    Value number =
        arith::ConstantIntOp::create(b, loc, b.getI64Type(), expected);
    Value same = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, tokens,
                                       number);
    auto ifOp = scf::IfOp::create(b, loc, b.getI64Type(), same,
                                  /*withElseRegion=*/true);
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(ifOp.elseBlock());
      Value status = arith::ConstantIntOp::create(
          b, loc, b.getI64Type(),
          static_cast<int64_t>(StatusKind::TokensDiffer));
      scf::YieldOp::create(b, loc, status);
      b.setInsertionPointToStart(ifOp.thenBlock());
      Value result =
          func::CallOp::create(b, loc, body, operands).getResult(0);
      scf::YieldOp::create(b, loc, result);
    }
    func::ReturnOp::create(b, loc, ifOp.getResult(0));
    return success();
  }
  auto call = func::CallOp::create(b, loc, body, operands);
  func::ReturnOp::create(b, loc, call.getResult(0));
  return success();
}

/// Renames `function` to `name_body` and makes it private.
static std::string makeBody(func::FuncOp function) {
  std::string name = function.getName().str();
  function.setName(
      getUnusedName(function->getParentOfType<ModuleOp>(), name + "_body"));
  function.setPrivate();
  // Linkage, not only visibility: a body that could be called from outside
  // would be compiled twice, inlined and by itself.
  MLIRContext *context = function.getContext();
  function->setAttr("llvm.linkage", LLVM::LinkageAttr::get(
                                        context, LLVM::Linkage::Internal));
  return name;
}

namespace {
struct EmitEntryPoints final
    : public lookupffn::impl::EmitEntryPointsBase<EmitEntryPoints> {
  using Base::Base;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    for (func::FuncOp function : getEntryPoints(module)) {
      DictionaryAttr entry = getEntryAttr(function);
      if (!entry)
        continue;
      std::string name = makeBody(function);
      function->removeAttr(LookupFFNDialect::kEntryAttrName);
      if (failed(emitWrapper(function, name, Role::Run, entry)))
        return signalPassFailure();
      module.lookupSymbol<func::FuncOp>(name)->setAttr(
          LookupFFNDialect::kEntryAttrName, entry);
      for (auto [key, role] :
           {std::pair("pack", Role::Pack), std::pair("part", Role::Part)}) {
        auto other = entry.getAs<StringAttr>(key);
        if (!other)
          continue;
        auto body = module.lookupSymbol<func::FuncOp>(other);
        makeBody(body);
        if (failed(emitWrapper(body, other, role, entry)))
          return signalPassFailure();
      }
    }
  }
};
} // namespace
