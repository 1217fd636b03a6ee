// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace anbn {

/// Covers the description of the study in the folder `results` and the manifests of its results,
/// whole or missing; each names all that lies behind it. What is made of all of them does not
/// count. Throws Error if there is no description, or none of a study.
std::string hash_of_results(const std::filesystem::path& results);

}  // namespace anbn
