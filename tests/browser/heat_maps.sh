# Heat maps of a story whose words are hostile, in the page and as pictures of their own, in a real browser.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
/usr/bin/python3 - << 'END'
import csv
with open("story/words.tsv", newline="") as file:
    rows = list(csv.DictReader(file, delimiter="\t"))
for row, word in zip(rows[3:], ["<script>window.hurt=1</script>", "a<img/src=x/onerror=window.hurt=1>b", 'the"--q:1;', "dog'&ampdog", "\x1b[31man\x07"]):
    row["word"] = word
with open("story/words.tsv", "w", newline="") as file:
    table = csv.DictWriter(file, rows[0], delimiter="\t", lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
END
# Signs are many pieces each: more segments, and room for them.
sed -i 's/^\[coupling\]/[tokens]\nmax_segment_tokens = 40\n\n&/' study.toml
anbn run study.toml --quiet
node "$ANBN_SOURCE_DIR/tests/browser/report.mjs" results/report/report.html "$ANBN_BUILD_DIR/heat_maps.png"
node "$ANBN_SOURCE_DIR/tests/browser/heat_maps.mjs" results/report/report.html results/main/dog/layers
