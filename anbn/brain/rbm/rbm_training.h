// SPDX-License-Identifier: Apache-2.0
// One step of contrastive divergence: an RBM is made to prefer what it is shown to what it makes
// up itself.
#pragma once

#include "anbn/backend/panels.h"
#include "anbn/brain/rbm/rbm.h"
#include "anbn/brain/rbm/rbm_parts.h"
#include "anbn/core/names.h"
#include "anbn/core/random.h"

#include <functional>

namespace anbn {

enum class L1Method { subgradient, proximal };
enum class Sampling { contrastive, persistent };
enum class PositivePhase { samples, probabilities };
enum class Centering { none, both };
constexpr auto names_of(L1Method) { return named("subgradient", "proximal"); }
constexpr auto names_of(Sampling) { return named("cd", "pcd"); }
constexpr auto names_of(PositivePhase) { return named("samples", "probabilities"); }
constexpr auto names_of(Centering) { return named("none", "both"); }

/// The numbers of one step.
struct RbmRule {
  double learning_rate = 0.001;
  double l1 = 0;  // decay of |W|
  L1Method l1_method = L1Method::subgradient;
  double momentum = 0;
  std::size_t cd_steps = 1;
  Sampling sampling = Sampling::contrastive;
  PositivePhase positive = PositivePhase::samples;
  Centering centering = Centering::none;
  double visible_noise = 0;  // standard deviation of what is added to reconstructions
};

/// The random streams of one step. Hidden unit j of row i in round s of the step's sampling is on
/// if uniform(hidden, (s n + i) H + j) is below its probability (s = 0: given the data); the noise
/// of visible unit j is normal(noise, (s n + i) V + j).
struct RbmDraws {
  RandomKey hidden, noise;
};

/// An RBM in training: all that the next step reads.
struct RbmState {
  Rbm rbm;
  // Of momentum: empty without it.
  Matrix velocity;
  std::vector<float> visible_velocity, hidden_velocity;
  Matrix chains;                                     // persistent chains [batch x H]
  std::vector<float> visible_center, hidden_center;  // of centering: running means
};

/// Steps of one RBM, with memory that they use again.
///
/// A step reads W twice. First each block of visible units is reconstructed and met with its own
/// rows of W while they are in cache; then the block is updated, and the next batch, if it is
/// known, is met with the new rows at once. Between steps W lies in panels (backend.h) of some
/// rows.
class RbmTrainer {
 public:
  /// `backend` and `threads` must outlive this object.
  RbmTrainer(RbmState state, std::size_t largest_batch, const Machine& machine);

  /// One step on `batch`, n rows of V: v1 is made from h0 (or the persistent chains) in cd_steps
  /// rounds, and with momentum m
  ///
  ///   dW = m dW + rate ((v0^T h0 - v1^T p1) / n - l1 sign(W))      W = W + dW
  ///
  /// (biases likewise, without decay). Proximal L1 shrinks W by rate l1 / (1 - m) after the step in
  /// place of the last term. Centering takes running means of v and h off both before the products,
  /// which changes the direction of the step and not the model (the enhanced gradient). With batch
  /// normalization both phases are standardized by what the data of the batch have.
  /// Source: J. Melchior, A. Fischer, L. Wiskott, How to center deep Boltzmann machines, JMLR 17
  /// (2016), for centering.
  /// @param next  the batch of the next call, whose numbers must not change until then, or nothing.
  ///              It saves time and changes not a byte of what comes out.
  void step(Rows batch, Rows next, const RbmRule& rule, const RbmDraws& draws);

  /// All that the next step reads. W is put back into rows for that, once between two steps; the
  /// reference holds until the next step.
  const RbmState& state();
  /// The same, as one's own; no step may follow.
  RbmState take();

  /// h0 of the last step: its first n rows.
  const Matrix& first_samples() const { return first_on_; }

  /// Bytes that the constructor allocates, a copy of the largest array that it makes on the way
  /// included.
  static double bytes(std::size_t visible_units, std::size_t hidden_units,
                      std::size_t largest_batch);

 private:
  using Work = std::function<void(std::size_t block)>;
  using PartWork = std::function<void(RbmPart part, MutableView partial)>;
  enum class Layout { rows, panels };
  /// Of what comes next, fetched during one product: from .. to-1 eighths of the rows of W, and of
  /// their velocity. The first product of a pass takes longer than the second: shares as long as
  /// the products would leave the second one waiting.
  struct Portion {
    std::size_t from, to;
    bool with_velocity;
  };
  static constexpr std::size_t kEighths = 8;
  static constexpr Portion kWhileMakingUp{0, 6, false}, kWhileMeetingMadeUp{6, kEighths, false},
      kWhileUpdating{0, 7, true}, kWhileMeetingNext{7, kEighths, true};

  void run(std::size_t blocks, const Work& work);
  void for_each_part(std::size_t count, const PartWork& work);
  void lay_out(Layout wanted);
  MutableView visible_of(RbmPart part, std::size_t first, std::size_t count);
  MutablePanels weights_of(RbmPart part) {
    return panels_of(state_.rbm.weights, part.first, part.count);
  }
  RbmPart likely_next(RbmPart part) const;
  Ahead after(RbmPart part, Portion portion) const;
  void see(Rows batch);
  void see_part(Rows batch, RbmPart part, MutableView partial);
  void make_up(std::size_t count, const RbmRule& rule, RandomKey noise, std::size_t round);
  void finish_inputs(std::size_t count, std::size_t round);
  void finish_columns(std::size_t first, std::size_t columns, std::size_t count, std::size_t round);
  void sample(std::size_t count, RandomKey key, std::size_t round);
  void update(std::size_t count, const RbmRule& rule, Rows next);
  void center_hidden(std::size_t count);
  void update_part(RbmPart part, std::size_t count, const RbmRule& rule);
  void update_visible_bias(RbmPart part, std::size_t count, const RbmRule& rule);
  void center_part(RbmPart part, std::size_t count);

  RbmState state_;
  Layout layout_ = Layout::rows;
  Machine machine_;
  RbmParts parts_;
  Matrix visible_;                           // [V x 2 n]: v0, then v1
  Matrix hidden_;                            // [2 n x H]: h0, then -p1; padded
  Matrix inputs_;                            // [n x H]: what the hidden units receive, then p
  Matrix on_;                                // [n x H]: samples that v1 is made from; padded
  Matrix first_on_;                          // [n x H]: h0
  Matrix partial_;                           // [blocks n x H]
  Matrix moments_;                           // [2 x H]: of this batch
  std::vector<const float*> seen_;           // the batch whose products are in partial_ already
  std::vector<double> center_products_;      // [blocks x 2 n]
  std::vector<double> hidden_along_center_;  // [2 n]
};

}  // namespace anbn
