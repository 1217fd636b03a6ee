# A processor with other caches gives the same bytes: oneDNN is told of other ones by a copy of it whose CPUID instructions are answered by tests/support/cpuid_shim.c.
support=$ANBN_SOURCE_DIR/tests/support
. "$support/tiny_study.sh"
library=$(ldd "$(command -v anbn)" | sed -n 's/.*libdnnl[^ ]* => \([^ ]*\).*/\1/p')
for needed in objdump cc; do command -v $needed > /dev/null || { echo "skipped: no $needed"; exit 77; }; done
[ "$(uname -m)" = x86_64 ] && [ -n "$library" ] || { echo "skipped: no shared oneDNN on x86-64"; exit 77; }
cc -O1 -shared -fPIC -Wl,-z,initfirst "$support/cpuid_shim.c" -o shim.so
cc -O1 "$support/many_products.c" -o many_products "$library"
mkdir pretended
/usr/bin/python3 - "$library" "pretended/$(basename "$library")" << 'END'
import pathlib, re, subprocess, sys
data = bytearray(pathlib.Path(sys.argv[1]).read_bytes())
# cpuid is 0f a2; so are parts of other instructions, and objdump tells which. Only places near such bytes are taken apart.
places = [m.start() for m in re.finditer(b"\x0f\xa2", data)]
sections = subprocess.run(["objdump", "-h", "-j", ".text", sys.argv[1]], check=True, capture_output=True, text=True).stdout.split()
at = sections.index(".text")
size, address, offset = (int(sections[at + i], 16) for i in (1, 2, 4))
found, until = 0, 0
for place in places:
    if not offset <= place < offset + size or place < until:
        continue
    until = place + 4096
    text = subprocess.run(["objdump", "-d", f"--start-address={place - 64 - offset + address:#x}", f"--stop-address={until - offset + address:#x}", sys.argv[1]],
                          check=True, capture_output=True, text=True).stdout
    for line in re.findall(r"^ *([0-9a-f]+):\t0f a2 +\tcpuid", text, re.M):
        where = int(line, 16) - address + offset
        data[where + 1] = 0x0b
        found += 1
assert found > 5, f"{found} cpuid instructions found"
pathlib.Path(sys.argv[2]).write_bytes(data)
END
export OMP_NUM_THREADS=1
pretend() { CPUID_SHIM=$1 CPUID_SHIM_TOLD=$PWD/told LD_LIBRARY_PATH=$PWD/pretended LD_PRELOAD=$PWD/shim.so "${@:2}"; test "$(cat told)" -gt 3; }
printf '[encoding]\nfolds = 3\ninner_folds = 2\ngap_s = 1.5\npermutations = 100\n' >> study.toml
for isa in sse41 avx2 avx512_core; do
  if ! anbn run study.toml --threads 1 --isa $isa --out $isa --quiet > /dev/null 2> log; then
    says "this processor lacks"; echo "$isa: not on this processor"; continue
  fi
  digest=$(DNNL_MAX_CPU_ISA=${isa^^} ./many_products)
  for caches in 16,128,512 32,256,1024 48,2048,65536; do
    test "$(DNNL_MAX_CPU_ISA=${isa^^} pretend $caches ./many_products)" = "$digest"
    pretend $caches anbn run study.toml --threads 1 --isa $isa --out $isa-$caches --quiet > /dev/null
    diff -r -x 'run.*' $isa $isa-$caches
  done
  echo "$isa: the same with three other sets of caches"
done
