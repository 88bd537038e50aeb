"""Compiles the C part of the optimiser when the project is built or installed from source.

What goes in: `*.c` and `*.h` of `solver/iopsched_solver/native`. What comes out: one shared library that uses nothing
of Python's C API, so one wheel per platform serves every Python. A wheel gets a library compiled for it alone, in a
temporary folder; an editable install compiles in place, and only what has changed since.

The compiler is the one that the package `ziglang` carries: `pyproject.toml` asks for it, so nothing has to be there
beforehand, and it compiles for old releases of a system on a new one. Without it, `cc` or what CC names is taken.
"""

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.builders.wheel import WheelBuilderConfig
from packaging.tags import platform_tags  # hatchling brings it along

SOURCES = Path("solver", "iopsched_solver", "native")
SUFFIXES = {"darwin": ".dylib", "win32": ".dll"}
LIBRARY = "_native" + SUFFIXES.get(sys.platform, ".so")

# No -march: a library runs on every machine of its kind. No contraction: sums round the same on all of them.
FLAGS = ("-std=c11", "-O3", "-shared", "-fPIC", "-ffp-contract=off", "-s")
# All sources optimised together, where zig's linker can: a twentieth faster.
TOGETHER = ("-flto",)
# By the platform that a wheel says it is for: what zig calls it.
TARGETS = {
    "manylinux_2_17_x86_64": "x86_64-linux-gnu.2.17",
    "manylinux_2_17_aarch64": "aarch64-linux-gnu.2.17",
    "macosx_11_0_x86_64": "x86_64-macos.11.0",
    "macosx_11_0_arm64": "aarch64-macos.11.0",
    "win_amd64": "x86_64-windows-gnu",
}
NO_COMPILER = (
    "iopsched's C sources cannot be compiled: there is neither the package 'ziglang' nor a C compiler. Install one of"
    " them and build again: 'pip install ziglang', or a C compiler on the PATH as 'cc' (on Debian and Ubuntu:"
    " 'apt-get install gcc', as root) or named by the environment variable CC."
)


class CompileError(Exception):
    """The C sources could not be compiled; says why."""


def find_compiler() -> tuple[list[str], str]:
    """Find a C compiler.

    Returns
    -------
    tuple[list[str], str]
        The command with what makes it compile for this platform, and the platform tag of a wheel that it compiles for.

    Raises
    ------
    CompileError
        If there is none.
    """
    here = list(platform_tags())
    if importlib.util.find_spec("ziglang"):
        zig = [sys.executable, "-m", "ziglang", "cc"]
        for platform in here:
            if platform in TARGETS:
                target = TARGETS[platform]
                return [*zig, "-target", target, *(TOGETHER if "linux" in target else ())], platform
        return [*zig, "-mcpu=baseline"], here[0]
    named = shlex.split(os.environ.get("CC", "")) or ["cc"]
    if shutil.which(named[0]):
        return named, here[0]
    raise CompileError(NO_COMPILER)


def compile_library(sources: Path, scratch: Path, compiler: list[str]) -> Path:
    """Compile the sources into a shared library.

    Parameters
    ----------
    sources : Path
        Folder of the sources.
    scratch : Path
        Empty folder to compile in. The same sources give the same bytes in any folder: they are copied there and named
        without a folder.
    compiler : list[str]
        Command, as `find_compiler` gives it.

    Returns
    -------
    Path
        The library, in `scratch`.

    Raises
    ------
    CompileError
        If the compiler fails; what it said has been printed.
    """
    files = sorted(path for path in sources.iterdir() if path.suffix in {".c", ".h"})
    for path in files:
        shutil.copyfile(path, scratch / path.name)
    caches = {name: str(scratch / "cache") for name in ("ZIG_GLOBAL_CACHE_DIR", "ZIG_LOCAL_CACHE_DIR")}
    names = [path.name for path in files if path.suffix == ".c"]
    command = [*compiler, *FLAGS, "-o", LIBRARY, *names, "-lm"]
    done = subprocess.run(command, cwd=scratch, env=caches | os.environ, check=False)
    if done.returncode != 0:
        raise CompileError(f"the C sources of iopsched do not compile: {shlex.join(command)} failed, see above")
    return scratch / LIBRARY


def is_current(library: Path, sources: Path) -> bool:
    """Tell whether a library is there and no source, nor this file, is newer."""
    if not library.exists():
        return False
    made_from = [Path(__file__), *sources.glob("*.c"), *sources.glob("*.h")]
    return library.stat().st_mtime_ns >= max(path.stat().st_mtime_ns for path in made_from)


class NativeBuildHook(BuildHookInterface[WheelBuilderConfig]):
    """Puts the library into a wheel, or beside its sources if the install is editable."""

    scratch: TemporaryDirectory[str] | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before the wheel is put together; `version` is `editable` or `standard`."""
        try:
            compiler, platform = find_compiler()
            if version == "editable":
                self.compile_in_place(compiler)
            else:
                self.scratch = TemporaryDirectory(prefix="iopsched-native-")
                library = compile_library(Path(self.root, SOURCES), Path(self.scratch.name), compiler)
                build_data["force_include"][str(library)] = f"iopsched_solver/native/{LIBRARY}"
        except CompileError as error:
            self.app.abort(str(error))
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{platform}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 (hatchling passes them)
        """Remove what was needed for the wheel alone."""
        if self.scratch:
            self.scratch.cleanup()

    def compile_in_place(self, compiler: list[str]) -> None:
        """Compile beside the sources if need be; who uses an older library keeps it until the end."""
        sources = Path(self.root, SOURCES)
        if is_current(sources / LIBRARY, sources):
            return
        build = Path(self.root, "build")
        build.mkdir(exist_ok=True)
        with TemporaryDirectory(prefix="native-", dir=build) as scratch:
            compile_library(sources, Path(scratch), compiler).replace(sources / LIBRARY)
