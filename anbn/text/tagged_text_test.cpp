// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/tagged_text.h"

#include "anbn/text/sentences.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace anbn {
namespace {

std::string cut(const std::string& text) {
  std::string out;
  for (const TextToken& token : text_tokens(text))
    out.append(out.empty() ? "" : " ").append(text, token.begin, token.end - token.begin);
  return out;
}

TEST(TextTokens, PartPunctuationFromWords) {
  EXPECT_EQ(cut("\"Go home,\" she said (twice)..."), "\" Go home , \" she said ( twice ) ...");
  EXPECT_EQ(cut("a hard-boiled egg--or two"), "a hard - boiled egg -- or two");
  EXPECT_EQ(cut("so\xE2\x80\x94well"), "so \xE2\x80\x94 well");
  EXPECT_EQ(cut("\xF0\x9F\x98\x80 ok\xF0\x9F\x98\x80"), "\xF0\x9F\x98\x80 ok \xF0\x9F\x98\x80");
}

TEST(TextTokens, LeaveAbbreviationsAndNumbersWhole) {
  EXPECT_EQ(cut("Mr. Fox left at 7:30 p.m., with 10,000 books."),
            "Mr. Fox left at 7:30 p.m. , with 10,000 books .");
  EXPECT_EQ(cut("$5.50 at AT&T"), "$ 5.50 at AT&T");
  EXPECT_EQ(cut("see http://a.b/c-d now"), "see http://a.b/c-d now");
}

TEST(TextTokens, PartClitics) {
  EXPECT_EQ(cut("don't I'm she's we'll they\xE2\x80\x99ve"),
            "do n't I 'm she 's we 'll they \xE2\x80\x99ve");
  EXPECT_EQ(cut("wouldn't've"), "would n't 've");
  EXPECT_EQ(cut("I cannot, he's gonna; dont"), "I can not , he 's gon na ; do nt");
  EXPECT_EQ(cut("'em 's n't"), "'em 's n't");
  EXPECT_EQ(cut("the dogs' \xE2\x80\x98yes\xE2\x80\x99"),
            "the dogs ' \xE2\x80\x98 yes \xE2\x80\x99");
}

TEST(TextTokens, HoldEveryCharacterOnce) {
  for (const std::string& text :
       {std::string("..'n't's \t'-a-'\n\"b\".."), std::string(10000, '\''), std::string(10000, 'a'),
        std::string("n't") + std::string(9000, 's'), std::string(), std::string(" \n")}) {
    std::size_t end = 0;
    for (const TextToken& token : text_tokens(text)) {
      EXPECT_TRUE(std::all_of(text.begin() + static_cast<std::ptrdiff_t>(end),
                              text.begin() + static_cast<std::ptrdiff_t>(token.begin),
                              [](char c) { return c == ' ' || c == '\n' || c == '\t'; }));
      EXPECT_LT(token.begin, token.end);
      EXPECT_GE(token.begin, end);
      end = token.end;
    }
    EXPECT_EQ(text.find_first_not_of(" \n\t", end), std::string::npos);
  }
}

TEST(TaggedSpans, TagWordsAndMarksWhereTheyStand) {
  Transcript transcript;
  transcript.text = "She didn't go. \"The dog barked!\"";
  transcript.sentence_ends = sentence_ends(transcript.text);
  const PosSpans spans = tagged_spans(transcript, english_tagger());
  const auto tag = [&](const char* of) { return spans.at(transcript.text.find(of)); };
  EXPECT_EQ(tag("She"), "PRON");
  EXPECT_EQ(tag("didn't"), "AUX");
  EXPECT_EQ(tag("n't"), "PART");
  EXPECT_EQ(tag("go"), "VERB");
  EXPECT_EQ(tag("."), "PUNCT");
  EXPECT_EQ(tag("The"), "DET");
  EXPECT_EQ(tag("dog"), "NOUN");
  EXPECT_EQ(tag("barked"), "VERB");
}

TEST(TaggedSpans, NeedNoPunctuationAndNoCapitals) {
  Transcript transcript;
  transcript.text = "she opened the door and the dog barked";
  const PosSpans spans = tagged_spans(transcript, english_tagger());
  std::string tags;
  for (const PosSpan& span : spans.spans) tags += span.upos + " ";
  EXPECT_EQ(tags, "PRON VERB DET NOUN CCONJ DET NOUN VERB ");
}

}  // namespace
}  // namespace anbn
