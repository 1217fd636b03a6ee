// SPDX-License-Identifier: Apache-2.0
// JSON of recognizers and aligners: Whisper and WhisperX, Gentle's align.json.
#include "anbn/core/error.h"
#include "anbn/io/json_tree.h"
#include "anbn/text/word_files/word_file.h"

#include <algorithm>

namespace anbn {
namespace {

std::optional<double> time_in(const JsonNode& word, std::string_view member) {
  const auto found = word.find(member);
  return found ? std::optional(found->number()) : std::nullopt;
}

FileWord timed(const JsonNode& node, const JsonNode& text, std::size_t number) {
  FileWord out;
  out.text = text.text();
  out.onset_s = time_in(node, "start");
  out.offset_s = time_in(node, "end");
  if (out.onset_s && !out.offset_s) out.offset_s = out.onset_s;
  out.line = number;
  return out;
}

// Gentle.

FileWords read_gentle_json(std::string_view text, const std::string& name, const WordFileChoice&) {
  const JsonTree tree(text, name);
  FileWords out;
  std::size_t number = 0;
  for (const JsonNode word : tree.root().at("words")) {
    ++number;
    // A sound that the transcript does not have is no word of it.
    if (word.text_or("case", "success") == "not-found-in-transcript") continue;
    add_file_word(timed(word, word.at("word"), number), out);
  }
  return out;
}

bool begins_as_json(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin != std::string_view::npos && (text[begin] == '{' || text[begin] == '[');
}

bool looks_like_gentle_json(std::string_view text) {
  return begins_as_json(text) && (text.find("\"alignedWord\"") != std::string_view::npos ||
                                  text.find("\"not-found-in-audio\"") != std::string_view::npos);
}

// Whisper.

bool begins_blank(std::string_view text) { return text.starts_with(' '); }

/// Whisper writes the blank before a word; what has none goes on in the word before.
void join_parts(std::vector<FileWord>& words) {
  const bool has_blanks = std::any_of(words.begin(), words.end(),
                                      [](const FileWord& w) { return begins_blank(w.text); });
  if (!has_blanks) return;
  std::vector<FileWord> out;
  for (FileWord& word : words) {
    if (out.empty() || begins_blank(word.text)) {
      out.push_back(std::move(word));
      continue;
    }
    out.back().text += word.text;
    if (word.offset_s) out.back().offset_s = word.offset_s;
    if (!out.back().onset_s) out.back().onset_s = word.onset_s;
  }
  words = std::move(out);
}

void append_words(const JsonNode& list, std::string_view speaker, std::vector<FileWord>& out) {
  for (const JsonNode word : list) {
    const auto text = word.find("word");  // whisper-timestamped says "text"
    FileWord& now = out.emplace_back(timed(word, text ? *text : word.at("text"), out.size() + 1));
    now.speaker = word.text_or("speaker", speaker);
  }
}

FileWords read_whisper_json(std::string_view text, const std::string& name, const WordFileChoice&) {
  const JsonTree tree(text, name);
  const JsonNode root = tree.root();
  std::vector<FileWord> words;
  std::size_t segments = 0;
  const auto list = root.is_list() ? std::optional(root) : root.find("segments");
  if (list)
    for (const JsonNode segment : *list) {
      ++segments;
      if (const auto own = segment.find("words"))
        append_words(*own, segment.text_or("speaker", ""), words);
    }
  if (words.empty() && root.is_list()) {  // a plain list of words, if it is none of sentences
    append_words(root, "", words);
    const auto is_sentence = [](const FileWord& w) { return w.text.find(' ', 1) < w.text.size(); };
    if (std::any_of(words.begin(), words.end(), is_sentence)) words.clear();
  }
  for (const char* member : {"words", "word_segments"})
    if (words.empty() && root.is_object())
      if (const auto own = root.find(member)) append_words(*own, "", words);
  if (words.empty())
    fail(
        "{}: {} segments, and no words in them; expected a time for each word. Run the recognizer "
        "with them: whisper --word_timestamps True, or whisperx",
        name, segments);
  join_parts(words);
  FileWords out;
  for (FileWord& word : words) add_file_word(std::move(word), out);
  return out;
}

bool looks_like_whisper_json(std::string_view text) {
  if (!begins_as_json(text)) return false;
  const auto has = [&](std::string_view member) {
    return text.find(member) != std::string_view::npos;
  };
  return has("\"segments\"") || has("\"word_segments\"") ||
         (has("\"words\"") && has("\"start\"")) || (has("\"word\"") && has("\"start\""));
}

}  // namespace

extern const WordFileKind kGentleJson = {"gentle-json", "align.json of Gentle",
                                         looks_like_gentle_json, read_gentle_json};
extern const WordFileKind kWhisperJson = {"whisper", "JSON of Whisper or WhisperX",
                                          looks_like_whisper_json, read_whisper_json};

}  // namespace anbn
