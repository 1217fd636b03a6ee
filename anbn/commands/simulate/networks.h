// SPDX-License-Identifier: Apache-2.0
// The networks of simulated listeners: what drives them, and what hides it.
#pragma once

#include "anbn/core/matrix.h"
#include "anbn/signal/hrf.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace anbn {

/// No two neurons that drive networks correlate as strongly as this, in any story.
inline constexpr double kDriversCorrelateBelow = 0.6;

/// Neurons (0-based) that may drive networks of one study: their time courses vary in every story
/// and correlate with no other chosen one by |r| >= kDriversCorrelateBelow in any story.
class DistinctNeurons {
 public:
  /// @param timecourses  one matrix [T x N] a story; must outlive this object
  explicit DistinctNeurons(std::span<const Matrix> timecourses);

  /// Chooses the neuron if it is as said; whether it did.
  bool take(std::size_t neuron);

  /// Chooses neurons at random until there are `count`.
  /// Throws Error saying how many there are if they are fewer.
  void take_at_random(std::size_t count, std::uint64_t seed);

  const std::vector<std::size_t>& chosen() const { return chosen_; }  // in this order

 private:
  std::span<const Matrix> timecourses_;
  std::vector<std::size_t> chosen_;
  std::vector<std::vector<std::vector<double>>> taken_;  // [story][chosen][T], of unit length
};

/// What a story drives before blood answers to it: one network a column.
struct Drive {
  Matrix activity;               // [volumes x M] of the whole scan; 0 where a network is not driven
  std::size_t first_volume = 0;  // used
  std::size_t volumes = 0;       // used
};

/// One listener's networks during one scan:
///   snr signal + noise + drift,   noise = sqrt(1/2) scanner + sqrt(1/2) own
/// `scanner` is AR(1) with phi = 0.4; `own` is the network's own activity in this listener, white
/// noise convolved with the HRF; both have unit variance, so that the noise has. `drift` is a line,
/// three sines of 100 to 600 s and a smooth random walk, in random proportions, together with a
/// standard deviation of 0.5 over the scan. It is none that the calibrated test's cosines could
/// take out whole.
/// All three are independent between networks, listeners and stories.
/// The blood's response, in `signal` as in `own`, comes later or earlier in each listener and in
/// each network (response_shape()).
struct ListenerOptions {
  double snr = 0.5;       // of a driven network: sd of its signal / sd of its noise
  double shared = 0.2;    // of the variance of a driven network's activity, in scans
  double hrf_sd_s = 0.5;  // of the response's delay over listeners, and over networks
  double tr_s = 1.5;
  std::uint64_t seed = 1;
  std::string_view story;
  std::size_t listener = 0;
};

/// The response of one network (0-based) of one listener: SPM's, with peak and undershoot shifted
/// by a normal of the listener plus one of the network, each cut at two standard deviations; the
/// same in all stories.
HrfShape response_shape(std::size_t network, const ListenerOptions& options);

/// What a listener's networks [volumes x M] do at the story: `drive` convolved with each network's
/// response, of unit variance over the used volumes; 0 where a network is not driven.
Matrix listener_signals(const Drive& drive, const ListenerOptions& options);

/// The own activity [volumes] of one network (0-based) of one listener, as ListenerOptions
/// explains. Throws Error if tr_s is out of range.
std::vector<double> own_activity(std::size_t volumes, std::size_t network,
                                 const ListenerOptions& options);

/// The drift [volumes] in one network (0-based) of one listener, as ListenerOptions explains.
std::vector<double> listener_drift(std::size_t volumes, std::size_t network,
                                   const ListenerOptions& options);

/// The time courses [volumes x M] of one listener, as ListenerOptions explains.
/// @param signals  as listener_signals() gives them
/// Throws Error if tr_s is out of range.
Matrix listener_networks(const Matrix& signals, const ListenerOptions& options);

}  // namespace anbn
