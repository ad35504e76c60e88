# shellcheck shell=bash
# SPDX-FileCopyrightText: 2026 The RudderQt authors
# SPDX-License-Identifier: MIT
#
# Sourced: where the checkout and its build folder are, and steps that are named and timed.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
build=${RUDDERQT_BUILD_ROOT:-$root/build}

# Qt wants a UTF-8 locale, which a bare machine has not set.
if [[ -z ${LC_ALL:-}${LC_CTYPE:-}${LANG:-} ]]; then
    export LC_ALL=C.UTF-8
fi

# The compiler cache may have come with the set-up, so this is asked after it.
use_ccache() {
    command -v ccache >/dev/null || return 0
    export CMAKE_CXX_COMPILER_LAUNCHER=ccache
    export CCACHE_SLOPPINESS=pch_defines,time_macros # what precompiled headers need
    export CCACHE_DEPEND=1 # what is not in the cache is not preprocessed in vain
    # A cache outside of the checkout serves the next clone too, but nothing hangs on it.
    if [[ -z ${CCACHE_DIR:-} && ! -w ${HOME:-/nowhere} ]]; then
        export CCACHE_DIR=$build/ccache
    fi
}

as_root() {
    if [[ $(id -u) == 0 ]]; then
        "$@"
    else
        sudo "$@"
    fi
}

summary=()
failed_steps=0
running_step=

# step <title> <command...>: runs the command in a process group of its own, so that whatever it
# started ends with it, and goes on when it fails. ("set -e" has no effect in the command.)
step() {
    local title=$1 started=$SECONDS outcome=ok
    shift
    printf '\n=== %s\n' "$title"
    set -m
    "$@" </dev/null &
    running_step=$!
    set +m
    wait "$running_step" || outcome=FAILED
    end_step # what a crashed test started is still there
    running_step=
    [[ $outcome == ok ]] || failed_steps=$((failed_steps + 1))
    summary+=("$(printf '%-6s %5d s  %s' "$outcome" $((SECONDS - started)) "$title")")
    printf -- '--- %s\n' "${summary[-1]}"
    [[ $outcome == ok ]]
}

end_step() {
    [[ -z $running_step ]] || kill -TERM -- "-$running_step" 2>/dev/null || true
}

end_with_step() {
    trap end_step EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
}
