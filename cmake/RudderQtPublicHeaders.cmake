# SPDX-FileCopyrightText: 2026 The RudderQt authors
# SPDX-License-Identifier: MIT

# rudderqt_public_headers(<target> HEADERS analytics.h ... CLASSES Analytics:analytics.h ...)
#
# Makes <RudderQt/analytics.h> and <RudderQt/Analytics> work in the build tree as in the installed
# one. The folder RudderQt itself never is on an include path: its error.h would hide others'.
function(rudderqt_public_headers target)
    cmake_parse_arguments(arg "" "" "HEADERS;CLASSES" ${ARGN})
    set(include_root "${PROJECT_BINARY_DIR}/include")
    set(install_folder "${CMAKE_INSTALL_INCLUDEDIR}/RudderQt")

    foreach(header IN LISTS arg_HEADERS)
        get_filename_component(source "${header}" ABSOLUTE)
        get_filename_component(name "${header}" NAME)
        file(CONFIGURE OUTPUT "${include_root}/RudderQt/${name}"
            CONTENT "#include \"@source@\"\n" @ONLY)
        if(RUDDERQT_INSTALL)
            install(FILES "${source}" DESTINATION "${install_folder}" COMPONENT Development)
        endif()
    endforeach()

    foreach(entry IN LISTS arg_CLASSES)
        string(REPLACE ":" ";" pair "${entry}")
        list(GET pair 0 class)
        list(GET pair 1 header)
        set(forward "${include_root}/RudderQt/${class}")
        file(CONFIGURE OUTPUT "${forward}" CONTENT "#include <RudderQt/@header@>\n" @ONLY)
        if(RUDDERQT_INSTALL)
            install(FILES "${forward}" DESTINATION "${install_folder}" COMPONENT Development)
        endif()
    endforeach()

    target_include_directories(${target} PUBLIC
        "$<BUILD_INTERFACE:${include_root}>"
        "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>"
    )
    set_property(TARGET ${target} PROPERTY RUDDERQT_PUBLIC_HEADERS "${arg_HEADERS}")
    set_property(GLOBAL APPEND PROPERTY RUDDERQT_PUBLIC_CLASSES ${arg_CLASSES})
endfunction()
