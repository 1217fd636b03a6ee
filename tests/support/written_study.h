// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/io/file.h"
#include "anbn/study/study.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

#include <string>

namespace anbn {

/// Studies whose files are names alone, read by the program's own stages; nothing is computed.
struct WrittenStudy : testing::Test {
  ScratchFolder folder;

  WrittenStudy() {
    std::filesystem::create_directory(folder / "model");
    for (const char* name : {"model/config.json", "model/vocab.txt", "words.tsv", "a.npy", "m.tsv"})
      write_file(folder / name, std::string_view("x"));
  }
  static std::string story(const std::string& name, const std::string& more = "") {
    return "[[story]]\nname = '" + name +
           "'\nwords = 'words.tsv'\nnetworks = 'a.npy'\nvolumes = 9\n" + more + "\n";
  }
  Study read(const std::string& study, const std::string& stories) {
    write_file(folder / "study.toml", "[study]\nmodel = 'model'\n" + study + "\n" + stories);
    return read_study(folder / "study.toml");
  }
  std::string error(const std::string& study, const std::string& stories) {
    return error_of([&] { read(study, stories); });
  }
};

}  // namespace anbn
