// SPDX-License-Identifier: Apache-2.0
// anbn._native: what python/anbn calls.
#include "anbn/core/error.h"
#include "parts.h"

#include <new>

NB_MODULE(_native, m) {
  using namespace anbn::python;
  nanobind::exception<anbn::Error>(m, "Error", PyExc_ValueError);
  m.attr("__version__") = ANBN_VERSION;
  add_analysis(m);
  add_text(m);
  add_networks(m);
  add_program(m);
  add_folders(m);
}
