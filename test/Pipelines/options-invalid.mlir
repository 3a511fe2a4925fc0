// RUN: not lookupffn-opt %s --lookupffn-pipeline="target=x86-64-v3 stop-after=vectors" 2>&1 | FileCheck %s --check-prefix=STAGE
// STAGE: unknown stage 'vectors'; expected one of target, schedule, prepare, linalg, buffer, vector, llvm
// RUN: not lookupffn-opt %s --lookupffn-pipeline="target=x86-64-v3 schedule=%t.none" 2>&1 | FileCheck %s --check-prefix=READ
// READ: error: cannot read the schedule file '{{.*}}.none': No such file or directory
// RUN: not lookupffn-opt %s --lookupffn-pipeline="target=x86-64-v3 dump-schedule=%t.none/file" 2>&1 | FileCheck %s --check-prefix=WRITE
// WRITE: error: cannot write the schedule file '{{.*}}.none/file': No such file or directory
// RUN: not lookupffn-opt %s --lookupffn-pipeline="target=x86-64-v3 path=best" 2>&1 | FileCheck %s --check-prefix=PATH
// PATH: error: unknown path 'best'; expected auto, linalg or fast
// RUN: not lookupffn-opt %s --lookupffn-pipeline="target=x86-64-v3 precision=fast" 2>&1 | FileCheck %s --check-prefix=PRECISION
// PRECISION: error: unknown precision 'fast'; expected auto, exact or codes
// RUN: not lookupffn-opt %s --lookupffn-pipeline="target=" 2>&1 | FileCheck %s --check-prefix=TARGET
// TARGET: error: no target; expects 'host', a cpu name such as 'znver4' or a level such as 'x86-64-v3'
// RUN: not lookupffn-opt %s --lookupffn-pipeline="target=z80" 2>&1 | FileCheck %s --check-prefix=CPU
// CPU: error: unknown cpu 'z80'
// RUN: not lookupffn-opt %s --lookupffn-pipeline="speed=high" 2>&1 | FileCheck %s --check-prefix=OPTION
// OPTION: no such option speed
// RUN: lookupffn-opt %s --lookupffn-pipeline="target=x86-64-v3 stop-after=schedule" > %t
// RUN: lookupffn-opt %t --lookupffn-pipeline="target=x86-64-v3 stop-after=prepare" > %t.prepare
// RUN: not lookupffn-opt %t.prepare --lookupffn-pipeline="target=x86-64-v3" 2>&1 | FileCheck %s --check-prefix=AGAIN
// AGAIN: error: 'func.func' op has the attribute 'lookupffn.entry', which the pipeline sets; compile the module that it was made from

func.func @f(%x: tensor<?x8xf32>) -> tensor<?x8xf32> {
  return %x : tensor<?x8xf32>
}
