// SPDX-License-Identifier: Apache-2.0
// That scalings agree with transformers is tested with whole models (encoder_test.cpp).
#include "anbn/model/rotation.h"

#include "anbn/core/error.h"
#include "tests/support/error_of.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

Rotation rotation_of(const std::string& members, std::size_t head_size = 8) {
  return read_rotation(parse_json_scalars("{" + members + "}", "config.json"), head_size, 64);
}
std::string rotation_error(const std::string& members, std::size_t head_size = 8) {
  return error_of([&] { rotation_of(members, head_size); });
}

TEST(Rotation, TurnsLaterDimensionsSlower) {  // 16^(0, -1/4, -1/2, -3/4)
  for (const char* members :
       {R"("rope_theta": 16)", R"("rope_parameters": {"rope_theta": 16})",
        R"("rope_theta": 16, "rope_scaling": null)",
        R"("rope_theta": 16, "rope_scaling": {"type": "dynamic", "factor": 2})"})
    EXPECT_EQ(rotation_of(members).frequencies, (std::vector<float>{1, 0.5, 0.25, 0.125}))
        << members;
  EXPECT_EQ(rotation_of("").frequencies[1], 0.1f);  // 10000
}

TEST(Rotation, AnglesGrowWithThePlace) {
  Rotation rotation{{0.5f, 2}, 3};
  std::vector<float> cosines(2), sines(2);
  angles_at(rotation, 5, cosines, sines);
  EXPECT_FLOAT_EQ(cosines[0], static_cast<float>(3 * std::cos(2.5)));
  EXPECT_FLOAT_EQ(sines[1], static_cast<float>(3 * std::sin(10.0)));
}

TEST(Rotation, IsSlowedDownByScalings) {
  const std::string theta = R"("rope_theta": 16, )";
  EXPECT_EQ(rotation_of(theta + R"("rope_scaling": {"type": "linear", "factor": 4})").frequencies,
            (std::vector<float>{0.25, 0.125, 0.0625, 0.03125}));
  // Over 8 tokens the frequencies turn 1.27, 0.64, 0.32 and 0.16 times.
  const Rotation llama3 = rotation_of(
      theta + R"("rope_scaling": {"rope_type": "llama3", "factor": 2, "low_freq_factor": 0.2,
               "high_freq_factor": 1, "original_max_position_embeddings": 8})");
  EXPECT_EQ(llama3.frequencies[0], 1);
  EXPECT_EQ(llama3.frequencies[3], 0.0625f);
  const double kept = (8 * 0.5 / (2 * 3.14159265358979) - 0.2) / 0.8;
  EXPECT_NEAR(llama3.frequencies[1], 0.5 * (kept + (1 - kept) / 2), 1e-7);
  const Rotation yarn =
      rotation_of(theta + R"("rope_scaling": {"rope_type": "yarn", "factor": 4})");
  EXPECT_NEAR(yarn.scale, 0.1 * std::log(4.0) + 1, 1e-12);
}

TEST(Rotation, RefusesWhatIsNotComputed) {
  EXPECT_NE(
      rotation_error(R"("rope_scaling": {"type": "longrope", "factor": 2, "short_factor": [1]})")
          .find("rope_type is 'longrope'; expected default, linear, dynamic, llama3 or yarn"),
      std::string::npos);
  EXPECT_NE(rotation_error(R"("rope_parameters": {"full_attention": {"rope_theta": 10}})")
                .find("'full_attention' is a list or an object"),
            std::string::npos);
  EXPECT_NE(rotation_error(R"("partial_rotary_factor": 0.5)").find("partial_rotary_factor is 0.5"),
            std::string::npos);
  EXPECT_NE(rotation_error(R"("rope_theta": 1)").find("rope_theta is 1"), std::string::npos);
  EXPECT_NE(rotation_error(R"("rope_theta": -4)").find("rope_theta is -4"), std::string::npos);
  for (const char* scaling :
       {R"({"type": "linear", "factor": 1e-300})",
        R"({"type": "yarn", "factor": 4, "mscale": 1, "mscale_all_dim": -1e300})",
        R"({"type": "yarn", "factor": 4, "mscale": -90, "mscale_all_dim": 1})"})
    EXPECT_NE(rotation_error(std::string(R"("rope_scaling": )") + scaling)
                  .find("the rotation that it declares"),
              std::string::npos)
        << scaling;
  EXPECT_NE(rotation_error("", 7).find("heads have 7 dimensions; expected an even number"),
            std::string::npos);
  EXPECT_NE(rotation_error(R"("rope_scaling": {"type": "linear"})").find("has no 'factor'"),
            std::string::npos);
  EXPECT_NE(
      rotation_error(R"("rope_scaling": {"type": "linear", "factor": 0})").find("factor is 0"),
      std::string::npos);
}

}  // namespace
}  // namespace anbn
