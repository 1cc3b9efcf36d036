# SPDX-License-Identifier: GPL-3.0-or-later
"""Sending by mouse and keyboard: a template with generators, a ramp with its live chart, a transaction that is held open and
committed, and a consumer to play with; what the broker holds afterwards is compared with what the window said."""
import json
import re
import time

RAMP = 600


def enter(window, field, value, role="spin button"):
    window.click(field, role)
    window.key("ctrl+a")
    window.type(value)
    window.key("Tab")


def number(text):
    return int(re.sub(r"[^0-9]", "", text) or 0)


def template(window, step):
    step("a template with generators: chosen, previewed, sent, sent again")
    window.click("Send")
    window.click("Templates", "push button")
    time.sleep(1.5)  # a window of its own, as menus are: not among the controls
    window.desktop.shot("templates")
    window.type("order-created")
    window.key("Down")
    window.key("Return")
    window.wait(lambda: window.lookup("Replace it", "push button") or window.text("Event type") == "OrderCreated", "the template or a question")
    if window.lookup("Replace it", "push button"):
        window.click("Replace it", "push button")  # asked because something was written there
    window.wait(lambda: window.text("Event type") == "OrderCreated", "the template in the composer")
    window.wait(lambda: window.text("The next three records, a line each").count("\n") == 2, "the next three records")
    first = window.text("The next three records, a line each").splitlines()[0]
    window.desktop.shot("send-template")
    window.click("Send one", "push button")
    window.wait(lambda: any("acknowledged" in cell for row in window.rows("Results") for cell in row), "the confirmation", timeout=30)
    window.wait(lambda: window.text("The next three records, a line each").splitlines()[0] != first, "the next record in line")
    return first


def ours(records, *isolation):
    """Keys of the orders that the template numbers, beside those of the demo's traffic."""
    found = records("events.ordercreated", "--from", "newest:3000", "--limit", "3000", *isolation)
    return [r["key"] for r in found if re.fullmatch(r"ord-9\d{4}", r["key"] or "")]


def held_back(records):
    """weirctl says that it could not read to the end, and why."""
    try:
        ours(records, "--isolation", "read_committed")
    except AssertionError as partial:
        return "a transaction that is still open holds readers" in str(partial)
    return False


def ramp(window, step, records):
    step("a ramp of generated events with its chart")
    window.click("Send many…", "push button")
    window.wait(lambda: window.lookup("Start run", "push button"), "the plan of a run")
    window.click("Ramp", "page tab")
    enter(window, "Records a second at the start", "50")
    enter(window, "Records a second at the end of the ramp", "200")
    enter(window, "Length of the ramp", "4")
    window.click("min", "combo box")
    window.key("Home")
    window.key("Return")
    enter(window, "Events, at most", str(RAMP))
    window.wait(lambda: window.says("from 50 to 200 a second during 4 s"), "the plan in words", timeout=20)
    window.desktop.shot("run-plan")
    window.click("Start run", "push button")
    window.wait(lambda: window.lookup("Pause", "push button"), "the run", timeout=30)
    time.sleep(3)
    window.desktop.shot("run-ramp")
    window.wait(lambda: window.says(f"{RAMP} events acknowledged"), "the end of the run", timeout=60)
    window.desktop.shot("run-done")
    found = ours(records)
    assert len(found) == RAMP + 1 and len(set(found)) == RAMP, f"{len(found)} events, {len(set(found))} keys"


def transaction(window, step, records):
    step("a transaction: left open, hidden from readers of committed records, then committed")
    window.click("Event", "page tab")
    for _ in range(3):
        window.click("Add to transaction", "push button")
    window.click("Transaction 3", "page tab")
    window.wait(lambda: len(window.rows("Records of the transaction")) == 3, "three records in the list")
    window.click("Commit", "combo box")
    window.key("Home")
    window.key("Down")
    window.key("Return")
    window.desktop.shot("transaction-list")
    window.click("Send as one transaction", "push button")
    window.wait(lambda: window.lookup("Commit", "push button"), "the open transaction", timeout=40)
    window.wait(lambda: window.says("hidden"), "what readers of committed records see", timeout=20)
    window.desktop.shot("transaction-open")
    assert len(ours(records)) == RAMP + 4, "the open records are not there for readers of uncommitted ones"
    assert held_back(records), "readers of committed records are not held back"
    window.click("Commit", "push button")
    window.wait(lambda: any("committed" in cell for cell in window.rows("Transactions")[0]), "the commit", timeout=40)
    committed = ours(records, "--isolation", "read_committed")
    assert len(committed) == RAMP + 4, f"{len(committed)} events after the commit"
    window.desktop.shot("transaction-committed")


def play(window, step):
    step("a consumer to play with: it fails some events, which become dead letters")
    window.click("Consumer", "page tab")
    enter(window, "Group", "e2e-play", "text")
    enter(window, "Topics", "events.orderpaid", "text")
    window.click("5 % poison", "push button")
    enter(window, "Share of the matching records, in percent", "60")
    enter(window, "Tries", "1")
    window.desktop.shot("play-setup")
    window.click("Start", "push button")
    window.wait(lambda: any("dead letter in" in cell for row in window.rows("Newest records") for cell in row), "a dead letter", timeout=60)
    window.desktop.shot("play-running")
    window.click("Stop", "push button")
    window.wait(lambda: window.says("stopped"), "the member to leave", timeout=60)


def history(window, step):
    step("history: what was sent can be opened again")
    window.click("History", "page tab")
    window.wait(lambda: window.rows("History"), "the history")
    window.desktop.shot("send-history")


def walk(window, step, records):
    first = template(window, step)
    key = first.split()[0]
    sent = [r for r in records("events.ordercreated", "--from", "newest:200", "--limit", "200") if r.get("key") == key]
    assert sent, f"no record with the key {key} that was shown beforehand"
    envelope = json.loads(sent[-1]["value"])
    assert envelope["event_type"] == "OrderCreated", envelope
    ramp(window, step, records)
    transaction(window, step, records)
    history(window, step)
    play(window, step)
