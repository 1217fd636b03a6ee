// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace anbn {

/// The path of the mapped file (MappedFile) that holds `address`, or nullptr. For a handler of
/// SIGBUS, which the system sends where such a file ends earlier than it did when it was mapped, or
/// cannot be read. It allocates nothing; of more than a few hundred files at a time it knows some.
const char* mapped_file_at(const void* address);

}  // namespace anbn
