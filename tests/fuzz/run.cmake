# SPDX-FileCopyrightText: 2026 The RudderQt authors
# SPDX-License-Identifier: MIT

# cmake -DFUZZER=program -DCORPUS=folder -DFOUND=folder -DARTIFACTS=prefix [-DARGUMENTS=…] -P run.cmake
#
# Fuzzes for half a minute, with RUDDERQT_LONG_TESTS set for five. What it finds goes to FOUND, from where
# it goes on the next time.
set(seconds 30)
if("$ENV{RUDDERQT_LONG_TESTS}")
    set(seconds 300)
endif()

get_filename_component(name "${FUZZER}" NAME)
set(scratch "${FOUND}-tmp")
file(REMOVE_RECURSE "${scratch}")
file(MAKE_DIRECTORY "${FOUND}" "${scratch}")
set(ENV{TMPDIR} "${scratch}")
# An input that takes 10 s or 1 GiB is a finding too.
execute_process(
    COMMAND "${FUZZER}" -max_total_time=${seconds} -timeout=10 -rss_limit_mb=1024
        -print_final_stats=1 -verbosity=0 "-artifact_prefix=${ARTIFACTS}" ${ARGUMENTS}
        "${FOUND}" "${CORPUS}"
    RESULT_VARIABLE result
)
file(REMOVE_RECURSE "${scratch}")
if(NOT result EQUAL 0)
    message(FATAL_ERROR "${name} found something: see ${ARTIFACTS}*. To see it again: "
        "${FUZZER} <that file>")
endif()
