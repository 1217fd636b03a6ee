# The Snakefile that `anbn workflow` writes is compiled in.
set(snakefile ${PROJECT_SOURCE_DIR}/anbn/commands/workflow/Snakefile)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${snakefile})
file(READ ${snakefile} SNAKEFILE)
configure_file(${PROJECT_SOURCE_DIR}/cmake/snakefile.cpp.in ${PROJECT_BINARY_DIR}/snakefile.cpp @ONLY)
target_sources(anbn PRIVATE ${PROJECT_BINARY_DIR}/snakefile.cpp)
set_source_files_properties(${PROJECT_BINARY_DIR}/snakefile.cpp PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
