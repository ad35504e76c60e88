# SPDX-FileCopyrightText: 2026 The RudderQt authors
# SPDX-License-Identifier: MIT

# cmake -DNPM=... -DSOURCES=<folder with package.json> -DFOLDER=<where to> -P install-node-sdk.cmake
#
# Installs the Node SDK, in the versions of package-lock.json, unless they are there already.
file(SHA256 "${SOURCES}/package-lock.json" wanted)
set(stamp "${FOLDER}/installed.sha256")
if(EXISTS "${stamp}")
    file(READ "${stamp}" installed)
    if(installed STREQUAL wanted)
        message(STATUS "The Node SDK is installed already")
        return()
    endif()
endif()

file(REMOVE_RECURSE "${FOLDER}")
file(COPY "${SOURCES}/package.json" "${SOURCES}/package-lock.json" "${SOURCES}/.npmrc"
    DESTINATION "${FOLDER}")
# Without the optional packages, which are for the Node SDK's queue in Redis, and without any script
# of a package.
execute_process(
    COMMAND "${NPM}" install --omit=optional --ignore-scripts --no-audit --no-fund
    WORKING_DIRECTORY "${FOLDER}"
    RESULT_VARIABLE failure
)
if(failure)
    message(FATAL_ERROR "npm could not install the Node SDK: ${failure}")
endif()
file(WRITE "${stamp}" "${wanted}")
