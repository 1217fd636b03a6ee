// SPDX-License-Identifier: Apache-2.0
// From counts of random draws to p values, and from p values to what a family of tests allows.
// NaN stands for a test that could not be made: it belongs to no family and stays NaN.
#pragma once

#include "anbn/core/names.h"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace anbn {

/// (b + 1) / (P + 1), b of the P draws having reached the observed figure. Never 0: the observed
/// arrangement is itself one of those that the null hypothesis allows.
/// Source: Phipson and Smyth 2010.
double permutation_p(std::size_t reached, std::size_t permutations);

/// False discovery rate q values of Benjamini and Hochberg (1995): the smallest rate at which each
/// test is rejected, under independence or positive dependence.
std::vector<double> benjamini_hochberg(std::span<const double> p);

/// The same of Benjamini and Yekutieli (2001), valid under any dependence.
std::vector<double> benjamini_yekutieli(std::span<const double> p);

/// How q values account for the number of tests in a family.
enum class Correction { benjamini_hochberg, benjamini_yekutieli };
constexpr auto names_of(Correction) { return named("bh", "by"); }

/// The q values of one or the other.
std::vector<double> q_values(std::span<const double> p, Correction correction);

/// How many of `values` are at most `level`. NaN never is.
std::size_t count_at_most(std::span<const double> values, double level);
/// How many of `values` are below `level`. NaN never is.
std::size_t count_below(std::span<const double> values, double level);

/// The q that one test of a family reaches if it alone has the smallest p that P permutations can
/// give: min(1, tests / (P + 1)), with Benjamini-Yekutieli times 1 + 1/2 + ... + 1/tests.
double smallest_q(std::size_t tests, std::size_t permutations,
                  Correction correction = Correction::benjamini_hochberg);

/// How many of the tests must have the smallest p before any q <= `q` exists; nothing if all of
/// them together do not suffice.
std::optional<std::size_t> tests_needed_for_q(
    std::size_t tests, std::size_t permutations, double q,
    Correction correction = Correction::benjamini_hochberg);

}  // namespace anbn
