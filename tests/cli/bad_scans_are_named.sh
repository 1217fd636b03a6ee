# A scan, mask or table of confounds that is wrong is one line that names the file, what was found, what was expected and what to do; earlier results stay.
. "$ANBN_SOURCE_DIR/tests/support/tiny_volumes.sh"
python() { /usr/bin/python3 -c "import gzip, numpy as np, nifti
affine = np.diag([-10.0, 10, 10, 1]); affine[:3, 3] = 25, -20, -15
$1"; }
# Mask and bold may be done anew with what the study says now, up to the scan that is wrong; all that comes after them stays as it is.
untouched() { diff -r -x mask -x bold -x run.log before results; test -z "$(find results -name '*.partial')"; }
error() {  # error WORDS...: the study fails in one line that says all of them; earlier results stay
  code=0; anbn run study.toml > answer 2> log || code=$?
  test $code = 1 || { echo "exit code $code instead of 1"; cat log; exit 1; }
  test "$(grep -c '^anbn: error: ' log)" = 1
  for words in "$@"; do says "$words"; done
  test "$(grep -c . errors)" -gt 100 || grep '^anbn: error: ' log >> errors
  cp good.toml study.toml
  untouched
}
change() { sed -i "$1" study.toml; }
scan() { change "s,scans/sub-02_bold.nii.gz,$1,"; }  # listener 2's scan is another file
mask() { change "s,scans/mask.nii.gz,$1,"; }
touch errors
cp study.toml good.toml
anbn run study.toml > answer 2> log
cp -r results before

# Damaged files.
head -c 2000 scans/sub-02_bold.nii.gz > cut.nii.gz
scan cut.nii.gz; error "cut.nii.gz" "2000 bytes" "expected a whole file, get it again"
python 'data = bytearray(open("scans/sub-02_bold.nii.gz", "rb").read()); data[-6] ^= 1; open("crc.nii.gz", "wb").write(data)'
scan crc.nii.gz; error "crc.nii.gz" "wrong checksum" "expected sound data, get the file again"
python 'data = bytearray(open("scans/sub-02_bold.nii.gz", "rb").read()); data[len(data) // 2] ^= 255; open("flipped.nii.gz", "wb").write(data)'
scan flipped.nii.gz; error "flipped.nii.gz" "damaged"
python 'data = gzip.decompress(open("scans/sub-02_bold.nii.gz", "rb").read()); open("short.nii", "wb").write(data[:-100]); open("short.nii.gz", "wb").write(gzip.compress(data[:-100]))'
scan short.nii; error "short.nii" "expected 6112 for 24 volumes of 6 x 5 x 4 int16" "Was it cut short?"
scan short.nii.gz; error "short.nii.gz" "unpacks to" "24 volumes"
: > empty.nii.gz
scan empty.nii.gz; error "empty.nii.gz" "expected"

# Not what was meant.
echo "/annex/objects/MD5E-s2412333--03ef8a5f2a4a8b8d8d2b2e1ab1f0f1a2.nii.gz" > annexed.nii.gz  # an unlocked file
scan annexed.nii.gz; error "annexed.nii.gz" "git annex get"
echo "../.git/annex/objects/fW/6x/MD5E-s2412333--03ef.nii.gz/MD5E-s2412333--03ef.nii.gz" > annexed.nii.gz  # a link, where a file system has none
scan annexed.nii.gz; error "annexed.nii.gz" "git annex get"
ln -s ../.git/annex/objects/fW/6x/MD5E-s2412333--03ef.nii.gz/MD5E-s2412333--03ef.nii.gz linked.nii.gz
scan linked.nii.gz; error "linked.nii.gz" "git annex get"
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n' > large.nii.gz
scan large.nii.gz; error "large.nii.gz" "git lfs pull"
printf '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE GIFTI SYSTEM "http://www.nitrc.org/frs/download.php/115/gifti.dtd">\n<GIFTI Version="1.0" NumberOfDataArrays="1">%400s' "" > surface.func.gii
scan surface.func.gii; error "surface.func.gii" "GIFTI" "import"
python 'import struct
head = bytearray(540); struct.pack_into("<i8shh8q", head, 0, 540, b"n+2\0\r\n\x1a\n", 16, 32, 6, 1, 1, 1, 1, 4, 3, 1); struct.pack_into("<q", head, 168, 544); struct.pack_into("<i", head, 504, 3002)
open("dense.dtseries.nii", "wb").write(bytes(head) + bytes(4 + 4 * 12))'
scan dense.dtseries.nii; error "dense.dtseries.nii" "CIFTI" "import"
scan scans/mask.nii.gz; error "mask.nii.gz" "3-D" "expected a 4-D scan"
scan story/words.tsv; error "words.tsv" "expected"
scan scans/nothing.nii.gz; error "scans/nothing.nii.gz: no such file"
scan scans/sub-01_bold.json; error "sub-01_bold.json" "expected"

# Masks.
python 'nifti.save("none.nii.gz", np.zeros((6, 5, 4), "uint8"), affine)'
mask none.nii.gz; error "none.nii.gz" "without voxels"
python 'far = affine.copy(); far[:3, 3] = 20, -10, -5; nifti.save("few.nii.gz", np.ones((6, 5, 4), "uint8")[:2, :2, :2], far)
nifti.save("inside.nii.gz", np.ones((3, 2, 2), "uint8"), far)
far[:3, 3] = 900, 900, 900; nifti.save("far.nii.gz", np.ones((6, 5, 4), "uint8"), far)'
mask far.nii.gz; error "far.nii.gz" "space"
change 's,"scans/mask.nii.gz","scans/mask.nii.gz"\, "far.nii.gz",'; error "far.nii.gz" "space"
python 'half = np.zeros((6, 5, 4), "uint8"); half[0] = 1; half[1, 0, 1] = 1; nifti.save("beside.nii.gz", half, affine)'
change 's,"scans/mask.nii.gz","scans/mask.nii.gz"\, "beside.nii.gz",'; error "beside.nii.gz" " 1 of 21 voxels" "another space"
mask scans/sub-01_bold.nii.gz; error "sub-01_bold.nii.gz" "24 volumes" "one volume"

# Time.
python 'nifti.save("brief.nii.gz", np.random.default_rng(1).integers(400, 600, (6, 5, 4, 15)).astype("int16"), affine)'
scan brief.nii.gz; error "brief.nii.gz" "15 volumes" "22"
cp scans/sub-02_bold.nii.gz slow.nii.gz; echo '{"RepetitionTime": 2.0}' > slow.json
scan slow.nii.gz; error "slow.nii.gz" "1.5" "2" "tr_s"
echo '{"RepetitionTime": "fast"}' > slow.json
scan slow.nii.gz; error "slow.json" "RepetitionTime"
echo '{"RepetitionTime": 1.5' > slow.json
scan slow.nii.gz; error "slow.json"

# Confounds.
regress() { printf '[bold]\nregress = ["%s"]\n' "$1" >> study.toml; }
for n in 1 2 3; do python "np.savetxt('c$n.tsv', np.random.default_rng($n).standard_normal((24, 2)), delimiter='\t', header='x\ty', comments='')"; done
regress x; error "confounds"
with() { change "s,^scans = ,confounds = [\"c1.tsv\"\, \"$1\"\, \"c3.tsv\"]\n&,"; }
head -20 c2.tsv > c19.tsv
regress x; with c19.tsv; error "c19.tsv" "19 rows" "24 volumes"
regress z; with c2.tsv; error "c1.tsv" "z" "x"
regress x; change 's,^scans = ,confounds = ["c1.tsv"]\n&,'; error "confounds" "1" "3"
sed '10s/^[^\t]*/n\/a/' c2.tsv > gap.tsv
regress x; with gap.tsv; error "gap.tsv:10" "x"
printf '[bold]\nhigh_pass_s = 1.5\n' >> study.toml; error "regressors" "24 volumes"

# More than there is memory for. The first file promises 18 GB and has none of them; the second is whole, of holes only, and too large for the address space that there is.
python 'open("promise.nii", "wb").write(nifti.header((300, 300, 200, 500), affine))'
scan promise.nii; error "promise.nii" "has 352 bytes" "500 volumes of 300 x 300 x 200 int16"
python 'open("promise.nii.gz", "wb").write(gzip.compress(nifti.header((300, 300, 200, 500), affine)))'
scan promise.nii.gz; error "promise.nii.gz" "500 volumes of 300 x 300 x 200 int16"
python '
def holes(path, shape, size, **more):
    with open(path, "wb") as file:
        file.write(nifti.header(shape, affine, **more)); file.truncate(352 + size)
holes("huge.nii", (100, 100, 100, 600), 100**3 * 600 * 2)
holes("whole.nii", (100, 100, 100), 100**3, datatype="uint8", intercept=1.0)' 2> no_holes || true
if ! [ -e whole.nii ] || [ "$(du -sk huge.nii | cut -f 1)" -gt 100000 ]; then
  echo "skipped in part: no files with holes here"; cat no_holes
elif ldd "$(command -v anbn)" | grep -qE "lib[at]san"; then
  echo "skipped in part: sanitizers do not go with a limit of memory"
else
  change 's,^scans = .*,scans = ["huge.nii"],; s/^volumes = 20/volumes = 590/'; mask whole.nii
  anbn() { (ulimit -v 2000000; command anbn "$@"); }
  error "huge.nii" "590 volumes of 1000000 voxels" "2.4 GB" "GB are available"
  unset -f anbn
fi
rm -f huge.nii whole.nii

# Each line says what was expected, or what to do.
test "$(grep -cvE 'expected|no such file|[.?] [A-Z]|; ' errors)" = 0 || { grep -vE 'expected|no such file|[.?] [A-Z]|; ' errors; exit 1; }

# After all this the earlier results are what they were, and what found and coupled the networks is not done again.
untouched
anbn run study.toml > answer 2> log
diff -r -x 'run.*' before results
test "$(grep -F "written in" log | grep -cvE "mask|bold")" = 0 || { cat log; exit 1; }
