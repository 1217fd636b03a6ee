# What docs/calibration.tsv says of the tests is compiled in: the report tells what was measured, not what somebody typed.
set(calibration ${PROJECT_SOURCE_DIR}/docs/calibration.tsv)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${calibration})
file(READ ${calibration} CALIBRATION)
configure_file(${PROJECT_SOURCE_DIR}/cmake/calibration.cpp.in ${PROJECT_BINARY_DIR}/docs/calibration.cpp @ONLY)
target_sources(anbn PRIVATE ${PROJECT_BINARY_DIR}/docs/calibration.cpp)
