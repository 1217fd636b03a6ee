# SPDX-License-Identifier: Apache-2.0
# Where planted networks lie in Yeo's, Schaefer's and (if Debian's mricron-data is there) AAL's atlas, computed again by the outsider; a mirrored file says the same.
atlases="$ANBN_SOURCE_DIR/../shared/data/atlases" aal="${ANBN_AAL:-/usr/share/mricron/templates}"
[ "$(/usr/bin/python3 -c 'import nibabel' 2>&1)" = "" ] || { echo "SKIPPED: no python3-nibabel"; exit 77; }
[ -e "$atlases" ] || { echo "SKIPPED: no ../shared/data/atlases"; exit 77; }
outsider="$ANBN_SOURCE_DIR/tests/outsider"
export PYTHONPATH="$ANBN_SOURCE_DIR/tests/study" PYTHONDONTWRITEBYTECODE=1
folder="$(mktemp -d -p /dev/shm 2> /dev/null || mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
/usr/bin/python3 -c 'import pathlib, study; study.small_model(pathlib.Path("model"), layers=4, heads=2)'
/usr/bin/python3 "$outsider/random_model.py" model
quietly() { "$@" > log 2>&1 || { echo "$*"; cat log; exit 1; }; }
quietly anbn simulate --model model --out study --stories lighthouse --listeners 2 --networks 6 --driven 2 --permutations 50
/usr/bin/python3 "$outsider/mirrored.py" "$atlases/Yeo_7_Liberal_2mm.nii.gz" mirrored.nii.gz

mask=(--mask study/results/mask) networks=study/results/networks
sed -i '/^\[networks\]/,/^$/d' study/study.toml
printf '\n[networks]\nmethod = "import"\nmaps = "truth_maps.nii.gz"\n' >> study/study.toml
labels="\"$atlases/Yeo_7_Liberal_2mm.nii.gz\", \"$atlases/Yeo_17_Liberal_2mm.nii.gz\", \"$atlases/atlas_schaefer_200.nii.gz\""
names="\"$atlases/Yeo_7_Liberal_regions.txt\", \"\", \"$atlases/labels_schaefer_200.csv\""
if [ -e "$aal/aal.nii.gz" ]; then
  labels="$labels, \"$aal/aal.nii.gz\", \"$aal/brodmann.nii.gz\"" names="$names, \"$aal/aal.nii.txt\", \"\""
else
  echo "SKIPPED in part: no AAL at $aal (Debian: mricron-data)"
fi
printf '\n[atlas]\nlabels = [%s]\nnames = [%s]\nplace_draws = 200\nreference = "truth_maps.nii.gz"\n' "$labels" "$names" >> study/study.toml
quietly anbn run study/study.toml
/usr/bin/python3 "$outsider/check_places.py" study/results

quietly anbn atlas "${mask[@]}" --networks $networks --labels "$atlases/Yeo_7_Liberal_2mm.nii.gz" --titles yeo --place-draws 50 --out as_it_is
quietly anbn atlas "${mask[@]}" --networks $networks --labels mirrored.nii.gz --titles yeo --place-draws 50 --out mirrored
for table in atlases regions networks peaks; do cmp as_it_is/$table.tsv mirrored/$table.tsv; done
echo "ok a file with its lines from the other side says the same"
