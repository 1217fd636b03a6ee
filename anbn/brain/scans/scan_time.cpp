// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/scans/scan_time.h"

#include "anbn/core/error.h"
#include "anbn/io/json.h"

#include <cmath>

namespace anbn {
namespace {

// Headers round (1.5 s as 1.49999998, sometimes as 1.50025): what is less than both is no mistake.
constexpr double kRounding = 0.01, kSlightShift = 0.25;
constexpr double kWrongShift = 1;  // volumes
constexpr double kLongestTr_s = 16;

/// By how many volumes the last one is shifted.
double shift(double a, double b, std::size_t volumes) {
  return std::abs(a - b) * static_cast<double>(volumes) / b;
}

bool differ(double a, double b, std::size_t volumes) {
  return std::abs(a - b) > kRounding * b || shift(a, b, volumes) >= kSlightShift;
}

std::string seconds(double value) { return value > 0 ? fmt::format("{} s", value) : "none"; }

}  // namespace

double sidecar_tr_s(const std::filesystem::path& path) {
  if (path.empty()) return 0;
  const JsonScalars sidecar = read_json_scalars(path);
  if (!sidecar.has("RepetitionTime")) {
    if (sidecar.values.contains("VolumeTiming"))
      fail(
          "{}: has VolumeTiming and no RepetitionTime, so its volumes do not follow one another at "
          "one distance; expected volumes that do",
          path.string());
    return 0;
  }
  const double tr_s = sidecar.number("RepetitionTime");
  if (!(tr_s > 0)) fail("{}: RepetitionTime is {}; expected seconds above 0", path.string(), tr_s);
  if (tr_s > kLongestTr_s)
    fail("{}: RepetitionTime is {}; expected seconds, at most {}. Is it in milliseconds?",
         path.string(), tr_s, kLongestTr_s);
  return tr_s;
}

double sidecar_start_s(const std::filesystem::path& path) {
  if (path.empty()) return 0;
  const JsonScalars sidecar = read_json_scalars(path);
  const double start_s = sidecar.number_or("StartTime", 0);
  if (!(std::abs(start_s) <= kLongestTr_s))
    fail("{}: StartTime is {}; expected seconds, at most {}", path.string(), start_s, kLongestTr_s);
  return start_s;
}

RepetitionTime repetition_time(const std::string& scan, const ScanTimes& times) {
  RepetitionTime out;
  out.tr_s = times.sidecar > 0 ? times.sidecar : times.header > 0 ? times.header : times.story;
  const std::size_t n = times.volumes;
  const auto drift = [n](double a, double b) {
    return fmt::format("{:.3g} s over {} volumes", std::abs(a - b) * static_cast<double>(n), n);
  };
  if (times.story > 0 && shift(out.tr_s, times.story, n) >= kWrongShift)
    fail(
        "{}: one volume takes {} by the story (tr_s), {} by the sidecar (RepetitionTime) and {} by "
        "the header (pixdim[4]), which makes {}; expected the same. {}",
        scan, seconds(times.story), seconds(times.sidecar), seconds(times.header),
        drift(out.tr_s, times.story),
        out.tr_s > 16 ? "Is the number in milliseconds? Correct the file or tr_s"
        : times.sidecar > 0
            ? "Correct tr_s or the sidecar (is one of them in milliseconds?)"
            : "Correct tr_s, or write the right RepetitionTime into the sidecar if the header is "
              "wrong (is it in milliseconds?)");
  if (times.story > 0 && differ(out.tr_s, times.story, n))
    out.warnings.push_back(fmt::format(
        "tr_s is {} s and the {} says {} s, which makes {}; volumes are timed by tr_s", times.story,
        times.sidecar > 0 ? "sidecar" : "header", out.tr_s, drift(out.tr_s, times.story)));
  if (times.sidecar > 0 && times.header > 0 && differ(times.header, times.sidecar, n))
    out.warnings.push_back(
        fmt::format("the header says TR {} s and the sidecar {} s; the sidecar's is used",
                    times.header, times.sidecar));
  return out;
}

}  // namespace anbn
