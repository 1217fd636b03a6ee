# `anbn init` on a small fMRIPrep tree: what it finds can be run, and what is odd is named, left out or left to the user.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
export PYTHONPATH="$ANBN_SOURCE_DIR/tests/support" PYTHONDONTWRITEBYTECODE=1
tells() { grep -qF -- "$1" answer || { echo "expected: $1"; cat answer; exit 1; }; }
new() { chmod -R u+w set 2> /dev/null || true; rm -rf set; /usr/bin/python3 "$ANBN_SOURCE_DIR/tests/support/bids_tree.py" tiny set; }
init() { anbn init --bids set --task dog --model model --words story/words.tsv --out new.toml --force yes "$@" > answer; }
refuses() { fails anbn init --bids set --model model --words story/words.tsv --out x.toml "$@"; test ! -e x.toml; test "$(wc -l < log)" = 1; }
# The tiny model has no weights: random ones will do, in one variant.
untrained() { sed -i '/^\[\[variant\]\]  /,/^weights/d; s/^model = .*/&\nweights = "random"/' "$1"; }
prep=set/derivatives/fmriprep space=space-MNI152NLin2009cAsym
bold() { echo "$prep/sub-$1/func/sub-$1_task-dog${2-}_${space}_desc-preproc_bold$3"; }

new
init
tells "4 of 3 listeners; 3 used"
tells "at 3 s for 30 s: volumes 2 to 21 (20 of 24)"
tells "begins 1.5 s after the first volume (dog_audio.wav)"
tells "1: a further scan of a listener (--scans all takes it) (sub-01 run-2)"
tells "one table a scan; regressed out: motion6, acompcor:5, cosine"
# It can be checked, planned and run as it is; what is done is told.
untrained new.toml
sed -i 's/^preset = .*/units = [6, 4]\nepochs = 2/; s/^permutations = .*/permutations = 19/' new.toml
anbn check new.toml > answer || { cat answer; exit 1; }
tells "errors: 0"
grep -qE "^  bold +[0-9.]+ s +[0-9]+ MB +[0-9]+ MB  3 results" answer
anbn run new.toml --quiet > /dev/null
anbn check new.toml > answer
grep -qE "^  networks +done$" answer
tells "all is up to date"
sed -i 's/^permutations = .*/permutations = 29/' new.toml
anbn check new.toml > answer
grep -qE "^  networks +done$" answer
grep -qE "^  significance +[0-9.]+ s " answer

# Each further seed is trained again, and no batch has more volumes than there are.
hours_of_networks() {
  sed "s/^epochs = 2/epochs = 500000000\nbatch = 1000000\nseeds = $1/" new.toml > seeds.toml
  anbn check seeds.toml --out seeds > answer
  sed -nE 's/^  networks +([0-9.]+) h .*/\1/p' answer
}
one=$(hours_of_networks 1) twenty=$(hours_of_networks 20)
awk "BEGIN { exit !($twenty > 8 * $one && $twenty < 50 * $one) }" || { echo "$one h with a seed, $twenty h with 20"; exit 1; }

# Without words, events or stimuli names: what is left to the user stands in the file, and `anbn check` refuses it.
fails anbn init --bids set --task cat --model model --out empty.toml
tells "to fill in  words: no set/stimuli/gentle/cat/align.csv (or give --words"
tells "to fill in  first_volume: no events.tsv tells when the story begins (or give --onset-s)"
tells "to fill in  audio_start_s:"
grep -q '^words = "FILL IN"' empty.toml
fails anbn check empty.toml; tells "FILL IN"
anbn init --bids set --task cat --model model --out full.toml --words story/words.tsv --onset-s 3 --duration-s 30 --audio-start-s 3 > answer
untrained full.toml
anbn check full.toml --out cat > answer || { cat answer; exit 1; }

# Data that are not fetched: links that lead nowhere, and pointer files.
ln -sf ../../../../.git/annex/objects/a/b "$(bold 02 "" .nii.gz)"
echo "/annex/objects/MD5E-s100--abc.nii.gz" > "$(bold 03 "" .nii.gz)"
touch "$prep/sub-01/func/._sub-01_task-dog_run-1_${space}_desc-preproc_bold.nii.gz"
init
tells "2: not fetched (sub-02, sub-03)"
tells "cd set/derivatives/fmriprep && datalad get sub-*/func/*_task-dog_*desc-preproc_bold.nii.gz   (or git annex get)"
tells "passed over 1 files ._*"
ln -sf ../../../../.git/annex/objects/a/b "$(bold 01 _run-1 .nii.gz)"
refuses --task dog; says "task dog: no scan can be used; 3 of 4 scans left out: not fetched. Get them: cd set"

# Scans cut short, other times, damaged sidecars; a missing run, one without derivatives, not packed.
new
gunzip "$(bold 02 "" .nii.gz)"
rm "$(bold 01 _run-1 .nii.gz)"
echo '{"RepetitionTime": ' > "$(bold 03 "" .json)"
mkdir -p set/sub-04/func; touch set/sub-04/func/sub-04_task-dog_bold.nii.gz
init
tells "3 of 3 listeners; 1 used"
tells "1: its sidecar is damaged: "
tells "1: the listener has no run-1, and run-2 may be another section (sub-01 run-2)"
tells "2 scans of the dataset were not preprocessed: sub-01 run-1, sub-04"
grep -q "sub-02_task-dog_${space}_desc-preproc_bold.nii\"" new.toml
new
printf 'onset\tduration\ttrial_type\tstim_file\n6.0\t24.0\tstory\tdog_audio.wav\n' > set/sub-02/func/sub-02_task-dog_events.tsv
init
tells "1: other times (TR 1.5 s, story at 6 s for 24 s, audio at 6 s) than most scans (sub-02)"
printf 'onset\tduration\ttrial_type\n3.0\t1.0\ttone\n4.0\t26.0\tspeech\n' > set/task-dog_events.tsv
rm set/sub-02/func/sub-02_task-dog_events.tsv
if init; then exit 1; fi
tells "no row of trial_type story (found: speech, tone); choose one with --trial-type"
refuses --task dog --onset-s 3 --duration-s 1e300
says "task dog: the story begins at 3 s and lasts 1e+300 s, of volumes of 1.5 s; expected at most 1000000 volumes"

# Two stimuli in one task are two stories; times that differ by less than a tenth of a volume are one; a scan that ends two volumes early.
new
header='onset\tduration\ttrial_type\tstim_file\n'
printf "${header}1.55\t2.0\tmusic\tdog_audio.wav\n3.05\t29.9\tstory\tdog_audio.wav\n" > set/sub-02/func/sub-02_task-dog_events.tsv
init
tells "4 of 3 listeners; 3 used"
printf "${header}3.0\t30.0\tstory\tcat_audio.wav\n" > set/sub-02/func/sub-02_task-dog_events.tsv
refuses --task dog
says "task dog: events.tsv name several stim_file: 'cat_audio.wav' (1 scans, sub-02), 'dog_audio.wav' (2 scans, sub-01 run-1)"
init --stimulus cat_audio.wav
tells "2: its stim_file is 'dog_audio.wav' (sub-01 run-1, sub-03)"
tells "4 of 3 listeners; 1 used"
init --subject 01 --subject 03
tells "2 used"
refuses --task dog --subject 1; says "task dog: no scan has sub-1"
# Whatever times are given, another stimulus is another story.
refuses --task dog --onset-s 3 --duration-s 30 --audio-start-s 3; says "events.tsv name several stim_file"
# Two stories in one scan are chosen one at a time.
new
printf "${header}1.5\t2.0\tmusic\tn/a\n3.0\t15.0\tstory\tdog_audio.wav\n21.0\t12.0\tstory\tcat_audio.wav\n" > set/task-dog_events.tsv
refuses --task dog
says "its events.tsv tells of several stories by stim_file (cat_audio.wav, dog_audio.wav): choose one with --stimulus"
init --stimulus cat_audio.wav
tells "at 21 s for 12 s: volumes 14 to 21 (8 of 24)"
tells "begins 21 s after the first volume (cat_audio.wav)"
init --stimulus dog_audio.wav
tells "at 3 s for 15 s: volumes 2 to 11 (10 of 24)"
printf 'onset\tduration\tstim_file\n3.0\t15.0\tdog_audio.wav\n21.0\t12.0\tcat_audio.wav\n' > set/task-dog_events.tsv
init --stimulus cat_audio.wav
tells "at 21 s for 12 s"
# Two parts of one stimulus are left to the user.
printf "${header}3.0\t15.0\tstory\tdog_audio.wav\n21.0\t12.0\tstory\tdog_audio.wav\n" > set/task-dog_events.tsv
if init; then exit 1; fi
tells "2 rows of trial_type story; give --onset-s and --duration-s of the part that is meant"
# Times and lengths are equal within a tenth of a volume, and repetition times over the scan.
new
printf "${header}1.5\t2.0\tmusic\tdog_audio.wav\n2.99\t30.01\tstory\tdog_audio.wav\n" > set/sub-02/func/sub-02_task-dog_events.tsv
printf "${header}1.501\t2.0\tmusic\tdog_audio.wav\n3.002\t30.02\tstory\tdog_audio.wav\n" > set/sub-01/func/sub-01_task-dog_run-1_events.tsv
echo '{"RepetitionTime": 1.500001}' > "$(bold 03 "" .json)"
init
tells "3 used"
tells "volumes 2 to 21 (20 of 24)"
echo '{"RepetitionTime": 1.507}' > "$(bold 03 "" .json)"  # 0.112 of a volume over 24
init
tells "1: other times (TR 1.507 s,"
# Most listeners have run 2 alone: the first run of another may be another section.
new
for kind in 02 03; do for file in $prep/sub-$kind/func/*task-dog_*; do mv "$file" "${file/task-dog_/task-dog_run-2_}"; done; done
init
tells "1: most listeners have run-2 first, and run-1 may be another section (sub-01 run-1)"
tells "3 used"
# Volumes in milliseconds, and a moment of the volume to which slices were brought.
new
for sidecar in $(grep -rl RepetitionTime set); do sed -i -E 's/"RepetitionTime": *[0-9.]+/"RepetitionTime": 1500/' "$sidecar"; done
refuses --task dog; says "RepetitionTime is 1500; expected seconds, at most 16. Is it in milliseconds?"
new
for sidecar in $(grep -rl RepetitionTime set); do sed -i -E 's/"RepetitionTime": *([0-9.]+)/"RepetitionTime": \1, "StartTime": 0.75/' "$sidecar"; done
init
tells "begins 0.75 s after the first volume (dog_audio.wav), 0.75 s less than in events.tsv, by StartTime"
new
for sidecar in $(grep -rl RepetitionTime set); do echo '{"VolumeTiming": [0, 2.5, 9]}' > "$sidecar"; done
refuses --task dog; says "has VolumeTiming and no RepetitionTime, so its volumes do not follow one another at one distance"
# A story that began before the scan: what was heard in it.
new
printf "${header}-3.0\t30.0\tstory\tdog_audio.wav\n" > set/task-dog_events.tsv
init
tells "volumes 0 to 17 (18 of 24)"
tells "begins -3 s after the first volume"
# Templates of two cohorts are two spaces.
new
for listener in 01 02 03; do for file in $prep/sub-$listener/func/*_${space}_*; do
  mv "$file" "${file/_${space}_/_space-MNIPediatricAsym_cohort-$((1 + listener % 2))_}"
done; done
refuses --task dog
says "several versions of space: MNIPediatricAsym:cohort-1 (1 scans), MNIPediatricAsym:cohort-2 (3 scans); choose one with --space"
init --space MNIPediatricAsym:cohort-2
tells "2 used"
grep -q "cohort-2_desc-preproc_bold.nii.gz" new.toml
if grep -q "cohort-1" new.toml; then exit 1; fi
# A table that lacks what the others have; phases are no scans.
new
table=$prep/sub-02/func/sub-02_task-dog_desc-confounds_timeseries.tsv
sed -i '1s/cosine00/cos00/' "$table"
refuses --task dog; says "has no column cosine*"; says "Expected the same terms for every scan"

# Phases and single echoes are no scans; run-01 is run-1; raw scans of several echoes and parts are those that were combined.
new
name=$prep/sub-02/func/sub-02_task-dog
for part in part-phase part-mag echo-1; do touch "set/sub-02/func/sub-02_task-dog_${part}_bold.nii.gz"; cp "$(bold 02 "" .nii.gz)" "${name}_${part}_${space}_desc-preproc_bold.nii.gz"; done
rm "${name}_part-mag_${space}_desc-preproc_bold.nii.gz"
mv set/sub-01/func/sub-01_task-dog_run-1_bold.nii.gz set/sub-01/func/sub-01_task-dog_run-01_bold.nii.gz
init
tells "3 used"
tells "1: a single echo (sub-02)"
if grep -qE "part-|echo-" new.toml || grep -qF "not preprocessed" answer; then cat answer; exit 1; fi
# Labels of listeners are text.
mkdir -p set/code; echo '{"dog": {"sub-1": ["sub-1_task-dog"], "sub-02": ["sub-02_task-dog"]}}' > set/code/scan_exclude.json
init
tells "excluded by scan_exclude.json (sub-02"
tells "2 used"
# Scans that are cleaned already are not cleaned again.
for desc in denoised optcomDenoised smoothAROMAnonaggr; do
  new
  for file in $prep/sub-*/func/*_desc-preproc_bold.nii.gz; do mv "$file" "${file/desc-preproc/desc-$desc}"; done
  init
  tells "3 used"
  if grep -qE "^regress|^confounds" new.toml; then exit 1; fi
done
# A scan that ends two volumes early: the story is cut to it for all; one that ends four early is left out.
shorten() { PYTHONPATH="$ANBN_SOURCE_DIR/tests/support" /usr/bin/python3 -c "
import gzip, struct, sys
data = bytearray(gzip.open(sys.argv[1]).read()); n = int(sys.argv[2])
struct.pack_into('<h', data, 48, n); open(sys.argv[1], 'wb').write(gzip.compress(bytes(data[:352 + 240 * n])))" "$1" "$2"; }
new
printf "${header}3.0\t33.0\tstory\tdog_audio.wav\n" > set/task-dog_events.tsv
shorten "$(bold 02 "" .nii.gz)" 22
init
tells "the story lasts to volume 23, but sub-02 ends at 21; the volumes up to there are used of all"
tells "3 used"
grep -q "^volumes = 20 " new.toml
shorten "$(bold 02 "" .nii.gz)" 20
init
tells "1: has 20 volumes; the story needs 24 (sub-02)"
# Scans in native space, surfaces alone, derivatives by version.
new
for file in $prep/sub-*/func/*_${space}_*; do cp "$file" "${file/_${space}_/_}"; done
refuses --task dog; says "choose one with --space"
init --space none
tells "space not named"
if grep -q "$space" new.toml; then exit 1; fi
new
mkdir set/derivatives/v20; mv set/derivatives/fmriprep set/derivatives/v20/
init
tells "set/derivatives/v20/fmriprep: space MNI152NLin2009cAsym"
for file in set/derivatives/v20/fmriprep/sub-*/func/*_bold.nii.gz; do mv "$file" "${file/_bold.nii.gz/_bold.dtseries.nii}"; done
refuses --task dog; says "files of surfaces (CIFTI, GIFTI); expected volumes. Ask fMRIPrep for --output-spaces"

# Sessions.
new
for kind in func; do
  mkdir -p $prep/sub-02/ses-b
  mv $prep/sub-02/func $prep/sub-02/ses-b/
  for file in $prep/sub-02/ses-b/func/*; do mv "$file" "${file/sub-02_/sub-02_ses-b_}"; done
done
init
tells "4 of 3 listeners; 3 used"
grep -q "sub-02/ses-b/func/sub-02_ses-b_task-dog_" new.toml

# What has to be chosen, and what is not there.
cp "$(bold 01 _run-1 .nii.gz)" "$prep/sub-01/func/sub-01_task-dog_run-1_space-T1w_desc-preproc_bold.nii.gz"
refuses --task dog; says "the scans come in several versions of space: MNI152NLin2009cAsym (4 scans), T1w (1 scans); choose one with --space"
init --space MNI152NLin2009cAsym
refuses --task dog --space MNI152; says "--space MNI152: no scan has it; found MNI152NLin2009cAsym"
refuses --task dogg; says "no scan of task dogg in set/derivatives/fmriprep; expected one of cat (1 scans), dog (5 scans); did you mean 'dog'?"
mkdir -p set/sub-05/func; touch set/sub-05/func/sub-05_task-bird_bold.nii.gz
refuses --task bird; says "task bird: 1 scans in the dataset, but none in set/derivatives/fmriprep"
refuses --task dog --derivatives set/nothing; says "set/nothing: no such folder"
mkdir -p set/derivatives/other/sub-01
refuses --task dog; says "holds several derivatives (fmriprep, other)"
mkdir -p set/code; echo "{" > set/code/scan_exclude.json
refuses --task dog --derivatives $prep --space MNI152NLin2009cAsym; says "set/code/scan_exclude.json: no JSON object"
/usr/bin/python3 -c "print('{\"dog\": ' + '[' * 1000000 + ']' * 1000000 + '}')" > set/code/scan_exclude.json
refuses --task dog --derivatives $prep --space MNI152NLin2009cAsym; says "its lists under dog lie more than 8 deep in each other"
