// SPDX-License-Identifier: Apache-2.0
// What an artificial neuron is. A kind of neuron says which neurons a model has, which parts of
// its layers they need, and how active each is while the tokens of a volume are heard.
#pragma once

#include "anbn/core/matrix.h"
#include "anbn/core/names.h"
#include "anbn/core/parallel.h"
#include "anbn/model/config.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// One artificial neuron; layer, head and dimension count from 1. What belongs to no head has head
/// 0, and what is no dimension dimension 0.
struct Neuron {
  std::size_t layer = 0, head = 0, dimension = 0;
  std::string label;  // "L8H2D51"

  friend bool operator==(const Neuron&, const Neuron&) = default;
};

/// How the tokens of a volume are made one number.
enum class Aggregate { mean, max, min, rms };
constexpr auto names_of(Aggregate) { return named("mean", "max", "min", "rms"); }

/// Which pairs of a volume's tokens count: all; or those that attention forms, a query with its own
/// key and those before it in its segment, within the layer's window.
enum class Pairs { all, attended };

/// What a volume without tokens gets, be it used or not: 0; the activity of the last one with
/// tokens (0 before the first); a line between its neighbours (the ends go on level); the mean over
/// the volumes with tokens.
enum class EmptyVolumes { zero, hold, interpolate, mean };
constexpr auto names_of(EmptyVolumes) { return named("zero", "hold", "interpolate", "mean"); }

/// What a kind of neuron needs of every layer: a tap, as the layer has it or with the part of its
/// key head for each query head.
struct Part {
  enum class Columns { of_tap, of_query_heads };
  Tap tap;
  Columns columns = Columns::of_tap;

  std::string_view name() const { return name_of(tap); }
};

/// The taps of `parts`.
std::vector<Tap> taps_of(std::span<const Part> parts);

/// How many columns a part of a layer has.
std::size_t columns_of(const Part& part, const ModelConfig& config);

/// The columns of a part, given the values of its tap [n x the tap's width].
Matrix part_of(const Part& part, const Heads& heads, ConstView values);

/// The K tokens of a layer, segment after segment or as windows over the story read them.
struct HeardTokens {
  std::span<const std::int64_t> volumes;  // [K] of each token, 0 .. `count` - 1, or -1: of none
  std::size_t count = 0;
  Pairs pairs = Pairs::all;
  std::span<const std::size_t> places =
      {};                  // [K] how many of those before it stand in its sequence
  std::size_t window = 0;  // most keys of a query in this layer; 0: no window
  std::size_t heads = 0;   // among which the columns are shared; 0: none
};

/// What a kind of neuron is explained by: the pairs of tokens with its largest products of query
/// and key, or nothing so far.
enum class Explained { by_pairs, not_yet };

/// What can be asked of a kind of neuron.
struct Askable {
  enum class Aggregates { all, mean_alone } aggregates = Aggregates::all;
  enum class FirstToken { any, left_out } first_token = FirstToken::any;
};

/// One line of the table of kinds of neuron.
struct NeuronKind {
  std::string_view name, summary;
  std::string_view words;  // what one is and what its time course is, in sentences for the page

  /// All neurons of a model, in the order of their numbers: those of layer 1 first. None of a model
  /// that lacks what the kind `needs`.
  std::vector<Neuron> (*neurons)(const ModelConfig&);

  /// What `activity` needs of every layer: files are called layer_LL_PART.npy.
  std::span<const Part> parts;

  /// The activity [volumes x N / layers] of one layer's neurons; 0 where a volume has no tokens.
  /// @param layer_parts  [K x columns] each, in the order of `parts`
  Matrix (*activity)(std::span<const Matrix> layer_parts, const HeardTokens& heard,
                     Aggregate aggregate, Threads& threads);

  Explained explained = Explained::not_yet;
  std::string_view needs = {};  // of a model, in words; empty: nothing
  Askable askable = {};
};

/// Whether it pairs the queries of some tokens with the keys of others.
inline bool is_of_pairs(const NeuronKind& kind) { return kind.parts.size() == 2; }

std::span<const NeuronKind> neuron_kinds();

/// The kind called `name`. Throws Error naming the nearest one if there is none.
const NeuronKind& find_neuron_kind(std::string_view name);

/// All neurons of a model; `folder` is it in errors. Throws Error if it lacks what the kind needs.
std::vector<Neuron> neurons_of(const NeuronKind& kind, const ModelConfig& config,
                               std::string_view folder);

/// How many heads there are in a layer of `neurons`; 0 where they belong to none.
std::size_t heads_of(std::span<const Neuron> neurons);

/// The activity in the volumes first .. first+count-1, [count x N]: that of the volumes with
/// tokens, and for the others what `empty` says.
/// @param spoken   [R x N] activity of all volumes with tokens, those outside of first .. included
/// @param volumes  [R] their numbers, rising
Matrix with_empty_volumes(const Matrix& spoken, std::span<const std::int64_t> volumes,
                          std::int64_t first, std::size_t count, EmptyVolumes empty);

}  // namespace anbn
