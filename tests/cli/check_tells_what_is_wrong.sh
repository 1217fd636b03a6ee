# `anbn check` computes nothing, tells what a study is and needs, and finds what `anbn run` would.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
tells_not() { if grep -qE -- "$1" answer; then echo "not expected: $1"; cat answer; exit 1; fi; }
anbn check study.toml > answer
tells "TR 1.5 s; volumes 2 to 21 are used \(T = 20\); the files hold 24"
tells "M = 3; 2 listeners"
tells "2 layers x 2 heads x 4 dimensions \(N = 16\)"
tells "silent volumes +[0-9]+ of 20"
tells "^  disk "
tells "^  memory "
tells "^  time "
tells "^errors: 0, warnings: 0"
tells_not "hint:"
test ! -e results

cp study.toml good.toml
# wrong CHANGE WORDS: with this change, check and run both say so.
wrong() { sed -i "$1" study.toml; fails anbn check study.toml; tells "$2"; fails anbn run study.toml; grep -qE -- "$2" log || { cat log; exit 1; }; cp good.toml study.toml; }
wrong 's/^volumes = 20/volumes = 40/' "story/networks.npy: 24 volumes; dog asks for 40 from volume 2 on, which needs 42. Correct first_volume, or set volumes to at most 22"
wrong 's/permutations = 19/permutations = 0/' "study.toml: \[\[story\]\] dog, \[significance\]: permutations is 0; expected 1 to"
wrong 's/permutations = 19/alpha = 2/' "alpha is 2; expected more than 0 and less than 1"
wrong 's/^tr_s = 1.5/tr_s = 1500/' "\[\[story\]\] dog, \[tokens\]: tr_s is 1500 s"
sed -i 's/"random"/"pretrained"/' study.toml
fails anbn check study.toml
tells "error: .*model.safetensors"
tells "^needs: told once the errors are mended"
/usr/bin/python3 "$ANBN_SOURCE_DIR/tests/outsider/random_model.py" model
anbn check study.toml > answer
tells "^hint: no variant has an untrained model, .* controls = ..untrained.."
sed -i 's/name = "Tiny"/&\ncontrols = "all"/' study.toml
anbn check study.toml > answer
tells_not "^hint:"
cp good.toml study.toml

# All errors at once, those of the file and those of what it names.
sed -i 's/permutations = 19/permutation = 19/; s/^lag_draws = 5/lag_draws = -5/; s/^volumes = 20/volumes = 40/' study.toml
fails anbn check study.toml
tells "unknown key permutation in \[significance\]; did you mean 'permutations'\?"
tells "lag_draws is -5"
tells "24 volumes; dog asks for 40"
tells "^errors: 3, "
tells_not "--[a-z]"
fails anbn run study.toml
says "(1 more: \`anbn check\` tells all errors)"
cp good.toml study.toml

# What is dubious.
sed -i '/^audio_start_s/d' study.toml
anbn check study.toml > answer
tells "warning: .*\[\[story\]\] dog has no audio_start_s: 0 is taken"
cp good.toml study.toml
array() { /usr/bin/python3 -c "import numpy as np; x = np.load('story/networks.npy'); np.save('story/other.npy', $1)"; sed -i 's/story.networks.npy/story\/other.npy/' study.toml; }
array "np.swapaxes(x, 1, 2)"
fails anbn check study.toml
tells "error: story/other.npy: 3 volumes; dog asks for 20 .* It has 24 networks: is the array transposed\?"
array "np.concatenate([x] * 10, axis=2)"
anbn check study.toml > answer
tells "warning: story/other.npy: 30 networks in 24 volumes; expected \[volumes x networks\]. Is the array transposed\?"
array "x * [0, 1, 1]"
anbn check study.toml > answer
tells "warning: dog: 2 of 6 series of single listeners are constant"
array "x * 0"
fails anbn check study.toml
tells "error: dog: none of the 6 series varies"
fails anbn run study.toml
says "dog: none of the 6 series varies"
rm -rf results*
array "x[:1]"
anbn check study.toml > answer
tells "M = 3; 1 listeners"
cp good.toml study.toml

# Results of another study are left alone.
anbn run study.toml --quiet > answer
sed 's/name = "dog"/name = "fox"/; s/"Tiny"/"Other"/' good.toml > other.toml
fails anbn check other.toml
tells 'error: results: holds the results of another study, "Tiny" \(stories: dog\)'
fails anbn run other.toml
says 'holds the results of another study'
sed 's/"Tiny"/"Renamed"/' good.toml > renamed.toml
anbn check renamed.toml > answer
tells "^errors: 0"
rm -rf results

sed -i '20s/\t[0-9.]*\t/\t\t/; 20s/\t0.4\t/\t\t/' story/words.tsv
anbn check study.toml > answer
tells "words +[0-9]+; 1 without times"
sed -i 's/audio_start_s = 3/audio_start_s = 60/' study.toml
anbn check study.toml > answer || true
tells "(warning|error): "
test ! -e results
