# SPDX-FileCopyrightText: 2026 The RudderQt authors
# SPDX-License-Identifier: MIT

include(CMakePackageConfigHelpers)

set(module_folder "${RUDDERQT_QML_INSTALL_DIR}/RudderQt")

# Each library finds its neighbour, and the plugin finds both from where it lies, with no
# LD_LIBRARY_PATH.
set_target_properties(RudderQtQuick PROPERTIES INSTALL_RPATH "${RUDDERQT_OWN_FOLDER}")

# Qt puts the qmldir of a static module into an object library of its own.
install(TARGETS RudderQtQuick ${module_targets} EXPORT RudderQtQuickTargets
    RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}"
    LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
    OBJECTS DESTINATION "${CMAKE_INSTALL_LIBDIR}"
)
if(TARGET RudderQtQuickplugin)
    get_filename_component(plugin_folder "${module_folder}"
        ABSOLUTE BASE_DIR "${CMAKE_INSTALL_PREFIX}")
    file(RELATIVE_PATH way_to_libraries "${plugin_folder}" "${CMAKE_INSTALL_FULL_LIBDIR}")
    set_target_properties(RudderQtQuickplugin PROPERTIES
        EXPORT_NAME Quickplugin
        INSTALL_RPATH "${RUDDERQT_OWN_FOLDER}/${way_to_libraries}"
    )
    install(TARGETS RudderQtQuickplugin EXPORT RudderQtQuickTargets
        RUNTIME DESTINATION "${module_folder}"
        LIBRARY DESTINATION "${module_folder}"
        ARCHIVE DESTINATION "${module_folder}"
    )
endif()
install(FILES
    "${PROJECT_BINARY_DIR}/qml/RudderQt/qmldir"
    "${PROJECT_BINARY_DIR}/qml/RudderQt/RudderQtQuick.qmltypes"
    DESTINATION "${module_folder}"
)

configure_package_config_file(
    "${CMAKE_CURRENT_LIST_DIR}/RudderQtQuickExtra.cmake.in"
    "${CMAKE_CURRENT_BINARY_DIR}/RudderQtQuickExtra.cmake"
    INSTALL_DESTINATION "${package_folder}"
    PATH_VARS RUDDERQT_QML_INSTALL_DIR
    NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO
)
install(FILES keepmodule.cpp "${CMAKE_CURRENT_BINARY_DIR}/RudderQtQuickExtra.cmake"
    DESTINATION "${package_folder}"
    COMPONENT Development
)
