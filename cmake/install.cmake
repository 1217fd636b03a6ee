# `cmake --install`: the program, the library and its headers, and what find_package(anbn) reads.
include(CMakePackageConfigHelpers)
install(TARGETS anbn-cli)
install(TARGETS anbn EXPORT anbn-targets)
# Headers that need Highway, or are of use to the program alone, are for anbn's own sources. (Those of commands, stages and options as JSON are for
# other faces of the program, such as python/: whoever includes runner/options_json.h has nlohmann/json.hpp.)
install(DIRECTORY anbn DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h"
  PATTERN anbn/cli EXCLUDE PATTERN anbn/commands/check EXCLUDE PATTERN anbn/commands/init EXCLUDE PATTERN anbn/commands/simulate EXCLUDE PATTERN anbn/commands/workflow EXCLUDE PATTERN "fields.h" EXCLUDE PATTERN "cpu_*.h" EXCLUDE)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/anbn)
install(EXPORT anbn-targets NAMESPACE anbn:: DESTINATION ${package})
configure_package_config_file(cmake/anbnConfig.cmake.in ${PROJECT_BINARY_DIR}/anbnConfig.cmake INSTALL_DESTINATION ${package})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/anbnConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/anbnConfig.cmake ${PROJECT_BINARY_DIR}/anbnConfigVersion.cmake DESTINATION ${package})
