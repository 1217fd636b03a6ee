# `anbn check` computes nothing, tells what a study is and needs, and finds what `anbn run` would.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
tells() { grep -qE -- "$1" answer || { echo "expected: $1"; cat answer; exit 1; }; }
anbn check study.toml > answer
tells "TR 1.5 s; volumes 2 to 21 are used \(T = 20\); the files hold 24"
tells "M = 3; 2 listeners"
tells "2 layers x 2 heads x 4 dimensions \(N = 16\)"
tells "silent volumes +[0-9]+ of 20"
tells "^  disk "
tells "^  memory "
tells "^  time "
tells "^errors: 0, warnings: 0"
test ! -e results

cp study.toml good.toml
wrong() { sed -i "$1" study.toml; fails anbn check study.toml; cp good.toml study.toml; }
wrong 's/^volumes = 20/volumes = 40/'
tells "error: story/networks.npy: 24 volumes, but 40 are used from volume 2 on, which needs 42; set volumes to at most 22"
wrong 's/permutations = 19/permutations = 0/'
grep -q "study.toml: main/dog/significance: --permutations is 0; expected 1 to" log
wrong 's/permutations = 19/alpha = 2/'
grep -q "alpha is 2; expected more than 0 and less than 1" log
wrong 's/"random"/"pretrained"/'
tells "error: .*model.safetensors"
sed -i '20s/\t[0-9.]*\t/\t\t/; 20s/\t0.4\t/\t\t/' story/words.tsv
anbn check study.toml > answer
tells "words +[0-9]+; 1 without times"
sed -i 's/audio_start_s = 3/audio_start_s = 60/' study.toml
anbn check study.toml > answer || true
tells "(warning|error): "
test ! -e results
