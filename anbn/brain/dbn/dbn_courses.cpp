// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/dbn/dbn_courses.h"

#include <algorithm>
#include <cassert>

namespace anbn {
namespace {

std::vector<const float*> row_pointers_of(ConstView bold) {
  std::vector<const float*> rows;
  for (std::size_t t = 0; t < bold.rows; ++t) rows.push_back(bold.data + t * bold.stride);
  return rows;
}

/// What the top units receive.
Matrix top_input(const std::vector<DbnLayer>& layers, ConstView bold, LayerOutput output,
                 const Machine& machine) {
  Matrix below;
  std::vector<const float*> rows = row_pointers_of(bold);
  for (std::size_t layer = 0; layer + 1 < layers.size(); ++layer) {
    below = layer_output(layers[layer], rows, output, machine);
    rows = row_pointers(below);
  }
  return hidden_input(layers.back().rbm, rows, machine);
}

Matrix projection(const Matrix& product, ConstView bold, const Machine& machine) {
  Rbm plain;
  plain.weights = product;
  plain.hidden_bias.resize(product.cols);
  return hidden_input(plain, row_pointers_of(bold), machine);
}

}  // namespace

Matrix product_of(const Matrix& a, const Matrix& b, const Machine& machine) {
  Matrix out(a.rows, b.cols);
  machine.threads.for_each_block(rbm_blocks(a.rows), [&](std::size_t block, std::size_t) {
    const std::size_t first = block * kRbmBlock;
    const std::size_t count = std::min(kRbmBlock, a.rows - first);
    machine.backend.gemm(1, rows_of(a, first, count), Transpose::no, view_of(b), Transpose::no, 0,
                         rows_of(out, first, count));
  });
  return out;
}

Matrix network_courses(const std::vector<DbnLayer>& layers, const Matrix& product, ConstView bold,
                       NetworkCourse course, LayerOutput output, const Machine& machine) {
  assert(course != NetworkCourse::dual);
  if (course == NetworkCourse::projection) return projection(product, bold, machine);
  if (course == NetworkCourse::linear)
    return top_input(layers, bold, {LayerInput::linear, output.unit_rows}, machine);
  Matrix x = top_input(layers, bold, output, machine);
  machine.backend.sigmoid(view_of(x));
  return x;
}

}  // namespace anbn
