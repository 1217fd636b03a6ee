// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/prose/control_words.h"

namespace anbn {
namespace {

constexpr ControlWords kControls[] = {
    {"untrained", "untrained model", "Does it take what the model has learned?",
     "The same model with random weights knows no language; words, times and rhythm stay.",
     "What it couples needs no language: the rhythm of the words, or which words return, is "
     "enough for that.",
     "less than main", "the untrained model finds more", "the claim about language fails"},
    {"shuffled-words", "shuffled words", "Does it matter which word is heard when?",
     "The same words stand at the same times in random order: the text goes, the number of words "
     "a volume stays.",
     "What it couples comes from when words are said, not from which ones.", "less than main",
     "shuffled words find more", "the claim about which word is said when fails"},
    {"wrong-story", "wrong story", "Does it take this story?",
     "Words of one story, networks of those who heard another, both from their first volume on, "
     "cut to the shorter.",
     "Whatever it calls is a false alarm: something that has nothing to do with the words, such as "
     "slow drift, lies on both sides.",
     "nothing", "the wrong story finds more", "the claim about this story fails"},
    {"scrambled-story", "scrambled story", "Does it take the story as it was told?",
     "Words of the intact story, networks of those who heard its parts in another order, cut to "
     "the "
     "shorter.",
     "Voice, vocabulary and length are alike, moments are not: what it calls does not follow the "
     "story from moment to moment.",
     "less than main", "the scrambled story finds more",
     "the claim about the order of the story fails"},
    {"no-word-rate", "word rate left in", "How much is how fast is spoken?",
     "Main\u2019s own coupling, tested with the number of words in each volume left in both sides.",
     "What is called here and not in main may be the rate of words.", "at least as much as main"},
    {"story-time", "time in the story out", "Is there more than change from beginning to end?",
     "Main\u2019s own coupling, tested with the time in the story and its square regressed out of "
     "both sides.",
     "What is still called is more than a slow rise, fall or bend over the story.",
     "as much as main"},
    {"nuisance", "own regressors out",
     "Is there more than what the study\u2019s own regressors "
     "explain?",
     "Main\u2019s own coupling, tested with the columns of control_nuisance regressed out of both "
     "sides.",
     "What is still called is more than those.", "as much as main"},
    {"held-out-listeners", "held-out listeners", "", "", "", ""},
    {"seeds", "other seeds of the networks", "", "", "", ""}};

}  // namespace

const ControlWords* control_words(std::string_view name) {
  for (const ControlWords& words : kControls)
    if (words.name == name) return &words;
  return nullptr;
}

const ControlWords* control_words_of(const Report& report, const Session& s) {
  for (const Session& untrained : report.untrained)
    if (&untrained == &s) return control_words("untrained");
  for (const Session& control : report.controls)
    if (&control == &s) return control_words(s.variant);
  return nullptr;
}

}  // namespace anbn
