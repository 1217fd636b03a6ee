// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/gzip.h"

#include "anbn/core/error.h"
#include "anbn/io/file.h"

#include <isa-l/igzip_lib.h>
#include <zlib.h>

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

namespace anbn {
namespace {

constexpr int kGzipOnly = 16 + MAX_WBITS;  // zlib: a gzip wrapper, whose CRC is then checked
constexpr int kLevel = 6, kMemory = 8;
constexpr std::size_t kPackedBytes = std::size_t{1} << 18;

std::span<Bytef> bytef(std::span<const std::byte> bytes) {
  // zlib's next_in is not const, but is only read from.
  return {reinterpret_cast<Bytef*>(const_cast<std::byte*>(bytes.data())), bytes.size()};
}

uInt at_most_uint(std::size_t count) {
  return static_cast<uInt>(std::min<std::size_t>(count, std::numeric_limits<uInt>::max()));
}

/// What a result of ISA-L below 0 means.
std::string_view words_of_result(int result) {
  switch (result) {
    case ISAL_INVALID_BLOCK:
      return "invalid block";
    case ISAL_INVALID_SYMBOL:
      return "invalid code";
    case ISAL_INVALID_LOOKBACK:
      return "invalid distance";
    case ISAL_UNSUPPORTED_METHOD:
      return "unknown compression method";
    case ISAL_INCORRECT_CHECKSUM:
      return "wrong checksum";
    default:
      return "wrong header";
  }
}

}  // namespace

bool is_gzip(std::span<const std::byte> bytes) {
  return bytes.size() >= 2 && bytes[0] == std::byte{0x1F} && bytes[1] == std::byte{0x8B};
}

// ISA-L unpacks as fast as the fastest library that needs the whole result in memory, about three
// times as fast as zlib.
struct GzipReader::State {
  std::span<const std::byte> packed;  // what has not been unpacked yet
  std::size_t packed_size;
  std::string name;
  inflate_state stream{};
  bool in_member = false, at_end = false;

  State(std::span<const std::byte> all, std::string file)
      : packed(all), packed_size(all.size()), name(std::move(file)) {}

  std::size_t position() const { return packed_size - packed.size(); }

  void begin_member() {
    isal_inflate_init(&stream);
    stream.crc_flag = ISAL_GZIP;  // its header is read and its checksum compared
    in_member = true;
  }

  void end_member() {
    in_member = false;
    const bool only_padding =
        std::all_of(packed.begin(), packed.end(), [](std::byte b) { return b == std::byte{0}; });
    if (only_padding) {
      at_end = true;
    } else if (!is_gzip(packed)) {
      fail(
          "{}: found other data after the gzip data, at byte {}; expected the end of the file. "
          "Was something appended to it?",
          name, position());
    }
  }

  /// Unpacks what fits into one call of ISA-L; returns how many bytes that gave.
  std::size_t step(std::span<std::byte> out) {
    const std::span<Bytef> in = bytef(packed);
    stream.next_in = in.data();
    stream.avail_in = at_most_uint(in.size());
    stream.next_out = reinterpret_cast<std::uint8_t*>(out.data());
    stream.avail_out = at_most_uint(out.size());
    const std::uint32_t in_before = stream.avail_in, out_before = stream.avail_out;
    const int result = isal_inflate(&stream);
    packed = packed.subspan(in_before - stream.avail_in);
    const std::size_t unpacked = out_before - stream.avail_out;
    if (result < 0) {
      fail("{}: the gzip data are damaged at byte {} ({}); expected sound data, get the file again",
           name, position(), words_of_result(result));
    } else if (stream.block_state == ISAL_BLOCK_FINISH) {
      end_member();
    } else if (unpacked == 0 && packed.empty()) {
      fail(
          "{}: the gzip data end in their middle, after {} bytes; expected a whole file, get it "
          "again",
          name, packed_size);
    } else if (unpacked == 0 && stream.avail_in == in_before) {
      fail("{}: the gzip data are damaged at byte {}; expected sound data, get the file again",
           name, position());
    }
    return unpacked;
  }
};

GzipReader::GzipReader(std::span<const std::byte> packed, std::string name) {
  if (!is_gzip(packed)) fail("{}: is not packed by gzip; expected bytes 1f 8b at its start", name);
  state_ = std::make_unique<State>(packed, std::move(name));
}

GzipReader::~GzipReader() = default;
GzipReader::GzipReader(GzipReader&&) noexcept = default;

std::size_t GzipReader::read(std::span<std::byte> out) {
  std::size_t filled = 0;
  while (filled < out.size() && !state_->at_end) {
    if (!state_->in_member) state_->begin_member();
    filled += state_->step(out.subspan(filled));
  }
  return filled;
}

std::size_t GzipReader::position() const { return state_->position(); }

std::string unpack_gzip(std::span<const std::byte> packed, const std::string& name,
                        std::size_t max_bytes) {
  GzipReader reader(packed, name);
  std::string all;
  while (true) {
    const std::size_t before = all.size();
    // Doubling asks for memory only in step with what the data really unpack to.
    all.resize(before + std::max(kPackedBytes, before));
    const std::span<char> fresh = std::span<char>(all).subspan(before);
    const std::size_t count = reader.read(std::as_writable_bytes(fresh));
    all.resize(before + count);
    if (all.size() > max_bytes)
      fail("{}: unpacks to more than {} bytes; expected at most that. Is it the right file?", name,
           max_bytes);
    if (count < fresh.size()) break;
  }
  all.shrink_to_fit();
  return all;
}

std::string pack_gzip(std::span<const std::byte> bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, kLevel, Z_DEFLATED, kGzipOnly, kMemory, Z_DEFAULT_STRATEGY) != Z_OK)
    fail("zlib cannot pack {} bytes; is there enough memory?", bytes.size());
  std::string packed(kPackedBytes, '\0');
  std::size_t filled = 0;
  int result = Z_OK;
  while (result != Z_STREAM_END) {
    if (filled == packed.size()) packed.resize(2 * packed.size());
    if (stream.avail_in == 0 && !bytes.empty()) {  // pieces: avail_in has 32 bits
      const std::span<Bytef> in = bytef(bytes);
      stream.next_in = in.data();
      stream.avail_in = at_most_uint(in.size());
      bytes = bytes.subspan(stream.avail_in);
    }
    stream.next_out = reinterpret_cast<Bytef*>(packed.data() + filled);
    stream.avail_out = at_most_uint(packed.size() - filled);
    const uInt room = stream.avail_out;
    result = deflate(&stream, bytes.empty() ? Z_FINISH : Z_NO_FLUSH);
    filled += room - stream.avail_out;
  }
  deflateEnd(&stream);
  packed.resize(filled);
  return packed;
}

struct GzipWriter::State {
  FileWriter file;
  z_stream stream{};
  std::vector<std::byte> out;

  State(const std::filesystem::path& path, int level) : file(path), out(kPackedBytes) {
    if (deflateInit2(&stream, level, Z_DEFLATED, kGzipOnly, kMemory, Z_DEFAULT_STRATEGY) != Z_OK)
      fail("{}: zlib cannot pack it; is there enough memory?", path.string());
  }
  ~State() { deflateEnd(&stream); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  /// One call of zlib; returns what it says.
  int step(int flush) {
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = at_most_uint(out.size());
    const int result = deflate(&stream, flush);
    file.write(std::span<const std::byte>(out).first(out.size() - stream.avail_out));
    return result;
  }
};

GzipWriter::GzipWriter(const std::filesystem::path& path, int level)
    : state_(std::make_unique<State>(path, level)) {}
GzipWriter::~GzipWriter() = default;
GzipWriter::GzipWriter(GzipWriter&&) noexcept = default;

void GzipWriter::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const std::span<Bytef> in = bytef(bytes);
    state_->stream.next_in = in.data();
    state_->stream.avail_in = at_most_uint(in.size());
    const auto piece = state_->stream.avail_in;
    while (state_->stream.avail_in > 0) state_->step(Z_NO_FLUSH);
    bytes = bytes.subspan(piece);
  }
}

void GzipWriter::finish() {
  while (state_->step(Z_FINISH) != Z_STREAM_END) {
  }
  state_->file.finish();
}

}  // namespace anbn
