# A study with scans and two atlases: `anbn check` looks at them, `anbn run` says where networks lie; what is wrong with an atlas is told.
. "$ANBN_SOURCE_DIR/tests/support/tiny_volumes.sh"
/usr/bin/python3 - << 'END'
import numpy as np
import nifti

affine = np.diag([-10.0, 10, 10, 1]); affine[:3, 3] = 25, -20, -15   # that of the scans: x from 25 to -25
sides = np.zeros((6, 5, 4), "uint8"); sides[:3] = 2; sides[3:] = 1   # 1 left, 2 right
nifti.save("sides.nii.gz", sides, affine)
fine = np.repeat(np.repeat(np.repeat(sides, 2, 0), 2, 1), 2, 2)[::-1]  # the same in voxels of 5 mm, lines from left to right
flipped = np.diag([5.0, 5, 5, 1]); flipped[:3, 3] = -27.5, -22.5, -17.5
nifti.save("fine.nii.gz", fine, flipped)
layers = np.zeros((6, 5, 4), "uint8"); layers[..., 2:] = 7
nifti.save("layers.nii.gz", layers, affine)
far = affine.copy(); far[2, 3] += 900
nifti.save("far.nii.gz", sides, far)
nifti.save("two.nii.gz", np.stack([sides, sides], 3), affine)
nifti.save("reference.nii.gz", np.stack([sides == 1, sides == 2, layers == 7], 3).astype("float32"), affine)
END
printf '1 Half_L\n2 Half_R\n' > sides.txt
printf 'west\neast\nupper\n' > reference.txt
cp study.toml plain.toml
atlas() { { cat plain.toml; printf '\n[atlas]\n'; printf '%s\n' "$@"; } > study.toml; }
atlas 'labels = ["sides.nii.gz", "layers.nii.gz"]' 'names = ["sides.txt", ""]' 'titles = ["sides", "layers"]' 'place_draws = 99' 'reference = "reference.nii.gz"' 'reference_names = "reference.txt"'

anbn check study.toml > answer
tells "^  sides +regions 2 of 2 in the mask; covers 100 % of the mask"
tells "^  layers +names none given"
tells "^  reference maps +3"
tells "^  atlas +[0-9.]+ s"
anbn run study.toml --threads 2 > answer 2> log || { cat log; exit 1; }
head -1 results/atlas/regions.tsv | grep -qx "$(printf 'atlas\tnetwork\tname\tsign\tlabel\tregion\tshare\tenrichment\tdice\tp\tq')"
head -1 results/atlas/peaks.tsv | grep -q "$(printf 'region_sides\tregion_layers')"
grep -q "label 7" results/atlas/regions.tsv
cut -f 4 results/atlas/references.tsv | grep -qx east
grep -q 'Where the networks lie' results/report/report.html
head -1 results/report/figures/6bc_networks.main.dog.tsv | grep -q "$(printf 'region_sides\tregion_layers\tplace')"
cp -r results/atlas first

# Finer voxels in the other order say the same; so does any number of threads.
sed -i 's/"sides.nii.gz"/"fine.nii.gz"/' study.toml
anbn run study.toml --threads 1 > answer 2> log || { cat log; exit 1; }
for table in regions networks peaks references; do cmp first/$table.tsv results/atlas/$table.tsv; done
# Without [atlas] nothing of it runs.
cp plain.toml study.toml
anbn run study.toml --out other > answer 2> log || { cat log; exit 1; }
test ! -e other/atlas

wrong() { atlas "$@"; fails anbn check study.toml; }
wrong 'labels = "far.nii.gz"'
tells "error: .*far.nii.gz: no region has a voxel in the mask; expected an atlas in the same space"
wrong 'labels = "two.nii.gz"'
tells "error: .*two.nii.gz: found 2 volumes; expected one volume of labels"
wrong 'labels = "layers.nii.gz"' 'names = "sides.txt"' 'reference = "reference.nii.gz"' 'reference_names = "sides.txt"'
tells "warning: layers: 1 of 1 regions have no name in sides.txt"
tells "warning: layers: 2 of 2 names in sides.txt have no voxel"
tells "error: .*sides.txt: found 2 names; expected one for each of the 3 maps"
printf 'only one\n' > short.txt
wrong 'labels = "sides.nii.gz"' 'names = "short.txt"'
tells "error: .*short.txt: found 1 names without numbers, but .*sides.nii.gz has labels up to 2"
wrong 'labels = ["sides.nii.gz", "sides.nii.gz"]'
tells "two atlases are called sides"
wrong 'labels = ["sides.nii.gz", "layers.nii.gz"]' 'names = ["sides.txt"]'
tells "names has 1 files; expected one for each of the 2 atlases"
printf '2 Half_L\n1 Half_R\n' > swapped.txt
atlas 'labels = "sides.nii.gz"' 'names = "swapped.txt"'
anbn check study.toml > answer
tells "warning: sides: 2 of 2 regions whose names say left or right lie on the other side"
# Networks without volumes have no places.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
printf '\n[atlas]\nlabels = "x.nii.gz"\n' >> study.toml
fails anbn run study.toml
says "[atlas] is about scans, and the stories have none"
