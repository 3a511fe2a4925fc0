// A schedule file can be read again, whatever the names of entry points.
// RUN: lookupffn-opt %s --lookupffn-dump-schedule -o /dev/null | FileCheck %s
// RUN: lookupffn-opt %s --lookupffn-dump-schedule=file=%t -o /dev/null
// RUN: lookupffn-opt %s --lookupffn-apply-schedule=file=%t --lookupffn-dump-schedule=file=%t.again -o /dev/null
// RUN: diff %t %t.again
// RUN: not lookupffn-opt %s --lookupffn-dump-schedule=file=%t.none/file 2>&1 | FileCheck %s --check-prefix=WRITE
// RUN: echo "module {}" | lookupffn-opt --lookupffn-dump-schedule -o /dev/null | FileCheck %s --check-prefix=EMPTY

// WRITE: error: cannot write the schedule file '{{.*}}.none/file': No such file or directory
// EMPTY: {{^}}{
// EMPTY-NEXT: {{^}}}

#s = #lookupffn.schedule<path = "linalg", tile_tokens = 1, tile_columns = 1,
  panel_tokens = 4, prefetch_rows = 0, prefetch_locality = 3>

// CHECK:      {
// CHECK-NEXT:   "a \22name\22" = {
// CHECK-NEXT:     regimes = [
// CHECK-NEXT:       #lookupffn.regime<min_tokens = 0, block_tokens = 8>,
// CHECK-NEXT:       #lookupffn.regime<min_tokens = 9, block_tokens = 16>],
// CHECK-NEXT:     ops = [
// CHECK-NEXT:       // tensor<?x8xf32> -> tensor<?x8xf32>
// CHECK-NEXT:       {name = "lookupffn.hadamard", schedules = [
// CHECK-NEXT:         #lookupffn.schedule<path = "linalg", tile_tokens = 1, tile_columns = 1, panel_tokens = 4, prefetch_rows = 0, prefetch_locality = 3>,
// CHECK-NEXT:         #lookupffn.schedule<path = "linalg", tile_tokens = 1, tile_columns = 1, panel_tokens = 4, prefetch_rows = 0, prefetch_locality = 3>]}
// CHECK-NEXT:     ]
// CHECK-NEXT:   },
// CHECK-NEXT:   layer = {
// CHECK-NEXT:     regimes = [
// CHECK-NEXT:       #lookupffn.regime<min_tokens = 0, block_tokens = 8>],
// CHECK-NEXT:     ops = [
// CHECK-NEXT:     ]
// CHECK-NEXT:   }
// CHECK-NEXT: }
func.func @"a \22name\22"(%x: tensor<?x8xf32>, %o: tensor<?x8xf32>)
    -> tensor<?x8xf32> attributes {lookupffn.regimes = [
      #lookupffn.regime<min_tokens = 0, block_tokens = 8>,
      #lookupffn.regime<min_tokens = 9, block_tokens = 16>]} {
  %0 = lookupffn.hadamard input(%x : tensor<?x8xf32>)
    outs(%o : tensor<?x8xf32>) {lookupffn.schedule = [#s, #s]}
    -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

func.func @layer(%x: tensor<?x8xf32>) -> tensor<?x8xf32>
    attributes {lookupffn.regimes = [
      #lookupffn.regime<min_tokens = 0, block_tokens = 8>]} {
  return %x : tensor<?x8xf32>
}
