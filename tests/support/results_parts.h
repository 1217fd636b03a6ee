// SPDX-License-Identifier: Apache-2.0
// What of each result is compared, bit by bit (same_bits.h), where it has been written and read.
#pragma once

#include "anbn/results/activations.h"
#include "anbn/results/between_stories.h"
#include "anbn/results/consistency.h"
#include "anbn/results/coupling.h"
#include "anbn/results/encoding.h"
#include "anbn/results/interpretation.h"
#include "anbn/results/layers.h"
#include "anbn/results/listeners.h"
#include "anbn/results/mask.h"
#include "anbn/results/networks.h"
#include "anbn/results/places.h"
#include "anbn/results/pooled.h"
#include "anbn/results/pooled_encoding.h"
#include "anbn/results/self_calibration.h"
#include "anbn/results/significance.h"
#include "anbn/results/surprisal.h"
#include "anbn/results/timecourses.h"
#include "anbn/results/training.h"
#include "anbn/results/unique_variance.h"

#include <tuple>

namespace anbn {

inline auto parts_of(const Matrix& x) { return std::tie(x.rows, x.cols, x.values); }
inline auto parts_of(const Anchor& x) { return std::tie(x.index, x.correlation); }
inline auto parts_of(const Anchoring& x) { return std::tie(x.neurons, x.networks); }
inline auto parts_of(const LagTrace& x) {
  return std::tie(x.lag_volumes, x.network, x.correlation, x.noise_mean, x.noise_95);
}
inline auto parts_of(const LagCheck& x) { return std::tie(x.traces, x.noise_95_any); }
inline auto parts_of(const Coupling& x) { return std::tie(x.correlation, x.anchoring, x.lags); }
inline auto parts_of(const CouplingResults& x) { return std::tie(x.labels, x.coupling); }
inline auto parts_of(const SideReached& x) { return std::tie(x.pair, x.largest, x.step_down); }
inline auto parts_of(const DrawCounts& x) {
  return std::tie(x.neurons, x.networks, x.global_null, x.means, x.passing);
}
inline auto parts_of(const SideTests& x) {
  return std::tie(x.best, x.pair_p, x.pair_q, x.max_p, x.max_q, x.p_fwe);
}
inline auto parts_of(const GlobalTest& x) {
  return std::tie(x.observed, x.p, x.null_mean, x.null_95, x.neuron, x.network);
}
inline auto parts_of(const NullRange& x) { return std::tie(x.mean, x.low, x.high, x.p); }
inline auto parts_of(const OmnibusFigure& x) {
  return std::tie(x.observed, x.noise, x.p_adjusted, x.excess);
}
inline auto parts_of(const LayerFigures& x) { return std::tie(x.layer, x.neurons, x.square); }
inline auto parts_of(const OmnibusTests& x) {
  return std::tie(x.largest, x.neurons, x.networks, x.square, x.layers);
}
inline auto parts_of(const PassedThreshold& x) {
  return std::tie(x.threshold, x.found, x.expected, x.upper_95);
}
inline auto parts_of(const FalseDiscoveries& x) { return std::tie(x.neurons, x.networks); }
inline auto parts_of(const NullTests& x) {
  return std::tie(x.neurons, x.networks, x.global, x.omnibus, x.draws, x.counts,
                  x.false_discoveries);
}
inline auto parts_of(const TestedNull& x) { return std::tie(x.model, x.partial, x.tests); }
inline auto parts_of(const NoiseDraws& x) {
  return std::tie(x.neuron_correlation, x.neuron_network, x.network_correlation, x.network_neuron);
}
inline auto parts_of(const Expected& x) { return std::tie(x.mean, x.percentile_95); }
inline auto parts_of(const SideGivenNuisance& x) { return std::tie(x.r2, x.partial, x.kurtosis); }
inline auto parts_of(const GivenNuisance& x) { return std::tie(x.neurons, x.networks); }
inline auto parts_of(const NoiseAccepted& x) { return std::tie(x.mean, x.low, x.high); }
inline auto parts_of(const CalledSeries& x) {
  return std::tie(x.neurons_alike, x.networks_alike, x.network_p_given_stronger);
}
inline auto parts_of(const Significance& x) {
  return std::tie(x.nulls, x.given, x.noise, x.expected_neurons, x.expected_networks,
                  x.neurons_accepted, x.networks_accepted, x.changing_places, x.called);
}
inline auto parts_of(const AgainstDraws& x) {
  return std::tie(x.observed, x.p, x.null_mean, x.null_low, x.null_95, x.null_high);
}
inline auto parts_of(const EncodedGroup& x) {
  return std::tie(x.label, x.neurons, x.tested, x.mean, x.largest, x.best);
}
inline auto parts_of(const EncodedNetwork& x) { return std::tie(x.largest, x.best, x.q, x.p_fwe); }
inline auto parts_of(const EncodedPair& x) { return std::tie(x.held_out, x.q, x.p_fwe); }
inline auto parts_of(const EncodedFold& x) {
  return std::tie(x.first_volume, x.volumes, x.training_volumes);
}
inline auto parts_of(const EncodingCounts& x) {
  return std::tie(x.tested, x.significant_q_05, x.significant_fwe_05);
}
inline auto parts_of(const EncodingSummary& x) {
  return std::tie(x.null, x.permutations, x.gap_volumes, x.family, x.pairs, x.networks,
                  x.smallest_q, x.global, x.nuisance);
}
inline auto parts_of(const EncodingResults& x) {
  return std::tie(x.groups, x.networks, x.pairs, x.folds, x.correlation, x.penalty, x.summary);
}
inline auto parts_of(const FoldedStory& x) { return std::tie(x.name, x.volumes, x.fold); }
inline auto parts_of(const NetworkCeiling& x) {
  return std::tie(x.stories, x.half, x.half_error, x.half_low, x.ceiling);
}
inline auto parts_of(const CeilingReached& x) {
  return std::tie(x.networks, x.correlation, x.ceiling, x.reached);
}
inline auto parts_of(const PooledEncodingResults& x) {
  return std::tie(x.encoding, x.stories, x.r2, x.fold_correlation, x.fold_r2, x.ceilings,
                  x.reached);
}
inline auto parts_of(const UniqueVarianceResults& x) {
  return std::tie(x.encoding, x.stories, x.low_level, x.low_level_r2, x.r2, x.low_level_penalty,
                  x.fold_gain);
}
/// What a summary is made from is compared; of itself the files are.
inline auto parts_of(const SignificanceResults& x) {
  return std::tie(x.labels, x.anchoring, x.tests, x.summary.permutations, x.summary.correction,
                  x.summary.nuisance, x.summary.nuisance_tested,
                  x.summary.neurons.nuisance_r2.median, x.summary.left_out.networks.constant);
}
inline auto parts_of(const PooledStory& x) {
  return std::tie(x.name, x.volumes, x.share, x.largest_pair, x.other_volumes, x.other_class,
                  x.other_share, x.same_text_as, x.reliability);
}
inline auto parts_of(const PooledResults& x) {
  return std::tie(x.stories, x.correlation, x.together);
}
inline auto parts_of(const Pairing& x) { return std::tie(x.words, x.brain); }
inline auto parts_of(const PairingFigure& x) { return std::tie(x.observed, x.noise, x.p); }
inline auto parts_of(const TestedPairing& x) {
  return std::tie(x.who, x.volumes, x.p, x.largest, x.neurons, x.networks, x.square);
}
inline auto parts_of(const ShareRange& x) { return std::tie(x.low, x.high); }
inline auto parts_of(const CalledPairings& x) {
  return std::tie(x.called, x.tested, x.effective, x.rate);
}
inline auto parts_of(const PairingMean& x) { return std::tie(x.mean, x.error); }
inline auto parts_of(const SelfCalibration& x) {
  return std::tie(x.pairings, x.verdict, x.largest, x.neurons, x.networks, x.square,
                  x.square_over_noise);
}
inline auto parts_of(const Jackknifed& x) { return std::tie(x.estimate, x.without); }
inline auto parts_of(const LayerConsistency& x) { return std::tie(x.layer, x.products); }
inline auto parts_of(const Consistency& x) {
  return std::tie(x.stories, x.same_text, x.partial, x.neurons, x.networks, x.products, x.layers,
                  x.slope);
}
inline auto parts_of(const Training& x) {
  return std::tie(x.stories, x.untrained, x.first_seed, x.draws, x.partial, x.layers, x.trained,
                  x.seeds);
}
inline auto parts_of(const SelfCalibrationResults& x) {
  return std::tie(x.stories, x.possible, x.draws, x.calibration);
}
inline auto parts_of(const Grid& x) { return std::tie(x.size, x.affine); }
inline auto parts_of(const Mask& x) { return std::tie(x.grid, x.voxels); }
inline auto parts_of(const MaskedScan& x) {
  return std::tie(x.scan, x.volumes, x.size, x.voxel_mm, x.tr_s, x.grid);
}
inline auto parts_of(const MaskResults& x) { return std::tie(x.mask, x.scans); }
inline auto parts_of(const NetworkList& x) { return std::tie(x.names, x.alike, x.reproducibility); }
inline auto parts_of(const StoryNetworks& x) {
  return std::tie(x.story, x.mean, x.listeners, x.scans);
}
inline auto parts_of(const NetworkResults& x) { return std::tie(x.list, x.stories); }
inline auto parts_of(const Token& x) {
  return std::tie(x.id, x.word, x.volume, x.segment, x.upos, x.upos_from);
}
inline auto parts_of(const Window& x) { return std::tie(x.begin, x.read, x.end); }
inline auto parts_of(const TokenTable& x) {
  return std::tie(x.tokens, x.windows, x.before_window, x.after_window, x.segment_sizes,
                  x.word_volumes, x.tokens_in, x.words_in);
}
inline auto parts_of(const Word& x) {
  return std::tie(x.text, x.onset_s, x.duration_s, x.timing, x.upos);
}
inline auto parts_of(const NamedColumn& x) { return std::tie(x.name, x.values); }
inline auto parts_of(const Regressor& x) { return std::tie(x.name, x.values); }
inline auto parts_of(const SurprisalResults& x) {
  return std::tie(x.words, x.volumes, x.nats, x.response);
}
inline auto parts_of(const TranscriptDifference& x) {
  return std::tie(x.word, x.words, x.line, x.text);
}
inline auto parts_of(const TokensResults& x) {
  return std::tie(x.table, x.pieces, x.words, x.time_s, x.columns, x.differences);
}
inline auto parts_of(const Neuron& x) { return std::tie(x.layer, x.head, x.dimension, x.label); }
inline auto parts_of(const TimecoursesResults& x) { return std::tie(x.timecourses, x.neurons); }
inline auto parts_of(const NeuronPairs& x) {
  return std::tie(x.neurons, x.width, x.query, x.key, x.product);
}
inline auto parts_of(const PosTag& x) { return std::tie(x.query, x.key, x.share); }
inline auto parts_of(const NeuronPair& x) {
  return std::tie(x.neuron, x.segment, x.rank, x.query, x.key, x.product);
}
inline auto parts_of(const Enrichment& x) {
  return std::tie(x.category, x.share, x.expected, x.log_odds, x.p, x.q, x.tokens, x.words, x.word,
                  x.word_share);
}
inline auto parts_of(const NeuronProfile& x) {
  return std::tie(x.tag, x.tag_expected, x.tag_log_odds, x.query, x.key);
}
inline auto parts_of(const TagCount& x) {
  return std::tie(x.counted, x.query, x.key, x.neurons, x.share, x.expected, x.low, x.high);
}
inline auto parts_of(const NetworkTag& x) {
  return std::tie(x.network, x.neurons, x.side, x.query, x.key, x.share, x.share_others, x.log_odds,
                  x.z, x.p_fwe);
}
inline auto parts_of(const NumberDifference& x) {
  return std::tie(x.neuron, x.number, x.side, x.pairs, x.mean, x.difference, x.p, x.q);
}
inline auto parts_of(const Interpretation& x) {
  return std::tie(x.pairs, x.profiles, x.expected, x.neurons, x.readable, x.tags, x.numbers);
}
inline auto parts_of(const TagClasses& x) { return std::tie(x.column, x.names); }
inline auto parts_of(const InterpretationResults& x) {
  return std::tie(x.labels, x.interpretation, x.classes, x.numbers);
}
inline auto parts_of(const LayerPair& x) {
  return std::tie(x.layer, x.neuron, x.anchor, x.partial, x.max_p, x.p_fwe, x.p_network,
                  x.tested_neuron, x.tested, x.tested_p_fwe, x.noise_median, x.noise_95, x.layer_p);
}
inline auto parts_of(const BestOfLayer& x) {
  return std::tie(x.pair, x.label, x.tested_label, x.tag);
}
inline auto parts_of(const SideShare& x) { return std::tie(x.share, x.expected, x.log_odds); }
inline auto parts_of(const ProfileShare& x) {
  return std::tie(x.layer, x.category, x.query, x.key);
}
inline auto parts_of(const WeighedNeuron& x) {
  return std::tie(x.neuron, x.label, x.layer, x.networks, x.pairs, x.left_out, x.largest);
}
inline auto parts_of(const SharedRegion& x) {
  return std::tie(x.group, x.region, x.maps, x.here, x.expected_here, x.mean_share,
                  x.expected_share, x.least_share, x.p, x.q);
}
inline auto parts_of(const RegionOfThird& x) {
  return std::tie(x.atlas, x.label, x.region, x.layers, x.base, x.shared);
}
inline auto parts_of(const LayersResults& x) {
  return std::tie(x.layers, x.profiles, x.network_tags, x.shared, x.neurons, x.tokens, x.weights,
                  x.classes);
}
inline auto parts_of(const SideOfListeners& x) {
  return std::tie(x.anchors, x.listener_mean, x.listener_sd, x.flip_p, x.half_selected,
                  x.half_held_out, x.half_same, x.rest_selected, x.rest_held_out);
}
inline auto parts_of(const ListenerSide& x) {
  return std::tie(x.observed, x.listener_mean, x.half_held_out, x.rest_held_out);
}
inline auto parts_of(const NoiseCeiling& x) {
  return std::tie(x.isc, x.isc_sd, x.isc_noise, x.half, x.reliability, x.ceiling, x.reached,
                  x.reached_noise);
}
inline auto parts_of(const AtlasRegion& x) { return std::tie(x.label, x.name, x.voxels); }
inline auto parts_of(const ListedRegion& x) { return std::tie(x.atlas, x.region, x.base); }
inline auto parts_of(const RegionShare& x) {
  return std::tie(x.atlas, x.network, x.region, x.sign, x.share, x.enrichment, x.dice, x.p, x.q);
}
inline auto parts_of(const PlacedPart& x) {
  return std::tie(x.network, x.sign, x.voxels, x.clusters, x.share, x.laterality, x.fwhm_mm,
                  x.nugget, x.mirroring, x.words);
}
inline auto parts_of(const PlacedPeak& x) {
  return std::tie(x.network, x.sign, x.cluster, x.voxels, x.volume_mm3, x.x_mm, x.y_mm, x.z_mm,
                  x.value, x.regions);
}
inline auto parts_of(const Places& x) { return std::tie(x.regions, x.parts, x.peaks, x.drawn); }
inline auto parts_of(const ReferenceMatch& x) {
  return std::tie(x.network, x.reference, x.correlation);
}
inline auto parts_of(const PlacesResults& x) {
  return std::tie(x.atlases, x.networks, x.list, x.places, x.references, x.matches, x.draws,
                  x.threshold);
}
inline auto parts_of(const ListenerFigure& x) {
  return std::tie(x.side, x.name, x.observed, x.noise);
}
inline auto parts_of(const ListenerResults& x) {
  return std::tie(x.listeners, x.draws, x.neurons, x.networks, x.ceilings, x.figures,
                  x.listener_isc, x.listener_mean, x.listener_mean_noise, x.missing, x.splits,
                  x.flips, x.smallest_flip_p);
}
inline auto parts_of(const ListenersResults& x) { return std::tie(x.labels, x.comparison); }
inline auto parts_of(const StoryFigure& x) {
  return std::tie(x.side, x.name, x.layer, x.first, x.second, x.observed, x.noise);
}
inline auto parts_of(const StoryDifference& x) {
  return std::tie(x.first, x.second, x.difference, x.noise);
}
inline auto parts_of(const StoryPair& x) {
  return std::tie(x.first, x.second, x.differences, x.agreement, x.neurons, x.networks);
}
inline auto parts_of(const StoryComparison& x) { return std::tie(x.pairs, x.neurons, x.networks); }
inline auto parts_of(const TagDifference& x) {
  return std::tie(x.query, x.key, x.first_neurons, x.second_neurons, x.first, x.second,
                  x.difference, x.expected, x.p, x.p_family);
}
inline auto parts_of(const TagComparison& x) { return std::tie(x.partitions, x.tags); }
inline auto parts_of(const StoryPairTags& x) { return std::tie(x.first, x.second, x.comparison); }
inline auto parts_of(const BetweenStoriesResults& x) {
  return std::tie(x.stories, x.labels, x.draws, x.comparison, x.classes, x.tags);
}

}  // namespace anbn
