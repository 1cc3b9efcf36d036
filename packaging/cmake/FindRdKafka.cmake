# SPDX-License-Identifier: GPL-3.0-or-later
#
# Defines RdKafka::rdkafka and RdKafka_VERSION.
#
# Two places are looked at: what packaging/dependencies built into the user's cache (static,
# Debian 12), and what pkg-config knows (Debian 13, or an own installation). The newer one is
# taken; of two equal ones the system's, because that one gets security updates.
# Set RdKafka_CACHE to look for own builds in another folder, or to "" for none.

set(_rdkafka_minimum 2.8)

if(NOT DEFINED RdKafka_CACHE)
    if(DEFINED ENV{XDG_CACHE_HOME} AND NOT "$ENV{XDG_CACHE_HOME}" STREQUAL "")
        set(RdKafka_CACHE "$ENV{XDG_CACHE_HOME}/weir/librdkafka")
    else()
        set(RdKafka_CACHE "$ENV{HOME}/.cache/weir/librdkafka")
    endif()
endif()

find_package(PkgConfig REQUIRED)

set(_rdkafka_cached "")
set(_rdkafka_cached_version 0)
if(NOT RdKafka_CACHE STREQUAL "")
    file(GLOB _rdkafka_builds LIST_DIRECTORIES true "${RdKafka_CACHE}/[0-9]*")
    foreach(_build IN LISTS _rdkafka_builds)
        get_filename_component(_version "${_build}" NAME)
        if(EXISTS "${_build}/lib/librdkafka.a"
           AND EXISTS "${_build}/include/librdkafka/rdkafka.h"
           AND _version VERSION_GREATER _rdkafka_cached_version)
            set(_rdkafka_cached "${_build}")
            set(_rdkafka_cached_version "${_version}")
        endif()
    endforeach()
endif()

# The name of pkg-config's own variables must not survive between runs: a system library that
# was upgraded meanwhile would be missed.
unset(_RdKafka_system_FOUND CACHE)
pkg_check_modules(_RdKafka_system QUIET IMPORTED_TARGET rdkafka)
set(_rdkafka_system_version 0)
if(_RdKafka_system_FOUND)
    set(_rdkafka_system_version "${_RdKafka_system_VERSION}")
endif()

if(_rdkafka_system_version VERSION_GREATER_EQUAL _rdkafka_cached_version)
    set(RdKafka_VERSION "${_rdkafka_system_version}")
    set(_rdkafka_origin "system")
else()
    set(RdKafka_VERSION "${_rdkafka_cached_version}")
    set(_rdkafka_origin "${_rdkafka_cached}")
endif()

if(RdKafka_VERSION VERSION_LESS _rdkafka_minimum)
    if(RdKafka_VERSION VERSION_EQUAL 0)
        set(_rdkafka_found "none was found")
    else()
        set(_rdkafka_found "the newest found is ${RdKafka_VERSION}")
    endif()
    message(FATAL_ERROR
        "Weir needs librdkafka ${_rdkafka_minimum} or newer and ${_rdkafka_found}. "
        "Run packaging/dependencies, which installs or builds it, then configure again.")
endif()

if(NOT TARGET RdKafka::rdkafka)
    if(_rdkafka_origin STREQUAL "system")
        add_library(RdKafka::rdkafka INTERFACE IMPORTED)
        set_target_properties(RdKafka::rdkafka PROPERTIES
            INTERFACE_LINK_LIBRARIES PkgConfig::_RdKafka_system)
    else()
        # The static library says nothing about what it uses, so that is named here, users before
        # what they use.
        find_package(Threads REQUIRED)
        pkg_check_modules(_RdKafka_private REQUIRED IMPORTED_TARGET
            libcurl libsasl2 libssl libcrypto libzstd liblz4 zlib)
        add_library(RdKafka::rdkafka STATIC IMPORTED)
        set_target_properties(RdKafka::rdkafka PROPERTIES
            IMPORTED_LOCATION "${_rdkafka_cached}/lib/librdkafka.a"
            IMPORTED_LINK_INTERFACE_LANGUAGES C
            INTERFACE_INCLUDE_DIRECTORIES "${_rdkafka_cached}/include"
            INTERFACE_COMPILE_DEFINITIONS LIBRDKAFKA_STATICLIB
            INTERFACE_LINK_LIBRARIES "PkgConfig::_RdKafka_private;Threads::Threads;${CMAKE_DL_LIBS};m;rt")
    endif()
endif()

include(FindPackageHandleStandardArgs)
set(RdKafka_ORIGIN "${_rdkafka_origin}")
find_package_handle_standard_args(RdKafka
    REQUIRED_VARS RdKafka_ORIGIN
    VERSION_VAR RdKafka_VERSION)
