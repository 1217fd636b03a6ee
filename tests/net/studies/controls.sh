# Two stories, one the scrambled version of the other, with all controls.
. "$ANBN_SOURCE_DIR/tests/net/same.sh"
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
/usr/bin/python3 -c "
import numpy as np
rng = np.random.default_rng(3)
np.save('story/again.npy', np.cumsum(rng.standard_normal((2, 24, 3)), axis=1).astype('float32'))
with open('story/motion.tsv', 'w') as table:
    table.write('x\ty\n' + ''.join(f'{a:.4f}\t{b:.4f}\n' for a, b in rng.standard_normal((20, 2))))"
sed -n '/^\[\[story\]\]/,/^networks/p' study.toml > again.toml
sed -i 's/"dog"/"again"/; s/networks.npy/again.npy/; s/volumes = 20/volumes = 18/' again.toml
printf '\n' | cat - again.toml >> study.toml
sed 's/^permutations = 19$/&\nnulls = ["shuffle", "phase", "wrong-story"]/' study.toml > wrong.toml
same wrong run wrong.toml
printf 'control_of = "dog"\n' > of.toml
/usr/bin/python3 -c "
text = open('study.toml').read().replace('name = \"again\"', 'name = \"again\"\ncontrol_of = \"dog\"')
text = text.replace('name = \"Tiny\"', 'name = \"Tiny\"\ncontrols = \"all\"').replace('networks = \"story/networks.npy\"', 'networks = \"story/networks.npy\"\ncontrol_nuisance = \"story/motion.tsv\"')
open('study.toml', 'w').write(text)"
same results run study.toml
