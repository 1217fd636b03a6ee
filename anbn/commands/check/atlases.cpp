// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/check/atlases.h"

#include "anbn/core/error.h"
#include "anbn/io/nifti.h"
#include "anbn/runner/options_json.h"
#include "anbn/stages/atlas_inputs.h"

#include <algorithm>

namespace anbn {
namespace {

template <class Act>
void tell_errors(Findings& findings, Act act) {
  try {
    act();
  } catch (const Error& e) {
    findings.problems.push_back({Weight::fatal, e.what()});
  }
}

void check_atlas(const AtlasFiles& files, const Mask& mask, Findings& findings) {
  const Atlas atlas = read_atlas(files, mask);
  std::string words;
  for (const auto& [name, value] : atlas.facts)
    words += fmt::format("{}{} {}", words.empty() ? "" : "; ", name, value);
  findings.lines.emplace_back(atlas.title, words);
  for (const std::string& warning : atlas.warnings)
    findings.problems.push_back({Weight::dubious, warning});
}

}  // namespace

Findings check_atlases(const Study& study, const Mask& mask) {
  Findings findings;
  const auto job = std::find_if(study.jobs.begin(), study.jobs.end(), [](const Job& j) {
    return std::string_view(j.stage->name) == "atlas";
  });
  if (job == study.jobs.end() || mask.size() == 0) return findings;
  const auto options = read_options<AtlasOptions>(nlohmann::json::parse(job->options_json));
  for (const AtlasFiles& files : options.atlases())
    tell_errors(findings, [&] { check_atlas(files, mask, findings); });
  if (options.reference.given())
    tell_errors(findings, [&] {
      const std::size_t maps = read_nifti_header(options.reference.path).volumes;
      reference_names(options, maps);
      findings.lines.emplace_back("reference maps", std::to_string(maps));
    });
  return findings;
}

}  // namespace anbn
