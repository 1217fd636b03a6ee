// SPDX-License-Identifier: Apache-2.0
// The parts that the module is made of.
#pragma once

#include <nanobind/nanobind.h>

namespace anbn::python {

void add_analysis(nanobind::module_& m);
void add_text(nanobind::module_& m);
void add_networks(nanobind::module_& m);
void add_program(nanobind::module_& m);
void add_folders(nanobind::module_& m);

/// The options of the functions in memory, by their names.
nanobind::dict told_of_analysis();
/// The parameters of the haemodynamic response with their defaults, in the order of HrfShape.
nanobind::dict told_of_hrf();
/// Of the network methods.
nanobind::dict told_of_networks();

}  // namespace anbn::python
