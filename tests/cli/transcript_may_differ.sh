# A transcript with a few other words than the aligner's is read with the aligner's, and all of them are listed; one that differs more is refused, and earlier results stay.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
sed -i 's/^words = .*/&\ntranscript = "story\/text.txt"/' study.toml
/usr/bin/python3 - << 'END'
words = [line.split("\t")[0] for line in open("story/words.tsv").read().splitlines()[1:]]
open("story/same.txt", "w").write(" ".join(words) + "\n")
other = list(words)
other[3] = "(one)"
del other[20]
open("story/text.txt", "w").write(" ".join(other[:10]) + "\n" + " ".join(other[10:]) + "\n")
END
anbn check study.toml > answer
tells "text.txt: differs from .*words.tsv in 2 places, which transcript_differences.tsv lists: 'one' \(line 1\), read as 'a'; '' \(line 2\), read as"
anbn run study.toml --quiet
test "$(cut -f1,3,4 results/main/dog/tokens/transcript_differences.tsv | tr '\t' ' ' | head -2 | paste -sd,)" = "word line transcript,4 1 one"
test "$(wc -l < results/main/dog/tokens/transcript_differences.tsv)" = 3
grep -qP "^4\t\(a\)\t" results/main/dog/tokens/words.tsv
# The same words as ever: nothing is listed, and only what is read changes.
cp story/same.txt story/text.txt
anbn run study.toml --quiet
test ! -e results/main/dog/tokens/transcript_differences.tsv
# More than the share, or none at all allowed.
cp results/main/dog/tokens/stage.json before.json
sed -i 's/man/woman/g' story/text.txt
fails anbn check study.toml; cat answer >> log; says "but for 5 % of them"
fails anbn run study.toml; says "expected the same words in the same order (case and punctuation do not matter), but for 5 % of them"
cmp before.json results/main/dog/tokens/stage.json
sed 's/saw a dog/saw one dog/' story/same.txt > story/text.txt
printf '\n[tokens]\nmost_differing = 0\n' >> study.toml
fails anbn run study.toml; says "does not match word 4 'a'"
