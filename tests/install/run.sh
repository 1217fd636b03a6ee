# SPDX-License-Identifier: Apache-2.0
# The library, installed into a folder of its own and used from outside: find_package(anbn) and twenty lines that couple two matrices.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cmake --install "$ANBN_BUILD_DIR" --prefix "$folder/prefix" > "$folder/log" || { cat "$folder/log"; exit 1; }
cmake -S "$ANBN_SOURCE_DIR/tests/install" -B "$folder/build" -G Ninja -DCMAKE_PREFIX_PATH="$folder/prefix" > "$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
cmake --build "$folder/build" > "$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
"$folder/build/couple" | tee "$folder/answer"
grep -qx "neuron 1 follows network 2 with r = 1.00" "$folder/answer"
"$folder/prefix/bin/anbn" --version
# All installed headers compile outside of the build that made them.
(cd "$folder/prefix/include" && find anbn -name '*.h' | sed 's/.*/#include "&"/') > "$folder/all.cpp"
c++ -std=c++20 -fsyntax-only -I "$folder/prefix/include" "$folder/all.cpp"
