#!/usr/bin/env bash
# Trains networks of the recipe one after another: train.sh OUT [ID …], all of them where none is named. Needs the
# distribution's packages python3-torch and dataset-fashion-mnist. A network that OUT has already is left as it is.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
out="$1"
shift
data="${FASHION_MNIST_DIR:-/usr/share/datasets/fashion-mnist}"
node "$here/export-graphs.js" "$out/graphs"

# Kept memory is not asked for anew in every step: ten times as fast where fresh pages are dear.
export MALLOC_MMAP_THRESHOLD_=8589934592 MALLOC_TRIM_THRESHOLD_=17179869184 MALLOC_TOP_PAD_=268435456
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}"

epochs_of() { # training and retraining: the sweep over α and ρ needs many networks, the others every tenth of a point
  case "$1" in
    mobilenet-1-28) echo 16 6 ;;
    mobilenet-*) echo 10 4 ;;
    squeezenet) echo 25 8 ;;
    *) echo 14 6 ;;
  esac
}

for id in "${@:-squeezenet densenet mobilenet-1-28 alexnet mobilenet-0.25-28 mobilenet-0.5-28 mobilenet-0.25-16
  mobilenet-0.25-20 mobilenet-0.5-16 mobilenet-0.5-20 mobilenet-1-16 mobilenet-1-20}"; do
  for one in $id; do
    [ -e "$out/$one-pruned.bin" ] && continue
    resume=() # what was trained and not yet pruned goes on from there
    [ -e "$out/$one.json" ] && resume=(--prune-only)
    read -r epochs prune_epochs < <(epochs_of "$one")
    /usr/bin/python3 "$here/train.py" "$out/graphs/$one.json" "$data" "$out" \
      --epochs "$epochs" --prune-epochs "$prune_epochs" "${resume[@]}"
  done
done
