// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/activations.h"

#include "anbn/core/error.h"
#include "anbn/io/file.h"
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

TEST(ActivationsResults, TellWhatTokensSee) {
  const ScratchFolder folder;
  write_neurons(example_neurons(6, 3), folder.path());
  EXPECT_FALSE(ActivationsReader(folder.path()).windows());
  write_windows({0, 5, 0}, folder.path());
  EXPECT_EQ(ActivationsReader(folder.path()).windows(), (std::vector<std::size_t>{0, 5, 0}));
  EXPECT_EQ(read_text(folder / "attention.tsv"), "layer\twindow\n1\tn/a\n2\t5\n3\tn/a\n");
  write_windows({0, 5}, folder.path());
  EXPECT_NE(error_of([&] {
              ActivationsReader(folder.path()).windows();
            }).find("attention.tsv: 2 layers, neurons.tsv has 3"),
            std::string::npos);
}

}  // namespace
}  // namespace anbn
