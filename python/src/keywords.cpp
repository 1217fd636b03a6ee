// SPDX-License-Identifier: Apache-2.0
#include "keywords.h"

#include "anbn/stages/tokens.h"

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <utility>

namespace anbn::python {

using nlohmann::json;

namespace {

[[noreturn]] void fail_with(nb::handle value) {
  PyErr_Clear();
  fail("found {}; expected a number, a text, a path, True, False or a list of these",
       nb::cast<std::string>(value.type().attr("__name__")));
}

/// Integers of numpy are none of Python's; they say that they can be one.
json whole_number(nb::handle value) {
  const nb::object number = nb::steal(PyNumber_Index(value.ptr()));
  if (!number.is_valid()) fail_with(value);
  int overflow = 0;
  const long long whole = PyLong_AsLongLongAndOverflow(number.ptr(), &overflow);
  if (overflow != 0)
    return nb::cast<std::string>(nb::str(value));  // no integer of an option: the error shows it
  return whole;
}

json path_text(nb::handle path) {
  const nb::object text = nb::steal(PyOS_FSPath(path.ptr()));
  std::string name;
  if (!text.is_valid() || !nb::try_cast(text, name)) fail_with(path);
  return name;
}

json list_of(nb::handle values) {
  json list = json::array();
  for (nb::handle value : values) list.push_back(json_of(value));
  return list;
}

}  // namespace

json json_of(nb::handle value) {
  // Arrays and series as lists: an array says that it can be an index, whatever is in it.
  if (PySequence_Check(value.ptr()) && nb::hasattr(value, "tolist"))
    return json_of(value.attr("tolist")());
  if (PyBool_Check(value.ptr())) return value.is(Py_True) ? "yes" : "no";
  if (PyUnicode_Check(value.ptr())) return nb::cast<std::string>(value);
  if (PyIndex_Check(value.ptr())) return whole_number(value);
  if (PyFloat_Check(value.ptr())) return PyFloat_AsDouble(value.ptr());
  if (nb::hasattr(value, "__fspath__")) return path_text(value);
  if (PySequence_Check(value.ptr())) return list_of(value);
  if (PyNumber_Check(value.ptr())) {
    const double number = PyFloat_AsDouble(value.ptr());
    if (!PyErr_Occurred()) return number;
  }
  fail_with(value);
}

json json_of_keywords(const nb::dict& keywords) {
  json options = json::object();
  for (const auto& [key, value] : keywords) {
    if (value.is_none()) continue;
    const std::string name = nb::cast<std::string>(key);
    try {
      options[name] = json_of(value);
    } catch (Error& e) {
      e.add_context(name);
      throw;
    }
  }
  return options;
}

double tr_of(nb::handle value) {
  using TrOption =
      Some<VolumesOptions, decltype([](std::string_view name) { return name == "tr_s"; })>;
  nb::dict keywords;
  keywords["tr_s"] = value;
  return options_of<TrOption>(keywords).options.tr_s;
}

nb::dict told_of(const OptionInfo& option) {
  nb::dict told;
  told["name"] = option.name;
  told["type"] = option.type;
  told["default"] = option.default_value;
  told["help"] = option.help;
  told["allowed"] = option.allowed;
  told["range"] = option.range;
  told["is_input"] = option.is_input;
  told["is_list"] = option.is_list;
  told["is_required"] = option.is_required;
  return told;
}

nb::list told_of(const std::vector<OptionInfo>& options) {
  nb::list told;
  for (const OptionInfo& option : options) told.append(told_of(option));
  return told;
}

}  // namespace anbn::python
