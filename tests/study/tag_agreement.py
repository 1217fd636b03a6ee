#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How often the program's tagger and spaCy give a word of the Narratives stories the same part of speech, by class; the table in docs/methods.md.

usage: tag_agreement.py SPACY   (a folder with STORY.conllu of scripts/spacy_tags.py; anbn on the PATH)

Each story is read twice by `anbn tokens`, and compared piece by piece: pieces are the tokens of which profiles are made.
"""
import collections
import csv
import pathlib
import subprocess
import sys
import tempfile

DATA = pathlib.Path(__file__).resolve().parents[2] / "../shared/data"
AS_PUNCT = {"SYM", "X"}  # as profiles count them


def tags(story, out, *options):
    words = DATA / "narratives" / story
    text = ["--transcript", words / "transcript.txt"] if (words / "transcript.txt").exists() else []
    subprocess.run(["anbn", "tokens", "--words", words / "align.csv", *text, "--vocabulary", DATA / "tokenizer/bert-base-uncased-vocab.txt", "--tr-s", "16",
                    "--volumes", "300", *options, "--out", out], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    with open(out / "tokens.tsv", newline="", encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t") if row["word"] != "n/a"]
    return ["PUNCT" if row["upos"] in AS_PUNCT else row["upos"] for row in rows]


def main(spacy):
    pairs = collections.Counter()
    for file in sorted(pathlib.Path(spacy).glob("*.conllu")):
        with tempfile.TemporaryDirectory() as folder:
            ours, theirs = tags(file.stem, pathlib.Path(folder) / "a"), tags(file.stem, pathlib.Path(folder) / "b", "--parts-of-speech", file)
        same = sum(a == b for a, b in zip(ours, theirs))
        print(f"{file.stem}: {len(ours)} tokens, {100 * same / len(ours):.1f} % the same")
        pairs.update(zip(ours, theirs))
    total, same = sum(pairs.values()), sum(n for (a, b), n in pairs.items() if a == b)
    print(f"all: {total} tokens, {100 * same / total:.1f} % the same\n\n| class | tagger | spaCy | both | of spaCy's | most often instead |\n|---|---|---|---|---|---|")
    for tag in sorted({tag for pair in pairs for tag in pair}):
        ours, theirs = sum(n for (a, _), n in pairs.items() if a == tag), sum(n for (_, b), n in pairs.items() if b == tag)
        other = collections.Counter({a: n for (a, b), n in pairs.items() if b == tag and a != tag}).most_common(1)
        instead = f"{other[0][0]} ({100 * other[0][1] / theirs:.1f} %)" if other else ""
        print(f"| {tag} | {ours} | {theirs} | {pairs[tag, tag]} | {100 * pairs[tag, tag] / max(theirs, 1):.1f} % | {instead} |")


main(*sys.argv[1:])
