// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/tokenizers/sentencepiece_proto.h"

#include "anbn/core/error.h"

#include <bit>
#include <cmath>
#include <optional>

namespace anbn {
namespace {

/// The fields of one protobuf message, one after the other.
class Message {
 public:
  Message(std::string_view bytes, const std::string& name) : rest_(bytes), name_(name) {}

  struct Field {
    std::uint64_t number = 0;
    std::uint64_t value = 0;  // of a varint, or four or eight bytes, little-endian
    std::string_view bytes;   // of a string or a message
    enum class Is { varint, four_bytes, eight_bytes, bytes } is = Is::varint;
  };

  std::optional<Field> next() {
    if (rest_.empty()) return {};
    const std::uint64_t key = varint();
    Field field{key >> 3, 0, {}, Field::Is::varint};
    switch (key & 7) {
      case 0:
        field.value = varint();
        break;
      case 1:
        field.is = Field::Is::eight_bytes;
        field.value = little_endian(take(8));
        break;
      case 2:
        field.is = Field::Is::bytes;
        field.bytes = take(varint());
        break;
      case 5:
        field.is = Field::Is::four_bytes;
        field.value = little_endian(take(4));
        break;
      default:
        fail(
            "{}: a field of the wire type {}; expected a sentencepiece model. "
            "Is the file damaged?",
            name_, key & 7);
    }
    if (field.number == 0) fail("{}: a field has the number 0; is the file damaged?", name_);
    return field;
  }

 private:
  std::string_view take(std::uint64_t count) {
    if (count > rest_.size())
      fail(
          "{}: a field has {} bytes, {} are left; is the file cut short, or "
          "no sentencepiece model?",
          name_, count, rest_.size());
    const std::string_view out = rest_.substr(0, static_cast<std::size_t>(count));
    rest_.remove_prefix(out.size());
    return out;
  }

  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(take(1).front());
      value |= std::uint64_t{byte & 0x7Fu} << shift;
      if (byte < 0x80) return value;
    }
    fail("{}: a number of more than ten bytes; is the file damaged?", name_);
  }

  static std::uint64_t little_endian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
      value |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
    return value;
  }

  std::string_view rest_;
  const std::string& name_;
};

using Field = Message::Field;

/// The value of a field, which must be of this kind.
void require(const Field& field, Field::Is is, const std::string& name) {
  if (field.is != is)
    fail(
        "{}: the field {} is of another type than sentencepiece writes; is it "
        "such a model?",
        name, field.number);
}

SentencePieceProto::Piece piece_of(std::string_view bytes, std::size_t number,
                                   const std::string& name) {
  SentencePieceProto::Piece piece;
  Message message(bytes, name);
  while (const auto field = message.next()) {
    if (field->number == 1) {
      require(*field, Field::Is::bytes, name);
      piece.text = field->bytes;
    } else if (field->number == 2) {
      require(*field, Field::Is::four_bytes, name);
      piece.score = std::bit_cast<float>(static_cast<std::uint32_t>(field->value));
    } else if (field->number == 3) {
      require(*field, Field::Is::varint, name);
      if (field->value < 1 || field->value > 6)
        fail("{}: piece {} is of the type {}; expected 1 to 6", name, number, field->value);
      piece.type = static_cast<SentencePieceProto::Type>(field->value);
    }
  }
  if (piece.text.empty()) fail("{}: piece {} is empty; expected a text", name, number);
  if (!std::isfinite(piece.score))
    fail("{}: the score of piece {} is {}; expected a number", name, number, piece.score);
  return piece;
}

void read_trainer(std::string_view bytes, const std::string& name, SentencePieceProto& out) {
  Message message(bytes, name);
  while (const auto field = message.next()) {
    const bool is_number = field->is == Field::Is::varint;
    if (field->number == 3 && is_number) {
      if (field->value < 1 || field->value > 2)
        fail(
            "{}: model_type is {}; expected 1 (unigram) or 2 (bpe), which "
            "anbn reads",
            name, field->value);
      out.model = static_cast<SentencePieceProto::Model>(field->value);
    }
    if (field->number == 24 && is_number && field->value != 0)
      fail("{}: treat_whitespace_as_suffix is set; expected marks before words", name);
    if (field->number == 35 && is_number) out.bytes_for_unknown = field->value != 0;
    if (field->number == 46 && field->is == Field::Is::bytes) out.first_piece = field->bytes;
    if (field->number == 47 && field->is == Field::Is::bytes) out.last_piece = field->bytes;
  }
}

void read_preparation(std::string_view bytes, const std::string& name, SentencePieceProto& out) {
  Message message(bytes, name);
  while (const auto field = message.next()) {
    if (field->number == 2) {
      require(*field, Field::Is::bytes, name);
      out.charsmap = field->bytes;
    }
    if (field->is != Field::Is::varint) continue;
    if (field->number == 3) out.mark_first = field->value != 0;
    if (field->number == 4) out.drop_extra_blanks = field->value != 0;
    if (field->number == 5) out.blanks_are_marks = field->value != 0;
  }
}

}  // namespace

SentencePieceProto parse_sentencepiece(std::string_view bytes, const std::string& name) {
  SentencePieceProto out;
  Message message(bytes, name);
  while (const auto field = message.next()) {
    if (field->number < 1 || field->number > 3) continue;
    require(*field, Field::Is::bytes, name);
    if (field->number == 1) out.pieces.push_back(piece_of(field->bytes, out.pieces.size(), name));
    if (field->number == 2) read_trainer(field->bytes, name, out);
    if (field->number == 3) read_preparation(field->bytes, name, out);
  }
  if (out.pieces.empty())
    fail("{}: has no pieces; expected a sentencepiece model (tokenizer.model)", name);
  return out;
}

}  // namespace anbn
