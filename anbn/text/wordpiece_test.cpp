// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/wordpiece.h"

#include "anbn/core/error.h"
#include "anbn/io/table.h"
#include "anbn/text/tokenizers/tokenizer_files.h"
#include "anbn/text/unicode.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/source_dir.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace anbn {
namespace {

namespace fs = std::filesystem;

const fs::path kGolden = source_dir() / "tests/golden/tokenizer";
const fs::path kSharedData = source_dir() / "../shared/data";
const fs::path kVocabulary = kSharedData / "tokenizer/bert-base-uncased-vocab.txt";

Tokenizer small_vocabulary() {
  return wordpiece_tokenizer("[UNK]\n[CLS]\n[SEP]\npie\nman\n##man\n##s\n!\n'\ni\nm\n我\n想\n",
                             "vocab.txt");
}

std::vector<std::string> names(const Tokenizer& vocabulary, std::string_view text) {
  std::vector<std::string> out;
  for (const Piece& piece : vocabulary.pieces(text)) out.push_back(vocabulary.piece(piece.id));
  return out;
}

using Names = std::vector<std::string>;

TEST(WordPiece, TakesTheLongestPieceFirst) {
  EXPECT_EQ(names(small_vocabulary(), "Pieman PIEMANS"),
            (Names{"pie", "##man", "pie", "##man", "##s"}));
}

TEST(WordPiece, SplitsPunctuationOff) {
  EXPECT_EQ(names(small_vocabulary(), "I'm!"), (Names{"i", "'", "m", "!"}));
}

TEST(WordPiece, MakesAWordWithAnUnknownRestUnknown) {
  EXPECT_EQ(names(small_vocabulary(), "pie pieman? man"),
            (Names{"pie", "pie", "##man", "[UNK]", "man"}));
  EXPECT_EQ(names(small_vocabulary(), "piex man"), (Names{"[UNK]", "man"}));
}

TEST(WordPiece, ReadsSpecialsInTheTextAsText) {
  EXPECT_EQ(names(small_vocabulary(), "[SEP]"), (Names{"[UNK]", "[UNK]", "[UNK]"}));
}

TEST(WordPiece, KnowsTheBytesOfEachPiece) {
  const std::string text = " p\u00ECe  \u6211\u60F3! ";  // ì is two bytes, 我 and 想 three each
  const auto pieces = small_vocabulary().pieces(text);
  ASSERT_EQ(pieces.size(), 4u);
  EXPECT_EQ(text.substr(pieces[0].begin, pieces[0].end - pieces[0].begin), "p\u00ECe");
  EXPECT_EQ(pieces[1].begin, 7u);
  EXPECT_EQ(pieces[2].begin, 10u);
  EXPECT_EQ(pieces[3].begin, 13u);
  EXPECT_EQ(pieces[3].end, 14u);
}

TEST(WordPiece, ReadsAVocabularyWithWindowsLineEnds) {
  const Tokenizer vocabulary =
      wordpiece_tokenizer("[UNK]\r\n[CLS]\r\n[SEP]\r\npie\r\n", "vocab.txt");
  EXPECT_EQ(vocabulary.size(), 4u);
  EXPECT_EQ(names(vocabulary, "pie"), Names{"pie"});
}

std::string vocabulary_complaint(std::string_view vocabulary) {
  try {
    wordpiece_tokenizer(vocabulary, "vocab.txt");
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

TEST(WordPiece, RejectsAVocabularyWithoutSpecials) {
  EXPECT_NE(vocabulary_complaint("[UNK]\n[CLS]\na\n").find("vocab.txt: no [SEP] among 3 lines"),
            std::string::npos);
  EXPECT_NE(vocabulary_complaint(""), "");
}

TEST(WordPiece, RefusesATextThatHoldsAnAddedToken) {
  const Tokenizer vocabulary =
      wordpiece_tokenizer("[UNK]\n[CLS]\n[SEP]\npie\n", "vocab.txt", {.added = {"Covid"}});
  EXPECT_EQ(names(vocabulary, "pie"), Names{"pie"});
  EXPECT_NE(error_of([&] { vocabulary.pieces("after covid"); }).find("the text holds 'Covid'"),
            std::string::npos);
}

TEST(ReadVocabulary, TakesTheSettingsThatLieBesideIt) {
  const ScratchFolder folder;
  const fs::path file = folder / "vocab.txt";
  const auto settings = [&](const std::string& members) {
    write_file(folder / "tokenizer_config.json", "{" + members + "}");
  };
  write_file(file, "[UNK]\n[CLS]\n[SEP]\nM\u00F6\nmo\n");
  settings("\"do_lower_case\": false, \"tokenizer_class\": \"BertTokenizer\"");
  EXPECT_EQ(names(read_tokenizer(file), "M\u00F6 mo"), (Names{"M\u00F6", "mo"}));
  settings("\"do_lower_case\": false, \"strip_accents\": true");
  EXPECT_EQ(names(read_tokenizer(file), "M\u00F6 mo"), (Names{"[UNK]", "mo"}));
  write_file(folder / "added_tokens.json", "{\"<story>\": 30522}");
  settings("\"added_tokens_decoder\": {\"0\": {\"content\": \"[X]\", \"special\": true}}");
  EXPECT_NE(error_of([&] { read_tokenizer(file); }).find("1 of 5 pieces"), std::string::npos);
  write_file(file, "[UNK]\n[CLS]\n[SEP]\nmo\n");
  EXPECT_EQ(names(read_tokenizer(file), "M\u00F6"), Names{"mo"});
  for (const char* text : {"a [X]", "<story> a"})
    EXPECT_NE(error_of([&] { read_tokenizer(file).pieces(text); }).find("the text holds"),
              std::string::npos);
  settings("\"auto_map\": {\"AutoTokenizer\": [\"x.T\", null]}");
  EXPECT_NE(error_of([&] { read_tokenizer(file); }).find("never executes"), std::string::npos);
  settings("\"tokenizer_class\": \"BertJapaneseTokenizer\"");
  EXPECT_NE(error_of([&] { read_tokenizer(file); }).find("'BertJapaneseTokenizer'"),
            std::string::npos);
  settings("\"do_basic_tokenize\": false");
  EXPECT_NE(error_of([&] { read_tokenizer(file); }).find("do_basic_tokenize"), std::string::npos);
}

TEST(ReadVocabulary, RefusesTextsThatTheTokenizerWouldLeaveWhole) {
  const ScratchFolder folder;
  write_file(folder / "vocab.txt", "[UNK]\n[CLS]\n[SEP]\nmo\n");
  const auto message = [&](const char* file, const char* json, const char* text) {
    write_file(folder / file, json);
    std::string found = error_of([&] { read_tokenizer(folder / "vocab.txt").pieces(text); });
    fs::remove(folder / file);
    return found;
  };
  const std::string whole = "the text holds 'New York', which the model's tokenizer leaves whole";
  for (const auto& [file, json] : std::vector<std::pair<const char*, const char*>>{
           {"tokenizer_config.json", R"({"never_split": ["mo", "New York"]})"},
           {"tokenizer_config.json", R"({"additional_special_tokens": [{"content": "New York"}]})"},
           {"special_tokens_map.json", R"({"additional_special_tokens": ["<a>", "New York"]})"},
           {"special_tokens_map.json", R"({"mask_token": {"content": "New York"}})"},
           {"tokenizer.json", R"({"added_tokens": [{"id": 9, "content": "New York"}],
                                  "model": {"vocab": {"content": 3}}})"}}) {
    EXPECT_NE(message(file, json, "in new york").find(whole), std::string::npos) << json;
    EXPECT_EQ(message(file, json, "in York"), "") << json;
  }
  EXPECT_NE(message("special_tokens_map.json", R"({"unk_token": "<unk>"})", "mo")
                .find("special_tokens_map.json: unk_token is '<unk>'; expected '[UNK]'"),
            std::string::npos);
  EXPECT_NE(message("tokenizer_config.json", R"({"cls_token": {"content": "<s>"}})", "mo")
                .find("cls_token is '<s>'; expected '[CLS]'"),
            std::string::npos);
  EXPECT_EQ(
      message("special_tokens_map.json", R"({"unk_token": "[UNK]", "sep_token": "[SEP]"})", "mo"),
      "");
}

TEST(WordPiece, RejectsACasedVocabulary) {
  EXPECT_NE(vocabulary_complaint("[UNK]\n[CLS]\n[SEP]\nThe\nthe\n").find("uncased"),
            std::string::npos);
}

TEST(WordPiece, KnowsNoPieceOutsideTheVocabulary) {
  EXPECT_THROW(small_vocabulary().piece(-1), Error);
  EXPECT_THROW(small_vocabulary().piece(13), Error);
  EXPECT_EQ(small_vocabulary().piece(12), "想");
}

// Goldens of Hugging Face tokenizers: tests/golden/tokenizer/make_golden.py.

std::string ids_text(const Tokenizer& vocabulary, std::string_view text) {
  std::string out;
  for (const Piece& piece : vocabulary.pieces(text))
    out += fmt::format("{}{}", out.empty() ? "" : ",", piece.id);
  return out;
}

std::string from_hex(const std::string& hex) {
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    out += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return out;
}

std::string fnv1a64(std::string_view bytes) {
  std::uint64_t value = 0xCBF29CE484222325u;
  for (const char c : bytes) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  return fmt::format("{:016x}", value);
}

TEST(WordPieceGolden, EqualsHuggingFaceOnEdgeCases) {
  if (!fs::exists(kVocabulary)) GTEST_SKIP() << kVocabulary << " is absent";
  const Tokenizer vocabulary = wordpiece_tokenizer(read_text(kVocabulary), kVocabulary.string());
  const Table golden = read_tsv(kGolden / "edge_cases.tsv");
  ASSERT_GT(golden.rows.size(), 50u);
  for (const auto& row : golden.rows) {
    const std::string text = row[1] == "n/a" ? "" : from_hex(row[1]);
    EXPECT_EQ(ids_text(vocabulary, text), row[2] == "n/a" ? "" : row[2]) << row[0];
  }
}

// Goldens: tests/golden/tokenizer/make_settings_golden.py.
TEST(WordPieceGolden, EqualsHuggingFaceUnderAllSettings) {
  const std::string text = read_text(kGolden / "settings_vocab.txt");
  const Table golden = read_tsv(kGolden / "settings.tsv");
  ASSERT_EQ(golden.rows.size(), 80u);
  for (std::size_t row = 0; row < golden.rows.size(); ++row) {
    const auto is_set = [&](std::size_t column) { return golden.integer(row, column) == 1; };
    const Tokenizer vocabulary = wordpiece_tokenizer(text, "settings_vocab.txt",
                                                     {is_set(0), is_set(1), is_set(2), {}, true});
    EXPECT_EQ(ids_text(vocabulary, from_hex(golden.rows[row][3])), golden.rows[row][4])
        << from_hex(golden.rows[row][3]) << " " << is_set(0) << is_set(1) << is_set(2);
  }
}

TEST(WordPieceGolden, EqualsHuggingFaceOnTwelveStories) {
  if (!fs::exists(kVocabulary)) GTEST_SKIP() << kVocabulary << " is absent";
  const Tokenizer vocabulary = wordpiece_tokenizer(read_text(kVocabulary), kVocabulary.string());
  const Table golden = read_tsv(kGolden / "stories.tsv");
  ASSERT_EQ(golden.rows.size(), 13u);
  for (std::size_t row = 0; row < golden.rows.size(); ++row) {
    const fs::path file = kSharedData / "narratives" / golden.rows[row][0] / golden.rows[row][1];
    std::string ids;
    if (file.extension() == ".csv") {
      for (const auto& word : read_csv(file, CsvHeader::none).rows) {
        const std::string of_word = ids_text(vocabulary, word[0]);
        if (!ids.empty() && !of_word.empty()) ids += ',';
        ids += of_word;
      }
    } else {
      ids = ids_text(vocabulary, read_text(file));
    }
    EXPECT_EQ(std::count(ids.begin(), ids.end(), ',') + 1, golden.integer(row, 3)) << file;
    EXPECT_EQ(fnv1a64(ids), golden.rows[row][4]) << file;
  }
}

}  // namespace
}  // namespace anbn
