// SPDX-License-Identifier: Apache-2.0
// The sections of the page, each as HTML.
#pragma once

#include "anbn/report/page/page.h"

#include <cstdint>
#include <limits>

namespace anbn {

/// Tags in a table: the rest stands in the TSV files.
inline constexpr std::size_t kMostTags = 12;

/// The first screen: the verdict of the study, what is named, what failed its expectation, what
/// could have been seen, and the stories side by side.
/// @param excess  the figure of the layers of the first session, or null
std::string summary_section(const Report& report, const Figure* excess);

/// What was found in one session: headline and numbers, and `beneath` them what else there is.
std::string verdict_card(const Report& report, const Session& session, const std::string& beneath);

/// What was asked of a session, with the answers.
std::string answers_part(const Report& report, const Session& session);

/// The stories that a session is of, each beside what it is alone; empty where it is of one.
std::string together_table(const Report& report, const Session& session);

/// All variants and controls of each story side by side, and what each control asks; empty where
/// the main variant is alone.
std::string controls_section(const Report& report);

/// The variants under one family-wise bar; empty where there is one.
std::string families_part(const Report& report);

/// Whether the variants couple with the same networks; empty where there is one.
std::string agreement_part(const Report& report);

/// What a reader must know of the stories before he believes anything about them.
std::string data_section(const Report& report);

/// The place of a figure, with its caption and its numbers.
std::string figure_card(const Figure& figure);
/// The places of figures, each with its numbers.
std::string figure_cards(const std::vector<Figure>& figures);
/// The numbers of a figure as in its TSV file, closed: what the script draws, and makes a table of
/// once they are opened.
std::string numbers_part(const Figure& figure);

/// What all figures are, without their numbers, as JSON for the script; safe inside a <script>
/// element.
std::string figures_json(const PageFigures& figures);

/// How networks were found in volumes and what came of it; empty where they were not.
std::string networks_section(const Report& report, const std::vector<Figure>& health_figures);

/// Where all networks lie; empty where no atlas was given.
std::string places_part(const VolumeNetworks& volumes);

/// A warning for each layer that learned nothing.
std::string learning_notice(const VolumeNetworks& volumes);

/// Maps of a session's networks beside their time courses (`courses`, one each); empty without
/// volumes.
std::string map_cards(const Report& report, const Session& session,
                      const std::vector<Figure>& courses);

/// The map of a network (from 1) as the page draws it; null where it has none, or one that is 0
/// everywhere.
const BrainMap* drawn_map(const Report& report, int network);
/// "-0.435 as shown; 0.435 as coupled" where `sign` is -1, else the correlation alone.
std::string pcc_as_shown(double correlation, int sign);
/// Says that a map, its course and the sign of this correlation are shown flipped.
std::string flip_note(double correlation);

/// The best pair of each layer: a table, and for each its map, time courses, the parts of speech of
/// its pairs and the story as a heat map (`courses`, one a layer that has a pair). Empty where the
/// stage has not run.
std::string layers_part(const Report& report, const Session& session,
                        const std::vector<Figure>& courses);

/// Regions that best pairs of early, middle and late layers share, beside those of the untrained
/// model (or null); empty without maps and an atlas.
std::string shared_regions_part(const Session& session, const Session* untrained);

/// Where the heat map of a neuron lies, seen from the page; empty if there is none.
std::string heat_map_link(const Session& session, std::string_view label);

/// The voxels of all maps shown as JSON, for the script; null without volumes.
std::string brain_json(const Report& report, const PageFigures& figures);

/// What the page can be asked for: networks, and stories with their words, pairs and courses
/// (packed); as JSON, for the script.
std::string explore_json(const Report& report);
/// What is told there of one story, as JSON; the bytes of its courses go behind `courses`.
std::string told_json(const Session& session, std::vector<std::uint8_t>& courses);

/// The paper's numbers beside those of one session.
std::string comparison_table(const Report& report, const Session& session);

/// What each null model says of one session as a whole.
std::string nulls_table(const Session& session);

/// How many neurons and networks of one session pass thresholds, beside noise; empty where nothing
/// could be tested.
std::string passing_table(const Session& session);

/// The anchored pairs of one session, and the neurons found in it.
/// @param most  how many networks there are rows of, those with the smallest p
std::string pair_tables(const Session& session,
                        std::size_t most = std::numeric_limits<std::size_t>::max());

/// Which parts of speech the neurons of one session pair; empty without parts of speech.
std::string profiles_part(const Session& session);

/// The coupling of one session in single listeners; empty where that was not computed.
std::string listeners_part(const Session& session);

/// What neurons add to the rhythm of the words; empty where that was not computed.
std::string unique_variance_part(const Session& session, const Session* untrained);

/// What of the couplings of all stories together returns in each of them; empty of one story.
std::string consistency_part(const Session& session, const Session* untrained);

/// The trained model among untrained ones; empty where the stage has not run.
std::string training_part(const Session& session);

/// Every two stories in one matrix, as the way to all that is told of them; empty of fewer than
/// three.
std::string stories_matrix(const Report& report);

/// What is told of every two stories; empty where there is one.
std::string stories_section(const Report& report);

/// Tags of the neurons in two of the stories beside each other; empty where they are not compared.
std::string story_tags_part(const StoriesShown& shown, std::size_t first, std::size_t second);

/// The warning where wrong pairings of the study's own stories are called too often; empty where
/// they are not.
std::string self_calibration_notice(const Report& report);

/// How often wrong pairings are called, by each figure of the verdict; empty where the stage has
/// not run.
std::string self_calibration_section(const Report& report);

/// How the numbers came about: in words, and every option.
std::string methods_section(const Report& report);

/// What the stages warned of.
std::string warnings_section(const Report& report);

/// Which program and which inputs this page comes from.
std::string provenance_section(const Report& report);

/// "summary.main.pieman": where the page speaks of a session.
std::string anchor_id(std::string_view section, const Session& session);

}  // namespace anbn
