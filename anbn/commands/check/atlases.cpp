// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/check/atlases.h"

#include "anbn/brain/import/import_maps.h"
#include "anbn/core/error.h"
#include "anbn/runner/options_json.h"
#include "anbn/stages/atlas_inputs.h"

namespace anbn {
namespace {

void check_atlas(const AtlasFiles& files, const Mask& mask, Findings& findings) {
  const Atlas atlas = read_atlas(files, mask);
  std::string words;
  for (const auto& [name, value] : atlas.facts)
    words += fmt::format("{}{} {}", words.empty() ? "" : "; ", name, value);
  findings.lines.emplace_back(atlas.title, words);
  for (const std::string& warning : atlas.warnings) add(findings, Weight::dubious, warning);
}

}  // namespace

Findings check_atlases(const Study& study, const Mask& mask) {
  Findings findings;
  const Job* job = study.find_job("atlas", "", "");
  if (job == nullptr || mask.size() == 0) return findings;
  const auto options = read_options<AtlasOptions>(nlohmann::json::parse(job->options_json));
  for (const AtlasFiles& files : options.atlases())
    attempt(findings, *job->stage, [&] { check_atlas(files, mask, findings); });
  if (options.reference.given())
    attempt(findings, *job->stage, [&] {
      const std::size_t maps = read_maps(options.reference.path, mask).maps.rows;
      reference_names(options, maps);
      findings.lines.emplace_back("reference maps", std::to_string(maps));
    });
  return findings;
}

}  // namespace anbn
