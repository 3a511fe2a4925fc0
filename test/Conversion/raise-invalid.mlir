// What an exporter's runtime adds has to go first: its ops are those of dialects
// that are not here.

// RUN: not lookupffn-opt %s --lookupffn-raise 2>&1 | FileCheck %s
// CHECK: error: {{.*}}util

module {
  util.func public @main(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
    util.return %x : tensor<4x8xf32>
  }
}
