// SPDX-License-Identifier: Apache-2.0
// One job of a study: its folder, and its options by the tables of the study file and by what the
// stories say.
#pragma once

#include "anbn/neurons/neurons.h"
#include "anbn/runner/options_json.h"
#include "anbn/study/study.h"
#include "anbn/study/study_controls.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace anbn {

/// What a job runs for, by their numbers in the study; nothing where it runs for all.
struct JobFor {
  std::optional<std::size_t> variant = {}, story = {}, scan = {};
};

class JobMaker {
 public:
  /// All three must outlive this object. `tables` are those of the study file, with its keys
  /// checked and its [[variant]] filled in; `study` knows its variants, its stories and, before
  /// jobs are made that take volumes from them, the jobs of its stories.
  JobMaker(const nlohmann::json& tables, const Study& study, std::span<const Stage> stages)
      : tables_(tables), study_(study), stages_(stages) {}

  /// Throws Error if the stories' volumes are not the same for all variants.
  Job job(const Stage& stage, const JobFor& whose) const;

  /// Whether a stage of a variant has anything to tell: what is of pairs of tokens has not where
  /// its neurons are not explained by them.
  bool has_work(const Stage& stage, const JobFor& whose) const;
  /// The kind of neuron of a job's variant.
  const NeuronKind& kind_of(const JobFor& whose) const;

  /// The job that the main variant would have, but with what the control changes.
  Job control_job(const Stage& stage, const ControlVariant& variant, const ControlPair& pair,
                  const StageFolders& elsewhere) const;

  /// The same of a stage that runs once a variant, of all sessions of the control.
  Job control_job(const Stage& stage, const StudyControl& control) const;

 private:
  struct UsedVolumes;
  const nlohmann::json* table_of(const char* kind, std::optional<std::size_t> number) const;
  nlohmann::json value_of(const Stage& stage, const OptionInfo& option, const JobFor& whose) const;
  nlohmann::json given_value(const Stage& stage, const OptionInfo& option,
                             const JobFor& whose) const;
  nlohmann::json value_of_many(const Stage& stage, std::string_view option) const;
  nlohmann::json value_from(From from, const Stage& stage, const JobFor& whose) const;
  nlohmann::json from_all_stories(From from) const;
  nlohmann::json from_networks(From from) const;
  std::filesystem::path session_of(const JobFor& whose) const;
  std::string folder_of(const std::string& stage, const JobFor& whose) const;
  nlohmann::json folders_of(const std::string& stage, const JobFor& whose) const;
  nlohmann::json vocabulary_of(const Stage& stage, const JobFor& whose) const;
  bool is_asked(const Stage& stage, const JobFor& whose) const;
  UsedVolumes used_volumes(const std::string& story) const;

  const nlohmann::json& tables_;
  const Study& study_;
  std::span<const Stage> stages_;
};

}  // namespace anbn
