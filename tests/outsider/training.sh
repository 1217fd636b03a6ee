# A trained model among untrained ones, computed again by the outsider: of one story and of two, with random and with permuted weights; more seeds are added to those that there are, whatever
# stopped the run between, and threads change nothing.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
export PYTHONDONTWRITEBYTECODE=1
set -o pipefail
/usr/bin/python3 "$ANBN_SOURCE_DIR/tests/outsider/random_model.py" model
/usr/bin/python3 -c "
import numpy as np
np.save('story/again.npy', np.cumsum(np.random.default_rng(3).standard_normal((24, 3)), axis=0).astype('float32'))"
sed -i '/^weights/d; s/^permutations = 19/permutations = 99/' study.toml
sed -n '/^\[\[story\]\]/,/^networks/p' study.toml > again.toml
sed -i 's/"dog"/"again"/; s/networks.npy/again.npy/; s/volumes = 20/volumes = 18/' again.toml
printf '\n[[variant]]\nname = "main"\n\n[training]\ndraws = 60\n' >> study.toml
study() { sed "s/^name = \"Tiny\"/&\ncontrols = [\"untrained\"]/; $1" study.toml; }
study "" > one.toml
(study "" | sed '/^\[coupling\]/,$d'; cat again.toml; echo; study "" | sed -n '/^\[coupling\]/,$p') > two.toml
check() { /usr/bin/python3 "$ANBN_SOURCE_DIR/tests/outsider/check_training.py" "$@" | tee checks; }

# Without an untrained model, and for an untrained one, it does not run.
anbn check study.toml > answer
tells "^  training "  # its table stands in the study file
sed '/^\[training\]/,$d' study.toml > plain.toml
anbn check plain.toml > answer
if grep -q "^  training" answer; then echo "nobody asked for it"; exit 1; fi
anbn check one.toml > answer
tells "^  training  "

anbn run one.toml --out one --threads 1 > answer 2> log || { cat log; exit 1; }
tells "^  among untrained +(not )?above all 5 untrained models"
check one.toml --out one --models 5
# The first untrained model is the study's untrained one.
/usr/bin/python3 - << 'END'
import numpy as np
models, draws = np.load("one/main/training/models.npy"), "one/untrained/dog/significance/draws/phase_"
own = np.concatenate([np.load(draws + "global.npy").T, np.load(draws + "means.npy")], axis=1)[:60]
assert (models[62:122] == own).all(), np.abs(models[62:122] - own).max()
END
grep -q "Trained among untrained" one/report/report.html

# Twenty more are added to the five; a run that is killed goes on; the bytes are those of one go.
sed 's/^draws = 60/&\nseeds = 25/' one.toml > more.toml
cp -r one more
anbn run more.toml --out more > answer 2> log || { cat log; exit 1; }
anbn run more.toml --out whole --threads 1 > answer 2> log
diff -r -x 'run.*' whole/main/training more/main/training
/usr/bin/python3 -c "
import numpy as np
assert (np.load('more/main/training/models.npy')[:6 * 61] == np.load('one/main/training/models.npy')).all()"
grep -qE "among untrained .*rank [0-9]+ of 26, p = " <(tr -s ' \n' ' ' < answer)
check more.toml --out more
shim=$ANBN_BUILD_DIR/fault_shim.so
if ! ldd "$(command -v anbn)" | grep -qE "lib[at]san"; then
  code=0; (mkdir cut; cp -r whole/* cut/; rm -r cut/main/training; LD_PRELOAD=$shim ANBN_FAULT_FOLDER="$work/cut/main/training.partial" ANBN_FAULT_KILL_AT=40 anbn run more.toml --out cut) > /dev/null 2>&1 || code=$?
  test $code = 137 || { echo "exit code $code instead of being killed"; exit 1; }
  test "$(ls cut/main/training.partial/checkpoint | grep -c seed_)" -gt 2
  anbn run more.toml --out cut > answer 2> log || { cat log; exit 1; }
  diff -r -x 'run.*' whole/main/training cut/main/training
fi

# Two stories, permuted weights.
sed 's/^draws = 60/&\nuntrained = "permuted"/' two.toml > permuted.toml
anbn run permuted.toml --out two > answer 2> log || { cat log; exit 1; }
check permuted.toml --out two
grep -q "^ok main/training figures of permuted weights of seed 1" checks
# As a variant of its own, beside the outsider's encoder with the same weights.
sed '/^\[training\]/,$d; s/^model = "model"/&\nweights = "permuted"/' study.toml > variant.toml
anbn run variant.toml --out variant > answer 2> log || { cat log; exit 1; }
/usr/bin/python3 "$ANBN_SOURCE_DIR/tests/outsider/outsider.py" variant.toml --out variant --draws 500
