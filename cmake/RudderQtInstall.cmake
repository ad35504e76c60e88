# SPDX-FileCopyrightText: 2026 The RudderQt authors
# SPDX-License-Identifier: MIT

# The CMake package: find_package(RudderQt COMPONENTS Core Quick Widgets).
if(NOT RUDDERQT_INSTALL)
    return()
endif()

include(CMakePackageConfigHelpers)

set(package_folder "${CMAKE_INSTALL_LIBDIR}/cmake/RudderQt")

foreach(component IN ITEMS Core Quick Widgets)
    if(TARGET RudderQt${component})
        install(EXPORT RudderQt${component}Targets
            NAMESPACE RudderQt::
            DESTINATION "${package_folder}"
            COMPONENT Development
        )
    endif()
endforeach()

configure_package_config_file(
    "${CMAKE_CURRENT_LIST_DIR}/RudderQtConfig.cmake.in"
    "${PROJECT_BINARY_DIR}/RudderQtConfig.cmake"
    INSTALL_DESTINATION "${package_folder}"
)
write_basic_package_version_file(
    "${PROJECT_BINARY_DIR}/RudderQtConfigVersion.cmake"
    COMPATIBILITY SameMajorVersion
)
install(FILES
    "${PROJECT_BINARY_DIR}/RudderQtConfig.cmake"
    "${PROJECT_BINARY_DIR}/RudderQtConfigVersion.cmake"
    DESTINATION "${package_folder}"
    COMPONENT Development
)

configure_file("${CMAKE_CURRENT_LIST_DIR}/rudderqt-core.pc.in"
    "${PROJECT_BINARY_DIR}/rudderqt-core.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/rudderqt-core.pc"
    DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig"
    COMPONENT Development
)
