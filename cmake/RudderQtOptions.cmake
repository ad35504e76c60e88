# SPDX-FileCopyrightText: 2026 The RudderQt authors
# SPDX-License-Identifier: MIT

# What is built. Everything beside the libraries is off when another project includes this one.

string(COMPARE EQUAL "${CMAKE_SOURCE_DIR}" "${CMAKE_CURRENT_SOURCE_DIR}" RUDDERQT_IS_TOP_LEVEL)

option(RUDDERQT_BUILD_QUICK "Build RudderQt::Quick, the QML module" ${RUDDERQT_IS_TOP_LEVEL})
option(RUDDERQT_BUILD_WIDGETS "Build RudderQt::Widgets" ${RUDDERQT_IS_TOP_LEVEL})
option(RUDDERQT_BUILD_TOOLS "Build the local data plane" ${RUDDERQT_IS_TOP_LEVEL})
option(RUDDERQT_BUILD_EXAMPLES "Build the examples" ${RUDDERQT_IS_TOP_LEVEL})
option(RUDDERQT_BUILD_TESTS "Build the tests; exports internals of the libraries" OFF)
option(RUDDERQT_BUILD_BENCHMARKS "Build the benchmarks" OFF)
option(RUDDERQT_BUILD_FUZZERS "Build the fuzzing programs, with clang; the preset fuzz" OFF)
option(RUDDERQT_WARNINGS_AS_ERRORS "Treat warnings in RudderQt's own code as errors" OFF)
option(RUDDERQT_PRECOMPILE_HEADERS "Precompile what most files include; hides that one forgot to" OFF)
option(RUDDERQT_DO_NOT_TRACK "For distributions: no application that uses this tracks anybody" OFF)
option(RUDDERQT_INSTALL "Install RudderQt's libraries and headers" ${RUDDERQT_IS_TOP_LEVEL})

# qt_add_library of Qt 6.4 ignores BUILD_SHARED_LIBS=OFF, so the kind is always said.
if(RUDDERQT_IS_TOP_LEVEL)
    option(BUILD_SHARED_LIBS "Build shared libraries; static ones when off" ON)
endif()
if(BUILD_SHARED_LIBS)
    set(RUDDERQT_LIBRARY_KIND SHARED)
else()
    set(RUDDERQT_LIBRARY_KIND STATIC)
endif()

# In the run path of a library: the folder that it is installed in, where its neighbours are.
if(APPLE)
    set(RUDDERQT_OWN_FOLDER "@loader_path")
else()
    set(RUDDERQT_OWN_FOLDER "$ORIGIN")
endif()
