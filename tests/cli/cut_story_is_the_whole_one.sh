# A story cut in its middle predicts, in its volumes, what the whole one predicts: words before the first volume belong to the response.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"

# tokens FOLDER FIRST VOLUMES START: the used volumes FIRST .. of a scan in which the audio begins at START seconds.
tokens() {
  anbn tokens --quiet --words story/words.tsv --vocabulary model/vocab.txt --tr-s 1.5 --first-volume "$2" --volumes "$3" --audio-start-s "$4" --out "$1/tokens"
}
tokens whole 0 26 3
tokens cut 11 8 3        # its words go from volume -9 on
tokens late 3 8 -9       # the same volumes of a scan that began in the middle of the audio
for story in whole cut late; do
  anbn activations --quiet --tokens $story/tokens --model model --weights random --out $story/activations
  for empty in zero hold interpolate mean; do
    anbn timecourses --quiet --activations $story/activations --tokens $story/tokens --empty $empty --out $story/$empty
  done
done
/usr/bin/python3 - << 'END'
import csv
import json
import numpy as np

for empty in ("zero", "hold", "interpolate", "mean"):
    whole, cut, late = (np.load(f"{story}/{empty}/timecourses.npy") for story in ("whole", "cut", "late"))
    assert np.array_equal(cut, whole[11:19]) and np.array_equal(late, cut), empty
    assert np.abs(cut[0]).max() > 0.1 * np.abs(whole).max(), "the first volume answers to nothing"
volumes = [int(row["volume"]) for row in csv.DictReader(open("cut/tokens/words.tsv"), delimiter="\t")]
facts = json.load(open("cut/tokens/run.json"))["facts"]
assert min(volumes) == -9 and facts["words before the volumes"] == sum(v < 0 for v in volumes) and facts["history before the first volume"] == "words", facts
assert json.load(open("whole/tokens/run.json"))["facts"]["history before the first volume"] == "silence"
END

# Whole studies say so too.
sed -i 's/^first_volume = 2/first_volume = 11/; s/^volumes = 20/volumes = 13/' study.toml
anbn run study.toml --quiet > answer
grep -q 'words before the volumes' results/main/dog/tokens/run.json
grep -qE '<td[^>]*>words</td>' results/report/report.html
