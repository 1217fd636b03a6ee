# The report's front end as C++: its style sheet always; its script (figures, sorting) where Node and the
# packages of web/package-lock.json are there (scripts/build runs `npm ci` in web/), else an empty one.
set(web ${PROJECT_SOURCE_DIR}/web)
set(web_out ${PROJECT_BINARY_DIR}/web)

set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${web}/style.css)
file(READ ${web}/style.css WEB_STYLE)
configure_file(${web}/style.cpp.in ${web_out}/style.cpp @ONLY)
target_sources(anbn PRIVATE ${web_out}/style.cpp)

find_program(NODE node)
if(NODE AND EXISTS ${web}/node_modules/vega-lite AND EXISTS ${web}/node_modules/esbuild)
  file(GLOB web_sources CONFIGURE_DEPENDS ${web}/*.ts ${web}/figures/*.ts)
  add_custom_command(OUTPUT ${web_out}/web_bundle.cpp
    COMMAND ${NODE} ${web}/build.mjs ${web_out}/web_bundle.cpp
    DEPENDS ${web_sources} ${web}/build.mjs ${web}/licences.mjs ${web}/package-lock.json
    COMMENT "Bundling the report's front end" VERBATIM)
  target_sources(anbn PRIVATE ${web_out}/web_bundle.cpp)
  add_test(NAME web.licences COMMAND ${NODE} --test ${web}/licences_test.mjs)
  set_tests_properties(web.licences PROPERTIES LABELS tools)
  if(EXISTS ${web}/node_modules/typescript)
    add_test(NAME web.types COMMAND ${NODE} ${web}/node_modules/typescript/bin/tsc --noEmit -p ${web})
    set_tests_properties(web.types PROPERTIES LABELS tools)
  endif()
else()
  message(STATUS "Reports will have no drawn figures: run `npm ci` in web/ (needs Node and npm), then configure again")
  target_sources(anbn PRIVATE anbn/report/page/web_bundle_absent.cpp)
endif()
