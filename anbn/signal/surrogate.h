// SPDX-License-Identifier: Apache-2.0
// Phase-randomized surrogates: series with the same power at every frequency, and otherwise
// nothing in common with the original.
//
// Multiplying the discrete Fourier coefficients of a real series by exp(i angle), one angle a
// frequency, rotates its (cosine, sine) coordinates in the orthonormal real Fourier basis. That
// basis keeps inner products, so correlations of surrogates with other series are computed from
// coordinates, and a draw costs one rotation a frequency instead of two Fourier transforms.
#pragma once

#include "anbn/core/matrix.h"
#include "anbn/core/random.h"
#include "anbn/signal/nuisance.h"

#include <cstddef>
#include <span>

namespace anbn {

/// The orthonormal real Fourier basis F [T x T], one function a row: the constant, then cosine
/// and sine of 1, 2, ... cycles in T volumes, and, if T is even, the alternating (Nyquist) one
/// last. F x are the coordinates of x [T x C]; F^T brings them back.
Matrix fourier_basis(std::size_t volumes);

/// Writes to `out` (T rows, `stride` floats apart) the coordinates of the series whose coordinates
/// are `spectrum` [T x C], the phase of frequency f = 1, 2, ... (below T / 2) turned by
/// angles[f - 1], the same for all series. The constant and the Nyquist function are untouched:
/// they have no phase to turn.
/// @param angles  [floor((T - 1) / 2)] what is added to the phases of the Fourier coefficients
void turn_phases(const Matrix& spectrum, std::span<const double> angles, float* out,
                 std::size_t stride);

/// Writes the coordinates of a phase-randomized copy: turn_phases() with the angles 2 pi
/// uniform(key, f). One set for all series, so that their dependence on each other stays.
/// Source: Theiler et al. 1992 (Physica D 58); Prichard and Theiler 1994 for several series.
void randomize_phases(const Matrix& spectrum, RandomKey key, float* out, std::size_t stride);

/// `series` [T x C] as random phases are given to them where `nuisance` is regressed out of the
/// draws: without the line through the means of their first and their last five volumes, but only
/// that part of the line which `nuisance` explains. Phases take series for periodic; the step from
/// the end to the beginning, which drift makes, would be spread over all of a draw, where the
/// nuisance set does not find it, and would make series look alike that share nothing but drift.
Matrix without_step(const Matrix& series, const Nuisance& nuisance);

}  // namespace anbn
