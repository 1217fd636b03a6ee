# Real input: one run of Pie Man, which the outsider's script and the browser then look at; and the outsider's
# own checks of itself.
function(anbn_script_test name)
  add_test(NAME ${name} COMMAND ${ARGN})
  set_tests_properties(${name} PROPERTIES SKIP_RETURN_CODE 77
    ENVIRONMENT "ANBN_SOURCE_DIR=${PROJECT_SOURCE_DIR};ANBN_BUILD_DIR=${PROJECT_BINARY_DIR}"
    ENVIRONMENT_MODIFICATION "PATH=path_list_prepend:$<TARGET_FILE_DIR:anbn-cli>")
endfunction()
anbn_script_test(study.pieman bash -eu ${PROJECT_SOURCE_DIR}/tests/pieman/run.sh)
anbn_script_test(outsider.pieman bash -eu ${PROJECT_SOURCE_DIR}/tests/outsider/pieman.sh)
anbn_script_test(outsider.bert bash -eu ${PROJECT_SOURCE_DIR}/tests/outsider/bert.sh)
anbn_script_test(outsider.own_series ${SYSTEM_PYTHON} ${PROJECT_SOURCE_DIR}/tests/outsider/check_own_series.py)
anbn_script_test(browser.pieman bash -eu ${PROJECT_SOURCE_DIR}/tests/browser/pieman.sh)
anbn_script_test(browser.planted_blobs bash -eu ${PROJECT_SOURCE_DIR}/tests/browser/planted_blobs.sh)
anbn_script_test(browser.simulated bash -eu ${PROJECT_SOURCE_DIR}/tests/browser/simulated.sh)
set_tests_properties(study.pieman PROPERTIES LABELS study FIXTURES_SETUP pieman RUN_SERIAL ON)
set_tests_properties(outsider.pieman PROPERTIES LABELS outsider FIXTURES_REQUIRED pieman)
set_tests_properties(browser.pieman PROPERTIES LABELS browser FIXTURES_REQUIRED pieman)
set_tests_properties(browser.simulated PROPERTIES LABELS browser)
set_tests_properties(outsider.bert outsider.own_series PROPERTIES LABELS outsider)

find_program(CLANG_FORMAT NAMES clang-format clang-format-14)
if(CLANG_FORMAT)
  file(GLOB_RECURSE formatted CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/anbn/*.h ${PROJECT_SOURCE_DIR}/anbn/*.cpp)
  add_test(NAME tools.clang_format COMMAND ${CLANG_FORMAT} --dry-run -Werror ${formatted})
  set_tests_properties(tools.clang_format PROPERTIES LABELS tools)
endif()
