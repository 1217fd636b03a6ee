// SPDX-License-Identifier: Apache-2.0
// Matrix products from oneDNN; the skinny ones of training and everything else from the vectorised
// loops of cpu_products.cpp and cpu_kernels.cpp.
#include "anbn/backend/cpu_kernels.h"
#include "anbn/backend/panels.h"
#include "anbn/core/error.h"

#include <dlfcn.h>
#include <oneapi/dnnl/dnnl.hpp>

#include <cassert>

namespace anbn {
namespace {

/// The OpenMP runtime that oneDNN runs on, if it was built with one. It is asked for by name
/// because linking one of our own could bring a second runtime into the process.
struct OpenMp {
  int (*max_threads)() = nullptr;
  void (*set_threads)(int) = nullptr;

  OpenMp() {
    void* library = dlopen("libgomp.so.1", RTLD_LAZY | RTLD_NOLOAD);
    if (!library) library = RTLD_DEFAULT;
    max_threads = reinterpret_cast<int (*)()>(dlsym(library, "omp_get_max_threads"));
    set_threads = reinterpret_cast<void (*)(int)>(dlsym(library, "omp_set_num_threads"));
  }
};

/// While it lives, oneDNN calls of this thread use one thread: the caller shares the work out
/// among its own, and the order of sums must not depend on their number.
class OneThread {
 public:
  explicit OneThread(const OpenMp& omp) : omp_(omp) {
    if (!omp_.set_threads || !omp_.max_threads) return;
    before_ = omp_.max_threads();
    if (before_ != 1) omp_.set_threads(1);
  }
  ~OneThread() {
    if (before_ > 1) omp_.set_threads(before_);
  }
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;

 private:
  const OpenMp& omp_;
  int before_ = 1;
};

/// What --isa may name, smallest first. Sets above avx512_core add 16-bit and integer arithmetic
/// only; they are left out so that float32 stays float32, and that newer machines give the same
/// bytes.
struct InstructionSet {
  std::string_view name;
  dnnl::cpu_isa onednn;
  simd::Limit limit;
  bool (*is_here)();
};
const InstructionSet kInstructionSets[] = {
    {"sse41", dnnl::cpu_isa::sse41, simd::Limit::sse4,
     [] { return __builtin_cpu_supports("sse4.1") != 0; }},
    {"avx2", dnnl::cpu_isa::avx2, simd::Limit::avx2,
     [] { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }},
    {"avx512_core", dnnl::cpu_isa::avx512_core, simd::Limit::avx512,
     [] {
       return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
              __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
     }},
};

/// The best set of this machine. Throws Error if it has none.
const InstructionSet& best_instruction_set() {
  const InstructionSet* best = nullptr;
  for (const InstructionSet& set : kInstructionSets)
    if (set.is_here()) best = &set;
  if (!best)
    fail(
        "this processor has no SSE 4.1; expected a 64-bit x86 processor that has. Use the backend "
        "'reference'.");
  return *best;
}

const InstructionSet& named_instruction_set(const std::string& isa) {
  std::string expected = "auto";
  for (const InstructionSet& set : kInstructionSets) {
    if (set.name == isa && set.is_here()) return set;
    if (set.name == isa)
      fail("--isa is '{}', which this processor lacks; its best is '{}'. Use that, or auto.", isa,
           best_instruction_set().name);
    expected += ", ";
    expected += set.name;
  }
  fail("--isa is '{}'; expected one of {}", isa, expected);
}

/// Makes oneDNN and the loops use `isa`, if nothing else is in use already.
/// The libraries keep the choice for the process; they are asked, so that we need no global.
std::string_view use_instruction_set(const std::string& isa) {
  const InstructionSet& wanted =
      isa == "auto" ? best_instruction_set() : named_instruction_set(isa);
  const bool was_free = dnnl::set_max_cpu_isa(wanted.onednn) == dnnl::status::success;
  const dnnl::cpu_isa used = dnnl::get_effective_cpu_isa();
  for (const InstructionSet& set : kInstructionSets) {
    if (set.onednn != used) continue;
    if (was_free) simd::limit_instruction_set(set.limit);
    if (used == wanted.onednn || isa == "auto") return set.name;
    fail("--isa is '{}', but this process computes with '{}' already; start another one", isa,
         set.name);
  }
  fail("oneDNN cannot use the instruction set '{}' here; try another --isa", wanted.name);
}

class CpuBackend final : public Backend {
 public:
  explicit CpuBackend(std::string_view isa) : isa_(isa) {
    dnnl::set_default_fpmath_mode(dnnl::fpmath_mode::strict);
  }

  std::string_view name() const override { return "cpu"; }
  std::string isa() const override { return std::string(isa_); }

  void gemm(float alpha, ConstView a, Transpose ta, ConstView b, Transpose tb, float beta,
            MutableView c) const override {
    const std::size_t depth = ta == Transpose::no ? a.cols : a.rows;
    assert(c.rows == (ta == Transpose::no ? a.rows : a.cols));
    assert(c.cols == (tb == Transpose::no ? b.cols : b.rows));
    assert(depth == (tb == Transpose::no ? b.rows : b.cols));
    if (c.rows == 0 || c.cols == 0) return;
    if (depth == 0) {
      for (std::size_t i = 0; i < c.rows; ++i)
        for (float& v : std::span<float>(c.data + i * c.stride, c.cols))
          v = beta == 0 ? 0 : beta * v;
      return;
    }
    const OneThread one_thread(omp_);
    const auto size = [](std::size_t n) { return static_cast<dnnl_dim_t>(n); };
    const auto status =
        dnnl::sgemm(ta == Transpose::no ? 'N' : 'T', tb == Transpose::no ? 'N' : 'T', size(c.rows),
                    size(c.cols), size(depth), alpha, a.data, size(a.stride), b.data,
                    size(b.stride), beta, c.data, size(c.stride));
    if (status != dnnl::status::success)
      fail("oneDNN could not multiply [{} x {}] by [{} x {}] (status {}); is memory short?", c.rows,
           depth, depth, c.cols, static_cast<int>(status));
  }

  void add_row(MutableView x, std::span<const float> row) const override { simd::add_row(x, row); }
  void softmax_rows(MutableView x) const override { simd::softmax_rows(x); }
  void layer_norm_rows(MutableView x, std::span<const float> gain, std::span<const float> bias,
                       double epsilon) const override {
    simd::layer_norm_rows(x, gain, bias, epsilon);
  }
  void rms_norm_rows(MutableView x, std::span<const float> gain, double epsilon) const override {
    simd::rms_norm_rows(x, gain, epsilon);
  }
  void gelu(MutableView x) const override { simd::gelu(x); }
  void gelu_tanh(MutableView x) const override { simd::gelu_tanh(x); }
  void silu(MutableView x) const override { simd::silu(x); }
  void sigmoid(MutableView x) const override { simd::sigmoid(x); }
  void add(ConstView x, MutableView y) const override { simd::add(x, y); }
  void multiply(ConstView x, MutableView y) const override { simd::multiply(x, y); }
  void column_maxima(ConstView x, std::span<float> y) const override { simd::column_maxima(x, y); }
  void row_maxima(ConstView x, std::span<float> y) const override { simd::row_maxima(x, y); }
  void row_sums(ConstView x, std::span<float> y) const override { simd::row_sums(x, y); }
  void row_square_sums(ConstView x, std::span<float> y) const override {
    simd::row_square_sums(x, y);
  }
  void add_to_sums(ConstView x, std::span<double> sums) const override {
    simd::add_to_sums(x, sums);
  }
  void add_hidden_inputs(float scale, ConstView v, ConstPanels w, MutableView x,
                         const Ahead& ahead) const override {
    simd::add_hidden_inputs(scale, v, w, x, ahead);
  }
  void reconstruct(ConstView h, ConstPanels w, std::span<const float> bias, MutableView v,
                   const Ahead& ahead) const override {
    simd::reconstruct(h, w, bias, v, ahead);
  }
  void update_weights(ConstView v, ConstView h, const WeightStep& step, MutablePanels velocity,
                      MutablePanels w, const Ahead& ahead) const override {
    simd::update_weights(v, h, step, velocity, w, ahead);
  }

 private:
  std::string_view isa_;
  OpenMp omp_;
};

}  // namespace

std::unique_ptr<Backend> make_cpu_backend(const std::string& isa) {
  return std::make_unique<CpuBackend>(use_instruction_set(isa));
}

}  // namespace anbn
