// SPDX-License-Identifier: Apache-2.0
// Stands for cuda.cu where the build has no CUDA.
#include "anbn/backend/backend.h"

namespace anbn {

extern std::unique_ptr<Backend> (*const kMakeCudaBackend)(const std::string& isa);
std::unique_ptr<Backend> (*const kMakeCudaBackend)(const std::string& isa) = nullptr;

}  // namespace anbn
