#!/usr/bin/env bash
# Runs the same studies with two builds of anbn and compares every result file and the report, byte for byte; and has the second
# build look at the first one's folders, which must be up to date for it. For changes that are to change no result.
#   tests/net/compare_builds.sh BEFORE/build/release/anbn build/release/anbn [STUDY...]
# STUDY: tiny scans controls planted volumes simulated pieman (default: all). Both builds use --isa avx2 where the machine has it.
# Studies that need pretrained weights or ../shared/data are skipped, and said to be, where those are absent.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,6p' "$0"; exit 2; }
before=$(realpath "$1") after=$(realpath "$2")
shift 2
studies=("$@")
[ ${#studies[@]} -gt 0 ] || studies=(tiny scans controls planted volumes simulated pieman)
export ANBN_SOURCE_DIR; ANBN_SOURCE_DIR=$(cd "$(dirname "$0")/../.." && pwd)
export ANBN_NET_BEFORE=$before ANBN_NET_AFTER=$after PYTHONDONTWRITEBYTECODE=1
export ANBN_NET_ISA=${ANBN_NET_ISA:-$(grep -qw avx2 /proc/cpuinfo && echo avx2 || echo sse41)}
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
differ=0
for study in "${studies[@]}"; do
  echo "== $study"
  mkdir -p "$folder/$study"
  status=0
  (cd "$folder/$study" && bash -eu "$ANBN_SOURCE_DIR/tests/net/studies/$study.sh") || status=$?
  if [ $status -eq 77 ]; then echo "== $study: SKIPPED"; elif [ $status -ne 0 ]; then differ=1; echo "== $study: FAILED"; fi
done
[ $differ -eq 0 ] && echo "No difference between $before and $after"
exit $differ
