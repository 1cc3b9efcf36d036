#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the records of foreign_writers_test with aiokafka, as services in Python do.

usage: foreign_writer.py BOOTSTRAP TOPIC
"""
import asyncio
import json
import sys

from aiokafka import AIOKafkaProducer

EVENT = {
    "event_id": "0d5c8f0e-2f39-4d1c-8a53-0f2f4a7f6f10",
    "event_type": "OrderPaid",
    "occurred_at": "2026-11-23T14:07:31.208000+00:00",
    "data": {
        "order": "Größe \u202e \U0001f600",
        "total": 1.10,
        "largest": 9223372036854775807,
        "smallest": -9223372036854775808,
        "unsigned": 18446744073709551615,
        "beyond_double": 9007199254740993,
        "nothing": None,
    },
}


async def main(bootstrap, topic):
    json_producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap,
        key_serializer=str.encode,
        value_serializer=lambda value: json.dumps(value).encode("utf-8"),
    )
    await json_producer.start()
    try:
        # 0: the usual way: serialisers and send_and_wait
        await json_producer.send_and_wait(topic, EVENT, key="order-42", partition=0)
    finally:
        await json_producer.stop()

    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, max_request_size=2_000_000)
    await producer.start()
    try:
        # 1: headers: repeated, binary, empty, in this order
        headers = [("trace", b"a"), ("id", b"\x00\xff\xfe"), ("trace", b"b"), ("empty", b""), ("größe", "ü".encode())]
        await producer.send_and_wait(topic, b"with headers", partition=0, headers=headers, timestamp_ms=1700000000123)
        # 2: a tombstone
        await producer.send_and_wait(topic, None, key=b"gone", partition=0)
        # 3: empty is not NULL
        await producer.send_and_wait(topic, b"", key=b"", partition=0)
        # 4: no text at all
        await producer.send_and_wait(topic, bytes(range(256)), key=b"\xff\xfe\x00\xc3", partition=0)
        # 5: 900 KB
        large = b'{"filler":"' + bytes(33 + i * 7 % 90 for i in range(900_000)).replace(b"\\", b"/").replace(b'"', b"'") + b'"}'
        await producer.send_and_wait(topic, large, partition=0)
        # 6: JSON with white space, repeated members and escapes of its own
        await producer.send_and_wait(topic, b'{ "a" : 1.10, "a":2,\n\t"b":"\\u00e9\\/" }\n', partition=0)
        # 7: the numbers as Python writes them
        await producer.send_and_wait(topic, json.dumps([1.10, 1e22, -0.0, 2**63, 2**64 - 1]).encode(), partition=0)
    finally:
        await producer.stop()


if len(sys.argv) != 3:
    sys.exit(__doc__)
asyncio.run(main(sys.argv[1], sys.argv[2]))
