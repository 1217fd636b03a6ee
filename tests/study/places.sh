# SPDX-License-Identifier: Apache-2.0
# The test of where networks lie, where the truth is known: at most 6.5 % (of fewer than 1000 maps 9 %) of regions at p <= .05 of maps without relation, few q <= .05, planted regions found.
# usage: places.sh [MAPS DRAWS]; docs/places.md has its table. ANBN_ATLASES: further label volumes.
atlases="$ANBN_SOURCE_DIR/../shared/data/atlases"
[ -e "$atlases" ] || { echo "SKIPPED: no ../shared/data/atlases"; exit 77; }
table="$(mktemp)"
trap 'rm -f "$table"' EXIT
"$ANBN_BUILD_DIR/places_level" ellipsoid "${1:-60}" "${2:-400}" 1 "$atlases/Yeo_7_Liberal_2mm.nii.gz" "$atlases/atlas_schaefer_200.nii.gz" ${ANBN_ATLASES:-} > "$table"
cat "$table"
/usr/bin/python3 - "$table" "${1:-60}" << 'END'
import csv, sys

rows = list(csv.DictReader(open(sys.argv[1]), delimiter="\t"))
few = int(sys.argv[2]) < 1000  # maps are few then, and their tests alike: more may be called by chance
wrong = [row for row in rows if row["of"] == "level" and (float(row["p_05"]) > (0.09 if few else 0.065) or float(row["q_05"]) > 0.01)]
shared = [row for row in rows if row["of"] == "shared"]  # of twelve maps each
wrong += [row for row in shared if not few and (float(row["p_05"]) > 0.065 or float(row["q_05"]) > 0.1)]
mean = sum(float(row["p_05"]) for row in shared) / len(shared)
wrong += [{"of": "shared", "mean of p_05": mean}] if mean > 0.09 else []
wrong += [row for row in rows if row["of"] == "power" and row["maps"] == "height 4" and float(row["found_p"]) < 0.9]
for row in wrong:
    print("FAILED", row)
sys.exit(bool(wrong) or not rows)
END
