// SPDX-License-Identifier: Apache-2.0
// study.json: the study as the report reads it. Nothing in it tells where files lie.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace anbn {

struct StudyRecord {
  struct Variant {
    std::string name, title, model, weights;  // model: the name of its folder

    template <class V>
    void fields(V&& field) {
      field("name", name);
      field.or_default("title", title);
      field.or_default("model", model);
      field.or_default("weights", weights);
    }
    bool operator==(const Variant&) const = default;
  };
  struct Story {
    std::string name, title;

    template <class V>
    void fields(V&& field) {
      field("name", name);
      field.or_default("title", title);
    }
    bool operator==(const Story&) const = default;
  };
  /// What a control is made of in one story.
  struct ControlSession {
    std::string story;            // what its folder is called after: one of the two
    std::string words, networks;  // names of stories
    // Folders below that of the study, by stage: its own, or the main variant's.
    std::vector<std::pair<std::string, std::string>> stages;

    template <class V>
    void fields(V&& field) {
      field("story", story);
      field("words", words);
      field("networks", networks);
      field("stages", stages);
    }
    bool operator==(const ControlSession&) const = default;
  };
  struct Control {
    std::string name;
    std::string elsewhere, impossible;  // where it stands instead, or why there is none
    std::vector<ControlSession> sessions;
    // Folders below that of the study, by stage: of all sessions together.
    std::vector<std::pair<std::string, std::string>> together = {};

    template <class V>
    void fields(V&& field) {
      field("name", name);
      field.optional("elsewhere", elsewhere);
      field.optional("impossible", impossible);
      field.optional("sessions", sessions);
      field.optional("together", together);
    }
    bool operator==(const Control&) const = default;
  };

  std::string name;               // what the study is called
  std::vector<Variant> variants;  // the first is "main"
  std::vector<Story> stories;
  std::vector<Control> controls;  // those that were asked for and are no variants

  template <class V>
  void fields(V&& field) {
    field("name", name);
    field("variants", variants);
    field("stories", stories);
    field.optional("controls", controls);
  }
  bool operator==(const StudyRecord&) const = default;

  /// The title of the story called `story`; its name where it has none or there is no such story.
  std::string title_of(std::string_view story) const;
};

/// The text of the file.
std::string text_of(const StudyRecord& study);
/// The study whose results lie in `folder`. Throws Error if study.json is missing or damaged.
StudyRecord read_study_record(const std::filesystem::path& folder);

}  // namespace anbn
