// SPDX-License-Identifier: Apache-2.0
// Null models: what the networks could look like if they had nothing to do with the neurons. Only
// the networks' side is randomized, with one draw for all series, so that their dependence on each
// other stays. A null model is one file and one line in list.cpp.
#pragma once

#include "anbn/backend/backend.h"
#include "anbn/core/matrix.h"
#include "anbn/core/random.h"
#include "anbn/stats/draws/length_classes.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// The orthonormal basis in which a null model draws. Inner products, and so correlations, are the
/// same in both.
enum class NullBasis { time, fourier };

/// What a null model may read of a story beside its networks; each is looked for when it is asked.
struct NullSources {
  double tr_s = 1;
  double min_shift_s = 0;  // how far a shift must bring series at least, either way
  /// The haemodynamic response of the neurons, one sample a volume.
  std::function<std::vector<double>()> hrf = [] { return std::vector<double>{1}; };
  /// The networks of the other stories, [T' x M] each, the same M networks.
  std::function<std::vector<Matrix>()> other_stories = [] { return std::vector<Matrix>{}; };
  /// Of several stories: which change places with each other, under other_stories_null().
  std::vector<LengthClass> classes = {};
};

/// Draw `number` of the stream `stream` under `seed`.
struct DrawId {
  std::uint64_t seed = 1;
  std::string_view stream;
  std::size_t number = 0;

  RandomKey key() const { return random_key(seed, stream, number); }
};

/// How many different draws there are where nobody could list them.
inline constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();

/// The draws of one null model for one story.
struct NullDraws {
  /// Writes one draw of `networks` [T x M], whose rows are coordinates in the model's basis of
  /// series with mean 0 and norm 1, to `out` [T x M]. A pure function of its arguments. Every
  /// series that is drawn has mean 0 and norm 1, or is 0 throughout where there is none.
  std::function<void(const Matrix& networks, const DrawId& id, MutableView out)> draw;
  /// How many draws there are for series of T volumes: kUnlimited, or as many as are listed, each
  /// once, by the numbers from 0 (further numbers begin again). More tell nothing new.
  std::function<std::size_t(std::size_t volumes)> count = [](std::size_t) { return kUnlimited; };
  /// Why there is none for series of T volumes, and what to do.
  std::function<std::string(std::size_t volumes)> why_none = {};
};

/// What a null model's test is for.
enum class NullRole {
  papers,       // the paper's test
  calibrated,   // the one that words rest on
  comparison,   // a further test
  description,  // no test: too few draws
  together,     // of many stories together: decides with the calibrated one
};

/// What a reader must know where fewer draws were made than asked for; empty where there is nothing
/// to say.
std::string remark_on_few(std::size_t made, std::size_t asked);

struct NullModel {
  std::string_view name, summary;
  NullBasis basis;
  NullRole role;
  /// What draws from these sources. Throws Error if one that it reads is not there. Null of
  /// other_stories_null().
  NullDraws (*draws)(const NullSources& sources);
  /// What a reader must know beside the p values.
  std::string (*remark)(std::size_t made, std::size_t asked) = &remark_on_few;
};

/// Every null model that has draws for a story by itself.
std::span<const NullModel> null_models();

/// The null model of several stories, which draws arrangements of them (stats/draws/arrangements.h)
/// and nothing for a story by itself.
const NullModel& other_stories_null();

/// The null model called `name`, other_stories_null() among them. Throws Error naming the nearest
/// one if there is none.
const NullModel& null_model_named(std::string_view name);

/// The first null model with that role.
const NullModel& null_model_for(NullRole role);

/// The same sources for a story of which only the networks `kept` of `networks` are drawn.
/// `other_stories` then throws Error where another story has not as many networks.
NullSources sources_of_columns(const NullSources& sources, std::span<const std::size_t> kept,
                               std::size_t networks);

}  // namespace anbn
