# The report of networks found in volumes whose maps are known, in a real browser.
cd "$ANBN_SOURCE_DIR"
study=$(mktemp -d)/study
trap 'rm -rf "$(dirname "$study")"' EXIT
/usr/bin/python3 tests/browser/planted_blobs.py "$study"
anbn --quiet report --results "$study" --out "$study/report"
node tests/browser/report.mjs "$study/report/report.html" "$ANBN_BUILD_DIR/planted_blobs.png"
node tests/browser/planted_blobs.mjs "$study/report/report.html"
