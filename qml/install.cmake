# SPDX-FileCopyrightText: 2026 The RudderQt authors
# SPDX-License-Identifier: MIT

include(CMakePackageConfigHelpers)

set(module_folder "${RUDDERQT_QML_INSTALL_DIR}/RudderQt")

# The plugin finds the libraries from where it lies, without LD_LIBRARY_PATH; each library finds its
# neighbour.
file(RELATIVE_PATH way_to_libraries
    "${CMAKE_INSTALL_PREFIX}/${module_folder}" "${CMAKE_INSTALL_FULL_LIBDIR}")
set_target_properties(RudderQtQuickplugin PROPERTIES
    EXPORT_NAME Quickplugin
    INSTALL_RPATH "$ORIGIN/${way_to_libraries}"
)
set_target_properties(RudderQtQuick PROPERTIES INSTALL_RPATH "$ORIGIN")

# A static module consists of more than the library: what registers the plugin and holds the qmldir.
install(TARGETS RudderQtQuick ${module_targets} EXPORT RudderQtQuickTargets
    RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}"
    LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
    OBJECTS DESTINATION "${CMAKE_INSTALL_LIBDIR}"
)
install(TARGETS RudderQtQuickplugin EXPORT RudderQtQuickTargets
    RUNTIME DESTINATION "${module_folder}"
    LIBRARY DESTINATION "${module_folder}"
    ARCHIVE DESTINATION "${module_folder}"
)
install(FILES
    "${PROJECT_BINARY_DIR}/qml/RudderQt/qmldir"
    "${PROJECT_BINARY_DIR}/qml/RudderQt/RudderQtQuick.qmltypes"
    DESTINATION "${module_folder}"
)

configure_package_config_file(
    "${CMAKE_CURRENT_LIST_DIR}/RudderQtQuickExtra.cmake.in"
    "${CMAKE_CURRENT_BINARY_DIR}/RudderQtQuickExtra.cmake"
    INSTALL_DESTINATION "${CMAKE_INSTALL_LIBDIR}/cmake/RudderQt"
    PATH_VARS RUDDERQT_QML_INSTALL_DIR
    NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO
)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/RudderQtQuickExtra.cmake"
    DESTINATION "${CMAKE_INSTALL_LIBDIR}/cmake/RudderQt"
    COMPONENT Development
)
install(FILES usemodule.cpp DESTINATION "${CMAKE_INSTALL_DATADIR}/rudderqt" COMPONENT Development)
