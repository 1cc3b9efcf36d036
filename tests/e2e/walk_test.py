# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks through the real window, by mouse and keyboard, against a real broker with demo traffic.

usage: dbus-run-session -- python3 walk_test.py BINARIES KAFKA_SCRIPT WORK_FOLDER
Screenshots go to WORK_FOLDER/shots. Exit status 77: skipped, with the reason.
"""
import json
import os
import shutil
import subprocess
import sys
import time

import desktop
import replay_walk
import send_walk

BINARIES, KAFKA, WORK = sys.argv[1:4]
KAFKA_DIR = os.path.join(WORK, "kafka")


def skip(reason):
    if os.environ.get("WEIR_REQUIRE_KAFKA") == "1":
        sys.exit(f"FAIL: {reason} (required by WEIR_REQUIRE_KAFKA=1)")
    print("SKIP:", reason)
    sys.exit(77)


def kafka(*words, timeout=330):
    return subprocess.run([KAFKA, *words, "--dir", KAFKA_DIR], capture_output=True, text=True, timeout=timeout)


def weirctl(*words):
    done = subprocess.run([os.path.join(BINARIES, "weirctl"), "--bootstrap", BOOTSTRAP, *words], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, f"weirctl {words}: {done.stderr}"
    return done.stdout


def records(topic, *words):
    return [json.loads(line) for line in weirctl("read", topic, "--json", *words).splitlines()]


def step(name):
    print(time.strftime("%H:%M:%S"), name, flush=True)


def topics_and_records(window):
    step("topics: names, then records and retention of each")
    row = window.row_of("Topics", "events.orderpaid", timeout=30)
    window.wait(lambda: any("7 d" in cell for cell in window.rows("Topics")[row]), "the retention of events.orderpaid")
    window.desktop.shot("topics")
    window.click_row("Topics", row)
    step("records: open them with the mouse, look at one with the keyboard")
    # The panel grows when the newest record has come, and its buttons move down.
    window.wait(lambda: window.says("Newest record"), "the newest record in the panel", timeout=30)
    time.sleep(0.5)
    window.click("Open records", "push button")
    window.wait(lambda: len(window.rows("Records")) >= 10, "ten records", timeout=30)
    window.click_row("Records", 0)
    window.key("Down", "Down")
    window.wait(lambda: "event_id" in window.text("Value", "text"), "the value of the record")
    window.desktop.shot("records")


def search_and_tail(window):
    step("records: a filter finds what weirctl finds")
    condition = "value.data.amount > 500 and partition in (1, 2)"
    window.click("Filter", "text")
    window.type(condition)
    window.wait(lambda: window.says("valid"), "the filter to be valid")
    window.key("Return")
    window.wait(lambda: window.says("the whole range was looked at"), "the end of the search", timeout=30)
    hits = window.rows("Records")
    assert hits and all(cell == "1" or cell == "2" for cell in (row[1] for row in hits)), hits[:3]
    offset, partition = int(hits[0][2]), int(hits[0][1])
    found = records("events.orderpaid", "--filter", f"{condition} and offset == {offset} and partition == {partition}", "--from", "oldest")
    assert len(found) == 1, f"weirctl finds {len(found)} records at {partition}@{offset}"
    window.desktop.shot("search")
    step("records: the live tail moves, stands still, and goes on")
    window.click("Filter", "text")
    window.key("Escape", "Escape")
    window.click("Tail", "check box")
    window.wait(lambda: len(window.rows("Records")) >= 5, "five new records", timeout=30)
    window.click("Pause", "push button")
    window.wait(lambda: window.says("paused"), "the pause")
    window.desktop.shot("tail")
    window.click("Tail", "check box")
    window.wait(lambda: window.says("Up to "), "the topic again")
    step("records: event types are counted, and a range is exported")
    window.click("More", "push button")
    window.key("e")
    window.wait(lambda: window.says("offsets looked at"), "the count of event types", timeout=30)
    window.desktop.shot("event-types")
    window.key("Escape")
    file = os.path.join(WORK, "export.ndjson")
    window.click("Export…", "push button")
    window.click("File", "text")
    window.key("ctrl+a")
    window.type(file)
    window.click("Export", "push button")
    window.wait(lambda: os.path.exists(file), "the exported file", timeout=30)
    window.desktop.shot("export")
    window.key("Escape")
    lines = [json.loads(line) for line in open(file, encoding="utf-8")]
    assert len(lines) >= 50 and all(line["topic"] == "events.orderpaid" for line in lines), len(lines)


def group_and_chart(window):
    step("consumer groups: by keyboard, then into the stuck one with Enter")
    window.click("Consumer groups", timeout=10)
    row = window.row_of("Consumer groups", "billing", timeout=30)
    window.click_row("Consumer groups", row)
    window.key("Return")
    window.wait(lambda: window.rows("Partitions of the group"), "the partitions of the group", timeout=30)
    step("the lag chart moves")
    chart = window.find("Lag", "chart", timeout=20)
    seen = set()
    end = time.monotonic() + 12
    while time.monotonic() < end:
        seen.add(chart.get_description())
        time.sleep(0.5)
    assert len(seen) >= 3, f"the chart said the same for 12 s: {seen}"
    partitions = "Partitions of the group"
    stalled = lambda: [number for number, row in enumerate(window.rows(partitions)) if "stalled" in row]
    window.wait(stalled, "a partition that is stalled (billing gets stuck)", timeout=150)
    window.wait(lambda: window.rows(partitions)[stalled()[0]][5] not in ("–", ""), "its time lag", timeout=30)
    window.desktop.shot("group")
    step("lag in time, by partition, and as a table")
    for control in ("Lag in time", "Lag by partition", "Show the values as a table"):
        window.click(control)
    window.wait(lambda: window.says("Time"), "the table of the chart")
    window.desktop.shot("group-chart-table")
    window.click("Show the values as a table")
    step("skipping is previewed, and refused while the consumer runs")
    window.click_row(partitions, stalled()[0], 11)
    window.wait(lambda: window.says("active member"), "the reason why nothing can be skipped now", timeout=30)
    window.wait(lambda: window.says("Skips offset"), "the record that would be skipped", timeout=30)
    window.desktop.shot("group-skip")
    window.key("Escape")
    step("the record it is stuck on")
    window.click_row(partitions, stalled()[0], 9)
    window.wait(lambda: window.says("Where billing is stuck"), "the range of the stuck record", timeout=30)
    window.wait(lambda: len(window.rows("Records")) == 1, "one record", timeout=30)
    window.desktop.shot("group-stuck-record")
    step("who reads the topic")
    window.click("Consumers", "page tab")
    window.wait(lambda: any("billing" in row for row in window.rows("Consumer groups of the topic")), "billing among the consumers",
                timeout=30)
    window.desktop.shot("topic-consumers")


def send_one(window):
    step("send: one event, and read it back")
    window.click("Send")
    window.click("Event type", "text")
    window.type("OrderPaid")
    window.click("Key, aggregate id", "text")
    window.type("ord-e2e")
    window.click("Data", "text")
    window.key("ctrl+a")
    window.type('{"order":"ord-e2e","amount":9007199254740993}')
    window.wait(lambda: window.says("events.orderpaid"), "the topic of the event type")
    window.desktop.shot("send")
    window.key("ctrl+Return")
    window.wait(lambda: any("acknowledged" in cell for row in window.rows("Results") for cell in row), "the confirmation", timeout=20)
    window.desktop.shot("sent")
    found = [r for r in records("events.orderpaid", "--from", "newest:300", "--limit", "300") if r.get("key") == "ord-e2e"]
    assert len(found) == 1, f"{len(found)} events with the key, expected one"
    assert '"data":{"order":"ord-e2e","amount":9007199254740993}' in found[0]["value"], found[0]["value"]


def connections(window):
    step("connections: a wrong port is refused with its reason")
    window.click("Connections")
    window.click("Add connection…", "push button")
    window.click("Name", "text")
    window.type("nobody-there")
    window.click("Bootstrap servers", "text")
    window.key("ctrl+a")
    window.type("127.0.0.1:9")
    window.click("Test connection", "push button")
    window.wait(lambda: window.says("Could not reach") or window.says("refused"), "the reason of the failed test", timeout=30)
    window.desktop.shot("connections")
    window.key("Escape")


def outage(window):
    step("broker killed: said, nothing freezes, back without a restart")
    window.click("Topics")
    assert kafka("kill-broker", "1").returncode == 0
    window.wait(lambda: window.says("not connected"), "the loss of the connection", timeout=60)
    window.desktop.shot("broker-lost")
    window.click("Consumer groups")
    window.click("Topics")
    started = kafka("start-broker", "1")
    assert started.returncode == 0, started.stderr
    window.wait(lambda: not window.says("not connected"), "the connection to come back", timeout=90)
    window.row_of("Topics", "events.orderpaid", timeout=60)
    window.desktop.shot("broker-back")


def main():
    global BOOTSTRAP
    lacking = desktop.missing()
    if lacking:
        skip("this machine lacks " + ", ".join(lacking))
    shutil.rmtree(WORK, ignore_errors=True)
    os.makedirs(WORK)
    started = kafka("start")
    if started.returncode != 0:
        skip("no Kafka broker could be started: " + started.stderr.strip()[-300:])
    BOOTSTRAP = started.stdout.strip()
    os.environ.update(XDG_CONFIG_HOME=os.path.join(WORK, "config"), XDG_STATE_HOME=os.path.join(WORK, "state"))
    traffic = None
    try:
        with open(os.path.join(WORK, "traffic.log"), "wb") as log:
            traffic = subprocess.Popen([os.path.join(BINARIES, "weirctl"), "--bootstrap", BOOTSTRAP, "demo-traffic", "--minutes", "10"],
                                       stdout=log, stderr=subprocess.STDOUT)
        with desktop.Desktop(os.path.join(WORK, "shots")) as screen:
            def opened():
                return screen.open(os.path.join(BINARIES, "weir"), "--bootstrap", BOOTSTRAP, log=os.path.join(WORK, "weir.log"))

            def dead_letters(before):
                return replay_walk.walk(before, step, WORK, records, opened)

            def send_many(before):
                send_walk.walk(before, step, records)

            window = opened()
            for part in (topics_and_records, search_and_tail, group_and_chart, dead_letters, send_one, send_many, connections, outage):
                window = part(window) or window
                nameless = window.unnamed()
                assert not nameless, f"controls without a name after {part.__name__}: {nameless}"
            status = window.close()
            assert status in (0, -15), f"the program ended with status {status}"
        print("PASS: every page walked, dead letters put back across a kill, events sent one by one, in a ramp and in a transaction, one outage survived")
    finally:
        if traffic:
            traffic.terminate()
            try:
                traffic.wait(20)
            except subprocess.TimeoutExpired:
                traffic.kill()
        kafka("stop")


main()
