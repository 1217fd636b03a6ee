// SPDX-License-Identifier: Apache-2.0
// What can be known of a study before anything is computed.
#pragma once

#include "anbn/backend/machine.h"
#include "anbn/core/error.h"
#include "anbn/runner/cost.h"
#include "anbn/signal/bins.h"
#include "anbn/study/study.h"
#include "anbn/study/study_words.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace anbn {

enum class Weight { fatal, dubious };  // a fatal problem stops `anbn run`

struct Problem {
  Weight weight;
  std::string text;  // what was found and its fix, in one line
};

struct Findings {
  std::vector<std::pair<std::string, std::string>> lines;  // name and value, for a reader
  std::vector<Problem> problems;
  Sizes sizes;
};

/// The volumes of a story that a study uses, and where its audio lies in them.
VolumeGrid volumes_of(const Study& study, const std::string& story);

void add(Findings& findings, Weight weight, std::string text);

/// Does something; an error that comes of it is a finding, in the words of the study file.
template <class Act>
void attempt(Findings& findings, const Stage& stage, Act&& act) {
  try {
    act();
  } catch (const Error& e) {
    add(findings, Weight::fatal, in_study_words(e.what(), stage));
  }
}

/// The words of one story, as the variant called `variant` sees them.
Findings check_story(const Study& study, const StudyStory& story, const std::string& variant);

/// The tables of further regressors of one story, those of controls included.
Findings check_regressors(const Study& study, const StudyStory& story);

/// The files of network time courses of one story, each by itself.
Findings check_networks(const Study& study, const StudyStory& story);

/// What the stage `networks` finds in the files of all stories, each of which is right by itself.
Findings check_all_networks(const Study& study, const Machine& machine);

/// The model of one variant.
Findings check_model(const Study& study, const StudyVariant& variant, const Machine& machine);

}  // namespace anbn
