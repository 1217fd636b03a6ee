// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/model_stories.h"

#include "anbn/core/error.h"
#include "anbn/core/names.h"
#include "anbn/results/neurons.h"
#include "anbn/results/tokens.h"
#include "anbn/runner/options_json.h"
#include "anbn/signal/hrf.h"
#include "anbn/stages/coupling_inputs.h"
#include "anbn/stages/heard_story.h"

#include <algorithm>
#include <utility>

namespace anbn {
namespace {

namespace fs = std::filesystem;

template <class Enum>
Enum option_of_timecourses(const fs::path& folder, const char* option) {
  return choice_of_stage<Enum>(folder, "timecourses", option);
}

TimecoursesPlan plan_of_timecourses(const fs::path& folder, const fs::path& tokens,
                                    const HeardStory& story) {
  const bool convolved = option_of_timecourses<Hrf>(folder, "hrf") == Hrf::spm;
  return {.aggregate = option_of_timecourses<Aggregate>(folder, "aggregate"),
          .pairs = pairs_of(option_of_timecourses<PairsChoice>(folder, "pairs"), story),
          .empty = option_of_timecourses<EmptyVolumes>(folder, "empty"),
          .hrf = convolved ? double_gamma_hrf(tr_of_tokens(tokens)) : std::vector<double>{1}};
}

}  // namespace

ModelStories::ModelStories(const fs::path& model, const NeuronKind& kind,
                           const std::vector<fs::path>& tokens,
                           const std::vector<fs::path>& timecourses)
    : config_(read_model_config(model)), kind_(kind) {
  const std::vector<Neuron> neurons = neurons_of(kind, config_, model.string());
  const std::vector<std::string> labels = labels_of(neurons);
  layers_ = neurons.back().layer;
  for (std::size_t s = 0; s < tokens.size(); ++s) {
    if (labels_of(read_neurons(timecourses[s])) != labels)
      fail(
          "{}: other neurons than a model of the shape of {} has; expected those of the same model",
          timecourses[s].string(), model.string());
    const TokenTable table = read_tokens(tokens[s]).table;
    std::vector<Segment> segments = sequences_of(table);
    try {
      check_segments(config_, segments);
    } catch (Error& e) {
      e.add_context((tokens[s] / "tokens.tsv").string());
      throw;
    }
    for (std::size_t i = 0; i < segments.size(); ++i) read_.push_back(read_rows(table, i));
    std::move(segments.begin(), segments.end(), std::back_inserter(segments_));
    story_.resize(segments_.size(), s);
    tokens_.push_back(table.tokens.size());
    HeardStory heard =
        heard_story(table, config_.windows_before(),
                    option_of_timecourses<FirstToken>(timecourses[s], "first_token"));
    heard.heads = heads_of(neurons);
    heard_.emplace_back(kind, heard, plan_of_timecourses(timecourses[s], tokens[s], heard));
  }
}

std::vector<Matrix> ModelStories::timecourses(const Weights& weights,
                                              const Machine& machine) const {
  std::vector<Matrix> out(tokens_.size());
  std::vector<Matrix> parts(kind_.parts.size());
  std::vector<std::size_t> filled(parts.size());  // rows of a story's parts
  encode(config_, weights, segments_, taps_of(kind_.parts), machine,
         [&](std::size_t layer, std::size_t segment, Tap tap, ConstView values) {
           const std::size_t story = story_[segment];
           for (std::size_t p = 0; p < parts.size(); ++p) {
             if (kind_.parts[p].tap != tap) continue;
             const Matrix rows =
                 part_of(kind_.parts[p], config_.heads,
                         rows_of(values, read_[segment].first, read_[segment].count));
             if (filled[p] == 0) parts[p] = Matrix(tokens_[story], rows.cols);
             std::copy(rows.values.begin(), rows.values.end(), parts[p].row(filled[p]).data());
             filled[p] += rows.rows;
           }
           // The last part comes last.
           if (tap != kind_.parts.back().tap || filled.back() < tokens_[story]) return;
           std::fill(filled.begin(), filled.end(), 0);
           put_layer(heard_[story].response(layer, parts, machine.threads), layer, layers_,
                     out[story]);
         });
  return out;
}

}  // namespace anbn
