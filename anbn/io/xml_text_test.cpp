// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/xml_text.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

TEST(XmlText, EscapesWhatEndsAnElementOrAnAttribute) {
  EXPECT_EQ(xml_text("<script>\"a\" & 'b'</script>"),
            "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;");
  EXPECT_EQ(xml_text("caf\u00e9 \u4e2d"), "caf\u00e9 \u4e2d");
}

TEST(XmlText, HoldsNothingThatNoDocumentMayHold) {
  EXPECT_EQ(xml_text("a\x01\x1b[31m\x7f"), "a\uFFFD\uFFFD[31m\uFFFD");
  EXPECT_EQ(xml_text(std::string_view("a\0b", 3)), "a\uFFFDb");
  EXPECT_EQ(xml_text("a\tb\nc\r"), "a b c ");
  EXPECT_EQ(xml_text("\xff\xEF\xBF\xBE"), "\uFFFD\uFFFD");
}

}  // namespace
}  // namespace anbn
