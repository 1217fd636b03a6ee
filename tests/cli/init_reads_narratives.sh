# `anbn init` finds the paper's scans in the layout of Narratives with its real metadata, and `anbn check` plans a study of them.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
export PYTHONPATH="$ANBN_SOURCE_DIR/tests/support" PYTHONDONTWRITEBYTECODE=1
data=$ANBN_SOURCE_DIR/../shared/data/narratives
[ -e "$data/meta/participants.tsv" ] || { echo "SKIPPED: $data/meta is absent"; exit 77; }
tells() { grep -qF -- "$1" answer || { echo "expected: $1"; cat answer; exit 1; }; }
has() { grep -qF -- "$2" "$1" || { echo "expected in $1: $2"; cat "$1"; exit 1; }; }
/usr/bin/python3 "$ANBN_SOURCE_DIR/tests/support/bids_tree.py" narratives set "$data" pieman shapessocial shapesphysical

anbn init --bids set --derivatives set/derivatives/afni-smooth --task pieman --task shapessocial --model model --out found.toml > answer
tells "space MNI152NLin2009cAsym, res native, desc clean"
tells "96 of 82 listeners; 75 used"
grep -q '^out = "found-results" ' found.toml  # two studies in one folder have results apart
tells "at 15 s for 422 s: volumes 10 to 291 (282 of 300)"     # event_meta.json says 281: it is stale
tells "begins 0 s after the first volume (pieman_audio.wav)"
tells "10: excluded by scan_exclude.json (sub-001 run-1, sub-001 run-2, sub-013 run-2, sub-014 run-2, sub-021, sub-022, sub-038, sub-056, sub-068, sub-069)"
tells "59 of 59 listeners; 58 used"
tells "at 49.5 s for 408 s: volumes 33 to 304 (272 of 309)"
tells "begins 4.5 s after the first volume (shapessocial_audio.wav)"
has found.toml "set/stimuli/gentle/pieman/transcript.txt"
has found.toml "audio_start_s = 4.5"
has found.toml "res-shapessocial_desc-brain_mask.nii.gz"
has found.toml "sub-013_task-pieman_run-1_"
test "$(grep -c desc-clean_bold found.toml)" = 133
if grep -E "sub-013.*run-2|sub-001_task-pieman|desc-sm6" found.toml; then exit 1; fi

# All scans that are not excluded: 86 of Pie Man. An edited study is not replaced unasked.
fails anbn init --bids set --task pieman --model model --out found.toml --scans all
says "found.toml: is there already and may have been edited"
anbn init --bids set --task pieman --model model --out found.toml --scans all --force > answer
tells "96 of 82 listeners; 86 used"

# The same stories as a table, for many of them.
anbn init --bids set --task pieman --task shapessocial --model model --out table.toml --stories stories.tsv > answer
grep -q '^stories = "stories.tsv" ' table.toml
if grep -F '[[story]]' table.toml; then exit 1; fi
test "$(cut -f1 stories.tsv | paste -sd' ')" = "name pieman shapessocial"
fails anbn init --bids set --task pieman --model model --out other.toml --stories stories.tsv
says "stories.tsv: is there already and may have been edited; choose another --stories"
anbn init --bids set --task pieman --task shapessocial --model model --out tables.toml > answer
# The tiny model has no weights: random ones will do.
# The tiny model takes 64 tokens at once.
short() { printf '\n[tokens]\nmax_segment_tokens = 64\n' >> "$1"; }
for study in table tables; do sed -i 's/^weights = .*//; s/^model = .*/&\nweights = "random"/; s/^out = .*/out = "same"/' $study.toml; short $study.toml; anbn check $study.toml > $study.answer; done
diff <(sed '/^needs/,$d' table.answer) <(sed '/^needs/,$d' tables.answer)

# The paper's 75 and 59 listeners: 134 scans of full size are found, checked and planned.
anbn init --bids set --task pieman --task shapesphysical --model model --out all.toml > answer
test "$(grep -c desc-clean_bold all.toml)" = 134
# The tiny model has no weights: random ones will do, in one variant.
sed -i '/^\[\[variant\]\]  /,/^weights/d; s/^model = .*/&\nweights = "random"/' all.toml
short all.toml
start=$(date +%s)
anbn check all.toml > answer || { cat answer; exit 1; }
echo "checked and planned in $(($(date +%s) - start)) s"
tells "75, of 300 volumes of 61x73x43 voxels"
tells "59, of 309 volumes of 97x115x97 voxels"
grep -qE "^  bold .* 134 results" answer
grep -qE "^  networks .*(s|min|h) " answer
grep -qE "^errors: 0" answer
test ! -e results
