// SPDX-License-Identifier: Apache-2.0
// What the vectorised loops share. Included once for each instruction set, after foreach_target.h:
// hence the guard that flips. The end of a row that does not fill a vector goes through a mask or a
// padded buffer, so that nothing outside of the row is read or written.
#if defined(ANBN_BACKEND_CPU_VECTORS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ANBN_BACKEND_CPU_VECTORS_INL_H_
#undef ANBN_BACKEND_CPU_VECTORS_INL_H_
#else
#define ANBN_BACKEND_CPU_VECTORS_INL_H_
#endif

#include <hwy/highway.h>

#include <algorithm>
#include <cstddef>

HWY_BEFORE_NAMESPACE();
namespace anbn::simd::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Tag = hn::ScalableTag<float>;
using Vec = hn::Vec<Tag>;
constexpr std::size_t kMostLanes = 16;  // of float, in all targets compiled here

/// The first `count` of `from`, then `padding`.
HWY_INLINE Vec load_partly(const float* from, std::size_t count, float padding) {
#if HWY_MAX_BYTES == 64  // never touches what the mask leaves out
  const Tag d;
  const auto first = hn::FirstN(d, count);
  return hn::IfThenElse(first, hn::MaskedLoad(first, d, from), hn::Set(d, padding));
#else
  alignas(64) float buffer[kMostLanes];
  std::fill(std::copy_n(from, count, buffer), buffer + kMostLanes, padding);
  return hn::Load(Tag(), buffer);
#endif
}

HWY_INLINE void store_partly(Vec v, float* to, std::size_t count) {
#if HWY_MAX_BYTES == 64
  hn::BlendedStore(v, hn::FirstN(Tag(), count), Tag(), to);
#else
  alignas(64) float buffer[kMostLanes];
  hn::Store(v, Tag(), buffer);
  std::copy_n(buffer, count, to);
#endif
}

/// Adds up floats in double; the lanes of a vector have their own sums until the end.
class Sum {
 public:
  HWY_ATTR Sum() : lower_(hn::Zero(Wide())), upper_(hn::Zero(Wide())) {}
  void add(Vec v) {
#if HWY_TARGET == HWY_SCALAR  // has no halves
    lower_ = hn::Add(lower_, hn::PromoteTo(Wide(), v));
#else
    const hn::Half<Tag> half;
    lower_ = hn::Add(lower_, hn::PromoteTo(Wide(), hn::LowerHalf(half, v)));
    upper_ = hn::Add(upper_, hn::PromoteTo(Wide(), hn::UpperHalf(half, v)));
#endif
  }
  double total() const { return hn::GetLane(hn::SumOfLanes(Wide(), hn::Add(lower_, upper_))); }

 private:
  using Wide = hn::ScalableTag<double>;
  hn::Vec<Wide> lower_, upper_;
};

/// sums(j) += v(j)
HWY_INLINE void add_promoted(Vec v, double* sums) {
  const hn::ScalableTag<double> wide;
#if HWY_TARGET == HWY_SCALAR  // has no halves
  hn::StoreU(hn::Add(hn::LoadU(wide, sums), hn::PromoteTo(wide, v)), wide, sums);
#else
  const hn::Half<Tag> half;
  const std::size_t lanes = hn::Lanes(wide);
  const auto lower = hn::PromoteTo(wide, hn::LowerHalf(half, v));
  const auto upper = hn::PromoteTo(wide, hn::UpperHalf(half, v));
  hn::StoreU(hn::Add(hn::LoadU(wide, sums), lower), wide, sums);
  hn::StoreU(hn::Add(hn::LoadU(wide, sums + lanes), upper), wide, sums + lanes);
#endif
}

}  // namespace anbn::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
