# For tests/net/studies: same NAME COMMAND... runs `anbn COMMAND --out NAME` with both builds, each into a folder of its own, and compares the two;
# then the second build must find the first one's folder up to date.
net="$ANBN_SOURCE_DIR/tests/net"
before() { "$ANBN_NET_BEFORE" "$@" --isa "$ANBN_NET_ISA" --quiet > log 2>&1 || { echo "before: anbn $*"; cat log; exit 1; }; }
after() { "$ANBN_NET_AFTER" "$@" --isa "$ANBN_NET_ISA" --quiet > log 2>&1 || { echo "after: anbn $*"; cat log; exit 1; }; }
same() {
  local name=$1
  shift
  before "$@" --out "$name.before"
  after "$@" --out "$name.after"
  /usr/bin/python3 "$net/compare_folders.py" "$name.before" "$name.after"
  [ "$1" = simulate ] && return 0
  "$ANBN_NET_AFTER" "$@" --out "$name.before" --isa "$ANBN_NET_ISA" > log 2>&1 || { echo "again: anbn $*"; cat log; exit 1; }
  if grep "written in" log; then echo "$name: the second build ran stages again over the first one's results"; exit 1; fi
}
skip_without() { for file in "$@"; do [ -e "$file" ] || { echo "$file is absent"; exit 77; }; done; }
weights=${ANBN_MODEL_DIR:-$ANBN_SOURCE_DIR/build/models/all-minilm-l6-v2}
