# Everything that ctest runs. Labels: unit, fuzz, tools, cli, study, outsider, browser.
find_package(GTest REQUIRED)
include(GoogleTest)
find_program(SYSTEM_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH REQUIRED)  # Debian's numpy and scipy live there

add_executable(anbn-test ${tests} tests/support/source_dir.cpp)
target_link_libraries(anbn-test PRIVATE anbn GTest::gtest_main)
set_source_files_properties(tests/support/source_dir.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON COMPILE_DEFINITIONS ANBN_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
target_precompile_headers(anbn-test PRIVATE <algorithm> <cmath> <filesystem> <string> <vector> <fmt/format.h> <nlohmann/json.hpp> <gtest/gtest.h>)
gtest_discover_tests(anbn-test PROPERTIES LABELS unit DISCOVERY_TIMEOUT 60)

# A fuzz target defines LLVMFuzzerTestOneInput. With ANBN_FUZZ libFuzzer drives it; otherwise a small
# main replays the corpus in tests/fuzz/NAME/, in every build.
add_custom_target(fuzz-targets)
foreach(source ${fuzz_targets})
  get_filename_component(name ${source} NAME_WE)
  if(ANBN_FUZZ)
    add_executable(${name} ${source})
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  else()
    add_executable(${name} ${source} tests/support/replay_corpus.cpp)
    add_test(NAME fuzz.${name} COMMAND ${name} ${PROJECT_SOURCE_DIR}/tests/fuzz/${name})
    set_tests_properties(fuzz.${name} PROPERTIES LABELS fuzz)
  endif()
  target_link_libraries(${name} PRIVATE anbn)
  add_dependencies(fuzz-targets ${name})
endforeach()

add_test(NAME tools.check_includes COMMAND ${SYSTEM_PYTHON} ${PROJECT_SOURCE_DIR}/tools/check_includes.py ${PROJECT_SOURCE_DIR})
set_tests_properties(tools.check_includes PROPERTIES LABELS tools)

# Kills a program, or fills its disk, at a chosen write; see the scripts that preload it.
enable_language(C)
add_library(fault_shim MODULE tests/support/fault_shim.c)
set_target_properties(fault_shim PROPERTIES PREFIX "" C_STANDARD 11)
target_link_libraries(fault_shim PRIVATE ${CMAKE_DL_LIBS})

# Volumes, there and back through nibabel.
add_executable(copy_nifti tests/nifti/copy_nifti.cpp)
target_link_libraries(copy_nifti PRIVATE anbn)
add_test(NAME outsider.nifti_round_trip
  COMMAND ${SYSTEM_PYTHON} ${PROJECT_SOURCE_DIR}/tests/nifti/round_trip.py $<TARGET_FILE:copy_nifti>)
set_tests_properties(outsider.nifti_round_trip PROPERTIES LABELS outsider SKIP_RETURN_CODE 77)

# Command-line tests are shell scripts that read like stories; `anbn` is on their PATH.
file(GLOB cli_tests CONFIGURE_DEPENDS tests/cli/*.sh)
foreach(script ${cli_tests})
  get_filename_component(name ${script} NAME_WE)
  add_test(NAME cli.${name} COMMAND bash -eu ${script})
  set_tests_properties(cli.${name} PROPERTIES LABELS cli SKIP_RETURN_CODE 77
    ENVIRONMENT "ANBN_SOURCE_DIR=${PROJECT_SOURCE_DIR};ANBN_BUILD_DIR=${PROJECT_BINARY_DIR}"
    ENVIRONMENT_MODIFICATION "PATH=path_list_prepend:$<TARGET_FILE_DIR:anbn-cli>")
endforeach()

# Whole studies whose truth is known. Those that need the pretrained weights are skipped without them.
function(anbn_study_test name)
  add_test(NAME study.${name} COMMAND ${ARGN} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}/tests/study)
  set_tests_properties(study.${name} PROPERTIES LABELS study SKIP_RETURN_CODE 77
    ENVIRONMENT "ANBN_SOURCE_DIR=${PROJECT_SOURCE_DIR};ANBN_BUILD_DIR=${PROJECT_BINARY_DIR}"
    ENVIRONMENT_MODIFICATION "PATH=path_list_prepend:$<TARGET_FILE_DIR:anbn-cli>")
endfunction()
anbn_study_test(same_seed_same_bytes bash -eu same_seed_same_bytes.sh)
anbn_study_test(planted_neurons ${SYSTEM_PYTHON} planted_neurons.py)
anbn_study_test(planted_in_scans ${SYSTEM_PYTHON} planted_in_scans.py)
anbn_study_test(planted_by_outsider bash -eu planted_by_outsider.sh)
anbn_study_test(bold_by_numpy ${SYSTEM_PYTHON} bold_by_numpy.py)
anbn_study_test(haxby_bold ${SYSTEM_PYTHON} haxby_bold.py)
anbn_study_test(recovery ${SYSTEM_PYTHON} recovery.py --check)
anbn_study_test(dbn_recovery ${SYSTEM_PYTHON} dbn_recovery.py --check)
anbn_study_test(listeners ${SYSTEM_PYTHON} listeners.py --check)
anbn_study_test(dbn_precision ${SYSTEM_PYTHON} dbn_precision.py --check)
anbn_study_test(pure_noise ${SYSTEM_PYTHON} pure_noise.py)
add_executable(test_stacks tests/study/test_stacks.cpp)
target_link_libraries(test_stacks PRIVATE anbn)
anbn_study_test(calibration ${SYSTEM_PYTHON} calibration.py --check)
anbn_study_test(encoding_noise ${SYSTEM_PYTHON} encoding_noise.py)
include(cmake/real_tests.cmake)
