// SPDX-License-Identifier: Apache-2.0
// The table of results: what is written is what is read, to the bit, and gives the same files
// again.
#include "anbn/io/file.h"
#include "anbn/results/coupling.h"
#include "tests/support/same_bits.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

#include <limits>
#include <map>

namespace anbn {

namespace fs = std::filesystem;

auto parts_of(const Matrix& x) { return std::tie(x.rows, x.cols, x.values); }
auto parts_of(const Anchor& x) { return std::tie(x.index, x.correlation); }
auto parts_of(const Anchoring& x) { return std::tie(x.neurons, x.networks); }
auto parts_of(const LagTrace& x) {
  return std::tie(x.lag_volumes, x.network, x.correlation, x.noise_mean, x.noise_95);
}
auto parts_of(const LagCheck& x) { return std::tie(x.traces, x.noise_95_any); }
auto parts_of(const Coupling& x) { return std::tie(x.correlation, x.anchoring, x.lags); }
auto parts_of(const CouplingResults& x) { return std::tie(x.labels, x.coupling); }

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr float kNanf = std::numeric_limits<float>::quiet_NaN();

/// Numbers that no short decimal stands for, and one that is absent.
Matrix matrix_of(std::size_t rows, std::size_t cols) {
  Matrix x(rows, cols);
  for (std::size_t i = 0; i < x.values.size(); ++i)
    x.values[i] = i % 5 == 3 ? kNanf : 1 / static_cast<float>(i + 3);
  return x;
}

/// A result of each type: as large as tests need, with one row of everything, and empty.
struct CouplingCase {
  static constexpr auto read = read_coupling;
  static CouplingResults result(std::size_t rows) {
    CouplingResults x;
    x.coupling.correlation = matrix_of(rows, rows);
    for (std::size_t i = 0; i < rows; ++i) {
      x.labels.push_back("L1H1D" + std::to_string(i + 1));
      x.coupling.anchoring.neurons.push_back(i == 1 ? Anchor{} : Anchor{rows - 1 - i, 0.1f});
      x.coupling.anchoring.networks.push_back(i == 2 ? Anchor{} : Anchor{i, -1 / 3.f});
      x.coupling.lags.traces.push_back(
          {static_cast<int>(i) - 1, i == 0 ? kNoIndex : i, 1 / 3., kNan, 1e-300});
    }
    if (rows > 0) x.coupling.lags.noise_95_any = 0.1 + 0.2;
    return x;
  }
};

template <class Case>
class RoundTrip : public testing::Test {};
using Cases = testing::Types<CouplingCase>;
TYPED_TEST_SUITE(RoundTrip, Cases);

std::map<std::string, std::string> files_in(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file())
      files[entry.path().lexically_relative(folder)] = read_text(entry.path());
  return files;
}

TYPED_TEST(RoundTrip, ReadsWhatItWroteAndWritesTheSameAgain) {
  for (const std::size_t rows : {0, 1, 4}) {
    const ScratchFolder first, second;
    const auto written = TypeParam::result(rows);
    write(written, first.path());
    const auto read = TypeParam::read(first.path());
    EXPECT_TRUE(same_bits(written, read)) << rows << " rows";
    write(read, second.path());
    EXPECT_EQ(files_in(first.path()), files_in(second.path())) << rows << " rows";
    EXPECT_FALSE(files_in(first.path()).empty());
  }
}

}  // namespace
}  // namespace anbn
