// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/json_highlighter.h"

namespace weir::ui {

/// Colours JSON, and over it the placeholders of a template: good ones on a tint, bad ones underlined. GUI thread.
class PayloadHighlighter : public JsonHighlighter
{
    Q_OBJECT
public:
    explicit PayloadHighlighter(QTextDocument* document) : JsonHighlighter(document) {}
    void setColours(const Theme& theme);
    /// Whether the text is JSON, and whether it may hold placeholders.
    void setKind(bool json, bool placeholders);

protected:
    void highlightBlock(const QString& text) override;

private:
    const Theme* m_colours = &Theme::light();
    bool m_json = false;
    bool m_placeholders = true;
};

/// Why the placeholder at that place of a text cannot be used; empty when it can or when there is none.
[[nodiscard]] QString placeholderProblemAt(const QString& text, int position);

} // namespace weir::ui
