# SPDX-FileCopyrightText: 2026 The RudderQt authors
# SPDX-License-Identifier: MIT

# cmake -D QMLLINT=... -D IMPORT_PATH=... -D FOLDER=... -D CASE=clean|misspelt -P check.cmake

if(CASE STREQUAL "clean")
    set(file "Clean.qml")
else()
    set(file "Misspelt.qml")
endif()
execute_process(
    COMMAND "${QMLLINT}" -I "${IMPORT_PATH}" "${FOLDER}/${file}"
    OUTPUT_VARIABLE output
    ERROR_VARIABLE output
    RESULT_VARIABLE result
)

if(CASE STREQUAL "clean" AND NOT (result EQUAL 0 AND output STREQUAL ""))
    message(FATAL_ERROR "qmllint ended with ${result} and says of correct QML:\n${output}")
elseif(CASE STREQUAL "misspelt" AND NOT output MATCHES "\"scren\" not found on type")
    message(FATAL_ERROR "qmllint ended with ${result} and saw no mistake in scren():\n${output}")
endif()
