// RUN: split-file %s %t
// RUN: lookupffn-opt %t/module.mlir --lookupffn-apply-schedule --verify-diagnostics --split-input-file
// RUN: lookupffn-opt %t/file.mlir --lookupffn-apply-schedule=file=%t/none.mlir --verify-diagnostics
// RUN: not lookupffn-opt %t/empty.mlir --lookupffn-apply-schedule=file=%t/syntax.txt 2>&1 | FileCheck %s --check-prefix=SYNTAX
// RUN: not lookupffn-opt %t/empty.mlir --lookupffn-apply-schedule=file=%t/value.txt 2>&1 | FileCheck %s --check-prefix=VALUE
// RUN: not lookupffn-opt %t/empty.mlir --lookupffn-apply-schedule=file=%t/list.txt 2>&1 | FileCheck %s --check-prefix=LIST

//--- module.mlir
// expected-error @below {{attribute 'lookupffn.schedules' expects a dictionary, but got 1 : i64}}
module attributes {lookupffn.schedules = 1} {
}

// -----

// expected-error @below {{the schedule is for an entry point 'layer', but the module has 'f', 'g'}}
module attributes {lookupffn.schedules = {layer = {}}} {
func.func @f(%x: tensor<?x8xf32>) -> tensor<?x8xf32> {
  return %x : tensor<?x8xf32>
}
func.func @g(%x: tensor<?x8xf32>) -> tensor<?x8xf32> {
  return %x : tensor<?x8xf32>
}
func.func private @layer(%x: tensor<?x8xf32>) -> tensor<?x8xf32> {
  return %x : tensor<?x8xf32>
}
}

// -----

// expected-error @below {{the schedule is for an entry point 'layer', but the module has none}}
module attributes {lookupffn.schedules = {layer = {}}} {
}

// -----

module attributes {lookupffn.schedules = {f = {regimes = []}}} {
// expected-error @below {{expects a schedule of the form {regimes = [...], ops = [...]}, but got {regimes = []}}}
func.func @f(%x: tensor<?x8xf32>) -> tensor<?x8xf32> {
  return %x : tensor<?x8xf32>
}
}

// -----

module attributes {lookupffn.schedules = {f = {regimes = [#lookupffn.regime<min_tokens = 2, block_tokens = 8>], ops = []}}} {
// expected-error @below {{attribute 'lookupffn.regimes' expects a first min_tokens of 0}}
func.func @f(%x: tensor<?x8xf32>) -> tensor<?x8xf32> {
  return %x : tensor<?x8xf32>
}
}

// -----

module attributes {lookupffn.schedules = {f = {regimes = [], ops = []}}} {
// expected-error @below {{has 1 ops that are scheduled (lookupffn.hadamard), but its schedule has 0; dump one for this module}}
func.func @f(%x: tensor<?x8xf32>, %o: tensor<?x8xf32>) -> tensor<?x8xf32> {
  %0 = lookupffn.hadamard input(%x : tensor<?x8xf32>)
    outs(%o : tensor<?x8xf32>) -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}
}

// -----

#regime = #lookupffn.regime<min_tokens = 0, block_tokens = 8>
module attributes {lookupffn.schedules = {f = {regimes = [#regime], ops = ["lookupffn.hadamard"]}}} {
func.func @f(%x: tensor<?x8xf32>, %o: tensor<?x8xf32>) -> tensor<?x8xf32> {
  // expected-error @below {{expects a schedule of the form {name = "...", schedules = [...]}, but got "lookupffn.hadamard"}}
  %0 = lookupffn.hadamard input(%x : tensor<?x8xf32>)
    outs(%o : tensor<?x8xf32>) -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}
}

// -----

#regime = #lookupffn.regime<min_tokens = 0, block_tokens = 8>
module attributes {lookupffn.schedules = {f = {regimes = [#regime], ops = [{name = "lookupffn.lookup", schedules = []}]}}} {
func.func @f(%x: tensor<?x8xf32>, %o: tensor<?x8xf32>) -> tensor<?x8xf32> {
  // expected-error @below {{is op #0 of 'f', but its schedule has 'lookupffn.lookup' there; dump one for this module}}
  %0 = lookupffn.hadamard input(%x : tensor<?x8xf32>)
    outs(%o : tensor<?x8xf32>) -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}
}

// -----

#regime = #lookupffn.regime<min_tokens = 0, block_tokens = 8>
module attributes {lookupffn.schedules = {f = {regimes = [#regime], ops = [{name = "lookupffn.hadamard", schedules = []}]}}} {
func.func @f(%x: tensor<?x8xf32>, %o: tensor<?x8xf32>) -> tensor<?x8xf32> {
  // expected-error @below {{expects 1 schedules, one for each regime of 'f', but got 0}}
  %0 = lookupffn.hadamard input(%x : tensor<?x8xf32>)
    outs(%o : tensor<?x8xf32>) -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}
}

// -----

#regime = #lookupffn.regime<min_tokens = 0, block_tokens = 8>
module attributes {lookupffn.schedules = {f = {regimes = [#regime], ops = [{name = "lookupffn.hadamard", schedules = [#regime]}]}}} {
func.func @f(%x: tensor<?x8xf32>, %o: tensor<?x8xf32>) -> tensor<?x8xf32> {
  // expected-error @below {{attribute 'lookupffn.schedule' expects #lookupffn.schedule or a list of them}}
  %0 = lookupffn.hadamard input(%x : tensor<?x8xf32>)
    outs(%o : tensor<?x8xf32>) -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}
}

//--- file.mlir
// expected-error @below {{cannot read the schedule file}}
module {
}

//--- empty.mlir
module {
}

//--- syntax.txt
// Line and column are those of the file.
{
  layer = {regimes = [
}
// SYNTAX: syntax.txt:3:23: error: expected attribute value

//--- value.txt

{layer = #lookupffn.regime<min_tokens = -1, block_tokens = 8>}
// VALUE: value.txt:2:27: error: expects min_tokens of 0 or more

//--- list.txt
[]
// LIST: list.txt:1:1: error: expects a schedule file to hold a dictionary, {...}
