// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/bids/volumes.h"

#include "anbn/commands/bids/files.h"
#include "anbn/results/fields.h"
#include "anbn/results/mask.h"
#include "anbn/results/networks.h"
#include "anbn/study/study_controls.h"

namespace anbn {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> inputs_of_mask(const Study& study, const Job& job) {
  const auto masks = resolved_options(study, job).at("masks").get<std::vector<std::string>>();
  return {masks.begin(), masks.end()};
}

}  // namespace

void put_volumes(const Study& study, const BidsNames& names,
                 const std::vector<SourceDataset>& sources, const fs::path& root) {
  const Job& networks = study.job("networks", "", "");
  const fs::path maps = maps_file(networks.out), mean = mean_file(networks.out);
  const std::string mean_name = names.volume("func", "mean", "boldref");
  const auto put = [&](const fs::path& file, const std::string& name, FieldsJson sidecar,
                       const std::vector<fs::path>& made_from) {
    if (fs::exists(mean)) sidecar["SpatialReference"] = mean_name + ".nii.gz";
    if (const std::vector<std::string> uris = bids_uris(made_from, sources); !uris.empty())
      sidecar["Sources"] = uris;
    put_file(file, root / (name + ".nii.gz"));
    write_fields(root / (name + ".json"), sidecar);
  };
  if (fs::exists(mean))
    put(mean, mean_name,
        {{"Description", "mean of the used volumes of all scans; 0 outside of the mask"},
         {"SkullStripped", true}},
        scans_of(study));
  if (fs::exists(maps))
    put(maps, names.volume("func", "networks", "components"),
        {{"Description",
          "maps of the brain networks, a volume a network, with the signs that they were found "
          "with: no probabilities"},
         {"Networks", read_network_list(networks.out).names}},
        {});
  if (const Job* mask = study.find_job("mask", "", ""))
    put(mask_file(mask->out), names.volume("anat", "brain", "mask"),
        {{"Description", "voxels that lie in every mask of the study and that every scan sees"},
         {"Type", "Brain"}},
        inputs_of_mask(study, *mask));
}

}  // namespace anbn
