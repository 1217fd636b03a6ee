# What a model reads at once (`context`), as a study is told of it; what cannot be is refused before anything is computed.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"

# Windows: one row a token, no specials among them; results of segments stay as they were.
anbn run study.toml --quiet
test ! -e results/main/dog/tokens/windows.tsv
cat >> study.toml << 'END'

[tokens]
context = "sliding"
stride = 8
max_segment_tokens = 18
END
anbn check study.toml > answer; tells "in windows: [0-9]+ of up to 18 tokens"
anbn run study.toml --quiet
grep -qE '"windows": "[0-9]+ of up to 18 tokens"' results/main/dog/tokens/run.json
test "$(head -3 results/main/dog/tokens/windows.tsv | tail -2 | tr '\t' ' ' | paste -sd,)" = "1 1 1 16,2 9 17 24"
test "$(tr '\t' ' ' < results/main/dog/tokens/window_specials.tsv | paste -sd,)" = "side id,before 2,after 3"
grep -q "CLS" results/main/dog/tokens/tokens.tsv && exit 1
anbn pairs results/main/dog L2H2D3 --top 5 > answer; tells "  query  "
anbn pairs results/main/dog L2H2D3 --top 5 --magnitude > answer; tells "  query  "
refused() {
  for command in check run; do
    fails anbn $command study.toml
    cat answer >> log; says "$1"
  done
}
sed -i 's/^stride = .*/stride = 17/' study.toml; refused "expected 1 to 16, the tokens of a window beside the specials"
sed -i 's/^stride = .*/cuts = [12]/' study.toml; refused "cuts says where segments are cut; expected one of the two"
sed -i "s/^cuts = .*//; s/^max_seg.*/max_segment_tokens = 3/; s/sliding/volume/" study.toml; refused "tokens; expected at most 1 beside the specials"
test -e results/main/dog/tokens/windows.tsv  # earlier results stay
