// SPDX-License-Identifier: Apache-2.0
// Makes the model of the tagger that is part of the program from the training part of a treebank
// in CoNLL-U; or, with --check, tells how good a model is on another part of it.
//
// usage: train_tagger TRAIN.conllu MODEL.pos
//        train_tagger --check MODEL.pos DEV.conllu
#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "anbn/text/tagger_training.h"

#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <vector>

namespace {

constexpr std::uint64_t kSeed = 1;

void train(const std::string& treebank, const std::string& model) {
  const auto sentences = anbn::tagged_sentences(anbn::read_conllu(treebank));
  const std::string bytes =
      anbn::bytes_of(anbn::train_tagger(anbn::with_bare_copies(sentences), kSeed));
  anbn::write_file(model, bytes);
  fmt::print("{} sentences, {} bytes\n", sentences.size(), bytes.size());
}

void check(const std::string& model, const std::string& treebank) {
  const anbn::Tagger tagger(anbn::parse_tagger_model(anbn::read_text(model), model));
  const auto written = anbn::tagged_sentences(anbn::read_conllu(treebank));
  std::vector<anbn::TaggedSentence> bare;
  for (const anbn::TaggedSentence& sentence : written)
    bare.push_back(anbn::without_case(anbn::without_punctuation(sentence)));
  const anbn::TagAccuracy one = anbn::accuracy_of(tagger, written),
                          two = anbn::accuracy_of(tagger, bare);
  fmt::print("as written: {:.2f} % of {} words\nwithout case and punctuation: {:.2f} % of {}\n",
             one.percent(), one.words, two.percent(), two.words);
}

}  // namespace

int main(int count, char** arguments) {
  const std::vector<std::string> given(arguments + 1, arguments + count);
  try {
    if (given.size() == 3 && given[0] == "--check")
      check(given[1], given[2]);
    else if (given.size() == 2)
      train(given[0], given[1]);
    else
      anbn::fail("usage: train_tagger TRAIN.conllu MODEL.pos | --check MODEL.pos DEV.conllu");
  } catch (const anbn::Error& e) {
    std::fprintf(stderr, "train_tagger: %s\n", e.what());
    return 1;
  }
  return 0;
}
