// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/scan_time.h"

#include "anbn/core/error.h"
#include "anbn/io/json.h"

#include <cmath>

namespace anbn {
namespace {

// Headers round (1.5 s as 1.49999998, sometimes as 1.50025); nobody's scanner is off by more.
constexpr double kTolerance = 0.01;

bool differ(double a, double b) { return std::abs(a - b) > kTolerance * b; }

std::string seconds(double value) { return value > 0 ? fmt::format("{} s", value) : "none"; }

}  // namespace

double sidecar_tr_s(const std::filesystem::path& path) {
  if (path.empty()) return 0;
  const JsonScalars sidecar = read_json_scalars(path);
  if (!sidecar.has("RepetitionTime")) return 0;
  const double tr_s = sidecar.number("RepetitionTime");
  if (!(tr_s > 0)) fail("{}: RepetitionTime is {}; expected seconds above 0", path.string(), tr_s);
  return tr_s;
}

RepetitionTime repetition_time(const std::string& scan, const ScanTimes& times) {
  RepetitionTime out;
  out.tr_s = times.sidecar > 0 ? times.sidecar : times.header > 0 ? times.header : times.story;
  if (times.story > 0 && differ(out.tr_s, times.story))
    fail(
        "{}: one volume takes {} by the story (tr_s), {} by the sidecar (RepetitionTime) and {} by "
        "the header (pixdim[4]); expected the same. {}",
        scan, seconds(times.story), seconds(times.sidecar), seconds(times.header),
        out.tr_s > 16 ? "Is the number in milliseconds? Correct the file or tr_s"
        : times.sidecar > 0
            ? "Correct tr_s or the sidecar (is one of them in milliseconds?)"
            : "Correct tr_s, or write the right RepetitionTime into the sidecar if the header is "
              "wrong (is it in milliseconds?)");
  if (times.sidecar > 0 && times.header > 0 && differ(times.header, times.sidecar))
    out.warning = fmt::format("the header says TR {} s and the sidecar {} s; the sidecar's is used",
                              times.header, times.sidecar);
  return out;
}

}  // namespace anbn
