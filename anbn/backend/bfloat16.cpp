// SPDX-License-Identifier: Apache-2.0
#include "anbn/backend/bfloat16.h"

#include "anbn/backend/cpu_bfloat16.h"
#include "anbn/backend/panels.h"
#include "anbn/core/error.h"

#include <bit>
#include <cstdint>

namespace anbn {
namespace {

/// Passes everything on to another backend.
class OnTopOf : public Backend {
 public:
  explicit OnTopOf(const Backend& base) : base_(base) {}

  std::string_view name() const override { return base_.name(); }
  void gemm(float alpha, ConstView a, Transpose ta, ConstView b, Transpose tb, float beta,
            MutableView c) const override {
    base_.gemm(alpha, a, ta, b, tb, beta, c);
  }
  void add_row(MutableView x, std::span<const float> row) const override { base_.add_row(x, row); }
  void softmax_rows(MutableView x) const override { base_.softmax_rows(x); }
  void layer_norm_rows(MutableView x, std::span<const float> gain, std::span<const float> bias,
                       double epsilon) const override {
    base_.layer_norm_rows(x, gain, bias, epsilon);
  }
  void rms_norm_rows(MutableView x, std::span<const float> gain, double epsilon) const override {
    base_.rms_norm_rows(x, gain, epsilon);
  }
  void gelu(MutableView x) const override { base_.gelu(x); }
  void gelu_tanh(MutableView x) const override { base_.gelu_tanh(x); }
  void silu(MutableView x) const override { base_.silu(x); }
  void sigmoid(MutableView x) const override { base_.sigmoid(x); }
  void add(ConstView x, MutableView y) const override { base_.add(x, y); }
  void multiply(ConstView x, MutableView y) const override { base_.multiply(x, y); }
  void column_maxima(ConstView x, std::span<float> y) const override { base_.column_maxima(x, y); }
  void row_maxima(ConstView x, std::span<float> y) const override { base_.row_maxima(x, y); }
  void row_sums(ConstView x, std::span<float> y) const override { base_.row_sums(x, y); }
  void row_square_sums(ConstView x, std::span<float> y) const override {
    base_.row_square_sums(x, y);
  }
  void add_to_sums(ConstView x, std::span<double> sums) const override {
    base_.add_to_sums(x, sums);
  }

 protected:
  const Backend& base_;
};

/// The nearest bfloat16, ties to even, as a float.
float rounded(float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  if ((bits & 0x7F800000u) == 0x7F800000u) return x;  // infinite, or no number
  return std::bit_cast<float>((bits + 0x7FFFu + ((bits >> 16) & 1u)) & 0xFFFF0000u);
}

Matrix rounded(ConstView x) {
  Matrix out(x.rows, x.cols);
  for (std::size_t i = 0; i < x.rows; ++i)
    for (std::size_t j = 0; j < x.cols; ++j) out(i, j) = rounded(x.data[i * x.stride + j]);
  return out;
}

/// Panels in the memory of a matrix.
Matrix rounded(ConstPanels x) { return rounded(ConstView{x.data, x.rows, x.cols, x.cols}); }

/// The oracle of the other one.
class Emulated final : public OnTopOf {
 public:
  using OnTopOf::OnTopOf;
  std::string isa() const override { return base_.isa() + "+bfloat16"; }
  void add_hidden_inputs(float scale, ConstView v, ConstPanels w, MutableView x,
                         const Ahead& ahead) const override {
    base_.add_hidden_inputs(scale, view_of(rounded(v)), panels_of(rounded(w)), x, ahead);
  }
  void reconstruct(ConstView h, ConstPanels w, std::span<const float> bias, MutableView v,
                   const Ahead& ahead) const override {
    base_.reconstruct(view_of(rounded(h)), panels_of(rounded(w)), bias, v, ahead);
  }
  void update_weights(ConstView v, ConstView h, const WeightStep& step, MutablePanels velocity,
                      MutablePanels w, const Ahead& ahead) const override {
    base_.update_weights(view_of(rounded(v)), view_of(rounded(h)), step, velocity, w, ahead);
  }
};

class Amx final : public OnTopOf {
 public:
  using OnTopOf::OnTopOf;
  std::string isa() const override { return base_.isa() + "+amx_bf16"; }
  void add_hidden_inputs(float scale, ConstView v, ConstPanels w, MutableView x,
                         const Ahead& ahead) const override {
    amx::add_hidden_inputs(scale, v, w, x, ahead);
  }
  void reconstruct(ConstView h, ConstPanels w, std::span<const float> bias, MutableView v,
                   const Ahead& ahead) const override {
    amx::reconstruct(h, w, bias, v, ahead);
  }
  void update_weights(ConstView v, ConstView h, const WeightStep& step, MutablePanels velocity,
                      MutablePanels w, const Ahead& ahead) const override {
    amx::update_weights(v, h, step, velocity, w, ahead);
  }
};

}  // namespace

std::unique_ptr<Backend> with_bfloat16_products(const Backend& base) {
  if (base.name() == "reference") return std::make_unique<Emulated>(base);
  if (base.isa() != "avx512_core")
    fail("--precision is bfloat16, which needs the instruction set avx512_core; found '{}' in use",
         base.isa());
  if (!amx::is_here())
    fail(
        "--precision is bfloat16, and this processor or system has no AMX for it (amx_bf16 in "
        "/proc/cpuinfo, Linux 5.16 or newer); use --precision float32");
  return std::make_unique<Amx>(base);
}

}  // namespace anbn
