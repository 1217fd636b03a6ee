// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/report_pooled.h"

#include "anbn/core/error.h"
#include "anbn/neurons/neurons.h"
#include "anbn/runner/finished.h"
#include "anbn/stages/report_layers.h"

#include <algorithm>

namespace anbn {
namespace {

namespace fs = std::filesystem;

const Session& story_named(std::span<const Session> stories, const std::string& name,
                           const fs::path& folder) {
  const auto found = std::find_if(stories.begin(), stories.end(),
                                  [&](const Session& story) { return story.story == name; });
  if (found == stories.end())
    fail("{}: found the story {}, which the study has not. Run the stage again",
         (folder / "stories.tsv").string(), name);
  return *found;
}

}  // namespace

void read_training_of(const fs::path& out, Session& s) {
  const fs::path folder = out / s.variant / "training";
  if (!is_finished(folder)) return;
  std::vector<std::string> stories;
  for (const PooledStory& story : s.together) stories.push_back(story.name);
  if (stories.empty()) stories = {s.story};
  Training training = read_training(folder);
  if (training.stories != stories) return;  // of an earlier study with others
  s.training = std::move(training);
  s.stages.push_back(read_stage_record(folder));
}

std::optional<Session> read_pooled_session(const fs::path& out, std::span<const Session> stories,
                                           Reading reading) {
  if (stories.size() < 2) return {};
  const Session& first = stories.front();
  const fs::path folder = out / first.variant / "pooled";
  if (!is_finished(folder)) return {};
  Session s;
  s.variant = first.variant;
  s.story = "pooled";                            // no story is called like a folder of results
  s.words = first.words.empty() ? "" : s.story;  // of a control
  s.together = read_pooled_stories(folder);
  if (s.together.size() < 2)
    fail("{}: found {} stories; expected two or more. Run the stage again",
         (folder / "stories.tsv").string(), s.together.size());
  double seconds = 0;
  for (const PooledStory& story : s.together) {
    const Session& alone = story_named(stories, story.name, folder);
    s.data.volumes += story.volumes;
    seconds += static_cast<double>(story.volumes) * alone.data.tr_s;
  }
  s.data.tr_s = seconds / static_cast<double>(s.data.volumes);
  s.title = fmt::format("All {} stories together", s.together.size());
  s.stages = {read_stage_record(folder)};
  s.neuron_kind = first.neuron_kind;
  s.model = first.model;
  s.weights = first.weights;
  s.neuron_label = first.neuron_label;
  s.network_name = first.network_name;
  s.input.neuron_layer = first.input.neuron_layer;
  read_tests({folder, folder, first.input.pcc == kAbsolutePcc}, reading, s);
  const fs::path layers = out / first.variant / "pooled-layers";
  const bool has_pairs = s.neuron_kind.empty() ||  // of a control
                         find_neuron_kind(s.neuron_kind).explained == Explained::by_pairs;
  if (has_pairs && is_finished(layers)) {
    s.shared_regions = read_shared_of(layers);
    if (reading == Reading::whole) s.layer_pairs = read_best_pairs(layers, s.network_name);
    s.stages.push_back(read_stage_record(layers));
  }
  if (const fs::path beyond = out / first.variant / "consistency"; is_finished(beyond)) {
    s.consistency = read_consistency(beyond);
    if (s.consistency->stories.size() + s.consistency->same_text.size() != s.together.size())
      fail("{}: found {} stories; expected the {} of pooled. Run the study again", beyond.string(),
           s.consistency->stories.size() + s.consistency->same_text.size(), s.together.size());
    s.stages.push_back(read_stage_record(beyond));
  }
  read_training_of(out, s);
  return s;
}

}  // namespace anbn
