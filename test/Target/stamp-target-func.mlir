// Functions that are not converted yet are stamped as well.
// RUN: lookupffn-opt %s --lookupffn-resolve-target="target=neoverse-n1" --lookupffn-stamp-target | FileCheck %s

// CHECK: func.func @layer() attributes {target_cpu = "neoverse-n1", target_features = #llvm.target_features<[{{.*}}"+neon"
func.func @layer() {
  return
}
