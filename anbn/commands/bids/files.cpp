// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/bids/files.h"

#include "anbn/io/file.h"

namespace anbn {

namespace fs = std::filesystem;

void put_file(const fs::path& file, const fs::path& at) {
  make_folder(at.parent_path());
  std::error_code error;
  // A finished result is replaced by others as a whole, and never written to.
  fs::create_hard_link(file, at, error);
  if (error) write_file(at, MappedFile(file).bytes());
}

}  // namespace anbn
