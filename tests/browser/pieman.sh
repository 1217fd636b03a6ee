# The report of the Pie Man study (tests/pieman/run.sh) in a real browser.
out=$ANBN_BUILD_DIR/pieman
[ -e "$out/report/report.html" ] || { echo "SKIPPED: $out is absent (study.pieman was skipped)"; exit 77; }
node "$ANBN_SOURCE_DIR/tests/browser/report.mjs" "$out/report/report.html" "$out.png"
