# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

# cmake -DSOURCE=<root> -DFILES=<paths, with commas> -DOUTPUT=<file> -P this
#
# Writes the files as initialisers {path, text} of C++. Those of lib/ keep their
# path below it, those of include/ all of it.
string(REPLACE "," ";" files "${FILES}")
set(text "")
foreach(file IN LISTS files)
  file(READ "${SOURCE}/${file}" content)
  string(REGEX REPLACE "^lib/" "" path "${file}")
  string(APPEND text "{\"${path}\", R\"lookupffn(${content})lookupffn\"},\n")
endforeach()
file(WRITE "${OUTPUT}" "${text}")
