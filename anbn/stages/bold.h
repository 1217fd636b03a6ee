// SPDX-License-Identifier: Apache-2.0
// Options and the looking half of the stage `bold`, for those who look before they compute.
#pragma once

#include "anbn/backend/bfloat16.h"
#include "anbn/brain/scans/bold.h"
#include "anbn/brain/space/study_mask.h"
#include "anbn/core/options.h"
#include "anbn/runner/stage.h"
#include "anbn/signal/detrend.h"

#include <cstdint>
#include <string>
#include <vector>

namespace anbn {

struct BoldOptions {
  Input scan;
  Input mask{InputKind::stage};
  Input confounds{InputKind::described, Presence::optional};
  Input sidecar{InputKind::file, Presence::optional};
  std::int64_t first_volume = 0;
  std::int64_t volumes = 0;
  double tr_s = 0;
  std::vector<std::string> regress;
  Trend detrend = Trend::none;
  double high_pass_s = 0;
  double fwhm_mm = 0;
  Precision storage = Precision::float32;

  template <class V>
  void visit(V&& option) {
    option("scan", scan, "4-D NIfTI of one listener and story");
    option("mask", mask, "folder from `anbn mask`");
    option("confounds", confounds, "TSV of fMRIPrep, or motion parameters without header (.1D)");
    option("sidecar", sidecar,
           "JSON with RepetitionTime; X.json beside X.nii.gz is found by itself");
    option("first_volume", first_volume, "of the scan, counted from 0: the first one used",
           at_least(0));
    option("volumes", volumes, "how many are used",
           at_least(0).meaning(0, "all from the first on"));
    option("tr_s", tr_s, "repetition time by the story",
           between(0, 16).measured_in("s").meaning(0, "that of the sidecar, else of the header"));
    option("regress", regress,
           "confounds to take out: motion6, motion24 (with differences and squares), acompcor (of "
           "the combined mask by the JSON beside the table; acompcor:5, acompcor:CSF, "
           "acompcor:50%), cosine, outliers, or names of columns (* for any letters)");
    option("detrend", detrend, "trend to take out");
    option("high_pass_s", high_pass_s, "cosines of longer periods are taken out",
           at_least(0).measured_in("s").meaning(0, "none"));
    option("fwhm_mm", fwhm_mm, "smoothing inside the mask: full width at half maximum",
           between(0, 100).measured_in("mm").meaning(0, "none"));
    option("storage", storage,
           "numbers of the result: bfloat16 has 8 bits of precision and takes half of the disk");
  }

  /// Finds the sidecar beside the scan.
  void complete();
  /// Throws Error if confounds are asked for and not given, or given and not asked for.
  void check() const;
};

/// What a scan's header, sidecar and confounds make of the options, with warnings where they
/// differ. Throws Error if they cannot go together.
BoldSettings bold_settings(const BoldOptions& options, const NiftiHeader& header, Notes& notes);

}  // namespace anbn
