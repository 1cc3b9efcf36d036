#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# start_broker.sh SOURCE_FOLDER BROKER_FOLDER: the CTest fixture that starts the broker all real-broker tests share.
if [ -n "${WEIR_TEST_BOOTSTRAP:-}" ]; then
    echo "using the broker at $WEIR_TEST_BOOTSTRAP"
    exit 0
fi
if timeout 300 "$1/packaging/kafka" start --dir "$2"; then
    exit 0
fi
if [ "${WEIR_REQUIRE_KAFKA:-}" = 1 ]; then
    echo "FAIL: packaging/kafka could not start a broker"
    exit 1
fi
echo "SKIP: packaging/kafka could not start a broker"
exit 77
