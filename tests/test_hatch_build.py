"""hatch_build.py: compiles the C sources when the project is built or installed from source."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "hatch_build.py"
HEADER = "#include <stdint.h>\nint64_t answer(void);\n"
SOURCE = '#include "answer.h"\n#include <math.h>\nint64_t answer(void) {{ return llround(exp({})); }}\n'
ASK = "import ctypes, sys; print(ctypes.CDLL(sys.argv[1]).answer())"


@pytest.fixture(scope="module", autouse=True)
def compiler_cache(tmp_path_factory):
    """Let all tests share what the compiler keeps: it takes seconds to make."""
    cache = os.environ.get("ZIG_GLOBAL_CACHE_DIR") or str(tmp_path_factory.mktemp("zig"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZIG_GLOBAL_CACHE_DIR", cache)
        yield


@pytest.fixture
def script():
    spec = importlib.util.spec_from_file_location("hatch_build", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def sources(script, tmp_path):
    folder = tmp_path / script.SOURCES
    folder.mkdir(parents=True)
    (folder / "answer.h").write_text(HEADER)
    (folder / "answer.c").write_text(SOURCE.format(0))
    return folder


@pytest.fixture
def editable(script, tmp_path):
    """Install the project of `tmp_path` editable, as far as the hook goes; return what it tells hatchling."""

    def install():
        build_data = {"force_include": {}}
        hook = script.NativeBuildHook(str(tmp_path), {}, None, None, str(tmp_path / "dist"), "wheel")
        hook.initialize("editable", build_data)
        return build_data

    return install


def ask(library):
    done = subprocess.run([sys.executable, "-c", ASK, str(library)], capture_output=True, text=True, check=True)
    return int(done.stdout)


def set_age(path, seconds):
    """Let a file be older than `hatch_build.py` by so much."""
    changed = SCRIPT.stat().st_mtime - seconds
    os.utime(path, (changed, changed))


def test_editable_install_compiles_beside_the_sources_what_has_changed(script, sources, editable):
    library = sources / script.LIBRARY
    build_data = editable()
    assert (build_data["pure_python"], build_data["force_include"]) == (False, {})
    assert build_data["tag"].startswith("py3-none-")
    assert ask(library) == 1  # e to the power of 0

    first = library.stat().st_mtime_ns
    editable()
    assert library.stat().st_mtime_ns == first

    (sources / "answer.c").write_text(SOURCE.format(2))
    os.utime(sources / "answer.c", ns=(first + 1, first + 1))
    editable()
    assert ask(library) == 7  # e squared is 7.39
    assert {path.name for path in sources.iterdir()} == {"answer.c", "answer.h", script.LIBRARY}


@pytest.mark.parametrize(("newer", "current"), [(None, True), ("answer.c", False), ("answer.h", False)])
def test_library_is_current_unless_a_source_is_newer(script, sources, newer, current):
    library = sources / script.LIBRARY
    assert not script.is_current(library, sources)
    library.write_bytes(b"")
    set_age(library, -10)
    for name in ("answer.c", "answer.h"):
        set_age(sources / name, -20 if name == newer else 10)
    assert script.is_current(library, sources) is current


def test_library_is_not_current_once_the_script_has_changed(script, sources):
    library = sources / script.LIBRARY
    library.write_bytes(b"")
    for path in sources.iterdir():
        set_age(path, 10)
    assert not script.is_current(library, sources)


def test_another_compiler_serves_without_ziglang(script, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(shutil, "which", {"my-cc": "/usr/bin/my-cc", "cc": "/usr/bin/cc"}.get)
    monkeypatch.setenv("CC", "my-cc -m64")
    assert script.find_compiler()[0] == ["my-cc", "-m64"]
    monkeypatch.delenv("CC")
    assert script.find_compiler()[0] == ["cc"]


def test_without_a_compiler_the_build_says_what_to_install(script, sources, editable, monkeypatch, capsys):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(SystemExit):
        editable()
    assert "pip install ziglang" in "".join(capsys.readouterr())
    assert not (sources / script.LIBRARY).exists()


def test_sources_that_do_not_compile_end_the_build(script, sources, editable, capfd):
    (sources / "answer.c").write_text("int64_t answer(void) { return 1 }\n")
    with pytest.raises(SystemExit):
        editable()
    printed = "".join(capfd.readouterr())
    assert "answer.c:1:" in printed
    assert "do not compile" in printed
    assert not (sources / script.LIBRARY).exists()
