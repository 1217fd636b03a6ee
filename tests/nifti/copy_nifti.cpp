// SPDX-License-Identifier: Apache-2.0
// Reads a NIfTI file with anbn's reader and writes it with anbn's writer, for round_trip.py.
// usage: copy_nifti IN OUT uint8|int16|float32 SLOPE
#include "anbn/core/error.h"
#include "anbn/io/nifti.h"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const std::string type = argv[3];
  try {
    anbn::NiftiReader reader(argv[1]);
    const anbn::NiftiHeader& header = reader.header();
    anbn::NiftiFormat format{header.grid, header.volumes, header.tr_s};
    format.type = type == "uint8"   ? anbn::NiftiType::uint8
                  : type == "int16" ? anbn::NiftiType::int16
                                    : anbn::NiftiType::float32;
    format.slope = std::strtod(argv[4], nullptr);
    anbn::NiftiWriter writer(argv[2], format);
    std::vector<float> volume(header.grid.voxels());
    for (std::size_t v = 0; v < header.volumes; ++v) {
      reader.read(volume);
      writer.append(volume);
    }
    writer.finish();
  } catch (const anbn::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
