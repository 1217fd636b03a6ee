// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/dbn/dbn_seeds.h"

#include "anbn/brain/dbn/dbn_courses.h"
#include "anbn/brain/networks/alike.h"
#include "anbn/io/npy.h"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace anbn {
namespace {

namespace fs = std::filesystem;

/// Says of every piece of work for which seed it is done.
class ProgressOfASeed : public Progress {
 public:
  ProgressOfASeed(Progress& all, std::string prefix) : all_(all), prefix_(std::move(prefix)) {}
  void begin(std::string_view what, std::size_t total) override {
    all_.begin(fmt::format("{}{}", prefix_, what), total);
  }
  void advance(std::size_t done) override { all_.advance(done); }
  void note(std::string_view words) override { all_.note(words); }

 private:
  Progress& all_;
  std::string prefix_;
};

void train_into(const fs::path& file, const DbnScans& scans, const DbnOptions& options,
                std::uint64_t seed, NetworkWork& work) {
  const TrainedDbn dbn = trained_dbn(scans, options, seed, work);
  const fs::path fresh = file.string() + ".new";
  write_npy(fresh, transposed(product_of_weights(dbn.layers, work)));
  fs::rename(fresh, file);
  sync_folder(file.parent_path());
  fs::remove_all(work.checkpoint);
}

}  // namespace

Matrix product_of_weights(const std::vector<DbnLayer>& layers, NetworkWork& work) {
  Matrix product = layers[0].rbm.weights;
  for (std::size_t l = 1; l < layers.size(); ++l)
    product = product_of(product, layers[l].rbm.weights, work.machine);
  return product;
}

std::vector<fs::path> maps_of_other_seeds(const DbnScans& scans, const DbnOptions& options,
                                          std::uint64_t seed, NetworkWork& work) {
  std::vector<fs::path> files;
  DbnOptions own = options;
  own.first_step = YesNo::no;
  for (std::int64_t other = 1; other < options.seeds; ++other) {
    fs::create_directories(work.checkpoint);
    files.push_back(work.checkpoint / fmt::format("seed_{}_maps.npy", other + 1));
    if (fs::exists(files.back())) continue;
    ProgressOfASeed progress(work.machine.progress,
                             fmt::format("seed {} of {}, ", other + 1, options.seeds));
    NetworkWork of_seed{{work.machine.backend, work.machine.threads, progress},
                        work.out,
                        work.checkpoint / fmt::format("seed_{}", other + 1)};
    train_into(files.back(), scans, own, seed + static_cast<std::uint64_t>(other), of_seed);
  }
  return files;
}

std::vector<double> reproducibility_of(const Matrix& maps, const std::vector<fs::path>& files,
                                       Threads& threads) {
  std::vector<double> mean(maps.rows);
  for (const fs::path& file : files) {
    const std::vector<double> r = matched_correlations(maps, read_npy_matrix(file), threads);
    for (std::size_t m = 0; m < mean.size(); ++m)
      mean[m] += r[m] / static_cast<double>(files.size());
  }
  return mean;
}

}  // namespace anbn
