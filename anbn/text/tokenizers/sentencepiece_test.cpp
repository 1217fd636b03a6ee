// SPDX-License-Identifier: Apache-2.0
// Against sentencepiece (tests/golden/sentencepiece/make_golden.py says what the files hold).
#include "anbn/io/file.h"
#include "anbn/io/table.h"
#include "anbn/text/tokenizers/sentencepiece_file.h"
#include "anbn/text/tokenizers/sentencepiece_model.h"
#include "anbn/text/tokenizers/tokenizer_files.h"
#include "tests/support/error_of.h"
#include "tests/support/has.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/source_dir.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace anbn {
namespace {

namespace fs = std::filesystem;

const fs::path kSentencePieces = source_dir() / "tests" / "golden" / "sentencepiece";

std::string bytes_of_hex(const std::string& hex) {
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    out += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return out;
}

class EverySentencePieceModel : public testing::TestWithParam<const char*> {};

TEST_P(EverySentencePieceModel, HasThePiecesAndBytesOfSentencepiece) {
  const fs::path file = kSentencePieces / GetParam() / "tokenizer.model";
  const Tokenizer tokenizer = read_sentencepiece_file(file);
  const Table golden = read_tsv(kSentencePieces / (std::string(GetParam()) + ".tsv"));
  ASSERT_GE(golden.rows.size(), 100u);
  for (const auto& row : golden.rows) {
    const std::string text = bytes_of_hex(row[golden.column("text")]);
    std::string found, expected;
    std::istringstream wanted(row[golden.column("pieces")]);
    for (const Piece& piece : tokenizer.pieces(text)) {
      std::int32_t id = -1;
      std::size_t begin = 0, end = 0;
      char colon = 0;
      wanted >> id >> colon >> begin >> colon >> end;
      // What covers nothing there covers what comes next here.
      if (end <= begin && piece.end > begin) end = piece.end;
      found += fmt::format("{}:{}:{} ", piece.id, piece.begin, piece.end);
      expected += fmt::format("{}:{}:{} ", id, begin, end);
      EXPECT_TRUE(piece.end > piece.begin || piece.begin == text.size());
    }
    std::string more;
    EXPECT_FALSE(wanted >> more) << more;
    ASSERT_EQ(found, expected) << row[golden.column("text")];
  }
}

INSTANTIATE_TEST_SUITE_P(, EverySentencePieceModel,
                         testing::Values("bytes", "joined", "likely", "unused"),
                         [](const auto& name) { return std::string(name.param); });

/// A field of a protobuf message: a text, or a number.
std::string field(unsigned number, const std::string& bytes) {
  return std::string{static_cast<char>(number << 3 | 2), static_cast<char>(bytes.size())} + bytes;
}
std::string field(unsigned number, unsigned value) {
  return {static_cast<char>(number << 3), static_cast<char>(value)};
}
std::string piece_field(const std::string& text, unsigned type = 1) {
  return field(1, field(1, text) + field(3, type));
}

std::string error_of_model(const std::string& bytes) {
  return error_of([&] {
    const auto proto =
        std::make_shared<const SentencePieceProto>(parse_sentencepiece(bytes, "tokenizer.model"));
    sentencepiece_parts(proto, "tokenizer.model");
  });
}

TEST(SentencePiece, ReadsAModelByHand) {
  const auto proto = std::make_shared<const SentencePieceProto>(parse_sentencepiece(
      piece_field("?", 2) + piece_field("a") + piece_field("\u2581") + piece_field("\u2581ab"),
      "m"));
  const Tokenizer tokenizer(sentencepiece_parts(proto, "m"));
  std::vector<std::int32_t> ids;
  for (const Piece& found : tokenizer.pieces(" ab  aaxyb ")) ids.push_back(found.id);
  EXPECT_EQ(ids, (std::vector<std::int32_t>{3, 2, 1, 1, 0}));
  EXPECT_TRUE(tokenizer.pieces("").empty());
  EXPECT_TRUE(tokenizer.pieces("   ").empty());
}

TEST(SentencePiece, RefusesWhatItIsNot) {
  EXPECT_TRUE(has(error_of_model(""), "has no pieces; expected a sentencepiece model"));
  const std::string good = piece_field("?", 2) + piece_field("a");
  EXPECT_EQ(error_of_model(good), "");
  EXPECT_TRUE(has(error_of_model(good.substr(0, good.size() - 1)), "is the file cut short"));
  EXPECT_TRUE(has(error_of_model("no such file"), "tokenizer.model: "));
  EXPECT_TRUE(
      has(error_of_model(good + piece_field("a")), "the piece 'a' has the numbers 1 and 2"));
  EXPECT_TRUE(has(error_of_model(good + piece_field("")), "piece 2 is empty"));
  EXPECT_TRUE(has(error_of_model(good + piece_field("b", 7)), "piece 2 is of the type 7"));
  EXPECT_TRUE(has(error_of_model(good + piece_field("b", 2)), "pieces 0 and 2 both stand for"));
  EXPECT_TRUE(has(error_of_model(piece_field("a")), "no piece stands for what is unknown"));
  EXPECT_TRUE(has(error_of_model(good + field(2, field(3, 3))), "model_type is 3; expected 1"));
  EXPECT_TRUE(has(error_of_model(good + field(3, field(2, std::string("abc")))),
                  "precompiled_charsmap has 3 bytes"));
  EXPECT_TRUE(has(error_of_model(good + std::string{'\x98', '\x02', '\x01'} + '\x0B'),
                  "a field of the wire type 3"));
  EXPECT_TRUE(has(error_of_model(std::string(12, '\xFF')), "a number of more than ten bytes"));
  const std::string infinite = std::string{'\x15', '\0', '\0', '\x80', '\x7F'};
  EXPECT_TRUE(has(error_of_model(good + field(1, field(1, std::string("b")) + infinite)),
                  "the score of piece 2 is inf"));
}

TEST(SentencePiece, PutsSpecialsAroundATextAsTheFolderSays) {
  const ScratchFolder folder;
  const fs::path file = folder.path() / "tokenizer.model";
  std::ofstream(file, std::ios::binary)
      << piece_field("?", 2) + piece_field("<s>", 3) + piece_field("</s>", 3) + piece_field("a");
  EXPECT_EQ(tokenizer_file(folder.path()), file);
  EXPECT_EQ(read_tokenizer(file).prefix(), std::vector<std::int32_t>{1});
  EXPECT_TRUE(read_tokenizer(file).suffix().empty());
  std::ofstream(folder.path() / "tokenizer_config.json")
      << R"({"add_bos_token": false, "add_eos_token": true})";
  EXPECT_TRUE(read_tokenizer(file).prefix().empty());
  EXPECT_EQ(read_tokenizer(file).suffix(), std::vector<std::int32_t>{2});
  std::ofstream(folder.path() / "config.json") << R"({"model_type": "mistral"})";
  read_tokenizer(file);
  std::ofstream(folder.path() / "config.json") << R"({"model_type": "xlm-roberta"})";
  EXPECT_TRUE(has(error_of([&] { read_tokenizer(file); }),
                  "model_type in config.json is 'xlm-roberta', whose token ids "
                  "may be others"));
}

}  // namespace
}  // namespace anbn
