"""tools/setup-browser.sh: finds a browser, installs one as root, or says what to do; never fails for want of one."""

import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "tools" / "setup-browser.sh"
SHELL = shutil.which("sh")


@pytest.fixture
def machine(tmp_path):
    """A machine with nothing but the commands given: name to what it prints."""

    def run(commands, **environment):
        for name, prints in commands.items():
            path = tmp_path / name
            path.write_text(f'#!{SHELL}\necho "{prints}"\necho "{name} $*" >> "{tmp_path}/log"\n')
            path.chmod(0o700)
        done = subprocess.run(
            [SHELL, str(SCRIPT)],
            env={"PATH": str(tmp_path), **environment},
            capture_output=True,
            check=False,
            text=True,
        )
        log = tmp_path / "log"
        return done, log.read_text().splitlines() if log.exists() else []

    return run


def test_a_browser_is_there(machine):
    done, ran = machine({"chromium": "", "id": "0", "apt-get": ""})
    assert (done.returncode, done.stdout, done.stderr, ran) == (0, "", "", [])


def test_another_browser_is_named(machine, tmp_path):
    path = tmp_path / "my-browser"
    path.write_text("")
    path.chmod(0o700)
    done, ran = machine({"id": "0", "apt-get": ""}, IOPSCHED_BROWSER=str(path))
    assert (done.returncode, ran) == (0, [])


def test_root_installs_one(machine):
    done, ran = machine({"id": "0", "apt-get": ""})
    assert done.returncode == 0
    assert ran[-2:] == ["apt-get update", "apt-get install -y --no-install-recommends chromium fonts-dejavu-core"]


def test_the_library_of_the_driver_is_there(machine):
    done, ran = machine({"chromium": "", "id": "0", "apt-get": "", "ldconfig": "libatomic.so.1 => /lib/libatomic.so.1"})
    assert (done.returncode, done.stdout, ran) == (0, "", ["ldconfig -p"])


def test_root_installs_the_library_of_the_driver(machine):
    done, ran = machine({"chromium": "", "id": "0", "apt-get": "", "ldconfig": "libc.so.6 => /lib/libc.so.6"})
    assert done.returncode == 0
    assert ran[-2:] == ["apt-get update", "apt-get install -y --no-install-recommends libatomic1"]


def test_others_are_told_what_to_do(machine):
    done, ran = machine({"id": "1000", "apt-get": ""})
    assert done.returncode == 0
    assert "apt-get install chromium" in done.stderr
    assert "IOPSCHED_NO_BROWSER=1" in done.stderr
    assert not any(line.startswith("apt-get") for line in ran)


def test_left_out_on_request(machine):
    done, ran = machine({"id": "0", "apt-get": ""}, IOPSCHED_NO_BROWSER="1")
    assert "left out" in done.stdout
    assert ran == []
