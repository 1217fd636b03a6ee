// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/numbers/orientation.h"

#include "anbn/brain/space/grid.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace anbn {
namespace {

// Calls visit(voxel) for every voxel of a box of this size, i fastest.
template <class Visit>
void for_every_voxel(const Voxel& size, const Visit& visit) {
  for (std::size_t k = 0; k < size[2]; ++k)
    for (std::size_t j = 0; j < size[1]; ++j)
      for (std::size_t i = 0; i < size[0]; ++i) visit(Voxel{i, j, k});
}

}  // namespace

Orientation closest_orientation(const Affine& affine) {
  const std::array<double, 3> length = voxel_sizes({{}, affine});
  const auto cosine = [&](std::size_t direction, std::size_t axis) {
    return length[axis] > 0 ? affine[direction][axis] / length[axis] : 0;
  };
  Orientation best;
  double most = -1;
  Voxel axis{0, 1, 2};
  do {
    double sum = 0, least = 1;
    for (std::size_t d = 0; d < 3; ++d) {
      const double along = std::abs(cosine(d, axis[d]));
      sum += along;
      least = std::min(least, along);
    }
    if (sum <= most) continue;
    most = sum;
    best.axis = axis;
    for (std::size_t d = 0; d < 3; ++d) best.sign[d] = cosine(d, axis[d]) < 0 ? -1 : 1;
    best.tilt_degrees = std::acos(std::min(1.0, least)) * 180 / std::numbers::pi;
  } while (std::next_permutation(axis.begin(), axis.end()));
  return best;
}

TurnedGrid::TurnedGrid(const Grid& grid, const Orientation& orientation)
    : file_size_(grid.size), orientation_(orientation) {
  for (std::size_t r = 0; r < 3; ++r) affine_[r][3] = grid.affine[r][3];
  for (std::size_t d = 0; d < 3; ++d) {
    const std::size_t axis = orientation.axis[d];
    box_.size[d] = grid.size[axis];
    const auto last = static_cast<double>(grid.size[axis] - 1);
    for (std::size_t r = 0; r < 3; ++r) {
      affine_[r][d] = orientation.sign[d] * grid.affine[r][axis];
      if (orientation.sign[d] < 0) affine_[r][3] += last * grid.affine[r][axis];
    }
  }
}

std::array<double, 3> TurnedGrid::voxel_mm() const { return voxel_sizes({box_.size, affine_}); }

std::array<double, 3> TurnedGrid::mm(const Voxel& voxel) const {
  return moved(affine_, {static_cast<double>(voxel[0]), static_cast<double>(voxel[1]),
                         static_cast<double>(voxel[2])});
}

std::size_t TurnedGrid::place_in_file(const Voxel& voxel) const {
  Voxel file{};
  for (std::size_t d = 0; d < 3; ++d) {
    const std::size_t axis = orientation_.axis[d], at = box_.low[d] + voxel[d];
    file[axis] = orientation_.sign[d] < 0 ? file_size_[axis] - 1 - at : at;
  }
  return file[0] + file_size_[0] * (file[1] + file_size_[1] * file[2]);
}

TurnedGrid TurnedGrid::cropped_to(std::span<const float> volume) const {
  Voxel low = box_.size, high{};
  bool any = false;
  for_every_voxel(box_.size, [&](const Voxel& voxel) {
    if (volume[place_in_file(voxel)] == 0) return;
    any = true;
    for (std::size_t d = 0; d < 3; ++d) {
      low[d] = std::min(low[d], voxel[d]);
      high[d] = std::max(high[d], voxel[d]);
    }
  });
  if (!any) return *this;
  TurnedGrid part = *this;
  const std::array<double, 3> origin = mm(low);
  for (std::size_t d = 0; d < 3; ++d) {
    part.box_.low[d] += low[d];
    part.box_.size[d] = high[d] - low[d] + 1;
    part.affine_[d][3] = origin[d];
  }
  return part;
}

std::vector<float> TurnedGrid::turned(std::span<const float> volume) const {
  std::vector<float> values;
  values.reserve(voxels());
  for_every_voxel(box_.size,
                  [&](const Voxel& voxel) { values.push_back(volume[place_in_file(voxel)]); });
  return values;
}

}  // namespace anbn
