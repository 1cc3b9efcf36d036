#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exchanges records with interchange_kafka_test through aiokafka, as services in Python do.

usage: interchange.py BOOTSTRAP COMMAND...

write=TOPIC,CODEC,FILE   sends the rows of the file; prints "wrote TOPIC ROW PARTITION OFFSET" for each
read=TOPIC,COUNT         prints "read TOPIC PARTITION OFFSET TIMESTAMP KEY VALUE HEADERS" for each record
publish=TOPIC            sends events in the envelope, as json.dumps writes them
events=TOPIC,COUNT       reads events, and prints what json.loads makes of them

Bytes are in base64, "-" is NULL. A row of the file: ROW PARTITION TIMESTAMP KEY VALUE HEADERS, a tab between; a partition or a
timestamp "-" is left to the client. Headers are NAME:VALUE, joined by ";".
"""
import asyncio
import base64
import datetime
import json
import sys

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

PATIENCE = 20

EVENTS = [
    ({"order": "Größe \u202e \U0001f600", "total": 1.10, "items": [], "note": None}, "order-1", {}),
    ({"largest": 9223372036854775807, "unsigned": 18446744073709551615, "beyond_double": 9007199254740993}, "order-2",
     {"ensure_ascii": False, "indent": 2}),
    ([1e22, -0.0, True], None, {"separators": (",", ":")}),
]


def text_of(data):
    return "-" if data is None else base64.b64encode(data).decode()


def bytes_of(text):
    return None if text == "-" else base64.b64decode(text, validate=True)


def headers_of(text):
    pairs = [pair.split(":") for pair in text.split(";")] if text else []
    return [(bytes_of(name).decode(), bytes_of(value)) for name, value in pairs]


async def write(bootstrap, topic, codec, file):
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap,
        compression_type=None if codec == "none" else codec,
        max_request_size=2_000_000,
        linger_ms=20,
    )
    await producer.start()
    try:
        waiting = []
        with open(file, encoding="ascii") as rows:
            for line in rows:
                row, partition, timestamp, key, value, headers = line.rstrip("\n").split("\t")
                sent = await producer.send(
                    topic,
                    bytes_of(value),
                    key=bytes_of(key),
                    partition=None if partition == "-" else int(partition),
                    timestamp_ms=None if timestamp == "-" else int(timestamp),
                    headers=headers_of(headers),
                )
                waiting.append((row, sent))
        for row, sent in waiting:
            at = await sent
            print("wrote", topic, row, at.partition, at.offset)
    finally:
        await producer.stop()


async def records_of(bootstrap, topic, count):
    consumer = AIOKafkaConsumer(
        topic, bootstrap_servers=bootstrap, auto_offset_reset="earliest", enable_auto_commit=False
    )
    await consumer.start()
    try:
        return [await asyncio.wait_for(consumer.getone(), PATIENCE) for _ in range(int(count))]
    finally:
        await consumer.stop()


async def read(bootstrap, topic, count):
    for record in await records_of(bootstrap, topic, count):
        headers = ";".join(text_of(name.encode()) + ":" + text_of(value) for name, value in record.headers)
        print("read", topic, record.partition, record.offset, record.timestamp, text_of(record.key), text_of(record.value), headers)


async def publish(bootstrap, topic):
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap)
    await producer.start()
    try:
        for number, (data, key, style) in enumerate(EVENTS):
            envelope = {
                "event_id": f"0d5c8f0e-2f39-4d1c-8a53-0f2f4a7f6f1{number}",
                "event_type": "OrderPaid",
                "occurred_at": datetime.datetime(2026, 11, 23, 14, 7, 31, 208000, datetime.timezone.utc).isoformat(),
                "data": data,
            }
            await producer.send_and_wait(
                topic, json.dumps(envelope, **style).encode(), key=key and key.encode(), partition=0
            )
            print("data", text_of(json.dumps(data, **style).encode()))
    finally:
        await producer.stop()


async def events(bootstrap, topic, count):
    for record in await records_of(bootstrap, topic, count):
        envelope = json.loads(record.value)
        at = datetime.datetime.fromisoformat(envelope["occurred_at"])
        data = json.dumps(envelope["data"], sort_keys=True, ensure_ascii=True)
        names = ",".join(envelope)
        print("event", record.partition, record.offset, text_of(record.key), envelope["event_id"], envelope["event_type"],
              round(at.timestamp() * 1000), names, text_of(data.encode()))


async def main(bootstrap, commands):
    known = {"write": write, "read": read, "publish": publish, "events": events}
    for command in commands:
        name, _, words = command.partition("=")
        await known[name](bootstrap, *words.split(","))


if len(sys.argv) < 3:
    sys.exit(__doc__)
asyncio.run(main(sys.argv[1], sys.argv[2:]))
