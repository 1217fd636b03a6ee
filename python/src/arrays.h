// SPDX-License-Identifier: Apache-2.0
// numpy's arrays as anbn's matrices and the other way round, without copies.
#pragma once

#include "anbn/core/matrix_view.h"
#include "anbn/signal/nuisance.h"

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace anbn::python {

namespace nb = nanobind;

/// What Python gives: float32, rows one after the other. Made so, where it is not, by
/// anbn/_arrays.py, which names the argument in its errors.
using Floats = nb::ndarray<const float, nb::ndim<2>, nb::c_contig, nb::device::cpu>;
using Doubles = nb::ndarray<const double, nb::ndim<2>, nb::c_contig, nb::device::cpu>;
using FloatList = nb::ndarray<const float, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

/// The array itself, which must outlive the view.
inline MatrixView seen(const Floats& x) { return {x.data(), x.shape(0), x.shape(1)}; }
inline std::span<const float> seen(const FloatList& x) { return {x.data(), x.shape(0)}; }

/// A copy that outlives the array.
inline Matrix copied(const Floats& x) {
  Matrix out(x.shape(0), x.shape(1));
  out.values.assign(x.data(), x.data() + x.size());
  return out;
}

/// The set that the columns of `values` [T x k] span, called `names` [k]. Throws Error as
/// make_nuisance does.
inline Nuisance nuisance_of(const Doubles& values, const std::vector<std::string>& names) {
  std::vector<Regressor> regressors;
  for (std::size_t k = 0; k < values.shape(1); ++k) {
    Regressor regressor{names.at(k), {}};
    for (std::size_t t = 0; t < values.shape(0); ++t)
      regressor.values.push_back(values.data()[t * values.shape(1) + k]);
    regressors.push_back(std::move(regressor));
  }
  return make_nuisance(values.shape(0), regressors);
}

/// An array of numbers that `owner` keeps alive.
template <class T>
nb::object array_in(std::shared_ptr<const void> owner, const T* data,
                    std::vector<std::size_t> shape) {
  auto* kept = new std::shared_ptr<const void>(std::move(owner));
  nb::capsule capsule(
      kept, [](void* p) noexcept { delete static_cast<std::shared_ptr<const void>*>(p); });
  return nb::cast(
      nb::ndarray<nb::numpy, T>(const_cast<T*>(data), shape.size(), shape.data(), capsule));
}

/// The values themselves, as an array.
template <class T>
nb::object array_of(std::vector<T> values) {
  auto owner = std::make_shared<const std::vector<T>>(std::move(values));
  const T* data = owner->data();
  const std::size_t size = owner->size();
  return array_in(std::move(owner), data, {size});
}
inline nb::object array_of(Matrix values) {
  auto owner = std::make_shared<const Matrix>(std::move(values));
  const float* data = owner->values.data();
  const std::vector<std::size_t> shape = {owner->rows, owner->cols};
  return array_in(std::move(owner), data, shape);
}

}  // namespace anbn::python
