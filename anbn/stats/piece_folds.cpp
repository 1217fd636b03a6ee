// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/piece_folds.h"

#include "anbn/core/error.h"

#include <algorithm>
#include <set>
#include <utility>

namespace anbn {
namespace {

/// A penalty is chosen in the blocks that are left, of which one must be held out again.
constexpr std::size_t kFewestBlocks = 3;

struct Span {
  std::size_t begin = 0, end = 0;  // [begin, end)
};

/// Whether a volume of `piece` lies `gap` or fewer volumes away from one of `held_out`.
bool lies_near(const VolumePiece& piece, const Span& held_out, std::size_t gap) {
  const std::size_t end = piece.first + piece.count;
  return piece.first < held_out.end + gap && held_out.begin < end + gap;
}

/// Cut wherever a block begins or ends, and `gap` before and behind: no piece is near a block and
/// far from it.
std::vector<VolumePiece> pieces_between(std::span<const std::size_t> blocks, std::size_t gap) {
  std::set<std::size_t> cuts;
  for (const std::size_t edge : blocks) {
    cuts.insert(edge - std::min(edge, gap));
    cuts.insert(edge);
    cuts.insert(std::min(edge + gap, blocks.back()));
  }
  std::vector<VolumePiece> pieces;
  for (auto cut = cuts.begin(); std::next(cut) != cuts.end(); ++cut)
    pieces.push_back({*cut, *std::next(cut) - *cut});
  return pieces;
}

std::size_t volumes_in(const std::vector<std::size_t>& numbers,
                       const std::vector<VolumePiece>& pieces) {
  std::size_t volumes = 0;
  for (const std::size_t p : numbers) volumes += pieces[p].count;
  return volumes;
}

/// Of the pieces `from` those within `blocks` are held out, and trained on is what is near none of
/// them.
PieceFold fold_of(const std::vector<std::size_t>& from, const std::vector<Span>& blocks,
                  const std::vector<VolumePiece>& pieces, std::size_t gap) {
  PieceFold fold;
  const auto inside = [&](std::size_t p) {
    return std::any_of(blocks.begin(), blocks.end(),
                       [&](const Span& b) { return lies_near(pieces[p], b, 0); });
  };
  std::copy_if(from.begin(), from.end(), std::back_inserter(fold.held_out), inside);
  std::copy_if(from.begin(), from.end(), std::back_inserter(fold.training), [&](std::size_t p) {
    return std::none_of(fold.held_out.begin(), fold.held_out.end(), [&](std::size_t h) {
      return lies_near(pieces[p], {pieces[h].first, pieces[h].first + pieces[h].count}, gap);
    });
  });
  return fold;
}

void check_fold(const PieceFold& fold, const std::vector<VolumePiece>& pieces, std::size_t gap) {
  const std::size_t held_out = volumes_in(fold.held_out, pieces);
  const std::size_t training = volumes_in(fold.training, pieces);
  if (held_out < 1 || training < 3)
    fail(
        "a fold holds out {} volumes and is trained on {} that are more than {} away; expected at "
        "least 1 and 3. Use fewer folds, a smaller gap, or longer stories",
        held_out, training, gap);
}

/// The inner folds of `nested.outer`: runs of `blocks`, of which what the outer fold is trained on
/// is held out. A run of which that leaves nothing is none.
void add_inner(const std::vector<Span>& blocks, std::size_t folds, std::size_t gap,
               const std::vector<VolumePiece>& pieces, NestedPieceFold& nested) {
  const std::vector<std::size_t> runs = equal_blocks(blocks.size(), std::min(folds, blocks.size()));
  for (std::size_t r = 0; r + 1 < runs.size(); ++r) {
    const std::vector<Span> run(blocks.begin() + static_cast<std::ptrdiff_t>(runs[r]),
                                blocks.begin() + static_cast<std::ptrdiff_t>(runs[r + 1]));
    PieceFold fold = fold_of(nested.outer.training, run, pieces, gap);
    if (fold.held_out.empty()) continue;
    check_fold(fold, pieces, gap);
    nested.inner.push_back(std::move(fold));
  }
}

}  // namespace

std::vector<std::size_t> equal_blocks(std::size_t count, std::size_t parts) {
  std::vector<std::size_t> begins;
  for (std::size_t b = 0; b <= parts; ++b) begins.push_back(b * count / parts);
  return begins;
}

PieceFolds piece_folds(std::span<const std::size_t> blocks, std::size_t inner_folds,
                       std::size_t gap) {
  const std::size_t count = blocks.size() - 1;
  if (count < kFewestBlocks || inner_folds < 2)
    fail("found {} folds and {} inner ones; expected at least {} and 2", count, inner_folds,
         kFewestBlocks);
  PieceFolds out{pieces_between(blocks, gap), {}};
  const std::vector<std::size_t> all = all_volumes(out.pieces.size());
  for (std::size_t f = 0; f < count; ++f) {
    NestedPieceFold& nested = out.folds.emplace_back();
    nested.outer = fold_of(all, {{blocks[f], blocks[f + 1]}}, out.pieces, gap);
    check_fold(nested.outer, out.pieces, gap);
    std::vector<Span> others;
    for (std::size_t b = 0; b < count; ++b)
      if (b != f) others.push_back({blocks[b], blocks[b + 1]});
    add_inner(others, inner_folds, gap, out.pieces, nested);
  }
  return out;
}

Fold volumes_of(const PieceFold& fold, const std::vector<VolumePiece>& pieces) {
  const auto listed = [&](const std::vector<std::size_t>& numbers) {
    std::vector<std::size_t> volumes;
    for (const std::size_t p : numbers)
      for (std::size_t t = 0; t < pieces[p].count; ++t) volumes.push_back(pieces[p].first + t);
    return volumes;
  };
  return {listed(fold.training), listed(fold.held_out)};
}

}  // namespace anbn
