# SPDX-License-Identifier: Apache-2.0
# The Python module, compiled against the installed library, and its tests.   bash run.sh [PYTEST'S OPTIONS]
cd "$ANBN_SOURCE_DIR"
scripts/python_environment || { echo "SKIPPED: the packages of python/tests/requirements.txt cannot be had"; exit 77; }
export PATH="$ANBN_SOURCE_DIR/build/python/bin:$PATH"
folder="$ANBN_BUILD_DIR/python"  # kept: what has not changed is not compiled again
mkdir -p "$folder/package"
{ cmake --install "$ANBN_BUILD_DIR" --prefix "$folder/prefix" &&
  cmake -S python -B "$folder/module" -G Ninja -DCMAKE_PREFIX_PATH="$folder/prefix" -DPython_EXECUTABLE="$ANBN_SOURCE_DIR/build/python/bin/python" &&
  nice -n 10 cmake --build "$folder/module" &&
  cmake --install "$folder/module" --prefix "$folder/package"; } > "$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
cp python/anbn/*.py python/anbn/*.pyi python/anbn/py.typed "$folder/package/anbn/"
export PYTHONPATH="$folder/package" PYTHONDONTWRITEBYTECODE=1
python -m compileall -q "$folder/package/anbn"  # as pip does: how long an import takes is measured
python tools/python_stubs.py --check
TMPDIR="$(mktemp -d -p /dev/shm 2> /dev/null || mktemp -d)"  # where syncing costs nothing
trap 'rm -rf "$TMPDIR"' EXIT
export TMPDIR
export ANBN_MAY_SKIP="'(torch|transformers)'|names no folder|no treebank"  # what this environment has not; anything else must run
python -m pytest -q -rs -p no:cacheprovider python/tests "$@"
