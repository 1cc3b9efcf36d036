# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop of its own for end-to-end tests: Xvfb, a window manager and the accessibility bus.

The window is driven as a person would: controls are found by their accessible names, the mouse is moved there and
clicked, keys are typed. Run under dbus-run-session. Every wait is bounded; a failed wait says what was on the screen.
"""
import os
import subprocess
import tempfile
import time

TOOLS = ("Xvfb", "xdotool", "import", "openbox", "dbus-run-session")
AT_SPI = "/usr/libexec/at-spi-bus-launcher"


def missing():
    """What this machine lacks, as a list of words; empty when the tests can run."""
    from shutil import which
    lacking = [tool for tool in TOOLS if not which(tool)]
    if not os.path.exists(AT_SPI):
        lacking.append("at-spi2-core")
    try:
        import gi
        gi.require_version("Atspi", "2.0")
    except (ImportError, ValueError):
        lacking.append("python3-gi with gir1.2-atspi-2.0")
    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        lacking.append("a session bus (dbus-run-session)")
    return lacking


class Desktop:
    def __init__(self, shots, size="1440x900"):
        self.shots = shots
        self.size = size
        self.children = []
        os.makedirs(shots, exist_ok=True)

    def __enter__(self):
        read, write = os.pipe()
        self._start("Xvfb", "-displayfd", str(write), "-screen", "0", self.size + "x24", "-nolisten", "tcp", pass_fds=(write,))
        os.close(write)
        number = b""
        while not number.endswith(b"\n"):
            part = os.read(read, 16)
            if not part:
                raise RuntimeError("Xvfb did not start")
            number += part
        os.close(read)
        os.environ.update(DISPLAY=":" + number.decode().strip(), QT_QPA_PLATFORM="xcb", QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1",
                          QT_SCALE_FACTOR="1", TZ="UTC", LC_ALL="C.UTF-8")
        os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())
        self._start(AT_SPI, "--launch-immediately")
        self._start("openbox")
        time.sleep(1)
        return self

    def __exit__(self, *_):
        for child in reversed(self.children):
            child.terminate()
        for child in self.children:
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()

    def _start(self, *command, **options):
        options.setdefault("stdout", subprocess.DEVNULL)
        options.setdefault("stderr", subprocess.DEVNULL)
        child = subprocess.Popen(command, **options)
        self.children.append(child)
        return child

    def open(self, *command, log):
        """Starts the program and returns its window."""
        child = self._start(*command, stdout=open(log, "wb"), stderr=subprocess.STDOUT)
        return Window(self, child)

    def shot(self, name):
        subprocess.run(["import", "-window", "root", os.path.join(self.shots, name + ".png")], check=True, timeout=30)


class Window:
    def __init__(self, desktop, process):
        self.desktop = desktop
        self.process = process
        self.application = None

    # --- finding ---
    def _app(self):
        from gi.repository import Atspi
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(i)
            if child and child.get_process_id() == self.process.pid:
                return child
        return None

    def _walk(self, node, depth=0):
        if node is None or depth > 25:
            return
        yield node
        if node.get_role_name() in ("table", "tree table", "tree", "list"):
            return  # cells are asked for through the table interface
        for i in range(node.get_child_count()):
            try:
                yield from self._walk(node.get_child_at_index(i), depth + 1)
            except Exception:  # the control vanished while it was looked at
                continue

    def controls(self):
        from gi.repository import Atspi
        root = self._app()
        for node in self._walk(root):
            try:
                states = node.get_state_set()
                if states.contains(Atspi.StateType.SHOWING):
                    yield node, node.get_role_name(), node.get_name() or "", states
            except Exception:
                continue

    def lookup(self, name, role=None):
        """The showing control of exactly this name, else the first whose name contains it; None when there is none."""
        partly = None
        for node, kind, text, _ in self.controls():
            if role and kind != role:
                continue
            if text == name:
                return node
            if partly is None and name in text:
                partly = node
        return partly

    def find(self, name, role=None, timeout=15):
        return self.wait(lambda: self.lookup(name, role), f"a control named {name!r}" + (f" ({role})" if role else ""), timeout)

    def wait(self, condition, what, timeout=15):
        end = time.monotonic() + timeout
        last = None
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise AssertionError(f"the program ended with status {self.process.returncode} while waiting for {what}")
            try:
                last = condition()
            except Exception as error:  # a control vanished between finding and asking
                last = None
                problem = error
            if last:
                return last
            time.sleep(0.15)
        self.desktop.shot("failed")
        names = sorted({f"{kind}: {text}" for _, kind, text, _ in self.controls() if text})
        raise AssertionError(f"waited {timeout} s in vain for {what}. On the screen: " + " | ".join(names)[:3000])

    # --- acting ---
    def click(self, name, role=None, button=1, times=1, timeout=15):
        self.click_node(self.find(name, role, timeout), button, times)

    def click_node(self, node, button=1, times=1):
        from gi.repository import Atspi
        box = node.get_component_iface().get_extents(Atspi.CoordType.SCREEN)
        self.click_at(box.x + box.width // 2, box.y + box.height // 2, button, times)

    def click_at(self, x, y, button=1, times=1):
        subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", "--repeat", str(times), "--delay", "60", str(button)],
                       check=True, timeout=20)

    def click_row(self, table, row, column=0, times=1):
        self.click_node(self.find(table, "table").get_table_iface().get_accessible_at(row, column), times=times)

    def type(self, text):
        subprocess.run(["xdotool", "type", "--delay", "8", text], check=True, timeout=120)

    def key(self, *keys):
        subprocess.run(["xdotool", "key", *keys], check=True, timeout=20)

    # --- reading ---
    def text(self, name, role=None, timeout=15):
        from gi.repository import Atspi
        node = self.find(name, role, timeout)
        iface = node.get_text_iface()
        return Atspi.Text.get_text(iface, 0, -1) if iface else node.get_name()

    def rows(self, name, limit=200):
        """The texts of a table, row by row; an empty list while it is not there."""
        node = self.lookup(name, "table")
        if node is None:
            return []
        table = node.get_table_iface()
        columns = range(table.get_n_columns())
        return [[(table.get_accessible_at(r, c).get_name() or "") for c in columns] for r in range(min(limit, table.get_n_rows()))]

    def row_of(self, name, text, timeout=15):
        """The index of the first row that contains the text."""
        def search():
            for index, row in enumerate(self.rows(name)):
                if any(text in cell for cell in row):
                    return index + 1
            return None
        return self.wait(search, f"{text!r} in the table {name!r}", timeout) - 1

    def says(self, text):
        """True when any showing control contains the text."""
        return any(text in name for _, _, name, _ in self.controls())

    def unnamed(self):
        """Controls that take the focus and have no name."""
        from gi.repository import Atspi
        return [kind for _, kind, text, states in self.controls()
                if states.contains(Atspi.StateType.FOCUSABLE) and not text and kind not in ("table cell", "list item")]

    def close(self):
        self.process.terminate()
        try:
            return self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError("the program did not end within 15 s after SIGTERM")
