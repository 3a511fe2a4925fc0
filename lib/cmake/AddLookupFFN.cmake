# Functions that every CMakeLists.txt of the project uses.

# add_lookupffn_library(<name> <sources>... [DEPENDS targets] [LINK_LIBS libs])
#
# A static library of the compiler, which is installed. MLIR comes in once, as
# the shared library that LookupFFNIR names; no library of ours links an MLIR
# archive.
function(add_lookupffn_library name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LINK_LIBS" ${ARGN})
  add_library(${name} STATIC ${ARG_UNPARSED_ARGUMENTS})
  # MLIR is built without exceptions and so is what derives from its classes.
  target_compile_options(${name} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions>)
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
  target_link_libraries(${name} PUBLIC ${ARG_LINK_LIBS})
  set_property(GLOBAL APPEND PROPERTY LOOKUPFFN_LIBRARIES ${name})
endfunction()

# add_lookupffn_tool(<name> <sources>... [LINK_LIBS libs]): a program, which is
# installed.
function(add_lookupffn_tool name)
  cmake_parse_arguments(ARG "" "" "LINK_LIBS" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  target_compile_options(${name} PRIVATE -fno-exceptions)
  target_link_libraries(${name} PRIVATE ${ARG_LINK_LIBS} MLIR LLVM)
  set_property(GLOBAL APPEND PROPERTY LOOKUPFFN_TOOLS ${name})
endfunction()

# add_lookupffn_passes(<Area>): tablegen of include/lookupffn/<Area>/Passes.td,
# as the target LookupFFN<Area>PassIncGen, and their page as part of mlir-doc.
function(add_lookupffn_passes area)
  set(LLVM_TARGET_DEFINITIONS Passes.td)
  mlir_tablegen(Passes.h.inc -gen-pass-decls -name LookupFFN${area})
  add_public_tablegen_target(LookupFFN${area}PassIncGen)
  add_mlir_doc(Passes LookupFFN${area}Passes ./ -gen-pass-doc)
endfunction()
