# Everything that ctest runs. Labels: unit, fuzz, tools, cli, study, outsider, browser, deep, install, python, workflow, bids; and slow for what scripts/test leaves to --all.
find_package(GTest REQUIRED)
find_program(SYSTEM_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH REQUIRED)  # Debian's numpy and scipy live there

add_executable(anbn-test ${tests} tests/support/source_dir.cpp)
target_link_libraries(anbn-test PRIVATE anbn GTest::gtest_main)
anbn_together(anbn-test ${tests})
set_source_files_properties(anbn/backend/cpu_kernels_test.cpp PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)  # includes itself once a target
get_target_property(eigen Eigen3::Eigen INTERFACE_INCLUDE_DIRECTORIES)  # the plain twin of the ridge solver
set_source_files_properties(anbn/stats/banded_ridge_test.cpp PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON SKIP_PRECOMPILE_HEADERS ON COMPILE_OPTIONS "-isystem;${eigen}")
target_compile_options(anbn-test PRIVATE $<$<CONFIG:Release>:-O1>)  # it is the library that is to be tested as people build it
set_source_files_properties(tests/support/source_dir.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON COMPILE_DEFINITIONS ANBN_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
target_precompile_headers(anbn-test PRIVATE <algorithm> <cmath> <filesystem> <string> <vector> <fmt/format.h> <gtest/gtest.h>)

# A thousand tests in a few processes: starting one under a sanitizer takes longer than most tests.
foreach(shard RANGE 0 7)
  add_test(NAME unit.${shard} COMMAND anbn-test --gtest_brief=1)
  set_tests_properties(unit.${shard} PROPERTIES LABELS unit ENVIRONMENT "GTEST_TOTAL_SHARDS=8;GTEST_SHARD_INDEX=${shard}")
endforeach()

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

# The pieces of texts, for tests/tokenizers/check.py, which compares them with Hugging Face's by hand (scripts/build ci tokenize).
add_executable(tokenize EXCLUDE_FROM_ALL tests/tokenizers/tokenize.cpp)
target_link_libraries(tokenize PRIVATE anbn)

# The tests below are scripts; `anbn` is on their PATH. Exit code 77: skipped, because data, weights or a library are absent.
function(anbn_script_test name label)
  add_test(NAME ${label}.${name} COMMAND ${ARGN} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}/tests/study)
  set_tests_properties(${label}.${name} PROPERTIES LABELS ${label} SKIP_RETURN_CODE 77
    ENVIRONMENT "ANBN_SOURCE_DIR=${PROJECT_SOURCE_DIR};ANBN_BUILD_DIR=${PROJECT_BINARY_DIR}"
    ENVIRONMENT_MODIFICATION "PATH=path_list_prepend:$<TARGET_FILE_DIR:anbn-cli>")
endfunction()

# Command-line tests read like stories.
file(GLOB cli_tests CONFIGURE_DEPENDS tests/cli/*.sh)
foreach(script ${cli_tests})
  get_filename_component(name ${script} NAME_WE)
  anbn_script_test(${name} cli bash -eu ${script})
endforeach()

# Whole studies whose truth is known.
set(tests ${PROJECT_SOURCE_DIR}/tests)
foreach(name same_seed_same_bytes other_caches planted_by_outsider places profiles)
  anbn_script_test(${name} study bash -eu ${name}.sh)
endforeach()
foreach(name planted_neurons planted_in_scans planted_meaning bold_by_numpy haxby_bold haxby pure_noise encoding_noise)
  anbn_script_test(${name} study ${SYSTEM_PYTHON} ${name}.py)
endforeach()
foreach(name test_stacks drift_stacks pooled_stacks unique_variance_stacks places_level profiles_level)
  add_executable(${name} tests/study/${name}.cpp)
  target_link_libraries(${name} PRIVATE anbn)
endforeach()
foreach(name recovery dbn_recovery listeners dbn_precision calibration calibration_pooled shared_drift unique_variance_level)
  anbn_script_test(${name} study ${SYSTEM_PYTHON} ${name}.py --check)
endforeach()

# Real input: one run of Pie Man, which the outsider's script and the browser then look at; and the outsider's own checks of itself.
anbn_script_test(pieman study bash -eu ${tests}/pieman/run.sh)
foreach(name pieman bert volumes places meaning controls tags other_stories weights self_calibration training causal contexts)
  anbn_script_test(${name} outsider bash -eu ${tests}/outsider/${name}.sh)
endforeach()
anbn_script_test(own_series outsider ${SYSTEM_PYTHON} ${tests}/outsider/check_own_series.py)
foreach(name pieman planted_blobs simulated heat_maps nine_stories)
  anbn_script_test(${name} browser bash -eu ${tests}/browser/${name}.sh)
endforeach()
set_tests_properties(study.pieman PROPERTIES FIXTURES_SETUP pieman RUN_SERIAL ON)
set_tests_properties(outsider.pieman browser.pieman PROPERTIES FIXTURES_REQUIRED pieman)

# Hours of one listener, and the outsider's script over all their stories.
anbn_script_test(three_stories deep ${SYSTEM_PYTHON} ${tests}/deep/lebel.py)
anbn_script_test(twelve_stories deep ${SYSTEM_PYTHON} ${tests}/deep/lebel.py --stories 12)
anbn_script_test(several_models deep ${SYSTEM_PYTHON} ${tests}/deep/several_models.py)

# A study through Snakemake, which is killed again and again.
anbn_script_test(killed workflow bash -eu ${tests}/workflow/killed.sh)
set_tests_properties(workflow.killed PROPERTIES TIMEOUT 1500)

# The BIDS dataset of a study, beside BIDS' own validator.
anbn_script_test(validator bids bash -eu ${tests}/bids/validator.sh)

# What takes a minute or more is left to scripts/test --all.
foreach(name cli.kill_at_every_write workflow.killed bids.validator study.places study.planted_in_scans study.planted_neurons study.recovery study.dbn_recovery study.listeners study.dbn_precision study.calibration study.calibration_pooled outsider.other_stories deep.twelve_stories deep.several_models)
  set_property(TEST ${name} APPEND PROPERTY LABELS slow)
endforeach()

# The installed library as others use it.
anbn_script_test(find_package install bash -eu ${tests}/install/run.sh)

# The Python module: against that library; and as a wheel, which builds all anew and is tested where there is nothing but Python.
anbn_script_test(module python bash -eu ${PROJECT_SOURCE_DIR}/python/tests/run.sh)
anbn_script_test(wheel python bash -eu ${PROJECT_SOURCE_DIR}/scripts/wheel)
set_property(TEST python.wheel APPEND PROPERTY LABELS slow)
# The longest first, beside each other and the rest, so that none is waited for alone.
set_tests_properties(outsider.pieman deep.three_stories PROPERTIES COST 600)
set_tests_properties(browser.simulated PROPERTIES COST 200)
set_tests_properties(browser.nine_stories python.module PROPERTIES COST 100)
set_tests_properties(browser.pieman study.profiles outsider.volumes browser.planted_blobs browser.heat_maps study.shared_drift study.pure_noise outsider.meaning PROPERTIES COST 50)

find_program(CLANG_FORMAT NAMES clang-format clang-format-14)
if(CLANG_FORMAT)
  file(GLOB_RECURSE formatted CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/anbn/*.h ${PROJECT_SOURCE_DIR}/anbn/*.cpp ${PROJECT_SOURCE_DIR}/python/src/*.h ${PROJECT_SOURCE_DIR}/python/src/*.cpp)
  add_test(NAME tools.clang_format COMMAND ${CLANG_FORMAT} --dry-run -Werror ${formatted})
  set_tests_properties(tools.clang_format PROPERTIES LABELS tools)
endif()
