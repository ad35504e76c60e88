# SPDX-FileCopyrightText: 2026 The RudderQt authors
# SPDX-License-Identifier: MIT

# How RudderQt's own code is compiled. Nothing here reaches a user's target.
function(rudderqt_apply_house_rules target)
    target_compile_features(${target} PRIVATE cxx_std_20)
    set_target_properties(${target} PROPERTIES
        CXX_EXTENSIONS OFF
        CXX_VISIBILITY_PRESET hidden
        VISIBILITY_INLINES_HIDDEN ON
        POSITION_INDEPENDENT_CODE ON
    )
    get_target_property(type ${target} TYPE)
    get_target_property(has_automoc ${target} AUTOMOC)
    if(NOT type STREQUAL "EXECUTABLE")
        set_target_properties(${target} PROPERTIES AUTOMOC ON)
    elseif(NOT has_automoc)
        rudderqt_run_moc(${target})
    endif()
    target_compile_definitions(${target} PRIVATE
        QT_NO_CAST_FROM_ASCII
        QT_NO_CAST_TO_ASCII
        QT_NO_CAST_FROM_BYTEARRAY
        QT_NO_URL_CAST_FROM_STRING
        QT_NO_KEYWORDS
        QT_NO_FOREACH
        QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
        QT_USE_QSTRINGBUILDER
        QT_DEPRECATED_WARNINGS
    )
    if(MSVC)
        target_compile_options(${target} PRIVATE /W4)
        if(RUDDERQT_WARNINGS_AS_ERRORS)
            target_compile_options(${target} PRIVATE /WX)
        endif()
    else()
        target_compile_options(${target} PRIVATE -Wall -Wextra)
        if(RUDDERQT_WARNINGS_AS_ERRORS)
            target_compile_options(${target} PRIVATE -Werror)
        endif()
    endif()
endfunction()

# Runs moc for those sources of a target that need it when CMake runs. AUTOMOC would add a step and a
# file to compile to each of the many small programs of the tests, a third of their build.
function(rudderqt_run_moc target)
    set(folder "${CMAKE_CURRENT_BINARY_DIR}/${target}_moc")
    get_target_property(sources ${target} SOURCES)
    foreach(source IN LISTS sources)
        get_filename_component(source "${source}" ABSOLUTE)
        get_filename_component(name "${source}" NAME_WE)
        file(STRINGS "${source}" found LIMIT_COUNT 1 REGEX "^ *Q_OBJECT$")
        if(NOT found)
            continue()
        endif()
        if(source MATCHES "\\.h$")
            set(result "${folder}/moc_${name}.cpp")
        else()
            set(result "${folder}/${name}.moc") # which the source includes
        endif()
        qt6_generate_moc("${source}" "${result}" TARGET ${target})
        target_sources(${target} PRIVATE "${result}")
        target_include_directories(${target} PRIVATE "${folder}")
    endforeach()
endfunction()

# What nearly every file includes anyway and costs most, once for the target, or for another target
# that is compiled alike.
function(rudderqt_precompile_headers target)
    if(NOT RUDDERQT_PRECOMPILE_HEADERS)
        return()
    endif()
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        target_compile_options(${target} PRIVATE -fpch-preprocess) # for ccache
    elseif(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
        target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp") # the same
    endif()
    if(ARGN)
        target_precompile_headers(${target} REUSE_FROM ${ARGN})
    else()
        target_precompile_headers(${target} PRIVATE
            <QtCore/qcoreapplication.h> <QtCore/qjsondocument.h> <QtCore/qjsonobject.h>
            <QtCore/qurl.h> <QtCore/qvariant.h>
            <algorithm> <chrono> <functional> <memory> <mutex> <vector>
        )
    endif()
endfunction()

# rudderqt_add_test(NAME tst_backoff SOURCES tst_backoff.cpp [LIBRARIES ...] [TIMEOUT seconds]
#                   [LABELS ...])
function(rudderqt_add_test)
    cmake_parse_arguments(arg "" "NAME;TIMEOUT" "SOURCES;LIBRARIES;LABELS" ${ARGN})
    add_executable(${arg_NAME} ${arg_SOURCES})
    rudderqt_apply_house_rules(${arg_NAME})
    target_link_libraries(${arg_NAME} PRIVATE Qt6::Test ${arg_LIBRARIES})
    if("RudderQt::Core" IN_LIST arg_LIBRARIES)
        rudderqt_precompile_headers(${arg_NAME} rudderqt_testsupport)
    endif()
    add_test(NAME ${arg_NAME} COMMAND ${arg_NAME})
    if(NOT "plain" IN_LIST arg_LABELS)
        add_dependencies(rudderqt_memory_tests ${arg_NAME})
    endif()
    if("threads" IN_LIST arg_LABELS)
        add_dependencies(rudderqt_thread_tests ${arg_NAME})
    endif()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    set_tests_properties(${arg_NAME} PROPERTIES
        TIMEOUT ${arg_TIMEOUT}
        LABELS "${arg_LABELS}"
        # Every test gets a home of its own, so that none meets another's queue or the user's. The
        # time-out is the test's as a whole; Qt's own, five minutes a function, is not asked.
        ENVIRONMENT "QTEST_FUNCTION_TIMEOUT=${arg_TIMEOUT}000;QT_QPA_PLATFORM=offscreen;QT_LOGGING_RULES=;XDG_DATA_HOME=${CMAKE_CURRENT_BINARY_DIR}/${arg_NAME}-home;HOME=${CMAKE_CURRENT_BINARY_DIR}/${arg_NAME}-home"
    )
endfunction()
