// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/dbn/dbn_options.h"

#include "anbn/core/error.h"
#include "tests/support/error_of.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

using Doubles = std::vector<double>;
using Integers = std::vector<std::int64_t>;

DbnOptions completed(DbnOptions o) {
  settle(o);
  return o;
}

TEST(DbnOptions, PaperIsThePresetOfTheText) {
  const DbnOptions o = completed({});
  EXPECT_EQ(o.units, (Integers{512, 256, 128}));
  EXPECT_EQ(o.epochs, (Integers{100, 100, 100}));
  EXPECT_EQ(o.learning_rate, (Doubles{0.001, 0.0005, 0.0005}));
  EXPECT_EQ(o.learning_rate_decay, 1);
  EXPECT_EQ(o.batch, (Integers{20, 20, 20}));
  EXPECT_EQ(o.l1, (Doubles{0.001, 0.00005, 0.00005}));
  EXPECT_EQ(o.l1_method, L1Method::subgradient);
  EXPECT_EQ(o.momentum, 0);
  EXPECT_EQ(o.final_momentum, 0);
  EXPECT_EQ(o.cd_steps, 1);
  EXPECT_EQ(o.sampling, Sampling::contrastive);
  EXPECT_EQ(o.weights_sd, (Doubles{0.01, 0.01, 0.01}));
  EXPECT_EQ(o.batch_normalization, BatchNormalization::hidden);
  EXPECT_EQ(o.visible_noise, 0);
  EXPECT_EQ(o.shuffle, YesNo::yes);
  EXPECT_EQ(o.layer_input, LayerInput::probabilities);
  EXPECT_EQ(o.unit_rows, YesNo::no);
}

TEST(DbnOptions, VsdbnIsThePresetOfTheGroupsOlderCode) {
  DbnOptions given;
  given.preset = DbnPreset::vsdbn;
  const DbnOptions o = completed(given);
  EXPECT_EQ(o.units, (Integers{100, 100, 100}));
  EXPECT_EQ(o.epochs, (Integers{20, 20, 20}));
  EXPECT_EQ(o.learning_rate, (Doubles{0.01, 0.01, 0.01}));
  EXPECT_EQ(o.l1, (Doubles{0.1, 0.1, 0.1}));
  EXPECT_EQ(o.weights_sd, (Doubles{0, 0, 0}));
  EXPECT_EQ(o.visible_noise, 0.01);
  EXPECT_EQ(o.batch_normalization, BatchNormalization::none);
  EXPECT_EQ(o.shuffle, YesNo::no);
  EXPECT_EQ(o.layer_input, LayerInput::linear);
  EXPECT_EQ(o.unit_rows, YesNo::yes);
}

TEST(DbnOptions, WhatIsGivenWinsAndOneValueHoldsForAllLayers) {
  DbnOptions given;
  given.units = {30, 20};
  given.l1 = {0.5};
  given.momentum = 0.9;
  given.shuffle = YesNo::no;
  const DbnOptions o = completed(given);
  EXPECT_EQ(o.l1, (Doubles{0.5, 0.5}));
  EXPECT_EQ(o.learning_rate, (Doubles{0.001, 0.0005}));
  EXPECT_EQ(o.final_momentum, 0.9);
  EXPECT_EQ(o.shuffle, YesNo::no);
}

TEST(DbnOptions, MoreLayersThanThePresetHasGetItsLastValue) {
  DbnOptions given;
  given.units = {30, 20, 10, 5};
  EXPECT_EQ(completed(given).learning_rate, (Doubles{0.001, 0.0005, 0.0005, 0.0005}));
}

TEST(DbnOptions, RefusesWhatCannotBe) {
  DbnOptions wrong_length;
  wrong_length.units = {30, 20, 10};
  wrong_length.epochs = {1, 2};
  EXPECT_EQ(error_of([&] { completed(wrong_length); }),
            "--epochs has 2 values and --units 3; expected one for each layer, or one for all");
  DbnOptions no_units;
  no_units.units = {30, 0};
  EXPECT_EQ(
      error_of([&] { completed(no_units); }),
      "--units is 0; expected 1 to 1000000 (dbn: hidden units of each layer; those of the last "
      "are the networks)");
  DbnOptions momentum;
  momentum.momentum = 1;
  EXPECT_EQ(
      error_of([&] { completed(momentum); }),
      "--momentum is 1; expected 0 or more and less than 1 (dbn: share of the last step that the "
      "next one keeps)");
}

TEST(DbnOptions, RefusesToStandardizeOverASingleVolume) {
  DbnOptions o;
  o.batch = {20, 20, 1};
  for (const auto side : {BatchNormalization::hidden, BatchNormalization::visible}) {
    o.batch_normalization = side;
    EXPECT_TRUE(
        error_of([&] {
          completed(o);
        }).starts_with(fmt::format("--batch is 1, and --batch-normalization {} ", name_of(side))));
  }
  o.batch_normalization = BatchNormalization::none;
  EXPECT_EQ(completed(o).batch[2], 1);
}

}  // namespace
}  // namespace anbn
