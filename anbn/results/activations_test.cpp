// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/activations.h"

#include "tests/support/error_of.h"
#include "tests/support/example_tokens.h"
#include "tests/support/results_parts.h"
#include "tests/support/same_bits.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/smooth_noise.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

TEST(ActivationsResults, AreWrittenAndReadLayerByLayer) {
  const ScratchFolder folder;
  ActivationsWriter writer(folder.path(), example_neurons(4, 2), 3);
  const Matrix first = smooth_noise(2, 2, {1, 1}), second = smooth_noise(1, 2, {1, 2});
  for (const std::size_t layer : {1, 2})
    for (const Matrix* rows : {&first, &second}) {
      writer.append(layer, "query", *rows);
      writer.append(layer, "key", Matrix(rows->rows, 2));
    }
  const ActivationsReader reader(folder.path());
  EXPECT_TRUE(same_bits(reader.neurons(), example_neurons(4, 2)));
  EXPECT_EQ(reader.layers(), 2u);
  const Matrix query = reader.read(2, "query", 3);
  EXPECT_TRUE(same_bits(query.row(1)[1], first(1, 1)));
  EXPECT_EQ(query(2, 0), second(0, 0));
  EXPECT_EQ(reader.read(1, "key", 3).values, std::vector<float>(6));
  EXPECT_NE(error_of([&] { reader.read(1, "key", 4); }).find("[3 x 2]; expected [4 x 2]"),
            std::string::npos);
}

}  // namespace
}  // namespace anbn
