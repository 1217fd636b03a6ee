# SPDX-License-Identifier: Apache-2.0
# What each control of a study changes, computed again by the outsider: the multiset of shuffled words at the same times, and partial correlations with the nuisance that a control adds;
# and the answer over both stories, of the study and of the controls that have it.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
export PYTHONDONTWRITEBYTECODE=1
set -o pipefail
/usr/bin/python3 -c "
import numpy as np
rng = np.random.default_rng(3)
np.save('story/again.npy', np.cumsum(rng.standard_normal((2, 24, 3)), axis=1).astype('float32'))
with open('story/motion.tsv', 'w') as table:
    table.write('x\ty\n' + ''.join(f'{a:.4f}\t{b:.4f}\n' for a, b in rng.standard_normal((20, 2))))"
sed -n '/^\[\[story\]\]/,/^networks/p' study.toml > again.toml
sed -i 's/"dog"/"again"/; s/networks.npy/again.npy/; s/volumes = 20/volumes = 18/; $a control_of = "dog"' again.toml
printf '\n' | cat - again.toml >> study.toml
sed -i 's/^name = "Tiny"/&\ncontrols = "all"/; 0,/^networks = .*/s//&\ncontrol_nuisance = "story\/motion.tsv"/' study.toml
sed -i 's/^permutations = .*/permutations = 999/; s/^noise_draws = .*/noise_draws = 200/' study.toml
anbn run study.toml > answer 2> log || { cat log; exit 1; }
/usr/bin/python3 "$ANBN_SOURCE_DIR/tests/outsider/check_controls.py" results | tee checks
/usr/bin/python3 "$ANBN_SOURCE_DIR/tests/outsider/check_pooled.py" results --draws 1000 | tee pooled
for variant in main shuffled-words no-word-rate story-time; do grep -q "^ok $variant/pooled phase_p_fwe of neurons" pooled; done
if grep -q "wrong-story" pooled; then echo "a control of other networks has no answer over all stories"; exit 1; fi
for control in shuffled-words/dog scrambled-story/again no-word-rate/again story-time/dog nuisance/dog; do grep -q "^ok $control " checks; done
