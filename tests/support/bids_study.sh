# For scripts that look at what `anbn run --bids` writes: the tiny study with scans of a BIDS dataset, two stories whose labels would be the same, texts that are hostile, variants, controls, and every table that may be had in a moment.
. "$ANBN_SOURCE_DIR/tests/support/tiny_volumes.sh"
/usr/bin/python3 - << 'END'
import json
import pathlib
import shutil

prep = pathlib.Path("a dataset/derivatives/fmri prep")
for root, name in ((pathlib.Path("a dataset"), "Raw"), (prep, "Prepared \"quoted\"")):
    root.mkdir(parents=True, exist_ok=True)
    json.dump({"Name": name, "BIDSVersion": "1.8.0", "DatasetDOI": "doi:10.1/x"}, open(root / "dataset_description.json", "w"))
for listener in ("01", "02", "03"):
    func = prep / f"sub-{listener}" / "func"
    func.mkdir(parents=True)
    for task in ("dog", "cat"):
        for end in (".nii.gz", ".json"):
            shutil.copy(f"scans/sub-{listener}_bold{end}", func / f"sub-{listener}_task-{task}_space-MNI152NLin2009cAsym_desc-preproc_bold{end}")
shutil.copy("scans/mask.nii.gz", prep / "sub-01" / "func" / "sub-01_task-dog_space-MNI152NLin2009cAsym_desc-brain_mask.nii.gz")
# Columns of the words that BIDS has other uses for.
lines = open("story/words.tsv").read().splitlines()
hostile = ["\"\"\"", "n/a", "a `b`", "ä"]
with open("story/words.tsv", "w") as table:
    table.write(lines[0] + "\tDescription\tstim_file\n")
    for i, line in enumerate(lines[1:]):
        table.write(f"{line}\t{hostile[i % 4]}\tgone.wav\n")

study = open("study.toml").read()
begin, end = study.index("[[story]]"), study.index("[coupling]")
stories = ""
for number, (task, name) in enumerate((("dog", "a-b"), ("cat", "a_b"))):
    scans = [str(prep / f"sub-{listener}" / "func" / f"sub-{listener}_task-{task}_space-MNI152NLin2009cAsym_desc-preproc_bold.nii.gz") for listener in ("01", "02", "03")]
    stories += f"""[[story]]
name = "{name}"
title = "*{task}* `x`\\n| <b>\\"ü\\""
words = "story/words.tsv"
tr_s = 1.5
first_volume = {number + 1}
volumes = 20
audio_start_s = 3
scans = {json.dumps(scans)}
masks = ["{prep}/sub-01/func/sub-01_task-dog_space-MNI152NLin2009cAsym_desc-brain_mask.nii.gz"]

"""
head = study[:begin].replace('name = "Tiny"', 'name = "A \\"study\\"\\nof `ü`"\ncontrols = "all"')
variants = '[[variant]]\nname = "main"\n\n[[variant]]\nname = "wide-r"\nactivations.neurons = "hidden"\n\n'
open("study.toml", "w").write(head + variants + stories + study[end:] + """
[encoding]
permutations = 19
gap_s = 1.5

[between-stories]
story_draws = 19
""")
END
