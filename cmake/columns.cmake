# What docs/columns.tsv says of the columns of results is compiled in: a BIDS dataset tells it beside each table.
set(columns ${PROJECT_SOURCE_DIR}/docs/columns.tsv)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${columns})
file(READ ${columns} COLUMNS)
configure_file(${PROJECT_SOURCE_DIR}/cmake/columns.cpp.in ${PROJECT_BINARY_DIR}/docs/columns.cpp @ONLY)
target_sources(anbn PRIVATE ${PROJECT_BINARY_DIR}/docs/columns.cpp)
