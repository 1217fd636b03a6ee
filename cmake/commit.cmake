# The commit that the program is built from, for run.json; none where this is no repository, or Git is absent.
find_package(Git QUIET)
set(ANBN_COMMIT "")
if(GIT_FOUND AND EXISTS ${PROJECT_SOURCE_DIR}/.git)
  execute_process(COMMAND ${GIT_EXECUTABLE} describe --always --dirty --abbrev=12 --exclude=*
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} OUTPUT_VARIABLE ANBN_COMMIT OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
configure_file(${PROJECT_SOURCE_DIR}/cmake/commit.cpp.in ${PROJECT_BINARY_DIR}/commit.cpp @ONLY)
target_sources(anbn PRIVATE ${PROJECT_BINARY_DIR}/commit.cpp)
set_source_files_properties(${PROJECT_BINARY_DIR}/commit.cpp PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
