// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/safetensors.h"

#include "anbn/core/error.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/source_dir.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

namespace anbn {
namespace {

std::string with_header(const std::string& header, const std::string& data) {
  const std::uint64_t length = header.size();
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &length, 8);
  return bytes + header + data;
}

std::string entry(const std::string& name, const std::string& dtype, const std::string& shape,
                  const std::string& offsets) {
  return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape +
         ",\"data_offsets\":" + offsets + "}";
}

std::string tensors_refusal(const std::string& bytes) {
  return error_of([&] { SafetensorsFile file(as_bytes(bytes), "m.safetensors"); });
}

// a: F32 [2, 2]; b: BF16 [2]; c: F16 [1]; d: F64 [1]; e: I8 [0, 3]. The header is padded so that
// the data begin at a multiple of 8.
std::string small_file() {
  const float a[] = {1, 2, 3, 4};
  const std::uint16_t b[] = {0x3F80, 0xC000}, c[] = {0x3C00};
  const double d[] = {0.5};
  std::string data(34, '\0');
  std::memcpy(&data[0], a, 16);
  std::memcpy(&data[16], d, 8);
  std::memcpy(&data[24], b, 4);
  std::memcpy(&data[28], c, 2);
  data.resize(30);
  std::string header =
      "{\"__metadata__\":{\"format\":\"pt\"}," + entry("c", "F16", "[1]", "[28,30]") + "," +
      entry("a", "F32", "[2,2]", "[0,16]") + "," + entry("b", "BF16", "[2]", "[24,28]") + "," +
      entry("d", "F64", "[1]", "[16,24]") + "," + entry("e", "I8", "[0,3]", "[30,30]") + "}";
  header.append(7 - (header.size() + 7) % 8, ' ');
  return with_header(header, data);
}

TEST(Safetensors, ListsTensorsInTheOrderOfTheirBytes) {
  const std::string bytes = small_file();
  const SafetensorsFile file(as_bytes(bytes), "m.safetensors");
  std::string names;
  for (const SafeTensor& tensor : file.tensors()) names += tensor.name;
  EXPECT_EQ(names, "adbce");
  EXPECT_EQ(file.tensor("a").shape, (std::vector<std::size_t>{2, 2}));
  EXPECT_EQ(file.tensor("a").bytes.size(), 16u);
  EXPECT_EQ(file.tensor("e").count(), 0u);
  EXPECT_EQ(file.metadata().at("format"), "pt");
  EXPECT_EQ(file.find("z"), nullptr);
}

TEST(Safetensors, WidensEveryFloatingType) {
  const std::string bytes = small_file();
  const SafetensorsFile file(as_bytes(bytes), "m.safetensors");
  EXPECT_EQ(to_float(file.tensor("a")), (std::vector<float>{1, 2, 3, 4}));
  EXPECT_EQ(to_float(file.tensor("b")), (std::vector<float>{1, -2}));
  EXPECT_EQ(to_float(file.tensor("c")), (std::vector<float>{1}));
  EXPECT_EQ(to_float(file.tensor("d")), (std::vector<float>{0.5}));
  EXPECT_NE(error_of([&] { to_float(file.tensor("e")); }).find("is of type I8"), std::string::npos);
}

TEST(Safetensors, ViewsFloatsWhereTheyLie) {
  const ScratchFolder folder;
  write_file(folder / "m.safetensors", small_file());
  const SafetensorsFile file(folder / "m.safetensors");
  const auto view = view_f32(file.tensor("a"));
  ASSERT_TRUE(view);
  EXPECT_EQ(static_cast<const void*>(view->data()), file.tensor("a").bytes.data());
  EXPECT_EQ((*view)[3], 4.0f);
  EXPECT_FALSE(view_f32(file.tensor("b")));
  SafeTensor crooked = file.tensor("a");
  crooked.bytes = crooked.bytes.subspan(1, 12);
  EXPECT_FALSE(view_f32(crooked));
}

TEST(Safetensors, NamesAMissingTensorAndTheNearest) {
  const std::string bytes =
      with_header("{" + entry("bert.pooler.weight", "U8", "[]", "[0,1]") + "}", "x");
  const SafetensorsFile file(as_bytes(bytes), "m.safetensors");
  EXPECT_EQ(error_of([&] { file.tensor("bert.poler.weight"); }),
            "m.safetensors: has no tensor 'bert.poler.weight' among its 1; expected it; did you "
            "mean 'bert.pooler.weight'?");
}

TEST(Safetensors, RefusesDamage) {
  const auto expect_refusal = [](const std::string& bytes, const std::string& reason) {
    const std::string message = tensors_refusal(bytes);
    EXPECT_TRUE(message.starts_with("m.safetensors: ")) << message;
    EXPECT_NE(message.find(reason), std::string::npos) << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  };
  const auto of = [](const std::string& entries, const std::string& data) {
    return with_header("{" + entries + "}", data);
  };
  expect_refusal("", "is no safetensors file");
  expect_refusal(std::string("\xff\xff\xff\xff\xff\xff\xff\xff{}", 10), "is no safetensors file");
  expect_refusal(small_file().substr(0, 100), "Was it cut short");
  expect_refusal(small_file().substr(0, small_file().size() - 1), "Was the file cut short");
  expect_refusal(small_file() + "x", "has 31 bytes of data; expected 30");
  expect_refusal(with_header("[]", ""), "is no safetensors file");
  expect_refusal(with_header("{\"a\":", ""), "is no JSON");
  expect_refusal(
      of(entry("a", "F32", "[1]", "[0,4]") + "," + entry("a", "F32", "[1]", "[4,8]"), "12345678"),
      "names the tensor 'a' twice");
  expect_refusal(
      of(entry("a", "F32", "[1]", "[0,4]") + "," + entry("b", "F32", "[1]", "[2,6]"), "123456"),
      "begins at byte 2; expected 4");
  expect_refusal(of(entry("a", "F32", "[1]", "[4,8]"), "12345678"), "begins at byte 4; expected 0");
  expect_refusal(of(entry("a", "F32", "[1]", "[0,8]"), "1234"), "bytes 0 to 8");
  expect_refusal(of(entry("a", "F32", "[1]", "[4,0]"), "1234"), "bytes 4 to 0");
  expect_refusal(of(entry("a", "F32", "[2]", "[0,4]"), "1234"), "has 4 bytes; expected 8");
  expect_refusal(of(entry("a", "F4", "[1]", "[0,4]"), "1234"), "is of type F4");
  expect_refusal(of(entry("a", "F32", "[4294967296,4294967296]", "[0,4]"), "1234"),
                 "no memory holds");
  expect_refusal(of(entry("a", "F32", "[4611686018427387905]", "[0,4]"), "1234"),
                 "no memory holds");  // 4 x that is 4 in 64 bits
  expect_refusal(of(entry("a", "F32", "[-1]", "[0,4]"), "1234"), "a negative number");
  expect_refusal(of(entry("a", "F32", "[1.0]", "[0,4]"), "1234"), "a fraction");
  expect_refusal(of(entry("a", "F32", "[1]", "[0,4,8]"), "1234"), "a long list");
  expect_refusal(of(entry("a", "F32", "[1]", "[0]"), "1234"), "too few members");
  expect_refusal(of("\"a\":{\"dtype\":\"F32\",\"shape\":[1]}", "1234"), "too few members");
  expect_refusal(of("\"a\":{\"dtype\":\"F32\",\"x\":[1]}", "1234"), "the member 'x'");
  expect_refusal(of("\"a\":[]", "1234"), "a list");
  expect_refusal(of("\"a\":\"b\"", "1234"), "a text");
  expect_refusal(of("\"__metadata__\":{\"a\":{}}", ""), "an object");
  expect_refusal(of("\"a\":null", ""), "null");
  expect_refusal(with_header("{\"a\":" + std::string(100000, '['), ""), "a list");
}

TEST(Safetensors, TakesNullForNoMetadata) {
  const std::string bytes =
      with_header("{\"__metadata__\":null," + entry("a", "F32", "[1]", "[0,4]") + "}", "1234");
  const SafetensorsFile file(as_bytes(bytes), "m.safetensors");
  EXPECT_EQ(file.tensors().size(), 1u);
}

TEST(Safetensors, SaysHowToConvertPytorchFiles) {
  const ScratchFolder folder;
  const auto message_for = [&](const char* name) {
    return error_of([&] { SafetensorsFile file(folder / name); });
  };
  write_file(folder / "pytorch_model.bin", std::string("PK\x03\x04") + std::string(100, '\xff'));
  const std::string expected = "AutoModel.from_pretrained('" + folder.path().string() +
                               "').save_pretrained('" + folder.path().string() +
                               "', safe_serialization=True)\"";
  EXPECT_NE(message_for("pytorch_model.bin").find("is a PyTorch file"), std::string::npos);
  EXPECT_NE(message_for("pytorch_model.bin").find(expected), std::string::npos);
  EXPECT_NE(message_for("model.safetensors").find("there is a pytorch_model.bin"),
            std::string::npos);
  EXPECT_NE(message_for("model.safetensors").find(expected), std::string::npos);
  write_file(folder / "old.bin", "\x80\x02\x8a\x0al\xfc\x9c\x46\xf9 j\xa8P\x19.");
  EXPECT_NE(message_for("old.bin").find("is a PyTorch file"), std::string::npos);
  write_file(folder / "lfs", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n");
  EXPECT_NE(message_for("lfs").find("git lfs pull"), std::string::npos);
}

TEST(Safetensors, AcceptsAHeaderWhoseLengthLooksLikeAPickle) {
  std::string header = "{" + entry("a", "U8", "[1]", "[0,1]") + "}";
  header.append(0x0280 - header.size(), ' ');  // the file then begins with 80 02
  const std::string bytes = with_header(header, "x");
  EXPECT_NO_THROW(SafetensorsFile(as_bytes(bytes), "m.safetensors"));
}

TEST(Safetensors, ReadsRealWeights) {
  const char* folder = std::getenv("ANBN_MODEL_DIR");
  const auto path = (folder != nullptr ? std::filesystem::path(folder)
                                       : source_dir() / "build/models/all-minilm-l6-v2") /
                    "model.safetensors";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not here; set ANBN_MODEL_DIR";
  const SafetensorsFile file(path);
  EXPECT_GT(file.tensors().size(), 10u);
  for (const SafeTensor& tensor : file.tensors()) {
    if (tensor.dtype == "F32") {
      ASSERT_TRUE(view_f32(tensor)) << tensor.name;
    }
  }
}

}  // namespace
}  // namespace anbn
