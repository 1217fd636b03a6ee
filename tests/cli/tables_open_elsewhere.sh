# Every table opens in pandas, R and Python's csv as docs/formats.md says, whatever the words are.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
/usr/bin/python3 - << 'END'
import csv, json
with open("model/vocab.txt", "a") as vocabulary:
    vocabulary.write('"\nnan\nnull\n#\nna\n/\n')
config = json.load(open("model/config.json"))
config["vocab_size"] += 6
json.dump(config, open("model/config.json", "w"))
hostile = ['"Oh,', 'home."', '"', '"dog"', "nan", "NA", "n/a", "null", "the\tman", "dog's", "#", "a\nb"]
with open("story/words.tsv", newline="") as file:
    rows = list(csv.DictReader(file, delimiter="\t"))
for row, word in zip(rows[3:], hostile):
    row["word"] = word
with open("story/words.tsv", "w", newline="") as file:
    table = csv.DictWriter(file, rows[0], delimiter="\t", lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
with open("story/networks.tsv", "w", newline="") as file:
    table = csv.writer(file, delimiter="\t", lineterminator="\n")
    table.writerow(["NA", 'the "default" mode', "vision\tmotion"])
    table.writerows([[(i * 7 + j * 5) % 11 for j in range(3)] for i in range(24)])
END
sed -i 's/story.networks.npy/story\/networks.tsv/' study.toml
anbn run study.toml --quiet

# What later stages read of these tables gives them as they were.
cp -r results again
anbn interpretation --activations results/main/dog/activations --tokens results/main/dog/tokens --coupling results/main/dog/coupling --out pairs --quiet
cmp pairs/pairs.tsv results/main/dog/interpretation/pairs.tsv

/usr/bin/python3 - << 'END'
import csv, pathlib
try:
    import pandas
except ImportError:
    pandas = None
    print("pandas is not here: tables are read by Python's csv alone")

def read(file):
    with open(file, encoding="utf-8", newline="") as text:
        return list(csv.reader(text, delimiter="\t", strict=True))

# Which of two words a quote between them belongs to is for the text to say.
def letters(file, column):
    return "".join("".join(row[column] for row in read(file)[1:]).split())
given, words = letters("story/words.tsv", 0), letters("results/main/dog/tokens/words.tsv", 1)
assert words == given, (words, given)
assert [row[1] for row in read("results/networks/networks.tsv")[1:]] == ["NA", 'the "default" mode', "vision\tmotion"]
pieces = {row[2] for row in read("results/main/dog/tokens/tokens.tsv")[1:]}
assert {'"', "nan", "null", "#"} <= pieces, pieces
files = sorted(pathlib.Path("results").rglob("*.tsv"))
assert len(files) > 15, files
for file in files:
    header, *rows = read(file)
    assert all(len(row) == len(header) for row in rows), file
    if pandas is None:
        continue
    # Every row and number with no options at all; every text with those of docs/formats.md.
    assert len(pandas.read_csv(file, sep="\t")) == len(rows), file
    table = pandas.read_csv(file, sep="\t", keep_default_na=False, na_values=["n/a"])
    assert list(table.columns) == header, file
    for name, cells in zip(header, zip(*rows)):
        assert [cell == "n/a" for cell in cells] == list(table[name].isna()), (file, name)
        if table[name].dtype == object:
            assert [cell for cell in cells if cell != "n/a"] == list(table[name].dropna()), (file, name)
END
if command -v Rscript > /dev/null; then
  Rscript - << 'END'
words <- read.delim("results/main/dog/tokens/words.tsv", na.strings = "n/a", encoding = "UTF-8")
pairs <- read.delim("results/main/dog/interpretation/pairs.tsv", na.strings = "n/a", encoding = "UTF-8")
stopifnot(is.numeric(words$onset_s), c("nan", "NA", "null", "dog's", "#") %in% words$text, is.numeric(pairs$product), "\"" %in% pairs$query_piece)
END
else
  echo "R is not here: no table was read by it"
fi
