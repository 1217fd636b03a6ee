# Real input: one run of Pie Man, which the outsider's script and the browser then look at.
add_test(NAME study.pieman COMMAND bash -eu ${PROJECT_SOURCE_DIR}/tests/pieman/run.sh)
add_test(NAME outsider.pieman COMMAND bash -eu ${PROJECT_SOURCE_DIR}/tests/outsider/pieman.sh)
set_tests_properties(study.pieman PROPERTIES LABELS study FIXTURES_SETUP pieman RUN_SERIAL ON)
set_tests_properties(outsider.pieman PROPERTIES LABELS outsider FIXTURES_REQUIRED pieman)
set_tests_properties(study.pieman outsider.pieman PROPERTIES SKIP_RETURN_CODE 77
  ENVIRONMENT "ANBN_SOURCE_DIR=${PROJECT_SOURCE_DIR};ANBN_BUILD_DIR=${PROJECT_BINARY_DIR}"
  ENVIRONMENT_MODIFICATION "PATH=path_list_prepend:$<TARGET_FILE_DIR:anbn-cli>")
