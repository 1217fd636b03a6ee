// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/tokenizers/tokenizer_json.h"

#include "anbn/core/error.h"
#include "anbn/io/table.h"
#include "anbn/text/tokenizers/byte_pair_files.h"
#include "anbn/text/tokenizers/tokenizer_files.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/source_dir.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace anbn {
namespace {

namespace fs = std::filesystem;

const fs::path kGoldens = source_dir() / "tests/golden/tokenizers";
const fs::path kShared = source_dir() / "../shared/data";

Tokenizer tokenizer_of(std::string_view json) {
  return tokenizer_of_json(JsonTree(json, "tokenizer.json"));
}

std::string pieces_text(const Tokenizer& tokenizer, std::string_view text) {
  std::string out;
  for (const Piece& piece : tokenizer.pieces(text))
    out += fmt::format("{}{}:{}:{}", out.empty() ? "" : " ", piece.id, piece.begin, piece.end);
  return out;
}

std::string text_of_hex(const std::string& hex) {
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    out += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return out;
}

std::string ids_text_of(const std::vector<std::int32_t>& ids) {
  std::string out;
  for (const std::int32_t id : ids) out += fmt::format("{}{}", out.empty() ? "" : " ", id);
  return out.empty() ? "n/a" : out;
}

// Goldens: tests/golden/tokenizers/make_golden.py.
TEST(TokenizerGolden, EqualsHuggingFaceForEachKind) {
  const Table around = read_tsv(kGoldens / "around.tsv");
  ASSERT_EQ(around.rows.size(), 7u);
  for (const auto& row : around.rows) {
    const Tokenizer tokenizer = read_tokenizer(kGoldens / row[0] / "tokenizer.json");
    EXPECT_EQ(ids_text_of(tokenizer.prefix()), row[1]) << row[0];
    EXPECT_EQ(ids_text_of(tokenizer.suffix()), row[2]) << row[0];
    const Table golden = read_tsv(kGoldens / (row[0] + ".tsv"));
    ASSERT_EQ(golden.rows.size(), 79u);
    for (const auto& line : golden.rows) {
      const std::string text = line[0] == "n/a" ? "" : text_of_hex(line[0]);
      EXPECT_EQ(pieces_text(tokenizer, text), line[1] == "n/a" ? "" : line[1])
          << row[0] << ": " << text;
    }
  }
}

/// Digest and number of the pieces of the stories, as make_golden.py takes them.
std::string stories_digest(const Tokenizer& tokenizer) {
  std::vector<fs::path> files;
  for (const char* folder : {"narratives", "lebel2023/words"}) {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(kShared / folder)) {
      const fs::path file = entry.is_directory() ? entry.path() / "align.csv" : entry.path();
      const bool has_words = file.extension() == ".csv" || file.extension() == ".tsv";
      if (has_words && fs::exists(file)) found.push_back(file);
    }
    std::sort(found.begin(), found.end());
    files.insert(files.end(), found.begin(), found.end());
  }
  std::uint64_t digest = 0xCBF29CE484222325u;
  std::size_t count = 0;
  const auto add = [&](std::string_view text) {
    for (const Piece& piece : tokenizer.pieces(text)) {
      ++count;
      for (const char c : fmt::format("{}:{}:{} ", piece.id, piece.begin, piece.end))
        digest = (digest ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
    }
  };
  add(read_text(kShared / "narratives/pieman/transcript.txt"));
  for (const fs::path& file : files) {
    const Table words =
        file.extension() == ".csv" ? read_csv(file, CsvHeader::none) : read_tsv(file);
    std::string text;
    for (const auto& row : words.rows) text += (text.empty() ? "" : " ") + row[0];
    add(text);
  }
  return fmt::format("{} {:016x}", count, digest);
}

TEST(TokenizerGolden, EqualsHuggingFaceOnAllStories) {
  if (!fs::exists(kShared)) GTEST_SKIP() << kShared << " is absent";
  const Table golden = read_tsv(kGoldens / "stories.tsv");
  const fs::path folder = kShared / "tokenizer";
  const Tokenizer gpt2(byte_pair_parts(read_text(folder / "gpt2-encoder.json"), "gpt2-encoder.json",
                                       read_text(folder / "gpt2-vocab.bpe"), "gpt2-vocab.bpe"));
  EXPECT_EQ(stories_digest(gpt2), golden.rows.at(0).at(1) + " " + golden.rows[0].at(2));
  const Tokenizer bert = read_tokenizer(folder / "bert-uncased-tokenizer.json");
  EXPECT_EQ(stories_digest(bert), golden.rows.at(1).at(1) + " " + golden.rows[1].at(2));
}

const std::string kSmallModel =
    R"("model": {"type": "WordPiece", "unk_token": "?", "vocab": {"?": 0, "pie": 1, "##man": 2, "<": 3, ">": 4}})";

TEST(TokenizerJson, ShowsPiecesAsPeopleReadThem) {
  const Tokenizer words =
      tokenizer_of("{" + kSmallModel + R"(, "pre_tokenizer": {"type": "BertPreTokenizer"}})");
  const Piece man = words.pieces("pieman").at(1);
  EXPECT_EQ(words.shown(man, "pieman"), "##man");
  const Tokenizer bytes = read_tokenizer(kGoldens / "llama3-like/tokenizer.json");
  const std::string text = "The harbour,\n\n \u6211 don't";
  std::string shown;
  for (const Piece& piece : bytes.pieces(text)) shown += bytes.shown(piece, text) + "|";
  EXPECT_EQ(shown.substr(0, 4), "The|");
  EXPECT_NE(shown.find("harbour|,|\u2423|"), std::string::npos) << shown;
  EXPECT_NE(shown.find("|'t|"), std::string::npos) << shown;
}

std::string json_complaint(const std::string& members) {
  return error_of([&] { tokenizer_of("{" + members + "}"); });
}

void expect_complaint(const std::string& members, std::string_view what) {
  EXPECT_NE(json_complaint(members).find(what), std::string::npos) << members << "\n"
                                                                   << json_complaint(members);
}

TEST(TokenizerJson, RefusesVocabulariesThatCannotBe) {
  const auto model = [](const std::string& vocab) {
    return R"("model": {"type": "WordPiece", "unk_token": "?", "vocab": )" + vocab + "}";
  };
  expect_complaint(model(R"({"?": 0, "a": 2})"), "no piece has the number 1");
  expect_complaint(model(R"({"?": 0, "a": 0})"), "both have the number 0");
  expect_complaint(model(R"({"?": 0, "a": 4194304})"), "expected a whole number from 0");
  expect_complaint(model(R"({"?": 0, "a": -1})"), "expected a whole number from 0");
  expect_complaint(model(R"({"?": 0, "a": 1.5})"), "expected a whole number from 0");
  expect_complaint(model(R"({"a": 0})"), "'?' is no piece of the vocabulary");
  expect_complaint(model("[]"), "is no object");
  expect_complaint(R"("model": {"type": "Lattice", "vocab": {}})", "no model 'Lattice'");
  expect_complaint(R"("version": "1.0")", "has no 'model'");
}

TEST(TokenizerJson, RefusesMergesAndScoresThatCannotBe) {
  const auto model = [](const std::string& merges) {
    return R"("model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": )" + merges +
           "}";
  };
  EXPECT_EQ(json_complaint(model(R"(["a b"])")), "");
  EXPECT_EQ(json_complaint(model(R"([["a", "b"]])")), "");
  expect_complaint(model(R"(["b a"])"), "'ba' is no piece");
  expect_complaint(model(R"(["a c"])"), "'c' is no piece");
  expect_complaint(model(R"(["ab"])"), "is no merge");
  expect_complaint(model(R"(["a b c"])"), "is no merge");
  expect_complaint(model(R"([" b"])"), "is empty");
  expect_complaint(R"("model": {"type": "BPE", "dropout": 0.1, "vocab": {}, "merges": []})",
                   "merges are never left out at random");
  const auto unigram = [](const std::string& vocab) {
    return R"("model": {"type": "Unigram", "unk_id": 0, "vocab": )" + vocab + "}";
  };
  EXPECT_EQ(json_complaint(unigram(R"([["?", 0], ["a", -1.5]])")), "");
  expect_complaint(unigram(R"([["?", 0], ["?", -1.5]])"), "has the numbers 0 and 1");
  expect_complaint(unigram(R"([["?", 0], ["", -1.5]])"), "is empty");
  expect_complaint(unigram(R"([["?", 0], ["a"]])"), "is no pair");
  expect_complaint(unigram("[]"), "expected a whole number from 0 to -1");
}

TEST(TokenizerJson, RefusesStepsThatItDoesNotHave) {
  const auto with = [](const std::string& step) { return kSmallModel + ", " + step; };
  expect_complaint(with(R"("normalizer": {"type": "Nmt"})"), "no normalizer 'Nmt'");
  expect_complaint(with(R"("pre_tokenizer": {"type": "Split", "pattern": {"Regex": "(a+)+$"}})"),
                   "is the pattern '(a+)+$'; expected one that anbn scans (GPT-2, Llama 3");
  expect_complaint(with(R"("pre_tokenizer": {"type": "Split", "pattern": {"String": ""}})"),
                   "is an empty text");
  expect_complaint(with(R"("pre_tokenizer": {"type": "Metaspace", "replacement": "ab"})"),
                   "replacement has 2 characters");
  expect_complaint(with(R"("added_tokens": [{"id": 5, "content": ""}])"), "is an empty text");
  expect_complaint(
      with(R"("added_tokens": [{"id": 5, "content": "x"}, {"id": 5, "content": "x"}])"),
      "is there before");
  expect_complaint(with(R"("added_tokens": [{"id": 1, "content": "x"}])"),
                   "both have the number 1");
  expect_complaint(with(R"("added_tokens": [{"id": 7, "content": "x"}])"),
                   "no piece has the number");
  expect_complaint(
      with(R"("post_processor": {"type": "BertProcessing", "sep": ["x", 9], "cls": ["y", 0]})"),
      "expected a whole number from 0 to 4");
  expect_complaint(
      with(
          R"("post_processor": {"type": "TemplateProcessing", "single": [], "special_tokens": {}})"),
      "has no text, $A");
  for (const char* map : {"AAAA", "BAAAAA==", "////fw=="})
    expect_complaint(
        with(fmt::format(R"("normalizer": {{"type": "Precompiled", "precompiled_charsmap": "{}"}})",
                         map)),
        "precompiled_charsmap");
  // One unit whose leaf, at offset 1, says byte 16777215 of no text.
  expect_complaint(
      with(R"("normalizer": {"type": "Precompiled", "precompiled_charsmap": "CAAAAAAFAAD///+A"})"),
      "points to byte 16777215 of 0");
}

TEST(TokenizerJson, PutsSpecialsAroundAsTheTemplateSays) {
  const Tokenizer tokenizer =
      tokenizer_of("{" + kSmallModel + R"(, "post_processor": {"type": "Sequence", "processors": [
        {"type": "ByteLevel"},
        {"type": "TemplateProcessing",
         "single": [{"SpecialToken": {"id": "s"}}, {"Sequence": {"id": "A"}}, {"SpecialToken": {"id": "e"}}],
         "special_tokens": {"s": {"id": "s", "ids": [3, 3]}, "e": {"id": "e", "ids": [4]}}}]}})");
  EXPECT_EQ(tokenizer.prefix(), (std::vector<std::int32_t>{3, 3}));
  EXPECT_EQ(tokenizer.suffix(), (std::vector<std::int32_t>{4}));
}

TEST(TokenizerFiles, TakesWhatTheFolderHas) {
  const ScratchFolder folder;
  EXPECT_EQ(tokenizer_file(folder.path()).filename(), "vocab.txt");
  write_file(folder / "tokenizer.json", "{" + kSmallModel + "}");
  EXPECT_EQ(tokenizer_file(folder.path()).filename(), "tokenizer.json");
  EXPECT_EQ(read_tokenizer(tokenizer_file(folder.path())).size(), 5u);
  write_file(folder / "tokenizer_config.json",
             std::string(R"({"auto_map": {"AutoTokenizer": ["x.T", null]}})"));
  EXPECT_NE(error_of([&] { read_tokenizer(folder / "tokenizer.json"); }).find("never executes"),
            std::string::npos);
  write_file(folder / "tokenizer_config.json", std::string(R"({"do_lower_case": false})"));
  EXPECT_EQ(read_tokenizer(folder / "tokenizer.json").size(), 5u);
  write_file(
      folder / "tokenizer.json",
      "{" + kSmallModel + R"(, "normalizer": {"type": "BertNormalizer", "lowercase": true}})");
  EXPECT_NE(error_of([&] { read_tokenizer(folder / "tokenizer.json"); }).find("expected the same"),
            std::string::npos);
  EXPECT_NE(error_of([&] {
              read_tokenizer(folder / "pieces.bin");
            }).find("expected vocab.txt, tokenizer.json, vocab.json or tokenizer.model"),
            std::string::npos);
}

TEST(BytePairFiles, SaysWhatIsMissing) {
  const ScratchFolder folder;
  write_file(folder / "vocab.json", std::string(R"({"a": 0})"));
  EXPECT_NE(error_of([&] { read_tokenizer(folder / "vocab.json"); }).find("merges.txt: no such"),
            std::string::npos);
  write_file(folder / "merges.txt", std::string("#version: 0.2\n"));
  EXPECT_NE(error_of([&] { read_tokenizer(folder / "vocab.json"); }).find("byte 0"),
            std::string::npos);
  write_file(folder / "config.json", std::string(R"({"model_type": "xlnet"})"));
  EXPECT_NE(error_of([&] { read_tokenizer(folder / "vocab.json"); }).find("'xlnet'"),
            std::string::npos);
  write_file(folder / "tokenizer_config.json", std::string(R"({"tokenizer_class": "XTokenizer"})"));
  EXPECT_NE(error_of([&] { read_tokenizer(folder / "vocab.json"); }).find("'XTokenizer'"),
            std::string::npos);
}

}  // namespace
}  // namespace anbn
