# What `cmake --install` puts under a prefix, all of it here: tools, the plugin,
# libraries, headers with what tablegen makes and reads, pages of ops and passes,
# and the package that `find_package(LookupFFN)` finds. The prefix may be moved
# afterwards. A Python wheel takes only its own component, see
# python/CMakeLists.txt.

include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(lookupffn_package ${CMAKE_INSTALL_LIBDIR}/cmake/LookupFFN)
get_property(lookupffn_libraries GLOBAL PROPERTY LOOKUPFFN_LIBRARIES)
get_property(lookupffn_tools GLOBAL PROPERTY LOOKUPFFN_TOOLS)

install(TARGETS ${lookupffn_tools} LookupFFNPlugin
  RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR}
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS ${lookupffn_libraries} lookupffn-c lookupffn-runtime
  EXPORT LookupFFNTargets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT LookupFFNTargets NAMESPACE LookupFFN::
  DESTINATION ${lookupffn_package})

install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/ ${PROJECT_BINARY_DIR}/include/
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  FILES_MATCHING PATTERN "*.h" PATTERN "*.td" PATTERN "*.inc"
  PATTERN CMakeFiles EXCLUDE)

# Pages of ops and passes; a build of single targets may lack them.
install(DIRECTORY ${MLIR_BINARY_DIR}/docs/
  DESTINATION ${CMAKE_INSTALL_DOCDIR} OPTIONAL)

configure_package_config_file(
  ${CMAKE_CURRENT_LIST_DIR}/LookupFFNConfig.cmake.in
  ${PROJECT_BINARY_DIR}/LookupFFNConfig.cmake
  INSTALL_DESTINATION ${lookupffn_package}
  PATH_VARS CMAKE_INSTALL_INCLUDEDIR)
write_basic_package_version_file(
  ${PROJECT_BINARY_DIR}/LookupFFNConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/LookupFFNConfig.cmake
  ${PROJECT_BINARY_DIR}/LookupFFNConfigVersion.cmake
  DESTINATION ${lookupffn_package})

# The runtime for builds that do not use CMake.
configure_file(${CMAKE_CURRENT_LIST_DIR}/lookupffn-runtime.pc.in
  ${PROJECT_BINARY_DIR}/lookupffn-runtime.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/lookupffn-runtime.pc
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
