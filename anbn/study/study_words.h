// SPDX-License-Identifier: Apache-2.0
// Messages of stages in the words of a study file: keys and tables, where the command line has
// options and folders.
#pragma once

#include "anbn/study/study.h"

#include <string>
#include <string_view>

namespace anbn {

/// `text`, in which a stage calls options as the command line does ("--tr-s"), with the keys that
/// the study file has for them ("tr_s"; "scans" for the folders that are made of these). Words that
/// are no options of a stage stay as they are.
std::string in_study_words(std::string_view text, const Stage& stage);

/// Where the options of a job stand in the study file: "[[story]] pieman, [tokens]", "[networks]",
/// "[[variant]] untrained, [[story]] pieman, [activations]".
std::string place_in_study(const Job& job);

/// What went wrong with a job, in the words of its study file: file, place and `text`.
std::string error_of_job(const Study& study, const Job& job, std::string_view text);

}  // namespace anbn
