# Scans are read beside each other: results, order of words and errors are those of one at a time.
. "$ANBN_SOURCE_DIR/tests/support/tiny_volumes.sh"
for threads in 1 2 4; do anbn run study.toml --out $threads --threads $threads > answer$threads 2> log$threads || { cat log$threads; exit 1; }; done
diff -r -x 'run.*' 1 2
diff -r -x 'run.*' 1 4
for threads in 1 2 4; do grep -o "[^ ]*bold/dog/sub-0[0-9]_bold" log$threads > order$threads; done
test "$(wc -l < order1)" = 3
diff order1 order2 && diff order1 order4
# A scan that is cut short is named, whatever runs beside it; those before it are kept.
cp scans/sub-02_bold.nii.gz whole.nii.gz; head -c 3000 scans/sub-02_bold.nii.gz > cut && mv cut scans/sub-02_bold.nii.gz
for threads in 1 4; do
  code=0; anbn run study.toml --out cut$threads --threads $threads > answer 2> log || code=$?
  test $code = 1 && grep -q "\[\[story\]\] dog, \[bold\], scan sub-02_bold: .*sub-02_bold.nii.gz: the gzip data end in their middle" log || { cat log; exit 1; }
  test -s cut$threads/bold/dog/sub-01_bold/bold.npy && test ! -e cut$threads/bold/dog/sub-02_bold
done
# bfloat16 takes half of the disk and is read by all methods.
mv whole.nii.gz scans/sub-02_bold.nii.gz
printf '[bold]\nstorage = "bfloat16"\n' >> study.toml
anbn run study.toml --out half > answer 2> log || { cat log; exit 1; }
/usr/bin/python3 - << 'END'
import numpy as np
for scan in ("sub-01_bold", "sub-02_bold", "sub-03_bold"):
    full, half = (np.load(f"{out}/bold/dog/{scan}/bold.npy") for out in ("1", "half"))
    assert half.dtype.str in ("|V2", "<V2"), half.dtype
    half = (half.view("<u2").astype("<u4") << 16).view("<f4")
    assert half.shape == full.shape and (half != full).any()
    assert (abs(half - full) <= abs(full) * 2.0**-8).all()
one, other = (np.load(f"{out}/networks/dog.npy") for out in ("1", "half"))
assert (one != other).any() and abs(one - other).max() < 0.1
END
for method in "ica --components 2" "dbn --units 4 --epochs 2 --seeds 2"; do
  anbn networks --quiet --mask half/mask --bold half/bold/dog/sub-01_bold --bold half/bold/dog/sub-02_bold --stories dog --stories dog --method $method --out by_method
done
grep -q "reproducibility" by_method/networks.tsv
