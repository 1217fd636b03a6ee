// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/dbn/dbn_checkpoint.h"

#include "anbn/core/error.h"
#include "anbn/core/hash.h"
#include "anbn/io/file.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string_view>
#include <utility>

namespace anbn {
namespace {

namespace fs = std::filesystem;
static_assert(std::endian::native == std::endian::little, "files are written as memory holds them");

constexpr std::string_view kMagic{"anbn dbn 1\0\0\0\0\0\0", 16};
constexpr std::size_t kHashBytes = 32, kNumberBytes = 8, kMostSections = 64;
constexpr std::size_t kHeaderBytes = kMagic.size() + 3 * kNumberBytes;

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::uint64_t number_at(std::span<const std::byte> bytes, std::size_t offset) {
  std::uint64_t number;
  std::memcpy(&number, bytes.data() + offset, sizeof number);
  return number;
}

/// Where the parts of a checkpoint lie.
struct Layout {
  std::size_t sections = 0, seal = 0;  // the seal's offset
  std::vector<std::size_t> offsets, sizes;
};

/// Throws Error if the lengths do not add up to the file's.
Layout layout_of(std::span<const std::byte> bytes, const std::string& name) {
  if (bytes.size() < kHeaderBytes || text_of(bytes.first(kMagic.size())) != kMagic)
    fail("{}: is no checkpoint of this version of anbn", name);
  const std::uint64_t sections = number_at(bytes, kHeaderBytes - kNumberBytes);
  if (sections == 0 || sections > kMostSections)
    fail("{}: has {} sections; expected 1 to {}", name, sections, kMostSections);
  Layout layout;
  layout.sections = static_cast<std::size_t>(sections);
  layout.seal = kHeaderBytes + layout.sections * (kNumberBytes + kHashBytes);
  std::size_t end = layout.seal + kHashBytes;
  if (bytes.size() < end) fail("{}: is cut short ({} bytes)", name, bytes.size());
  for (std::size_t i = 0; i < layout.sections; ++i) {
    const std::uint64_t size = number_at(bytes, kHeaderBytes + i * (kNumberBytes + kHashBytes));
    const std::size_t unit = i == 0 ? sizeof(DbnHealth) : sizeof(float);
    if (size > bytes.size() - end || size % unit != 0)
      fail("{}: section {} has {} bytes, and {} are left; is it cut short?", name, i + 1, size,
           bytes.size() - end);
    layout.offsets.push_back(end);
    layout.sizes.push_back(static_cast<std::size_t>(size));
    end += static_cast<std::size_t>(size);
  }
  if (end != bytes.size())
    fail("{}: has {} bytes after its last section", name, bytes.size() - end);
  return layout;
}

template <class T>
std::vector<T> copied(std::span<const std::byte> bytes) {
  std::vector<T> values(bytes.size() / sizeof(T));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

void append(std::string& text, std::uint64_t number) {
  text.append(reinterpret_cast<const char*>(&number), sizeof number);
}

/// Writes a file beside its place, then renames it: it is there as a whole or not at all.
void write_checkpoint(const fs::path& file, std::uint64_t layer, std::uint64_t step,
                      std::span<const DbnHealth> health,
                      std::span<const std::span<const float>> arrays) {
  std::vector<std::span<const std::byte>> sections = {std::as_bytes(health)};
  for (const auto& array : arrays) sections.push_back(std::as_bytes(array));
  std::string preamble(kMagic);
  append(preamble, layer);
  append(preamble, step);
  append(preamble, sections.size());
  for (const auto& section : sections) {
    append(preamble, section.size());
    preamble += content_hash(text_of(section));
  }
  preamble += content_hash(preamble);
  const fs::path fresh = file.string() + ".new";
  try {
    FileWriter writer(fresh);
    writer.write(preamble);
    for (const auto& section : sections) writer.write(section);
    writer.finish();
  } catch (...) {
    std::error_code ignored;
    fs::remove(fresh, ignored);
    throw;
  }
  fs::rename(fresh, file);
  sync_folder(file.parent_path());
}

std::string running_name(std::uint64_t layer, std::uint64_t step) {
  return fmt::format("layer_{:02}_step_{:012}.checkpoint", layer + 1, step);
}
std::string finished_name(std::uint64_t layer) {
  return fmt::format("layer_{:02}.finished", layer + 1);
}

DbnCheckpoint read_checkpoint(const fs::path& file) {
  const MappedFile mapped(file);
  return parse_dbn_checkpoint(mapped.bytes(), file.string());
}

/// The running checkpoints of a folder, newest first; names sort by layer and step.
std::vector<fs::path> running_in(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".checkpoint") files.push_back(entry.path());
  std::sort(files.rbegin(), files.rend());
  return files;
}

}  // namespace

DbnCheckpoint parse_dbn_checkpoint(std::span<const std::byte> bytes, const std::string& name) {
  const Layout layout = layout_of(bytes, name);
  const auto check = [&](std::span<const std::byte> part, std::size_t hash_offset) {
    if (content_hash(text_of(part)) != text_of(bytes.subspan(hash_offset, kHashBytes)))
      fail("{}: is damaged (its contents and their hash differ)", name);
  };
  check(bytes.first(layout.seal), layout.seal);
  DbnCheckpoint out;
  out.layer = number_at(bytes, kMagic.size());
  out.step = number_at(bytes, kMagic.size() + kNumberBytes);
  for (std::size_t i = 0; i < layout.sections; ++i) {
    const auto section = bytes.subspan(layout.offsets[i], layout.sizes[i]);
    check(section, kHeaderBytes + i * (kNumberBytes + kHashBytes) + kNumberBytes);
    if (i == 0)
      out.health = copied<DbnHealth>(section);
    else
      out.arrays.push_back(copied<float>(section));
  }
  return out;
}

std::vector<std::byte> resealed_dbn_checkpoint(std::span<const std::byte> bytes) {
  std::vector<std::byte> out(bytes.begin(), bytes.end());
  const Layout layout = layout_of(out, "checkpoint");
  const auto seal = [&](std::span<const std::byte> part, std::size_t offset) {
    const std::string hash = content_hash(text_of(part));
    std::memcpy(out.data() + offset, hash.data(), kHashBytes);
  };
  const std::span<const std::byte> all(out);
  for (std::size_t i = 0; i < layout.sections; ++i)
    seal(all.subspan(layout.offsets[i], layout.sizes[i]),
         kHeaderBytes + i * (kNumberBytes + kHashBytes) + kNumberBytes);
  seal(all.first(layout.seal), layout.seal);
  return out;
}

DbnCheckpoints::DbnCheckpoints(fs::path folder) : folder_(std::move(folder)) {
  fs::create_directories(folder_);
}

std::optional<DbnCheckpoints::Found> DbnCheckpoints::newest(std::vector<std::string>& warnings) {
  const std::vector<fs::path> files = running_in(folder_);
  std::optional<Found> found;
  std::size_t passed = 0;
  for (; passed < files.size() && !found; ++passed) try {
      Found sound{read_checkpoint(files[passed]), {}};
      for (std::uint64_t layer = 0; layer < sound.current.layer; ++layer)
        sound.finished.push_back(read_checkpoint(folder_ / finished_name(layer)));
      found = std::move(sound);
    } catch (const Error& e) {
      warnings.push_back(fmt::format("dbn: a checkpoint was passed over: {}", e.what()));
    }
  if (found) --passed;
  // What was passed over is newer by name than all that training will write until it gets there.
  for (std::size_t i = 0; i < passed; ++i) {
    std::error_code ignored;
    fs::remove(files[i], ignored);
  }
  if (!found && !files.empty())
    warnings.emplace_back("dbn: no checkpoint was sound; training began anew");
  return found;
}

void DbnCheckpoints::save(std::uint64_t layer, std::uint64_t step,
                          std::span<const DbnHealth> health,
                          std::span<const std::span<const float>> arrays) {
  const fs::path written = folder_ / running_name(layer, step);
  write_checkpoint(written, layer, step, health, arrays);
  // A newer name is no newer checkpoint of this training: it does not count among those kept.
  const std::vector<fs::path> files = running_in(folder_);
  std::size_t older = 0;
  for (const fs::path& file : files)
    if (file > written || (file < written && older++ > 0)) fs::remove(file);
}

void DbnCheckpoints::save_finished(std::uint64_t layer,
                                   std::span<const std::span<const float>> arrays) {
  write_checkpoint(folder_ / finished_name(layer), layer, 0, {}, arrays);
}

}  // namespace anbn
