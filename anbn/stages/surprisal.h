// SPDX-License-Identifier: Apache-2.0
// Options of the stage `surprisal`, for those who look before they compute.
#pragma once

#include "anbn/stages/tokens.h"

namespace anbn {

struct SurprisalOptions : WordsOptions, ContextOptions, VolumesOptions {
  Input surprisal_model{InputKind::model};
  Input vocabulary{InputKind::described};

  template <class V>
  void visit(V&& option) {
    option("surprisal_model", surprisal_model,
           "folder of a model whose tokens see only those before them, with a language-model head");
    option("vocabulary", vocabulary,
           "its vocab.txt, tokenizer.json, vocab.json or tokenizer.model");
    WordsOptions::visit(option);
    ContextOptions::visit(option);
    VolumesOptions::visit(option);
  }
};

/// Those of the tokens that the model reads.
TokensOptions tokens_of(const SurprisalOptions& options);

}  // namespace anbn
