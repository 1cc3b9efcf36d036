# SPDX-License-Identifier: GPL-3.0-or-later
"""The dead letters by mouse: the worst failure, its source, an edit for all, plan, canary, pause, a killed Weir, resume, receipt."""
import json
import os
import signal
import time


# The mailer cannot reach some addresses; with this one it can, so nothing comes back and stops the job.
MENDED = "somebody@example.org"


def choose_and_compare(window, step):
    step("dead letters: the worst failure, one letter of it, and its source record")
    window.click("Dead letters")
    window.wait(lambda: window.rows("Failures"), "failures", timeout=60)
    window.desktop.shot("dead-letters")
    window.click_row("Failures", window.row_of("Failures", "SendFailedException", timeout=30))
    window.wait(lambda: window.rows("Dead letters of the failure"), "letters of the failure", timeout=30)
    window.click_row("Dead letters of the failure", 0, 1)
    window.wait(lambda: window.says("identical"), "the comparison with the source record", timeout=30)
    window.desktop.shot("dead-letter-source")


def first_of_menu(window, button):
    """The first entry of the menu below a button; menus are windows of their own and not among the controls."""
    from gi.repository import Atspi
    node = window.find(button, "push button")
    box = node.get_component_iface().get_extents(Atspi.CoordType.SCREEN)
    window.click_node(node)
    time.sleep(0.6)
    window.click_at(box.x + 40, box.y + box.height + 20)


def plan(window, step):
    step("plan: the same edit for all, a canary, a rate")
    window.click("Plan replay of", "push button")
    window.wait(lambda: window.lookup("Canary"), "the choices of the plan", timeout=20)
    window.wait(lambda: window.rows("What happens to the records"), "a plan", timeout=40)
    window.desktop.shot("plan")
    for field, value in (("Records a second", "4"), ("Canary", "3")):
        window.click(field, "spin button")
        window.key("ctrl+a")
        window.type(value)
        window.key("Tab")
    window.click("Edit", "page tab")
    first_of_menu(window, "Add operation")
    window.click("Operation 1", "text")
    window.key("ctrl+a")
    window.type(f'set value.data.customer.email = "{MENDED}"')
    window.key("Tab")
    window.click("Samples", "page tab")
    window.wait(lambda: window.lookup("Start with canary of 3", "push button"), "a plan with the edit", timeout=40)
    window.desktop.shot("plan-edited")
    window.click("Start with canary of 3", "push button")


def canary(window, step):
    step("canary: three records, then a pause to look")
    window.wait(lambda: window.lookup("Go on with the other", "push button"), "the canary", timeout=60)
    window.desktop.shot("canary")
    rows = window.rows("Replays")
    assert rows and any("3 of" in cell for cell in rows[0]), rows
    window.click("Go on with the other", "push button")
    window.wait(lambda: any("running" in cell for cell in window.rows("Replays")[0]), "the job to run", timeout=20)
    step("pause, and go on")
    window.click("Pause", "push button")
    window.wait(lambda: any("paused" in cell for cell in window.rows("Replays")[0]), "the pause", timeout=20)
    window.desktop.shot("replay-paused")
    window.click("Resume", "push button")
    window.wait(lambda: any("running" in cell for cell in window.rows("Replays")[0]), "the job to run again", timeout=20)


def kill(window):
    os.kill(window.process.pid, signal.SIGKILL)
    window.process.wait(10)


def resume(window, step, work):
    step("Weir is back: the job is named as interrupted, goes on, and ends")
    window.click("Dead letters", timeout=60)
    window.click("Replays", "page tab", timeout=30)
    window.wait(lambda: window.rows("Replays") and any("interrupted" in cell for cell in window.rows("Replays")[0]),
                "the interrupted job", timeout=30)
    window.click_row("Replays", 0)
    window.desktop.shot("replay-interrupted")
    window.click("Resume", "push button")
    window.wait(lambda: any("done" in cell for cell in window.rows("Replays")[0]), "the end of the job", timeout=120)
    window.wait(lambda: window.rows("Records of the replay"), "its records", timeout=20)
    window.desktop.shot("replay-done")
    step("receipt")
    file = os.path.join(work, "receipt.ndjson")
    window.click("Save receipt…", "push button")
    window.wait(lambda: window.lookup("Save the receipt"), "the dialog", timeout=15)
    window.key("ctrl+a")
    window.type(file)
    window.key("Return")
    window.wait(lambda: os.path.exists(file) and window.says("The receipt was saved"), "the receipt", timeout=20)
    with open(file, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def check(receipt, records):
    """Every record of the receipt stands in its target exactly once, mended, and beside the edit byte for byte."""
    job, items = receipt[0], receipt[1:]
    committed = [item for item in items if item["outcome"] == "committed"]
    assert len(committed) >= 5, f"only {len(committed)} committed: {job}"
    replayed = [r for r in records("events.ordercreated", "--from", "oldest", "--limit", "20000")
                if any(h["name"] == "weir-replay-job" and h["value"] == job["job"] for h in r["headers"])]
    sources = [next(h["value"] for h in r["headers"] if h["name"] == "weir-replay-source") for r in replayed]
    assert len(sources) == len(set(sources)) == len(committed), f"{len(replayed)} in the target, {len(committed)} committed"
    for record in replayed:
        assert json.loads(record["value"])["data"]["customer"]["email"] == MENDED, record["value"]
    return len(committed)


def walk(window, step, work, records, reopen):
    """Returns the window that is open at the end."""
    choose_and_compare(window, step)
    plan(window, step)
    canary(window, step)
    time.sleep(1.5)  # some batches, so that the kill comes in the middle
    step("Weir is killed in the middle")
    kill(window)
    window = reopen()
    receipt = resume(window, step, work)
    print("  put back exactly once, after a kill:", check(receipt, records), "records")
    return window
