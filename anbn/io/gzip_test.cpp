// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/gzip.h"

#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

#include <string>

namespace anbn {
namespace {

// Python's gzip.compress(b'hello hello hello hello\n', mtime=0)
const std::string kHello(
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xcb\x48\xcd\xc9\xc9\x57\xc8\x40\x27\xb9\x00\x00\x88"
    "\x59\x0b\x18\x00\x00\x00",
    29);

std::string unpack(const std::string& packed, std::size_t max_bytes = 1 << 20) {
  return unpack_gzip(as_bytes(packed), "x.gz", max_bytes);
}
std::string refusal(const std::string& packed, std::size_t max_bytes = 1 << 20) {
  return error_of([&] { unpack(packed, max_bytes); });
}

TEST(Gzip, UnpacksWhatPythonPacked) { EXPECT_EQ(unpack(kHello), "hello hello hello hello\n"); }

TEST(Gzip, UnpacksSeveralMembersAndPadding) {
  EXPECT_EQ(unpack(kHello + kHello), "hello hello hello hello\nhello hello hello hello\n");
  EXPECT_EQ(unpack(kHello + std::string(512, '\0')), "hello hello hello hello\n");
}

TEST(Gzip, RoundTripsWithoutATimeStamp) {
  std::string text;
  for (int i = 0; i < 200000; ++i) text += std::to_string(i * 7919 % 10007);
  const std::string packed = pack_gzip(as_bytes(text));
  EXPECT_EQ(packed.substr(4, 4), std::string(4, '\0'));
  EXPECT_EQ(unpack(packed), text);
  EXPECT_EQ(unpack(pack_gzip({})), "");
  EXPECT_EQ(unpack(pack_gzip(as_bytes(std::string(300000, 'x')))), std::string(300000, 'x'));
}

TEST(Gzip, ReadsPieceByPiece) {
  GzipReader reader(as_bytes(kHello), "x.gz");
  std::byte piece[10];
  EXPECT_EQ(reader.read(piece), 10u);
  EXPECT_EQ(reader.read(piece), 10u);
  EXPECT_EQ(reader.read(piece), 4u);
  EXPECT_EQ(std::to_integer<char>(piece[3]), '\n');
  EXPECT_EQ(reader.read(piece), 0u);
}

TEST(Gzip, WritesPieceByPiece) {
  const ScratchFolder folder;
  std::string text;
  GzipWriter writer(folder / "x.gz", 1);
  for (int i = 0; i < 20000; ++i) {
    const std::string piece(static_cast<std::size_t>(i % 97), static_cast<char>(i * 7919 % 251));
    writer.write(as_bytes(piece));
    text += piece;
  }
  writer.finish();
  EXPECT_EQ(read_text(folder / "x.gz", text.size()), text);
  GzipWriter nothing(folder / "empty.gz", 1);
  nothing.finish();
  EXPECT_EQ(read_text(folder / "empty.gz", 1), "");
}

TEST(Gzip, RefusesDamage) {
  const auto expect_refusal = [](const std::string& message, const std::string& reason) {
    EXPECT_TRUE(message.starts_with("x.gz: ")) << message;
    EXPECT_NE(message.find(reason), std::string::npos) << message;
  };
  expect_refusal(refusal(""), "is not packed by gzip");
  expect_refusal(refusal("hello"), "is not packed by gzip");
  for (std::size_t length = 2; length < kHello.size(); ++length)
    expect_refusal(refusal(kHello.substr(0, length)), "end in their middle");
  std::string wrong_sum = kHello;
  wrong_sum[21] ^= 1;
  expect_refusal(refusal(wrong_sum), "damaged");
  std::string wrong_length = kHello;
  wrong_length[25] ^= 1;
  expect_refusal(refusal(wrong_length), "damaged");
  expect_refusal(refusal(kHello + "tail"), "other data after the gzip data, at byte 29");
  expect_refusal(refusal(kHello + kHello.substr(0, 12)), "end in their middle");
}

TEST(Gzip, RefusesBombs) {
  const std::string bomb = pack_gzip(as_bytes(std::string(std::size_t{8} << 20, '\0')));
  EXPECT_LT(bomb.size(), 10000u);
  EXPECT_NE(refusal(bomb).find("more than 1048576 bytes"), std::string::npos);
  EXPECT_NE(refusal(kHello, 23).find("more than 23 bytes"), std::string::npos);
  EXPECT_EQ(unpack(kHello, 24).size(), 24u);
}

}  // namespace
}  // namespace anbn
