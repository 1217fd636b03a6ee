// SPDX-License-Identifier: Apache-2.0
// Which of Highway's instruction sets kernels are made for, and so tests run on. Must come before
// Highway's own headers.
#pragma once

// AVX3_DL adds nothing to float arithmetic; without it one instruction set is one set of bytes.
#define HWY_DISABLED_TARGETS (HWY_AVX3_DL | HWY_SSSE3)
