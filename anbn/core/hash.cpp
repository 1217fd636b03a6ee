// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/hash.h"

#include "anbn/core/error.h"

#define XXH_INLINE_ALL
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <fstream>
#include <memory>
#include <system_error>
#include <vector>

namespace anbn {
namespace {

namespace fs = std::filesystem;

std::string hexadecimal(XXH128_hash_t h) {
  return fmt::format("{:016x}{:016x}", h.high64, h.low64);
}

}  // namespace

std::string content_hash(std::string_view bytes) {
  return hexadecimal(XXH3_128bits(bytes.data(), bytes.size()));
}

std::string file_hash(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in)
    fail("{}: cannot be opened ({}); expected a readable file", file.string(),
         std::strerror(errno));
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(),
                                                                       &XXH3_freeState);
  XXH3_128bits_reset(state.get());
  std::vector<char> block(1 << 20);
  while (in.read(block.data(), static_cast<std::streamsize>(block.size())) || in.gcount() > 0)
    XXH3_128bits_update(state.get(), block.data(), static_cast<std::size_t>(in.gcount()));
  if (in.bad()) fail("{}: reading failed; is the disk sound?", file.string());
  return hexadecimal(XXH3_128bits_digest(state.get()));
}

HashMemory::HashMemory(fs::path store, HashTrust trust) : store_(std::move(store)), trust_(trust) {
  std::ifstream in(store_);
  for (std::string line; std::getline(in, line);) {
    const std::size_t tab = line.rfind('\t');
    if (tab == std::string::npos || line.size() - tab - 1 != 32) continue;
    hash_of_[line.substr(0, tab)] = line.substr(tab + 1);
  }
}

std::string HashMemory::hash(const fs::path& file) {
  struct stat before {};
  if (::stat(file.c_str(), &before) != 0)
    fail("{}: no such file; expected a readable file. Is the path right?", file.string());
  if (!S_ISREG(before.st_mode)) fail("{}: not a regular file", file.string());
  std::error_code error;
  const fs::path absolute = fs::canonical(file, error);
  const std::string key =
      fmt::format("{}\t{}\t{}\t{}.{:09}", (error ? file : absolute).string(), before.st_ino,
                  before.st_size, before.st_mtim.tv_sec, before.st_mtim.tv_nsec);
  if (trust_ == HashTrust::remembered) {
    const std::lock_guard lock(*mutex_);
    if (const auto known = hash_of_.find(key); known != hash_of_.end()) return known->second;
  }
  const std::string hash = file_hash(file);
  const bool may_change_unseen = std::time(nullptr) - before.st_mtim.tv_sec < 2;
  const bool key_is_one_line = key.find('\n') == std::string::npos;
  if (!may_change_unseen && key_is_one_line) {
    const std::lock_guard lock(*mutex_);
    hash_of_[key] = hash;
    changed_ = true;
  }
  return hash;
}

void HashMemory::save() const {
  const std::lock_guard lock(*mutex_);
  if (!changed_ || store_.empty()) return;
  // Losing the memory costs seconds, never a result: errors are of no interest here.
  std::error_code ignored;
  fs::create_directories(store_.parent_path(), ignored);
  const fs::path fresh = store_.string() + fmt::format(".{}", ::getpid());
  std::ofstream out(fresh, std::ios::trunc);
  for (const auto& [key, hash] : hash_of_) out << key << '\t' << hash << '\n';
  out.close();
  if (out)
    fs::rename(fresh, store_, ignored);
  else
    fs::remove(fresh, ignored);
}

}  // namespace anbn
