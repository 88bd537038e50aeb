"""What a calling project finds after `pip install iopsched`."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

import iopsched

ROOT = Path(__file__).parents[1]
PACKAGES = ("iopsched", "iopsched_scenarios", "iopsched_solver")
CALLER_LAYOUTS = {
    "modules": ("solver.py", "scenarios.py"),
    "packages": ("solver/__init__.py", "scenarios/__init__.py"),
}


def run_python(*arguments, cwd):
    done = subprocess.run([sys.executable, *arguments], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    run_python("-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder), cwd=ROOT)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def wheel_files(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_wheel_installs_the_three_packages_and_nothing_else(wheel_files):
    top_level = {name.split("/")[0] for name in wheel_files}
    assert {name for name in top_level if not name.endswith(".dist-info")} == set(PACKAGES)


@pytest.mark.parametrize("package", PACKAGES)
def test_wheel_says_that_the_package_is_typed(wheel_files, package):
    assert f"{package}/py.typed" in wheel_files


def test_wheel_is_for_one_platform_and_every_python(wheel):
    assert re.fullmatch(r"iopsched-.+-py3-none-(?!any)\w+\.whl", wheel.name)


def test_wheel_carries_the_compiled_library_instead_of_its_sources(wheel, wheel_files, tmp_path):
    native = [name for name in wheel_files if re.match(r"iopsched_solver/native/.*(?<!\.py)$", name)]
    assert len(native) == 1
    with zipfile.ZipFile(wheel) as archive:
        library = archive.extract(native[0], tmp_path)
    run_python("-I", "-S", "-c", "import ctypes, sys; ctypes.CDLL(sys.argv[1])", library, cwd=tmp_path)


def test_sdist_carries_the_sources_and_no_library(tmp_path):
    run_python("-m", "hatchling", "build", "--target", "sdist", "--directory", str(tmp_path), cwd=ROOT)
    (path,) = tmp_path.glob("*.tar.gz")
    listed = run_python("-m", "tarfile", "--list", str(path), cwd=tmp_path).splitlines()
    files = {name.strip().partition("/")[2] for name in listed}
    native = ROOT / "solver" / "iopsched_solver" / "native"
    sources = {str(source.relative_to(ROOT)) for source in native.iterdir() if source.suffix in {".c", ".h", ".py"}}
    assert {name for name in files if name.startswith("solver/iopsched_solver/native/")} == sources
    assert "hatch_build.py" in files


@pytest.mark.parametrize("name", ["solver", "scenarios"])
def test_source_root_is_not_an_import_name(wheel, tmp_path, name):
    assert not (ROOT / name / "__init__.py").exists()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    # -I -S: neither this folder nor what is installed, so only the wheel can answer.
    look = f"import sys; sys.path.insert(0, '.'); import importlib.util as u; print(u.find_spec({name!r}))"
    assert run_python("-I", "-S", "-c", look, cwd=tmp_path).strip() == "None"


@pytest.mark.parametrize("layout", CALLER_LAYOUTS)
@pytest.mark.parametrize("imported_first", ["own", "ours"])
def test_caller_keeps_its_own_solver_and_scenarios(tmp_path, layout, imported_first):
    for file in CALLER_LAYOUTS[layout]:
        path = tmp_path / file
        path.parent.mkdir(exist_ok=True)
        path.write_text("OWNER = 'caller'\n")
    own = ["import scenarios", "import solver"]
    ours = [f"import {package}" for package in PACKAGES]
    imports = own + ours if imported_first == "own" else ours + own
    service = tmp_path / "service.py"
    service.write_text("\n".join([*imports, "print(solver.OWNER, scenarios.OWNER)"]))
    assert run_python("-W", "error", str(service), cwd=tmp_path).split() == ["caller", "caller"]


def is_public(name):
    value = getattr(iopsched, name)
    return not name.startswith("_") and not isinstance(value, ModuleType)


def in_ruffs_order(name):
    return (not name.isupper(), not name[0].isupper(), name)


def test_public_names_are_listed_once_and_sorted():
    assert sorted(set(iopsched.__all__), key=in_ruffs_order) == list(iopsched.__all__)


def test_every_public_name_is_listed():
    assert {name for name in dir(iopsched) if is_public(name)} == {
        name for name in iopsched.__all__ if not name.startswith("_")
    }


@pytest.mark.parametrize("lock", sorted(path.name for path in ROOT.glob("requirements*.lock")))
def test_lock_file_pins_by_hash_and_names_no_place(lock):
    text = re.sub(r" *#.*", "", (ROOT / lock).read_text()).replace("\\\n", "")
    requirements = [line for line in text.splitlines() if line]
    assert requirements
    for requirement in requirements:
        assert re.fullmatch(r"[a-z0-9-]+==[^/]+?( +--hash=sha256:[0-9a-f]{64})+", requirement)
