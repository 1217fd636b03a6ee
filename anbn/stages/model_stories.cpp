// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/model_stories.h"

#include "anbn/core/error.h"
#include "anbn/core/names.h"
#include "anbn/results/neurons.h"
#include "anbn/results/tokens.h"
#include "anbn/signal/hrf.h"
#include "anbn/stages/coupling_inputs.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace anbn {
namespace {

namespace fs = std::filesystem;

template <class Enum>
Enum option_of_timecourses(const fs::path& folder, const char* option) {
  const std::string word =
      nlohmann::json::parse(option_of_stage(folder, "timecourses", option)).get<std::string>();
  return value_named<Enum>(word, option);
}

TimecoursesPlan plan_of_timecourses(const fs::path& folder, const fs::path& tokens) {
  const bool convolved = option_of_timecourses<Hrf>(folder, "hrf") == Hrf::spm;
  return {.aggregate = option_of_timecourses<Aggregate>(folder, "aggregate"),
          .empty = option_of_timecourses<EmptyVolumes>(folder, "empty"),
          .hrf = convolved ? double_gamma_hrf(tr_of_tokens(tokens)) : std::vector<double>{1}};
}

}  // namespace

ModelStories::ModelStories(const fs::path& model, const NeuronKind& kind,
                           const std::vector<fs::path>& tokens,
                           const std::vector<fs::path>& timecourses)
    : config_(read_model_config(model)) {
  const std::vector<std::string> labels = labels_of(kind.neurons(config_));
  for (std::size_t s = 0; s < tokens.size(); ++s) {
    if (labels_of(read_neurons(timecourses[s])) != labels)
      fail(
          "{}: other neurons than a model of the shape of {} has; expected those of the same model",
          timecourses[s].string(), model.string());
    const TokenTable table = read_tokens(tokens[s]).table;
    std::vector<Segment> segments(table.segment_sizes.size());
    std::vector<std::optional<std::int64_t>> volumes;
    for (const Token& token : table.tokens) {
      segments[token.segment].push_back(token.id);
      volumes.push_back(token.volume);
    }
    try {
      check_segments(config_, segments);
    } catch (Error& e) {
      e.add_context((tokens[s] / "tokens.tsv").string());
      throw;
    }
    std::move(segments.begin(), segments.end(), std::back_inserter(segments_));
    story_.resize(segments_.size(), s);
    tokens_.push_back(table.tokens.size());
    heard_.emplace_back(kind, volumes, table.tokens_in.size(),
                        plan_of_timecourses(timecourses[s], tokens[s]));
  }
}

std::vector<Matrix> ModelStories::timecourses(const Weights& weights,
                                              const Machine& machine) const {
  std::vector<Matrix> out(tokens_.size());
  std::array<Matrix, 2> parts;
  std::size_t filled = 0;  // rows of a story's parts
  const auto append = [&](Matrix& to, const Matrix& rows) {
    std::copy(rows.values.begin(), rows.values.end(), to.row(filled).data());
  };
  encode(config_, weights, segments_, machine,
         [&](std::size_t layer, std::size_t segment, const Matrix& query, const Matrix& key) {
           const std::size_t story = story_[segment];
           if (filled == 0) parts.fill(Matrix(tokens_[story], query.cols));
           append(parts[0], query);
           append(parts[1], key);
           filled += query.rows;
           if (filled < tokens_[story]) return;
           filled = 0;
           put_layer(heard_[story].response(parts, machine.threads), layer, config_.layers,
                     out[story]);
         });
  return out;
}

}  // namespace anbn
