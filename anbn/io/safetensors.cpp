// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/safetensors.h"

#include "anbn/core/error.h"
#include "anbn/core/names.h"
#include "anbn/io/excerpt.h"
#include "anbn/io/half.h"
#include "anbn/io/safetensors_header.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>
#include <numeric>
#include <utility>

namespace anbn {
namespace {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little, "tensors are viewed where they lie");

constexpr std::size_t kLengthBytes = 8;
constexpr std::size_t kLargestHeader = 100'000'000;  // the limit of the reference implementation

struct Type {
  std::string_view name;
  std::size_t bytes;
};
constexpr Type kTypes[] = {{"F32", 4},  {"F16", 2}, {"BF16", 2},    {"F64", 8},
                           {"BOOL", 1}, {"U8", 1},  {"I8", 1},      {"U16", 2},
                           {"I16", 2},  {"U32", 4}, {"I32", 4},     {"U64", 8},
                           {"I64", 8},  {"C64", 8}, {"F8_E5M2", 1}, {"F8_E4M3", 1}};

std::string how_to_convert(const fs::path& folder) {
  const std::string place = folder.empty() ? "." : folder.string();
  return fmt::format(
      "Convert it: python -c \"from transformers import AutoModel; "
      "AutoModel.from_pretrained('{0}').save_pretrained('{0}', safe_serialization=True)\"",
      place);
}

bool starts_with(std::span<const std::byte> bytes, std::string_view magic) {
  return bytes.size() >= magic.size() && std::memcmp(bytes.data(), magic.data(), magic.size()) == 0;
}

MappedFile map_weights(const fs::path& path) {
  std::error_code ignored;
  const fs::path pytorch = path.parent_path() / "pytorch_model.bin";
  if (!fs::exists(path, ignored) && !fs::is_symlink(path, ignored) && fs::exists(pytorch, ignored))
    fail("{}: no such file, but there is a pytorch_model.bin; expected safetensors. {}",
         path.string(), how_to_convert(path.parent_path()));
  return MappedFile(path);
}

/// The bytes of the header, after checking that the file can hold it.
std::string_view header_text(std::span<const std::byte> bytes, const std::string& name) {
  std::uint64_t length = 0;
  if (bytes.size() >= kLengthBytes) std::memcpy(&length, bytes.data(), kLengthBytes);
  const std::size_t room = bytes.size() - std::min(bytes.size(), kLengthBytes);
  const bool plausible = length >= 2 && length <= room && length <= kLargestHeader &&
                         bytes[kLengthBytes] == std::byte{'{'};
  if (!plausible) {
    // A zip archive (PyTorch 1.6 and later) or a pickle (before).
    if (starts_with(bytes, "PK\x03\x04") || starts_with(bytes, "\x80\x02"))
      fail("{}: is a PyTorch file; expected safetensors. {}", name,
           how_to_convert(fs::path(name).parent_path()));
    fail(
        "{}: is no safetensors file: {} bytes with a header of {}; expected a JSON header inside "
        "the file. Was it cut short? Get it again",
        name, bytes.size(), length);
  }
  return {reinterpret_cast<const char*>(bytes.data() + kLengthBytes),
          static_cast<std::size_t>(length)};
}

/// How many bytes the type and shape of a tensor need.
std::size_t needed_bytes(const TensorEntry& entry, const std::string& file) {
  const auto type = std::find_if(std::begin(kTypes), std::end(kTypes),
                                 [&](const Type& t) { return t.name == entry.dtype; });
  if (type == std::end(kTypes))
    fail("{}: the tensor '{}' is of type {}; expected F32, F16, BF16 or F64", file,
         excerpt(entry.name), excerpt(entry.dtype));
  std::size_t bytes = type->bytes, nonzero = type->bytes;
  for (const std::size_t extent : entry.shape) {
    const std::size_t factor = std::max<std::size_t>(extent, 1);
    if (nonzero > std::numeric_limits<std::size_t>::max() / factor)
      fail("{}: the tensor '{}' declares a shape that no memory holds; is the file damaged?", file,
           excerpt(entry.name));
    nonzero *= factor;
    bytes *= extent;
  }
  return bytes;
}

}  // namespace

std::size_t SafeTensor::count() const {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

SafetensorsFile::SafetensorsFile(const fs::path& path) : name_(path.string()) {
  map_.emplace(map_weights(path));
  read(map_->bytes());
}

SafetensorsFile::SafetensorsFile(std::span<const std::byte> bytes, std::string name)
    : name_(std::move(name)) {
  read(bytes);
}

void SafetensorsFile::read(std::span<const std::byte> bytes) {
  const std::string_view header = header_text(bytes, name_);
  const auto data = bytes.subspan(kLengthBytes + header.size());
  SafetensorsHeader entries = parse_safetensors_header(header, name_);
  metadata_ = std::move(entries.metadata);
  std::stable_sort(entries.tensors.begin(), entries.tensors.end(),
                   [](const TensorEntry& a, const TensorEntry& b) {
                     return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
                   });
  std::size_t end = 0;
  for (TensorEntry& entry : entries.tensors) {
    if (entry.begin > entry.end || entry.end > data.size())
      fail(
          "{}: the tensor '{}' lies at bytes {} to {}; expected inside the {} bytes of data. Was "
          "the file cut short? Get it again",
          name_, excerpt(entry.name), entry.begin, entry.end, data.size());
    if (entry.begin != end)
      fail(
          "{}: the tensor '{}' begins at byte {}; expected {}, where the one before it ends. Is "
          "the file damaged?",
          name_, excerpt(entry.name), entry.begin, end);
    const std::size_t needed = needed_bytes(entry, name_);
    if (entry.end - entry.begin != needed)
      fail(
          "{}: the tensor '{}' has {} bytes; expected {} for its type {} and shape. Is the file "
          "damaged?",
          name_, excerpt(entry.name), entry.end - entry.begin, needed, entry.dtype);
    end = entry.end;
    index_of_.emplace(entry.name, tensors_.size());
    tensors_.push_back({std::move(entry.name), std::move(entry.dtype), std::move(entry.shape),
                        data.subspan(entry.begin, needed)});
  }
  if (end != data.size())
    fail(
        "{}: has {} bytes of data; expected {}, which is where its last tensor ends. Is the file "
        "damaged?",
        name_, data.size(), end);
}

const SafeTensor* SafetensorsFile::find(std::string_view tensor_name) const {
  const auto found = index_of_.find(tensor_name);
  return found == index_of_.end() ? nullptr : &tensors_[found->second];
}

const SafeTensor& SafetensorsFile::tensor(std::string_view tensor_name) const {
  if (const SafeTensor* found = find(tensor_name)) return *found;
  std::vector<std::string> known;
  for (const SafeTensor& tensor : tensors_) known.push_back(tensor.name);
  fail("{}: has no tensor '{}' among its {}; expected it{}", name_, tensor_name, tensors_.size(),
       did_you_mean(tensor_name, known));
}

void SafetensorsFile::forget() const {
  if (map_) map_->forget_first(map_->bytes().size());
}

std::vector<float> to_float(const SafeTensor& tensor) {
  const std::size_t count = tensor.count();
  std::vector<float> values(count);
  const std::byte* const data = tensor.bytes.data();
  const auto bits16 = [data](std::size_t i) {
    std::uint16_t bits;
    std::memcpy(&bits, data + 2 * i, sizeof bits);
    return bits;
  };
  if (tensor.dtype == "F32") {
    if (count > 0) std::memcpy(values.data(), data, tensor.bytes.size());
  } else if (tensor.dtype == "F16") {
    for (std::size_t i = 0; i < count; ++i) values[i] = half_to_float(bits16(i));
  } else if (tensor.dtype == "BF16") {
    for (std::size_t i = 0; i < count; ++i) values[i] = bfloat16_to_float(bits16(i));
  } else if (tensor.dtype == "F64") {
    for (std::size_t i = 0; i < count; ++i) {
      double value;
      std::memcpy(&value, data + 8 * i, sizeof value);
      values[i] = static_cast<float>(value);
    }
  } else {
    fail("the tensor '{}' is of type {}; expected F32, F16, BF16 or F64", excerpt(tensor.name),
         tensor.dtype);
  }
  return values;
}

std::optional<std::span<const float>> view_f32(const SafeTensor& tensor) {
  const auto address = reinterpret_cast<std::uintptr_t>(tensor.bytes.data());
  if (tensor.dtype != "F32" || address % alignof(float) != 0) return std::nullopt;
  return std::span<const float>(reinterpret_cast<const float*>(tensor.bytes.data()),
                                tensor.bytes.size() / sizeof(float));
}

}  // namespace anbn
